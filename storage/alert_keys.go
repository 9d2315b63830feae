package storage

// Keys of alerts that the ledger puts into the outbox. Each has its words in locales,
// under "alert_" and the key.
const (
	AlertKeyUnmatched = "unmatched" // money that could not be booked; args: id
	AlertKeyDamage    = "damage"    // what derives from the donations can't be read; args: cause
	AlertKeyUnpaid    = "unpaid"    // an approved checkout without a payment; args: id, at, amount, currency, donor, name, campaign, payload, provider
)
