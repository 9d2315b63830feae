package campaigns

// Totals are figures of donations in one currency and one mode.
type Totals struct {
	Raised    int64 `json:"raised"`    // gift + tip of donations that are OK, less what went back of them, smallest unit
	Donations int64 `json:"donations"` // that are OK
	Donors    int64 `json:"donors"`    // of those, each once
	Refunded  int64 `json:"refunded"`  // amount, smallest unit
	Review    int64 `json:"review"`    // donations under review
}

// TotalsKey is what totals are kept apart by.
type TotalsKey struct {
	Mode       Mode
	CampaignID ID // "": fits no campaign
	Currency   string
}

// Key returns the totals that the donation counts in.
func (d Donation) Key() TotalsKey {
	return TotalsKey{Mode: d.Receipt.Mode, CampaignID: d.CampaignID, Currency: d.Currency}
}

// Counted returns what the donation adds to totals in its present status, except
// for Donors, which no single donation knows.
func (d Donation) Counted() Totals {
	switch d.Status {
	case StatusOK:
		return Totals{Raised: d.Raised(), Donations: 1, Refunded: d.Refunded}
	case StatusRefunded:
		return Totals{Refunded: d.Amount}
	}
	return Totals{Review: 1, Refunded: d.Refunded}
}

// Plus returns the sum.
func (t Totals) Plus(o Totals) Totals {
	return Totals{t.Raised + o.Raised, t.Donations + o.Donations, t.Donors + o.Donors, t.Refunded + o.Refunded, t.Review + o.Review}
}

// Minus returns the difference.
func (t Totals) Minus(o Totals) Totals {
	return Totals{t.Raised - o.Raised, t.Donations - o.Donations, t.Donors - o.Donors, t.Refunded - o.Refunded, t.Review - o.Review}
}

// Figures are the totals of one campaign and of its last days. A refund counts
// on the day that it happened, so a day's figures can be negative.
type Figures struct {
	TotalsKey
	Title string // as last configured, for a campaign that is gone from the configuration
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

// StatsRows returns the statistics of the settings' mode: the campaigns in their
// order, then those that are gone from the configuration, then what fits none.
func StatsRows(s *Settings, figures []Figures) []StatsRow {
	byKey := map[TotalsKey]Figures{}
	for _, f := range figures {
		byKey[f.TotalsKey] = f
	}
	var rows []StatsRow
	for _, c := range s.Campaigns {
		key := TotalsKey{Mode: s.Mode, CampaignID: c.ID, Currency: c.Currency.Code}
		row := rowOf(byKey[key])
		row.ID, row.Title, row.Currency, row.Goal = c.ID, c.Title, c.Currency.Code, c.Goal
		rows = append(rows, row)
		delete(byKey, key)
	}
	var gone, none []StatsRow
	for _, f := range figures {
		if _, left := byKey[f.TotalsKey]; !left || f.Mode != s.Mode {
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
