package outbox

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"
)

// notice tells administrators of a donation, a review or a refund.
func (r render) notice(ctx context.Context, m campaigns.Message, d campaigns.Donation) string {
	lang := r.Settings().Organisation.Language
	return r.testMark(lang, d) + r.Words.HTML(lang, noticeKey(m.Kind, d), r.noticeArgs(ctx, lang, m, d)) + r.deliveryOf(lang, d)
}

// testMark stands before all that is said of test money.
func (r render) testMark(lang string, d campaigns.Donation) string {
	if d.Receipt.Mode == campaigns.ModeTest {
		return r.Words.HTML(lang, "notice_test", nil)
	}
	return ""
}

// deliveryOf says where to send what the donor gets, "" for nothing.
func (r render) deliveryOf(lang string, d campaigns.Donation) string {
	c := d.Personal.Contact
	if d.OptionID == "" || c.Country == "" {
		return ""
	}
	var lines []string
	for _, line := range []string{c.Name, c.Line1, c.Line2, strings.TrimSpace(c.Postcode + " " + c.City), c.State, r.Words.Country(lang, c.Country)} {
		if line = oneLine(line); line != "" {
			lines = append(lines, line)
		}
	}
	return r.Words.HTML(lang, "notice_delivery", locales.Args{"Option": d.OptionID, "Address": strings.Join(lines, "\n")})
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

func (r render) noticeArgs(ctx context.Context, lang string, m campaigns.Message, d campaigns.Donation) locales.Args {
	name := telegram.PlainName(d.Personal.Name)
	if d.Anonymous || name == "" {
		name = r.Words.Plain(lang, "somebody", nil)
	}
	return locales.Args{
		"Amount": d.Money(amountOf(m, d)).In(lang), "Title": r.titleOf(ctx, lang, d), "Name": name, "Receipt": d.Receipt.String(), "Parts": r.parts(lang, d),
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
	return r.testMark(lang, d) + r.Words.HTML(lang, noticeKey(m.Kind, d)+"_line", r.noticeArgs(ctx, lang, m, d)), nil
}

// alert tells administrators of trouble.
func (r render) alert(m campaigns.Message) string {
	lang := r.Settings().Organisation.Language
	args := locales.Args{
		"From": r.moment(m.Args["from"]), "To": r.moment(m.Args["to"]), "ID": m.Args["id"], "Cause": m.Args["cause"], "At": r.moment(m.Args["at"]),
		"Donor": m.Args["donor"], "Payload": m.Args["payload"], "Provider": m.Args["provider"],
		"Title":  r.alertTitle(campaigns.ID(m.Args["campaign"])),
		"Remedy": r.Words.Plain(lang, "remedy_"+telegram.InvoiceFault(m.Args["cause"]), nil),
	}
	if units, err := strconv.ParseInt(m.Args["amount"], 10, 64); err == nil {
		args["Amount"] = money.Amount{Units: units, Currency: m.Args["currency"]}.In(lang)
	}
	return r.Words.HTML(lang, "alert_"+m.Key, args)
}

// moment writes a time of an alert as the organisation's clocks show it.
func (r render) moment(text string) string {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return campaigns.Moment(at, r.Settings().Organisation.Zone)
}

// alertTitle names the campaign of an alert: one that is gone from the configuration
// by its id, and none by a dash.
func (r render) alertTitle(id campaigns.ID) string {
	if c, ok := r.Settings().Find(id); ok {
		return c.Title
	}
	return cmp.Or(string(id), noTitle)
}
