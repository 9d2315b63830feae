package bot

import (
	"cmp"
	"errors"
	"html"
	"strconv"
	"strings"

	"github.com/donatebot/donatebot/bot/chat"
	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"

	tele "gopkg.in/telebot.v3"
)

// compose makes the words of a message that waits in the outbox, or of several
// notices to the same chat.
func (b *Bot) compose(batch []campaigns.Message) (letter, error) {
	if len(batch) > 1 {
		return b.gathered(batch)
	}
	m := batch[0]
	if m.Kind == campaigns.KindAlert {
		return letter{Text: b.alertWords(m), Holds: 1}, nil
	}
	d, err := b.donationOf(m)
	if err != nil || d.Receipt.Number == 0 {
		return letter{Holds: 1}, err
	}
	l := letter{}
	switch lang := b.language(d.Personal.DonorID, d.Language); m.Kind {
	case campaigns.KindGiftNotice, campaigns.KindRefundNotice:
		l.Text = b.notice(m.Kind, d)
	case campaigns.KindRefund:
		l.Text = b.words.HTML(lang, "refund_words", locales.Args{"Amount": d.Money(d.Amount).String(), "Receipt": d.Receipt.String()})
	default:
		l = b.thanks(lang, d)
	}
	l.Holds = 1
	return l, nil
}

// donationOf is the donation that a message is about, the zero Donation where
// there is none: then the message can't be sent and is passed over. An error
// means that the ledger can't be read at the moment.
func (b *Bot) donationOf(m campaigns.Message) (campaigns.Donation, error) {
	d, _, ok, err := b.store.Donation(b.ctx, m.Receipt)
	if errors.Is(err, storage.ErrDamaged) {
		b.log.Error("a message is about a donation that can't be read; run verify", "receipt", m.Receipt.String(), "error", err)
		return campaigns.Donation{}, nil
	}
	if err == nil && !ok {
		b.log.Error("a message is about a donation that is not in the ledger; it is passed over", "kind", m.Kind, "receipt", m.Receipt.String())
		return campaigns.Donation{}, nil
	}
	return d, err
}

// thanks are what a donor gets for a payment, with the receipt's number, what was
// charged and for what.
func (b *Bot) thanks(lang string, d campaigns.Donation) letter {
	key := "thanks"
	if d.Status == campaigns.StatusReview || d.Reason != "" {
		key = "thanks_review"
	}
	text := b.words.HTML(lang, key, locales.Args{
		"Name": telegram.PlainName(d.Personal.Name), "Title": b.title(d), "Amount": d.Money(d.Amount).String(), "Parts": b.parts(lang, d),
		"Receipt": d.Receipt.String(), "Date": b.words.Date(lang, d.Day),
	})
	if onlyTest(d.Receipt.Mode, d.Currency) {
		text += b.words.HTML(lang, "thanks_test", nil)
	}
	if who := b.letterhead(); who != "" {
		text += "\n\n<i>" + html.EscapeString(who) + "</i>"
	}
	l := letter{Text: text}
	if c, ok := b.Settings().Find(d.CampaignID); ok && c.State(b.Settings().Today(b.now())) == campaigns.StateOpen {
		l.Markup = &tele.ReplyMarkup{InlineKeyboard: [][]tele.InlineButton{{{Text: b.words.Plain(lang, "button_again", nil), Data: chat.GiveAgain(c.ID)}}}}
	}
	return l
}

// letterhead says who received the gift, as receipts must.
func (b *Bot) letterhead() string {
	o := b.Settings().Organisation
	var parts []string
	for _, part := range []string{o.Name, o.LegalID, o.Address} {
		if part = strings.Join(strings.Fields(part), " "); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " · ")
}

// onlyTest tells whether no money moved: Stars are real whatever the mode is.
func onlyTest(mode campaigns.Mode, currency string) bool {
	return mode == campaigns.ModeTest && currency != stars
}

// parts lists what an amount consists of where it is more than the gift.
func (b *Bot) parts(lang string, d campaigns.Donation) string {
	if d.Gift == d.Amount {
		return ""
	}
	text := "\n"
	for _, p := range []struct {
		key    string
		amount int64
	}{{"part_gift", d.Gift}, {"part_tip", d.Tip}, {"part_fee", d.Fee}, {"part_shipping", d.Shipping}} {
		if p.amount != 0 {
			text += "\n" + b.words.Plain(lang, p.key, locales.Args{"Amount": d.Money(p.amount).String()})
		}
	}
	return text
}

