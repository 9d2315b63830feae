package campaigns

import (
	"fmt"
	"slices"
	"time"
)

// Mode keeps test money and live money apart. The two are never added up.
type Mode string

// The modes. Cards are in the one that their providers' tokens say; Stars are real
// money everywhere but in Telegram's test environment.
const (
	ModeLive Mode = "live"
	ModeTest Mode = "test"
)

// Limits bound what one person can make the bot do.
type Limits struct {
	Invoices int     // a donor may ask for in an hour; 0: no limit
	Refusals int     // of a donor's pre-checkouts in an hour before all are refused; 0: no limit
	Excluded []int64 // donors who get no invoice
}

// Settings are what the organisation has configured, as far as the rules of the
// domain look at it: a value that is replaced as a whole when the configuration is
// read again, and never changed. No secret is among them, so that they can go into
// transactions.
type Settings struct {
	Organisation Organisation
	Mode         Mode
	Campaigns    []Campaign
	Admins       []int64
	AdminChat    int64 // 0: none
}

// Find returns the campaign with that ID.
func (s *Settings) Find(id ID) (Campaign, bool) {
	i := slices.IndexFunc(s.Campaigns, func(c Campaign) bool { return c.ID == id })
	if i < 0 {
		return Campaign{}, false
	}
	return s.Campaigns[i], true
}

// Open returns the campaigns that take gifts on that day, in their order.
func (s *Settings) Open(today Day) []Campaign {
	var open []Campaign
	for _, c := range s.Campaigns {
		if c.State(today) == StateOpen {
			open = append(open, c)
		}
	}
	return open
}

// Today returns the organisation's day at that time.
func (s *Settings) Today(now time.Time) Day {
	return DayOf(now, s.Organisation.Zone)
}

// IsAdmin reports whether the user may see figures and donors.
func (s *Settings) IsAdmin(user int64) bool { return slices.Contains(s.Admins, user) }

// Alerts returns the chats that are told of trouble: the administrators' chat, or
// each administrator if there is none.
func (s *Settings) Alerts() []int64 {
	if s.AdminChat != 0 {
		return []int64{s.AdminChat}
	}
	return s.Admins
}

// ChangedCurrencies returns a line for the operator for each campaign whose currency
// was changed while it has donations, or invoices that can still be paid, which would
// tear its figures apart.
func (s *Settings) ChangedCurrencies(figures []Figures, open []TotalsKey) (faults []string) {
	for i, c := range s.Campaigns {
		var donated, invoiced []string
		for _, f := range figures {
			if f.Mode == s.Mode && f.CampaignID == c.ID {
				donated = append(donated, f.Currency)
			}
		}
		for _, key := range open {
			if key.Mode == s.Mode && key.CampaignID == c.ID {
				invoiced = append(invoiced, key.Currency)
			}
		}
		now, problem := c.Currency.Code, ""
		switch {
		case slices.Contains(donated, now) || slices.Contains(invoiced, now): // it is no change
		case len(donated) > 0:
			problem = "the campaign has donations in " + donated[0]
		case len(invoiced) > 0:
			problem = "the campaign has invoices in " + invoiced[0] + " that can still be paid"
		}
		if problem != "" {
			faults = append(faults, fmt.Sprintf("campaigns[%d].currency (%s): %s: %s; a campaign keeps its currency, so make a new one with another id", i, c.ID, now, problem))
		}
	}
	return faults
}
