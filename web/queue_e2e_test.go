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

// TestARefusedActLeadsBackToItsRow has a lead claim a case while a reviewer is about to: the reviewer stays in the queue, at the row, and
// reads why.
func TestARefusedActLeadsBackToItsRow(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"with scripting": {}, "without scripting": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			_, base := smallLender(t)
			refusedOnARow(t, base, l)
		})
	}
}

func refusedOnARow(t *testing.T, base string, l look) {
	reviewer, lead := newBrowser(t, base, l), newBrowser(t, base, look{})
	lead.signIn("test_lead")
	reviewer.signIn("test_reviewer")
	reviewer.open("/queue?sort=due&score_max=900")
	page, _, _ := strings.Cut(reviewer.attribute("#cases tbody tr:nth-child(3) .row-link", "href"), "?")
	row := "#cases tr.is-current[id='" + strings.TrimPrefix(page, "/cases/") + "']"
	if !l.noScript {
		reviewer.press("jjj")
		reviewer.press(" ")
		reviewer.do("wait for the preview", chromedp.WaitVisible(chromedp.CSS("#preview form[action='"+page+"/claim']")))
	}
	lead.open(page)
	lead.click("form[action$='/claim'] button")
	if l.noScript { // a row that offers acts needs a script; what it sends does not
		reviewer.arrive("claim the row", chromedp.Evaluate[chromedp.Void](`(() => {
			const form = document.createElement("form");
			form.method = "post";
			form.action = "`+page+`/claim";
			form.innerHTML = "<input name=view value='~x900~rdue'><input name=from value=queue>";
			document.body.append(form);
			form.submit();
		})()`))
	} else {
		reviewer.arrive("claim the row", chromedp.KeyEvent("c"))
	}
	if got := reviewer.text("#refused"); !strings.Contains(got, "Someone else is working on this case.") || !reviewer.has("#refused a[href^='"+page+"']") {
		t.Fatalf("the reviewer is told %q", got)
	}
	if !reviewer.has(row) || !reviewer.has(row+" .row-link:focus") || !strings.Contains(reviewer.text(".chips"), "900") || !reviewer.has("th[aria-sort=ascending]") {
		t.Errorf("the row has not the focus, or the view is another: %s", reviewer.text(".chips"))
	}
	reviewer.fits()
	if l.noScript {
		return
	}
	reviewer.axe()
	reviewer.press("j")
	if reviewer.has(row) || !reviewer.has("tr.is-current") {
		t.Error("the next row does not follow")
	}
	reviewer.press("k")
	reviewer.press(" ")
	reviewer.do("the preview says who", chromedp.WaitVisible(chromedp.CSS("#preview [data-preview-of] .callout")))
}

// TestTheOrderOfTheQueueIsChosenOnAPhone, where no head can be clicked; wider pages show heads and not the choice.
func TestTheOrderOfTheQueueIsChosenOnAPhone(t *testing.T) {
	t.Parallel()
	_, base := smallLender(t)
	b := newBrowser(t, base, look{noScript: true, width: 360})
	b.signIn("test_reviewer")
	b.open("/queue?sort=risk&score_max=900")
	b.check(".filter-fold > summary")
	b.fill("#f-sort", "oldest")
	b.shot("phone-order")
	b.fits()
	b.click(".filter-bar > .btn")
	if got := b.path(); !strings.Contains(got, "sort=oldest") || !strings.Contains(got, "score_max=900") || b.value("#f-sort") != "oldest" {
		t.Errorf("the choice leads to %s", got)
	}
	wide := newBrowser(t, base, look{})
	wide.signIn("test_reviewer")
	wide.open("/queue?sort=due_last")
	if wide.measured("document.querySelector('#f-sort').offsetHeight") != 0 || !wide.has("th[aria-sort=descending]") {
		t.Error("a wide page shows the choice of the order besides its heads")
	}
	wide.click(".filter-bar > .btn")
	if got := wide.path(); !strings.Contains(got, "sort=due_last") {
		t.Errorf("a filter loses the order: %s", got)
	}
}
