package storage

import "go.etcd.io/bbolt"

// buckets is the schema. Numbers in keys are big-endian, so that keys lie in the
// order of what they count. A receipt's key is 7 bytes: mode 'l' or 't', year
// (2), number (4). A totals key is mode, campaign, NUL, currency, NUL. Values are
// in protobuf's wire format, whose fields are numbered in wire_*.go.
//
//	meta        "schema", "last_poll"           what the file is
//	donations   receipt                       → donation, never deleted
//	charges     hash of the charge's id (16)  → receipt
//	history     donor (8) receipt             → nothing
//	supporters  totals key, donor (8)         → number of the donor's donations that are OK
//	totals      totals key                    → totals and the campaign's last title
//	days        totals key, day (4)           → totals of that day
//	numbers     mode, year (2)                → last number that was given
//	entries     receipt, count (2)            → refund or settlement, never deleted
//	reviews     receipt                       → nothing: waits for an administrator
//	strays      hash (16)                     → money that could not be read or matched, as it came; kept when settled
//	invoices    payload (16)                  → invoice
//	approvals   payload (16) donor (8)        → approved checkout that was not paid yet
//	outbox      count (8)                     → message
//	donors      donor (8)                     → donor
var buckets = struct {
	meta, donations, charges, history, supporters, totals, days, numbers, entries, reviews,
	strays, invoices, approvals, outbox, donors []byte
}{
	[]byte("meta"), []byte("donations"), []byte("charges"), []byte("history"), []byte("supporters"),
	[]byte("totals"), []byte("days"), []byte("numbers"), []byte("entries"), []byte("reviews"),
	[]byte("strays"), []byte("invoices"), []byte("approvals"), []byte("outbox"), []byte("donors"),
}

func allBuckets() [][]byte {
	b := buckets
	return [][]byte{
		b.meta, b.donations, b.charges, b.history, b.supporters, b.totals, b.days, b.numbers, b.entries, b.reviews,
		b.strays, b.invoices, b.approvals, b.outbox, b.donors,
	}
}

// derived are the buckets that can be made anew from donations and entries.
func derived() [][]byte {
	b := buckets
	return [][]byte{b.charges, b.history, b.supporters, b.totals, b.days, b.numbers, b.reviews}
}

// rising are the buckets whose keys mostly grow: their pages are filled up, since
// nothing will come between.
func rising(tx *bbolt.Tx) {
	for _, name := range [][]byte{buckets.donations, buckets.invoices, buckets.outbox} {
		tx.Bucket(name).FillPercent = 0.98
	}
}
