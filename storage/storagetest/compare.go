package storagetest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"

	"pgregory.net/rapid"
)

// compareQuickly runs after each step.
func (m *machine) compareQuickly(t *rapid.T) {
	for key := range m.titles {
		if got, err := m.store.Totals(context.Background(), key); err != nil || got != m.totals(key) {
			t.Fatalf("totals of %+v: %+v, want %+v, %v", key, got, m.totals(key), err)
		}
	}
	m.compareOutbox(t)
}

func (m *machine) compareOutbox(t *rapid.T) {
	if got := m.storedOutbox(t); !slices.Equal(got, m.outbox) {
		t.Fatalf("the outbox:\n got %+v\nwant %+v", got, m.outbox)
	}
}

// storedOutbox is the ledger's.
func (m *machine) storedOutbox(t *rapid.T) (got []modelMessage) {
	out, err := m.store.Pending(context.Background(), 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range out {
		about := o.Key
		if o.Key == storage.AlertKeyUnpaid {
			about += " " + o.Args["payload"] + " " + o.Args["donor"] + " " + o.Args["amount"] + " " + o.Args["currency"]
		}
		got = append(got, modelMessage{o.Kind, o.Chat, o.Receipt, about})
	}
	return got
}

func (m *machine) compareAll(t *rapid.T) {
	m.compareQuickly(t)
	m.compareFigures(t)
	m.compareDonations(t)
	m.compareOpenItems(t)
	m.comparePeople(t)
	if err := m.store.Verify(context.Background(), nil, func(d storage.Difference) { t.Errorf("verify: %s", d) }); err != nil {
		t.Fatal(err)
	}
	if err := m.store.CheckFile(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func (m *machine) compareFigures(t *rapid.T) {
	for _, today := range []campaigns.Day{m.today(), daysBefore(m.today(), rapid.IntRange(1, 60).Draw(t, "days ago"))} {
		got, err := m.store.Figures(context.Background(), today)
		if err != nil {
			t.Fatal(err)
		}
		sortFigures(got)
		if want := m.all(today); !slices.Equal(got, want) {
			t.Fatalf("figures of %s:\n got %+v\nwant %+v", today, got, want)
		}
	}
}

func (m *machine) compareDonations(t *rapid.T) {
	var exported, want []campaigns.Donation
	err := m.store.Export(context.Background(), storage.Filter{}, func(d campaigns.Donation) error {
		exported = append(exported, d)
		return nil
	})
	for _, d := range m.sorted() {
		want = append(want, d.Donation)
	}
	if err != nil || !slices.Equal(exported, want) {
		t.Fatalf("export: %v\n got %+v\nwant %+v", err, exported, want)
	}
	for _, d := range m.donations {
		got, adjustments, ok, err := m.store.Donation(context.Background(), d.Receipt)
		if err != nil || !ok || got != d.Donation || !slices.Equal(adjustments, d.adjustments) {
			t.Fatalf("%s: %v, %v\n got %+v %+v\nwant %+v %+v", d.Receipt, ok, err, got, adjustments, d.Donation, d.adjustments)
		}
	}
	for _, donor := range []int64{1, 2, 3, 1 << 52, 99} {
		for _, mode := range []campaigns.Mode{campaigns.ModeLive, campaigns.ModeTest} {
			got, err := m.store.History(context.Background(), donor, mode, 3)
			if want := m.history(donor, mode, 3); err != nil || !slices.Equal(got, want) {
				t.Fatalf("history of %d, %s: %v\n got %+v\nwant %+v", donor, mode, err, got, want)
			}
		}
	}
}

func (m *machine) compareOpenItems(t *rapid.T) {
	w, err := m.store.OpenItems(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var reviews []campaigns.Donation
	for _, d := range m.sorted() {
		if d.Status == campaigns.StatusReview {
			reviews = append(reviews, d.Donation)
		}
	}
	if !slices.Equal(w.Reviews, reviews) {
		t.Fatalf("reviews:\n got %+v\nwant %+v", w.Reviews, reviews)
	}
	got, want := map[string]string{}, map[string]string{}
	for _, u := range w.Unmatched {
		got[nameOf(u)] = fmt.Sprintf("%v told %v", u.At.Unix(), u.Told)
	}
	for name, u := range m.unmatched {
		if !u.closed {
			want[name] = fmt.Sprintf("%v told %v", u.noted.Unix(), u.told)
		}
	}
	if !maps.Equal(got, want) {
		t.Fatalf("unmatched: %v, want %v", got, want)
	}
	var unpaid []storage.UnpaidCheckout
	for _, a := range m.sortedApprovals() {
		if !a.toldAt.IsZero() {
			unpaid = append(unpaid, storage.UnpaidCheckout{Payload: a.payload, DonorID: a.donor, At: a.at, Total: a.total})
		}
	}
	slices.SortFunc(w.Unpaid, func(a, b storage.UnpaidCheckout) int {
		return cmp.Or(bytes.Compare(a.Payload[:], b.Payload[:]), cmp.Compare(a.DonorID, b.DonorID))
	})
	if !slices.Equal(w.Unpaid, unpaid) {
		t.Fatalf("unpaid checkouts:\n got %+v\nwant %+v", w.Unpaid, unpaid)
	}
}

func (m *machine) comparePeople(t *rapid.T) {
	for _, id := range []int64{1, 2, 3, 1 << 52, 99} {
		want, known := m.people[id]
		if !known {
			want.ID = id
		}
		if got, err := m.store.Donor(context.Background(), id); err != nil || got != want {
			t.Fatalf("donor %d: %+v, want %+v, %v", id, got, want, err)
		}
	}
}
