package campaigns

import (
	"fmt"
	"time"
)

// Day is a calendar day of the organisation, written 2026-11-23. Days compare
// as strings do. The zero value is "no day".
type Day string

// DayOf returns the day that t falls on in the zone.
func DayOf(t time.Time, zone *time.Location) Day {
	return Day(t.In(zone).Format(time.DateOnly))
}

// ParseDay reads a day of the form 2026-11-23 and refuses days that no calendar has.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return "", fmt.Errorf("%q is not a day: write it as 2026-11-23", text)
	}
	return DayOf(t, time.UTC), nil
}

// Time returns midnight UTC of the day, for arithmetic and for dates in words.
// It is the zero time for "no day".
func (d Day) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Year returns the calendar year of the day, 0 for "no day".
func (d Day) Year() int {
	if d == "" {
		return 0
	}
	return d.Time().Year()
}

// Plus returns the day n days later, or earlier if n is negative.
func (d Day) Plus(n int) Day {
	return DayOf(d.Time().AddDate(0, 0, n), time.UTC)
}

// DaysUntil counts the days from d to end: 0 on the same day.
func (d Day) DaysUntil(end Day) int {
	return int(end.Time().Sub(d.Time()) / (24 * time.Hour))
}

// Moment writes a time to the minute as the zone's clocks show it, with the zone's
// name: 2026-11-23 13:00 CET.
func Moment(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("2006-01-02 15:04 MST")
}
