package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/donatebot/donatebot/campaigns"

	"github.com/spf13/viper"
)

// Config is what a configuration file, the environment and the defaults say.
type Config struct {
	Telegram          Telegram
	Settings          *campaigns.Settings
	Providers         campaigns.Providers
	Limits            campaigns.Limits
	MessagesPerSecond int // 0: Telegram's pace is not kept
	Storage           Storage
	Warnings          []Fault // what works, but should be known; in the file's order
}

// Telegram is where the bot is reached.
type Telegram struct {
	Token  string // secret; "": none is given
	APIURL string // http or https, without a slash at its end
}

// Storage is where the ledger is and where its copies go. Paths are absolute.
type Storage struct {
	Path        string
	BackupDir   string        // "": no copies are made
	BackupEvery time.Duration // at least a minute
	BackupKeep  int           // copies that are kept, at least 1
}

// Options say how to read a configuration.
type Options struct {
	Environ   []string // "NAME=value"; nil: the process's own
	NeedToken bool     // a missing bot token is a fault
	Languages []string // that there are words for; nil: any
}

// largestFile is far above what a configuration needs, in bytes.
const largestFile = 1 << 20

// Load reads a configuration file. What is wrong with it comes back as [Faults],
// all at once; a file that can't be read as another error.
func Load(path string, o Options) (*Config, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, largestFile+1))
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	if len(text) > largestFile {
		return nil, Faults{{Key: path, Problem: "is larger than 1 MiB"}}
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	r := &reader{name: path, folder: filepath.Dir(absolute), options: o}
	c, err := r.read(text)
	if err == nil && r.holdsToken() && openToOthers(file) {
		c.Warnings = append(c.Warnings, Fault{Key: path, Problem: ownerOnly(path)})
	}
	return c, err
}

// Parse reads the text of a configuration. Relative paths in it are relative to
// the folder, which must be absolute. Errors are [Faults].
func Parse(text []byte, folder string, o Options) (*Config, error) {
	r := &reader{name: "configuration", folder: folder, options: o}
	return r.read(text)
}

// reader turns one text into a Config.
type reader struct {
	report
	name    string // of the file, for faults about all of it
	folder  string // that relative paths start from
	options Options

	file   *node // the text as it is
	values *viper.Viper
}

func (r *reader) read(text []byte) (*Config, error) {
	source := &codec{}
	r.values = viper.NewWithOptions(viper.WithDecoderRegistry(source))
	r.values.SetConfigType("yaml")
	if err := r.values.ReadConfig(bytes.NewReader(text)); err != nil {
		fault := Fault{Key: r.name, Problem: clean(err.Error(), longestProblem)}
		var broken *syntaxError
		if errors.As(err, &broken) {
			fault.Line, fault.Problem = broken.line, clean(broken.Error(), longestProblem)
		}
		return nil, Faults{fault}
	}
	r.file = source.root
	r.check(field{node: r.file}, document())
	environ := r.options.Environ
	if environ == nil {
		environ = os.Environ()
	}
	r.override(r.values, environ)
	for name, value := range defaults() {
		r.values.SetDefault(name, &node{kind: scalar, text: value})
	}
	c := r.config()
	if len(r.faults) > 0 {
		return nil, sorted(r.faults)
	}
	c.Warnings = sorted(r.warnings)
	return c, nil
}

// defaults are the values of keys that are not given. Those of a campaign depend
// on its currency.
func defaults() map[string]string {
	return map[string]string{
		"telegram.api_url":           "https://api.telegram.org",
		"telegram.admin_chat":        "0",
		"organisation.timezone":      "UTC",
		"organisation.language":      "en",
		"limits.messages_per_second": "30",
		"limits.invoices":            "30",
		"limits.refusals":            "10",
		"storage.path":               "donations.db",
		"storage.backup_every":       "24h",
		"storage.backup_keep":        "7",
	}
}

func (r *reader) config() *Config {
	organisation := r.organisation()
	providers := r.providers()
	mode := modeOf(providers)
	c := &Config{
		Telegram:          r.telegram(),
		MessagesPerSecond: r.messagesPerSecond(),
		Storage:           r.storage(),
		Providers:         plain(providers),
		Limits: campaigns.Limits{
			Invoices: int(r.whole(r.value("limits.invoices"), notNegative)),
			Refusals: int(r.whole(r.value("limits.refusals"), notNegative)),
			Blocked:  r.users(r.value("limits.blocked")),
		},
		Settings: &campaigns.Settings{
			Organisation: organisation,
			Mode:         mode,
			Admins:       r.users(r.value("telegram.admins")),
			AdminChat:    r.whole(r.value("telegram.admin_chat"), anyNumber),
			Campaigns:    r.campaigns(providers, mode),
		},
	}
	r.advise(c.Settings)
	return c
}

// value is what counts for a key: the environment's, the file's or the default.
func (r *reader) value(name string) field {
	f := field{key: name, parent: r.section(name), secret: hasToken(name)}
	n, ok := r.values.Get(name).(*node)
	if !ok {
		// Viper gives a map for keys where one value should be: the file knows
		// that this has a fault already.
		n = r.file.find(name)
	}
	f.node = n
	return f
}

// openToOthers tells whether others than its owner can read the file. Windows
// has no such bits.
func openToOthers(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0
}

// ownerOnly says how to keep a file that holds a token to oneself.
func ownerOnly(path string) string {
	return "others than its owner can read this file, and it holds a token: chmod 600 " + path
}
