package outbox

import (
	"cmp"
	"context"
	"strconv"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"
)

// notice tells administrators of a donation, a review or a refund.
func (r render) notice(ctx context.Context, kind campaigns.MessageKind, d campaigns.Donation) string {
	lang := r.Settings().Organisation.Language
	text := r.Words.HTML(lang, noticeKey(kind, d), r.noticeArgs(ctx, lang, d))
	if d.Receipt.Mode == campaigns.ModeTest {
		text += r.Words.HTML(lang, "notice_test", nil)
	}
	return text
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

func (r render) noticeArgs(ctx context.Context, lang string, d campaigns.Donation) locales.Args {
	name := telegram.PlainName(d.Personal.Name)
	if d.Anonymous || name == "" {
		name = r.Words.Plain(lang, "somebody", nil)
	}
	return locales.Args{
		"Amount": d.Money(d.Amount).In(lang), "Title": r.titleOf(ctx, d), "Name": name, "Receipt": d.Receipt.String(), "Parts": r.parts(lang, d),
		"Reason": r.Words.Plain(lang, "reason_"+string(d.Reason), nil),
	}
}

// roomForHeading is kept for the line above gathered notices.
const roomForHeading = 200

// gathered puts many notices into one message, a line each: as many as fit.
func (r render) gathered(ctx context.Context, batch []campaigns.Message) (outgoing, error) {
	lang := r.Settings().Organisation.Language
	out, lines, length := outgoing{}, 0, roomForHeading
	for _, m := range batch {
		line, err := r.noticeLine(ctx, lang, m)
		if err != nil {
			return outgoing{}, err
		}
		if length += telegram.Units(line) + 1; length > telegram.MaxText && out.Holds > 0 {
			break
		}
		out.Holds++
		if line != "" {
			lines++
			out.Text += "\n" + line
		}
	}
	if lines > 0 {
		out.Text = r.Words.HTML(lang, "notices", locales.Args{locales.Count: lines}) + "\n" + out.Text
	}
	return out, nil
}

// noticeLine is a notice among others, "" if there is nothing to say.
func (r render) noticeLine(ctx context.Context, lang string, m campaigns.Message) (string, error) {
	switch m.Kind {
	case campaigns.KindAlert:
		return r.alert(m), nil
	case campaigns.KindGiftNotice, campaigns.KindRefundNotice:
	default:
		r.passOver(m)
		return "", nil
	}
	d, ok, err := r.donationOf(ctx, m)
	if err != nil || !ok {
		return "", err
	}
	return r.Words.HTML(lang, noticeKey(m.Kind, d)+"_line", r.noticeArgs(ctx, lang, d)), nil
}

// alert tells administrators of trouble.
func (r render) alert(m campaigns.Message) string {
	lang := r.Settings().Organisation.Language
	args := locales.Args{
		"From": m.Args["from"], "To": m.Args["to"], "ID": m.Args["id"], "Cause": m.Args["cause"], "At": m.Args["at"],
		"Donor": m.Args["donor"], "Payload": m.Args["payload"], "Provider": m.Args["provider"],
		"Title":  r.alertTitle(campaigns.ID(m.Args["campaign"])),
		"Remedy": r.Words.Plain(lang, "remedy_"+telegram.InvoiceFault(m.Args["cause"]), nil),
	}
	if units, err := strconv.ParseInt(m.Args["amount"], 10, 64); err == nil {
		args["Amount"] = money.Amount{Units: units, Currency: m.Args["currency"]}.In(lang)
	}
	return r.Words.HTML(lang, "alert_"+m.Key, args)
}

// alertTitle names the campaign of an alert: one that is gone from the configuration
// by its id, and none by a dash.
func (r render) alertTitle(id campaigns.ID) string {
	if c, ok := r.Settings().Find(id); ok {
		return c.Title
	}
	return cmp.Or(string(id), noTitle)
}
