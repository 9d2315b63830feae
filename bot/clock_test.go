package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// The day and the year of a receipt are Telegram's, however wrong the local clock is.
func TestTelegramsDateWins(t *testing.T) {
	t.Parallel()
	for name, ahead := range map[string]time.Duration{"slow": -100 * 24 * time.Hour, "fast": 500 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(w *world) { w.clock.forward(ahead) })
			ada := w.Donor("Ada", "en", "GB")
			ada.Start("boat")
			ada.Gets("lifeboat")
			before := time.Now()
			w.gives(ada, "€10")
			ada.Gets("Thank you")
			d := w.onlyDonation(ada.ID)
			if today := campaigns.DayOf(before, time.UTC); d.Day < today || d.Receipt.Year != d.At.Year() || d.At.Sub(before).Abs() > time.Minute {
				t.Errorf("the donation of %s is of %s, its receipt %s", before, d.Day, d.Receipt)
			}
		})
	}
}

// A date that can't be one of Telegram's is no date.
func TestADateThatIsNoneGivesWayToTheClock(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for i, date := range []string{"0", "-5", "1", "99999999999", `"soon"`} {
		donor := int64(2000 + i)
		w.Deliver(json.RawMessage(fmt.Sprintf(`{"message":{"message_id":%d,"date":%s,"from":{"id":%d,"first_name":"Ada"},"chat":{"id":%[3]d,"type":"private"},`+
			`"successful_payment":{"currency":"EUR","total_amount":1000,"invoice_payload":"?","telegram_payment_charge_id":"c%[1]d","provider_payment_charge_id":"p"}}}`, 50+i, date, donor)))
		if strings.HasPrefix(date, `"`) {
			continue // read field by field only where the money is; it goes to a person
		}
		w.eventually("it is recorded", func() bool {
			all, err := w.store.History(t.Context(), donor, campaigns.ModeTest, 9)
			return err == nil && len(all) == 1 && time.Since(all[0].At).Abs() < time.Minute
		})
	}
}

// onlyDonation returns the only donation of a donor.
func (w *world) onlyDonation(donor int64) campaigns.Donation {
	w.t.Helper()
	all, err := w.store.History(w.t.Context(), donor, campaigns.ModeTest, 9)
	if err != nil || len(all) != 1 {
		w.t.Fatalf("donations of %d: %v, %v", donor, all, err)
	}
	return all[0]
}

func TestAWrongClockIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	noor := w.admin("Noor", "en")
	noor.Start("")
	noor.Gets("What would you like to give to?")
	w.clock.forward(-3 * time.Minute)
	noor.Start("")
	noor.Gets("The clock of the machine that runs this bot is wrong")
	told := func() (n int) {
		for _, m := range noor.Chat().Messages() {
			if strings.Contains(m.Text, "clock") {
				n++
			}
		}
		return n
	}
	for range 3 {
		noor.Start("boat")
		noor.Gets("lifeboat")
	}
	w.acknowledged()
	if n := told(); n != 1 {
		t.Errorf("told %d times\n%s", n, w.log)
	}
	w.clock.forward(3 * time.Minute) // it was set right
	noor.Start("boat")
	noor.Gets("lifeboat")
	w.acknowledged()
	w.clock.forward(time.Hour) // and wrong again
	noor.Start("boat")
	w.eventually("it is told again", func() bool { return told() == 2 })
}
