package chat

import (
	"cmp"
	"crypto/rand"
	"errors"
	"strconv"
	"strings"

	"github.com/donatebot/donatebot/bot/stars"
	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"

	tele "gopkg.in/telebot.v3"
)

// refunding is what administrators do when money goes back: Stars they give back
// through Telegram, of cards they record what they did at the provider.
type refunding struct {
	store   *storage.Store
	stars   *stars.Refunds
	dialogs *dialogs
	title   func(d campaigns.Donation, lang string) string
}

// look shows the donation of a receipt, with what may be done.
func (f *refunding) look(r *request) error {
	typed := strings.ToUpper(strings.TrimSpace(r.in.payload))
	if typed == "" {
		example := campaigns.ReceiptNo{Mode: r.settings.Mode, Year: r.today().Time().Year(), Number: 17}
		return r.say("refund_how", locales.Args{"Receipt": example.String()})
	}
	receipt, err := campaigns.ParseReceiptNo(typed)
	if err != nil {
		return r.say("refund_no_receipt", locales.Args{"Receipt": telegram.Cut(typed, longestEarly)})
	}
	return f.card(r, receipt, "")
}

// find returns the donation of a receipt with what happened to it.
func (f *refunding) find(r *request, receipt campaigns.ReceiptNo) (d campaigns.Donation, all []campaigns.Adjustment, ok bool, err error) {
	if d, all, ok, err = f.store.Donation(r.ctx, receipt); err != nil {
		err = &ledgerError{err}
	}
	return d, all, ok, err
}

// card shows the donation of a receipt as it is now, below a text of the catalogue that
// says what has happened; "" for none.
func (f *refunding) card(r *request, receipt campaigns.ReceiptNo, said string) error {
	d, all, ok, err := f.find(r, receipt)
	if err != nil {
		return err
	}
	if !ok {
		return r.say("refund_no_receipt", locales.Args{"Receipt": receipt.String()})
	}
	s := screen{text: f.describe(r, d, all), rows: f.buttons(r, d, all)}
	if said != "" {
		s.text = r.words(said, nil) + "\n\n" + s.text
	}
	return r.show(s)
}

// describe says what a donation is and what happened to it.
func (f *refunding) describe(r *request, d campaigns.Donation, all []campaigns.Adjustment) string {
	text := r.words("refund_card", locales.Args{
		"Amount": r.amount(d.Amount, d.Currency), "Title": f.title(d, r.lang), "Name": f.nameOf(r, d), "Date": r.date(d.Day), "Receipt": d.Receipt.String(),
	})
	if d.Receipt.Mode == campaigns.ModeTest {
		text = r.words("notice_test", nil) + text
	}
	if d.Status == campaigns.StatusReview {
		text += "\n" + r.words("stats_review", locales.Args{locales.Count: 1})
	}
	for _, a := range all[max(0, len(all)-shownAdjustments):] {
		text += "\n" + r.words("refund_line_"+string(a.Kind), locales.Args{
			"Date": r.date(a.Day), "Amount": r.amount(a.Amount, d.Currency), "Reason": telegram.Cut(a.Reason, shownReason), "By": f.actorOf(r, a),
		})
	}
	if d.Refunded > 0 && d.Status != campaigns.StatusRefunded {
		text += "\n" + r.words("refund_left", locales.Args{"Amount": r.amount(d.Amount-d.Refunded, d.Currency)})
	}
	return text
}

// What a message shows of adjustments.
const (
	shownAdjustments = 8
	shownReason      = 200 // characters
)

// nameOf names the donor. An anonymous gift is marked, since others may read along.
func (f *refunding) nameOf(r *request, d campaigns.Donation) string {
	name := cmp.Or(telegram.PlainName(d.Personal.Name), r.plain("somebody", nil))
	if d.Anonymous {
		return r.plain("refund_anonymous", locales.Args{"Name": name})
	}
	return name
}

// actorOf names who made an adjustment: an administrator by name, if the ledger has one.
func (f *refunding) actorOf(r *request, a campaigns.Adjustment) string {
	id, err := strconv.ParseInt(a.Actor, 10, 64)
	switch {
	case a.Actor == campaigns.ActorTelegram:
		return "Telegram"
	case err != nil:
		return a.Actor
	case id == r.in.person.ID:
		return telegram.PlainName(r.in.name())
	}
	known, err := f.store.Donor(r.ctx, id)
	if err != nil {
		r.display.log.Error("a donor can't be read", "error", err)
	}
	return cmp.Or(telegram.PlainName(known.Name), a.Actor)
}

// buttons offer what may be done of a donation.
func (f *refunding) buttons(r *request, d campaigns.Donation, all []campaigns.Adjustment) (rows [][]tele.InlineButton) {
	left := d.Amount - d.Refunded
	add := func(text string, c callback) {
		c.Receipt, c.Seen = d.Receipt, len(all)
		rows = append(rows, []tele.InlineButton{button(text, c)})
	}
	switch {
	case d.Status == campaigns.StatusRefunded:
	case d.InStars():
		add(r.starsButton(left), callback{Kind: callbackRefund, Act: actWhole})
	default:
		add(r.plain("button_refund_whole", locales.Args{"Amount": r.amount(left, d.Currency)}), callback{Kind: callbackRefund, Act: actWhole})
		add(r.plain("button_refund_part", nil), callback{Kind: callbackRefund, Act: actPart})
		add(r.plain("button_refund_dispute", nil), callback{Kind: callbackRefund, Act: actDispute})
	}
	if undoable(d, all) {
		add(r.plain("button_undo", nil), callback{Kind: callbackUndo, Operation: rand.Text()})
	}
	return rows
}

// starsButton is the text of a button that gives so many Stars back.
func (r *request) starsButton(n int64) string {
	return r.plain("button_refund_stars", locales.Args{locales.Count: int(n)})
}

// undoable reports whether the last thing that happened is a refund or a dispute that
// can be taken back.
func undoable(d campaigns.Donation, all []campaigns.Adjustment) bool {
	last, ok := campaigns.LastStanding(all)
	return ok && last.Kind.TakesBack() && last.Actor != campaigns.ActorTelegram && !d.InStars()
}

// failed says why nothing was recorded, or why that is not known.
func (f *refunding) failed(r *request, receipt campaigns.ReceiptNo, err error) error {
	refused := telegram.AsAPIError(err)
	for typed, said := range map[error]string{
		campaigns.ErrAlreadyRefunded: "refund_changed", campaigns.ErrAdjustedMeanwhile: "refund_changed", campaigns.ErrMoreThanPaid: "refund_changed", campaigns.ErrNothingToUndo: "refund_changed",
		stars.ErrOutcomeUnknown: "refund_unknown", stars.ErrNotThere: "refund_not_there", storage.ErrNoDonor: "refund_no_donor",
	} {
		if errors.Is(err, typed) {
			r.display.log.Warn("a refund was not recorded", "receipt", receipt.String(), "error", err)
			return f.card(r, receipt, said)
		}
	}
	if refused == nil {
		return &ledgerError{err}
	}
	r.display.log.Warn("Telegram refuses a refund of Stars", "receipt", receipt.String(), "error", refused)
	return r.show(screen{text: r.words("refund_refused", locales.Args{"Cause": refused.Description})})
}
