package outbox

import (
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// TestUnpaidCheckoutsAreNotGathered: each keeps its button and its silence, however much
// waits for the chat.
func TestUnpaidCheckoutsAreNotGathered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.person("Ada")
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		w.enqueue(campaigns.Message{Kind: campaigns.KindAlert, Chat: ada.ID, Key: storage.AlertKeyUnpaid, Args: map[string]string{"id": id, "amount": "1000", "currency": "EUR"}, CreatedAt: w.now()})
	}
	w.start()
	w.emptied()
	buttons := map[string]bool{}
	for _, r := range w.Requests("sendMessage") {
		if r.Params["disable_notification"] != "true" {
			t.Errorf("it makes a sound: %v", r.Params)
		}
		for _, id := range []string{"a", "b", "c", "d", "e"} {
			if strings.Contains(r.Params["reply_markup"], `"close:`+id+`"`) {
				buttons[id] = true
			}
		}
	}
	if len(buttons) != 5 {
		t.Errorf("buttons: %v", buttons)
	}
}
