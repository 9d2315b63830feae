package storage

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
)

// model is the ledger as a reader of the rules would keep it: lists that are
// searched from the start, and no running totals. It shares no rule with the
// program: it says again, in other words, what a payment becomes.
type model struct {
	now       time.Time
	catalogue *campaigns.Settings
	invoices  []*campaigns.Invoice
	donations []*modelDonation // as they were recorded
	approvals []*modelApproval
	strays    map[string]time.Time // "refund CHARGE" or "raw BYTES"; when the money moved
	outbox    []modelMessage
	settled   map[string]bool         // strays that were dealt with
	refunds   map[string]money.Amount // what a stray refund is of, by charge
	titles    map[campaigns.TotalsKey]string
}

type modelDonation struct {
	campaigns.Donation
	entries []campaigns.Adjustment
}

type modelApproval struct {
	payload campaigns.Payload
	donor   int64
	at      time.Time
	total   money.Amount
	told    bool
}

type modelMessage struct {
	kind    campaigns.MessageKind
	chat    int64
	receipt campaigns.ReceiptNo
	about   string
}

func (m *model) today() campaigns.Day { return m.day(m.now) }

func (m *model) day(at time.Time) campaigns.Day {
	return campaigns.Day(at.In(m.catalogue.Organisation.Zone).Format("2006-01-02"))
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
func (m *model) record(e Event) Outcome {
	switch {
	case e.Payment != nil:
		return m.payment(*e.Payment)
	case e.Refund != nil:
		return m.refundByTelegram(*e.Refund)
	}
	m.stray("raw "+string(e.Unread), m.now)
	return Outcome{}
}

func (m *model) payment(p campaigns.Payment) Outcome {
	if d := m.byCharge(p.ChargeID); d != nil {
		return Outcome{Duplicate: true, Donation: d.Donation}
	}
	d := &modelDonation{Donation: campaigns.Donation{
		At: p.At, Day: m.day(p.At), Currency: p.Total.Currency, Amount: p.Total.Units, Gift: p.Total.Units,
		Personal: campaigns.Personal{DonorID: p.Donor.ID, Name: p.Donor.Name, Contact: p.Contact}, Language: p.Donor.Language,
		ChargeID: p.ChargeID, ProviderChargeID: p.ProviderChargeID, Payload: p.Payload,
	}}
	mode := m.catalogue.Mode
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
	m.retitle(d.Donation)
	if i != nil {
		m.usedUp(i, p)
	}
	m.tellOf(d.Donation)
	if at, before := m.strays["refund "+p.ChargeID]; before && m.refunds[p.ChargeID] == p.Total {
		delete(m.strays, "refund "+p.ChargeID)
		m.turn(d, campaigns.StatusRefunded, at, "refunded by Telegram", "telegram")
	}
	return Outcome{Donation: d.Donation}
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
	for _, c := range m.catalogue.Campaigns {
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
	if m.catalogue.AdminChat != 0 {
		return []int64{m.catalogue.AdminChat}
	}
	return m.catalogue.Admins
}

func (m *model) tellOf(d campaigns.Donation) {
	m.outbox = append(m.outbox, modelMessage{kind: campaigns.KindThanks, chat: d.Personal.DonorID, receipt: d.Receipt})
	for _, chat := range m.alerts() {
		if d.Status == campaigns.StatusReview || m.catalogue.AdminChat != 0 {
			m.outbox = append(m.outbox, modelMessage{kind: campaigns.KindGiftNotice, chat: chat, receipt: d.Receipt})
		}
	}
}

func (m *model) stray(key string, at time.Time) {
	if _, known := m.strays[key]; known || m.settled[key] {
		return
	}
	m.strays[key] = at
	if !strings.HasPrefix(key, "raw ") {
		return
	}
	for _, chat := range m.alerts() {
		m.outbox = append(m.outbox, modelMessage{kind: campaigns.KindAlert, chat: chat, about: AlertKeyUnmatched})
	}
}

func (m *model) strayRefund(r StarsRefund) {
	if _, known := m.strays["refund "+r.ChargeID]; !known {
		m.refunds[r.ChargeID] = r.Total
	}
	m.stray("refund "+r.ChargeID, r.At)
}

func (m *model) refundByTelegram(r StarsRefund) Outcome {
	d := m.byCharge(r.ChargeID)
	if d == nil {
		m.strayRefund(r)
		return Outcome{}
	}
	if d.Status == campaigns.StatusRefunded {
		return Outcome{Duplicate: true, Donation: d.Donation}
	}
	if r.Total.Units != d.Amount || r.Total.Currency != d.Currency {
		m.strayRefund(r)
		return Outcome{}
	}
	m.turn(d, campaigns.StatusRefunded, r.At, "refunded by Telegram", "telegram")
	return Outcome{Donation: d.Donation}
}

func (m *model) turn(d *modelDonation, to campaigns.Status, at time.Time, reason, by string) {
	d.entries = append(d.entries, campaigns.Adjustment{Receipt: d.Receipt, At: at, Day: m.today(), From: d.Status, To: to, Reason: reason, Actor: by})
	d.Status = to
	if to != campaigns.StatusRefunded {
		return
	}
	if by == "telegram" {
		m.outbox = append(m.outbox, modelMessage{kind: campaigns.KindRefund, chat: d.Personal.DonorID, receipt: d.Receipt})
	}
	if m.catalogue.AdminChat != 0 {
		m.outbox = append(m.outbox, modelMessage{kind: campaigns.KindRefundNotice, chat: m.catalogue.AdminChat, receipt: d.Receipt})
	}
}

var errRefused = errors.New("refused")

// note is a refund or a settlement by command.
func (m *model) note(r campaigns.ReceiptNo, to campaigns.Status, reason string) error {
	d := m.byReceipt(r)
	switch {
	case d == nil,
		to == campaigns.StatusRefunded && (d.Status == campaigns.StatusRefunded || reason == ""),
		to == campaigns.StatusOK && d.Status != campaigns.StatusReview:
		return errRefused
	}
	m.turn(d, to, m.now, reason, "command")
	return nil
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
	case m.now.Sub(i.CreatedAt) > 30*24*time.Hour || i.Mode != m.catalogue.Mode:
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

// unpaid tells of approvals in the order of payloads and donors.
func (m *model) unpaid(patience time.Duration) (told int) {
	slices.SortFunc(m.approvals, func(a, b *modelApproval) int {
		return cmp.Or(bytes.Compare(a.payload[:], b.payload[:]), cmp.Compare(a.donor, b.donor))
	})
	for _, a := range m.approvals {
		if a.told || m.now.Sub(a.at) < patience {
			continue
		}
		a.told = true
		told++
		for _, chat := range m.alerts() {
			about := fmt.Sprintf("%s %s %d %d %s", AlertKeyUnpaid, a.payload, a.donor, a.total.Units, a.total.Currency)
			m.outbox = append(m.outbox, modelMessage{kind: campaigns.KindAlert, chat: chat, about: about})
		}
	}
	return told
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
	return gone
}
