package campaigns

import (
	"net/url"
	"slices"
	"strings"

	"github.com/donatebot/donatebot/money"
)

// Lengths of a campaign's texts, in characters. 32 is the most that an invoice's
// title may have (Bot API documentation); with 800 a description fits beneath a
// photo, which holds 1024, together with the progress.
const (
	longestTitle       = 32
	longestDescription = 800
)

// Validate returns what is wrong with the campaign, given the providers that there are
// and the mode that Stars are in. What [Campaign.Complete] fills in may be missing. Only
// values are looked at: whether a photo's file can be read is for the caller to find
// out.
func (c Campaign) Validate(providers Providers, stars Mode) []Problem {
	var found problems
	if !c.ID.Valid() {
		found.add(Problem{Field: "id", Code: ProblemBadID, Limit: MaxIDLength})
	}
	found.line("title", c.Title, longestTitle)
	found.text("description", c.Description, longestDescription)
	found.translations(c)
	found.photo(c.Photo)
	found.days(c.Starts, c.Ends)
	found.payment(c, providers, stars)
	found.amounts(c)
	found.tips(c)
	found.shipping(c)
	return found
}

// ValidateAll returns what is wrong with each campaign of a list, alone and beside
// the others.
func ValidateAll(all []Campaign, providers Providers, stars Mode) [][]Problem {
	found := make([][]Problem, len(all))
	for i, c := range all {
		found[i] = c.Validate(providers, stars)
		first := slices.IndexFunc(all, func(x Campaign) bool { return x.ID == c.ID })
		if c.ID.Valid() && first < i {
			found[i] = append(found[i], Problem{Field: "id", Code: ProblemSameID, Index: first})
		}
	}
	return found
}

// problems gathers what the rules find.
type problems []Problem

func (p *problems) add(found Problem) { *p = append(*p, found) }

// photo checks an address that Telegram will fetch.
func (p *problems) photo(photo Photo) {
	if photo.URL == "" {
		return
	}
	u, err := url.Parse(photo.URL)
	switch {
	case err != nil || u.Scheme != "https" || u.Hostname() == "" || strings.ContainsAny(photo.URL, " \t\n"):
		p.add(Problem{Field: "photo", Code: ProblemBadPhoto})
	case u.User != nil:
		p.add(Problem{Field: "photo", Code: ProblemSecretPhoto})
	}
}

func (p *problems) days(starts, ends Day) {
	first, last := p.day("starts", starts), p.day("ends", ends)
	if first && last && ends < starts {
		p.add(Problem{Field: "ends", Code: ProblemEndsEarly, Name: string(starts)})
	}
}

// day reports whether there is a day, and a good one.
func (p *problems) day(field string, day Day) bool {
	if day == "" {
		return false
	}
	if _, err := ParseDay(string(day)); err != nil {
		p.add(Problem{Field: field, Code: ProblemBadDay})
		return false
	}
	return true
}

// payment checks that somebody takes the campaign's payments.
func (p *problems) payment(c Campaign, providers Providers, stars Mode) {
	if _, known := money.ByCode(c.Currency.Code); !known {
		p.add(Problem{Field: "currency", Code: ProblemMissing})
		return
	}
	if c.Currency.Code == money.Stars {
		if c.Provider != "" {
			p.add(Problem{Field: "provider", Code: ProblemStarsProvider})
		}
		p.starsBesideCards(providers, stars)
		return
	}
	named, known := providers.Find(c.Provider)
	_, taken := providers.Taking(c.Currency.Code)
	switch {
	case c.Provider == "" && len(providers) == 0:
		p.add(Problem{Field: "currency", Code: ProblemNoProviders})
	case c.Provider == "" && !taken:
		p.add(Problem{Field: "currency", Code: ProblemNoProvider})
	case c.Provider != "" && !known:
		p.add(Problem{Field: "provider", Code: ProblemUnknownProvider})
	case c.Provider != "" && !named.Takes(c.Currency.Code):
		p.add(Problem{Field: "provider", Code: ProblemProviderCurrency})
	}
}

// starsBesideCards checks that Stars would not be added up with cards of the other
// mode. A configuration's providers are all of one.
func (p *problems) starsBesideCards(providers Providers, stars Mode) {
	cards, ok := providers.first(func(p Provider) bool { return p.Token != "" })
	switch {
	case !ok || cards.Mode() == stars:
	case stars == ModeLive:
		p.add(Problem{Field: "currency", Code: ProblemStarsAreReal})
	default:
		p.add(Problem{Field: "currency", Code: ProblemStarsAreTest})
	}
}
