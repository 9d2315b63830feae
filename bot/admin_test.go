package bot

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/bolt"
)

// document is the file that a message carries.
func (w *world) document(m *sandbox.Message) []byte {
	w.t.Helper()
	if m.Document == nil {
		w.t.Fatalf("no document: %s", sandboxtest.Line(m))
	}
	_, data, ok := w.File(m.Document.ID)
	if !ok {
		w.t.Fatal("the file is gone")
	}
	return data
}

// donations are the rows of an export's first sheet, its header left out.
func (w *world) donations(m *sandbox.Message) [][]string {
	w.t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(w.document(m)))
	if err != nil {
		w.t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Donations")
	if err != nil || len(rows) == 0 {
		w.t.Fatalf("%v, %v", rows, err)
	}
	return rows[1:]
}

func TestStats(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	boss := w.admin("Boss", "en")
	boss.Start("boat")
	boss.Gets("A lifeboat")
	w.gives(boss, "€25")
	boss.Gets("Thank you")
	w.Deliver(paymentBy(boss.ID, "odd", "x", 900))
	boss.Gets("doesn't quite match")
	boss.Sends("/stats")
	m := boss.Gets("Donations", "Test mode: no card is charged.", "A lifeboat", "€25", "of €1,000", "2%", "1\u00a0donation · 1\u00a0donor", "today\u00a0€25 · 7\u00a0days\u00a0€25 · 30\u00a0days\u00a0€25",
		"School books", "$0", "Without a campaign (EUR)", "⚠ 1\u00a0to review", "Needs your attention", "TEST-", "€9, no invoice of ours matches it", "donatebot review")
	if strings.Contains(m.Text, "refunded") {
		t.Errorf("%s", m.Text)
	}
	found, err := w.store.OpenItems(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range found.Reviews {
		q := campaigns.AdjustmentRequest{Kind: campaigns.AdjustmentRefund, Reason: "not ours", Actor: campaigns.ActorCommand}
		if _, err := w.store.Adjust(t.Context(), w.settings, d.Receipt, q, w.clock.now()); err != nil {
			t.Fatal(err)
		}
	}
	boss.Sends("/stats")
	m = boss.Gets("Donations", "refunded €9")
	if strings.Contains(m.Text, "Needs your attention") {
		t.Errorf("%s", m.Text)
	}
}

func TestExportAndBackup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	boss := w.admin("Boss", "en")
	ada := w.Donor("=Ada, \"A\"", "en", "GB")
	ada.Start("towel")
	ada.Taps("€30")
	ada.Pays(sandbox.Payment{Name: "Ada L", Address: &sandbox.Address{Country: "GB", City: "X", Line1: "12 Old Quay", PostalCode: "1"}})
	ada.Gets("Thank you")
	w.counted("towel", 1)
	boss.Sends("/export")
	rows := w.donations(boss.Gets("donations-", ".xlsx", "1\u00a0donation. This file contains personal data: keep it safe."))
	if len(rows) != 1 {
		t.Fatal(rows)
	}
	line := strings.Join(rows[0], "|")
	for _, part := range []string{"TEST-", "|towel|EUR|39.50|30.00|0.00|0.00|9.50|", "|=Ada, \"A\"|", "|far|Ada L|", "|GB|", "|12 Old Quay|"} {
		if !strings.Contains(line, part) {
			t.Errorf("the export lacks %q: %s", part, line)
		}
	}
	boss.Sends("/backup")
	data := w.document(boss.Gets("donations-", ".db", "keep it safe"))
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Verify(t.Context(), nil, func(d storage.Difference) { t.Error(d) }); err != nil {
		t.Error(err)
	}
	found, err := s.History(t.Context(), ada.ID, campaigns.ModeTest, 9)
	if err != nil || len(found) != 1 || found[0].Amount != 3950 {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestStrangersGetNoFigures(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	boss, ada := w.admin("Boss", "en"), w.Donor("Ada", "en", "GB")
	g, office := w.Group("Friends", boss, ada), w.Group("Office", boss, ada)
	c := *w.settings
	c.AdminChat = office.Chat.ID
	w.reload(&c)
	ada.Sends("/dance")
	unknown := ada.Gets("I didn't catch that.").Text
	for _, command := range []string{"/stats", "/export", "/backup", "/stats x", "/STATS"} {
		ada.Sends(command)
		if m := ada.Gets(); m.Text != unknown {
			t.Errorf("%s: %s", command, sandboxtest.Line(m))
		}
		ada.Send(g.Chat, command)
		boss.Send(g.Chat, command)
		ada.Send(office.Chat, command)
	}
	ada.Sends("/help")
	if m := ada.Gets("I take donations"); strings.Contains(m.Text, "/stats") {
		t.Error(m.Text)
	}
	w.acknowledged()
	boss.Send(office.Chat, "/stats")
	office.Gets("Donations", "A lifeboat")
	boss.Send(office.Chat, "/export@DonationSandboxBot")
	office.Gets("donations-", "0\u00a0donations")
	boss.Sends("/help")
	boss.Gets("/stats", "/export", "/backup")
	for _, m := range g.Chat.Messages() {
		if m.From.IsBot && !strings.HasPrefix(m.Text, "Hello! I take donations") {
			t.Errorf("in a group: %s", sandboxtest.Line(m))
		}
	}
	for _, m := range ada.Chat().Messages() {
		if m.Document != nil {
			t.Errorf("to a stranger: %s", sandboxtest.Line(m))
		}
	}
}

func TestLongStatsAreSplit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) {
		w.settings.Campaigns = nil
		for n := range 60 {
			w.settings.Campaigns = append(w.settings.Campaigns, campaigns.Campaign{
				ID: campaigns.ID(fmt.Sprint("c", n)), Title: strings.Repeat("🎺", 29) + fmt.Sprintf("<%02d", n), Currency: currency("EUR"), Provider: "stripe", Goal: 100_000})
		}
	})
	boss := w.admin("Boss", "en")
	boss.Sends("/stats")
	boss.Gets("<59")
	whole := ""
	for _, m := range boss.Chat().Messages() {
		whole += m.Text
		if n := utf8.RuneCountInString(m.Text); n > telegram.MaxText {
			t.Errorf("%d characters", n)
		}
	}
	for n := range 60 {
		if strings.Count(whole, fmt.Sprintf("<%02d", n)) != 1 {
			t.Errorf("campaign %d is not there once", n)
		}
	}
}

