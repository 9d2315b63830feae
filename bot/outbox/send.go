package outbox

import (
	"context"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"

	tele "gopkg.in/telebot.v3"
)

// send is one message on its way to a chat, made of one or of several that wait.
type send struct {
	o     *Options
	chat  int64
	batch []campaigns.Message
}

// result is how a send ended.
type result struct {
	queue   *queue
	done    int   // how many of the queue's first messages have left it
	err     error // why they keep their place and are tried again
	refused int   // how many Telegram refused together, so that they are tried one by one
	moved   int64 // the supergroup that the chat has become
}

// run sends, and notes in the ledger what became of the messages. Until that is
// noted they are not sent again; once the context stop has ended, one try is all.
func (s send) run(stop, calls context.Context) result {
	if err := s.cover(calls); err != nil {
		return result{err: err}
	}
	out, err := render{s.o}.compose(calls, s.batch)
	s.batch = s.batch[:out.Holds]
	if err == nil && out.Text != "" {
		_, err = s.o.API.Send(tele.ChatID(s.chat), out.Text, &tele.SendOptions{
			ParseMode: tele.ModeHTML, ReplyMarkup: out.Markup, DisableWebPagePreview: true,
		})
	}
	r := telegram.AsAPIError(err)
	switch {
	case err == nil:
		ids := make([]uint64, len(s.batch))
		for i, m := range s.batch {
			ids[i] = m.ID
		}
		note(stop, func() error { return s.o.Store.Sent(calls, ids...) })
	case telegram.Again(err), r.UnknownToken(): // which say nothing of the message
		return result{err: err}
	case r.MigrateTo != 0:
		s.o.Moved(s.chat, r.MigrateTo)
		return result{moved: r.MigrateTo}
	case len(s.batch) > 1 && r.Unreachable() == "" && !s.shutOut(r): // one of them may be the cause
		return result{refused: len(s.batch)}
	default:
		s.refused(stop, calls, r)
	}
	return result{done: len(s.batch)}
}

// cover lets the state know the receipts that the messages name, so that no ledger
// that is older gives their numbers to others.
func (s send) cover(ctx context.Context) error {
	for _, m := range s.batch {
		if m.Receipt.Number == 0 {
			continue
		}
		if err := s.o.State.Cover(ctx, s.o.Store, m.Receipt, s.o.Now()); err != nil {
			return err
		}
	}
	return nil
}

// note writes to the ledger, again and again while that fails, until ctx ends.
func note(ctx context.Context, write func() error) {
	trouble := telegram.Backoff{First: firstRetry, Most: lastRetry}
	for write() != nil && ctx.Err() == nil {
		telegram.Pause(ctx, trouble.Failed())
	}
}

// shutOut reports whether the bot may not write to the group: then its notices go to
// the next who must know, as if it were gone.
func (s send) shutOut(r *telegram.APIError) bool { return s.chat < 0 && r.ShutOut() }

// refused notes what becomes of messages that Telegram refused.
func (s send) refused(stop, calls context.Context, r *telegram.APIError) {
	why, now, settings := r.Unreachable(), s.o.Now(), s.o.Settings()
	if why != "" && s.chat > 0 {
		note(stop, func() error {
			return s.o.Store.ChangeDonor(calls, s.chat, func(d *campaigns.Donor) { d.Unreachable = why })
		})
	}
	var again []campaigns.Message
	var over []uint64
	for _, m := range s.batch {
		next, ok := afterRefusal(settings, m, why != "" || s.shutOut(r), now)
		s.logRefusal(m, next, ok, r)
		if !ok {
			over = append(over, m.ID)
			continue
		}
		again = append(again, next)
	}
	if len(again) > 0 {
		note(stop, func() error { return s.o.Store.Requeue(calls, again...) })
	}
	if len(over) > 0 {
		note(stop, func() error { return s.o.Store.Sent(calls, over...) })
	}
}

// logRefusal says what becomes of a message that Telegram refused.
func (s send) logRefusal(m, next campaigns.Message, again bool, r *telegram.APIError) {
	about := []any{"kind", m.Kind, "receipt", m.Receipt.String(), "error", telegram.Cause(r)}
	switch {
	case !again:
		s.o.Log.Error("a message is given up, since Telegram has refused it for a day", about...)
	case next.Chat != m.Chat && next.NotBefore.IsZero():
		s.o.Log.Warn("a chat takes no messages, so its notice goes to the next administrator", about...)
	case next.NotBefore.IsZero():
		s.o.Log.Warn("a message waits until its donor is back", about...)
	default:
		s.o.Log.Warn("Telegram refuses a message; it is tried again", append(about, "next_try", next.NotBefore.Sub(s.o.Now()).Round(time.Second))...)
	}
}
