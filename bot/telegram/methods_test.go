package telegram

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// answering is a client whose server answers each call with the result given, and
// the parameters of the last call.
func answering(t *testing.T, result string) (c *Client, last func() map[string]any) {
	t.Helper()
	params := make(chan map[string]any, 10)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		var p map[string]any
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
			t.Error(err)
		}
		params <- p
		io.WriteString(rw, `{"ok":true,"result":`+result+`}`) //nolint:errcheck // a test's answer
	}))
	t.Cleanup(server.Close)
	return client(t, server.URL, RetryPolicy{Attempt: 5 * time.Second}), func() map[string]any { return <-params }
}

func TestAnInvoiceSaysOnlyWhatItNeeds(t *testing.T) {
	t.Parallel()
	c, last := answering(t, `{"message_id":1}`)
	if err := c.SendInvoice(t.Context(), -5, 0, Invoice{Title: "A", Description: "B", Payload: "C", Currency: "XTR", Prices: []LabeledPrice{{"Gift", 3_000_000_000}}}); err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(last())
	if want := `{"chat_id":-5,"currency":"XTR","description":"B","payload":"C","prices":[{"amount":3000000000,"label":"Gift"}],"title":"A"}`; err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
}

func TestAnswersThatAreNotWhatWasAsked(t *testing.T) {
	t.Parallel()
	for _, result := range []string{"null", "true", `"text"`, "7"} {
		c, _ := answering(t, result)
		if me, err := c.GetMe(t.Context()); err == nil {
			t.Errorf("%s: %+v", result, me)
		}
		if batch, err := c.GetUpdates(t.Context(), Poll{}); err == nil {
			t.Errorf("%s: %v", result, batch)
		}
	}
	c, last := answering(t, "[]")
	if batch, err := c.GetUpdates(t.Context(), Poll{Offset: 9, Limit: 100, Timeout: 25 * time.Second, Kinds: []string{"message"}}); err != nil || len(batch) != 0 {
		t.Errorf("%v, %v", batch, err)
	}
	if p := last(); p["offset"] != 9.0 || p["timeout"] != 25.0 {
		t.Errorf("%v", p)
	}
}

func TestACheckoutIsApprovedOnlyInSoManyWords(t *testing.T) {
	t.Parallel()
	c, last := answering(t, "true")
	if err := c.RefuseCheckout(t.Context(), "1", ""); err != nil || last()["ok"] != false {
		t.Error("a refusal without words is an approval", err)
	}
	if err := c.ApproveCheckout(t.Context(), "1"); err != nil || last()["ok"] != true {
		t.Error(err)
	}
}

func TestTheTestServersAreReachedByTheirPath(t *testing.T) {
	var path string
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		path = r.URL.Path
		io.WriteString(rw, `{"ok":true,"result":{"id":5}}`) //nolint:errcheck // a test's answer
	}))
	defer server.Close()
	for connections, want := range map[*Connections]string{
		Connect(server.URL, secret): "/bot" + secret + "/getMe", ConnectTest(server.URL, secret): "/bot" + secret + "/test/getMe",
	} {
		c, err := connections.Client(t.Context(), func(string) RetryPolicy { return RetryPolicy{Attempt: time.Second} })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.GetMe(t.Context()); err != nil || path != want {
			t.Errorf("%s, want %s (%v)", path, want, err)
		}
		if _, err := c.Raw("getMe", nil); err != nil || path != want {
			t.Errorf("by telebot: %s, want %s (%v)", path, want, err)
		}
		connections.Close()
	}
}
