package storagetest

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
)

// model is the ledger as a reader of the rules would keep it: lists that are
// searched from the start, and no running totals. It shares no rule with the
// program: it says again, in other words, what a payment becomes.
type model struct {
	now       time.Time
	settings  *campaigns.Settings
	invoices  []*campaigns.Invoice
	donations []*modelDonation // as they were recorded
	approvals []*modelApproval
	unmatched map[string]*modelUnmatched             // "refund CHARGE" or "raw BYTES"
	intents   map[string]campaigns.AdjustmentRequest // by charge: refunds of Stars that were asked for
	outbox    []modelMessage
	titles    map[campaigns.TotalsKey]string
	people    map[int64]campaigns.Donor // those who chose something
}

// modelUnmatched is money that fits nothing.
type modelUnmatched struct {
	moved, noted time.Time
	total        money.Amount // of a refund
	told, closed bool
}

type modelDonation struct {
	campaigns.Donation
	adjustments []campaigns.Adjustment
	life        []modelChange
	standing    []modelStanding // adjustments that nobody took back
}

// modelChange is what a day made of a donation.
type modelChange struct {
	day           campaigns.Day
	before, after campaigns.Donation // zero before it came
}

// modelStanding is an adjustment, and the donation before it.
type modelStanding struct {
	campaigns.Adjustment
	before campaigns.Donation
}

type modelApproval struct {
	payload campaigns.Payload
	donor   int64
	at      time.Time
	total   money.Amount
	toldAt  time.Time
}

type modelMessage struct {
	kind    campaigns.MessageKind
	chat    int64
	receipt campaigns.ReceiptNo
	about   string
}

func (m *model) today() campaigns.Day { return m.day(m.now) }

func (m *model) day(at time.Time) campaigns.Day {
	return campaigns.Day(at.In(m.settings.Organisation.Zone).Format("2006-01-02"))
}

func (m *model) invoice(payload string) *campaigns.Invoice {
	for _, i := range m.invoices {
		if i.Payload.String() == payload {
			return i
		}
	}
	return nil
}

func (m *model) byCharge(charge string) *modelDonation {
	for _, d := range m.donations {
		if d.ChargeID == charge {
			return d
		}
	}
	return nil
}

func (m *model) byReceipt(r campaigns.ReceiptNo) *modelDonation {
	for _, d := range m.donations {
		if d.Receipt == r {
			return d
		}
	}
	return nil
}

// record says what becomes of an event.
func (m *model) record(e storage.Event) storage.Outcome {
	switch {
	case e.Payment != nil:
		return m.payment(*e.Payment)
	case e.Refund != nil:
		return m.refundByTelegram(*e.Refund)
	}
	m.keep("raw "+string(e.Unread), modelUnmatched{moved: m.now})
	return storage.Outcome{}
}

func (m *model) payment(p campaigns.Payment) storage.Outcome {
	if d := m.byCharge(p.ChargeID); d != nil {
		return storage.Outcome{Duplicate: true, Donation: d.Donation}
	}
	d := &modelDonation{Donation: campaigns.Donation{
		At: p.At, Day: m.day(p.At), Currency: p.Total.Currency, Amount: p.Total.Units, Gift: p.Total.Units,
		Personal: campaigns.Personal{DonorID: p.Donor.ID, Name: p.Donor.Name, Contact: p.Contact}, Language: p.Donor.Language,
		ChargeID: p.ChargeID, ProviderChargeID: p.ProviderChargeID, Payload: p.Payload,
	}}
	mode := m.settings.Mode
	i := m.invoice(p.Payload)
	if i != nil {
		mode, d.Source, d.Anonymous = i.Mode, i.Source, i.Anonymous
	}
	d.Reason = judge(i, p)
	if d.Reason != campaigns.ReasonUnknownInvoice && d.Reason != campaigns.ReasonWrongCurrency {
		d.CampaignID = i.CampaignID
		if d.Reason != campaigns.ReasonWrongAmount {
			d.Gift, d.Tip = i.Gift.Units, p.Total.Units-i.Gift.Units
		}
	}
	d.Status = campaigns.StatusOK
	if d.Reason != "" {
		d.Status = campaigns.StatusReview
	}
	d.Receipt = m.nextReceipt(mode, d.Day)
	m.donations = append(m.donations, d)
	d.life = append(d.life, modelChange{day: d.Day, after: d.Donation})
	m.retitle(d.Donation)
	if i != nil {
		m.usedUp(i, p)
	}
	m.tellOf(d.Donation)
	if u, before := m.unmatched["refund "+p.ChargeID]; before && !u.closed && u.total == p.Total {
		delete(m.unmatched, "refund "+p.ChargeID)
		m.refundedByTelegram(d, u.moved)
	}
	return storage.Outcome{Donation: d.Donation}
}

