package handlers

import (
	"net/url"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// counted puts behind each value of a field how many rows it would leave. The options are the field's own. said is the count in words, "" for
// a value that is not counted.
func (l labels) counted(fields []ui.FieldArgs, name string, said func(value string) string) {
	for _, f := range fields {
		if f.Name != name {
			continue
		}
		for i, o := range f.Options {
			if n := said(o.Value); n != "" {
				f.Options[i].Label = l.p.T("facet.counted", "value", o.Label, "n", n)
			}
		}
	}
}

// lateNames are the keys of the names of models.LateSpans.
var lateNames = []string{"none", "30", "60", "90", "more"}

// countBook puts the counts on the page of the book, and offers the spans of days past due. Without counts the values stand alone.
func (l labels) countBook(d *views.AccountsData, look url.Values, filter models.AccountFilter, facets *models.AccountFacets) {
	if facets != nil {
		l.counted(d.Filters, "status", func(v string) string { return capped(facets.Status[models.AccountStatus(v)]) })
		l.counted(d.Filters, "band", func(v string) string { return capped(facets.Band[v]) })
	}
	for i, span := range models.LateSpans() {
		low, high := views.Number(*span.From), ""
		if span.To != nil {
			high = views.Number(*span.To)
		}
		t := ui.Tab{Label: l.p.Texts.T("account.late_" + lateNames[i]), Current: span.Same(filter.Late)}
		if facets != nil {
			t.Label = l.p.T("facet.counted", "value", t.Label, "n", capped(facets.Late[i]))
		}
		if t.Current {
			low, high = "", ""
		}
		t.Href = "/accounts?" + with(look, "late"+spanEnds[0], low, "late"+spanEnds[1], high)
		d.Late = append(d.Late, t)
	}
}

// countAppeals puts the counts on the page of the list of appeals.
func (l labels) countAppeals(d *views.AppealList, facets *models.AppealFacets) {
	for name, counts := range map[string]map[string]int{"stage": facets.Stage, "kind": facets.Kind, "outcome": facets.Outcome, "lang": facets.Lang} {
		for _, fields := range [][]ui.FieldArgs{d.Fields, d.More} {
			l.counted(fields, name, func(v string) string {
				switch n := counts[v]; {
				case !facets.Cut:
					return capped(n)
				case n == 0: // there may be some among those that were not looked at
					return ""
				default:
					return l.atLeast(n, true)
				}
			})
		}
	}
}
