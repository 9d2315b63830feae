package bot

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
)

// inParis has the organisation's clocks an hour or two ahead of UTC.
func inParis(t *testing.T, w *world) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	w.settings.Organisation.Zone = zone
	return zone
}

func TestANoticeOfAParcelSaysWhereTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	g := w.Group("Office", ada)
	w.team(g.Chat)
	ada.Start("towel")
	ada.Taps("€30")
	ada.Pays(sandbox.Payment{Name: "Ada <L>", Address: &sandbox.Address{Country: "GB", City: "Hove", Line1: "12 Old Quay", PostalCode: "BN3"}})
	m := g.Gets("€39.50", "Please send (far)", "Ada <L>\n12 Old Quay\nBN3 Hove\nUnited Kingdom")
	if !strings.HasPrefix(m.Text, "(test) ") || strings.Count(m.Text, "(test)") != 1 {
		t.Error(m.Text)
	}
	ada.Gets("Thank you")
	ada.Start("boat")
	w.gives(ada, "€10")
	if m := g.Gets("€10"); strings.Contains(m.Text, "Please send") || !strings.HasPrefix(m.Text, "(test) ") {
		t.Error(m.Text)
	}
}

func TestStatsHaveATotalOfEachCurrencyAndSayWhatHasEnded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	boss := w.admin("Boss", "en")
	for _, c := range []struct{ id, button string }{{"boat", "€25"}, {"towel", "€30"}, {"books", "$12"}, {"trees", "¥500"}} {
		boss.Start(c.id)
		boss.Taps(c.button)
		boss.Gets("Donation")
		boss.Pays(sandbox.Payment{})
		boss.Gets("Thank you")
	}
	w.changes("books", func(c *campaigns.Campaign) { c.Ends = "2020-01-01" })
	c := *w.settings
	c.Campaigns = append(append([]campaigns.Campaign{}, c.Campaigns[:2]...), c.Campaigns[3:]...) // without the trees
	w.reload(&c)
	boss.Sends("/stats")
	m := boss.Gets("Raised in all: €55 · $12 · ¥500", "School books (ended)", "Trees (ended)")
	if strings.Contains(m.Text, "A lifeboat (ended)") {
		t.Error(m.Text)
	}
}

func TestManyCampaignsHaveALineEach(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) {
		first := w.settings.Campaigns[0]
		w.settings.Campaigns = nil
		for n := range 28 {
			c := first
			c.ID, c.Title = campaigns.ID(fmt.Sprint("c", n)), fmt.Sprintf("Campaign %02d", n)
			w.settings.Campaigns = append(w.settings.Campaigns, c)
		}
	})
	boss := w.admin("Boss", "en")
	boss.Sends("/stats")
	m := boss.Gets("Campaign 00", "Campaign 27 €0 of €1,000 (0%)")
	if n := strings.Count(m.Text, "today"); n != 8 {
		t.Errorf("%d campaigns in full:\n%s", n, m.Text)
	}
}

func TestTimesHaveTheOrganisationsZone(t *testing.T) {
	t.Parallel()
	var zone *time.Location
	w := newWorld(t, func(w *world) { zone = inParis(t, w) })
	boss := w.admin("Boss", "en")
	boss.Start("")
	boss.Gets("Harbour Hands")
	before := w.clock.now()
	w.clock.forward(21 * time.Hour)
	boss.Start("")
	m := boss.Gets("could not be reached from")
	if want := "to " + w.clock.now().In(zone).Format("2006-01-02 "); !strings.Contains(m.Text, want) || !strings.Contains(m.Text, before.In(zone).Format(" MST")) || strings.Contains(m.Text, "UTC") {
		t.Errorf("%s: without %q", m.Text, want)
	}
}

func TestAnExportOfAPeriod(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	boss := w.admin("Boss", "en")
	boss.Start("boat")
	for range 3 {
		w.gives(boss, "€10")
		boss.Gets("Thank you")
		boss.Start("boat")
		boss.Gets("A lifeboat")
	}
	all, err := w.store.History(t.Context(), boss.ID, campaigns.ModeTest, 9)
	if err != nil || len(all) != 3 {
		t.Fatal(all, err)
	}
	today := string(all[0].Day)
	for period, want := range map[string]int{
		"": 3, today: 3, "2000-01-01 " + today: 3, "2000-01-01 2000-12-31": 0, today + " 2199-01-01": 3,
	} {
		boss.Sends(strings.TrimSpace("/export " + period))
		if rows := w.donations(boss.Gets("donations-", ".xlsx")); len(rows) != want {
			t.Errorf("%q: %d rows", period, len(rows))
		}
	}
	for _, odd := range []string{"x", "2026-13-01", "2026-11-30 2026-11-01", "2026-11-01 to 2026-11-30", "2026-11-01 2026-11-30 boat"} {
		boss.Sends("/export " + odd)
		boss.Gets("Please name a period", "/export 2")
	}
}

// TestAnExportIsOfTheMode has it hold what the command of the server holds.
func TestAnExportIsOfTheMode(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	boss := w.admin("Boss", "en")
	boss.Start("boat")
	w.gives(boss, "€10")
	boss.Gets("Thank you")
	c := *w.settings
	c.Mode = campaigns.ModeLive
	w.reload(&c)
	boss.Sends("/export")
	if rows := w.donations(boss.Gets("donations-", ".xlsx")); len(rows) != 0 {
		t.Errorf("%v", rows)
	}
}

// TestAnExportSaysWhatItLeavesOut has a row that can't be read: the rest is sent.
func TestAnExportSaysWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	boss := w.admin("Boss", "en")
	for range 2 {
		boss.Start("boat")
		w.gives(boss, "€10")
		boss.Gets("Thank you")
	}
	w.damageOldestDonation()
	boss.Sends("/export")
	if rows := w.donations(boss.Gets("donations-", "1\u00a0donation.", "left out", "donatebot verify")); len(rows) != 1 {
		t.Errorf("%v", rows)
	}
}

// damageOldestDonation makes a row of the ledger unreadable while the bot is down.
func (w *world) damageOldestDonation() {
	w.t.Helper()
	w.damaged = true
	w.stop()
	if err := w.store.Close(); err != nil {
		w.t.Fatal(err)
	}
	db, err := bbolt.Open(w.path, 0o600, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("donations"))
		key, _ := b.Cursor().First()
		return b.Put(key, []byte{0xff})
	})
	if err := errors.Join(err, db.Close()); err != nil {
		w.t.Fatal(err)
	}
	w.open()
	w.start()
}
