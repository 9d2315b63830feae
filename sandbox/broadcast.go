package sandbox

import "sync"

// watchBuffer is how many events a watcher may be behind.
const watchBuffer = 1_024

// broadcast passes events on to whoever watches. One who is too slow misses events and
// gets a notice of it as soon as there is room.
type broadcast[E any] struct {
	mu       sync.Mutex
	watchers map[*watcher[E]]struct{}
	missed   E // the notice
}

type watcher[E any] struct {
	events chan E
	missed bool
}

// emit tells all watchers.
func (b *broadcast[E]) emit(event E) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for w := range b.watchers {
		w.tell(event, b.missed)
	}
}

func (w *watcher[E]) tell(event, missed E) {
	if w.missed {
		select {
		case w.events <- missed:
			w.missed = false
		default:
			return
		}
	}
	select {
	case w.events <- event:
	default:
		w.missed = true
	}
}

// watch adds a watcher, which stop removes.
func (b *broadcast[E]) watch() (events <-chan E, stop func()) {
	w := &watcher[E]{events: make(chan E, watchBuffer)}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.watchers == nil {
		b.watchers = map[*watcher[E]]struct{}{}
	}
	b.watchers[w] = struct{}{}
	return w.events, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.watchers, w)
	}
}
