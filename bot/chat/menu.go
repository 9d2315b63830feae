package chat

import (
	"cmp"
	"context"
	"fmt"
	"html"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"
)

// menu is the commands that people are shown: registered with Telegram, and by /help.
type menu struct {
	api      *telegram.Client
	settings func() *campaigns.Settings
	words    *locales.Words
	log      *slog.Logger
	routes   []route
	store    *storage.Store
	again    chan struct{} // signalled when the commands are to be registered again
	// unregistered are administrators' chats that Telegram does not know yet, int64 → true.
	unregistered sync.Map
}

func newMenu(o Options) *menu {
	return &menu{api: o.API, settings: o.Settings, words: o.Words, log: o.Log, store: o.Store, again: make(chan struct{}, 1)}
}

// commands returns the names of the commands that the role and the place allow.
func (m *menu) commands(role Role, in place) (names []string) {
	for _, r := range m.routes {
		if r.on.kind == onCommand && r.on.name != "" && role >= r.least && r.where&in != 0 {
			names = append(names, r.on.name)
		}
	}
	return names
}

// run registers the commands, however long Telegram takes, and again when there may
// be other administrators.
func (m *menu) run(ctx context.Context) {
	trouble := telegram.Backoff{First: 5 * time.Second, Most: 10 * time.Minute}
	for ctx.Err() == nil {
		err := m.register(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			wait := trouble.Failed()
			m.log.Warn("the commands could not be registered", "error", telegram.Cause(err), "next_try", wait.Round(time.Millisecond))
			telegram.Pause(ctx, wait)
			continue
		}
		trouble.Reset()
		select {
		case <-ctx.Done():
		case <-m.again:
		}
	}
}

// registerAgain lets the commands be registered again.
func (m *menu) registerAgain() {
	select {
	case m.again <- struct{}{}:
	default:
	}
}

// arrived registers the commands again if the chat is an administrator's that Telegram
// did not know before.
func (m *menu) arrived(chat int64) {
	if _, first := m.unregistered.LoadAndDelete(chat); first {
		m.registerAgain()
	}
}

// register tells Telegram the commands; the administrators' ones in their chats alone.
func (m *menu) register(ctx context.Context) error {
	if err := m.registerIn(ctx, 0, "", m.commands(Stranger, anywhere)); err != nil {
		return err
	}
	c := m.settings()
	chats := append([]int64{}, c.Admins...)
	if c.AdminChat != 0 {
		chats = append(chats, c.AdminChat)
	}
	for _, chat := range chats {
		err := m.registerIn(ctx, chat, m.chosen(ctx, chat), m.commands(Owner, anywhere))
		if e := telegram.AsAPIError(err); e != nil && !e.Temporary() {
			// An administrator who has not written to the bot yet. The commands work
			// all the same, and are registered once they do.
			m.unregistered.Store(chat, true)
			m.log.Info("the administrators' commands can't be shown in a chat yet", "chat", chat, "why", e.Description)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// chosen returns the language that the person has chosen with /language; "" for none.
func (m *menu) chosen(ctx context.Context, chat int64) string {
	if chat <= 0 {
		return ""
	}
	d, err := m.store.Donor(ctx, chat)
	if err != nil {
		m.log.Error("a donor can't be read", "error", err)
	}
	return d.Language
}

// speak shows the commands in the language that the person has chosen, in their chat
// alone. What Telegram does not take is shown in their app's language, as before.
func (m *menu) speak(r *request) {
	if err := m.registerIn(r.ctx, r.in.chat.ID, r.lang, m.commands(r.role, private)); err != nil {
		m.log.Warn("the commands could not be shown in the chosen language", "error", telegram.Cause(err))
	}
}

// registerIn registers the commands of a chat, or with 0 everybody's, in all languages
// and once for all others. Where a language was chosen, they all are in that one.
func (m *menu) registerIn(ctx context.Context, chat int64, chosen string, names []string) error {
	for _, lang := range append([]string{""}, m.words.Languages()...) {
		shown := telegram.Menu{Chat: chat, Commands: m.described(cmp.Or(chosen, lang, m.settings().Organisation.Language), names)}
		shown.Language, _, _ = strings.Cut(lang, "-")
		if err := m.api.SetMyCommands(ctx, shown); err != nil {
			return fmt.Errorf("register commands: %w", err)
		}
	}
	return nil
}

func (m *menu) described(lang string, names []string) []telegram.Command {
	all := make([]telegram.Command, len(names))
	for i, name := range names {
		all[i] = telegram.Command{Command: name, Description: m.words.Plain(lang, "command_"+name, nil)}
	}
	return all
}

// help lists the commands that the person has here.
func (m *menu) help(r *request) error {
	var lines []string
	for _, name := range m.commands(r.role, r.place()) {
		lines = append(lines, "/"+name+" — "+html.EscapeString(r.plain("command_"+name, nil)))
	}
	args := locales.Args{"Organisation": html.EscapeString(r.settings.Organisation.Name), "Commands": strings.Join(lines, "\n")}
	key := "help"
	if args["Organisation"] == "" {
		key = "help_nameless"
	}
	return r.show(screen{text: r.plain(key, args), fresh: true})
}
