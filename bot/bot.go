package bot

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/donatebot/donatebot/bot/outbox"
	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"
)

// Options are what a Bot needs; Store, Settings, Words and Token must be given.
type Options struct {
	Token  string
	APIURL string // https://api.telegram.org, or a sandbox's
	Store  *storage.Store
	Configuration
	Words *locales.Words
	Log   *slog.Logger
	// MessagesPerSecond is the pace of the outbox over all chats; 0 lifts every
	// limit of Telegram's.
	MessagesPerSecond int
	Now               func() time.Time // nil: time.Now
}

// Configuration is what can change while the bot runs: a value that is replaced
// whole.
type Configuration struct {
	Settings  *campaigns.Settings
	Providers campaigns.Providers
	Limits    campaigns.Limits
}

// Bot is the process between Telegram and the ledger.
type Bot struct {
	store         *storage.Store
	configuration atomic.Pointer[Configuration]
	words         *locales.Words
	log           *slog.Logger
	now           func() time.Time

	// Each API calls Telegram by the retry policy of its errand.
	chatAPI     *telegram.Client // replies to taps and words; has the handlers
	checkoutAPI *telegram.Client // answers to shipping and pre-checkout queries
	outboxAPI   *telegram.Client // what waits in the outbox: one attempt a call
	pollAPI     *telegram.Client // getUpdates: one attempt a call

	calls     context.Context // of all calls; ends when the bot has stopped
	hangUp    context.CancelFunc
	polls     context.Context // of the poller's; ends as soon as the bot is told to stop
	stopPolls context.CancelFunc

	chats     *lanes[telegram.Update]
	checkouts chan struct{}  // a place for each checkout under way
	work      sync.WaitGroup // checkouts, outbox, watch
	outbox    *outbox.Worker

	watchEvery time.Duration
	announce   chan struct{} // signalled when commands are to be registered anew
	unseen     sync.Map      // administrators' chats that Telegram does not know yet, int64 → true

	asked    *asked
	invoices *allowance // invoices that a donor asked for
	failures *allowance // checkouts of a donor that were refused, or not paid yet
	alerts   *allowance // alerts of one cause
	photos   sync.Map   // path of a campaign's photo → Telegram's id of the file, string

	stuck     atomic.Bool                         // the last commit of payments failed, or has not ended yet
	lastPoll  atomic.Int64                        // Unix seconds of the last poll that Telegram answered
	notedPoll atomic.Int64                        // the one that is in the ledger
	gap       atomic.Pointer[[]campaigns.Message] // what administrators are still to be told of a long silence
	noting    sync.Mutex                          // held while one is written there

	toldOfDrops atomic.Int64 // Unix seconds of the last line in the log about dropped updates
}

// Settings is what is configured at the moment.
func (b *Bot) Settings() *campaigns.Settings { return b.configuration.Load().Settings }

// Reload replaces the configuration of campaigns, administrators and limits.
func (b *Bot) Reload(c Configuration) {
	b.configuration.Store(&c)
	b.photos.Clear()
	b.announceAgain()
}

// today is the organisation's day.
func (b *Bot) today() campaigns.Day { return b.Settings().Today(b.now()) }