// judge is why a payment does not fit its invoice; "": it fits.
func judge(i *campaigns.Invoice, p campaigns.Payment) campaigns.Reason {
	switch {
	case i == nil:
		return campaigns.ReasonUnknownInvoice
	case i.Gift.Currency != p.Total.Currency:
		return campaigns.ReasonWrongCurrency
	case p.Total.Units < i.Gift.Units || p.Total.Units > i.Gift.Units+i.MaxTip:
		return campaigns.ReasonWrongAmount
	case i.Private && i.Personal.DonorID != p.Donor.ID:
		return campaigns.ReasonAnotherPerson
	case i.Private && i.ChargeID != "":
		return campaigns.ReasonAlreadyPaid
	}
	return ""
}

// nextReceipt counts those that are there.
func (m *model) nextReceipt(mode campaigns.Mode, day campaigns.Day) campaigns.ReceiptNo {
	r := campaigns.ReceiptNo{Mode: mode, Number: 1}
	fmt.Sscan(string(day[:4]), &r.Year)
	for _, d := range m.donations {
		if d.Receipt.Mode == mode && d.Receipt.Year == r.Year {
			r.Number++
		}
	}
	return r
}

func (m *model) retitle(d campaigns.Donation) {
	if _, known := m.titles[d.Key()]; !known {
		m.titles[d.Key()] = ""
	}
	for _, c := range m.settings.Campaigns {
		if c.ID == d.CampaignID {
			m.titles[d.Key()] = c.Title
		}
	}
}

func (m *model) usedUp(i *campaigns.Invoice, p campaigns.Payment) {
	m.approvals = slices.DeleteFunc(m.approvals, func(a *modelApproval) bool { return a.payload == i.Payload && a.donor == p.Donor.ID })
	if i.Private && i.Personal.DonorID == p.Donor.ID && i.ChargeID == "" {
		i.ChargeID = p.ChargeID
	}
}

func (m *model) alerts() []int64 {
	if m.settings.AdminChat != 0 {
		return []int64{m.settings.AdminChat}
	}
	return m.settings.Admins
}

func (m *model) tellOf(d campaigns.Donation) {
	m.outbox = append(m.outbox, modelMessage{kind: campaigns.KindThanks, chat: d.Personal.DonorID, receipt: d.Receipt})
	for _, chat := range m.alerts() {
		if d.Status == campaigns.StatusReview || m.settings.AdminChat != 0 {
			m.outbox = append(m.outbox, modelMessage{kind: campaigns.KindGiftNotice, chat: chat, receipt: d.Receipt})
		}
	}
}

func (m *model) keep(name string, u modelUnmatched) {
	if _, known := m.unmatched[name]; known {
		return
	}
	u.noted, u.told = m.now, strings.HasPrefix(name, "raw ")
	m.unmatched[name] = &u
	if u.told {
		m.tellAdministrators(storage.AlertKeyUnmatched)
	}
}

func (m *model) tellAdministrators(about string) {
	for _, chat := range m.alerts() {
		m.outbox = append(m.outbox, modelMessage{kind: campaigns.KindAlert, chat: chat, about: about})
	}
}

func (m *model) keepRefund(r storage.StarsRefund) {
	m.keep("refund "+r.ChargeID, modelUnmatched{moved: r.At, total: r.Total})
}

// alertUnmatched tells of what waits for long and nobody knows.
func (m *model) alertUnmatched(patience time.Duration) (told int) {
	for _, u := range m.unmatched {
		if !u.told && !u.closed && m.now.Sub(u.noted) >= patience {
			u.told = true
			told++
			m.tellAdministrators(storage.AlertKeyUnmatched)
		}
	}
	return told
}

func (m *model) refundByTelegram(r storage.StarsRefund) storage.Outcome {
	d := m.byCharge(r.ChargeID)
	if d == nil {
		m.keepRefund(r)
		return storage.Outcome{}
	}
	if d.Status == campaigns.StatusRefunded {
		return storage.Outcome{Duplicate: true, Donation: d.Donation}
	}
	if r.Total.Units != d.Amount || r.Total.Currency != d.Currency {
		m.keepRefund(r)
		return storage.Outcome{}
	}
	m.refundedByTelegram(d, r.At)
	return storage.Outcome{Donation: d.Donation}
}