func TestALongSilenceIsReported(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	boss := w.admin("Boss", "en")
	boss.Start("")
	boss.Gets("Harbour Hands")
	w.clock.forward(19 * time.Hour)
	boss.Start("")
	boss.Gets("Harbour Hands")
	w.restart()
	w.clock.forward(20*time.Hour + time.Minute)
	boss.Start("")
	boss.Gets("Telegram could not be reached from", "24\u00a0hours only")
	w.stop()
	w.clock.forward(30 * time.Hour)
	w.start()
	boss.Start("")
	boss.Gets("Telegram could not be reached from", "24\u00a0hours only")
	boss.Start("boat")
	boss.Gets("A lifeboat")
	w.emptied()
	n := 0
	for _, m := range boss.Chat().Messages() {
		n += strings.Count(m.Text, "could not be reached")
	}
	if n != 2 {
		t.Errorf("%d alerts", n)
	}
}

func TestACheckoutWithoutAPaymentIsReportedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) {
		w.tune = func(b *Bot) {
			for i := range b.maintenance.jobs {
				b.maintenance.jobs[i].every = 5 * time.Millisecond
			}
		}
	})
	boss := w.admin("Boss", "en")
	boss.Start("boat")
	boss.Taps("€10")
	boss.Gets("Donation")
	if err := boss.PayError(sandbox.Payment{Card: sandbox.CardDeclined}); err != sandbox.ErrDeclined {
		t.Fatal(err)
	}
	w.clock.forward(14 * time.Minute)
	boss.Start("")
	boss.Gets("Harbour Hands")
	w.clock.forward(2 * time.Minute)
	boss.Start("") // a poll, so that the bot knows that no payment waits
	m := boss.Gets("Not paid: €10 for “A lifeboat”, Boss, 20", "UTC", "stripe", "Close")
	if strings.Contains(m.Text, "⚠") {
		t.Errorf("it is not quiet: %s", m.Text)
	}
	boss.Sends("/stats")
	boss.Gets("€10 from Boss was approved but not paid")
	boss.Start("boat")
	boss.Gets("A lifeboat")
	n := 0
	for _, m := range boss.Chat().Messages() {
		n += strings.Count(m.Text, "Not paid: €10")
	}
	if n != 1 {
		t.Errorf("%d alerts", n)
	}
}

