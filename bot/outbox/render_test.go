package outbox

import (
	"testing"

	"github.com/donatebot/donatebot/campaigns"
)

// TestAMessageOfAnUnknownKindIsPassedOver has one alone, and one among notices: what
// has no words is not sent as thanks or as a notice.
func TestAMessageOfAnUnknownKindIsPassedOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, ben := w.person("Ada"), w.person("Ben")
	w.pays(ada)
	thanks := w.waiting()[0]
	for _, chat := range []int64{ada.ID, ben.ID} {
		w.enqueue(campaigns.Message{Kind: "statement", Chat: chat, Receipt: thanks.Receipt, CreatedAt: w.now()})
	}
	w.enqueue(alerts(ben.ID, 1, 2)...)
	w.start()
	w.emptied()
	if got := w.sends(ada.ID); got != 1 {
		t.Errorf("%d messages were sent to the donor, want the thanks alone", got)
	}
	if got := w.logged("a message is of an unknown kind"); got != 2 {
		t.Errorf("%d messages of an unknown kind were logged, want 2:\n%s", got, w.log)
	}
}
