package handlers

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"
	"time"

	"candor/engine/effect"
	"candor/engine/validate"
	"candor/models"
)

// effectFileNote is the first line of the file: who took it, when, of what.
func effectFileNote(v *Visitor, now time.Time, d *models.EffectPage) string {
	who := ""
	if v.User != nil {
		who = v.User.Name + " (" + v.User.Login + ")"
	}
	b, at := &d.Report.Body, func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	whom := "all accounts assessed"
	if d.Report.Ask.NewOnly {
		whom = "accounts taken on in the window"
	}
	return "Impact report " + d.Report.PublicID() + " of policy version " + strconv.Itoa(d.Policy.Version) + " (document " + b.DocumentHash + ") by " + who + " at " + at(now) +
		", before " + at(b.Before.From) + " to " + at(b.Before.To) + ", after " + at(b.After.From) + " to " + at(b.After.To) +
		", followed " + strconv.Itoa(d.Report.Ask.FollowDays) + " days, " + whom + ", counted at " + at(timeOr(d.Report.MadeAt))
}

// effectCSV writes a report under a note and a head: one line a comparison or count.
func effectCSV(d *models.EffectPage, note string) ([]byte, error) {
	b := &d.Report.Body
	rows := [][]string{{note}, {
		"part", "measure", "before_count", "before_of", "before_rate", "after_count", "after_of", "after_rate", "difference", "low", "high", "p", "test", "p_adjusted",
	}}
	count := func(part, measure string, before, after int64) {
		rows = append(rows, []string{part, measure, strconv.FormatInt(before, 10), "", "", strconv.FormatInt(after, 10), "", "", "", "", "", "", "", ""})
	}
	compare := func(part, measure string, c effect.Comparison, adjusted float64) {
		rows = append(rows, effectLine(part, measure, c, adjusted))
	}
	nan := math.NaN()
	for _, n := range effectCounts(b) {
		count("accounts", n.key, int64(n.before), int64(n.after))
	}
	compare("accounts", "default_rate", b.Defaults(), nan)
	for _, m := range effectMix(b) {
		compare("events", m.key, m.Comparison, m.adjusted)
	}
	for _, m := range effectMeasures(b) {
		compare("measures", m.key, m.Comparison, nan)
	}
	count("measures", "cases", int64(b.Before.Cases), int64(b.After.Cases))
	count("measures", "review_seconds", b.Before.ReviewSecs, b.After.ReviewSecs)
	segments, _ := b.Segments()
	for _, s := range segments {
		compare("segment:"+s.Dimension, s.Value, s.Comparison, s.Adjusted)
	}
	count("doubts", "accounts_in_both", int64(b.Both), int64(b.Both))
	for _, row := range rows {
		for i := range row {
			if _, err := strconv.ParseFloat(row[i], 64); err != nil { // a negative number is no formula
				row[i] = safeCell(row[i])
			}
		}
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	err := w.WriteAll(rows)
	return out.Bytes(), err
}

// effectLine is one comparison; what is too few is not judged, as on the page.
func effectLine(part, measure string, c effect.Comparison, adjusted float64) []string {
	share := func(s effect.Share) []string {
		return []string{strconv.Itoa(s.Part), strconv.Itoa(s.Whole), bareNumber(s.Rate().Value)}
	}
	row := append([]string{part, measure}, share(c.Before)...)
	row = append(row, share(c.After)...)
	test := "z"
	if c.Exact {
		test = "exact"
	}
	if c.Few() {
		return append(row, bareNumber(c.Difference.Value), "", "", "", "too few", "")
	}
	return append(row, bareNumber(c.Difference.Value), bareNumber(c.Difference.Low), bareNumber(c.Difference.High), bareP(c.P), test, bareP(validate.Number(adjusted)))
}

// bareNumber is a number for machines, empty for none.
func bareNumber(n validate.Number) string {
	if !n.Known() {
		return ""
	}
	return strconv.FormatFloat(float64(n), 'f', 6, 64)
}

// bareP is a p-value for machines; none is zero.
func bareP(p validate.Number) string {
	if p.Known() && p < leastP {
		return "<0.0001"
	}
	return bareNumber(p)
}
