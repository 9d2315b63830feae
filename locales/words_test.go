package locales

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

func load(t *testing.T) *Words {
	t.Helper()
	w, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// catalogue is a language's file: the forms of each text, "other" for a text
// without a plural.
func catalogue(t *testing.T, lang string) map[string]map[string]string {
	t.Helper()
	data, err := fs.ReadFile(files, lang+".json")
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]string{}
	for key, v := range raw {
		all[key] = map[string]string{}
		switch v := v.(type) {
		case string:
			all[key]["other"] = v
		case map[string]any:
			for form, text := range v {
				s, ok := text.(string)
				if !ok {
					t.Errorf("%s: %s.%s is no text", lang, key, form)
				}
				all[key][form] = s
			}
		default:
			t.Errorf("%s: %s is neither a text nor forms of one", lang, key)
		}
	}
	return all
}

func TestEveryLanguageHasEveryText(t *testing.T) {
	english := catalogue(t, "en")
	for _, lang := range load(t).Languages() {
		words := catalogue(t, lang)
		for key := range english {
			if words[key] == nil {
				t.Errorf("%s lacks %q", lang, key)
			}
		}
		for key, forms := range words {
			if english[key] == nil {
				t.Errorf("%s has %q, which English has not", lang, key)
			}
			for form, text := range forms {
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s: %s (%s) is empty", lang, key, form)
				}
			}
		}
	}
}

func TestNoTextIsThereTwice(t *testing.T) {
	for _, lang := range load(t).Languages() {
		data, err := fs.ReadFile(files, lang+".json")
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, m := range regexp.MustCompile(`(?:^\{|,|\n)\s*"([a-z_0-9]+)":`).FindAllStringSubmatch(string(data), -1) {
			if !isForm(m[1]) && seen[m[1]] {
				t.Errorf("%s: %q is there twice; the second one counts", lang, m[1])
			}
			seen[m[1]] = true
		}
	}
}

// formNames are CLDR's names of the plural forms.
var formNames = map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}

// isForm reports whether a key is the name of a plural form.
func isForm(key string) bool {
	for _, name := range formNames {
		if key == name {
			return true
		}
	}
	return false
}

// formOf is the form that a language takes for a whole number.
func formOf(lang string, n int) string {
	return formNames[plural.Cardinal.MatchPlural(language.Make(lang), n, 0, 0, 0, 0)]
}

func TestEveryPluralHasTheFormsOfItsLanguage(t *testing.T) {
	w := load(t)
	english := catalogue(t, "en")
	numbers := []int{1000, 10_000, 1_000_000, 2_000_000, 5_000_001}
	for n := range 201 {
		numbers = append(numbers, n)
	}
	for _, lang := range w.Languages() {
		words := catalogue(t, lang)
		for key, forms := range english {
			if len(forms) == 1 {
				if len(words[key]) > 1 {
					t.Errorf("%s: %s has plural forms, in English it has none", lang, key)
				}
				continue
			}
			for _, n := range numbers {
				form := formOf(lang, n)
				if words[key][form] == "" {
					t.Errorf("%s: %s lacks the form %q, as for %d", lang, key, form, n)
					break
				}
				if text := w.Plain(lang, key, Args{Count: n}); text == key || strings.Contains(text, "<no value>") {
					t.Errorf("%s: %s for %d: %q", lang, key, n, text)
				} else if strings.Contains(words[key][form], "{{.Count}}") && !strings.Contains(text, strconv.Itoa(n)) {
					t.Errorf("%s: %s for %d: %q", lang, key, n, text)
				}
			}
		}
	}
	for n, want := range map[int]string{0: "0\u00a0donations", 1: "1\u00a0donation", 2: "2\u00a0donations"} {
		if got := w.Plain("en", "card_donations", Args{Count: n}); got != want {
			t.Errorf("%q", got)
		}
	}
	for n, want := range map[int]string{0: "0\u00a0don", 1: "1\u00a0don", 2: "2\u00a0dons"} {
		if got := w.Plain("fr", "card_donations", Args{Count: n}); got != want {
			t.Errorf("%q", got)
		}
	}
}

