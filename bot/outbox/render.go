package outbox

import (
	"cmp"
	"context"
	"errors"
	"html"
	"strconv"
	"strings"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"

	tele "gopkg.in/telebot.v3"
)

// outgoing is a message as it is sent.
type outgoing struct {
	Text   string // HTML, at most telegram.MaxText long; "" if there is nothing to send
	Markup *tele.ReplyMarkup
	Silent bool // it makes no sound
	Holds  int  // how many of the messages that it was made of
}

// render makes the words of messages.
type render struct{ *Options }

// compose makes the words of a message, or of several notices to the same chat. An
// error means that the ledger can't be read at the moment.
func (r render) compose(ctx context.Context, batch []campaigns.Message) (outgoing, error) {
	if len(batch) > 1 {
		return r.gathered(ctx, batch)
	}
	m, out := batch[0], outgoing{Holds: 1}
	if m.Kind == campaigns.KindAlert {
		out.Text = r.alert(m)
		if m.Key == storage.AlertKeyUnpaid {
			out.Silent, out.Markup = true, r.closeUnpaid(m)
		}
		return out, nil
	}
	d, ok, err := r.donationOf(ctx, m)
	if err != nil || !ok {
		return out, err
	}
	switch m.Kind {
	case campaigns.KindGiftNotice, campaigns.KindRefundNotice:
		out.Text = r.notice(ctx, m, d)
	case campaigns.KindRefund:
		lang := r.languageOf(ctx, d)
		amount, key := amountOf(m, d), "refund_words"
		if amount < d.Amount {
			key = "refund_part_words"
		}
		out.Text = r.Words.HTML(lang, key, locales.Args{"Amount": d.Money(amount).In(lang), "Receipt": d.Receipt.String()})
	case campaigns.KindThanks:
		lang := r.languageOf(ctx, d)
		out.Text, out.Markup = r.thanks(ctx, lang, d), r.giveAgain(lang, d)
	default:
		r.passOver(m)
	}
	return out, nil
}

// amountOf returns the amount that a message about a donation speaks of, in the
// smallest unit: of a refund what went back, otherwise what was charged.
func amountOf(m campaigns.Message, d campaigns.Donation) int64 {
	if amount, err := strconv.ParseInt(m.Args["amount"], 10, 64); err == nil {
		return amount
	}
	return d.Amount
}

// passOver logs that a message is of a kind that has no words here, so that nothing
// is sent rather than something untrue.
func (r render) passOver(m campaigns.Message) {
	r.Log.Error("a message is of an unknown kind; it is passed over", "kind", m.Kind, "receipt", m.Receipt.String())
}

// donationOf returns the donation that a message is about. ok is false if there is
// none that can be read: then the message can't be sent and is passed over.
func (r render) donationOf(ctx context.Context, m campaigns.Message) (d campaigns.Donation, ok bool, err error) {
	d, _, ok, err = r.Store.Donation(ctx, m.Receipt)
	if errors.Is(err, storage.ErrDamaged) {
		r.Log.Error("a message is about a donation that can't be read; run verify", "receipt", m.Receipt.String(), "error", err)
		return d, false, nil
	}
	if err == nil && !ok {
		r.Log.Error("a message is about a donation that is not in the ledger; it is passed over", "kind", m.Kind, "receipt", m.Receipt.String())
	}
	return d, ok, err
}

// languageOf returns the language to speak with the donor of a donation.
func (r render) languageOf(ctx context.Context, d campaigns.Donation) string {
	donor, err := r.Store.Donor(ctx, d.Personal.DonorID)
	if err != nil {
		r.Log.Error("a donor can't be read", "error", err)
	}
	code := d.Language
	if donor.Language != "" {
		code = donor.Language
	}
	return r.Words.Match(code, r.Settings().Organisation.Language)
}

// titleOf returns the title of a donation's campaign; once that is gone from the
// configuration the last one that the ledger knows, or its id.
func (r render) titleOf(ctx context.Context, lang string, d campaigns.Donation) string {
	if c, ok := r.Settings().Find(d.CampaignID); ok {
		return c.In(lang).Title
	}
	if d.CampaignID == "" {
		return noTitle
	}
	if title, err := r.Store.Title(ctx, d.Key()); err == nil && title != "" {
		return title
	}
	return string(d.CampaignID)
}

// noTitle stands for the title if there is no campaign.
const noTitle = "—"

// thanks are what a donor gets for a payment, with the receipt's number, what was
// charged and for what.
func (r render) thanks(ctx context.Context, lang string, d campaigns.Donation) string {
	key := "thanks"
	if d.Reason != "" && d.Status != campaigns.StatusOK { // one that was booked or accepted waits for nobody
		key = "thanks_review"
	}
	text := r.Words.HTML(lang, key, locales.Args{
		"Name": telegram.PlainName(cmp.Or(d.Personal.FirstName, d.Personal.Name)), "Title": r.titleOf(ctx, lang, d), "Amount": d.Money(d.Amount).In(lang), "Parts": r.parts(lang, d),
		"Receipt": d.Receipt.String(), "Date": r.Words.Date(lang, d.Day),
	})
	if own := r.Settings().Organisation.In(lang).Thanks; own != "" && key == "thanks" {
		greeting, rest, _ := strings.Cut(text, "\n\n")
		text = greeting + "\n\n" + own + "\n\n" + rest
	}
	if d.Receipt.Mode == campaigns.ModeTest {
		text += r.Words.HTML(lang, "thanks_test", nil)
	}
	if who := organisationLine(r.Settings().Organisation); who != "" {
		text += "\n\n<i>" + html.EscapeString(who) + "</i>"
	}
	return text
}

// giveAgain makes the button below thanks, while the campaign takes gifts.
func (r render) giveAgain(lang string, d campaigns.Donation) *tele.ReplyMarkup {
	c, ok := r.Settings().Find(d.CampaignID)
	if !ok || c.State(r.Settings().Today(r.Now())) != campaigns.StateOpen {
		return nil
	}
	again := tele.InlineButton{Text: r.Words.Plain(lang, "button_again", nil), Data: r.GiveAgain(c.ID)}
	return &tele.ReplyMarkup{InlineKeyboard: [][]tele.InlineButton{{again}}}
}

// closeUnpaid makes the button that takes an unpaid checkout off the list.
func (r render) closeUnpaid(m campaigns.Message) *tele.ReplyMarkup {
	text := r.Words.Plain(r.Settings().Organisation.Language, "button_close", nil)
	return &tele.ReplyMarkup{InlineKeyboard: [][]tele.InlineButton{{{Text: text, Data: r.CloseUnpaid(m.Args["id"])}}}}
}

// parts lists what an amount consists of if it is more than the gift.
func (r render) parts(lang string, d campaigns.Donation) string {
	if d.Gift == d.Amount {
		return ""
	}
	text := "\n"
	for _, p := range []struct {
		key    string
		amount int64
	}{{"part_gift", d.Gift}, {"part_tip", d.Tip}, {"part_fee", d.Fee}, {"part_shipping", d.Shipping}} {
		if p.amount != 0 {
			text += "\n" + r.Words.Plain(lang, p.key, locales.Args{"Amount": d.Money(p.amount).In(lang)})
		}
	}
	return text
}
