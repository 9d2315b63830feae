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
)

// model is the ledger as a reader of the rules would keep it: lists that are
// searched from the start, and no running totals. It shares no rule with the
// program: it says again, in other words, what a payment becomes.
type model struct {
	now       time.Time
	catalogue *campaigns.Catalogue
	invoices  []*campaigns.Invoice
	donations []*modelDonation // as they were recorded
	approvals []*modelApproval
	strays    map[string]time.Time // "refund CHARGE" or "raw BYTES"; when the money moved
	outbox    []modelMessage
	settled   map[string]bool            // strays that were dealt with
	refunds   map[string]campaigns.Money // what a stray refund is of, by charge
	titles    map[campaigns.TotalsKey]string
}

type modelDonation struct {
	campaigns.Donation
	entries []campaigns.Entry
}

type modelApproval struct {
	payload campaigns.Payload
	donor   int64
	at      time.Time
	total   campaigns.Money
	told    bool
}

type modelMessage struct {
	kind    campaigns.MessageKind
	chat    int64
	receipt campaigns.Receipt
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
		if d.Charge == charge {
			return d
		}
	}
	return nil
}

func (m *model) byReceipt(r campaigns.Receipt) *modelDonation {
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
	if d := m.byCharge(p.Charge); d != nil {
		return Outcome{Known: true, Donation: d.Donation}
	}
	d := &modelDonation{Donation: campaigns.Donation{
		At: p.At, Day: m.day(p.At), Currency: p.Total.Currency, Amount: p.Total.Amount, Gift: p.Total.Amount,
		Donor: p.Donor.ID, DonorName: p.Donor.Name, Language: p.Donor.Language,
		Charge: p.Charge, ProviderCharge: p.ProviderCharge, Payload: p.Payload, Contact: p.Contact,
	}}
	mode := m.catalogue.Mode
	i := m.invoice(p.Payload)
	if i != nil {
		mode, d.Source, d.Anonymous = i.Mode, i.Source, i.Anonymous
	}
	d.Reason = judge(i, p)
	if d.Reason != campaigns.UnknownInvoice && d.Reason != campaigns.WrongCurrency {
		d.Campaign = i.Campaign
		if d.Reason != campaigns.WrongAmount {
			d.Gift, d.Tip = i.Gift.Amount, p.Total.Amount-i.Gift.Amount
		}
	}
	d.Status = campaigns.OK
	if d.Reason != "" {
		d.Status = campaigns.Review
	}
	d.Receipt = m.nextReceipt(mode, d.Day)
	m.donations = append(m.donations, d)
	m.retitle(d.Donation)
	if i != nil {
		m.usedUp(i, p)
	}
	m.tellOf(d.Donation)
	if at, before := m.strays["refund "+p.Charge]; before && m.refunds[p.Charge] == p.Total {
		delete(m.strays, "refund "+p.Charge)
		m.turn(d, campaigns.Refunded, at, "refunded by Telegram", "telegram")
	}
	return Outcome{Donation: d.Donation}
}

// judge is why a payment does not fit its invoice; "": it fits.
func judge(i *campaigns.Invoice, p campaigns.Payment) campaigns.Reason {
	switch {
	case i == nil:
		return campaigns.UnknownInvoice
	case i.Gift.Currency != p.Total.Currency:
		return campaigns.WrongCurrency
	case p.Total.Amount < i.Gift.Amount || p.Total.Amount > i.Gift.Amount+i.MaxTip:
		return campaigns.WrongAmount
	case i.Private && i.Donor != p.Donor.ID:
		return campaigns.AnotherPerson
	case i.Private && i.Charge != "":
		return campaigns.AlreadyPaid
	}
	return ""
}

// nextReceipt counts those that are there.
func (m *model) nextReceipt(mode campaigns.Mode, day campaigns.Day) campaigns.Receipt {
	r := campaigns.Receipt{Mode: mode, Number: 1}
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
		if c.ID == d.Campaign {
			m.titles[d.Key()] = c.Title
		}
	}
}

func (m *model) usedUp(i *campaigns.Invoice, p campaigns.Payment) {
	m.approvals = slices.DeleteFunc(m.approvals, func(a *modelApproval) bool { return a.payload == i.Payload && a.donor == p.Donor.ID })
	if i.Private && i.Donor == p.Donor.ID && i.Charge == "" {
		i.Charge = p.Charge
	}
}

