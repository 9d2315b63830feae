package campaigns

import (
	"fmt"
	"slices"
	"time"
)

// Mode keeps test money and live money apart. The two are never added up.
type Mode string

// The modes. A provider token with ":TEST:" in it makes a configuration one of Test.
const (
	ModeLive Mode = "live"
	ModeTest Mode = "test"
)

// Organisation is who asks for gifts.
type Organisation struct {
	Name     string
	LegalID  string
	Address  string
	Support  string // where donors write to
	Terms    string // text or link; "": no agreement is asked for
	Privacy  string
	Zone     *time.Location
	Language string // of texts for administrators and of donors whose language is not known
}

// Provider takes card payments for some currencies.
type Provider struct {
	Name       string
	Token      string // secret: appears in no log line and no error
	Currencies []string
}

// Providers are those of a configuration.
type Providers []Provider

// Token returns the token of the provider of that name; "" for Stars, which need
// no provider, and if there is none of that name.
func (all Providers) Token(name string) string {
	for _, p := range all {
		if p.Name == name {
			return p.Token
		}
	}
	return ""
}

// Limits bound what one person can make the bot do.
type Limits struct {
	Invoices int     // a donor may ask for in an hour; 0: no limit
	Refusals int     // of a donor's pre-checkouts in an hour before all are refused; 0: no limit
	Blocked  []int64 // donors who get no invoice
}

// Settings are what the organisation has configured, as far as the rules of the
// domain look at it: a value that is replaced whole when the configuration is read
// again, and never changed. No secret is among them, so that they can go into
// transactions.
type Settings struct {
	Organisation Organisation
	Mode         Mode
	Campaigns    []Campaign
	Admins       []int64
	AdminChat    int64 // 0: none
}

// Find is the campaign of that ID.
func (c *Settings) Find(id ID) (Campaign, bool) {
	i := slices.IndexFunc(c.Campaigns, func(x Campaign) bool { return x.ID == id })
	if i < 0 {
		return Campaign{}, false
	}
	return c.Campaigns[i], true
}

// Open are the campaigns that take gifts on that day, in the file's order.
func (c *Settings) Open(today Day) []Campaign {
	var open []Campaign
	for _, x := range c.Campaigns {
		if x.State(today) == StateOpen {
			open = append(open, x)
		}
	}
	return open
}

// Today is the organisation's day at that time.
func (c *Settings) Today(now time.Time) Day {
	return DayOf(now, c.Organisation.Zone)
}

// IsAdmin tells whether the user may see figures and donors.
func (c *Settings) IsAdmin(user int64) bool { return slices.Contains(c.Admins, user) }

// Alerts are the chats that are told of trouble: the administrators' chat, or
// each administrator where there is none.
func (c *Settings) Alerts() []int64 {
	if c.AdminChat != 0 {
		return []int64{c.AdminChat}
	}
	return c.Admins
}

// ChangedCurrencies are faults of campaigns that have donations in another
// currency than the one configured now, which would tear their figures apart. Each
// is one line for the operator.
func (c *Settings) ChangedCurrencies(figures []Figures) (faults []string) {
	for i, x := range c.Campaigns {
		for _, f := range figures {
			if f.Mode == c.Mode && f.CampaignID == x.ID && f.Currency != x.Currency.Code {
				faults = append(faults, fmt.Sprintf("campaigns[%d].currency (%s): %s: the campaign has donations in %s; "+
					"a campaign keeps its currency, so make a new one with another id", i, x.ID, x.Currency.Code, f.Currency))
				break
			}
		}
	}
	return faults
}
