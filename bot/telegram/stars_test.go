package telegram

import (
	"testing"
	"time"
)

func TestStarTransactionsAreReadOneByOne(t *testing.T) {
	t.Parallel()
	c, last := answering(t, `{"transactions":[
		{"id":"a","amount":50,"date":1800000000,"source":{"type":"user"}}, {"id":"a","amount":50,"date":1800000100,"receiver":{"type":"of the future"}},
		{"id":7,"date":1800000200,"receiver":{}}, "nonsense", {"id":"b","date":"soon","source":null,"receiver":null}]}`)
	got, err := c.StarTransactions(t.Context(), 100)
	if err != nil || len(got) != 5 {
		t.Fatalf("%+v, %v", got, err)
	}
	if p := last(); p["offset"] != 100.0 || p["limit"] != 100.0 {
		t.Errorf("%v", p)
	}
	if got[0].Outgoing || got[0].ID != "a" || !got[1].Outgoing || got[1].ID != "a" || !got[1].Date.Equal(time.Unix(1800000100, 0)) {
		t.Errorf("%+v", got)
	}
	if got[2].ID != "" || got[3].ID != "" || got[4].Outgoing {
		t.Errorf("%+v", got)
	}
	for _, odd := range []string{"null", "true", "{}", `{"transactions":null}`, `{"transactions":7}`} {
		c, _ := answering(t, odd)
		if got, err := c.StarTransactions(t.Context(), 0); err == nil {
			t.Errorf("%s: %+v", odd, got)
		}
	}
}

func TestOnlyTrueIsARefund(t *testing.T) {
	t.Parallel()
	for _, odd := range []string{"null", "false", "{}", "7"} {
		c, _ := answering(t, odd)
		if _, err := c.RefundStars(t.Context(), 5, "charge"); err == nil || !Again(err) {
			t.Errorf("%s: %v", odd, err)
		}
	}
	c, last := answering(t, "true")
	at, err := c.RefundStars(t.Context(), 5_000_000_000, "charge")
	if p := last(); err != nil || time.Since(at).Abs() > time.Minute || p["user_id"] != 5e9 || p["telegram_payment_charge_id"] != "charge" {
		t.Errorf("%v, %v, %v", at, err, p)
	}
}