// refundedByTelegram gives all back that is left, on the day that Telegram says, if the
// donation was there by then.
func (m *model) refundedByTelegram(d *modelDonation, at time.Time) {
	day := m.day(at)
	if day < d.Day {
		day = d.Day
	}
	after := d.Donation
	after.Status, after.Refunded = campaigns.StatusRefunded, d.Amount
	a := campaigns.Adjustment{At: at, Day: day, Kind: campaigns.AdjustmentRefund, Amount: d.Amount - d.Refunded, Reason: "refunded by Telegram", Actor: "telegram"}
	if q, asked := m.intents[d.ChargeID]; asked {
		a.Reason, a.Actor, a.Operation = q.Reason, q.Actor, q.Operation
		delete(m.intents, d.ChargeID)
	}
	m.transition(d, after, a)
}

// intend asks for a refund of Stars: nil if Telegram may be asked, or need not be.
func (m *model) intend(r campaigns.ReceiptNo, q campaigns.AdjustmentRequest) (done bool, err error) {
	d := m.byReceipt(r)
	if d == nil {
		return false, errRefused
	}
	for _, a := range d.adjustments {
		if q.Operation != "" && a.Operation == q.Operation {
			return true, nil
		}
	}
	whole := q.Amount == 0 || q.Amount == d.Amount
	open := d.Status != campaigns.StatusRefunded && (q.Seen < 0 || q.Seen == len(d.adjustments))
	if d.Currency != "XTR" || q.Kind != campaigns.AdjustmentRefund || q.Reason == "" || !whole || !open || d.Personal.DonorID == 0 {
		return false, errRefused
	}
	if _, asked := m.intents[d.ChargeID]; !asked {
		m.intents[d.ChargeID] = q
	}
	return false, nil
}

func (m *model) transition(d *modelDonation, after campaigns.Donation, a campaigns.Adjustment) {
	a.Receipt, a.From, a.To = d.Receipt, d.Status, after.Status
	d.adjustments = append(d.adjustments, a)
	d.life = append(d.life, modelChange{day: a.Day, before: d.Donation, after: after})
	if a.Kind == campaigns.AdjustmentUndo {
		d.standing = d.standing[:len(d.standing)-1]
	} else {
		d.standing = append(d.standing, modelStanding{a, d.Donation})
	}
	moved := d.CampaignID != after.CampaignID
	if d.Donation = after; moved {
		m.retitle(after)
	}
	if a.Kind == campaigns.AdjustmentRefund {
		m.outbox = append(m.outbox, modelMessage{kind: campaigns.KindRefund, chat: d.Personal.DonorID, receipt: d.Receipt})
	}
	if a.Kind == campaigns.AdjustmentRefund || a.Kind == campaigns.AdjustmentDispute {
		for _, chat := range m.alerts() {
			m.outbox = append(m.outbox, modelMessage{kind: campaigns.KindRefundNotice, chat: chat, receipt: d.Receipt})
		}
	}
}

var errRefused = errors.New("refused")

// adjust is what somebody asks for by command.
func (m *model) adjust(r campaigns.ReceiptNo, q campaigns.AdjustmentRequest) error {
	d := m.byReceipt(r)
	if d == nil {
		return errRefused
	}
	for _, a := range d.adjustments {
		if q.Operation != "" && a.Operation == q.Operation {
			return nil
		}
	}
	a := campaigns.Adjustment{At: m.now, Day: m.today(), Kind: q.Kind, Reason: q.Reason, Actor: q.Actor, Operation: q.Operation}
	var after campaigns.Donation
	var allowed bool
	switch q.Kind {
	case campaigns.AdjustmentAccept:
		after, allowed = m.accepted(d, q, &a)
	case campaigns.AdjustmentUndo:
		after, allowed = m.undone(d, &a)
	default:
		after, allowed = m.takenBack(d, q, &a)
	}
	if !allowed || q.Seen >= 0 && q.Seen != len(d.adjustments) {
		return errRefused
	}
	m.transition(d, after, a)
	return nil
}

func (m *model) accepted(d *modelDonation, q campaigns.AdjustmentRequest, a *campaigns.Adjustment) (campaigns.Donation, bool) {
	after := d.Donation
	after.Status, a.Amount = campaigns.StatusOK, d.Amount
	if q.CampaignID != "" && q.CampaignID != d.CampaignID {
		currency := map[campaigns.ID]string{"books": "EUR", "stars": "XTR"}[q.CampaignID]
		if d.CampaignID != "" || currency != d.Currency {
			return after, false
		}
		after.CampaignID, a.CampaignID = q.CampaignID, q.CampaignID
	}
	return after, d.Status == campaigns.StatusReview
}

