package sandbox

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/donatebot/donatebot/sandbox/markup"
)

// botID is the bot's id unless Options.Token says otherwise.
const botID = "7000000001"

// newToken makes a token that nobody can guess: whoever has it can read and send as the
// bot, and a page in the browser could try.
func newToken() string {
	secret := make([]byte, 26)
	rand.Read(secret) //nolint:errcheck // it never fails
	return botID + ":" + base64.RawURLEncoding.EncodeToString(secret)
}

// defaultCheckoutLimit is how long a bot may take for a pre-checkout query (Bot API
// documentation).
const defaultCheckoutLimit = 10 * time.Second

// Options say what is unusual about a sandbox.
type Options struct {
	Token          string // default a new one, see Sandbox.Token
	Username, Name string // default "DonationSandboxBot", "Donation Sandbox"
	// Providers are the provider tokens that are accepted; nil: any that contains
	// ":TEST:" or ":LIVE:".
	Providers []string
	// Pace enforces the sending limits: 30 messages a second overall, 1 a second in
	// a private chat (3 at once), 20 a minute in a group (Telegram, "Bots FAQ").
	Pace bool
	// InlineFeedback tells the bot which inline results are chosen, which real bots
	// have to ask @BotFather for.
	InlineFeedback bool
	// Now is the clock of dates and expiry, default time.Now. Waiting uses real time.
	Now func() time.Time
	// CheckoutLimit is how long the bot may take for a pre-checkout or shipping
	// query, default 10 s (Bot API documentation).
	CheckoutLimit time.Duration
}

func (o *Options) setDefaults() {
	if o.Token == "" {
		o.Token = newToken()
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
		o.CheckoutLimit = defaultCheckoutLimit
	}
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
	message  int64 // last message id of private chats and basic groups
	revision int64
	serial   int64  // for ids of charges, files and links
	run      string // makes the ids of charges unlike those of any other sandbox
	money    account
	inline   map[string]*Message // by inline_message_id
	taps     map[string]tapped   // by callback_query_id, as long as they count
	queue    queue
	profile  profile
	pace     pace
	webhook  string
	polls    pollClock

	queries   queries
	unsent    unsent
	files     map[string]*upload
	spool     spool
	history   history
	events    broadcast[Event]
	faults    Faults
	closed    chan struct{}
	closeOnce sync.Once
}

// account is the money of the sandbox and what it is asked for with.
type account struct {
	charges       []*Charge // oldest first
	byID          map[string]*Charge
	stars         []starTransaction
	links         map[string]*Invoice
	subscriptions []*Subscription
	checkouts     []time.Duration // what pre-checkout queries took
}

// Charge is money that was really taken, in the smallest units of the currency.
type Charge struct {
	ID         string
	ProviderID string
	Person     int64
	Amount     int64 // with tip and shipping
	Tip        int64
	Currency   string
	Payload    string
	Option     string  // id of the chosen shipping option
	Shipping   []Price // of the chosen option
	Order      *OrderInfo
	Time       time.Time
	Refunded   bool
	// Until is the end of what a subscription's charge paid for, zero for other charges.
	Until time.Time
	// First reports whether it is the first charge of its subscription.
	First        bool
	title        string        // of the invoice
	period       time.Duration // of the subscription
	subscription *Subscription
}

// Subscription is a person's promise to pay again each period.
type Subscription struct {
	person   *Person
	title    string // of its invoice
	first    Charge // as its first charge was
	until    time.Time
	byPerson bool // cancelled by the person
	byBot    bool // cancelled by the bot
}

// starTransaction is one line of the bot's account of Telegram Stars.
type starTransaction struct {
	charge *Charge
	date   int64
	refund bool
}

// tapped is a tap on a callback button.
type tapped struct {
	person  *Person
	message *Message
	at      time.Time // real time
}

// pollClock remembers polls in real time, for the rules on those that come too fast.
type pollClock struct {
	offset       int64 // of the poll before
	at           time.Time
	nextConflict time.Time // from when on a conflict is told at once
}

