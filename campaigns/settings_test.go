package campaigns

import (
	"strings"
	"testing"

	"github.com/donatebot/donatebot/money"
)

func TestACampaignKeepsItsCurrency(t *testing.T) {
	usd, _ := money.ByCode("USD")
	s := &Settings{Mode: ModeLive, Campaigns: []Campaign{{ID: "books", Currency: usd}}}
	key := func(mode Mode, id ID, currency string) TotalsKey { return TotalsKey{mode, id, currency} }
	figures := func(keys ...TotalsKey) (all []Figures) {
		for _, k := range keys {
			all = append(all, Figures{TotalsKey: k})
		}
		return all
	}
	eur := key(ModeLive, "books", "EUR")
	others := []TotalsKey{key(ModeTest, "books", "EUR"), key(ModeLive, "roof", "EUR")}
	for _, tt := range []struct {
		name          string
		donated, open []TotalsKey
		want          string
	}{
		{"nothing yet", nil, nil, ""},
		{"the same", []TotalsKey{key(ModeLive, "books", "USD")}, nil, ""},
		{"others", others, others, ""},
		{"donations", []TotalsKey{eur}, nil, "campaigns[0].currency (books): USD: the campaign has donations in EUR; a campaign keeps"},
		{"an open invoice", nil, []TotalsKey{eur}, "campaigns[0].currency (books): USD: the campaign has invoices in EUR that can still be paid; a campaign keeps"},
		// It can't be, but where it is, the bot starts with one or the other.
		{"both", []TotalsKey{eur, key(ModeLive, "books", "USD")}, []TotalsKey{eur}, ""},
	} {
		got := strings.Join(s.ChangedCurrencies(figures(tt.donated...), tt.open), "\n")
		if (got == "") != (tt.want == "") || !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
