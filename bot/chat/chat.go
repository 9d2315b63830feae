package chat

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/donatebot/donatebot/bot/stars"
	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"

	tele "gopkg.in/telebot.v3"
)

// Options are what the conversations need; all must be given.
type Options struct {
	API       *telegram.Client // knows who the bot is before the first update is answered
	Store     *storage.Store
	Settings  func() *campaigns.Settings // what is configured at the moment
	Providers func() campaigns.Providers // likewise
	Words     *locales.Words
	Log       *slog.Logger
	Now       func() time.Time
	// Title returns the title of a donation's campaign in a language, also of one that is gone.
	Title    func(d campaigns.Donation, lang string) string
	Excluded func(donor int64) bool // whether the organisation takes nothing from the person
	MayAsk   func(donor int64) bool // counts one more invoice, unless the person has had too many
	// Alert tells administrators of trouble with a campaign; key names the words and
	// cause is Telegram's description.
	Alert func(key string, c campaigns.ID, cause string)
	// Back is told when somebody who could not be reached is here again.
	Back func()
	// Moved is told of a group that has become a supergroup.
	Moved func(old, to int64)
	// Refunds give Stars back.
	Refunds *stars.Refunds
}

// Conversations are those of everybody with the bot.
type Conversations struct {
	ctx      context.Context
	store    *storage.Store
	settings func() *campaigns.Settings
	now      func() time.Time
	log      *slog.Logger
	back     func()
	display  *display
	dialogs  *dialogs
	menu     *menu
	routes   map[key]route
}

// New prepares conversations, which end with the context.
func New(ctx context.Context, o Options) *Conversations {
	c := &Conversations{
		ctx: ctx, store: o.Store, settings: o.Settings, now: o.Now, log: o.Log, back: o.Back,
		display: &display{api: o.API, words: o.Words, log: o.Log, moved: o.Moved, scratch: scratchName},
		dialogs: newDialogs(o.Now), menu: newMenu(o), routes: map[key]route{},
	}
	table := routes(o, c.dialogs, c.menu)
	c.menu.routes = table
	for _, r := range table {
		c.routes[r.on] = r
	}
	return c
}

// Answer answers an update, as it came.
func (c *Conversations) Answer(raw json.RawMessage) {
	var u tele.Update
	err := json.Unmarshal(raw, &u)
	if err != nil {
		c.log.Warn("an update can't be read", "update", u.ID, "error", telegram.ReadFault(err))
		return
	}
	if err := c.answer(&u); err != nil {
		c.failed(u.ID, err)
	}
}

func (c *Conversations) answer(u *tele.Update) error {
	if from, to, ok := migration(u); ok {
		c.display.moved(from, to)
		return nil
	}
	r := &request{ctx: c.ctx, display: c.display, settings: c.settings(), now: c.now(), in: inputOf(u)}
	to, ok := c.find(r)
	if !ok {
		return nil
	}
	if r.in.person == nil || r.in.chat == nil {
		return c.nowhere(r)
	}
	donor, err := c.store.Donor(c.ctx, r.in.person.ID)
	r.know(donor)
	if err == nil {
		err = c.welcomeBack(r)
	}
	if err == nil {
		err = c.run(r, to)
	}
	if r.shutOut(err) {
		return c.runInPrivate(r, to)
	}
	var ours *ledgerError
	if err != nil && (telegram.AsAPIError(err) == nil || errors.As(err, &ours)) {
		err = errors.Join(err, r.say("trouble", nil))
	}
	return errors.Join(err, r.toast(""))
}

// welcomeBack notes that somebody who could not be reached is here: who had blocked
// the bot, or has paid in a group and never written to it.
func (c *Conversations) welcomeBack(r *request) error {
	if r.donor.Unreachable == "" || !r.private() || r.in.update.MyChatMember != nil {
		return nil
	}
	if err := r.change(c.store, func(d *campaigns.Donor) { d.Unreachable = "" }); err != nil {
		return err
	}
	c.back()
	return nil
}

// failed is where errors of answers end.
func (c *Conversations) failed(update int, err error) {
	if c.ctx.Err() != nil {
		return
	}
	if e := telegram.AsAPIError(err); e != nil && e.Unreachable() != "" {
		c.log.Info("a chat can't be answered", "update", update, "why", e.Unreachable())
		return
	}
	if e := telegram.AsAPIError(err); e != nil && e.ShutOut() {
		c.log.Info("a chat can't be answered", "update", update, "why", e.Description)
		return
	}
	c.log.Error("an update was not answered as it should be", "update", update, "error", telegram.Cause(err))
}

// SettingsChanged takes in what is configured now: other photos, and perhaps other
// administrators.
func (c *Conversations) SettingsChanged() {
	c.display.photos.Clear()
	c.menu.registerAgain()
}

// RegisterCommands keeps the commands registered with Telegram until the context ends.
func (c *Conversations) RegisterCommands(ctx context.Context) { c.menu.run(ctx) }
