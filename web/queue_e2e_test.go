package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestTheQueueIsNarrowedToSpans fills in the spans of the filter, takes one away again, and sees what is wrong with one beside its field.
func TestTheQueueIsNarrowedToSpans(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"with scripting": {}, "without scripting, narrow": {noScript: true, width: 320}} {
		t.Run(name, func(t *testing.T) {
			_, base := smallLender(t)
			b := newBrowser(t, base, l)
			b.signIn("test_reviewer")
			b.open("/queue?sort=due&late_max=4000")
			b.unfoldFilters()
			b.fill("#f-late_min", "1")
			b.fill("#f-due_from", "2020-01-01")
			b.fill("#f-flagged_to", "2199-12-31")
			b.click(".filter-bar > .btn")
			if got := b.path(); !strings.Contains(got, "late_min=1") || !strings.Contains(got, "due_from=2020-01-01") || !strings.Contains(got, "flagged_to=2199-12-31") {
				t.Fatalf("the filter leads to %s", got)
			}
			if got := b.text(".chips"); !strings.Contains(got, "1 to 4000") || !strings.Contains(got, "from 2020-01-01") || !strings.Contains(got, "up to 2199-12-31") {
				t.Errorf("chips: %q", got)
			}
			if !b.has("#cases tbody tr") {
				t.Error("no case is late")
			}
			b.fits()
			if !l.noScript {
				b.axe()
			}
			b.click(".chips a[aria-label='Remove the filter Days late']")
			if got := b.path(); strings.Contains(got, "late_") || !strings.Contains(got, "due_from=2020-01-01") {
				t.Errorf("taking a span away leads to %s", got)
			}
			if status := b.open("/queue?sort=due&due_from=2026-11-23&due_to=2026-11-22&flagged_from=soon"); status != 422 {
				t.Errorf("spans that cannot be are answered with %d", status)
			}
			if b.text("#f-due_to-error") == "" || b.value("#f-flagged_from") != "soon" || b.value("#f-due_from") != "2026-11-23" {
				t.Errorf("wrong spans: %q, %q", b.text("#f-due_to-error"), b.value("#f-flagged_from"))
			}
			b.fits()
			if !l.noScript {
				b.axe()
			}
		})
	}
}

// unfoldFilters opens the parts of the filter that are folded.
func (b *browser) unfoldFilters() {
	b.t.Helper()
	b.do("unfold", chromedp.Evaluate[chromedp.Void]("document.querySelectorAll('.filter-bar details').forEach((part) => { part.open = true })"))
}
