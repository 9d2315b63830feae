package bot

import (
	"fmt"
	"testing"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/storage"
)

// eventIn is what the ledger gets of a message with that payment, and these fields
// beside it.
func eventIn(t *testing.T, beside, payment string) *storage.Event {
	t.Helper()
	u, _ := telegram.ReadUpdate([]byte(fmt.Sprintf(`{"update_id":1,"message":{"date":1790000000,"chat":{"id":42,"type":"private"}%s,"successful_payment":%s}}`, beside, payment)))
	e := eventOf(u, time.Unix(1_790_000_100, 0))
	if e == nil {
		t.Fatalf("%s is lost", payment)
	}
	return e
}

// TestAnOddFieldCostsThatFieldOnly: charge, currency, amount and payload are read on
// their own, whatever is beside them.
func TestAnOddFieldCostsThatFieldOnly(t *testing.T) {
	const money = `"currency":"EUR","total_amount":9000000000,"telegram_payment_charge_id":"c"`
	for _, x := range []struct{ name, beside, more, payload string }{
		{"nothing odd", "", `,"invoice_payload":"p"`, "p"},
		{"an order that is a list", "", `,"invoice_payload":"p","order_info":[]`, "p"},
		{"an address of odd types", "", `,"order_info":{"name":"Ada","shipping_address":{"country_code":5}},"invoice_payload":"p"`, "p"},
		{"an option that is a number", "", `,"shipping_option_id":7,"invoice_payload":"p"`, "p"},
		{"a provider's charge that is a list", "", `,"provider_payment_charge_id":[1],"invoice_payload":"p"`, "p"},
		{"a payload that is a number", "", `,"invoice_payload":7`, ""},
		{"no payload", "", "", ""},
		{"a sender beyond all ids", `,"from":{"id":9223372036854775808}`, `,"invoice_payload":"p"`, "p"},
		{"a sender that is a text", `,"from":"Ada"`, `,"invoice_payload":"p"`, "p"},
	} {
		e := eventIn(t, x.beside, "{"+money+x.more+"}")
		p := e.Payment
		if p == nil || p.ChargeID != "c" || p.Total.Units != 9_000_000_000 || p.Total.Currency != "EUR" || p.Payload != x.payload || p.Donor.ID != 42 {
			t.Errorf("%s: %+v", x.name, p)
		}
	}
}

// TestAnUpdateThatCantBeReadIsAPaymentUnlessItIsARefund: an administrator can book it.
func TestAnUpdateThatCantBeReadIsAPaymentUnlessItIsARefund(t *testing.T) {
	for raw, payment := range map[string]bool{
		`{"update_id":1,"message":[{"successful_payment":{}}]}`:                               true,
		`{"update_id":1,"message":[{"refunded_payment":{}}]}`:                                 false,
		`{"update_id":1,"message":[{"refunded_payment":{}},{"successful_payment":{}}]}`:       true,
		`{"update_id":"?","message":{"date":5,"successful_payment":null,"refunded_payment":5`: true,
	} {
		u, _ := telegram.ReadUpdate([]byte(raw))
		e := eventOf(u, time.Unix(1_790_000_100, 0))
		if e == nil || string(e.Unread) != raw || e.Read.Payment != payment {
			t.Errorf("%s: %+v", raw, e)
		}
	}
}

// TestWhatIsMissingLeavesTheRest: a payment that lacks what every payment says is kept
// whole, with what could be read of it.
func TestWhatIsMissingLeavesTheRest(t *testing.T) {
	for _, x := range []struct {
		name, payment    string
		charge, currency string
		total            int64
	}{
		{"an amount that is a text", `{"currency":"EUR","total_amount":"1000","telegram_payment_charge_id":"c"}`, "c", "EUR", 0},
		{"an amount beyond int64", `{"currency":"EUR","total_amount":9223372036854775808,"telegram_payment_charge_id":"c"}`, "c", "EUR", 0},
		{"a negative amount", `{"currency":"EUR","total_amount":-1,"telegram_payment_charge_id":"c"}`, "c", "EUR", 0},
		{"a charge that is a number", `{"currency":"EUR","total_amount":1000,"telegram_payment_charge_id":5}`, "", "EUR", 1000},
		{"no charge", `{"currency":"EUR","total_amount":1000}`, "", "EUR", 1000},
		{"a currency in small letters", `{"currency":"eur","total_amount":1000,"telegram_payment_charge_id":"c"}`, "c", "", 1000},
		{"no object", `[]`, "", "", 0},
	} {
		e := eventIn(t, "", x.payment)
		r := e.Read
		if e.Payment != nil || len(e.Unread) == 0 || !r.Payment || r.ChargeID != x.charge || r.Total.Currency != x.currency || r.Total.Units != x.total || r.DonorID != 42 {
			t.Errorf("%s: %+v, %+v", x.name, e.Payment, r)
		}
	}
}
