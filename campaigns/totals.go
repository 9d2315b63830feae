package campaigns

// Totals are figures of donations in one currency and one mode.
type Totals struct {
	Raised    int64 `json:"raised"`    // gift + tip of donations that are OK, smallest unit
	Donations int64 `json:"donations"` // that are OK
	Donors    int64 `json:"donors"`    // of those, each once
	Refunded  int64 `json:"refunded"`  // amount, smallest unit
	Review    int64 `json:"review"`    // donations that an administrator has to settle
}

// TotalsKey is what totals are kept apart by.
type TotalsKey struct {
	Mode       Mode
	CampaignID ID // "": fits no campaign
	Currency   string
}

// Key is the totals that the donation counts in.
func (d Donation) Key() TotalsKey {
	return TotalsKey{Mode: d.Receipt.Mode, CampaignID: d.CampaignID, Currency: d.Currency}
}

// Counted is what the donation adds to totals in its present status, but for
// Donors, which no single donation can tell.
func (d Donation) Counted() Totals {
	switch d.Status {
	case StatusOK:
		return Totals{Raised: d.Raised(), Donations: 1}
	case StatusRefunded:
		return Totals{Refunded: d.Amount}
	}
	return Totals{Review: 1}
}

// Plus adds up.
func (t Totals) Plus(o Totals) Totals {
	return Totals{t.Raised + o.Raised, t.Donations + o.Donations, t.Donors + o.Donors, t.Refunded + o.Refunded, t.Review + o.Review}
}

// Minus takes away.
func (t Totals) Minus(o Totals) Totals {
	return Totals{t.Raised - o.Raised, t.Donations - o.Donations, t.Donors - o.Donors, t.Refunded - o.Refunded, t.Review - o.Review}
}

// Figures are the totals of one campaign and of its last days. A refund counts
// on the day that it happened, so a day's figures can be negative.
type Figures struct {
	TotalsKey
	Title string // as last configured, for a campaign that is gone from the file
	Totals
	Today, Week, Month Totals // 1, 7 and 30 days up to today; Donors is not counted
}

// StatsRow is a line of the statistics.
type StatsRow struct {
	ID       ID     `json:"id"`
	Title    string `json:"title"`
	Currency string `json:"currency"`
	Goal     int64  `json:"goal"`
	Totals
	Today, Week, Month Totals `json:"-"`
}

// StatsRows are the statistics of the catalogue's mode: its campaigns in their
// order, then those that are gone from the file, then what fits none.
func StatsRows(c *Settings, figures []Figures) []StatsRow {
	byKey := map[TotalsKey]Figures{}
	for _, f := range figures {
		byKey[f.TotalsKey] = f
	}
	var rows []StatsRow
	for _, x := range c.Campaigns {
		key := TotalsKey{Mode: c.Mode, CampaignID: x.ID, Currency: x.Currency.Code}
		row := rowOf(byKey[key])
		row.ID, row.Title, row.Currency, row.Goal = x.ID, x.Title, x.Currency.Code, x.Goal
		rows = append(rows, row)
		delete(byKey, key)
	}
	var gone, none []StatsRow
	for _, f := range figures {
		if _, left := byKey[f.TotalsKey]; !left || f.Mode != c.Mode {
			continue
		}
		if f.CampaignID == "" {
			none = append(none, rowOf(f))
		} else {
			gone = append(gone, rowOf(f))
		}
	}
	return append(append(rows, gone...), none...)
}

func rowOf(f Figures) StatsRow {
	return StatsRow{ID: f.CampaignID, Title: f.Title, Currency: f.Currency, Totals: f.Totals, Today: f.Today, Week: f.Week, Month: f.Month}
}
