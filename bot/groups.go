package bot

import "sync"

// groups keep what a group has become: Telegram gives it another id when it becomes a
// supergroup, and the configuration may still have the old one.
type groups struct {
	mu         sync.Mutex
	configured Configuration // as it was given
}

// configure takes a configuration over, with the administrators' chat as it is now.
func (b *Bot) configure(c Configuration) {
	b.groups.mu.Lock()
	defer b.groups.mu.Unlock()
	b.groups.configured = c
	if old := c.Settings.AdminChat; old != 0 {
		to, moved, err := b.store.MovedChat(b.ctx, old)
		if err != nil {
			b.log.Error("it can't be read whether the administrators' group has become a supergroup", "error", err)
		}
		if moved {
			b.log.Warn("the administrators' group has become a supergroup; put its new id into telegram.admin_chat", "old", old, "new", to)
			now := *c.Settings
			now.AdminChat = to
			c.Settings = &now
		}
	}
	b.configuration.Store(&c)
}

// chatMoved notes that a group has become a supergroup.
func (b *Bot) chatMoved(old, to int64) {
	if known, ok, err := b.store.MovedChat(b.ctx, old); ok && known == to && err == nil {
		return
	}
	if err := b.store.SetMovedChat(b.ctx, old, to); err != nil {
		b.log.Error("it could not be noted that a group has become a supergroup", "old", old, "new", to, "error", err)
		return
	}
	b.groups.mu.Lock()
	c := b.groups.configured
	b.groups.mu.Unlock()
	if c.Settings.AdminChat == old {
		b.Reload(c)
	}
}
