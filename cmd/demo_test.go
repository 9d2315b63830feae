//go:build unix

package cmd

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
)

// play starts the demo and returns its address.
func play(t *testing.T, env []string, args ...string) (*process, string) {
	t.Helper()
	project, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	p := launch(t, t.TempDir(), append(env, exampleVariable+"="+project), append([]string{"demo"}, args...)...)
	eventually(t, "the demo prints its address", func() bool {
		select {
		case <-p.ended:
			t.Fatal("it has ended")
		default:
		}
		return strings.Contains(p.out.String(), "\n")
	})
	first, _, _ := strings.Cut(p.out.String(), "\n")
	u, err := url.Parse(first)
	if err != nil || u.Scheme != "http" || u.Hostname() != "127.0.0.1" || u.Port() == "" || u.Path != "" {
		t.Fatalf("the first line is %q, not an address of this machine", first)
	}
	return p, first
}

// botOf returns the demo's bot: the process whose parent the demo is, or 0 if there is none.
func botOf(t *testing.T, p *process) int {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended meanwhile
		}
		// pid (name) state parent ...
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if fields[1] == strconv.Itoa(p.cmd.Process.Pid) {
			pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			if err != nil {
				t.Fatal(err)
			}
			return pid
		}
	}
	return 0
}

func gone(pid int) bool { return syscall.Kill(pid, 0) == syscall.ESRCH }

// needsProc skips where the system does not show processes as files.
func needsProc(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("this system has no /proc to look for processes in")
	}
}

func TestDemo(t *testing.T) {
	t.Parallel()
	needsProc(t)
	data := filepath.Join(t.TempDir(), "data")
	p, address := play(t, []string{
		"DONATEBOT_TELEGRAM_TOKEN=7000000009:the-token-of-a-real-bot-that-runs-too", "DONATEBOT_STORAGE_PATH=/nowhere/real.db",
		"DONATEBOT_PAYMENTS_PROVIDERS_STRIPE_TOKEN=284685063:LIVE:real-money",
	}, "--data", data)
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		t.Errorf("GET / answers %s, %s", answer.Status, answer.Header.Get("Content-Type"))
	}
	p.says("Press Ctrl-C to stop")
	p.says(`^Camille gave .* to "A lifeboat for the bay"\.$`)
	var stats struct {
		Mode      campaigns.Mode       `json:"mode"`
		Campaigns []campaigns.StatsRow `json:"campaigns"`
	}
	look := func() bool {
		got := command(t, data, []string{"DONATEBOT_STORAGE_PATH=" + filepath.Join(data, "donations.db")},
			"stats", "--format", "json", "--config", filepath.Join(data, "example", "config.yaml"))
		if got.status != 0 {
			t.Fatalf("%+v", got)
		}
		if err := json.Unmarshal([]byte(got.out), &stats); err != nil {
			t.Fatal(err)
		}
		var donations int64
		for _, c := range stats.Campaigns {
			donations += c.Donations
		}
		return donations == 4
	}
	eventually(t, "four people gave by themselves", look)
	if stats.Mode != campaigns.ModeTest || len(stats.Campaigns) != 6 || stats.Campaigns[0].ID != "lifeboat" || stats.Campaigns[0].Raised == 0 {
		t.Errorf("%+v", stats)
	}
	bot := botOf(t, p)
	p.stops()
	if bot == 0 || !gone(bot) {
		t.Errorf("the bot, process %d, is still there", bot)
	}
	if !look() {
		t.Error("the ledger has lost something")
	}
	ownerOnly(t, filepath.Join(data, "donations.db"), filepath.Join(data, "example", "config.yaml"))
}

func TestDemoLeavesNothing(t *testing.T) {
	t.Parallel()
	needsProc(t)
	for name, end := range map[string]func(*process) error{
		"told to end":     func(p *process) error { return p.cmd.Process.Signal(syscall.SIGTERM) },
		"terminal closed": func(p *process) error { return p.cmd.Process.Signal(syscall.SIGHUP) },
		"bot told to end": func(p *process) error { return syscall.Kill(botOf(t, p), syscall.SIGTERM) },
		"ctrl-c": func(p *process) error { // a terminal tells both
			bot := botOf(t, p)
			if err := p.cmd.Process.Signal(syscall.SIGINT); err != nil {
				return err
			}
			return syscall.Kill(bot, syscall.SIGINT)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			temporary := t.TempDir()
			p, _ := play(t, []string{"TMPDIR=" + temporary}, "--quiet")
			p.says("connected to Telegram")
			bot := botOf(t, p)
			if err := end(p); err != nil {
				t.Fatal(err)
			}
			p.exits(0, patience)
			if bot == 0 || !gone(bot) {
				t.Errorf("the bot, process %d, is still there", bot)
			}
			left, err := filepath.Glob(filepath.Join(temporary, "*"))
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
			if strings.Contains(p.out.String(), " gave ") {
				t.Error("--quiet was not quiet")
			}
		})
	}
}

