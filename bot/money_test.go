package bot

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
	"github.com/donatebot/donatebot/storage"
)

// repeated is the update about a charge as Telegram sends it once more.
func repeated(c sandbox.Charge) json.RawMessage {
	id := strconv.FormatInt(c.Person, 10)
	return json.RawMessage(`{"message":{"message_id":77,"date":` + strconv.FormatInt(c.Time.Unix(), 10) + `,"from":{"id":` + id + `,"is_bot":false,"first_name":"Ada"},"chat":{"id":` + id +
		`,"type":"private"},"successful_payment":{"currency":"` + c.Currency + `","total_amount":` + strconv.FormatInt(c.Amount, 10) + `,"invoice_payload":"` + c.Payload +
		`","telegram_payment_charge_id":"` + c.ID + `","provider_payment_charge_id":"` + c.ProviderID + `"}}}`)
}

// thanked counts the thanks in a chat.
func thanked(a *sandboxtest.Actor) (n int) {
	for _, m := range a.Chat().Messages() {
		if strings.HasPrefix(m.Text, "Thank you, ") {
			n++
		}
	}
	return n
}

func TestAPaymentThatComesTwiceIsOneDonation(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	charge := w.gives(ada, "€10").Charge
	ada.Gets("Thank you")
	w.Deliver(repeated(charge))
	w.Deliver(repeated(charge))
	w.acknowledged()
	w.stop()
	w.Deliver(repeated(charge))
	w.Deliver(repeated(charge))
	w.start()
	w.acknowledged()
	ada.Start("")
	ada.Gets("Harbour Hands")
	if got, want := w.totals("boat"), (campaigns.Totals{Raised: 1000, Donations: 1, Donors: 1}); got != want {
		t.Errorf("%+v", got)
	}
	if n := thanked(ada); n != 1 {
		t.Errorf("%d thanks", n)
	}
	if n := strings.Count(w.log.String(), "came again and is already recorded"); n != 4 {
		t.Errorf("%d repetitions were noted\n%s", n, w.log)
	}
}

func TestTwoNewPaymentsOfOneBatchThatRepeatThemselves(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Gets("A lifeboat")
	w.stop()
	for range 2 {
		w.Deliver(paymentBy(ada.ID, "one", "x", 500))
		w.Deliver(paymentBy(ada.ID, "two", "x", 600))
	}
	w.start()
	ada.Gets("€5")
	ada.Gets("€6")
	w.acknowledged()
	found, err := w.store.History(t.Context(), ada.ID, campaigns.ModeTest, 9)
	if err != nil || len(found) != 2 {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestWhatDoesNotFitIsReviewed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	boss := w.admin("Boss", "en")
	boss.Start("")
	boss.Gets("Harbour Hands")
	ada, ben := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	ben.Start("")
	ben.Gets("Harbour Hands")
	ada.Start("boat")
	ada.Taps("€10")
	first := ada.Gets("Donation").Invoice.Payload
	ada.Pays(sandbox.Payment{})
	ada.Gets("Thank you, Ada!")
	ada.Taps("Give again")
	ada.Taps("€25")
	second := ada.Gets("€25").Invoice
	if second == nil {
		second = ada.Gets("Donation").Invoice
	}
	for _, c := range []struct {
		update json.RawMessage
		payer  *sandboxtest.Actor
		reason string
	}{
		{paymentBy(ada.ID, "c-unknown", "no payload of ours", 900), ada, "no invoice of ours matches it"},
		{paymentBy(ada.ID, "c-amount", second.Payload, 2400), ada, "its amount is not the one on the invoice"},
		{paymentBy(ada.ID, "c-again", first, 1000), ada, "its invoice had already been paid"},
		{paymentBy(ben.ID, "c-other", second.Payload, 2500), ben, "it was paid by someone other than the person"},
	} {
		w.Deliver(c.update)
		c.payer.Gets("It doesn't quite match what you chose", "Receipt")
		boss.Gets("needs a look", c.reason)
	}
	got := w.totals("boat")
	if got.Raised != 1000 || got.Donations != 1 {
		t.Errorf("what is under review counts in no total: %+v", got)
	}
	waiting, err := w.store.OpenItems(t.Context())
	if err != nil || len(waiting.Reviews) != 4 {
		t.Errorf("%d reviews, %v", len(waiting.Reviews), err)
	}
}

func TestARefundOfStars(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "fr", "FR")
	ada.Start("lantern")
	ada.Taps("⭐\u00a050")
	charge := ada.Pays(sandbox.Payment{}).Charge
	ada.Gets("Merci")
	if err := w.RefundStars(charge.ID); err != nil {
		t.Fatal(err)
	}
	ada.Gets("⭐\u00a050", "TEST-")
	if got, want := w.totals("lantern"), (campaigns.Totals{Refunded: 50}); got != want {
		t.Errorf("%+v", got)
	}
	found, err := w.store.History(t.Context(), ada.ID, campaigns.ModeTest, 9)
	if err != nil || len(found) != 1 || found[0].Status != campaigns.StatusRefunded {
		t.Errorf("%+v, %v", found, err)
	}
	ada.Sends("/history")
	ada.Gets("⭐\u00a050", "remboursé")
}

