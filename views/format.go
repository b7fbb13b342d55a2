package views

import (
	"strconv"
	"strings"
	"time"

	"candor/views/text"
)

// Dash stands for a value that does not exist.
const Dash = "—"

// Number formats a whole number with a comma between thousands: 12345 → "12,345".
func Number(n int64) string { return text.Group(n) }

// Money formats fen as yuan with two decimals: 1234567 → "¥12,345.67", −500 → "−¥5.00".
func Money(fen int64) string {
	sign := ""
	u := uint64(fen)
	if fen < 0 {
		sign, u = "−", -u // two's complement keeps the smallest int64 right
	}
	cents := strconv.FormatUint(u%100, 10)
	if len(cents) == 1 {
		cents = "0" + cents
	}
	return sign + "¥" + text.Group(int64(u/100)) + "." + cents
}

// MoneyShort formats fen for charts and tiles: "¥9,999" below ten thousand yuan, then 万 and 亿 in Chinese and
// k, M and B otherwise, with at most one decimal, rounded half away from zero.
func MoneyShort(fen int64, lang string) string {
	sign := ""
	u := uint64(fen)
	if fen < 0 {
		sign, u = "−", -u
	}
	type unit struct {
		fen  uint64
		name string
	}
	units := []unit{{100_000_000_000, "B"}, {100_000_000, "M"}, {100_000, "k"}}
	if strings.HasPrefix(lang, "zh") {
		units = []unit{{10_000_000_000, "亿"}, {1_000_000, "万"}}
	}
	for _, s := range units {
		if u < s.fen || u < 1_000_000 {
			continue
		}
		tenths := (u + s.fen/20) / (s.fen / 10)
		out := sign + "¥" + text.Group(int64(tenths/10))
		if tenths%10 > 0 {
			out += "." + strconv.FormatUint(tenths%10, 10)
		}
		return out + s.name
	}
	return sign + "¥" + text.Group(int64((u+50)/100))
}

// Percent formats basis points with two decimals: 375 → "3.75%".
func Percent(bp int64) string {
	sign := ""
	if bp < 0 {
		sign, bp = "−", -bp
	}
	rest := strconv.FormatInt(bp%100, 10)
	if len(rest) == 1 {
		rest = "0" + rest
	}
	return sign + text.Group(bp/100) + "." + rest + "%"
}

// Setting formats basis points of a setting as people type them, without idle decimals: 5000 → "50%", 50 → "0.5%".
func Setting(bp int64) string {
	whole, rest, _ := strings.Cut(strings.TrimSuffix(Percent(bp), "%"), ".")
	if rest = strings.TrimRight(rest, "0"); rest != "" {
		return whole + "." + rest + "%"
	}
	return whole + "%"
}

// Signed formats a difference with its sign: 12 → "+12", −3 → "−3", 0 → "0".
func Signed(n int64) string {
	if n > 0 {
		return "+" + text.Group(n)
	}
	return text.Group(n)
}

// Date formats the day of t in zone, "2026-11-22"; the zero time is Dash.
func Date(t time.Time, zone *time.Location) string { return layout(t, zone, "2006-01-02") }

// DateTime formats t in zone to the minute, "2026-11-22 14:05"; the zero time is Dash.
func DateTime(t time.Time, zone *time.Location) string { return layout(t, zone, "2006-01-02 15:04") }

// DateTimeZone formats t in zone to the second with the zone's name, "2026-11-22 14:05:09 CST".
func DateTimeZone(t time.Time, zone *time.Location) string {
	return layout(t, zone, "2006-01-02 15:04:05 MST")
}

// Month formats the month of t in zone, "2026-11"; the zero time is Dash.
func Month(t time.Time, zone *time.Location) string { return layout(t, zone, "2006-01") }

func layout(t time.Time, zone *time.Location, form string) string {
	if t.IsZero() {
		return Dash
	}
	return t.In(zone).Format(form)
}

// machineTime is the form of the datetime attribute, UTC to the second.
func machineTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Ago tells how long before now t was ("3 hours ago"), or how far ahead it is ("in 2 days"). Spans are cut to
// whole units; a month counts 30 days and a year 365. The zero time is Dash.
func Ago(l *text.Localizer, now, t time.Time) string {
	if t.IsZero() {
		return Dash
	}
	d := now.Sub(t)
	past, ahead := "time.", "_ago"
	if d < 0 {
		d, past, ahead = -d, "time.in_", ""
	}
	n, unit := span(d)
	if n == 0 {
		return l.T("time.now")
	}
	return l.N(past+unit+ahead, n)
}

// span cuts d to its largest whole unit; n is 0 below one minute.
func span(d time.Duration) (n int, unit string) {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return 0, ""
	case d < time.Hour:
		return int(d / time.Minute), "minutes"
	case d < day:
		return int(d / time.Hour), "hours"
	case d < 30*day:
		return int(d / day), "days"
	case d < 365*day:
		return int(d / (30 * day)), "months"
	}
	return int(d / (365 * day)), "years"
}

// Due tells how much time is left until due ("2 days left") or how late it is ("3 hours late"), and whether it
// is late. The zero time is Dash.
func Due(l *text.Localizer, now, due time.Time) (words string, late bool) {
	if due.IsZero() {
		return Dash, false
	}
	d, key := due.Sub(now), "time.left"
	if d < 0 {
		d, key, late = -d, "time.late", true
	}
	n, unit := span(d)
	switch unit {
	case "", "minutes": // in short: hours and days are as long as a row has room for
		return l.T(key, "span", l.T("common.min", "n", strconv.Itoa(max(1, int(d/time.Minute))))), late
	case "months", "years":
		n, unit = int(d/(24*time.Hour)), "days"
	}
	return l.T(key, "span", l.N("common."+unit, n)), late
}
