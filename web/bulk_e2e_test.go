package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"candor/models"
)

// TestEveryRowOfAPage ticks all rows of the queue by the box in its head and by its key, and without scripting has the bar take the rows
// of the page; the dry run names each of them.
func TestEveryRowOfAPage(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"with scripting": {}, "without scripting": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			_, base := smallLender(t)
			b := newBrowser(t, base, l)
			b.signIn("test_lead")
			b.open("/queue?sort=due")
			rows, scope, said := b.count("#cases tbody tr"), "shown", "The %d cases of the page"
			if !l.noScript {
				b.ticksByHead(rows)
				scope, said = "page", "%d ticked cases"
			}
			b.do("choose an act", chromedp.SetValue(chromedp.CSS("#f-act"), "clear"))
			b.click("button[name=scope][value=" + scope + "]")
			if got := b.text("main"); !strings.Contains(got, fmt.Sprintf(said, rows)) {
				t.Fatalf("the form does not say that %d rows are meant: %s", rows, got)
			}
			b.fill("[name=reason]", "a card tester that is known")
			b.click("form[action='/batches/cases'] .btn-primary")
			if got := b.count("a[href^='/cases/" + models.PrefixCase + "_']"); got != rows {
				t.Errorf("the dry run names %d cases of %d", got, rows)
			}
		})
	}
}

// count is how many elements there are.
func (b *browser) count(selector string) int {
	b.t.Helper()
	return b.measured("document.querySelectorAll(" + fmt.Sprintf("%q", selector) + ").length")
}

// measured is a number that the page gives.
func (b *browser) measured(script string) int {
	b.t.Helper()
	n, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](script))
	if err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return n
}

// ticksByHead ticks and unticks the rows of a page all at once, and ends with all of them ticked.
func (b *browser) ticksByHead(rows int) {
	b.t.Helper()
	ticked := func(what string, want int, head string) {
		b.t.Helper()
		b.waitFor(what, func() bool {
			return b.count("#cases tbody [name=id]:checked") == want && b.count("[data-tick-all]:"+head) == 1 && strings.Contains(b.text("[data-selected]"), fmt.Sprint(want))
		})
	}
	b.press("t")
	ticked("the key ticks every row", rows, "checked")
	b.press("j")
	b.press("x")
	ticked("one row less", rows-1, "indeterminate")
	b.axe()
	b.shot("queue-ticked")
	b.check("[data-tick-all]")
	ticked("the box ticks every row", rows, "checked")
	b.press("t")
	ticked("the key unticks every row", 0, "not(:indeterminate, :checked)")
	b.press("t")
	ticked("and ticks them again", rows, "checked")
}

// TestTheBarStaysInView scrolls the queue to its end in both directions: the bar and the boxes stay where they are seen, and nothing
// covers the head of the table.
func TestTheBarStaysInView(t *testing.T) {
	t.Parallel()
	_, base := smallLender(t)
	b := newBrowser(t, base, look{width: 1280})
	b.signIn("test_lead")
	b.screen(1280, 720)
	b.open("/queue?sort=due&cols=severity,account,code,score,change,due,exposure,used,limit,dpd,flagged,source,queue,tags,who")
	b.do("scroll to the end", chromedp.Evaluate[chromedp.Void](`(() => {
		const wrap = document.querySelector("#cases").parentElement;
		wrap.scrollTo(1e6, 1e6);
		window.scrollTo(0, 1e6);
	})()`))
	b.shot("queue-scrolled")
	edge := func(selector, side string) int {
		return b.measured(fmt.Sprintf("Math.round(document.querySelector(%q).getBoundingClientRect().%s)", selector, side))
	}
	if top, bar := edge(".top", "bottom"), edge(".bulk-bar", "top"); bar < top || bar > top+16 {
		t.Errorf("the bar stands at %d, where the top ends at %d", bar, top)
	}
	if bar, head := edge(".bulk-bar", "bottom"), edge("#cases thead th", "top"); head < bar {
		t.Errorf("the bar covers the head: %d, %d", bar, head)
	}
	wrap := edge("#cases", "left")
	if b.measured("Math.round(document.querySelector('#cases').parentElement.scrollLeft)") == 0 || edge("#cases tbody tr:last-child [name=id]", "left") < edge(".table-wrap", "left") || wrap >= edge(".table-wrap", "left") {
		t.Error("the boxes went out of view")
	}
}