var place = regexp.MustCompile(`\{\{[^}]*?\.([A-Za-z]+)[^}]*\}\}`)

// places are the arguments that a text has room for.
func places(text string) (names []string) {
	for _, m := range place.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestEveryLanguageHasTheSamePlaces(t *testing.T) {
	english := catalogue(t, "en")
	for _, lang := range load(t).Languages() {
		for key, forms := range catalogue(t, lang) {
			for form, text := range forms {
				if _, err := template.New(key).Parse(text); err != nil {
					t.Errorf("%s: %s (%s): %v", lang, key, form, err)
				}
				want, got := places(english[key]["other"]), places(text)
				if len(forms) > 1 { // "one day left" needs no number
					isCount := func(s string) bool { return s == Count }
					want, got = slices.DeleteFunc(want, isCount), slices.DeleteFunc(got, isCount)
				}
				if !slices.Equal(want, got) {
					t.Errorf("%s: %s (%s) has places %v, English has %v", lang, key, form, got, want)
				}
			}
		}
	}
}

func TestTagsAreClosed(t *testing.T) {
	tag := regexp.MustCompile(`<(/?)([a-z]+)>`)
	for _, lang := range load(t).Languages() {
		for key, forms := range catalogue(t, lang) {
			for _, text := range forms {
				var open []string
				for _, m := range tag.FindAllStringSubmatch(text, -1) {
					if m[1] == "" {
						open = append(open, m[2])
					} else if len(open) == 0 || open[len(open)-1] != m[2] {
						t.Errorf("%s: %s: %s", lang, key, text)
					} else {
						open = open[:len(open)-1]
					}
				}
				if len(open) > 0 {
					t.Errorf("%s: %s does not close %v", lang, key, open)
				}
			}
		}
	}
}

// code is what a person copies, such as the number of a test card: it is written as
// it is typed.
var code = regexp.MustCompile(`<code>.*?</code>`)

// eachText calls check with every text of a language, without what is copied.
func eachText(t *testing.T, lang string, check func(key, text string)) {
	t.Helper()
	for key, forms := range catalogue(t, lang) {
		for _, text := range forms {
			check(key, code.ReplaceAllString(text, ""))
		}
	}
}

func TestFiguresStayWithTheirNouns(t *testing.T) {
	parted := regexp.MustCompile(`(?:\d|\{\{\.(?:Count|Percent|Day)\}\}) `)
	for _, lang := range load(t).Languages() {
		eachText(t, lang, func(key, text string) {
			if parted.MatchString(text) {
				t.Errorf("%s: %s may break between a figure and its noun; \\u00a0 keeps them together: %q", lang, key, text)
			}
		})
	}
}

// TestFrenchPunctuation follows the Lexique of the Imprimerie nationale: a space that
// does not break before two-part signs and within guillemets, and the curly apostrophe.
func TestFrenchPunctuation(t *testing.T) {
	loose := regexp.MustCompile(`[^\x{a0}\x{202f}/][:;!?](?:[\s<]|$)|[^\x{a0}]»|«[^\x{a0}]|'`)
	eachText(t, "fr", func(key, text string) {
		if found := loose.FindString(text); found != "" {
			t.Errorf("%s: a sign without its space, or a straight apostrophe, at %q: %q", key, found, text)
		}
	})
}

// use is a place in the program where a text is shown.
type use struct {
	where  string
	key    string
	prefix bool // of the key; what follows is known at run time only
	suffix bool // likewise
	args   []string
	open   bool // the arguments could not be found
}

func (u use) is(key string) bool {
	return key == u.key || u.prefix && strings.HasPrefix(key, u.key) || u.suffix && strings.HasSuffix(key, u.key)
}

// keyed are the functions that take a key, and which arguments they add.
var keyed = map[string][]string{
	"words": nil, "plain": nil, "say": nil, "ask": nil, "list": nil, "HTML": nil, "Plain": nil, "askTerms": {"Terms"}, "wordsOf": {"Text"},
}

// scan reads the program's files.
type scan struct {
	set   *token.FileSet
	all   []*ast.FuncDecl
	funcs map[string]*ast.FuncDecl // by name
	uses  []use
	texts map[string]bool // all string literals
}

func scanned(t *testing.T) *scan {
	t.Helper()
	s := &scan{set: token.NewFileSet(), funcs: map[string]*ast.FuncDecl{}, texts: map[string]bool{}}
	paths := []string{"words.go"}
	for _, room := range []string{"../bot/*.go", "../bot/*/*.go", "../export/*.go"} {
		found, err := filepath.Glob(room)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, found...)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(s.set, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				s.funcs[f.Name.Name] = f
				s.all = append(s.all, f)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if text, ok := literal(n); ok {
				s.texts[text] = true
			}
			return true
		})
	}
	for _, f := range s.all {
		s.calls(f)
	}
	if len(s.uses) < 60 {
		t.Fatalf("only %d places were found where texts are shown", len(s.uses))
	}
	return s
}

