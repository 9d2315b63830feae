package config

import (
	"slices"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

// sift separates the faults of what the caller needs from those of the rest.
func (o Options) sift(faults Faults) (stops, tolerated Faults) {
	if o.Needs == nil {
		return faults, nil
	}
	for _, f := range faults {
		if f.name == clockVariable || o.needs(f.name) || f.meant != "" && o.needs(f.meant) {
			stops = append(stops, f)
		} else {
			tolerated = append(tolerated, f)
		}
	}
	return stops, tolerated
}

// needs reports whether the key, one above it or one below it is needed.
func (o Options) needs(name string) bool {
	parts := strings.Split(name, ".")
	return slices.ContainsFunc(o.Needs, func(need string) bool {
		for i, part := range strings.Split(need, ".") {
			if i < len(parts) && part != "*" && part != parts[i] {
				return false
			}
		}
		return true
	})
}

// identified returns the campaigns that can be told apart and whose currency is known:
// of one with other faults the figures can be shown all the same.
func identified(all []campaigns.Campaign) []campaigns.Campaign {
	var known []campaigns.Campaign
	for _, c := range all {
		_, certain := money.ByCode(c.Currency.Code)
		twice := slices.ContainsFunc(known, func(x campaigns.Campaign) bool { return x.ID == c.ID })
		if c.ID.Valid() && certain && !twice {
			known = append(known, c)
		}
	}
	return known
}
