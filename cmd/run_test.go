//go:build unix

package cmd

import (
	"cmp"
	"context"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/export"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

// townToken is the token of the bot in a town.
const townToken = "7000000001:of-a-town-in-a-test-AAAAAAAAAAAAAAA"

// runConfig is what the tests of run begin with; API stands for the sandbox.
const runConfig = `telegram:
  token: ` + townToken + `
  api_url: API
  admins: [7]
organisation: {name: Harbour Hands, support: here, privacy: none}
payments: {providers: {stripe: {token: "284685063:TEST:of-nobody", currencies: [EUR, JPY, USD]}}}
limits: {messages_per_second: 0}
storage: {path: donations.db}
campaigns:
  - {id: books, title: School books, currency: EUR, amounts: [10, 25], tips: {max: 5}}
  - {id: trees, title: Trees, currency: JPY, amounts: [500]}
`

// town is a sandbox and a directory with a configuration for it.
type town struct {
	*sandboxtest.World
	t         *testing.T
	directory string
}

func newTown(t *testing.T, o sandbox.Options) *town {
	t.Helper()
	o.Token = cmp.Or(o.Token, townToken)
	w := &town{World: sandboxtest.New(t, o), t: t, directory: t.TempDir()}
	w.configure(runConfig)
	return w
}

// configure writes the configuration.
func (w *town) configure(text string) {
	w.t.Helper()
	text = strings.ReplaceAll(text, "API", w.URL)
	if err := os.WriteFile(w.file("config.yaml"), []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) file(name string) string { return filepath.Join(w.directory, name) }

// launch starts the bot.
func (w *town) launch() *process {
	w.t.Helper()
	p := launch(w.t, w.directory, nil, "run")
	w.t.Cleanup(func() {
		if strings.Contains(p.err.String(), w.Token()) || strings.Contains(p.err.String(), "284685063:") {
			w.t.Error("a token is in the log")
		}
	})
	return p
}

// run starts the bot and waits until Telegram knows it.
func (w *town) run() *process {
	w.t.Helper()
	p := w.launch()
	p.says("connected to Telegram")
	return p
}

// do runs a command that must succeed and returns what it prints.
func (w *town) do(args ...string) string {
	w.t.Helper()
	a := command(w.t, w.directory, nil, args...)
	if a.status != 0 {
		w.t.Fatalf("donatebot %s: exit status %d: %s%s", strings.Join(args, " "), a.status, a.out, a.err)
	}
	return a.out
}

// fails runs a command that must fail with 1 and words that match.
func (w *town) fails(pattern string, args ...string) {
	w.t.Helper()
	a := command(w.t, w.directory, nil, args...)
	if a.status != 1 || a.out != "" || !regexp.MustCompile("(?m)"+pattern).MatchString(a.err) {
		w.t.Errorf("donatebot %s: exit status %d: %s%s; want %s", strings.Join(args, " "), a.status, a.out, a.err, pattern)
	}
}

// gives is a donation of €25 with a tip of €2.50.
func (w *town) gives(name string) *sandboxtest.Actor {
	w.t.Helper()
	a := w.Donor(name, "en", "GB")
	a.Start("books")
	a.Taps("€25")
	a.Pays(sandbox.Payment{Tip: 250})
	a.Gets("Thank you, " + name)
	return a
}

func TestCommandsWorkWhileTheBotRunsAndAfter(t *testing.T) {
	t.Parallel()
	w := newTown(t, sandbox.Options{})
	p := w.run()
	w.gives("Ada")
	w.gives("Camille")
	first := firstReceipt(t, w.do("export"))
	second := strings.TrimSuffix(first, "1") + "2"
	refunded := w.do("refund", second, "--reason", "paid twice")
	if !strings.HasPrefix(refunded, second+": €27.50 (books) refunded\n    ") || !strings.Contains(refunded, "  refund  €27.50  paid twice, by command") {
		t.Error(refunded)
	}
	looks := [][]string{{"stats"}, {"stats", "--format", "json"}, {"export"}, {"export", "--format", "jsonl"}, {"verify"}, {"review"}, {"check"}}
	var while []string
	for _, look := range looks {
		while = append(while, w.do(look...))
	}
	for i, want := range []string{`(?m)^books +€27.50`, `"raised": 2750,`, `(?m)^` + first + `,.*,ok,books,EUR,2750,2500,250,`, `"status":"refunded"`,
		`^everything adds up\n$`, `^nothing is waiting for review\n$`, `no problems found; 2 campaigns, test mode`} {
		if !regexp.MustCompile(want).MatchString(while[i]) {
			t.Errorf("%v while it runs: %s", looks[i], while[i])
		}
	}
	w.fails(`already refunded`, "refund", second, "--reason", "again")
	w.fails(`there is no receipt TEST-1999-000009`, "refund", "TEST-1999-000009", "--reason", "again")
	w.fails(`is the database itself`, "backup", "--output", "donations.db")
	w.fails(`no such file or directory`, "backup", "--output", "nowhere/copy.db")
	w.fails(`the bot is already running`, "run")
	if got, want := w.do("backup", "--output", "copy.db"), w.file("copy.db")+"\n"; got != want {
		t.Errorf("backup said %q, want %q", got, want)
	}
	ownerOnly(t, w.file("donations.db"), w.file("donations.db.sock"), w.file("copy.db"))
	p.stops()
	if _, err := os.Stat(w.file("donations.db.sock")); err == nil {
		t.Error("the socket is still there")
	}
	for i, look := range looks {
		if after := w.do(look...); after != while[i] {
			t.Errorf("%v\nwhile it ran: %s\nafter: %s", look, while[i], after)
		}
	}
	w.fails(`already refunded`, "refund", second, "--reason", "again")
	copied := command(t, w.directory, []string{"DONATEBOT_STORAGE_PATH=copy.db"}, "export")
	if copied.status != 0 || copied.out != while[2] {
		t.Errorf("the copy: %+v", copied)
	}
}

// firstReceipt is the first one of a table; its year is the one in which the test runs.
func firstReceipt(t *testing.T, table string) string {
	t.Helper()
	receipt := regexp.MustCompile(`(?m)^TEST-\d{4}-000001`).FindString(table)
	if receipt == "" {
		t.Fatalf("no first receipt in %s", table)
	}
	return receipt
}

// TestNothingIsLostAtTheEnd stops the bot while forty donors pay, and starts it again.
func TestNothingIsLostAtTheEnd(t *testing.T) {
	t.Parallel()
	w := newTown(t, sandbox.Options{CheckoutLimit: 2 * time.Second})
	p := w.run()
	c, err := config.Load(w.file("config.yaml"), config.Options{Environ: []string{}})
	if err != nil {
		t.Fatal(err)
	}
	books, _ := c.Settings.Find("books")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var givers sync.WaitGroup
	for range 40 {
		givers.Go(func() {
			for ctx.Err() == nil { // one after the other, until the bot is gone
				_ = giveOnce(ctx, w.NewPerson("Donor", "", "en", "GB"), books, 0)
			}
		})
	}
	eventually(t, "a crowd has paid", func() bool { return len(w.Charges()) >= 60 })
	p.stops()
	cancel()
	givers.Wait()
	var charges []string
	for _, c := range w.Charges() {
		charges = append(charges, c.ID)
	}
	slices.Sort(charges)
	again := w.run()
	column := slices.Index(export.DonationColumns(), "telegram_charge_id")
	eventually(t, "all that was paid is in the ledger, once", func() bool {
		var booked []string
		for _, line := range strings.Split(strings.TrimSpace(w.do("export")), "\n")[1:] {
			booked = append(booked, strings.Split(line, ",")[column])
		}
		slices.Sort(booked)
		return slices.Equal(booked, charges)
	})
	w.do("verify")
	again.stops()
	if strings.Contains(w.do("review"), "TEST-") {
		t.Error("payments wait for review")
	}
}

func TestHangupReadsTheConfigurationAgain(t *testing.T) {
	t.Parallel()
	w := newTown(t, sandbox.Options{})
	p := w.run()
	ada := w.gives("Ada")

	w.configure(runConfig + "  - {id: boat, title: A lifeboat, currency: USD, amounts: [12]}\n")
	p.signal(syscall.SIGHUP)
	p.says("configuration reloaded")
	ada.Start("boat")
	ada.Gets("A lifeboat", "$12")

	w.configure(strings.Replace(runConfig, "amounts: [500]", "amounts: [-3]", 1))
	p.signal(syscall.SIGHUP)
	p.says(`could not reload the configuration.*campaigns\[1\]\.amounts\[0\] \(trees\): -3: must be positive`)

	dollars := strings.Replace(runConfig, "currency: EUR", "currency: USD", 1)
	w.configure(dollars)
	p.signal(syscall.SIGHUP)
	p.says(`could not reload the configuration.*\(books\): USD: the campaign has donations in EUR`)
	w.fails(`\(books\): USD: the campaign has donations in EUR`, "check")

	w.configure(strings.Replace(runConfig, ":TEST:", ":LIVE:", 1))
	p.signal(syscall.SIGHUP)
	p.says(`could not reload the configuration.*the mode would change from test to live, which needs a restart`)
	ada.Start("boat") // what was read before is still there
	ada.Gets("A lifeboat", "$12")
	p.stops()

	w.configure(dollars)
	w.fails(`\(books\): USD: the campaign has donations in EUR`, "check")
	w.fails(`\(books\): USD: the campaign has donations in EUR`, "run")
}

func TestCopiesOnSchedule(t *testing.T) {
	t.Parallel()
	w := newTown(t, sandbox.Options{})
	w.configure(strings.Replace(runConfig, "path: donations.db", "path: donations.db, backup_dir: copies, backup_every: 1m", 1))
	p := w.run()
	p.says("a backup was made")
	copies := func() []string {
		found, err := filepath.Glob(w.file("copies/*"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	made := copies()
	if len(made) != 1 || !regexp.MustCompile(`/donations-[0-9a-f]{8}-\d{8}-\d{6}\.db$`).MatchString(made[0]) {
		t.Fatalf("%v", made)
	}
	ownerOnly(t, made...)
	p.stops()
	again := w.run() // the copy is still young
	w.gives("Ada")
	again.stops()
	if got := copies(); !slices.Equal(got, made) {
		t.Errorf("after a restart: %v", got)
	}
	if strings.Contains(again.err.String(), "a backup was made") {
		t.Error("a restart made a copy")
	}
}

func TestATokenThatOthersCanReadIsNamed(t *testing.T) {
	t.Parallel()
	w := newTown(t, sandbox.Options{})
	if err := os.Chmod(w.file("config.yaml"), 0o644); err != nil {
		t.Fatal(err)
	}
	p := w.run()
	p.says(`level=WARN .*people other than its owner can read this file, and it contains a token: chmod 600 config\.yaml`)
	p.stops()
}

func TestAWrongTokenEndsTheBot(t *testing.T) {
	t.Parallel()
	w := newTown(t, sandbox.Options{Token: "7000000002:another-bot-of-this-sandbox-here"})
	p := w.launch()
	p.exits(1, patience)
	p.says(`^Telegram does not know the token: it was revoked or mistyped; get the current one from @BotFather`)
	w.fails(`telegram\.token: Telegram does not know the token`, "check", "--online")
}

func TestTelegramOutOfReachAtTheStart(t *testing.T) {
	t.Parallel()
	t.Run("nobody listens", func(t *testing.T) {
		t.Parallel()
		w := newTown(t, sandbox.Options{})
		w.configure(strings.Replace(runConfig, "API", nobody(t), 1))
		p := w.launch()
		p.says(`(?s)Telegram can't be reached.*next_try=.*Telegram can't be reached`) // it tries again
		p.stops()
		w.fails("Telegram can't be asked", "check", "--online")
	})
	t.Run("a broken gateway that comes back", func(t *testing.T) {
		t.Parallel()
		w := newTown(t, sandbox.Options{})
		w.Faults().Add(sandbox.Fault{Method: "*", Kind: sandbox.FaultServer{HTML: true}})
		p := w.launch()
		p.says("Telegram can't be reached")
		w.Faults().Clear()
		p.says("connected to Telegram")
		w.gives("Ada")
		p.stops()
	})
	t.Run("no answer at all", func(t *testing.T) {
		t.Parallel()
		w := newTown(t, sandbox.Options{})
		w.Faults().Add(sandbox.Fault{Method: "*", Kind: sandbox.FaultHang{}})
		p := w.launch()
		eventually(t, "the socket is there", func() bool { _, err := os.Stat(w.file("donations.db.sock")); return err == nil })
		w.do("stats")
		p.stops()
	})
}

// nobody is an address at which nobody listens.
func nobody(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return "http://" + l.Addr().String()
}

// TestAKilledBotLeavesNothingInTheWay kills it as a power cut would.
func TestAKilledBotLeavesNothingInTheWay(t *testing.T) {
	t.Parallel()
	w := newTown(t, sandbox.Options{})
	p := w.run()
	w.gives("Ada")
	p.signal(syscall.SIGKILL)
	<-p.ended
	if _, err := os.Stat(w.file("donations.db.sock")); err != nil {
		t.Fatal("a killed process should leave its socket:", err)
	}
	w.do("verify")
	again := w.run()
	w.gives("Camille")
	if got := w.do("stats", "--format", "json"); !strings.Contains(got, `"raised": 5500`) {
		t.Error(got)
	}
	again.stops()
}

func TestCheckOnline(t *testing.T) {
	t.Parallel()
	w := newTown(t, sandbox.Options{})
	if got := w.do("check", "--online"); got != "config.yaml: no problems found, and Telegram accepts it: @DonationSandboxBot, 2 campaigns, test mode\n" {
		t.Error(got)
	}
	w.configure(strings.Replace(runConfig, "amounts: [500]", "amounts: [500], photo: 'https://pictures.example/trees.jpg'", 1))
	w.do("check", "--online")
	remove := w.Faults().Add(sandbox.Fault{Method: "createInvoiceLink", Kind: sandbox.FaultAnswer{Code: 400, Description: "Bad Request: CURRENCY_TOTAL_AMOUNT_INVALID"}})
	w.fails(`^campaigns\[0\] \(books\): Telegram refuses its invoice: .*CURRENCY_TOTAL_AMOUNT_INVALID`, "check", "--online")
	remove()
}

// A trial of what takes months begins at a time of its own.
func TestTheClockStartsWhereTheEnvironmentSays(t *testing.T) {
	t.Parallel()
	start := time.Date(2031, 12, 31, 23, 0, 0, 0, time.UTC)
	began := time.Now()
	w := newTown(t, sandbox.Options{Now: func() time.Time { return start.Add(time.Since(began)) }})
	clock := []string{"DONATEBOT_CLOCK=" + start.Format(time.RFC3339)}
	p := launch(t, w.directory, clock, "run")
	p.says("connected to Telegram")
	w.gives("Ada")
	if a := command(t, w.directory, clock, "export"); !strings.HasPrefix(strings.Split(a.out, "\n")[1], "TEST-2031-000001,2031-12-31T23:0") {
		t.Errorf("%+v", a)
	}
	if a := command(t, w.directory, clock, "refund", "TEST-2031-000001", "--reason", "a trial"); a.status != 0 {
		t.Errorf("%+v", a)
	}
	if strings.Contains(p.err.String(), "the clock of this machine is wrong") {
		t.Errorf("%s", p.err.String())
	}
	p.stops()
	w.configure(strings.Replace(runConfig, ":TEST:", ":LIVE:", 1))
	if a := command(t, w.directory, clock, "stats"); a.status != 1 || !strings.Contains(a.err, "DONATEBOT_CLOCK: is for trials alone") {
		t.Errorf("%+v", a)
	}
}

// A change of the currency while an invoice is open would leave a ledger with which
// the bot never starts again, once that is paid.
func TestAnOpenInvoiceKeepsItsCampaignsCurrency(t *testing.T) {
	t.Parallel()
	w := newTown(t, sandbox.Options{})
	noor := w.Donor("Noor", "en", "BE")
	ours := strings.Replace(runConfig, "admins: [7]", "admins: ["+strconv.FormatInt(noor.ID, 10)+"]", 1)
	w.configure(ours)
	p := w.run()
	noor.Start("")
	noor.Gets("School books")
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("books")
	ada.Taps("€25")
	ada.Invoice()

	w.configure(strings.Replace(ours, "currency: EUR", "currency: USD", 1))
	const refused = `\(books\): USD: the campaign has invoices in EUR that can still be paid`
	w.fails(refused, "check")
	p.signal(syscall.SIGHUP)
	p.says(`could not reload the configuration.*` + refused)
	noor.Gets("The new configuration was not taken", "campaigns[0].currency (books): USD")
	ada.Pays(sandbox.Payment{})
	ada.Gets("Thank you")
	p.stops()
	w.fails(`\(books\): USD: the campaign has donations in EUR`, "run")

	w.configure(ours)
	again := w.run()
	again.stops()
	if raised := w.do("stats"); !strings.Contains(raised, "€25") {
		t.Errorf("%s", raised)
	}
}
