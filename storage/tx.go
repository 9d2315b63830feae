package storage

import (
	"context"
	"iter"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// Engine keeps the rows of a ledger and knows none of its rules. Its methods may be
// called by many at once.
type Engine interface {
	// View runs read on the ledger as it is now. Nothing that comes from the
	// transaction may be used after it.
	View(ctx context.Context, read func(Reader) error) error
	// Update runs write in one transaction and returns nil only when all of it is on
	// disk; after an error nothing of it is. write may be called again. One Update
	// runs at a time.
	Update(ctx context.Context, write func(Tx) error) error
	// Check looks at what lies below the rows, a file's pages for example, while
	// nobody writes, and only after everything could be read.
	Check(ctx context.Context) error
	// Backup writes a consistent copy of the ledger to path, whole or not at all,
	// while others read and write.
	Backup(ctx context.Context, path string) error
	// BackupBeside makes a backup next to the ledger, whose name ends with the suffix,
	// and returns its path.
	BackupBeside(ctx context.Context, suffix string) (path string, err error)
	Close() error
}

// Reader reads rows. A row that is not there is not ok. One that can't be read is an
// error that wraps [ErrDamaged]; in a walk it comes with its key, and the walk goes
// on after it if the loop does. Any other error ends the walk.
type Reader interface {
	Invoice(campaigns.Payload) (row InvoiceRow, ok bool, err error)
	// Invoices walks through those after the payload, the oldest first.
	Invoices(after campaigns.Payload) iter.Seq2[InvoiceRow, error]
	Approval(campaigns.Payload, PersonID) (row ApprovalRow, ok bool, err error)
	// Approvals walks through those of the payload and of all after it.
	Approvals(from campaigns.Payload) iter.Seq2[ApprovalRow, error]

	Donation(campaigns.ReceiptNo) (row DonationRow, ok bool, err error)
	DonationByCharge(chargeID string) (row DonationRow, ok bool, err error)
	// Donations walks by mode, year and number. A zero last means to the end.
	Donations(after, last campaigns.ReceiptNo) iter.Seq2[DonationRow, error]
	// LastDonations are the highest receipts of each mode and year, readable or not.
	LastDonations() ([]campaigns.ReceiptNo, error)
	// History walks through a person's donations, the highest receipt first.
	History(PersonID, campaigns.Mode) iter.Seq2[DonationRow, error]
	// DonationsByPerson walks through all, person by person.
	DonationsByPerson() iter.Seq2[DonationRow, error]
	// Reviews walks through the donations under review in the order of receipts.
	Reviews() iter.Seq2[DonationRow, error]
	// Adjustments are those of a receipt, in their order.
	Adjustments(campaigns.ReceiptNo) ([]AdjustmentRow, error)
	// AllAdjustments walks by receipt and number.
	AllAdjustments() iter.Seq2[AdjustmentRow, error]
	// LastNumber is the number of the last receipt that was given; 0 before the first.
	LastNumber(mode campaigns.Mode, year int) (uint32, error)
	// LastNumbers are those of every mode and year that has one that can be read.
	LastNumbers() ([]campaigns.ReceiptNo, error)
	// Gaps walks through the numbers that were leapt over, by mode, year and number.
	Gaps() iter.Seq2[GapRow, error]
	// LedgerID is drawn when the ledger is created, and is the same in all its backups.
	LedgerID() (LedgerID, error)

	// Totals are zero if there are none of the key.
	Totals(campaigns.TotalsKey) (TotalsRow, error)
	AllTotals() iter.Seq2[TotalsRow, error]
	// Days walks through the totals of single days, both included.
	Days(from, to DayNumber) iter.Seq2[TotalsRow, error]
	// DonorCount is how many donations of the person the totals count.
	DonorCount(campaigns.TotalsKey, PersonID) (int64, error)
	// DonorCounts walks through those that are not 0.
	DonorCounts() iter.Seq2[DonorCountRow, error]

	Unmatched(UnmatchedID) (row UnmatchedRow, ok bool, err error)
	AllUnmatched() iter.Seq2[UnmatchedRow, error]
	// Messages walks through the outbox after that id, the oldest first.
	Messages(after uint64) iter.Seq2[MessageRow, error]
	FindPerson(Lookup) (id PersonID, ok bool, err error)
	Person(PersonID) (row PersonRow, ok bool, err error)
	People() iter.Seq2[PersonRow, error]
	// LastPoll is the zero time if none was noted.
	LastPoll() (time.Time, error)
	// MovedChat is the supergroup that a group has become.
	MovedChat(old int64) (to int64, ok bool, err error)

	// CheckIndexes compares what the engine keeps to find rows by with the rows, and
	// reports each difference.
	CheckIndexes(ctx context.Context, report func(Difference)) error
}

// Tx reads, and writes rows. A transaction sees what it wrote.
type Tx interface {
	Reader

	PutInvoice(InvoiceRow) error
	DeleteInvoice(campaigns.Payload) error
	PutApproval(ApprovalRow) error
	DeleteApproval(campaigns.Payload, PersonID) error

	// InsertDonation is an error if the receipt's number is taken.
	InsertDonation(DonationRow) error
	// ApplyAdjustment adds the row and puts its donation, as the adjustment leaves it,
	// in the place of what is there: status, refunded and campaign may differ. It is an
	// error if the donation is not there, or has an adjustment with that number.
	ApplyAdjustment(AdjustmentRow, DonationRow) error
	SetLastNumber(mode campaigns.Mode, year int, number uint32) error
	PutGap(GapRow) error

	// AddTotals adds the change to the key's totals. A title other than "" takes the
	// place of the one that is there.
	AddTotals(key campaigns.TotalsKey, change campaigns.Totals, title string) error
	// AddDay adds the change to the totals of one day.
	AddDay(key campaigns.TotalsKey, day DayNumber, change campaigns.Totals) error
	// PutDonorCount with 0 deletes the row.
	PutDonorCount(DonorCountRow) error

	PutUnmatched(UnmatchedRow) error
	DeleteUnmatched(UnmatchedID) error
	// NextMessageID returns a higher id each time.
	NextMessageID() (uint64, error)
	PutMessage(MessageRow) error
	DeleteMessage(id uint64) error
	// PutPerson writes a person, and how to find them.
	PutPerson(Lookup, PersonRow) error
	SetLastPoll(time.Time) error
	SetMovedChat(old, to int64) error

	// Rebuild makes the engine's indexes again from the rows that can be read, keeps
	// what leads to a donation that can't be, and empties totals, days and donor counts.
	Rebuild() error
}
