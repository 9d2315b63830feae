package bot

import (
	"math"
	"strings"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
)

// eventOf is what the ledger has to know of the update before it may be
// acknowledged; nil for nothing. What can't be read, and may be money, goes to a
// person as it came.
func eventOf(u telegram.Update, now time.Time) *storage.Event {
	raw, refund, ok := u.Money()
	if !ok {
		if u.Broken && telegram.HoldsMoney(u.Raw) {
			return &storage.Event{Unread: u.Raw, Read: storage.ReadPart{Payment: telegram.HoldsPayment(u.Raw)}}
		}
		return nil
	}
	p := telegram.ReadPayment(raw)
	at, ok := dateOf(u.Message.Date)
	if !ok {
		at = now
	}
	if !sane(p) {
		return &storage.Event{Unread: u.Raw, Read: readPart(u.Message, p, !refund, at)}
	}
	if refund {
		return &storage.Event{Refund: &storage.StarsRefund{
			ChargeID: p.Charge, DonorID: u.Message.Chat.ID, Total: totalOf(p), At: at,
		}}
	}
	return &storage.Event{Payment: paymentOf(u.Message, p, at)}
}

// telegramsFirst is before any message of Telegram's, in Unix seconds. Its dates have
// 32 bits (core.telegram.org, constructor message).
const (
	telegramsFirst = 1_376_438_400 // 2013-08-14
	telegramsLast  = math.MaxInt32
)

// dateOf returns the time of a message, from which the receipt's year derives. It
// counts whatever the local clock says, unless it can't be a date of Telegram's.
func dateOf(date int64) (at time.Time, ok bool) {
	if date < telegramsFirst || date > telegramsLast {
		return time.Time{}, false
	}
	return time.Unix(date, 0), true
}

// sane reports whether the payment says what every payment does: its charge, a
// currency's code and an amount that Telegram could have taken.
func sane(p telegram.Payment) bool {
	return p.Charge != "" && saneCurrency(p) && saneTotal(p)
}

func saneCurrency(p telegram.Payment) bool {
	return len(p.Currency) == 3 && strings.Trim(p.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func saneTotal(p telegram.Payment) bool { return p.Total > 0 && p.Total <= 10*money.MaxUnits }

// readPart is what is sane of a payment that is not as a whole: an administrator adds
// the rest.
func readPart(m *telegram.Message, p telegram.Payment, payment bool, at time.Time) storage.ReadPart {
	whole := paymentOf(m, p, at)
	part := storage.ReadPart{
		Payment: payment, ChargeID: p.Charge, Payload: p.Payload, At: at,
		DonorID: whole.Donor.ID, Name: whole.Donor.Name, Language: whole.Donor.Language,
	}
	if saneCurrency(p) {
		part.Total.Currency = p.Currency
	}
	if saneTotal(p) {
		part.Total.Units = p.Total
	}
	return part
}

func totalOf(p telegram.Payment) money.Amount {
	return money.Amount{Units: p.Total, Currency: p.Currency}
}

func paymentOf(m *telegram.Message, p telegram.Payment, at time.Time) *campaigns.Payment {
	payer := m.From
	if payer.ID == 0 { // a service message without a sender is in the payer's own chat
		payer.ID = m.Chat.ID
	}
	a := p.Order.Address
	return &campaigns.Payment{
		ChargeID: p.Charge, ProviderChargeID: p.ProviderCharge, Payload: p.Payload, Total: totalOf(p), At: at, OptionID: p.Option,
		Donor: campaigns.Donor{ID: payer.ID, Name: payer.Name(), Language: payer.Language}, FirstName: strings.TrimSpace(payer.FirstName),
		Contact: campaigns.Contact{
			Name: p.Order.Name, Email: p.Order.Email, Phone: p.Order.Phone, Country: a.Country,
			State: a.State, City: a.City, Line1: a.Line1, Line2: a.Line2, Postcode: a.Postcode,
		},
	}
}
