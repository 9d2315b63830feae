package bot

import (
	"context"
	"errors"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// Keys of the alerts about a ledger that does not know all that was given out.
const (
	alertOlderLedger = "older_ledger"
	alertNewLedger   = "new_ledger"
)

// past notices a ledger that went back in time: a backup that was put in place, or a new
// one where there was another.
type past struct {
	common
	state   *storage.State
	created bool // the ledger is a new one
	done    bool // it was compared
}

// reconcile compares the ledger with what is known outside it, before anything is
// recorded. A state that can't be written stops no payment: the outbox waits for it.
func (p *past) reconcile(ctx context.Context) error {
	if p.done || ctx.Err() != nil {
		return nil
	}
	if p.created {
		p.log.Info("a new database was created")
	}
	if !p.created && !p.state.Found() {
		p.log.Warn("there is no state file: whether this database is older than what was given out can't be known; it is noticed from now on")
	}
	found, ok, err := p.store.Reconcile(ctx, p.state, p.created, p.now(), p.messages)
	if ok {
		p.logPast(found)
	}
	p.done = err == nil || errors.Is(err, storage.ErrState)
	if errors.Is(err, storage.ErrState) {
		p.log.Error("the state file can't be written; until it can, receipts are recorded and not sent", "error", err)
		return nil
	}
	if ctx.Err() != nil { // the bot was told to stop meanwhile, and looks again at its next start
		return nil
	}
	return err
}

// follow lets the state know receipts that no message has named yet: a person can
// see them in other ways.
func (p *past) follow(ctx context.Context) error { return p.state.Follow(ctx, p.store, p.now()) }

func (p *past) logPast(found storage.Past) {
	period := []any{"from", p.since(found), "to", p.now().UTC().Format(time.RFC3339)}
	if found.New {
		p.log.Error("this database is new and knows nothing of donations before it; compare them at the provider", period...)
	} else {
		p.log.Error("this database is older than what was given out: a backup was put in place; compare this period at the provider", period...)
	}
	for _, gap := range found.Gaps {
		p.log.Error("receipts go on above numbers that people may hold; these are noted as a gap",
			"first", gap.First.String(), "last", gap.LastReceipt().String())
	}
}

// messages tell administrators of a ledger that went back in time.
func (p *past) messages(found storage.Past) []campaigns.Message {
	key, args := alertOlderLedger, map[string]string{"from": p.since(found), "to": p.now().UTC().Format(time.RFC3339)}
	if found.New {
		key = alertNewLedger
	}
	for n, gap := range found.Gaps {
		if n > 0 {
			args["id"] += ", "
		}
		args["id"] += gap.First.String() + " – " + gap.LastReceipt().String()
	}
	return campaigns.MessagesForAlert(p.settings(), key, args, p.now())
}

// since is from when on the ledger knows nothing; "" if it never knew anything.
func (p *past) since(found storage.Past) string {
	if found.Since.Unix() <= 0 {
		return ""
	}
	return found.Since.Format(time.RFC3339)
}
