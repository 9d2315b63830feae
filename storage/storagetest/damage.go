package storagetest

import (
	"context"
	"fmt"
	"iter"
	"math"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// stale is an engine in which rows that derive from others can't be read, or say what
// is not so, while it writes.
type stale struct {
	storage.Engine
	what string
}

// derivedRows are what an engine can be stale in.
func derivedRows() []string {
	return []string{"totals", "days", "donors", "number", "number is low", "number is the last", "charges", "charges lead nowhere", "people", "unmatched"}
}

func (e *stale) Update(ctx context.Context, write func(storage.Tx) error) error {
	return e.Engine.Update(ctx, func(tx storage.Tx) error { return write(staleTx{tx, e.what}) })
}

type staleTx struct {
	storage.Tx
	what string
}

func (t staleTx) fault(what string) error {
	if t.what != what {
		return nil
	}
	return fmt.Errorf("%s: %w", what, storage.ErrDamaged)
}

func (t staleTx) Totals(key campaigns.TotalsKey) (storage.TotalsRow, error) {
	if err := t.fault("totals"); err != nil {
		return storage.TotalsRow{}, err
	}
	return t.Tx.Totals(key)
}

func (t staleTx) AddTotals(key campaigns.TotalsKey, change campaigns.Totals, title string) error {
	if err := t.fault("totals"); err != nil {
		return err
	}
	return t.Tx.AddTotals(key, change, title)
}

func (t staleTx) AddDay(key campaigns.TotalsKey, day storage.DayNumber, change campaigns.Totals) error {
	if err := t.fault("days"); err != nil {
		return err
	}
	return t.Tx.AddDay(key, day, change)
}

func (t staleTx) DonorCount(key campaigns.TotalsKey, p storage.PersonID) (int64, error) {
	if err := t.fault("donors"); err != nil {
		return 0, err
	}
	return t.Tx.DonorCount(key, p)
}

func (t staleTx) LastNumber(mode campaigns.Mode, year int) (uint32, error) {
	switch t.what {
	case "number is low":
		return 0, nil
	case "number is the last":
		return math.MaxUint32, nil
	}
	if err := t.fault("number"); err != nil {
		return 0, err
	}
	return t.Tx.LastNumber(mode, year)
}

func (t staleTx) DonationByCharge(charge string) (storage.DonationRow, bool, error) {
	if t.what == "charges lead nowhere" {
		return storage.DonationRow{}, false, nil
	}
	if err := t.fault("charges"); err != nil {
		return storage.DonationRow{Receipt: Receipt(1)}, false, err
	}
	return t.Tx.DonationByCharge(charge)
}

func (t staleTx) FindPerson(lookup storage.Lookup) (storage.PersonID, bool, error) {
	if err := t.fault("people"); err != nil {
		return 0, false, err
	}
	return t.Tx.FindPerson(lookup)
}

func (t staleTx) Unmatched(id storage.UnmatchedID) (storage.UnmatchedRow, bool, error) {
	if err := t.fault("unmatched"); err != nil {
		return storage.UnmatchedRow{}, false, err
	}
	return t.Tx.Unmatched(id)
}

// testDamagedDerived: whatever derives from donations is damaged, payments are
// recorded, their charges are known, and a repair mends it.
func testDamagedDerived(t *testing.T, fresh Fresh) {
	for _, what := range derivedRows() {
		t.Run(what, func(t *testing.T) {
			e := &stale{}
			s := openWith(t, fresh, func(inner storage.Engine) storage.Engine { e.Engine = inner; return e })
			first := storage.Event{Payment: Payment(AddInvoice(t, s, "books", 1000, 42), "first", 1000)}
			second := storage.Event{Payment: Payment(AddInvoice(t, s, "books", 1000, 42), "second", 1000)}
			third := storage.Event{Payment: Payment(AddInvoice(t, s, "well", 2000, 43), "third", 2000)}
			Record(t, s, first)
			e.what = what
			again := Record(t, s, first)[0]
			if !again.Duplicate || again.Donation.Receipt != Receipt(1) {
				t.Errorf("a payment that comes again: %+v", again)
			}
			if what != "charges" { // of which nothing can be known then
				for n, o := range Record(t, s, second, third) {
					if o.Duplicate || o.Donation.Receipt != Receipt(uint32(n+2)) {
						t.Errorf("payment %d: %+v", n+2, o)
					}
				}
			}
			Record(t, s, starsRefund("nobody's", first.Payment.Total), storage.Event{Unread: []byte("{}")})
			wantDamageTold(t, s)
			e.what = ""
			if _, err := s.Repair(t.Context(), Noon); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// wantDamageTold: administrators are told of damage, once.
func wantDamageTold(t *testing.T, s *storage.Store) {
	t.Helper()
	messages, err := s.Pending(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, m := range messages {
		if m.Key == storage.AlertKeyDamage {
			told++
		}
	}
	if told != 1 {
		t.Errorf("administrators are told of damage %d times", told)
	}
}

// torn is an engine in which one donation can't be read.
type torn struct {
	storage.Engine
	receipt campaigns.ReceiptNo
}

func (e *torn) View(ctx context.Context, read func(storage.Reader) error) error {
	return e.Engine.View(ctx, func(r storage.Reader) error { return read(tornReader{r, e.receipt}) })
}

type tornReader struct {
	storage.Reader
	receipt campaigns.ReceiptNo
}

func (r tornReader) Donations(after, last campaigns.ReceiptNo) iter.Seq2[storage.DonationRow, error] {
	return func(yield func(storage.DonationRow, error) bool) {
		for row, err := range r.Reader.Donations(after, last) {
			if row.Receipt == r.receipt {
				row, err = storage.DonationRow{Receipt: r.receipt}, fmt.Errorf("donation %s: %w", r.receipt, storage.ErrDamaged)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func (r tornReader) AllTotals() iter.Seq2[storage.TotalsRow, error] {
	return func(yield func(storage.TotalsRow, error) bool) {
		for row, err := range r.Reader.AllTotals() {
			if row.Key == BooksLive && r.receipt.Number != 0 {
				err = storage.ErrDamaged
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// testExportPassesOver: an export and the figures hand over all but what is damaged,
// and say so.
func testExportPassesOver(t *testing.T, fresh Fresh) {
	e := &torn{}
	s := openWith(t, fresh, func(inner storage.Engine) storage.Engine { e.Engine = inner; return e })
	Fill(t, s)
	e.receipt = Receipt(2)
	var got []string
	err := s.Export(t.Context(), storage.Filter{}, func(d campaigns.Donation) error { got = append(got, d.ChargeID); return nil })
	if want := "a c d review settled"; strings.Join(got, " ") != want {
		t.Errorf("exported %q, want %q", got, want)
	}
	wantDamage(t, err, "2026-000002")
	figures, err := s.Figures(t.Context(), "2026-11-24")
	if len(figures) != 1 || figures[0].CampaignID != "well" {
		t.Errorf("%+v", figures)
	}
	wantDamage(t, err, "books")
	e.receipt = campaigns.ReceiptNo{}
}

func wantDamage(t *testing.T, err error, name string) {
	t.Helper()
	if damage, ok := err.(*storage.DamageError); !ok || len(damage.Rows) != 1 || !strings.Contains(damage.Rows[0], name) {
		t.Errorf("%v does not name %s alone", err, name)
	}
}
