package handlers

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"time"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// sampleItems lists the items of a sample; those that wait say nothing of the first decision.
func (l labels) sampleItems(d *models.SampleDetail) views.Records {
	p := l.p
	r := views.Records{
		ID: "items", Caption: p.T("sample.items"), Keys: true, Heads: l.heads("sample.place", "sample.top_reason", "sample.reviewer", "sample.first", "sample.own", "common.status"),
	}
	for i := range d.Items {
		it := &d.Items[i]
		row := views.Record{Cells: []views.Cell{
			{Text: p.T("sample.case_n", "n", it.N), Href: sampleItemHref(d.Sample.ID, it.N), Row: true, Wide: true}, {Text: l.flagName(it.TopCode), Wrap: true},
		}}
		if it.Judged() {
			row.Cells = append(row.Cells, views.Text(it.FirstName), views.State(l.outcome(it.First)), views.State(l.outcome(it.Second)))
		} else {
			hidden := views.Cell{Text: views.Dash}
			row.Cells = append(row.Cells, hidden, hidden, hidden)
		}
		row.Cells = append(row.Cells, views.State(l.sampleState(it)))
		r.Rows = append(r.Rows, row)
	}
	return r
}

func (l labels) sampleState(it *models.SampleItem) ui.BadgeArgs {
	switch {
	case !it.Judged():
		return ui.BadgeArgs{Label: l.p.T("sample.state_waits"), Icon: "clock"}
	case it.Same():
		return ui.BadgeArgs{Label: l.p.T("sample.state_same"), Tone: ui.Green, Icon: "check"}
	}
	return ui.BadgeArgs{Label: l.p.T("sample.state_differs"), Tone: ui.Amber, Icon: "alert"}
}

// sampleItemView is one item with the case as the judge may see it.
func sampleItemView(p views.Page, v *Visitor, d *models.SampleCase) views.SampleItemPage {
	l, c, it := labels{p}, &d.Case, &d.Item
	page := views.SampleItemPage{
		Page: p, State: l.sampleState(it), Back: sampleHref(d.Sample.ID), Case: "/cases/" + c.PublicID(), Judged: it.Judged(),
		Action: sampleItemHref(d.Sample.ID, it.N), Version: strconv.FormatInt(it.Version, 10),
		CanJudge: !it.Judged() && v.UserID() == d.Sample.MadeBy, Flags: l.flagTable(d.Flags, ptr(shipped()), v.Can(models.PermScoreRead)),
	}
	page.Facts = []ui.Pair{
		{Key: p.T("sample.case"), Body: ui.CopyID(p.Copy(c.PublicID()))}, {Key: p.T("sample.top_reason"), Value: l.flagName(it.TopCode)},
		{Key: p.T("queue.severity"), Body: ui.Badge(l.severity(c.Severity))}, {Key: p.T("sample.opened"), Value: p.DateTime(c.OpenedAt)},
		{Key: p.T("queue.score"), Value: strconv.Itoa(c.Score), Numeric: true}, {Key: p.T("queue.exposure_head"), Value: views.Money(c.ExposureFen), Numeric: true},
	}
	page.Flags.Caption = p.T("sample.flags")
	if !it.Judged() {
		unstated(&page.Flags)
		if !page.CanJudge {
			page.Note = p.T("sample.not_yours", "name", d.Sample.MadeName)
		}
	} else {
		page.Compare = l.sampleCompare(d)
	}
	if d.Next > 0 && v.UserID() == d.Sample.MadeBy {
		page.Next = sampleItemHref(d.Sample.ID, d.Next)
	}
	return page
}

// unstated takes the last column off a table of flags: their state tells how the case ended.
func unstated(r *views.Records) {
	r.Heads = r.Heads[:len(r.Heads)-1]
	for i := range r.Rows {
		r.Rows[i].Cells = r.Rows[i].Cells[:len(r.Rows[i].Cells)-1]
	}
}

// sampleCompare sets both judgements side by side.
func (l labels) sampleCompare(d *models.SampleCase) views.Records {
	it := &d.Item
	r := views.Records{Caption: l.p.T("sample.compare"), Heads: l.heads("sample.whose", "sample.outcome", "common.reason", "sample.made")}
	row := func(whose, name, why string, outcome models.CaseOutcome, at time.Time) {
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			views.Text(whose), views.State(l.outcome(outcome)), views.Note(why), {Body: views.ByAt(name, l.p.Time(at))},
		}})
	}
	row(l.p.T("sample.first"), it.FirstName, it.FirstWhy, it.First, it.FirstAt)
	if it.SecondAt != nil {
		row(l.p.T("sample.own"), d.Sample.MadeName, it.SecondWhy, it.Second, *it.SecondAt)
	}
	return r
}

// sampleCSV writes the figures and every item under a head each. Shares are from 0 to 1, times in UTC; what is not judged tells nothing of
// the first decision.
func sampleCSV(d *models.SampleDetail) ([]byte, error) {
	a, s := d.Agreement(), &d.Sample
	utc := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	rows := [][]string{
		{"sample", "from", "until", "eligible", "drawn", "seed", "judged", "same", "agreement", "agreement_low", "agreement_high", "expected", "kappa", "kappa_low", "kappa_high", "standard_error"},
		{
			s.PublicID(), utc(s.FromAt), utc(s.UntilAt), strconv.Itoa(s.Eligible), strconv.Itoa(s.Drawn), strconv.FormatInt(s.Seed, 10), strconv.Itoa(a.N), strconv.Itoa(a.Same),
			bareNumber(a.Observed.Value), bareNumber(a.Observed.Low), bareNumber(a.Observed.High), bareNumber(a.Expected),
			bareNumber(a.Kappa.Value), bareNumber(a.Kappa.Low), bareNumber(a.Kappa.High), bareNumber(a.Error),
		},
		{"place", "case", "top_reason", "reviewer", "first", "first_reason", "first_at", "second", "second_reason", "second_at", "same"},
	}
	for i := range d.Items {
		it := &d.Items[i]
		row := []string{strconv.Itoa(it.N), it.CaseID.Public(models.PrefixCase), it.TopCode, "", "", "", "", "", "", "", ""}
		if it.Judged() && it.SecondAt != nil {
			row = append(row[:3], safeCell(it.FirstName), string(it.First), safeCell(it.FirstWhy), utc(it.FirstAt), string(it.Second), safeCell(it.SecondWhy), utc(*it.SecondAt), strconv.FormatBool(it.Same()))
		}
		rows = append(rows, row)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	err := w.WriteAll(rows)
	return b.Bytes(), err
}
