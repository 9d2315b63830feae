package storagetest

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// holed is an engine in which people, invoices or the approvals of one payload can't be
// read while it writes.
type holed struct {
	storage.Engine
	what    string
	payload campaigns.Payload
}

func (e *holed) Update(ctx context.Context, write func(storage.Tx) error) error {
	return e.Engine.Update(ctx, func(tx storage.Tx) error { return write(holedTx{tx, e}) })
}

type holedTx struct {
	storage.Tx
	e *holed
}

func (t holedTx) Person(id storage.PersonID) (storage.PersonRow, bool, error) {
	if t.e.what == "people" {
		return storage.PersonRow{ID: id}, false, fmt.Errorf("person: %w", storage.ErrDamaged)
	}
	return t.Tx.Person(id)
}

func (t holedTx) Invoice(p campaigns.Payload) (storage.InvoiceRow, bool, error) {
	if t.e.what == "invoices" {
		return storage.InvoiceRow{Payload: p}, false, fmt.Errorf("invoice: %w", storage.ErrDamaged)
	}
	return t.Tx.Invoice(p)
}

func (t holedTx) Approvals(from campaigns.Payload) iter.Seq2[storage.ApprovalRow, error] {
	return func(yield func(storage.ApprovalRow, error) bool) {
		damaged := 0
		for row, err := range t.Tx.Approvals(from) {
			if t.e.what == "approvals" && row.Payload == t.e.payload && damaged == 0 {
				row, err = storage.ApprovalRow{Payload: row.Payload, Person: row.Person}, fmt.Errorf("approval: %w", storage.ErrDamaged)
				damaged++
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// testDamagedUnpaid: administrators are told of every unpaid checkout with what is known
// of it.
func testDamagedUnpaid(t *testing.T, fresh Fresh) {
	for what, want := range map[string][2]string{"people": {"0", "books"}, "invoices": {"42", ""}} {
		e := &holed{}
		s := openWith(t, fresh, func(inner storage.Engine) storage.Engine { e.Engine = inner; return e })
		i := AddInvoice(t, s, "books", 1000, 42)
		approve(t, s, checkout(i, 42), Noon)
		e.what = what
		if told, err := s.AlertUnpaid(t.Context(), Settings(), Noon.Add(time.Hour), time.Minute); told != 1 || err != nil {
			t.Errorf("%s: told of %d, %v", what, told, err)
			continue
		}
		out, err := s.Pending(t.Context(), 0, 10)
		if err != nil || len(out) != 1 || out[0].Args["donor"] != want[0] || out[0].Args["campaign"] != want[1] || out[0].Args["amount"] != "1000" {
			t.Errorf("%s: %+v, %v", what, out, err)
		}
		if err := s.CloseItem(t.Context(), out[0].Args["id"], "", "7", Noon); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// testDamagedApproval: one that can't be read holds up neither the sweep nor the
// closing of another of its payload.
func testDamagedApproval(t *testing.T, fresh Fresh) {
	e := &holed{what: "approvals"}
	s := openWith(t, fresh, func(inner storage.Engine) storage.Engine { e.Engine = inner; return e })
	i, next := AddInvoice(t, s, "books", 1000, 42), AddInvoice(t, s, "books", 1000, 42)
	i.Private = false
	if err := s.AddInvoice(t.Context(), i); err != nil {
		t.Fatal(err)
	}
	for _, donor := range []int64{43, 44} {
		approve(t, s, checkout(i, donor), Noon)
	}
	approve(t, s, checkout(next, 42), Noon)
	told := Noon.Add(time.Hour)
	if n, err := s.AlertUnpaid(t.Context(), Settings(), told, time.Minute); n != 3 || err != nil {
		t.Fatal(n, err)
	}
	e.payload = i.Payload
	if _, err := s.Sweep(t.Context(), told.AddDate(0, 0, 1)); err != nil {
		t.Error(err)
	}
	if open, err := s.OpenItems(t.Context()); err != nil || len(open.Unpaid) != 1 {
		t.Errorf("%+v, %v", open.Unpaid, err)
	}
}
