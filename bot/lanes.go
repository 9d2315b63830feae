package bot

import "sync"

// Bounds of the lanes: of one chat, and of all together.
const (
	laneLength = 32
	allLanes   = 20_000
)

// lanes run work in order within a chat and side by side across chats. A lane
// that is full drops what comes, so that no one person holds up the poller or
// fills the memory.
type lanes[T any] struct {
	run func(T)

	mu      sync.Mutex
	waiting map[int64][]T // a key is there while a goroutine works on it
	total   int
	dropped int64
	idle    sync.WaitGroup
}

func newLanes[T any](run func(T)) *lanes[T] {
	return &lanes[T]{run: run, waiting: map[int64][]T{}}
}

// put queues work of a chat. It never waits; false tells that the work was dropped.
func (l *lanes[T]) put(chat int64, work T) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	queue, busy := l.waiting[chat]
	if len(queue) >= laneLength || l.total >= allLanes {
		l.dropped++
		return false
	}
	l.total++
	l.waiting[chat] = append(queue, work)
	if !busy {
		l.idle.Go(func() { l.drive(chat) })
	}
	return true
}

// drive works on one chat's lane until it is empty.
func (l *lanes[T]) drive(chat int64) {
	for {
		l.mu.Lock()
		queue := l.waiting[chat]
		if len(queue) == 0 {
			delete(l.waiting, chat)
			l.mu.Unlock()
			return
		}
		work := queue[0]
		l.waiting[chat] = queue[1:]
		l.total--
		l.mu.Unlock()
		l.run(work)
	}
}

// clear drops what has not been started, when the bot stops.
func (l *lanes[T]) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for chat := range l.waiting {
		l.waiting[chat] = nil
	}
	l.total = 0
}

// droppedSoFar counts what was dropped since the start.
func (l *lanes[T]) droppedSoFar() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dropped
}
