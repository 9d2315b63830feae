package sandboxtest

import (
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/sandbox"
)

// viewer reads a chat in order. It is for one goroutine.
type viewer struct {
	t    testing.TB
	chat *sandbox.Chat
	me   int64 // the bot
	seen int64 // highest revision that has been looked at
}

// Gets waits for the next message or edit of the bot, not yet seen, whose text,
// caption, invoice and buttons contain all parts. What comes before it counts as
// seen. Without parts it is the next one at all.
func (v *viewer) Gets(parts ...string) *sandbox.Message {
	v.t.Helper()
	m := v.next(patience, parts)
	if m == nil {
		v.t.Fatalf("nothing with %q came within %v\n%s", parts, patience, Transcript(v.chat))
	}
	return m
}

// GetsNothing fails if the bot writes or edits anything that has not been seen.
func (v *viewer) GetsNothing(within time.Duration) {
	v.t.Helper()
	if m := v.next(within, nil); m != nil {
		v.t.Fatalf("nothing was to come, but this did:\n%s\n%s", Line(m), Transcript(v.chat))
	}
}

// Seen counts all that is there as seen.
func (v *viewer) Seen() {
	for _, m := range v.chat.Messages() {
		v.seen = max(v.seen, m.Revision)
	}
}

// next is the oldest unseen message with all parts, nil if none comes in time.
func (v *viewer) next(within time.Duration, parts []string) *sandbox.Message {
	deadline := time.NewTimer(within)
	defer deadline.Stop()
	for {
		changed := v.chat.Changed()
		if m := v.oldest(parts); m != nil {
			v.seen = m.Revision
			return m
		}
		select {
		case <-changed:
		case <-deadline.C:
			return nil
		}
	}
}

func (v *viewer) oldest(parts []string) *sandbox.Message {
	var first *sandbox.Message
	for _, m := range v.chat.Messages() {
		fits := m.Revision > v.seen && m.From.ID == v.me && !m.Deleted && m.Refund == nil && contains(m, parts)
		if fits && (first == nil || m.Revision < first.Revision) {
			first = m
		}
	}
	return first
}

func contains(m *sandbox.Message, parts []string) bool {
	whole := Words(m)
	for _, part := range parts {
		if !strings.Contains(whole, part) {
			return false
		}
	}
	return true
}

// newest is the latest message of the chat for which the function is true.
func (v *viewer) newest(fits func(*sandbox.Message) bool) *sandbox.Message {
	all := v.chat.Messages()
	for i := len(all) - 1; i >= 0; i-- {
		if !all[i].Deleted && fits(all[i]) {
			return all[i]
		}
	}
	return nil
}

// await is newest, waiting for it.
func (v *viewer) await(fits func(*sandbox.Message) bool) *sandbox.Message {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		changed := v.chat.Changed()
		if m := v.newest(fits); m != nil {
			return m
		}
		select {
		case <-changed:
		case <-deadline.C:
			return nil
		}
	}
}
