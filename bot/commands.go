package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

func donorCommands() []string {
	return []string{"start", "campaigns", "history", "language", "terms", "privacy", "paysupport", "help"}
}

func adminCommands() []string { return []string{"stats", "export", "backup"} }

// command is a BotCommand (Bot API documentation).
type command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

func (b *Bot) described(lang string, names []string) []command {
	all := make([]command, len(names))
	for i, name := range names {
		all[i] = command{name, b.words.Plain(lang, "command_"+name, nil)}
	}
	return all
}

// registerCommands tells Telegram the commands, in each language and once for all
// others; the administrators' ones in their chats alone.
func (b *Bot) registerCommands(ctx context.Context) error {
	everybody := map[string]any{"type": "default"}
	if err := b.register(ctx, everybody, donorCommands()); err != nil {
		return err
	}
	c := b.Settings()
	chats := c.Admins
	if c.AdminChat != 0 {
		chats = append(append([]int64{}, chats...), c.AdminChat)
	}
	for _, chat := range chats {
		err := b.register(ctx, map[string]any{"type": "chat", "chat_id": chat}, append(donorCommands(), adminCommands()...))
		if r := refusedBy(err); r != nil && !r.temporary() {
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

// register registers commands of one scope in all languages.
func (b *Bot) register(ctx context.Context, scope map[string]any, names []string) error {
	languages := append([]string{""}, b.words.Languages()...)
	for _, lang := range languages {
		params := map[string]any{"scope": scope, "commands": b.described(lang, names)}
		if lang == "" {
			params["commands"] = b.described(b.Settings().Organisation.Language, names)
		} else {
			params["language_code"], _, _ = strings.Cut(lang, "-") // two letters, and no more (tdlib/td, misc.cpp)
		}
		if _, err := raw(ctx, b.talk, "setMyCommands", params); err != nil {
			if errors.Is(err, context.Canceled) {
				return err
			}
			return fmt.Errorf("register commands: %w", err)
		}
	}
	return nil
}
