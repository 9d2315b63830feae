package storage

import (
	"errors"

	"github.com/donatebot/donatebot/campaigns"
)

// donor is what is known of a person by their Telegram id.
func (tx readTx) donor(telegramID int64) (PersonID, campaigns.Donor, error) {
	stranger := campaigns.Donor{ID: telegramID}
	id, ok, err := tx.FindPerson(lookupOf(telegramID))
	if err != nil || !ok {
		return 0, stranger, err
	}
	row, ok, err := tx.Person(id)
	if err != nil || !ok {
		return id, stranger, err
	}
	d, err := tx.openPerson(row)
	return id, d, err
}

// knownDonor is the person; the zero Donor if no person has that number.
func (tx readTx) knownDonor(id PersonID) (campaigns.Donor, error) {
	row, ok, err := tx.Person(id)
	if err != nil || !ok {
		return campaigns.Donor{}, err
	}
	return tx.openPerson(row)
}

// person finds the person of a Telegram id, or adds one. The id 0 is nobody's.
func (w *writeTx) person(telegramID int64) (PersonID, error) {
	id, ok, err := w.findPerson(telegramID)
	if err != nil || ok || telegramID == 0 {
		return id, err
	}
	for taken := true; taken; {
		id = drawPersonID()
		if _, taken, err = w.Person(id); err != nil {
			return 0, err
		}
	}
	return id, w.putPerson(id, campaigns.Donor{ID: telegramID})
}

func (w *writeTx) putPerson(id PersonID, d campaigns.Donor) error {
	row, err := w.personRow(id, d)
	if err != nil {
		return err
	}
	w.people[d.ID] = id
	return w.PutPerson(lookupOf(d.ID), row)
}

// findPerson finds the person of a Telegram id, once a transaction.
func (w *writeTx) findPerson(telegramID int64) (PersonID, bool, error) {
	if telegramID == 0 {
		return 0, false, nil
	}
	if id, ok := w.people[telegramID]; ok {
		return id, true, nil
	}
	id, ok, err := w.FindPerson(lookupOf(telegramID))
	if errors.Is(err, ErrDamaged) {
		w.damaged(err)
		id, ok, err = w.searchPerson(telegramID)
	}
	if ok {
		w.people[telegramID] = id
	}
	return id, ok, err
}

// searchPerson looks for a person whom no way leads to, and makes them findable again.
func (w *writeTx) searchPerson(telegramID int64) (PersonID, bool, error) {
	for row, err := range w.People() {
		var d campaigns.Donor
		if err == nil {
			d, err = w.openPerson(row)
		}
		if err != nil {
			if err := w.orDamaged(err); err != nil {
				return 0, false, err
			}
			continue
		}
		if d.ID == telegramID {
			return row.ID, true, w.PutPerson(lookupOf(telegramID), row)
		}
	}
	return 0, false, nil
}
