package bot

import (
	"bytes"
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/bolt"
)

// TestMain lets more tests run at once than there are processors: most of their
// time they wait for a pause to end.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if !given {
		if err := flag.Set("test.parallel", "12"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// world is a sandbox, a ledger and a bot that lives until the test ends.
type world struct {
	*sandboxtest.World
	t         testing.TB
	store     *storage.Store
	settings  *campaigns.Settings
	providers campaigns.Providers
	limits    campaigns.Limits
	damaged   bool // the test damages the ledger, so that it can't add up at the end
	bot       *Bot
	log       *syncBuffer
	clock     *clock
	perSecond int        // pace of the outbox; 0: none
	tune      func(*Bot) // before it runs; may be nil
	path      string     // the ledger's
	state     string     // the state's path
	begun     bool       // the ledger is a new one when the bot starts
	stop      func()
}

// clock is the time that the bot sees; tests can set it forward.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func currency(code string) money.Currency {
	c, ok := money.ByCode(code)
	if !ok {
		panic(code)
	}
	return c
}

// exampleSettings has a campaign of each kind.
func exampleSettings() *campaigns.Settings {
	return &campaigns.Settings{
		Organisation: campaigns.Organisation{Name: "Harbour Hands", Support: "help@example.org", Zone: time.UTC, Language: "en"},
		Mode:         campaigns.ModeTest,
		Campaigns: []campaigns.Campaign{
			{ID: "boat", Title: "A lifeboat", Description: "An engine <for> our boat & crew.", Currency: currency("EUR"), Provider: "stripe", Goal: 100_000,
				Amounts: []int64{1000, 2500}, Range: money.Range{Min: 200, Max: 500_000}, Tips: campaigns.Tips{Max: 5000, Suggested: []int64{100, 250}}},
			{ID: "books", Title: "School books", Currency: currency("USD"), Provider: "stripe", Amounts: []int64{1200}, Range: money.Range{Min: 100, Max: 500_000}},
			{ID: "trees", Title: "Trees", Currency: currency("JPY"), Provider: "stripe", Amounts: []int64{500}, Range: money.Range{Min: 300, Max: 300_000}},
			{ID: "water", Title: "Clean water", Currency: currency("JOD"), Provider: "stripe", Amounts: []int64{2500}, Range: money.Range{Min: 1000, Max: 1_000_000}},
			{ID: "towel", Title: "Tea towel", Description: "We post it.", Currency: currency("EUR"), Provider: "stripe", Amounts: []int64{3000}, Range: money.Range{Min: 3000, Max: 100_000},
				Shipping: []campaigns.ShippingOption{
					{ID: "near", Title: "Letter", Countries: []string{"BE", "FR"}, Price: 490}, {ID: "far", Title: "Parcel", Countries: []string{"GB", "FR"}, Price: 950}}},
			{ID: "lantern", Title: "A lantern", Description: "Stars.", Currency: currency("XTR"), Amounts: []int64{50}, Range: money.Range{Min: 1, Max: 100_000}},
		},
	}
}

func exampleProviders() campaigns.Providers {
	return campaigns.Providers{{Name: "stripe", Token: "284685063:TEST:demo", Currencies: []string{"EUR", "USD", "JPY", "JOD"}}}
}

// configuration is what the bot starts with.
func (w *world) configuration() Configuration {
	return Configuration{Settings: w.settings, Providers: w.providers, Limits: w.limits}
}

// reload gives the running bot other settings.
func (w *world) reload(c *campaigns.Settings) {
	w.bot.Reload(Configuration{Settings: c, Providers: w.providers, Limits: w.limits})
}

// newWorld starts everything; change, which may be nil, changes the settings first.
func newWorld(t testing.TB, change func(*world)) *world {
	t.Helper()
	return newWorldWith(t, sandbox.Options{}, change)
}

// newWorldWith is newWorld with an unusual Telegram.
func newWorldWith(t testing.TB, o sandbox.Options, change func(*world)) *world {
	t.Helper()
	w := &world{
		t: t, World: sandboxtest.New(t, o), settings: exampleSettings(), providers: exampleProviders(), log: &syncBuffer{}, clock: &clock{},
		path: filepath.Join(t.TempDir(), "donations.db"), begun: true, state: filepath.Join(t.TempDir(), "donations.state"),
	}
	if change != nil {
		change(w)
	}
	w.open()
	w.start()
	t.Cleanup(func() {
		w.stop()
		err := w.store.Verify(context.Background(), nil, func(d storage.Difference) {
			if !w.damaged {
				t.Errorf("at the end: %s", d)
			}
		})
		if err != nil {
			t.Error(err)
		}
		w.store.Close()
		w.noSecrets()
	})
	return w
}

