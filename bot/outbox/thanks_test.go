package outbox

import (
	"strings"
	"testing"

	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
)

// TestABookedGiftIsThankedForLikeAnyOther: somebody has looked at it already.
func TestABookedGiftIsThankedForLikeAnyOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.person("Ada")
	e := storage.Event{Unread: []byte("{1}"), Read: storage.ReadPart{Payment: true, Total: money.Amount{Units: 700, Currency: "EUR"}, At: w.now(), DonorID: ada.ID, Name: "Ada", Language: "en"}}
	if _, err := w.store.Record(t.Context(), w.settings, w.now(), []storage.Event{e}); err != nil {
		t.Fatal(err)
	}
	items, err := w.store.OpenItems(t.Context())
	if err != nil || len(items.Unmatched) != 1 {
		t.Fatal(items, err)
	}
	if _, err := w.store.Book(t.Context(), w.settings, items.Unmatched[0].ID, storage.Booking{ChargeID: "typed", Reason: "seen", Actor: "7"}, w.now()); err != nil {
		t.Fatal(err)
	}
	w.start()
	ada.Gets("Thank you, Ada", "€7")
	for _, m := range ada.Chat().Messages() {
		for _, words := range []string{"doesn't quite match", "take a look"} {
			if strings.Contains(m.Text, words) {
				t.Error(m.Text)
			}
		}
	}
}
