package storagetest

import (
	"cmp"
	"slices"

	"github.com/donatebot/donatebot/campaigns"
)

// figures adds everything up from the start: what each donation was when it came, and
// what each adjustment changed on its day.
func (m *model) figures(key campaigns.TotalsKey, from, to campaigns.Day) (t campaigns.Totals) {
	for _, d := range m.donations {
		for _, change := range d.life {
			if change.day >= from && change.day <= to {
				t = addTo(t, key, change.before, -1)
				t = addTo(t, key, change.after, 1)
			}
		}
	}
	return t
}

// addTo adds what a donation counts to the key, or with the sign -1 takes it away.
func addTo(t campaigns.Totals, key campaigns.TotalsKey, d campaigns.Donation, sign int64) campaigns.Totals {
	if d.Key() != key || d.Status == "" {
		return t
	}
	t.Refunded += sign * d.Refunded
	switch d.Status {
	case campaigns.StatusOK:
		if kept := d.Gift + d.Tip - d.Refunded; kept > 0 {
			t.Raised += sign * kept
		}
		t.Donations += sign
	case campaigns.StatusReview:
		t.Review += sign
	}
	return t
}

const (
	firstDay campaigns.Day = "0000-01-01"
	lastDay  campaigns.Day = "9999-12-31"
)

// totals are those of all days, with the number of different people.
func (m *model) totals(key campaigns.TotalsKey) campaigns.Totals {
	t := m.figures(key, firstDay, lastDay)
	people := map[int64]bool{}
	for _, d := range m.donations {
		if d.Key() == key && d.Status == campaigns.StatusOK {
			people[d.Personal.DonorID] = true
		}
	}
	t.Donors = int64(len(people))
	return t
}

// all are the figures of every key, as of a day.
func (m *model) all(today campaigns.Day) (all []campaigns.Figures) {
	for key, title := range m.titles {
		all = append(all, campaigns.Figures{
			TotalsKey: key, Title: title, Totals: m.totals(key),
			Today: m.figures(key, today, today), Week: m.figures(key, daysBefore(today, 6), today), Month: m.figures(key, daysBefore(today, 29), today),
		})
	}
	sortFigures(all)
	return all
}

func daysBefore(day campaigns.Day, n int) campaigns.Day {
	return campaigns.Day(day.Time().AddDate(0, 0, -n).Format("2006-01-02"))
}

func sortFigures(all []campaigns.Figures) {
	slices.SortFunc(all, func(a, b campaigns.Figures) int {
		return cmp.Or(cmp.Compare(a.Mode, b.Mode), cmp.Compare(a.CampaignID, b.CampaignID), cmp.Compare(a.Currency, b.Currency))
	})
}

// sorted are the donations in the order of an export.
func (m *model) sorted() []*modelDonation {
	all := slices.Clone(m.donations)
	slices.SortFunc(all, func(a, b *modelDonation) int {
		return cmp.Or(cmp.Compare(a.Receipt.Mode, b.Receipt.Mode), cmp.Compare(a.Receipt.Year, b.Receipt.Year), cmp.Compare(a.Receipt.Number, b.Receipt.Number))
	})
	return all
}

// history is a person's, the newest first.
func (m *model) history(donor int64, mode campaigns.Mode, n int) (found []campaigns.Donation) {
	all := m.sorted()
	slices.Reverse(all)
	for _, d := range all {
		if d.Personal.DonorID == donor && d.Receipt.Mode == mode && len(found) < n {
			found = append(found, d.Donation)
		}
	}
	return found
}
