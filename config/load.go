package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	MessagesPerSecond int       // 0: no limit
	ClockStart        time.Time // at which the program's clock starts, in a trial; zero: the machine's clock counts
	Storage           Storage
	Warnings          []Fault // what works, but the operator should know; in the file's order
	Tolerated         []Fault // what is wrong with values that are not among [Options.Needs]; they are as if not given
}

// Telegram is where the bot is found.
type Telegram struct {
	Token  string // secret; "" if none is given
	APIURL string // http or https, without a trailing slash
	// TestServers is whether the bot lives in Telegram's own test environment, where
	// nothing is real money.
	TestServers bool
}

// Storage is where the ledger is and where its backups go. Paths are absolute.
type Storage struct {
	Path        string
	StatePath   string        // of the file that lies outside of backups and knows what was given out
	BackupDir   string        // "": no backups are made
	BackupEvery time.Duration // at least a minute
	BackupKeep  int           // backups that are kept, at least 1
}

// Options say how to read a configuration.
type Options struct {
	Environ   []string // "NAME=value"; nil: the process's own
	NeedToken bool     // a missing bot token is a fault
	Languages []string // that the bot speaks; nil: any
	// Needs are the keys that the caller can't do without, such as "storage.path", with
	// "*" for any name. Faults elsewhere are no reason to fail; nil: all keys are needed.
	Needs []string
}

// largestFile is far more than a configuration needs, in bytes.
const largestFile = 1 << 20

// Load reads a configuration file. What is wrong with it is returned as [Faults], all
// at once; other errors are about reading the file.
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
	r := &reader{name: path, directory: filepath.Dir(absolute), options: o}
	c, err := r.read(plainText(text))
	if err == nil && r.holdsToken() && openToOthers(file.Stat()) {
		c.Warnings = append(c.Warnings, Fault{Key: path, Problem: ownerOnly(path, "a token")})
	}
	return c, err
}

// reader turns one text into a Config.
type reader struct {
	report
	name      string // of the file, for faults about all of it
	directory string // that relative paths start from
	options   Options

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
	r.clock(environ, c)
	stops, tolerated := r.options.sift(sorted(r.faults))
	if len(stops) > 0 {
		return nil, stops
	}
	if c.Warnings, c.Tolerated = sorted(r.warnings), tolerated; len(tolerated) > 0 {
		c.Settings.Campaigns = identified(c.Settings.Campaigns)
	}
	return c, nil
}

// defaults returns the values of keys that are not given. Those of a campaign depend
// on its currency.
func defaults() map[string]string {
	return map[string]string{
		"telegram.api_url":           "https://api.telegram.org",
		"telegram.environment":       "production",
		"telegram.admin_chat":        "0",
		"organisation.timezone":      "UTC",
		"organisation.language":      "en",
		"limits.messages_per_second": "30",
		"limits.invoices":            "30",
		"limits.refusals":            "10",
		"storage.path":               "donations.db",
		"storage.state_file":         "donations.state",
		"storage.backup_every":       "24h",
		"storage.backup_keep":        "7",
	}
}

func (r *reader) config() *Config {
	organisation := r.organisation()
	providers := r.providers()
	telegram := r.telegram()
	cards, stars := modes(providers, telegram)
	c := &Config{
		Telegram:          telegram,
		MessagesPerSecond: r.messagesPerSecond(),
		Storage:           r.storage(),
		Providers:         takers(providers),
		Limits:            r.limits(),
		Settings: &campaigns.Settings{
			Organisation: organisation,
			Mode:         cards,
			Admins:       r.users(r.value("telegram.admins")),
			AdminChat:    r.whole(r.value("telegram.admin_chat"), anyNumber),
			Campaigns:    r.campaigns(providers, stars, organisation.Language),
		},
	}
	r.remedies(c.Settings)
	return c
}

// inFile returns what the file says, under keys that the environment can't override.
func (r *reader) inFile(keys ...string) field {
	f := field{node: r.file}
	for _, key := range keys {
		f = f.sub(key)
	}
	return f
}

// value returns what counts for a key: the environment's value, the file's, or the
// default.
func (r *reader) value(name string) field {
	f := field{key: name, parent: r.section(name), secret: secret(name)}
	n, ok := r.values.Get(name).(*node)
	if !ok {
		// Viper returns a map for keys where there should be one value: the node of
		// the file is marked as bad already.
		n = r.file.find(name)
	}
	f.node = n
	return f
}