func literal(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// calls notes the texts that a function shows.
func (s *scan) calls(f *ast.FuncDecl) {
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		name := ""
		switch fun := call.Fun.(type) {
		case *ast.Ident:
			name = fun.Name
		case *ast.SelectorExpr:
			name = fun.Sel.Name
		}
		more, ok := keyed[name]
		if !ok {
			return true
		}
		for _, arg := range call.Args {
			for _, u := range s.keys(f, arg) {
				u.where = s.set.Position(call.Pos()).String()
				u.args, u.open = s.args(f, call)
				u.args = append(u.args, more...)
				s.uses = append(s.uses, u)
			}
		}
		return true
	})
}

// keys are what an argument may name.
func (s *scan) keys(f *ast.FuncDecl, arg ast.Expr) (found []use) {
	if text, ok := literal(arg); ok && text != "en" {
		return []use{{key: text}}
	}
	switch x := arg.(type) {
	case *ast.BinaryExpr:
		if text, ok := literal(x.X); ok {
			return []use{{key: text, prefix: true}}
		}
		if text, ok := literal(x.Y); ok {
			return []use{{key: text, suffix: true}}
		}
	case *ast.CallExpr: // a function that chooses
		if id, ok := x.Fun.(*ast.Ident); ok && s.funcs[id.Name] != nil {
			ast.Inspect(s.funcs[id.Name], func(n ast.Node) bool {
				if r, ok := n.(*ast.ReturnStmt); ok && len(r.Results) == 1 {
					if text, ok := literal(r.Results[0]); ok {
						found = append(found, use{key: text})
					}
				}
				return true
			})
		}
	case *ast.Ident:
		ast.Inspect(f, func(n ast.Node) bool {
			if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == 1 {
				if id, ok := a.Lhs[0].(*ast.Ident); ok && id.Name == x.Name && id.Name == "key" {
					if text, ok := literal(a.Rhs[0]); ok {
						found = append(found, use{key: text})
					}
				}
			}
			return true
		})
	}
	return found
}

// args are the names of the arguments of a call; open where they are not known.
func (s *scan) args(f *ast.FuncDecl, call *ast.CallExpr) (names []string, open bool) {
	switch last := call.Args[len(call.Args)-1].(type) {
	case *ast.CompositeLit:
		return named(last), false
	case *ast.CallExpr:
		name := ""
		switch fun := last.Fun.(type) {
		case *ast.Ident:
			name = fun.Name
		case *ast.SelectorExpr:
			name = fun.Sel.Name
		}
		if s.funcs[name] == nil {
			return nil, true
		}
		return named(s.funcs[name]), false
	case *ast.Ident:
		if last.Name == "nil" {
			return nil, false
		}
		return named(f), false
	}
	return nil, true
}

