package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
)

func TestNobodyIsChargedWhileKnownPaymentsCannotBeWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.bot.recorder.stuck.Store(true)
	if r := w.bot.dispatcher.checkouts.decide(campaigns.Checkout{DonorID: 1, Payload: "x"}, time.Now()); r == nil || r.Reason != campaigns.ReasonLedgerBusy {
		t.Errorf("%+v", r)
	}
	w.bot.recorder.stuck.Store(false)
	if r := w.bot.dispatcher.checkouts.decide(campaigns.Checkout{DonorID: 1, Payload: "x"}, time.Now()); r == nil || r.Reason != campaigns.ReasonUnknownInvoice {
		t.Errorf("%+v", r)
	}
}

func TestDatesAndAmountsThatCannotBe(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	paid := func(date int64, payment string) *campaigns.Payment {
		t.Helper()
		u, err := telegram.ReadUpdate(json.RawMessage(fmt.Sprintf(`{"update_id":1,"message":{"date":%d,"chat":{"id":5},"successful_payment":%s}}`, date, payment)))
		if err != nil {
			t.Fatal(err)
		}
		return eventOf(u, now).Payment
	}
	const good = `{"currency":"EUR","total_amount":500,"invoice_payload":"p","telegram_payment_charge_id":"c"}`
	for date, want := range map[int64]time.Time{
		1 << 60: now, 1 << 33: now, 0: now, -5: now, 1_700_000_000: time.Unix(1_700_000_000, 0), now.Unix() - 3600: now.Add(-time.Hour),
	} {
		if p := paid(date, good); p == nil || !p.At.Equal(want) {
			t.Errorf("date %d: %+v, want %v", date, p, want)
		}
	}
	for _, odd := range []string{
		`{"currency":"EUR","invoice_payload":"p","telegram_payment_charge_id":"c"}`,
		`{"currency":"EUR","total_amount":-5,"invoice_payload":"p","telegram_payment_charge_id":"c"}`,
		`{"currency":"EUR","total_amount":4611686018427387904,"invoice_payload":"p","telegram_payment_charge_id":"c"}`,
		`{"currency":"eur!","total_amount":5,"invoice_payload":"p","telegram_payment_charge_id":"c"}`,
		`{"currency":"EUR","total_amount":5,"invoice_payload":"p"}`,
	} {
		if p := paid(now.Unix(), odd); p != nil {
			t.Errorf("%s is booked as %+v, and not kept for a person as it came", odd, p)
		}
	}
}

// Stars are called a test just where they are booked as one.
func TestStarsAreATestOnlyInTestMode(t *testing.T) {
	t.Parallel()
	for mode, test := range map[campaigns.Mode]bool{campaigns.ModeLive: false, campaigns.ModeTest: true} {
		w := newWorld(t, func(w *world) { w.settings.Mode = mode })
		ada := w.Donor("Ada", "en", "GB")
		ada.Start("lantern")
		if card := ada.Gets("A lantern"); strings.Contains(card.Text, "nothing is charged") != test {
			t.Errorf("%s: %s", mode, card.Text)
		}
		ada.Taps("⭐\u00a050")
		ada.Pays(sandbox.Payment{})
		if thanks := ada.Gets("Thank you"); strings.Contains(thanks.Text, "nothing was charged") != test {
			t.Errorf("%s: %s", mode, thanks.Text)
		}
	}
}

func TestACampaignThatIsGoneKeepsItsTitle(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Taps("€10")
	ada.Invoice()
	c := *w.settings
	c.Campaigns = c.Campaigns[1:]
	payload := w.Requests("sendInvoice")[0].Params["payload"]
	w.reload(&c)
	w.Deliver(json.RawMessage(fmt.Sprintf(`{"message":{"message_id":9000,"date":%d,"chat":{"id":%d,"type":"private"},"from":{"id":%[2]d,"first_name":"Ada"},
		"successful_payment":{"currency":"EUR","total_amount":1000,"invoice_payload":%q,"telegram_payment_charge_id":"late","provider_payment_charge_id":""}}}`,
		time.Now().Unix(), ada.ID, payload)))
	ada.Gets("Your donation to “A lifeboat” has arrived")
	ada.Start("boat")
	ada.Gets("This campaign is closed")
}

func TestCommandsMayBeginWithACapital(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Sends("/START boat")
	ada.Gets("A lifeboat")
	ada.Sends("/Help")
	ada.Gets("I take donations")
}
