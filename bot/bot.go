package bot

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/donatebot/donatebot/bot/chat"
	"github.com/donatebot/donatebot/bot/outbox"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"
)

// Options are what a Bot needs; Store, State, Settings, Words and Token must be given.
type Options struct {
	Token  string
	APIURL string // https://api.telegram.org, or a sandbox's
	// TestServers is whether the bot lives in Telegram's own test environment.
	TestServers bool
	Store       *storage.Store
	State       *storage.State // what was given out, as it is known outside the ledger
	// NewLedger says that the ledger was made just now.
	NewLedger bool
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
	common
	groups        groups
	configuration atomic.Pointer[Configuration]
	apis          apis
	cancelCalls   context.CancelFunc // ends common.ctx

	alerts      *alerts
	recorder    *recorder
	dispatcher  *dispatcher
	chat        *chat.Conversations
	lastPoll    *lastPoll
	maintenance *maintenance
	past        *past
	outbox      *outbox.Worker
	work        sync.WaitGroup // what must end before the bot has stopped, besides the chats
}

// common is what each part of the bot works with.
type common struct {
	ctx      context.Context // of all calls and writes; ends when the bot has stopped
	store    *storage.Store
	settings func() *campaigns.Settings // what is configured at the moment
	log      *slog.Logger
	now      func() time.Time
}

// New prepares a bot; it calls nobody yet.
func New(o Options) (*Bot, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	b := &Bot{}
	b.common = common{store: o.Store, settings: b.Settings, log: o.Log, now: o.Now}
	b.ctx, b.cancelCalls = context.WithCancel(context.Background())
	b.alerts = newAlerts(b.common)
	telegrams := o.connections()
	telegrams.OnAnswer = (&clockWatch{common: b.common, work: &b.work}).heard
	b.configure(o.Configuration)
	var err error
	if b.apis, err = connect(b.ctx, telegrams); err != nil {
		return nil, err
	}
	q := newQuotas(func() campaigns.Limits { return b.configuration.Load().Limits }, o.Now)
	b.recorder = &recorder{common: b.common, quotas: q, work: &b.work}
	b.outbox = outbox.New(outbox.Options{
		API: b.apis.outbox, Store: o.Store, State: o.State, Words: o.Words, Settings: b.Settings, GiveAgain: chat.GiveAgain, CloseUnpaid: chat.CloseUnpaid,
		Moved: b.chatMoved, MessagesPerSecond: o.MessagesPerSecond, Now: o.Now, Log: o.Log,
	})
	b.chat = chat.New(b.ctx, chat.Options{
		API: b.apis.chat, Store: o.Store, Settings: b.Settings, Providers: func() campaigns.Providers { return b.configuration.Load().Providers },
		Words: o.Words, Log: o.Log, Now: o.Now, Title: b.title, Excluded: q.excluded, MayAsk: q.mayAsk, Alert: b.alerts.once, Back: b.outbox.Wake, Moved: b.chatMoved,
	})
	b.dispatcher = newDispatcher(b.common, b.chat, &checkouts{
		common: b.common, api: b.apis.checkout, words: o.Words, quotas: q, stuck: &b.recorder.stuck,
	}, &b.work)
	b.lastPoll = &lastPoll{common: b.common, work: &b.work}
	b.past = &past{common: b.common, state: o.State, created: o.NewLedger}
	b.maintenance = newMaintenance(b.common, b.lastPoll, b.past)
	return b, nil
}

// Settings returns what is configured at the moment.
func (b *Bot) Settings() *campaigns.Settings { return b.configuration.Load().Settings }

// Reload replaces the configuration of campaigns, administrators and limits.
func (b *Bot) Reload(c Configuration) {
	b.configure(c)
	b.chat.SettingsChanged()
}

// title returns the title of a donation's campaign in a language, or its id if neither the
// configuration nor the ledger has one any more.
func (b *Bot) title(d campaigns.Donation, lang string) string {
	if c, ok := b.Settings().Find(d.CampaignID); ok {
		return c.In(lang).Title
	}
	if d.CampaignID == "" {
		return "—"
	}
	if title, err := b.store.Title(b.ctx, d.Key()); err == nil && title != "" {
		return title
	}
	return string(d.CampaignID)
}
