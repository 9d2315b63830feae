package storage

import (
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
)

// donors goes through donations person by person and compares how many each gave to
// what.
func (v *verification) donors() error {
	var person PersonID
	gave, right := map[campaigns.TotalsKey]int64{}, 0
	next := func(p PersonID) error {
		err := v.compareDonor(person, gave)
		right += len(gave)
		clear(gave)
		person = p
		return err
	}
	for row, err := range v.DonationsByPerson() {
		if err := v.quiet(err); err != nil { // the walk through all donations has said so
			return err
		}
		if err != nil || row.Status != campaigns.StatusOK {
			continue
		}
		if row.Person != person {
			if err := next(row.Person); err != nil {
				return err
			}
		}
		gave[row.key()]++
	}
	if err := next(0); err != nil {
		return err
	}
	return v.countDonors(right)
}

// compareDonor compares what one person gave with what is noted.
func (v *verification) compareDonor(person PersonID, gave map[campaigns.TotalsKey]int64) error {
	for key, n := range gave {
		noted, err := v.DonorCount(key, person)
		if err := v.quiet(err); err != nil {
			return err
		}
		if err != nil || noted != n {
			v.differ("donor counts: a donor has %d donations to %s, noted are %d", n, nameOf(key), noted)
		}
		t := v.totals[key]
		t.Donors++
		v.totals[key] = t
	}
	return nil
}

func (v *verification) countDonors(right int) error {
	noted := 0
	for _, err := range v.DonorCounts() {
		if err := v.stale("donor counts: ", err); err != nil {
			return err
		}
		noted++
	}
	if noted != right {
		v.differ("donor counts: %d are noted, there are %d", noted, right)
	}
	return nil
}

func (v *verification) compareTotals() error {
	for row, err := range v.AllTotals() {
		if err := v.quiet(err); err != nil {
			return err
		}
		if noted, should := row.Totals(), v.totals[row.Key]; err != nil || noted != should {
			v.differ("totals of %s: noted %+v, recomputed %+v", nameOf(row.Key), noted, should)
		}
		delete(v.totals, row.Key)
	}
	for key, should := range v.totals {
		v.differ("totals of %s: not noted, recomputed %+v", nameOf(key), should)
	}
	return nil
}

func (v *verification) compareDays() error {
	for row, err := range v.Days(0, LastDay) {
		if err := v.quiet(err); err != nil {
			return err
		}
		day, noted := dayKey{row.Key, row.Day}, row.Totals()
		if should := v.days[day]; err != nil || noted != should {
			v.differ("totals of %s on %s: noted %+v, recomputed %+v", nameOf(row.Key), row.Day.Day(), noted, should)
		}
		delete(v.days, day)
	}
	for day, should := range v.days {
		v.differ("totals of %s on %s: not noted, recomputed %+v", nameOf(day.TotalsKey), day.day.Day(), should)
	}
	return nil
}

// nameOf names totals for people: "school-books, EUR, live".
func nameOf(k campaigns.TotalsKey) string {
	return fmt.Sprintf("%q, %s, %s", k.CampaignID, k.Currency, k.Mode)
}