func (m *model) alerts() []int64 {
	if m.catalogue.AdminChat != 0 {
		return []int64{m.catalogue.AdminChat}
	}
	return m.catalogue.Admins
}

func (m *model) tellOf(d campaigns.Donation) {
	m.outbox = append(m.outbox, modelMessage{kind: campaigns.Thanks, chat: d.Donor, receipt: d.Receipt})
	for _, chat := range m.alerts() {
		if d.Status == campaigns.Review || m.catalogue.AdminChat != 0 {
			m.outbox = append(m.outbox, modelMessage{kind: campaigns.GiftNotice, chat: chat, receipt: d.Receipt})
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
		m.outbox = append(m.outbox, modelMessage{kind: campaigns.Alert, chat: chat, about: AlertStray})
	}
}

func (m *model) strayRefund(r StarsRefund) {
	if _, known := m.strays["refund "+r.Charge]; !known {
		m.refunds[r.Charge] = r.Total
	}
	m.stray("refund "+r.Charge, r.At)
}

func (m *model) refundByTelegram(r StarsRefund) Outcome {
	d := m.byCharge(r.Charge)
	if d == nil {
		m.strayRefund(r)
		return Outcome{}
	}
	if d.Status == campaigns.Refunded {
		return Outcome{Known: true, Donation: d.Donation}
	}
	if r.Total.Amount != d.Amount || r.Total.Currency != d.Currency {
		m.strayRefund(r)
		return Outcome{}
	}
	m.turn(d, campaigns.Refunded, r.At, "refunded by Telegram", "telegram")
	return Outcome{Donation: d.Donation}
}

func (m *model) turn(d *modelDonation, to campaigns.Status, at time.Time, reason, by string) {
	d.entries = append(d.entries, campaigns.Entry{Receipt: d.Receipt, At: at, Day: m.today(), From: d.Status, To: to, Reason: reason, By: by})
	d.Status = to
	if to != campaigns.Refunded {
		return
	}
	if by == "telegram" {
		m.outbox = append(m.outbox, modelMessage{kind: campaigns.RefundWords, chat: d.Donor, receipt: d.Receipt})
	}
	if m.catalogue.AdminChat != 0 {
		m.outbox = append(m.outbox, modelMessage{kind: campaigns.Refunding, chat: m.catalogue.AdminChat, receipt: d.Receipt})
	}
}

var errRefused = errors.New("refused")

// note is a refund or a settlement by command.
func (m *model) note(r campaigns.Receipt, to campaigns.Status, reason string) error {
	d := m.byReceipt(r)
	switch {
	case d == nil,
		to == campaigns.Refunded && (d.Status == campaigns.Refunded || reason == ""),
		to == campaigns.OK && d.Status != campaigns.Review:
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
		return campaigns.UnknownInvoice
	case i.Private && i.Donor != q.Donor:
		return campaigns.AnotherPerson
	case i.Private && i.Charge != "":
		return campaigns.AlreadyPaid
	case m.now.Sub(i.Made) > 30*24*time.Hour || i.Mode != m.catalogue.Mode:
		return campaigns.InvoiceExpired
	}
	if reason := judge(i, campaigns.Payment{Total: q.Total, Donor: campaigns.Donor{ID: q.Donor}}); reason != "" {
		return reason
	}
	i.Approved = m.now
	m.approvals = slices.DeleteFunc(m.approvals, func(a *modelApproval) bool { return a.payload == i.Payload && a.donor == q.Donor })
	m.approvals = append(m.approvals, &modelApproval{payload: i.Payload, donor: q.Donor, at: m.now, total: q.Total})
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
			about := fmt.Sprintf("%s %s %d %d %s", AlertUnpaid, a.payload, a.donor, a.total.Amount, a.total.Currency)
			m.outbox = append(m.outbox, modelMessage{kind: campaigns.Alert, chat: chat, about: about})
		}
	}
	return told
}

func (m *model) sweep() (gone int) {
	m.invoices = slices.DeleteFunc(m.invoices, func(i *campaigns.Invoice) bool {
		old := m.now.Sub(i.Made) > 30*24*time.Hour && m.now.Sub(i.Approved) > 48*time.Hour
		if old {
			gone++
			m.approvals = slices.DeleteFunc(m.approvals, func(a *modelApproval) bool { return a.payload == i.Payload })
		}
		return old
	})
	return gone
}