func TestARefusedInvoiceIsReportedOnceAnHour(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, sandbox.Options{Providers: []string{"another:TEST:token"}}, nil)
	boss, ada := w.admin("Boss", "en"), w.Donor("Ada", "en", "GB")
	boss.Start("")
	boss.Gets("Harbour Hands")
	ask := func() {
		ada.Start("boat")
		ada.Taps("€10")
		ada.Gets("this can't be paid right now. It's not your fault")
	}
	ask()
	boss.Gets("Telegram refuses invoices for “A lifeboat”", "PAYMENT_PROVIDER_INVALID", "payments.providers")
	ask()
	ask()
	w.emptied()
	boss.GetsNothing(50 * time.Millisecond)
	w.clock.forward(61 * time.Minute)
	ask()
	boss.Gets("Telegram refuses invoices")
}

func TestAnAmountThatTelegramRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { w.settings.Campaigns[0].Range.Max = 0 })
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Taps("Other amount")
	ada.Gets("Type the amount")
	ada.Sends("99999999")
	ada.Gets("can't be paid here: the payment provider doesn't accept this amount")
}

// names of a person's menu.
func (w *world) menu(c *sandbox.Chat, a *sandboxtest.Actor) (names []string) {
	for _, command := range w.Commands(c, a.Person) {
		names = append(names, command.Command)
	}
	return names
}

func TestTheMenuIsInEachLanguageAndTheAdministratorsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { w.settings.Admins = []int64{1001} })
	boss, ada, camille := w.Donor("Boss", "fr", "BE"), w.Donor("Ada", "de", "DE"), w.Donor("Camille", "fr", "FR")
	if boss.ID != 1001 {
		t.Fatal("the first person has another id now")
	}
	boss.Start("") // Telegram takes commands for chats that it knows
	donors := []string{"start", "campaigns", "history", "language", "terms", "privacy", "paysupport", "help"}
	all := append(slices.Clone(donors), "stats", "export", "backup")
	g := w.Group("Office", boss)
	c := *w.settings
	c.AdminChat = g.Chat.ID
	w.reload(&c)
	w.eventually("the commands are there", func() bool {
		return slices.Equal(w.menu(boss.Chat(), boss), all) && slices.Equal(w.menu(g.Chat, boss), all) && slices.Equal(w.menu(ada.Chat(), ada), donors)
	})
	if got := w.menu(camille.Chat(), camille); !slices.Equal(got, donors) {
		t.Errorf("%v", got)
	}
	french, english := w.Commands(camille.Chat(), camille.Person)[0].Description, w.Commands(ada.Chat(), ada.Person)[0].Description
	if french == english || english != "Make a donation" {
		t.Errorf("%q, %q", french, english)
	}
}

func TestAnAdministratorWhoComesLaterGetsTheirMenu(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) {
		w.settings.Admins = []int64{1001}
		w.Faults().Add(sandbox.Fault{Method: "setMyCommands", Kind: sandbox.FaultAnswer{Code: 400, Description: "Bad Request: chat not found"}, Times: 1,
			Match: func(r sandbox.Request) bool { return strings.Contains(r.Params["scope"], "1001") }})
	})
	boss := w.Donor("Boss", "en", "BE")
	w.eventually("the commands can't be shown", func() bool { return w.logged("can't be shown in a chat yet") })
	if got := w.menu(boss.Chat(), boss); slices.Contains(got, "stats") {
		t.Errorf("%v", got)
	}
	boss.Start("")
	w.eventually("they are there", func() bool { return slices.Contains(w.menu(boss.Chat(), boss), "stats") })
}
