// Package locales holds the words of the bot, one file a language, and forms
// that differ by language: plurals, dates, names of countries. It is the only
// user of go-i18n. It knows nothing of Telegram except that most texts are HTML.
package locales

import (
	"embed"
	"encoding/json"
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"

	"github.com/donatebot/donatebot/campaigns"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

//go:embed *.json
var files embed.FS

// Args fill the places in a text. Numbers must be int.
type Args map[string]any

// Count is the argument that chooses between singular and plural.
const Count = "Count"

// Words are the texts of all languages.
type Words struct {
	tags       []language.Tag
	names      []string // "en", in the order of tags
	matcher    language.Matcher
	localizers map[string]*i18n.Localizer
	regions    map[string]display.Namer
}

// Load reads the words that are part of the program.
func Load() (*Words, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, err
	}
	w := &Words{localizers: map[string]*i18n.Localizer{}, regions: map[string]display.Namer{}}
	for _, e := range entries {
		if _, err := bundle.LoadMessageFileFS(files, e.Name()); err != nil {
			return nil, fmt.Errorf("words in %s: %w", e.Name(), err)
		}
		name := strings.TrimSuffix(e.Name(), ".json")
		tag, err := language.Parse(name)
		if err != nil {
			return nil, fmt.Errorf("words in %s: %w", e.Name(), err)
		}
		w.tags, w.names = append(w.tags, tag), append(w.names, name)
		w.localizers[name] = i18n.NewLocalizer(bundle, name)
		w.regions[name] = display.Regions(tag)
	}
	w.matcher = language.NewMatcher(w.tags)
	return w, nil
}

// Languages returns those that there are words for: "en", "fr".
func (w *Words) Languages() []string { return slices.Clone(w.names) }

// Match returns the language to speak with somebody whose Telegram says code, which
// may be anything; fallback if none is close.
func (w *Words) Match(code, fallback string) string {
	if slices.Contains(w.names, code) {
		return code
	}
	tag, err := language.Parse(code)
	if err != nil {
		return fallback
	}
	_, i, confidence := w.matcher.Match(tag)
	if confidence == language.No {
		return fallback
	}
	return w.names[i]
}

// OwnName returns the language's name in itself: "français".
func (w *Words) OwnName(lang string) string {
	return display.Self.Name(language.Make(lang))
}

// HTML returns a text with its arguments escaped.
func (w *Words) HTML(lang, key string, args Args) string {
	safe := make(Args, len(args))
	for name, v := range args {
		if s, ok := v.(string); ok {
			v = html.EscapeString(s)
		}
		safe[name] = v
	}
	return w.Plain(lang, key, safe)
}

// Plain returns a text that is shown as it is: on a button, in a toast, on the payment
// sheet. A key that does not exist is a mistake in the program, and is returned itself;
// the tests look for each.
func (w *Words) Plain(lang, key string, args Args) string {
	localizer, ok := w.localizers[lang]
	if !ok {
		localizer = w.localizers["en"]
	}
	config := &i18n.LocalizeConfig{MessageID: key, TemplateData: args}
	if n, ok := args[Count]; ok {
		config.PluralCount = n
	}
	text, err := localizer.Localize(config)
	if err != nil && text == "" {
		return key
	}
	return text
}

// Date writes a day in words: "23 November 2026".
func (w *Words) Date(lang string, day campaigns.Day) string {
	t := day.Time()
	if t.IsZero() {
		return ""
	}
	number := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		number = w.Plain(lang, "first_of_month", nil)
	}
	return w.Plain(lang, "date", Args{"Day": number, "Month": w.Plain(lang, "month_"+strconv.Itoa(int(t.Month())), nil), "Year": strconv.Itoa(t.Year())})
}

// Country returns the name of the country with that ISO 3166-1 code, or the code itself
// if there is none.
func (w *Words) Country(lang, code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	namer, ok := w.regions[lang]
	if !ok {
		namer = w.regions["en"]
	}
	if name := namer.Name(region); name != "" {
		return name
	}
	return code
}
