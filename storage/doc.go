// Package storage is the ledger: donations with their indexes, running totals,
// invoices, approved checkouts, donors and the outbox, in one bbolt file. It is
// the only user of bbolt, and no type of it shows outside.
//
// Every check and the writing that depends on it happen in one transaction;
// totals and indexes change with the donation or not at all. Writers that come at
// the same time share a commit, which waits for no timer. The rules are those of
// package campaigns; nothing here calls anybody, and no read transaction stays
// open while a caller works.
package storage
