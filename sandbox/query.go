package sandbox

import (
	"context"
	"time"
)

// tapLimit is how long a tapped button waits for its answer.
const tapLimit = 15 * time.Second

const lateQuery = "query is too old and response timeout expired or query ID is invalid"

// query is a question to the bot that waits for its answer.
type query struct {
	kind    string
	expires time.Time // real time
	answer  chan any  // takes one
}

// ask makes a query of that kind with its id; s.mu is held.
func (s *Sandbox) ask(kind string, limit time.Duration, content fields) (string, *query) {
	id := itoa(4_000_000_000_000_000_000 + s.number())
	q := &query{kind: kind, expires: time.Now().Add(limit), answer: make(chan any, 1)}
	s.queries[id] = q
	content["id"] = id
	s.push(kind, content)
	return id, q
}

// await waits for the answer. The query can't be answered after that.
func (s *Sandbox) await(ctx context.Context, id string, q *query) (any, error) {
	timer := time.NewTimer(time.Until(q.expires))
	defer timer.Stop()
	var err error
	select {
	case a := <-q.answer:
		return a, nil
	case <-timer.C:
		err = ErrTimeout
	case <-ctx.Done():
		err = ctx.Err()
	case <-s.closed:
		err = ErrTimeout
	}
	s.mu.Lock()
	delete(s.queries, id)
	s.mu.Unlock()
	select {
	case a := <-q.answer:
		return a, nil
	default:
		return nil, err
	}
}

// settle gives an answer to the query of that id; s.mu is held.
func (s *Sandbox) settle(kind, id string, answer any) *apiError {
	q := s.queries[id]
	if q == nil || q.kind != kind || time.Now().After(q.expires) {
		return bad(lateQuery)
	}
	delete(s.queries, id)
	q.answer <- answer
	return nil
}
