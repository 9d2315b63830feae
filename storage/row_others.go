package storage

import (
	"encoding/hex"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

func (tx readTx) invoiceRow(i campaigns.Invoice, person PersonID) (InvoiceRow, error) {
	row := InvoiceRow{
		Payload: i.Payload, CampaignID: i.CampaignID, Title: i.Title, Gift: i.Gift.Units, Currency: i.Gift.Currency, MaxTip: i.MaxTip,
		Provider: i.Provider, Mode: i.Mode, Person: person, Private: i.Private, Source: i.Source, Anonymous: i.Anonymous,
		CreatedAt: i.CreatedAt, ApprovedAt: i.ApprovedAt, ChargeID: i.ChargeID,
	}
	for _, o := range i.Shipping {
		row.Shipping = append(row.Shipping, OptionRow{ID: o.ID, Title: o.Title, Price: o.Price, Countries: o.Countries})
	}
	var err error
	row.Personal, err = tx.encodePersonal(placeOfInvoice(i.Payload, person), invoicePart{TelegramID: i.Personal.DonorID})
	return row, err
}

func (tx readTx) openInvoice(row InvoiceRow) (campaigns.Invoice, error) {
	i := campaigns.Invoice{
		Payload: row.Payload, CampaignID: row.CampaignID, Title: row.Title, Gift: money.Amount{Units: row.Gift, Currency: row.Currency}, MaxTip: row.MaxTip,
		Provider: row.Provider, Mode: row.Mode, Private: row.Private, Source: row.Source, Anonymous: row.Anonymous,
		CreatedAt: row.CreatedAt.UTC(), ApprovedAt: row.ApprovedAt.UTC(), ChargeID: row.ChargeID,
	}
	for _, o := range row.Shipping {
		i.Shipping = append(i.Shipping, campaigns.ShippingOption{ID: o.ID, Title: o.Title, Price: o.Price, Countries: o.Countries})
	}
	var part invoicePart
	if err := tx.decodePersonal(placeOfInvoice(row.Payload, row.Person), row.Personal, &part); err != nil {
		return i, fmt.Errorf("invoice: %w", err)
	}
	i.Personal.DonorID = part.TelegramID
	return i, nil
}

// messageRow is a message as the ledger keeps it; person is whom it is for.
func (tx readTx) messageRow(m campaigns.Message, person PersonID) (MessageRow, error) {
	row := MessageRow{
		ID: m.ID, Kind: m.Kind, Mode: m.Receipt.Mode, Year: m.Receipt.Year, Number: m.Receipt.Number, Key: m.Key, CreatedAt: m.CreatedAt, Person: person,
		RefusedAt: m.RefusedAt, NotBefore: m.NotBefore, AwaitsReturn: m.AwaitsReturn,
	}
	var err error
	row.Personal, err = tx.encodePersonal(placeOfMessage(m.ID, person), messagePart{Chat: m.Chat, Args: m.Args})
	return row, err
}

func (tx readTx) openMessage(row MessageRow) (campaigns.Message, error) {
	m := campaigns.Message{
		ID: row.ID, Kind: row.Kind, Receipt: campaigns.ReceiptNo{Mode: row.Mode, Year: row.Year, Number: row.Number}, Key: row.Key, CreatedAt: row.CreatedAt.UTC(),
		RefusedAt: row.RefusedAt.UTC(), NotBefore: row.NotBefore.UTC(), AwaitsReturn: row.AwaitsReturn,
	}
	var part messagePart
	if err := tx.decodePersonal(placeOfMessage(row.ID, row.Person), row.Personal, &part); err != nil {
		return m, fmt.Errorf("message %d: %w", row.ID, err)
	}
	m.Chat, m.Args = part.Chat, part.Args
	return m, nil
}

func (tx readTx) unmatchedRow(id UnmatchedID, u Unmatched) (UnmatchedRow, error) {
	row := UnmatchedRow{ID: id, At: u.At, Told: u.Told, ClosedAt: u.ClosedAt}
	part := unmatchedPart{Raw: u.Raw, Reason: u.Reason, Actor: u.Actor, TelegramID: u.Read.DonorID, Name: u.Read.Name, Language: u.Read.Language, Payload: u.Read.Payload}
	row.Payment, row.ChargeID, row.Total, row.Currency, row.MovedAt = u.Read.Payment, u.Read.ChargeID, u.Read.Total.Units, u.Read.Total.Currency, u.Read.At
	if r := u.Refund; r != nil {
		row.Refund, row.ChargeID, row.Total, row.Currency, row.MovedAt = true, r.ChargeID, r.Total.Units, r.Total.Currency, r.At
		part.TelegramID = r.DonorID
	}
	var err error
	row.Personal, err = tx.encodePersonal(placeOfUnmatched(id), part)
	return row, err
}

func (tx readTx) openUnmatched(row UnmatchedRow) (Unmatched, error) {
	u := Unmatched{ID: hex.EncodeToString(row.ID[:]), At: row.At.UTC(), Told: row.Told, ClosedAt: row.ClosedAt.UTC()}
	var part unmatchedPart
	if err := tx.decodePersonal(placeOfUnmatched(row.ID), row.Personal, &part); err != nil {
		return u, fmt.Errorf("unmatched %s: %w", u.ID, err)
	}
	u.Raw, u.Reason, u.Actor = part.Raw, part.Reason, part.Actor
	if row.Refund {
		u.Refund = &StarsRefund{
			ChargeID: row.ChargeID, DonorID: part.TelegramID, Total: money.Amount{Units: row.Total, Currency: row.Currency}, At: row.MovedAt.UTC(),
		}
		return u, nil
	}
	u.Read = ReadPart{
		Payment: row.Payment, ChargeID: row.ChargeID, Total: money.Amount{Units: row.Total, Currency: row.Currency}, Payload: part.Payload,
		At: row.MovedAt.UTC(), DonorID: part.TelegramID, Name: part.Name, Language: part.Language,
	}
	return u, nil
}

func (tx readTx) personRow(id PersonID, d campaigns.Donor) (PersonRow, error) {
	row := PersonRow{ID: id, Language: d.Language, TermsVersion: d.TermsVersion, AgreedAt: d.AgreedAt, Unreachable: d.Unreachable}
	var err error
	row.Personal, err = tx.encodePersonal(placeOfPerson(id), personPart{TelegramID: d.ID, Name: d.Name})
	return row, err
}

func (tx readTx) openPerson(row PersonRow) (campaigns.Donor, error) {
	d := campaigns.Donor{Language: row.Language, TermsVersion: row.TermsVersion, AgreedAt: row.AgreedAt.UTC(), Unreachable: row.Unreachable}
	var part personPart
	if err := tx.decodePersonal(placeOfPerson(row.ID), row.Personal, &part); err != nil {
		return d, fmt.Errorf("person: %w", err)
	}
	d.ID, d.Name = part.TelegramID, part.Name
	return d, nil
}