// named are the keys of all maps within a node.
func named(n ast.Node) (names []string) {
	add := func(x ast.Expr) {
		if text, ok := literal(x); ok {
			names = append(names, text)
		}
		if sel, ok := x.(*ast.SelectorExpr); ok && sel.Sel.Name == "Count" {
			names = append(names, Count)
		}
		if id, ok := x.(*ast.Ident); ok && id.Name == "Count" {
			names = append(names, Count)
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.KeyValueExpr:
			add(x.Key)
		case *ast.IndexExpr:
			add(x.Index)
		}
		return true
	})
	return names
}

func TestEveryTextThatIsShownIsThereWithItsArguments(t *testing.T) {
	english := catalogue(t, "en")
	for _, u := range scanned(t).uses {
		found := false
		for key, forms := range english {
			if !u.is(key) {
				continue
			}
			found = true
			if u.open || u.suffix {
				continue
			}
			for form, text := range forms {
				for _, name := range places(text) {
					if !slices.Contains(u.args, name) {
						t.Errorf("%s: %s (%s) has a place %s, which is not given: %v", u.where, key, form, name, u.args)
					}
				}
			}
		}
		if !found {
			t.Errorf("%s: there is no text %q", u.where, u.key)
		}
	}
}

// composed are the keys that are put together at run time.
func composed() (keys []string) {
	for n := 1; n <= 12; n++ {
		keys = append(keys, "month_"+strconv.Itoa(n))
	}
	for _, r := range []campaigns.Reason{
		campaigns.ReasonUnknownInvoice, campaigns.ReasonAlreadyPaid, campaigns.ReasonAnotherPerson, campaigns.ReasonWrongCurrency, campaigns.ReasonWrongAmount, campaigns.ReasonWrongShipping,
	} {
		keys = append(keys, "refuse_"+string(r), "reason_"+string(r))
	}
	for _, r := range []campaigns.Reason{
		campaigns.ReasonInvoiceExpired, campaigns.ReasonCampaignClosed, campaigns.ReasonCampaignNotOpen, campaigns.ReasonCampaignEnded, campaigns.ReasonNoShipping, campaigns.ReasonTooMany, campaigns.ReasonExcluded, campaigns.ReasonLedgerBusy, campaigns.ReasonTerms,
	} {
		keys = append(keys, "refuse_"+string(r))
	}
	for _, p := range []money.Problem{
		money.ProblemUnreadable, money.ProblemAmbiguous, money.ProblemTooPrecise, money.ProblemNotPositive, money.ProblemTooSmall, money.ProblemTooLarge,
	} {
		keys = append(keys, "amount_"+string(p))
	}
	for _, command := range []string{"start", "campaigns", "history", "language", "terms", "privacy", "paysupport", "help", "stats", "export", "backup"} {
		keys = append(keys, "command_"+command)
	}
	for _, alert := range []string{"clock", "damage", "invoice", "new_ledger", "older_ledger", "photo", "reload", "silence", "unmatched", "unpaid"} {
		keys = append(keys, "alert_"+alert)
	}
	for _, fault := range []string{"provider", "amount", "currency", "payments", "other"} {
		keys = append(keys, "remedy_"+fault)
	}
	return append(keys, "status_review", "status_refunded", "notice_line", "notice_review_line", "notice_refund_line", "reason_"+string(campaigns.ReasonUnread))
}

func TestNoTextIsMissingOrLeftOver(t *testing.T) {
	english, s := catalogue(t, "en"), scanned(t)
	for _, key := range composed() {
		if english[key] == nil {
			t.Errorf("there is no text %q", key)
		}
	}
	for key := range english {
		if !s.texts[key] && !slices.Contains(composed(), key) {
			t.Errorf("nobody shows the text %q", key)
		}
	}
}

