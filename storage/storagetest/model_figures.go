package storagetest

import (
	"cmp"
	"slices"

	"github.com/donatebot/donatebot/campaigns"
)

// figures adds everything up from the start: what each donation was when it
// came, and what each entry changed on its day.
func (m *model) figures(key campaigns.TotalsKey, from, to campaigns.Day) (t campaigns.Totals) {
	add := func(d campaigns.Donation, status campaigns.Status, day campaigns.Day, sign int64) {
		if d.Key() != key || day < from || day > to {
			return
		}
		switch status {
		case campaigns.StatusOK:
			t.Raised += sign * (d.Gift + d.Tip)
			t.Donations += sign
		case campaigns.StatusRefunded:
			t.Refunded += sign * d.Amount
		case campaigns.StatusReview:
			t.Review += sign
		}
	}
	for _, d := range m.donations {
		first := d.Status
		if len(d.adjustments) > 0 {
			first = d.adjustments[0].From
		}
		add(d.Donation, first, d.Day, 1)
		for _, e := range d.adjustments {
			add(d.Donation, e.From, e.Day, -1)
			add(d.Donation, e.To, e.Day, 1)
		}
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
