package bot

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/donatebot/donatebot/bot/telegram"
)

func donorCommands() []string {
	return []string{"start", "campaigns", "history", "language", "terms", "privacy", "paysupport", "help"}
}

func adminCommands() []string { return []string{"stats", "export", "backup"} }

func (b *Bot) described(lang string, names []string) []telegram.Command {
	all := make([]telegram.Command, len(names))
	for i, name := range names {
		all[i] = telegram.Command{Command: name, Description: b.words.Plain(lang, "command_"+name, nil)}
	}
	return all
}

// registerCommands tells Telegram the commands, in each language and once for all
// others; the administrators' ones in their chats alone.
func (b *Bot) registerCommands(ctx context.Context) error {
	if err := b.register(ctx, 0, donorCommands()); err != nil {
		return err
	}
	c := b.Settings()
	chats := c.Admins
	if c.AdminChat != 0 {
		chats = append(append([]int64{}, chats...), c.AdminChat)
	}
	for _, chat := range chats {
		err := b.register(ctx, chat, append(donorCommands(), adminCommands()...))
		if r := telegram.AsAPIError(err); r != nil && !r.Temporary() {
			// An administrator who has not written to the bot yet. The commands work
			// all the same, and are registered once they do.
			b.unseen.Store(chat, true)
			b.log.Info("the administrators' commands can't be shown in a chat yet", "chat", chat, "why", r.Description)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// register registers the commands of a chat, or with 0 everybody's, in all languages.
func (b *Bot) register(ctx context.Context, chat int64, names []string) error {
	for _, lang := range append([]string{""}, b.words.Languages()...) {
		m := telegram.Menu{Chat: chat, Commands: b.described(cmp.Or(lang, b.Settings().Organisation.Language), names)}
		m.Language, _, _ = strings.Cut(lang, "-")
		if err := b.chatAPI.SetMyCommands(ctx, m); err != nil {
			return fmt.Errorf("register commands: %w", err)
		}
	}
	return nil
}