// Person is somebody with a Telegram account.
type Person struct {
	User
	Country string // ISO 3166-1 alpha-2, for addresses
	s       *Sandbox
	note    string // see Describe
	private *Chat
	started bool // wrote to the bot at least once
	blocked bool
	deleted bool
}

// Chat is a conversation that the bot may be in.
type Chat struct {
	ID       int64
	Type     string // "private", "group", "supergroup" or "channel"
	Title    string
	Username string // of a public channel
	s        *Sandbox
	// Person is whose private chat it is.
	Person *Person

	members   []*Person
	anonymous map[*Person]bool // administrators who hide behind the group
	bot       standing
	movedTo   *Chat // the supergroup that a group became
	dissolved bool
	forum     bool
	topics    map[int64]*topic // by message_thread_id

	messages  []*Message
	at        map[int64]int // position of a message by its id
	last      int64         // last message id of a supergroup or channel
	ephemeral int64         // last id of an ephemeral message
	changed   chan struct{} // closed at the next change
	menu      json.RawMessage
}

// standing is what the bot is in a group or channel.
type standing struct {
	status string // of ChatMember (Bot API)
	lacks  Lacks
}

// topic is one of a forum.
type topic struct {
	name   string
	closed bool
}

// Message is one message of a chat. It never changes: an edit makes a new one with
// the same ID and a higher Revision.
type Message struct {
	ID             int64
	Chat           *Chat
	From           User
	Date, EditDate time.Time
	Text           string
	Caption        string
	Entities       []markup.Entity // of the text or the caption
	Photo          *File
	Document       *File
	Invoice        *Invoice
	Keyboard       [][]Button
	ReplyKeyboard  [][]string // the person's own keyboard is replaced by this
	ForceReply     bool       // the app opens a reply to it, if Selective for whom it answers only
	Selective      bool
	Payment        *Charge  // service message: paid
	Refund         *Charge  // service message: refunded
	Service        *Service // service message about a topic
	ReplyTo        int64
	Thread         int64 // topic of a forum, 0 for General
	Effect         string
	Forwarded      bool
	Deleted        bool
	Pinned         bool
	// AsChat reports whether it speaks for the chat itself: a channel's post, or that
	// of an anonymous administrator.
	AsChat bool
	// ViaBot reports whether a person sent it with the bot's inline mode; InlineID is
	// how the bot knows it then, if it has a keyboard.
	ViaBot   bool
	InlineID string
	// Receiver is who alone sees an ephemeral message, nil for all others. EphemeralID
	// is how the bot knows it: such messages have a negative ID, and 0 on the wire.
	Receiver    *Person
	EphemeralID int64
	// MovedTo and MovedFrom are the other chat's id when a group becomes a supergroup.
	MovedTo, MovedFrom int64
	// Revision rises with each message, edit and deletion of the whole sandbox. That an
	// invoice has been paid is not an edit.
	Revision int64
}

// Event is something that happened, for whoever watches.
type Event struct {
	// Kind is "request", "update", "chat" or, when the watcher was too slow and
	// events are missing, "resync".
	Kind    string
	Time    time.Time
	Request *Request        // of a request; Answer is set for getUpdates too
	Update  json.RawMessage // of an update
	Message *Message        // of a chat: the new or changed message
}

// New makes a sandbox without people.
func New(o Options) *Sandbox {
	o.setDefaults()
	id, _, _ := strings.Cut(o.Token, ":")
	number, _ := strconv.ParseInt(id, 10, 64) // a token without a number belongs to bot 0
	return &Sandbox{
		o:       o,
		me:      User{ID: number, IsBot: true, FirstName: o.Name, Username: o.Username},
		people:  map[int64]*Person{},
		chats:   map[int64]*Chat{},
		money:   account{byID: map[string]*Charge{}, links: map[string]*Invoice{}},
		inline:  map[string]*Message{},
		taps:    map[string]tapped{},
		files:   map[string]*upload{},
		queue:   queue{next: firstUpdateID()},
		profile: newProfile(),
		events:  broadcast[Event]{missed: Event{Kind: "resync"}},
		closed:  make(chan struct{}),
		run:     rand.Text()[:12],
	}
}