// noticeArgs are those of notices to administrators.
func (b *Bot) noticeArgs(lang string, d campaigns.Donation) locales.Args {
	name := telegram.PlainName(d.Personal.Name)
	if d.Anonymous || name == "" {
		name = b.words.Plain(lang, "somebody", nil)
	}
	receipt := d.Receipt.String()
	return locales.Args{
		"Amount": d.Money(d.Amount).String(), "Title": b.title(d), "Name": name, "Receipt": receipt, "Parts": b.parts(lang, d),
		"Reason": b.words.Plain(lang, "reason_"+string(d.Reason), nil),
	}
}

func noticeKey(kind campaigns.MessageKind, d campaigns.Donation) string {
	switch {
	case kind == campaigns.KindRefundNotice:
		return "notice_refund"
	case d.Status == campaigns.StatusReview:
		return "notice_review"
	}
	return "notice"
}

func (b *Bot) notice(kind campaigns.MessageKind, d campaigns.Donation) string {
	lang := b.Settings().Organisation.Language
	text := b.words.HTML(lang, noticeKey(kind, d), b.noticeArgs(lang, d))
	if onlyTest(d.Receipt.Mode, d.Currency) {
		text += b.words.HTML(lang, "notice_test", nil)
	}
	return text
}

// gathered puts many notices into one message, a line each: as many as fit.
func (b *Bot) gathered(batch []campaigns.Message) (letter, error) {
	lang := b.Settings().Organisation.Language
	l, lines, length := letter{}, 0, 200 // the heading
	for _, m := range batch {
		line, err := b.noticeLine(lang, m)
		if err != nil {
			return letter{}, err
		}
		if length += telegram.Units(line) + 1; length > telegram.MaxText && l.Holds > 0 {
			break
		}
		l.Holds++
		if line != "" {
			lines++
			l.Text += "\n" + line
		}
	}
	if lines > 0 {
		l.Text = b.words.HTML(lang, "notices", locales.Args{locales.Count: lines}) + "\n" + l.Text
	}
	return l, nil
}

// noticeLine is a notice among others, "" where there is nothing to say.
func (b *Bot) noticeLine(lang string, m campaigns.Message) (string, error) {
	if m.Kind == campaigns.KindAlert {
		return b.alertWords(m), nil
	}
	d, err := b.donationOf(m)
	if err != nil || d.Receipt.Number == 0 {
		return "", err
	}
	return b.words.HTML(lang, noticeKey(m.Kind, d)+"_line", b.noticeArgs(lang, d)), nil
}

// alertWords are those of trouble that administrators are told of.
func (b *Bot) alertWords(m campaigns.Message) string {
	lang := b.Settings().Organisation.Language
	args := locales.Args{}
	for name, value := range map[string]string{
		"From": m.Args["from"], "To": m.Args["to"], "ID": m.Args["id"], "Cause": m.Args["cause"], "At": m.Args["at"],
		"Donor": m.Args["donor"], "Payload": m.Args["payload"], "Provider": m.Args["provider"],
		"Title":  b.alertTitle(campaigns.ID(m.Args["campaign"])),
		"Advice": b.words.Plain(lang, "advice_"+telegram.InvoiceFault(m.Args["cause"]), nil),
	} {
		args[name] = value
	}
	if amount, err := strconv.ParseInt(m.Args["amount"], 10, 64); err == nil {
		args["Amount"] = money.Amount{Units: amount, Currency: m.Args["currency"]}.String()
	}
	return b.words.HTML(lang, "alert_"+m.Key, args)
}

// alertTitle names the campaign of an alert: one that is gone from the configuration
// by its id, and none by a dash.
func (b *Bot) alertTitle(id campaigns.ID) string {
	if c, ok := b.Settings().Find(id); ok {
		return c.Title
	}
	return cmp.Or(string(id), "—")
}

// language returns the one to speak with a person of whom Telegram says code.
func (b *Bot) language(donor int64, code string) string {
	d, err := b.store.Donor(b.ctx, donor)
	if err != nil {
		b.log.Error("a donor can't be read", "error", err)
	}
	return b.words.Match(cmp.Or(d.Language, code), b.Settings().Organisation.Language)
}

// stars is the code of Telegram's own currency.
const stars = "XTR"
