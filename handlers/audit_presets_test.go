package handlers

import (
	"net/url"
	"testing"
	"time"

	"candor/views"
	"candor/views/text"
)

// TestSpansOfTheLog checks the days of each span at ends of months and across a zone's midnight, and that the rest of the filter stays.
func TestSpansOfTheLog(t *testing.T) {
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	zone := time.FixedZone("CST", 8*3600)
	for _, c := range []struct {
		now                           string
		today, week, days, first, was string // as from..to
	}{
		{"2026-03-31T15:59:00Z", "2026-03-31 2026-03-31", "2026-03-25 2026-03-31", "2026-03-02 2026-03-31", "2026-03-01 2026-03-31", "2026-02-01 2026-02-28"},
		{"2026-03-31T16:00:00Z", "2026-04-01 2026-04-01", "2026-03-26 2026-04-01", "2026-03-03 2026-04-01", "2026-04-01 2026-04-01", "2026-03-01 2026-03-31"},
		{"2026-01-01T00:00:00Z", "2026-01-01 2026-01-01", "2025-12-26 2026-01-01", "2025-12-03 2026-01-01", "2026-01-01 2026-01-01", "2025-12-01 2025-12-31"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		p := views.Page{Texts: bundle.For("en"), Lang: "en", Now: now, Zone: zone}
		tabs := auditPresets(p, auditQuery{values: url.Values{"action": {"case."}, "from": {"2020-01-01"}}})
		span := func(i int) string {
			u, err := url.Parse(tabs[i].Href)
			if err != nil || u.Query().Get("action") != "case." || tabs[i].Current {
				t.Errorf("%s: %v", tabs[i].Href, err)
			}
			return u.Query().Get("from") + " " + u.Query().Get("to")
		}
		if span(0) != " " || span(1) != c.today || span(3) != c.week || span(4) != c.days || span(5) != c.first || span(6) != c.was {
			t.Errorf("at %s: %v", c.now, tabs)
		}
		if on := auditPresets(p, auditQuery{values: url.Values{}}); !on[0].Current || on[1].Current {
			t.Errorf("without a span: %v", on)
		}
	}
}
