package storage

import (
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
)

// Statuses as they are stored. The order must never change.
var statuses = []campaigns.Status{"", campaigns.StatusOK, campaigns.StatusReview, campaigns.StatusRefunded}

func statusNumber(s campaigns.Status) int64 {
	for i, known := range statuses {
		if s == known {
			return int64(i)
		}
	}
	panic(fmt.Sprintf("storage: no number for the status %q", s))
}

func statusOf(n int64) (campaigns.Status, error) {
	if n <= 0 || n >= int64(len(statuses)) {
		return "", fmt.Errorf("%w: %d is no status", ErrDamaged, n)
	}
	return statuses[n], nil
}

// encodeDonation leaves out the receipt, which is the key, and the amount where
// it is the sum of its parts.
func encodeDonation(d campaigns.Donation) []byte {
	r := make(record, 0, 192)
	r.time(1, d.At)
	r.number(2, int64(dayNumber(d.Day)))
	r.number(3, statusNumber(d.Status))
	r.text(4, string(d.Reason))
	r.text(5, string(d.CampaignID))
	r.text(6, d.Currency)
	r.number(7, d.Gift)
	r.number(8, d.Tip)
	r.number(9, d.Fee)
	r.number(10, d.Shipping)
	r.number(11, d.Amount-d.Gift-d.Tip-d.Fee-d.Shipping)
	r.number(12, d.Personal.DonorID)
	r.text(13, d.Personal.Name)
	r.text(14, d.Language)
	r.flag(15, d.Anonymous)
	r.text(16, d.ChargeID)
	r.text(17, d.ProviderChargeID)
	if p, ok := campaigns.ParsePayload(d.Payload); ok {
		r.bytes(18, p[:])
	} else {
		r.text(19, d.Payload)
	}
	r.text(20, d.Source)
	r.text(21, d.OptionID)
	r.bytes(22, encodeContact(d.Personal.Contact))
	return r
}

func decodeDonation(receipt campaigns.ReceiptNo, data []byte) (campaigns.Donation, error) {
	d := campaigns.Donation{Receipt: receipt}
	err := eachField(data, func(v value) (err error) {
		switch v.field {
		case 1:
			d.At = v.time()
		case 2:
			d.Day = dayOf(uint32(v.n))
		case 3:
			d.Status, err = statusOf(v.number())
		case 4:
			d.Reason = campaigns.Reason(v.data)
		case 5:
			d.CampaignID = campaigns.ID(v.data)
		case 6:
			d.Currency = v.text()
		case 7:
			d.Gift = v.number()
		case 8:
			d.Tip = v.number()
		case 9:
			d.Fee = v.number()
		case 10:
			d.Shipping = v.number()
		case 11:
			d.Amount = v.number()
		default:
			err = decodeGiver(&d, v)
		}
		return err
	})
	d.Amount += d.Gift + d.Tip + d.Fee + d.Shipping
	if err == nil && d.Status == "" {
		err = ErrDamaged
	}
	if err != nil {
		return d, fmt.Errorf("donation %s: %w", receipt, err)
	}
	return d, nil
}

// decodeGiver reads the fields about who gave, and how.
func decodeGiver(d *campaigns.Donation, v value) (err error) {
	switch v.field {
	case 12:
		d.Personal.DonorID = v.number()
	case 13:
		d.Personal.Name = v.text()
	case 14:
		d.Language = v.text()
	case 15:
		d.Anonymous = v.flag()
	case 16:
		d.ChargeID = v.text()
	case 17:
		d.ProviderChargeID = v.text()
	case 18:
		var p campaigns.Payload
		if copy(p[:], v.data) != len(p) {
			return ErrDamaged
		}
		d.Payload = p.String()
	case 19:
		d.Payload = v.text()
	case 20:
		d.Source = v.text()
	case 21:
		d.OptionID = v.text()
	case 22:
		d.Personal.Contact, err = decodeContact(v.data)
	}
	return err
}

func encodeContact(c campaigns.Contact) []byte {
	var r record
	for i, text := range []string{c.Name, c.Email, c.Phone, c.Country, c.State, c.City, c.Line1, c.Line2, c.Postcode} {
		r.text(contactField(i), text)
	}
	return r
}

func decodeContact(data []byte) (campaigns.Contact, error) {
	var c campaigns.Contact
	err := eachField(data, reads(func(v value) {
		for i, text := range []*string{&c.Name, &c.Email, &c.Phone, &c.Country, &c.State, &c.City, &c.Line1, &c.Line2, &c.Postcode} {
			if v.field == contactField(i) {
				*text = v.text()
			}
		}
	}))
	return c, err
}
