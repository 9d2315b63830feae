package chat

import (
	"encoding/json"
	"sync"
	"time"
)

// dialogKey is a person in a chat.
type dialogKey struct{ chat, person int64 }

// dialog is what the bot waits for next from somebody: a value that can be stored,
// so that it may outlive a restart.
type dialog struct {
	Name    string          `json:"name"`    // of the route that takes what is typed
	Payload json.RawMessage `json:"payload"` // what that route has to know
	Expires time.Time       `json:"expires"` // from then on, nothing is waited for
}

// Bounds of what is waited for.
const (
	dialogLife  = 24 * time.Hour
	mostDialogs = 10_000
)

// dialogs are those that are open. They are kept in memory: a restart forgets them,
// which costs a person a tap.
type dialogs struct {
	now func() time.Time

	mu   sync.Mutex
	open map[dialogKey]dialog
}

func newDialogs(now func() time.Time) *dialogs {
	return &dialogs{now: now, open: map[dialogKey]dialog{}}
}

// begin waits for what the route of that name takes, instead of anything else.
func (d *dialogs) begin(key dialogKey, name string, payload any) error {
	data, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.open) >= mostDialogs {
		d.sweep()
	}
	d.open[key] = dialog{Name: name, Payload: data, Expires: d.now().Add(dialogLife)}
	return nil
}

// get returns what is waited for; ok is false for nothing.
func (d *dialogs) get(key dialogKey) (found dialog, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	found, ok = d.open[key]
	return found, ok && d.now().Before(found.Expires)
}

// end waits for nothing more, and returns what was waited for.
func (d *dialogs) end(key dialogKey) (left dialog) {
	d.mu.Lock()
	defer d.mu.Unlock()
	left = d.open[key]
	delete(d.open, key)
	return left
}

// sweep makes room: it drops what has expired, and everything if that is not enough.
// d.mu is held.
func (d *dialogs) sweep() {
	now := d.now()
	for key, open := range d.open {
		if !now.Before(open.Expires) {
			delete(d.open, key)
		}
	}
	if len(d.open) >= mostDialogs {
		clear(d.open)
	}
}