func TestDates(t *testing.T) {
	w := load(t)
	for _, c := range []struct {
		lang string
		day  campaigns.Day
		want string
	}{
		{"en", "2026-11-23", "23\u00a0November 2026"}, {"en", "2026-01-01", "1\u00a0January 2026"}, {"fr", "2026-08-01", "1er\u00a0août 2026"}, {"fr", "2026-12-31", "31\u00a0décembre 2026"},
		{"fr", "2024-02-29", "29\u00a0février 2024"}, {"xx", "2026-05-02", "2\u00a0May 2026"}, {"en", "", ""},
	} {
		if got := w.Date(c.lang, c.day); got != c.want {
			t.Errorf("%s of %s: %q", c.day, c.lang, got)
		}
	}
}

func TestCountries(t *testing.T) {
	w := load(t)
	for _, c := range []struct{ lang, code, want string }{
		{"en", "JP", "Japan"}, {"fr", "DE", "Allemagne"}, {"fr", "JP", "Japon"}, {"xx", "FR", "France"}, {"en", "", ""}, {"en", "no country", "no country"}, {"fr", "<b>", "<b>"},
	} {
		if got := w.Country(c.lang, c.code); got != c.want {
			t.Errorf("%s of %s: %q", c.code, c.lang, got)
		}
	}
}

func TestMatch(t *testing.T) {
	w := load(t)
	for _, c := range []struct{ code, fallback, want string }{
		{"en", "fr", "en"}, {"fr", "en", "fr"}, {"fr-CA", "en", "fr"}, {"fr_BE", "en", "fr"}, {"en-GB", "fr", "en"}, {"FR", "en", "fr"},
		{"ja", "fr", "fr"}, {"", "fr", "fr"}, {"not a language", "en", "en"}, {"pt-br", "fr", "fr"}, {strings.Repeat("x", 10_000), "en", "en"}, {"\x00\f", "en", "en"},
	} {
		if got := w.Match(c.code, c.fallback); got != c.want {
			t.Errorf("%.20q: %s, not %s", c.code, got, c.want)
		}
	}
	if w.OwnName("fr") != "français" || w.OwnName("en") != "English" {
		t.Errorf("%s, %s", w.OwnName("fr"), w.OwnName("en"))
	}
}

// TestEachFileIsALanguage also has English and French, which the other tests know.
func TestEachFileIsALanguage(t *testing.T) {
	names, err := filepath.Glob("*.json")
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		names[i] = strings.TrimSuffix(name, ".json")
	}
	if got := load(t).Languages(); !slices.Equal(got, names) || !slices.Contains(got, "en") || !slices.Contains(got, "fr") {
		t.Errorf("%v, the files are %v", got, names)
	}
}

func TestArgumentsAreEscapedInHTMLAlone(t *testing.T) {
	w := load(t)
	args := Args{"Title": `<b>"Ada" & {{.X}}</b>`, "Date": "today"}
	if got := w.HTML("en", "campaign_ended", args); !strings.HasPrefix(got, "“&lt;b&gt;&#34;Ada&#34; &amp; {{.X}}&lt;/b&gt;” ended on today") {
		t.Errorf("%q", got)
	}
	if got := w.Plain("en", "campaign_ended", args); !strings.HasPrefix(got, `“<b>"Ada" & {{.X}}</b>” ended`) {
		t.Errorf("%q", got)
	}
	if args["Title"] != `<b>"Ada" & {{.X}}</b>` {
		t.Error("the caller's arguments were changed")
	}
	if got := w.Plain("en", "no_such_text", nil); got != "no_such_text" {
		t.Errorf("%q", got)
	}
	for _, lang := range w.Languages() {
		if !w.Has(lang, "thanks") || w.Has(lang, "no_such_text") {
			t.Error(lang)
		}
	}
}
