package bot

import "sync"

// Bounds of the queues: of one chat, and of all together.
const (
	queueLength = 32
	mostQueued  = 20_000
)

// chatQueues run work in order within a chat and side by side across chats. A queue
// that is full drops what comes, so that no one person holds up the poller or
// fills the memory.
type chatQueues[T any] struct {
	run func(T)

	mu      sync.Mutex
	waiting map[int64][]T // a key is there while a goroutine works on it
	total   int
	dropped int64
	idle    sync.WaitGroup
}

func newChatQueues[T any](run func(T)) *chatQueues[T] {
	return &chatQueues[T]{run: run, waiting: map[int64][]T{}}
}

// put queues work of a chat. It never waits; it reports whether the work was taken, and not dropped.
func (q *chatQueues[T]) put(chat int64, work T) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	queue, busy := q.waiting[chat]
	if len(queue) >= queueLength || q.total >= mostQueued {
		q.dropped++
		return false
	}
	q.total++
	q.waiting[chat] = append(queue, work)
	if !busy {
		q.idle.Go(func() { q.drive(chat) })
	}
	return true
}

// drive works on one chat's queue until it is empty.
func (q *chatQueues[T]) drive(chat int64) {
	for {
		q.mu.Lock()
		queue := q.waiting[chat]
		if len(queue) == 0 {
			delete(q.waiting, chat)
			q.mu.Unlock()
			return
		}
		work := queue[0]
		q.waiting[chat] = queue[1:]
		q.total--
		q.mu.Unlock()
		q.run(work)
	}
}

// clear drops what has not been started, when the bot stops.
func (q *chatQueues[T]) clear() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for chat := range q.waiting {
		q.waiting[chat] = nil
	}
	q.total = 0
}

// droppedSoFar counts what was dropped since the start.
func (q *chatQueues[T]) droppedSoFar() int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.dropped
}
