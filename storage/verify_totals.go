package storage

import (
	"encoding/binary"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
)

// supporters goes through histories donor by donor and compares how many
// donations each gave to what.
func (v *verification) supporters() error {
	var donor int64
	mine := map[string]int64{}
	right := 0
	compare := func() {
		for totals, n := range mine {
			noted, err := countOf(v.tx.Bucket(buckets.supporters).Get(supporterKey([]byte(totals), donor)))
			if err != nil || noted != n {
				v.differ("supporters: donor %d has %d donations, noted are %d", donor, n, noted)
			}
			right++
			v.totals[totals].Donors++
		}
		clear(mine)
	}
	err := v.each(buckets.history, func(key, _ []byte) {
		if len(key) != donorSize+receiptSize {
			return
		}
		if id := donorOf(key); id != donor {
			compare()
			donor = id
		}
		d, ok, err := donation(v.tx, key[donorSize:])
		if err == nil && ok && d.Personal.DonorID == donor && d.Status == campaigns.StatusOK {
			mine[string(totalsKey(d.Key()))]++
		}
	})
	compare()
	if err != nil {
		return err
	}
	noted := 0
	err = v.each(buckets.supporters, func(_, _ []byte) { noted++ })
	if noted != right {
		v.differ("supporters: %d are noted, there are %d", noted, right)
	}
	return err
}

func (v *verification) compareTotals() error {
	err := v.each(buckets.totals, func(key, raw []byte) {
		noted, _, err := decodeTotals(raw)
		should := v.totals[string(key)]
		if should == nil {
			should = &account{}
		}
		if err != nil || noted != should.Totals {
			v.differ("totals of %s: noted %+v, recomputed %+v", nameOf(key), noted, should.Totals)
		}
		delete(v.totals, string(key))
	})
	for key, should := range v.totals {
		v.differ("totals of %s: not noted, recomputed %+v", nameOf([]byte(key)), should.Totals)
	}
	return err
}

func (v *verification) compareDays() error {
	err := v.each(buckets.days, func(key, raw []byte) {
		noted, _, err := decodeTotals(raw)
		var should campaigns.Totals
		if t := v.days[string(key)]; t != nil {
			should = *t
		}
		noted.Donors, should.Donors = 0, 0
		if err != nil || noted != should {
			v.differ("totals of %s: noted %+v, recomputed %+v", nameOfDay(key), noted, should)
		}
		delete(v.days, string(key))
	})
	for key, should := range v.days {
		v.differ("totals of %s: not noted, recomputed %+v", nameOfDay([]byte(key)), *should)
	}
	return err
}

// nameOf names totals for people: "school-books, EUR, live".
func nameOf(key []byte) string {
	k, err := totalsKeyOf(key)
	if err != nil {
		return fmt.Sprintf("%x", key)
	}
	return fmt.Sprintf("%q, %s, %s", k.CampaignID, k.Currency, k.Mode)
}

func nameOfDay(key []byte) string {
	if len(key) <= daySize {
		return fmt.Sprintf("%x", key)
	}
	at := len(key) - daySize
	return nameOf(key[:at]) + " on " + string(dayOf(binary.BigEndian.Uint32(key[at:])))
}
