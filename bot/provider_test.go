package bot

import (
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
)

func TestAProviderGetsWhatItDemands(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) {
		p := &w.providers[0]
		p.Email, p.Phone, p.Data = campaigns.ContactAsk, campaigns.ContactPassOn, `{"receipt":{"vat":1}}`
	})
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Taps("€10")
	ada.Gets("Donation")
	ada.Pays(sandbox.Payment{Email: "ada@example.org", Phone: "15550100"})
	ada.Gets("Thank you")
	invoice := w.Requests("sendInvoice")[0].Params
	for key, want := range map[string]string{
		"need_email": "true", "send_email_to_provider": "", "need_phone_number": "true", "send_phone_number_to_provider": "true", "provider_data": `{"receipt":{"vat":1}}`,
	} {
		if invoice[key] != want {
			t.Errorf("%s is %q, want %q", key, invoice[key], want)
		}
	}
	all, err := w.store.History(t.Context(), ada.ID, campaigns.ModeTest, 9)
	if err != nil || len(all) != 1 || all[0].Personal.Contact.Email != "ada@example.org" || all[0].Personal.Contact.Phone != "15550100" {
		t.Errorf("the donation is %+v, %v", all, err)
	}
	ada.Start("lantern") // Stars have no provider
	ada.Taps("50")
	w.eventually("the invoice in Stars is sent", func() bool { return len(w.Requests("sendInvoice")) == 2 })
	stars := w.Requests("sendInvoice")[1].Params
	if stars["need_email"] != "" || stars["provider_data"] != "" {
		t.Errorf("Stars: %v", stars)
	}
}
