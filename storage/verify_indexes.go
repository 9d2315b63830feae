package storage

import (
	"bytes"

	"github.com/donatebot/donatebot/campaigns"
)

// extraCharges looks for charges of no donation.
func (v *verification) extraCharges() error {
	return v.each(buckets.charges, func(key, at []byte) {
		receipt, err := receiptOf(at)
		if err != nil {
			v.differ("charges: %v", err)
			return
		}
		d, ok, err := donation(v.tx, at)
		if err == nil && (!ok || !bytes.Equal(hashKey(d.ChargeID), key)) {
			v.differ("charges: %x leads to %s, which has another charge or is not there", key, receipt)
		}
	})
}

// extraHistory looks for places in histories without a donation.
func (v *verification) extraHistory() error {
	return v.each(buckets.history, func(key, value []byte) {
		if len(key) != donorSize+receiptSize || len(value) != 0 {
			v.differ("history: %x is no key of it", key)
			return
		}
		d, ok, err := donation(v.tx, key[donorSize:])
		if err == nil && (!ok || d.Personal.DonorID != donorOf(key)) {
			v.differ("history: donor %d has a receipt that is another's or is not there", donorOf(key))
		}
	})
}

// extraReviews looks for reviews that are none.
func (v *verification) extraReviews() error {
	return v.each(buckets.reviews, func(key, value []byte) {
		d, ok, err := donation(v.tx, key)
		if err == nil && (!ok || len(value) != 0 || d.Status != campaigns.StatusReview) {
			v.differ("reviews: %x waits for review, but is not under review or not there", key)
		}
	})
}

// extraEntries looks for entries of no donation.
func (v *verification) extraEntries() error {
	return v.each(buckets.entries, func(key, _ []byte) {
		if len(key) != receiptSize+2 || !has(v.tx.Bucket(buckets.donations), key[:receiptSize]) {
			v.differ("entries: %x is of no donation", key)
		}
	})
}

// others looks whether the rest can be read, which derives from nothing.
func (v *verification) others() error {
	for bucket, decode := range map[string]func(key, raw []byte) error{
		string(buckets.invoices): func(key, raw []byte) error {
			var p campaigns.Payload
			copy(p[:], key)
			_, err := decodeInvoice(p, raw)
			return err
		},
		string(buckets.approvals): func(_, raw []byte) error { _, err := decodeApproval(raw); return err },
		string(buckets.outbox):    func(_, raw []byte) error { _, err := decodeMessage(0, raw); return err },
		string(buckets.donors):    func(_, raw []byte) error { _, err := decodeDonor(0, raw); return err },
		string(buckets.strays):    func(key, raw []byte) error { _, err := decodeStray(key, raw); return err },
		string(buckets.numbers):   func(_, _ []byte) error { return nil },
		string(buckets.meta):      func(_, _ []byte) error { return nil },
	} {
		err := v.each([]byte(bucket), func(key, raw []byte) {
			if err := decode(key, raw); err != nil {
				v.differ("%s: %x can't be read: %v", bucket, key, err)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}
