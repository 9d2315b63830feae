package storage

import (
	"errors"
	"iter"

	"github.com/donatebot/donatebot/campaigns"
)

// quiet passes over a row that can't be read, which is reported in other words.
func (v *verification) quiet(err error) error {
	if errors.Is(err, ErrDamaged) {
		return nil
	}
	return err
}

// others looks whether the rest can be read, which derives from nothing.
func (v *verification) others() error {
	steps := []func() error{
		func() error { return readAll(v, v.Invoices(campaigns.Payload{}), v.openInvoice) },
		func() error { return readAll(v, v.Approvals(campaigns.Payload{}), v.unpaidCheckout) },
		func() error { return readAll(v, v.Messages(0), v.openMessage) },
		func() error { return readAll(v, v.AllUnmatched(), v.openUnmatched) },
		func() error { _, err := v.LastPoll(); return v.unreadable("", err) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// readAll looks whether each row can be read, and what is personal in it opened.
func readAll[Row, Value any](v *verification, rows iter.Seq2[Row, error], open func(Row) (Value, error)) error {
	for row, err := range rows {
		if err == nil {
			_, err = open(row)
		}
		if err := v.unreadable("can't be read: ", err); err != nil {
			return err
		}
	}
	return nil
}

// people looks whether each person can be read, and found by their Telegram id.
func (v *verification) people() error {
	for row, err := range v.People() {
		var d campaigns.Donor
		if err == nil {
			d, err = v.openPerson(row)
		}
		if err != nil {
			if err := v.unreadable("can't be read: ", err); err != nil {
				return err
			}
			continue
		}
		id, ok, err := v.FindPerson(lookupOf(d.ID))
		if err := v.quiet(err); err != nil {
			return err
		}
		if !ok || id != row.ID {
			v.differ("people: one can't be found by their Telegram id")
		}
	}
	return nil
}