func refundedBy(person int64, charge string, amount int64) json.RawMessage {
	id := strconv.FormatInt(person, 10)
	return json.RawMessage(`{"message":{"message_id":78,"date":` + strconv.FormatInt(time.Now().Unix(), 10) + `,"from":{"id":7000000001,"is_bot":true,"first_name":"Bot"},"chat":{"id":` + id +
		`,"type":"private"},"refunded_payment":{"currency":"XTR","total_amount":` + strconv.FormatInt(amount, 10) + `,"invoice_payload":"?","telegram_payment_charge_id":"` + charge + `"}}}`)
}

func TestARefundIsFoundByItsCharge(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada, ben := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	ben.Start("")
	ada.Start("lantern")
	charge := w.gives(ada, "⭐\u00a050").Charge
	ada.Gets("Thank you")
	w.Deliver(refundedBy(ben.ID, charge.ID, 50)) // from a chat that is not the payer's
	w.Deliver(refundedBy(ben.ID, charge.ID, 50))
	ada.Gets("has been refunded")
	w.acknowledged()
	if got, want := w.totals("lantern"), (campaigns.Totals{Refunded: 50}); got != want {
		t.Errorf("%+v", got)
	}
	w.Deliver(refundedBy(ada.ID, "never seen", 50))
	w.acknowledged()
	if waiting, err := w.store.OpenItems(t.Context()); err != nil || len(waiting.Unmatched) != 1 {
		t.Errorf("%+v, %v", waiting, err)
	}
	for _, m := range ben.Chat().Messages() {
		if strings.Contains(m.Text, "refunded") {
			t.Errorf("the wrong person was told: %s", sandboxtest.Line(m))
		}
	}
}

func TestAnInvoiceInAGroupIsPaidByMany(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada, ben := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	ada.Start("")
	ben.Start("")
	g := w.Group("Friends", ada, ben)
	ada.Send(g.Chat, "/start@DonationSandboxBot boat")
	card := g.Gets("A lifeboat", "€10")
	ada.TapsOn(card, "€10")
	invoice := g.Gets("Donation")
	if invoice.Invoice.StartParameter != "" {
		t.Errorf("%+v", invoice.Invoice)
	}
	for _, a := range []*sandboxtest.Actor{ada, ben, ada} {
		if _, err := a.Pay(t.Context(), invoice, sandbox.Payment{}); err != nil {
			t.Fatal(err)
		}
		a.Gets("Thank you, "+a.FirstName+"!", "€10")
	}
	if got, want := w.totals("boat"), (campaigns.Totals{Raised: 3000, Donations: 3, Donors: 2}); got != want {
		t.Errorf("%+v", got)
	}
	found, err := w.store.History(t.Context(), ben.ID, campaigns.ModeTest, 9)
	if err != nil || len(found) != 1 || found[0].Source != campaigns.SourceGroup {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestAForwardedInvoiceIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada, ben := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	ada.Start("boat")
	ada.Taps("€10")
	invoice := ada.Gets("Donation")
	forwarded := ada.Forward(invoice, ben.Chat())
	answer, err := ben.Tap(t.Context(), forwarded, "Pay")
	if err != nil || !strings.HasSuffix(answer.URL, "?start=boat") {
		t.Errorf("%+v, %v", answer, err)
	}
	ben.Start("boat")
	ben.Gets("A lifeboat", "€10")
	w.Deliver(json.RawMessage(strings.Replace(string(preCheckoutBy(ben.ID, "601")), `"AAAA"`, `"`+invoice.Invoice.Payload+`"`, 1)))
	if text := w.refusedWith("601"); !strings.Contains(text, "made for someone else") {
		t.Errorf("%q", text)
	}
	ada.Pays(sandbox.Payment{})
	ada.Gets("Thank you")
	w.Deliver(json.RawMessage(strings.Replace(string(preCheckoutBy(ada.ID, "602")), `"AAAA"`, `"`+invoice.Invoice.Payload+`"`, 1)))
	if text := w.refusedWith("602"); !strings.Contains(text, "already been paid") {
		t.Errorf("%q", text)
	}
}

func TestAPaymentOfDaysAgoIsRecordedWithItsDate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Taps("€10")
	payload := ada.Gets("Donation").Invoice.Payload
	at := time.Now().Add(-20 * time.Hour).Truncate(time.Second)
	w.Deliver(repeated(sandbox.Charge{ID: "late", Person: ada.ID, Amount: 1000, Currency: "EUR", Payload: payload, Time: at}))
	ada.Gets("Thank you, Ada!")
	found, err := w.store.History(t.Context(), ada.ID, campaigns.ModeTest, 1)
	if err != nil || !found[0].At.Equal(at) || found[0].Status != campaigns.StatusOK {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestACheckoutOfAClosedCampaignIsRefusedAndItsPaymentIsNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Taps("€10")
	payload := ada.Gets("Donation").Invoice.Payload
	c := *w.settings
	c.Campaigns = append([]campaigns.Campaign{}, c.Campaigns...)
	c.Campaigns[0].Ends = "2020-02-01"
	w.reload(&c)
	if err := ada.PayError(sandbox.Payment{}); !strings.Contains(err.Error(), "ended on 1\u00a0February 2020") {
		t.Error(err)
	}
	w.Deliver(paymentBy(ada.ID, "moved anyway", payload, 1000))
	ada.Gets("Thank you, Ada!")
	w.counted("boat", 1)
	if err := w.store.Verify(context.Background(), nil, func(d storage.Difference) { t.Error(d) }); err != nil {
		t.Error(err)
	}
}
