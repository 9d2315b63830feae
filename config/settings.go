package config

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// Lengths of the organisation's texts, in characters. Terms and privacy are sent
// as one message, which holds 4096 (Bot API documentation), together with words
// around them.
const (
	longestName    = 128
	longestLegalID = 64
	longestNote    = 500
	longestText    = 3500
)

func (r *reader) organisation() campaigns.Organisation {
	return campaigns.Organisation{
		Name:     r.line(r.value("organisation.name"), longestName),
		LegalID:  r.line(r.value("organisation.legal_id"), longestLegalID),
		Address:  r.words(r.value("organisation.address"), longestNote),
		Support:  r.words(r.value("organisation.support"), longestNote),
		Terms:    r.words(r.value("organisation.terms"), longestText),
		Privacy:  r.words(r.value("organisation.privacy"), longestText),
		Zone:     r.timezone(),
		Language: r.language(),
	}
}

func (r *reader) timezone() *time.Location {
	f := r.value("organisation.timezone")
	name := f.text()
	if name == "" {
		return time.UTC
	}
	zone, err := time.LoadLocation(name)
	if err != nil || strings.EqualFold(name, "local") {
		r.fault(f, "is no timezone: write it as Europe/Paris or UTC")
		return time.UTC
	}
	return zone
}

func (r *reader) language() string {
	f := r.value("organisation.language")
	language, known := f.text(), r.options.Languages
	switch {
	case language == "":
		return defaults()["organisation.language"]
	case known != nil && !slices.Contains(known, language):
		r.fault(f, "there are no words in it: choose of %s", strings.Join(known, ", "))
	case known == nil && !regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]+)*$`).MatchString(language):
		r.fault(f, "is no language: write it as en or fr")
	}
	return language
}

// telegramsPace is how many messages a second Telegram takes of a bot (Telegram's
// Bots FAQ).
const telegramsPace = 30

func (r *reader) messagesPerSecond() int {
	f := r.value("limits.messages_per_second")
	n := int(r.whole(f, notNegative))
	if n > telegramsPace {
		r.warn(f, "Telegram takes %d messages a second and refuses what is beyond", telegramsPace)
	}
	return n
}

func (r *reader) storage() Storage {
	path, dir := r.value("storage.path"), r.value("storage.backup_dir")
	every, keep := r.value("storage.backup_every"), r.value("storage.backup_keep")
	s := Storage{BackupEvery: r.every(every), BackupKeep: int(r.whole(keep, positive))}
	name := path.text()
	if path.given() && name == "" {
		name = defaults()["storage.path"]
	}
	s.Path = r.path(name)
	if info, err := os.Stat(s.Path); path.given() && err == nil && info.IsDir() {
		r.fault(path, "this is a directory, not a file")
	}
	if dir.text() != "" {
		s.BackupDir = r.path(dir.text())
		if info, err := os.Stat(s.BackupDir); err == nil && !info.IsDir() {
			r.fault(dir, "this is a file, not a directory")
		}
		return s
	}
	for _, f := range []field{every, keep} {
		if f.given() && f.node.order > 0 {
			r.warn(f, "does nothing without storage.backup_dir")
		}
	}
	return s
}

// longestPause between two copies.
const longestPause = 366 * 24 * time.Hour

// every reads how often something is done: "90m", "24h", "7d".
func (r *reader) every(f field) time.Duration {
	if !f.given() {
		return 0
	}
	text := f.text()
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.ParseUint(days, 10, 16); err == nil {
			text = strconv.FormatUint(n*24, 10) + "h"
		}
	}
	switch pause, err := time.ParseDuration(text); {
	case err != nil:
		r.fault(f, "must be a time such as 12h or 7d")
	case pause < time.Minute || pause > longestPause:
		r.fault(f, "must be between 1m and 366d")
	default:
		return pause
	}
	return 0
}
