package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	tele "gopkg.in/telebot.v3"
)

// GetMe returns the bot's own user.
func (c *Client) GetMe(ctx context.Context) (*tele.User, error) {
	me := tele.User{}
	if err := c.call(ctx, "getMe", struct{}{}, &me); err != nil {
		return nil, err
	}
	if me.ID == 0 {
		return nil, fmt.Errorf("getMe: %w", errNotTelegrams)
	}
	return &me, nil
}

// WebhookInfo is a WebhookInfo as far as the program looks at it (Bot API documentation).
type WebhookInfo struct {
	URL string `json:"url"` // "": none is set
}

// GetWebhookInfo returns the bot's webhook, which would stand in the way of polls.
func (c *Client) GetWebhookInfo(ctx context.Context) (WebhookInfo, error) {
	info := WebhookInfo{}
	err := c.call(ctx, "getWebhookInfo", struct{}{}, &info)
	return info, err
}

// Poll asks for updates.
type Poll struct {
	Offset  int64         // of the first update that is wanted, which acknowledges all before it; 0: any
	Limit   int           // at most 100
	Timeout time.Duration // how long Telegram may hold the poll open while nothing happens; at most 50 s
	Kinds   []string      // those of the updates that are wanted; Telegram remembers them
}

// GetUpdates returns updates as they came, so that one that can't be read costs no other.
func (c *Client) GetUpdates(ctx context.Context, p Poll) ([]json.RawMessage, error) {
	var batch []json.RawMessage
	err := c.call(ctx, "getUpdates", map[string]any{
		"offset": p.Offset, "limit": p.Limit, "timeout": int(p.Timeout / time.Second), "allowed_updates": p.Kinds,
	}, &batch)
	if err == nil && batch == nil {
		err = fmt.Errorf("getUpdates: %w", errNotTelegrams)
	}
	return batch, err
}

// Command is a BotCommand (Bot API documentation).
type Command struct {
	Command     string `json:"command"` // without the slash
	Description string `json:"description"`
}

// Menu is the commands that a bot shows, in one language.
type Menu struct {
	Commands []Command
	Chat     int64  // where they are shown; 0: wherever there are no others
	Language string // two letters, and no more (tdlib/td, misc.cpp); "": in all that have no others
}

// SetMyCommands registers commands with Telegram.
func (c *Client) SetMyCommands(ctx context.Context, m Menu) error {
	params := map[string]any{"commands": m.Commands, "scope": map[string]any{"type": "default"}}
	if m.Chat != 0 {
		params["scope"] = map[string]any{"type": "chat", "chat_id": m.Chat}
	}
	if m.Language != "" {
		params["language_code"] = m.Language
	}
	return c.call(ctx, "setMyCommands", params, nil)
}
