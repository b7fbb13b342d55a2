package main

import (
	"strings"
	"testing"
)

// TestADecisionIsPutRightAndAQueueStarred decides a case and opens it again with a reason, and puts a star on a queue and takes it off,
// all by clicking.
func TestADecisionIsPutRightAndAQueueStarred(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"with scripting": {}, "without scripting, narrow": {noScript: true, width: 320}} {
		t.Run(name, func(t *testing.T) {
			_, base := smallLender(t)
			b := newBrowser(t, base, l)
			b.signIn("test_reviewer")
			b.open("/queue?sort=due")
			page, _, _ := strings.Cut(b.attribute("#cases tbody tr .row-link", "href"), "?")
			b.open(page)
			b.click("form[action$='/claim'] button")
			b.fill("#f-reason", "The statement explains it.")
			b.click("button[value=cleared]")
			b.open(page)
			if got := b.text("#decide"); !strings.Contains(got, "The statement explains it.") {
				t.Fatalf("decided: %q", got)
			}
			b.check("#reopen > summary")
			b.fill("#f-wrong", "It was another person's statement.")
			b.fits()
			b.click("#reopen form button")
			if got := b.text("main"); !b.has("form[action$='/claim'] button") || !strings.Contains(got, "It was another person's statement.") {
				t.Errorf("opened again: %q", got)
			}
			b.open("/queues")
			star := "form:has([name=queue][value=fraud]) .star"
			before := b.attribute(star, "aria-pressed")
			b.click(star)
			if got := b.attribute(star, "aria-pressed"); before != "false" || got != "true" {
				t.Errorf("a star goes from %q to %q", before, got)
			}
			b.fits()
			b.click(star)
			if got := b.attribute(star, "aria-pressed"); got != "false" {
				t.Errorf("taken off it is %q", got)
			}
		})
	}
}
