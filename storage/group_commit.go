package storage

import (
	"context"
	"fmt"
	"runtime"
)

// mostShared bounds how many writers share one commit, and so how much one
// transaction holds in memory.
const mostShared = 1024

// job is what one writer wants to be written.
type job struct {
	ctx  context.Context
	do   func(*writeTx) error
	done chan error // the outcome, once
}

// write runs do inside a transaction that others share, and returns nil only when
// it ran and is on disk. A refusal by the domain belongs into the result: an error
// undoes what do wrote. After an error of the context, do may still be written.
func write[T any](ctx context.Context, s *Store, do func(*writeTx) (T, error)) (T, error) {
	var result, none T
	ran := false
	j := &job{ctx: ctx, done: make(chan error, 1), do: func(w *writeTx) (err error) {
		ran = true
		result, err = do(w)
		return err
	}}
	select {
	case s.jobs <- j:
	case <-ctx.Done():
		return none, ctx.Err()
	case <-s.closing:
		return none, ErrClosed
	}
	if err := s.await(ctx, j); err != nil {
		return none, err // the result is not looked at: it may be being written
	}
	if !ran { // the context ended just before
		return none, ctx.Err()
	}
	return result, nil
}

// await waits for a job's outcome. A job that came while the store closed may
// have been left lying.
func (s *Store) await(ctx context.Context, j *job) error {
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-s.driven:
	}
	select {
	case err := <-j.done:
		return err
	default:
		return ErrClosed
	}
}

// change is write for what has no result.
func (s *Store) change(ctx context.Context, do func(*writeTx) error) error {
	_, err := write(ctx, s, func(w *writeTx) (struct{}, error) { return struct{}{}, do(w) })
	return err
}

// drive commits what writers bring until the store closes. A lone writer is
// committed at once; those who come meanwhile share the next commit.
func (s *Store) drive() {
	defer close(s.driven)
	for {
		select {
		case j := <-s.jobs:
			s.commit(s.gather(j))
		case <-s.closing:
			for {
				select {
				case j := <-s.jobs:
					j.done <- ErrClosed
				default:
					return
				}
			}
		}
	}
}

// gather takes all jobs that are there already.
func (s *Store) gather(first *job) []*job {
	runtime.Gosched() // writers that are ready to run may join
	jobs := []*job{first}
	for len(jobs) < mostShared {
		select {
		case j := <-s.jobs:
			jobs = append(jobs, j)
		default:
			return jobs
		}
	}
	return jobs
}

// commit writes jobs together or, where one of them fails, each on its own, so
// that it takes nobody with it.
func (s *Store) commit(jobs []*job) {
	failed, err := s.together(jobs)
	if failed && len(jobs) > 1 {
		for _, j := range jobs {
			_, err := s.together([]*job{j})
			j.done <- err
		}
		return
	}
	for _, j := range jobs {
		j.done <- err
	}
}

// together writes jobs in one transaction. failed reports whether a job, and not the
// engine, is the cause of the error.
func (s *Store) together(jobs []*job) (failed bool, err error) {
	var last *writeTx
	err = s.engine.Update(context.Background(), func(tx Tx) error {
		failed = true
		w := newWriteTx(tx)
		last = w
		for _, j := range jobs {
			if err := j.run(w); err != nil {
				return err
			}
		}
		if err := w.flush(s.toldOfDamage); err != nil {
			return err
		}
		failed = false
		return nil
	})
	if err != nil {
		return failed, err
	}
	s.logDamage(last)
	if last.enqueued {
		s.signal()
	}
	return false, nil
}

// run does the job unless its writer has gone meanwhile.
func (j *job) run(w *writeTx) (err error) {
	if j.ctx.Err() != nil {
		return nil
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("ledger: %v", r)
		}
	}()
	return j.do(w)
}

// signal wakes whoever waits for messages.
func (s *Store) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
