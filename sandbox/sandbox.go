package sandbox

import (
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// DefaultToken is the bot's token unless Options say otherwise.
const DefaultToken = "7000000001:SANDBOX-TOKEN-OF-THIS-MACHINE-ONLY0"

// Options say what is unusual about a sandbox.
type Options struct {
	Token          string // default DefaultToken
	Username, Name string // default "DonationSandboxBot", "Donation Sandbox"
	// Providers are the provider tokens that are accepted; nil: any that contains
	// ":TEST:" or ":LIVE:".
	Providers []string
	// Pace enforces the sending limits: 30 messages a second overall, 1 a second in
	// a private chat (3 at once), 20 a minute in a group (Telegram, "Bots FAQ").
	Pace bool
	// Throttle enforces the slower answers to polls that repeat an offset
	// (tdlib/telegram-bot-api, Client.cpp).
	Throttle bool
	// Now is the clock of dates and expiry, default time.Now. Waiting uses real time.
	Now func() time.Time
	// CheckoutLimit is how long the bot may take for a pre-checkout or shipping
	// query, default 10 s (Bot API documentation).
	CheckoutLimit time.Duration
}

// Sandbox is one Telegram with one bot. Its methods may be called concurrently.
type Sandbox struct {
	o  Options
	me User

	mu       sync.Mutex
	people   map[int64]*Person
	persons  []*Person
	chats    map[int64]*Chat
	rooms    []*Chat
	message  int64 // last message id of private chats
	revision int64
	serial   int64  // for ids of queries, charges and files
	run      string // makes the ids of charges unlike those of any other sandbox
	queue    updates
	queries  map[string]*query
	files    map[string]*upload
	charges  []*Charge
	byCharge map[string]*Charge
	stars    []starTransaction
	links    map[string]*Invoice
	profile  profile
	pace     pace
	webhook  string

	log       log
	faults    Faults
	closed    chan struct{}
	once      sync.Once
	checkouts []time.Duration // what pre-checkout queries took
}

// New makes a sandbox without people.
func New(o Options) *Sandbox {
	if o.Token == "" {
		o.Token = DefaultToken
	}
	if o.Username == "" {
		o.Username = "DonationSandboxBot"
	}
	if o.Name == "" {
		o.Name = "Donation Sandbox"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.CheckoutLimit <= 0 {
		o.CheckoutLimit = 10 * time.Second
	}
	id, _, _ := strings.Cut(o.Token, ":")
	s := &Sandbox{
		o:        o,
		me:       User{ID: toInteger(id), IsBot: true, FirstName: o.Name, Username: o.Username},
		people:   map[int64]*Person{},
		chats:    map[int64]*Chat{},
		queries:  map[string]*query{},
		files:    map[string]*upload{},
		byCharge: map[string]*Charge{},
		links:    map[string]*Invoice{},
		profile:  newProfile(),
		closed:   make(chan struct{}),
		run:      strconv.FormatUint(rand.Uint64(), 36),
	}
	s.queue.next = firstUpdateID()
	s.log.init()
	return s
}

// firstUpdateID is random within the bounds that Telegram uses (tdlib/td, TQueue.cpp).
func firstUpdateID() int64 { return 2_000_001 + rand.Int64N(1_000_000_000-2_000_001) }

// Handler serves the Bot API.
func (s *Sandbox) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// Close ends all parked polls and hanging requests.
func (s *Sandbox) Close() { s.once.Do(func() { close(s.closed) }) }

// Token is the token of the bot.
func (s *Sandbox) Token() string { return s.o.Token }

// Me is the bot.
func (s *Sandbox) Me() User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.me
}

// People are all persons in the order they came.
func (s *Sandbox) People() []*Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.persons)
}

// Chats are all chats in the order they were made.
func (s *Sandbox) Chats() []*Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.rooms)
}

// Person is the one with that id, or nil.
func (s *Sandbox) Person(id int64) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.people[id]
}

// Chat is the one with that id, or nil.
func (s *Sandbox) Chat(id int64) *Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chats[id]
}

// Charges are all payments that were really taken, refunded ones too, oldest first.
func (s *Sandbox) Charges() []Charge {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Charge, len(s.charges))
	for i, c := range s.charges {
		all[i] = *c
	}
	return all
}

// now is the time of the messages: whole seconds, as on the wire.
func (s *Sandbox) now() time.Time { return s.o.Now().Truncate(time.Second) }

// number makes ids that never repeat within the sandbox; s.mu is held.
func (s *Sandbox) number() int64 {
	s.serial++
	return s.serial
}
