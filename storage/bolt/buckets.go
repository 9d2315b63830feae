package bolt

import "go.etcd.io/bbolt"

// buckets is the schema. Numbers in keys are big-endian, so that keys lie in the
// order of what they count. A receipt's key is 7 bytes: mode 'l' or 't', year (2),
// number (4). A totals key is mode, campaign, NUL, currency, NUL. A value is the row
// of package storage in CBOR, unless something else is said.
//
//	meta         "schema", "ledger", "last_poll" what the file is
//	             "moved_" chat (8)             → the supergroup that the group has become
//	donations    receipt                       → donation, never deleted
//	charges      hash of the charge's id (16)  → receipt
//	history      person (8) receipt            → nothing
//	supporters   totals key, person (8)        → number of the person's donations that are OK
//	totals       totals key                    → totals and the campaign's last title
//	days         day (4), totals key           → totals of that day
//	numbers      mode, year (2)                → last number that was given (4)
//	gaps         receipt                       → numbers that were leapt over, from that one on
//	adjustments  receipt, number (2)           → adjustment, never deleted
//	reviews      receipt                       → nothing: waits for an administrator
//	unmatched    hash (16)                     → money that could not be read or matched; kept when closed
//	invoices     payload (16)                  → invoice
//	approvals    payload (16) person (8)       → approved checkout that was not paid yet
//	outbox       count (8)                     → message
//	people       person (8)                    → person
//	lookups      hash of the Telegram id (16)  → person (8)
var buckets = struct {
	meta, donations, charges, history, supporters, totals, days, numbers, adjustments, reviews,
	unmatched, invoices, approvals, outbox, people, lookups, gaps []byte
}{
	[]byte("meta"), []byte("donations"), []byte("charges"), []byte("history"), []byte("supporters"),
	[]byte("totals"), []byte("days"), []byte("numbers"), []byte("adjustments"), []byte("reviews"),
	[]byte("unmatched"), []byte("invoices"), []byte("approvals"), []byte("outbox"), []byte("people"), []byte("lookups"), []byte("gaps"),
}

func allBuckets() [][]byte {
	b := buckets
	return [][]byte{
		b.meta, b.donations, b.charges, b.history, b.supporters, b.totals, b.days, b.numbers, b.adjustments, b.reviews,
		b.unmatched, b.invoices, b.approvals, b.outbox, b.people, b.lookups, b.gaps,
	}
}

// derived are the buckets that can be made again from donations and adjustments. Last
// numbers can't: those of donations that are gone are taken.
func derived() [][]byte {
	b := buckets
	return [][]byte{b.charges, b.history, b.supporters, b.totals, b.days, b.reviews}
}

// setFillPercent fills the pages of the buckets whose keys mostly grow, since nothing
// will come between.
func setFillPercent(b *bbolt.Tx) {
	for _, name := range [][]byte{buckets.donations, buckets.invoices, buckets.outbox} {
		b.Bucket(name).FillPercent = 1
	}
}
