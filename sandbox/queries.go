package sandbox

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// ErrTimeout: the bot did not answer the query in time.
var ErrTimeout = errors.New("the bot did not answer in time")

// firstQuery is where the ids of queries begin: like Telegram's, they are large.
const firstQuery = 4_000_000_000_000_000_000

// query is a question to the bot that waits for its answer.
type query struct {
	id      string
	kind    string    // of its update
	expires time.Time // real time
	answer  chan any  // takes one
}

// queries are the questions that the bot may still answer.
type queries struct {
	mu   sync.Mutex
	last int64
	open map[string]*query
}

// ask opens a question of that kind.
func (t *queries) ask(kind string, limit time.Duration) *query {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last++
	q := &query{id: strconv.FormatInt(firstQuery+t.last, 10), kind: kind, expires: time.Now().Add(limit), answer: make(chan any, 1)}
	if t.open == nil {
		t.open = map[string]*query{}
	}
	t.open[q.id] = q
	return q
}

// await waits for the answer. The question can't be answered after that.
func (t *queries) await(ctx context.Context, q *query, closed <-chan struct{}) (any, error) {
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
	case <-closed:
		err = ErrTimeout
	}
	t.mu.Lock()
	delete(t.open, q.id)
	t.mu.Unlock()
	select {
	case a := <-q.answer: // it came at the last moment
		return a, nil
	default:
		return nil, err
	}
}

// settle gives an answer to the question of that id.
func (t *queries) settle(kind, id string, answer any) *spec.Error {
	t.mu.Lock()
	defer t.mu.Unlock()
	q := t.open[id]
	if q == nil || q.kind != kind || time.Now().After(q.expires) {
		return spec.BadRequest(spec.LateQuery)
	}
	delete(t.open, id)
	q.answer <- answer
	return nil
}