// open opens the world's ledger.
func (w *world) open() {
	w.t.Helper()
	var err error
	if w.store, err = bolt.Open(w.path, bolt.Options{NoSync: true}); err != nil {
		w.t.Fatal(err)
	}
}

// newState is a state that knows nothing yet.
func (w *world) newState() *storage.State {
	w.t.Helper()
	state, err := storage.OpenState(filepath.Join(w.t.TempDir(), "donations.state"))
	if err != nil {
		w.t.Fatal(err)
	}
	return state
}

// start starts a bot on the world's ledger.
func (w *world) start() {
	w.t.Helper()
	words, err := locales.Load()
	if err != nil {
		w.t.Fatal(err)
	}
	state, err := storage.OpenState(w.state)
	if err != nil {
		w.t.Fatal(err)
	}
	w.bot, err = New(Options{
		Token: w.Token(), APIURL: w.URL, Store: w.store, State: state, NewLedger: w.begun, Configuration: w.configuration(), Words: words, Log: slog.New(slog.NewTextHandler(w.log, nil)), Now: w.clock.now,
		MessagesPerSecond: w.perSecond,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.begun = false
	if w.tune != nil {
		w.tune(w.bot)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.bot.Run(ctx) }()
	var once sync.Once
	w.stop = func() {
		once.Do(func() {
			begun := time.Now()
			cancel()
			select {
			case err := <-done:
				if err != nil {
					w.t.Errorf("the bot ended with %v", err)
				}
			case <-time.After(30 * time.Second):
				w.t.Error("the bot does not stop")
			}
			if took := time.Since(begun); took > 3*time.Second {
				w.t.Errorf("stopping took %v", took)
			}
		})
	}
}

// noSecrets fails where a token or a donor's data is in the log.
func (w *world) noSecrets() {
	for _, secret := range []string{w.Token(), "284685063:TEST", "ada@example.org", "15550100", "Old Quay"} {
		if strings.Contains(w.log.String(), secret) {
			w.t.Errorf("the log holds %q", secret)
		}
	}
}

func (w *world) admin(name, lang string) *sandboxtest.Actor {
	a := w.Donor(name, lang, "BE")
	c := *w.settings
	c.Admins = append(append([]int64{}, c.Admins...), a.ID)
	w.settings = &c
	w.reload(&c)
	return a
}

// totals of a campaign.
func (w *world) totals(id campaigns.ID) campaigns.Totals {
	w.t.Helper()
	c, ok := w.settings.Find(id)
	if !ok {
		w.t.Fatalf("no campaign %s", id)
	}
	got, err := w.store.Totals(w.t.Context(), campaigns.TotalsKey{Mode: w.settings.Mode, CampaignID: id, Currency: c.Currency.Code})
	if err != nil {
		w.t.Fatal(err)
	}
	return got
}

// restart stops the bot and starts another one on the same ledger.
func (w *world) restart() {
	w.t.Helper()
	w.stop()
	w.start()
}

// acknowledged waits until the bot has told Telegram that nothing is left.
func (w *world) acknowledged() {
	w.t.Helper()
	w.eventually("all updates are acknowledged", func() bool { return w.Pending() == 0 })
}

// logged reports whether the log has a line with those words.
func (w *world) logged(words string) bool { return strings.Contains(w.log.String(), words) }

// counted waits until the campaign has that many donations.
func (w *world) counted(id campaigns.ID, donations int64) {
	w.t.Helper()
	w.eventually(string(id)+" has its donations", func() bool { return w.totals(id).Donations == donations })
}

// gives taps an amount and pays the invoice that comes.
func (w *world) gives(a *sandboxtest.Actor, button string) sandbox.Receipt {
	w.t.Helper()
	a.Taps(button)
	a.Gets("Donation")
	return a.Pays(sandbox.Payment{})
}

// eventually waits until the condition holds.
func (w *world) eventually(what string, holds func() bool) {
	w.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if holds() {
			return
		}
	}
	w.t.Fatalf("it never came to this: %s\n%s", what, w.log)
}
