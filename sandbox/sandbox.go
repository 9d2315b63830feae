package sandbox

import (
	"slices"
	"time"
)

// Close ends all parked polls and hanging requests.
func (s *Sandbox) Close() {
	s.closeOnce.Do(func() {
		close(s.closed)
		s.spool.close()
	})
}

// Done is closed when the sandbox is.
func (s *Sandbox) Done() <-chan struct{} { return s.closed }

// Token returns the bot's token.
func (s *Sandbox) Token() string { return s.o.Token }

// Run returns a text that no other sandbox has.
func (s *Sandbox) Run() string { return s.run }

// Faults is where tests make Telegram fail.
func (s *Sandbox) Faults() *Faults { return &s.faults }

// Me returns the bot.
func (s *Sandbox) Me() User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.me
}

// People returns all persons in the order they came.
func (s *Sandbox) People() []*Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.persons)
}

// Chats returns all chats in the order they were made.
func (s *Sandbox) Chats() []*Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.rooms)
}

// Person returns the one with that id, or nil.
func (s *Sandbox) Person(id int64) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.people[id]
}

// Chat returns the one with that id, or nil.
func (s *Sandbox) Chat(id int64) *Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chats[id]
}

// Problems returns requests that Telegram would have answered all the same, but whose
// parameters it does not know or that have the wrong JSON type, and requests that the
// sandbox does not play; each kind once.
func (s *Sandbox) Problems() []string {
	s.history.mu.Lock()
	defer s.history.mu.Unlock()
	return slices.Clone(s.history.problems)
}

// Requests returns the last calls of that method, oldest first; "" is all methods. The
// sandbox keeps the last 20,000 calls, fewer if they are large.
func (s *Sandbox) Requests(method string) []Request { return s.history.of(method) }

// Watch shows all requests, updates and changes of chats from now on, until stop is
// called.
func (s *Sandbox) Watch() (events <-chan Event, stop func()) { return s.events.watch() }

// now is the time of the messages: whole seconds, as on the wire.
func (s *Sandbox) now() time.Time { return s.o.Now().Truncate(time.Second) }

// number makes ids that never repeat within the sandbox; s.mu is held.
func (s *Sandbox) number() int64 {
	s.serial++
	return s.serial
}
