package bot

import (
	"io"
	"log/slog"
	"strings"
	"testing"
)

func TestCheckSaysWhatTelegramRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.stop()
	o := Options{Token: w.Token(), APIURL: w.URL, Configuration: w.configuration(), Words: w.bot.words, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	name, problems, err := Check(t.Context(), o)
	if err != nil || name != "DonationSandboxBot" || len(problems) != 0 {
		t.Errorf("%s, %q, %v", name, problems, err)
	}
	c := *w.catalogue
	w.providers[0].Token = "284685063:NEITHER:demo"
	w.call("setWebhook?url=https://example.org/hook")
	o.Settings = &c
	_, problems, err = Check(t.Context(), o)
	if err != nil || len(problems) != 6 || !strings.Contains(problems[0], "deleteWebhook") || !strings.Contains(problems[1], "campaigns[0] (boat)") ||
		!strings.Contains(problems[1], "PAYMENT_PROVIDER_INVALID") || strings.Contains(strings.Join(problems, ""), "284685063") {
		t.Errorf("%q, %v", problems, err)
	}
	o.Token = "1:unknown"
	if _, _, err = Check(t.Context(), o); err == nil || !strings.Contains(err.Error(), "telegram.token: Telegram does not know the token") {
		t.Error(err)
	}
}
