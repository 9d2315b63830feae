package bot

import (
	"strconv"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
)

// What a button can ask for.
const (
	tapList     = 'l' // a page of the campaigns
	tapCard     = 'c' // a campaign
	tapAgain    = 'n' // a campaign, below a receipt, which stays
	tapAmount   = 'a' // an invoice of that amount
	tapOther    = 'o' // to type an amount
	tapAgree    = 'g' // to agree to the terms and get the invoice
	tapLanguage = 'L' // a language
)

// tap is what a button carries. Telegram takes at most 64 bytes of it (Bot API
// documentation), which the longest, of tapAgree, just fits. Whoever taps may
// have made it up: it can ask for nothing that typing could not.
type tap struct {
	Kind     byte
	Page     int
	Campaign campaigns.ID
	Amount   int64 // smallest unit of the campaign's currency
	Version  string
	Language string
	Link     bool // the conversation began with a deep link
}

// String is the tap as a button's data.
func (t tap) String() string {
	parts := []string{string(t.Kind)}
	switch t.Kind {
	case tapList:
		parts = append(parts, strconv.Itoa(t.Page))
	case tapLanguage:
		parts = append(parts, t.Language)
	default:
		parts = append(parts, string(t.Campaign))
	}
	if t.Kind == tapAmount || t.Kind == tapAgree {
		parts = append(parts, strconv.FormatInt(t.Amount, 10))
	}
	if t.Kind == tapAgree {
		parts = append(parts, t.Version)
	}
	if t.Link {
		parts = append(parts, "l")
	}
	return strings.Join(parts, ":")
}

// giveAgain returns the data of the button below thanks.
func giveAgain(id campaigns.ID) string { return tap{Kind: tapAgain, Campaign: id}.String() }

// longestAmount is the number of digits of the largest amount that Telegram takes.
const longestAmount = 12

// parseTap reads what String wrote; ok is false for anything else.
func parseTap(data string) (t tap, ok bool) {
	parts := strings.Split(data, ":")
	if len(parts) < 2 || len(parts[0]) != 1 || len(data) > 64 {
		return t, false
	}
	t.Kind = parts[0][0]
	if len(parts) > 2 && parts[len(parts)-1] == "l" {
		t.Link, parts = true, parts[:len(parts)-1]
	}
	switch {
	case t.Kind == tapList && len(parts) == 2:
		n, err := strconv.Atoi(parts[1])
		t.Page, ok = n, err == nil && n >= 0 && n < 1000
	case t.Kind == tapLanguage && len(parts) == 2:
		t.Language, ok = parts[1], len(parts[1]) <= 8
	case (t.Kind == tapCard || t.Kind == tapAgain || t.Kind == tapOther) && len(parts) == 2, t.Kind == tapAmount && len(parts) == 3, t.Kind == tapAgree && len(parts) == 4:
		ok = t.parseCampaign(parts[1:])
	}
	return t, ok && t.String() == data
}

func (t *tap) parseCampaign(parts []string) bool {
	t.Campaign = campaigns.ID(parts[0])
	if !t.Campaign.Valid() {
		return false
	}
	if len(parts) > 1 {
		n, err := strconv.ParseInt(parts[1], 10, 64)
		if err != nil || n <= 0 || len(parts[1]) > longestAmount {
			return false
		}
		t.Amount = n
	}
	if len(parts) > 2 {
		t.Version = parts[2]
	}
	return true
}
