package bot

import (
	"fmt"
	"strconv"
	"strings"

	"donatebot/campaigns"
	"donatebot/locales"

	tele "gopkg.in/telebot.v3"
)

// compose makes the words of a message that waits in the outbox, or of several
// notices to the same chat.
func (b *Bot) compose(batch []campaigns.Message) (letter, error) {
	if len(batch) > 1 {
		return b.gathered(batch)
	}
	m := batch[0]
	switch m.Kind {
	case campaigns.Alert:
		return letter{Text: b.alertWords(m)}, nil
	case campaigns.GiftNotice, campaigns.Refunding:
		d, err := b.donationOf(m)
		return letter{Text: b.notice(m.Kind, d)}, err
	}
	d, err := b.donationOf(m)
	if err != nil {
		return letter{}, err
	}
	lang := b.language(d.Donor, d.Language)
	if m.Kind == campaigns.RefundWords {
		return letter{Text: b.words.HTML(lang, "refund_words", locales.Args{"Amount": d.Money(d.Amount).String(), "Receipt": d.Receipt.String()})}, nil
	}
	return b.thanks(lang, d), nil
}

func (b *Bot) donationOf(m campaigns.Message) (campaigns.Donation, error) {
	d, _, ok, err := b.store.Donation(m.Receipt)
	if err == nil && !ok {
		err = fmt.Errorf("there is no receipt %s", m.Receipt)
	}
	return d, err
}

// thanks are what a donor gets for a payment, with the receipt's number, what was
// charged and for what.
func (b *Bot) thanks(lang string, d campaigns.Donation) letter {
	key := "thanks"
	if d.Status == campaigns.Review || d.Reason != "" {
		key = "thanks_review"
	}
	text := b.words.HTML(lang, key, locales.Args{
		"Name": firstWords(d.DonorName), "Title": b.titleOf(d), "Amount": d.Money(d.Amount).String(), "Parts": b.parts(lang, d),
		"Receipt": d.Receipt.String(), "Date": b.words.Date(lang, d.Day),
	})
	if d.Receipt.Mode == campaigns.Test {
		text += b.words.HTML(lang, "thanks_test", nil)
	}
	l := letter{Text: text}
	if c, ok := b.Catalogue().Find(d.Campaign); ok && c.State(b.today()) == campaigns.Open {
		l.Markup = &tele.ReplyMarkup{InlineKeyboard: [][]tele.InlineButton{{button(b.words.Plain(lang, "button_again", nil), tap{Kind: tapAgain, Campaign: c.ID})}}}
	}
	return l
}

// firstWords keeps a name to a length that fits a greeting.
func firstWords(name string) string { return cut(strings.Join(strings.Fields(name), " "), 64) }

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
	name := firstWords(d.DonorName)
	if d.Anonymous || name == "" {
		name = b.words.Plain(lang, "somebody", nil)
	}
	receipt := d.Receipt.String()
	return locales.Args{
		"Amount": d.Money(d.Amount).String(), "Title": b.titleOf(d), "Name": name, "Receipt": receipt, "Parts": b.parts(lang, d),
		"Reason": b.words.Plain(lang, "reason_"+string(d.Reason), nil),
	}
}

func noticeKey(kind campaigns.MessageKind, d campaigns.Donation) string {
	switch {
	case kind == campaigns.Refunding:
		return "notice_refund"
	case d.Status == campaigns.Review:
		return "notice_review"
	}
	return "notice"
}

func (b *Bot) notice(kind campaigns.MessageKind, d campaigns.Donation) string {
	lang := b.Catalogue().Organisation.Language
	text := b.words.HTML(lang, noticeKey(kind, d), b.noticeArgs(lang, d))
	if d.Receipt.Mode == campaigns.Test {
		text += b.words.HTML(lang, "notice_test", nil)
	}
	return text
}

// gathered puts many notices into one message, a line each.
func (b *Bot) gathered(batch []campaigns.Message) (letter, error) {
	lang := b.Catalogue().Organisation.Language
	text := b.words.HTML(lang, "notices", locales.Args{locales.Count: len(batch)}) + "\n"
	for i, m := range batch {
		line := ""
		if m.Kind == campaigns.Alert {
			line = b.alertWords(m)
		} else {
			d, err := b.donationOf(m)
			if err != nil {
				return letter{}, err
			}
			line = b.words.HTML(lang, noticeKey(m.Kind, d)+"_line", b.noticeArgs(lang, d))
		}
		if len([]rune(text))+len([]rune(line)) > longestText-100 {
			text += "\n" + b.words.HTML(lang, "and_more", locales.Args{locales.Count: len(batch) - i})
			break
		}
		text += "\n" + line
	}
	return letter{Text: text}, nil
}

// alertWords are those of trouble that administrators are told of.
func (b *Bot) alertWords(m campaigns.Message) string {
	lang := b.Catalogue().Organisation.Language
	args := locales.Args{}
	for name, value := range map[string]string{
		"From": m.Args["from"], "To": m.Args["to"], "ID": m.Args["id"], "Cause": m.Args["cause"], "At": m.Args["at"],
		"Donor": m.Args["donor"], "Payload": m.Args["payload"], "Provider": m.Args["provider"],
		"Title":  b.titleOf(campaigns.Donation{Campaign: campaigns.ID(m.Args["campaign"])}),
		"Advice": b.words.Plain(lang, advice(m.Args["cause"]), nil),
	} {
		args[name] = value
	}
	if amount, err := strconv.ParseInt(m.Args["amount"], 10, 64); err == nil {
		args["Amount"] = campaigns.Money{Amount: amount, Currency: m.Args["currency"]}.String()
	}
	return b.words.HTML(lang, "alert_"+m.Key, args)
}
