// Package storage is the ledger: donations with their adjustments, running totals,
// invoices, approved checkouts, people and the outbox. It holds the verbs of the
// domain, written once over a transaction of typed operations ([Tx]); what keeps
// the rows is an [Engine], of which package bolt is one.
//
// Every check and the write that depends on it happen in one transaction; totals
// and indexes change with the donation or not at all. Writers that come at the same
// time share a commit, which waits for no timer. The rules are those of package
// campaigns; nothing here calls anybody, and no read transaction stays open while a
// caller works.
//
// A person is an opaque [PersonID] to the engine, and what a row says of a person is
// one encoded part of the row: personal.go is the only place that looks into it.
package storage
