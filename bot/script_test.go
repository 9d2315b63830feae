package bot

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

// TestConversations plays the scripts of testdata/conversations. A line is one of
//
//	Ada (fr, FR) joins                  a person with a language and a country
//	Noor (en, BE) joins as administrator
//	Ada: /start boat                    Ada writes
//	Ada taps: €10                      Ada taps the newest button with that text
//	Ada pays tip=250 to=JP by=letter card=declined
//	bot to Ada: one | two               the bot's next message with these parts
//	bot refuses: text                   what the payment sheet said last
//	raised boat: 2750                   the campaign's total, in the smallest unit
//
// and an empty line or a comment that begins with #.
func TestConversations(t *testing.T) {
	files, err := filepath.Glob("testdata/conversations/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no conversations", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			p := &play{world: newWorld(t, nil), people: map[string]*sandboxtest.Actor{}}
			lines := bufio.NewScanner(f)
			for n := 1; lines.Scan(); n++ {
				if line := strings.TrimSpace(lines.Text()); line != "" && !strings.HasPrefix(line, "#") {
					t.Logf("%s:%d: %s", file, n, line)
					p.line(line)
				}
			}
		})
	}
}

// play is a conversation under way.
type play struct {
	*world
	people map[string]*sandboxtest.Actor
	last   error // of the last payment that failed
}

func (p *play) line(line string) {
	p.t.Helper()
	head, rest, told := strings.Cut(line, ": ")
	words := strings.Fields(head)
	switch {
	case strings.Contains(line, " joins"):
		p.joins(line)
	case strings.HasPrefix(head, "bot to ") && told:
		p.who(words[2]).Gets(strings.Split(strings.ReplaceAll(rest, "~", "\u00a0"), " | ")...)
	case head == "bot refuses":
		p.refused(rest)
	case words[0] == "raised":
		if got := p.totals(campaigns.ID(words[1])).Raised; strconv.FormatInt(got, 10) != rest {
			p.t.Errorf("%s: it is %d", line, got)
		}
	case len(words) == 2 && words[1] == "taps":
		p.who(words[0]).Taps(strings.ReplaceAll(rest, "~", "\u00a0"))
	case len(words) > 1 && words[1] == "pays":
		p.pays(p.who(words[0]), words[2:])
	case len(words) == 1 && told:
		p.who(words[0]).Sends(rest)
	default:
		p.t.Fatalf("no such line: %s", line)
	}
}

func (p *play) who(name string) *sandboxtest.Actor {
	p.t.Helper()
	a, ok := p.people[name]
	if !ok {
		p.t.Fatalf("%s has not joined", name)
	}
	return a
}

func (p *play) joins(line string) {
	p.t.Helper()
	var name, lang, country string
	if _, err := fmt.Sscanf(strings.NewReplacer("(", "", ",", "", ")", "").Replace(line), "%s %s %s joins", &name, &lang, &country); err != nil {
		p.t.Fatalf("%s: %v", line, err)
	}
	if strings.HasSuffix(line, "as administrator") {
		p.people[name] = p.admin(name, lang)
		return
	}
	p.people[name] = p.Donor(name, lang, country)
}

func (p *play) pays(who *sandboxtest.Actor, details []string) {
	p.t.Helper()
	pay := sandbox.Payment{}
	for _, d := range details {
		key, value, _ := strings.Cut(d, "=")
		switch key {
		case "tip":
			pay.Tip, _ = strconv.ParseInt(value, 10, 64)
		case "to":
			pay.Address = &sandbox.Address{Country: value, City: "Harbour", Line1: "1 Quay", PostalCode: "1000"}
		case "by":
			pay.Option = value
		case "card":
			pay.Card = map[string]sandbox.Card{"declined": sandbox.CardDeclined, "abandoned": sandbox.CardAbandoned}[value]
		default:
			p.t.Fatalf("no such detail of a payment: %s", d)
		}
	}
	_, p.last = who.Pay(p.t.Context(), who.Invoice(), pay)
}

func (p *play) refused(words string) {
	p.t.Helper()
	var refused *sandbox.Refused
	if !errors.As(p.last, &refused) || !strings.Contains(refused.Text, words) {
		p.t.Errorf("the payment ended with %v, and not with a refusal that says %q", p.last, words)
	}
}
