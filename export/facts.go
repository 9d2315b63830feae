package export

import (
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
)

// title names the workbook, with the organisation if it has a name.
func (w *Workbook) title() string {
	if w.options.Organisation == "" {
		return w.reader.say("export_title_nameless", nil)
	}
	return w.reader.say("export_title", locales.Args{"Organisation": w.options.Organisation})
}

// period says of which days the rows are.
func (w *Workbook) period() string {
	args := locales.Args{"From": w.date(w.options.From), "To": w.date(w.options.To)}
	switch {
	case w.options.From != "" && w.options.To != "":
		return w.reader.say("export_period", args)
	case w.options.From != "":
		return w.reader.say("export_period_from", args)
	case w.options.To != "":
		return w.reader.say("export_period_to", args)
	default:
		return w.reader.say("export_period_all", nil)
	}
}

func (w *Workbook) date(day campaigns.Day) string {
	return w.options.Words.Date(w.options.Language, day)
}

func (w *Workbook) campaign() string {
	if w.options.Campaign == "" {
		return w.reader.say("export_campaign_all", nil)
	}
	return w.options.Campaign
}

// mode says whether the money is real.
func (w *Workbook) mode() string {
	switch w.options.Mode {
	case campaigns.ModeLive:
		return w.reader.say("export_mode_live", nil)
	case campaigns.ModeTest:
		return w.reader.say("export_mode_test", nil)
	default:
		return w.reader.say("export_mode_both", nil)
	}
}

// rowCounts says how many rows there are, so that a reader sees whether all of them
// are there.
func (w *Workbook) rowCounts() string {
	adjustments := w.reader.say("export_count_adjustments", locales.Args{locales.Count: w.counts.adjustments})
	if w.donations == nil {
		return adjustments
	}
	return w.reader.say("export_count_donations", locales.Args{locales.Count: w.counts.donations}) + ", " + adjustments
}

// created says when the workbook was made, on the clocks of the reader's zone.
func (w *Workbook) created() string {
	at := w.options.CreatedAt.In(w.reader.zone)
	return w.reader.say("export_created", locales.Args{
		"Date": w.date(campaigns.DayOf(at, w.reader.zone)), "Time": at.Format("15:04"), "Zone": w.reader.zone.String(),
	})
}