// TestDemoIsKilled kills the demo itself: its bot must not live on.
func TestDemoIsKilled(t *testing.T) {
	t.Parallel()
	needsProc(t)
	p, _ := play(t, nil, "--quiet", "--data", t.TempDir())
	p.says("connected to Telegram")
	bot := botOf(t, p)
	p.signal(syscall.SIGKILL)
	<-p.ended
	eventually(t, "the bot ends with the demo", func() bool { return gone(bot) || zombie(bot) })
}

// zombie reports whether a process has ended and nobody has asked how.
func zombie(pid int) bool {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return err == nil && regexp.MustCompile(`\) Z `).Match(text)
}

func TestDemoKillAndStart(t *testing.T) {
	t.Parallel()
	needsProc(t)
	p, address := play(t, nil, "--data", t.TempDir())
	p.says("connected to Telegram")
	first := botOf(t, p)
	power := func(on string) {
		t.Helper()
		answer, err := http.Post(address+"/api/power", "application/json", strings.NewReader(`{"on": `+on+`}`))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Fatal(answer.Status)
		}
	}
	power("false")
	if botOf(t, p) != 0 || !gone(first) {
		t.Fatal("the bot was not killed")
	}
	power("false") // it is dead already
	power("true")
	power("true") // it lives already
	second := botOf(t, p)
	if second == 0 || second == first {
		t.Fatalf("process %d, then %d", first, second)
	}
	eventually(t, "it is connected again", func() bool { return strings.Count(p.err.String(), "connected to Telegram") >= 2 })
	p.stops()
	if !gone(second) {
		t.Error("the second bot is still there")
	}
}

// TestDemoBotThatFails: what the bot says of it is seen, and the demo ends too.
func TestDemoBotThatFails(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if err := os.WriteFile(filepath.Join(data, "donations.db"), []byte("The sea is calm to-night."), 0o600); err != nil {
		t.Fatal(err)
	}
	p, _ := play(t, nil, "--quiet", "--data", data)
	p.exits(1, patience)
	p.says("this file is not a database of donations")
	p.says("^the bot exited unexpectedly: exit status 1$")
}

// TestDemoTouchesNoRealBot runs the demo on the configuration of a real one.
func TestDemoTouchesNoRealBot(t *testing.T) {
	t.Parallel()
	realBot, data := t.TempDir(), t.TempDir()
	text := strings.Replace(runConfig, "storage: {path: donations.db}", "storage: {path: donations.db, backup_dir: copies, backup_keep: 1}", 1)
	text = strings.Replace(text, "API", "https://api.telegram.org", 1)
	if err := os.WriteFile(filepath.Join(realBot, "config.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p, _ := play(t, nil, "--data", data, "--config", filepath.Join(realBot, "config.yaml"))
	p.says("Camille gave")
	p.says("a backup was made")
	p.stops()
	files, err := os.ReadDir(realBot)
	if err != nil || len(files) != 1 {
		t.Errorf("in the real bot's directory: %v, %v", files, err)
	}
	if copies, err := filepath.Glob(filepath.Join(data, "backups", "*.db")); err != nil || len(copies) != 1 {
		t.Errorf("copies of the demo: %v, %v", copies, err)
	}
}

// TestDemoKeepsWhatItFinds: a directory may hold files of the user's own.
func TestDemoKeepsWhatItFinds(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	own := filepath.Join(data, "example", "notes.txt")
	if err := os.Mkdir(filepath.Dir(own), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(own, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time, the example is there
		p, _ := play(t, nil, "--quiet", "--data", data)
		p.says("connected to Telegram")
		p.stops()
	}
	if text, err := os.ReadFile(own); err != nil || string(text) != "mine" {
		t.Errorf("%q, %v", text, err)
	}
}

// TestSandboxForAnyBot runs the sandbox alone, and the bot beside it.
func TestSandboxForAnyBot(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	s := launch(t, directory, nil, "sandbox", "--token", "7000000003:a-token-of-ones-own")
	s.says("none for XTR")
	address, _, _ := strings.Cut(s.out.String(), "\n")
	for _, want := range []string{"  Bot API address   " + address + "\n", "  bot token         7000000003:a-token-of-ones-own\n"} {
		if !strings.Contains(s.out.String(), want) {
			t.Errorf("it does not say %q", want)
		}
	}
	s.says(`user ids +1001 Ada Lovelace, 1002 Camille Martin`)
	s.says(`group +-100\d+ The team`)
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Error(answer.Status)
	}
	if err := os.WriteFile(filepath.Join(directory, "config.yaml"), []byte(strings.Replace(runConfig, "API", address, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	b := launch(t, directory, []string{"DONATEBOT_TELEGRAM_TOKEN=7000000003:a-token-of-ones-own"}, "run")
	b.says("connected to Telegram")
	s.stops() // Telegram goes away, the bot stays
	b.says("Telegram can't be reached")
	b.stops()
}
