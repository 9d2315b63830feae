package chat

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	tele "gopkg.in/telebot.v3"
)

func updateOf(t *testing.T, text string) *tele.Update {
	t.Helper()
	var u tele.Update
	if err := json.Unmarshal([]byte(strings.ReplaceAll(text, "CHAT", `{"id":5,"type":"private"}`)), &u); err != nil {
		t.Fatal(err)
	}
	return &u
}

func TestADialogEndsAndExpires(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	d := newDialogs(func() time.Time { return now })
	ada, elsewhere := dialogKey{1, 1}, dialogKey{-5, 1}
	for _, key := range []dialogKey{ada, elsewhere} {
		if err := d.begin(key, dialogAmount, gift{Campaign: "boat"}); err != nil {
			t.Fatal(err)
		}
	}
	if got, ok := d.get(ada); !ok || got.Name != dialogAmount {
		t.Errorf("%+v, %t", got, ok)
	}
	d.end(ada)
	if _, ok := d.get(ada); ok {
		t.Error("it has not ended")
	}
	now = now.Add(dialogLife - time.Second)
	if _, ok := d.get(elsewhere); !ok {
		t.Error("it has ended in another chat too, or too early")
	}
	now = now.Add(time.Second)
	if _, ok := d.get(elsewhere); ok {
		t.Error("it never expires")
	}
}

func TestADialogCanBeStored(t *testing.T) {
	d := newDialogs(time.Now)
	want := gift{Campaign: "boat", Amount: 5_000_000_000, Link: true}
	if err := d.begin(dialogKey{1, 2}, dialogCard, want); err != nil {
		t.Fatal(err)
	}
	open, _ := d.get(dialogKey{1, 2})
	data, err := json.Marshal(open)
	if err != nil {
		t.Fatal(err)
	}
	var again dialog
	if err := json.Unmarshal(data, &again); err != nil {
		t.Fatal(err)
	}
	var got gift
	if err := json.Unmarshal(again.Payload, &got); err != nil || got != want || again.Name != open.Name || !again.Expires.Equal(open.Expires) {
		t.Errorf("%+v comes back as %+v with %+v, %v", open, again, got, err)
	}
}

func TestDialogsAreBounded(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	d := newDialogs(func() time.Time { return now })
	begin := func(from, to int64) {
		for person := from; person < to; person++ {
			if err := d.begin(dialogKey{person, person}, dialogCard, gift{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	begin(0, mostDialogs/2)
	now = now.Add(dialogLife)
	begin(mostDialogs/2, mostDialogs+1)
	if n := len(d.open); n != mostDialogs/2+1 {
		t.Errorf("%d are open after those that have expired made room", n)
	}
	begin(mostDialogs+1, 3*mostDialogs)
	if n := len(d.open); n > mostDialogs {
		t.Errorf("%d are open", n)
	}
}
