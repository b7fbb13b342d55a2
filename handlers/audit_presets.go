package handlers

import (
	"net/url"
	"slices"
	"time"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// auditPresets are the usual spans of days up to today in the reader's zone, each as the address of the log with everything else of
// the filter kept; the first takes the span away.
func auditPresets(p views.Page, q auditQuery) []ui.Tab {
	today := p.Now.In(p.Zone)
	tab := func(key string, from time.Time, to time.Time) ui.Tab {
		values := url.Values{}
		for name, value := range q.values {
			values[name] = value
		}
		values.Del("from")
		values.Del("to")
		if !from.IsZero() {
			values.Set("from", from.Format(time.DateOnly))
			values.Set("to", to.Format(time.DateOnly))
		}
		here := values.Get("from") == q.values.Get("from") && values.Get("to") == q.values.Get("to")
		return ui.Tab{Label: p.T("audit.span_" + key), Href: auditHref(values), Current: here}
	}
	first := time.Date(today.Year(), today.Month(), 1, 12, 0, 0, 0, p.Zone)
	return []ui.Tab{
		tab("all", time.Time{}, time.Time{}), tab("today", today, today), tab("yesterday", today.AddDate(0, 0, -1), today.AddDate(0, 0, -1)),
		tab("week", today.AddDate(0, 0, -6), today), tab("days", today.AddDate(0, 0, -29), today),
		tab("month", first, today), tab("last", first.AddDate(0, -1, 0), first.AddDate(0, 0, -1)),
	}
}

// rolesToPick is the keys of the built-in roles, and the one that is asked for.
func rolesToPick(asked string) []string {
	var keys []string
	for _, r := range models.BuiltinRoles() {
		keys = append(keys, r.Key)
	}
	if asked != "" && !slices.Contains(keys, asked) {
		keys = append(keys, asked)
	}
	return keys
}