func (m *model) undone(d *modelDonation, a *campaigns.Adjustment) (campaigns.Donation, bool) {
	if len(d.standing) == 0 || a.Reason == "" {
		return d.Donation, false
	}
	last := d.standing[len(d.standing)-1]
	a.Undone, a.Amount, a.CampaignID = last.Kind, last.Amount, last.CampaignID
	byTelegram := last.Actor == "telegram" || d.Currency == "XTR" && last.Kind == campaigns.AdjustmentRefund
	return last.before, !byTelegram
}

func (m *model) takenBack(d *modelDonation, q campaigns.AdjustmentRequest, a *campaigns.Adjustment) (campaigns.Donation, bool) {
	after := d.Donation
	if a.Amount = q.Amount; a.Amount == 0 {
		a.Amount = d.Amount - d.Refunded
	}
	if after.Refunded += a.Amount; after.Refunded == after.Amount {
		after.Status = campaigns.StatusRefunded
	}
	some := a.Amount > 0 || q.Amount == 0 // all of a charge of nothing is nothing
	return after, d.Currency != "XTR" && some && d.Status != campaigns.StatusRefunded && after.Refunded <= after.Amount && a.Reason != ""
}

// approve is the reason of a refusal; "": approved.
func (m *model) approve(q campaigns.Checkout) campaigns.Reason {
	i := m.invoice(q.Payload)
	switch {
	case i == nil:
		return campaigns.ReasonUnknownInvoice
	case i.Private && i.Personal.DonorID != q.DonorID:
		return campaigns.ReasonAnotherPerson
	case i.Private && i.ChargeID != "":
		return campaigns.ReasonAlreadyPaid
	case m.now.Sub(i.CreatedAt) > 30*24*time.Hour || i.Mode != m.settings.Mode:
		return campaigns.ReasonInvoiceExpired
	}
	if reason := judge(i, campaigns.Payment{Total: q.Total, Donor: campaigns.Donor{ID: q.DonorID}}); reason != "" {
		return reason
	}
	i.ApprovedAt = m.now
	m.approvals = slices.DeleteFunc(m.approvals, func(a *modelApproval) bool { return a.payload == i.Payload && a.donor == q.DonorID })
	m.approvals = append(m.approvals, &modelApproval{payload: i.Payload, donor: q.DonorID, at: m.now, total: q.Total})
	return ""
}

// alertUnpaid tells of late approvals in the order of payloads. Those of one payload
// come in no order that can be known.
func (m *model) alertUnpaid(patience time.Duration) (told int) {
	for _, a := range m.sortedApprovals() {
		if !a.toldAt.IsZero() || m.now.Sub(a.at) < patience {
			continue
		}
		a.toldAt = m.now
		told++
		m.tellAdministrators(fmt.Sprintf("%s %s %d %d %s", storage.AlertKeyUnpaid, a.payload, a.donor, a.total.Units, a.total.Currency))
	}
	return told
}

func (m *model) sortedApprovals() []*modelApproval {
	all := slices.Clone(m.approvals)
	slices.SortFunc(all, func(a, b *modelApproval) int {
		return cmp.Or(bytes.Compare(a.payload[:], b.payload[:]), cmp.Compare(a.donor, b.donor))
	})
	return all
}

// closeUnpaid takes checkouts off the list that administrators know of.
func (m *model) closeUnpaid(payload string) bool {
	had := len(m.approvals)
	m.approvals = slices.DeleteFunc(m.approvals, func(a *modelApproval) bool { return !a.toldAt.IsZero() && a.payload.String() == payload })
	return len(m.approvals) < had
}

func (m *model) sweep() (gone int) {
	m.invoices = slices.DeleteFunc(m.invoices, func(i *campaigns.Invoice) bool {
		old := m.now.Sub(i.CreatedAt) > 30*24*time.Hour && m.now.Sub(i.ApprovedAt) > 48*time.Hour
		if old {
			gone++
			m.approvals = slices.DeleteFunc(m.approvals, func(a *modelApproval) bool { return a.payload == i.Payload })
		}
		return old
	})
	m.approvals = slices.DeleteFunc(m.approvals, func(a *modelApproval) bool { return !a.toldAt.IsZero() && m.now.Sub(a.toldAt) >= 24*time.Hour })
	return gone
}
