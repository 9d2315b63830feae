package storage

import (
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
)

// donationRow is a donation as the ledger keeps it.
func (tx readTx) donationRow(d campaigns.Donation, person PersonID) (DonationRow, error) {
	if d.Amount != d.Gift+d.Tip+d.Fee+d.Shipping { // the domain never makes such a one
		return DonationRow{}, fmt.Errorf("donation %s: its parts do not add up to %d", d.Receipt, d.Amount)
	}
	row := DonationRow{
		Receipt: d.Receipt, At: d.At, Day: NumberOf(d.Day), Status: d.Status, Reason: d.Reason, CampaignID: d.CampaignID,
		Currency: d.Currency, Gift: d.Gift, Tip: d.Tip, Fee: d.Fee, Shipping: d.Shipping,
		Person: person, Language: d.Language, Anonymous: d.Anonymous, ChargeID: d.ChargeID, ProviderChargeID: d.ProviderChargeID,
		Source: d.Source, OptionID: d.OptionID, Refunded: d.Refunded,
	}
	part := donationPart{TelegramID: d.Personal.DonorID, Name: d.Personal.Name, FirstName: d.Personal.FirstName, Contact: contactPart(d.Personal.Contact)}
	if p, ok := campaigns.ParsePayload(d.Payload); ok {
		row.Payload = p[:]
	} else {
		part.Payload = d.Payload
	}
	var err error
	row.Personal, err = tx.encodePersonal(placeOfDonation(d.Receipt, person), part)
	return row, err
}

// key is the totals that the donation counts in.
func (row DonationRow) key() campaigns.TotalsKey {
	return campaigns.TotalsKey{Mode: row.Receipt.Mode, CampaignID: row.CampaignID, Currency: row.Currency}
}

// withoutPersonal is the donation but for what is personal: all that figures need.
func (row DonationRow) withoutPersonal() (campaigns.Donation, error) {
	d := campaigns.Donation{
		Receipt: row.Receipt, At: row.At.UTC(), Day: row.Day.Day(), Status: row.Status, Reason: row.Reason, CampaignID: row.CampaignID,
		Currency: row.Currency, Amount: row.Gift + row.Tip + row.Fee + row.Shipping, Gift: row.Gift, Tip: row.Tip, Fee: row.Fee, Shipping: row.Shipping,
		Language: row.Language, Anonymous: row.Anonymous, ChargeID: row.ChargeID, ProviderChargeID: row.ProviderChargeID,
		Source: row.Source, OptionID: row.OptionID, Refunded: row.Refunded,
	}
	switch row.Status {
	case campaigns.StatusOK, campaigns.StatusReview:
	case campaigns.StatusRefunded:
		d.Refunded = d.Amount // of one that was refunded before there were refunds in part, the row does not say it
	default:
		return d, fmt.Errorf("donation %s: %w: it has no status", row.Receipt, ErrDamaged)
	}
	if len(row.Payload) > 0 {
		var p campaigns.Payload
		if copy(p[:], row.Payload) != len(p) {
			return d, fmt.Errorf("donation %s: %w: its payload is cut off", row.Receipt, ErrDamaged)
		}
		d.Payload = p.String()
	}
	return d, nil
}

// openDonation is the donation with what is personal.
func (tx readTx) openDonation(row DonationRow) (campaigns.Donation, error) {
	d, err := row.withoutPersonal()
	if err != nil {
		return d, err
	}
	var part donationPart
	if err := tx.decodePersonal(placeOfDonation(row.Receipt, row.Person), row.Personal, &part); err != nil {
		return d, fmt.Errorf("donation %s: %w", row.Receipt, err)
	}
	d.Personal = campaigns.Personal{DonorID: part.TelegramID, Name: part.Name, FirstName: part.FirstName, Contact: campaigns.Contact(part.Contact)}
	if d.Payload == "" {
		d.Payload = part.Payload
	}
	return d, nil
}

// adjustmentRow is an adjustment of the person's donation as the ledger keeps it.
func (tx readTx) adjustmentRow(a campaigns.Adjustment, number uint16, person PersonID) (AdjustmentRow, error) {
	row := AdjustmentRow{
		Receipt: a.Receipt, Number: number, At: a.At, Day: NumberOf(a.Day), Kind: a.Kind, From: a.From, To: a.To, Amount: a.Amount,
		Operation: []byte(a.Operation), Undone: a.Undone, CampaignID: a.CampaignID,
	}
	var err error
	row.Personal, err = tx.encodePersonal(placeOfAdjustment(a.Receipt, number, person), adjustmentPart{Reason: a.Reason, Actor: a.Actor})
	return row, err
}

// withoutPersonal is the adjustment but for what is personal.
func (row AdjustmentRow) withoutPersonal() campaigns.Adjustment {
	return campaigns.Adjustment{
		Receipt: row.Receipt, At: row.At.UTC(), Day: row.Day.Day(), Kind: row.Kind, From: row.From, To: row.To, Amount: row.Amount,
		Operation: string(row.Operation), Undone: row.Undone, CampaignID: row.CampaignID,
	}
}

// withoutPersonal are the adjustments but for what is personal: all that figures need.
func withoutPersonal(rows []AdjustmentRow) []campaigns.Adjustment {
	all := make([]campaigns.Adjustment, 0, len(rows))
	for _, row := range rows {
		all = append(all, row.withoutPersonal())
	}
	return all
}

// openAdjustment is the adjustment with what is personal; person is its donation's.
func (tx readTx) openAdjustment(row AdjustmentRow, person PersonID) (campaigns.Adjustment, error) {
	a := row.withoutPersonal()
	var part adjustmentPart
	if err := tx.decodePersonal(placeOfAdjustment(row.Receipt, row.Number, person), row.Personal, &part); err != nil {
		return a, fmt.Errorf("adjustment %d of %s: %w", row.Number, row.Receipt, err)
	}
	a.Reason, a.Actor = part.Reason, part.Actor
	return a, nil
}
