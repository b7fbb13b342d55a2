package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestTheDeskTogether has a reviewer and a lead work one queue: a view is kept and begun with, a case is claimed, taken over with notice,
// put off, found among what is put off, and given to another queue.
func TestTheDeskTogether(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"with scripting": {}, "without scripting": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			_, base := smallLender(t)
			deskTogether(t, base, l)
		})
	}
}

func deskTogether(t *testing.T, base string, l look) {
	reviewer := newBrowser(t, base, l)
	reviewer.signIn("test_reviewer")
	keepView(t, reviewer)
	reviewer.open("/queue?sort=risk")
	reviewer.click("form[action='/queue/next'] button")
	page, _, _ := strings.Cut(reviewer.path(), "?")
	if !strings.HasPrefix(page, "/cases/") {
		t.Fatalf("review next leads to %s", reviewer.path())
	}

	lead := newBrowser(t, base, l)
	lead.signIn("test_lead")
	lead.size(3000) // so that nothing lies below the bar at the foot
	lead.open(page + "?view=all")
	if got := lead.text("[data-testid=viewers]"); !strings.Contains(got, "Test_reviewer") {
		t.Errorf("also here: %q", got)
	}
	takeOver(t, lead)
	reviewer.open("/queue?sort=risk")
	if got := reviewer.text("#flash"); !strings.Contains(got, "took the case") || !strings.Contains(got, "Needed elsewhere") {
		t.Errorf("the reviewer is told %q", got)
	}
	reviewer.open("/queue?sort=risk")
	if got := reviewer.text("#flash"); strings.Contains(got, "took the case") {
		t.Errorf("told twice: %q", got)
	}

	lead.check("details:has(form[action$='/snooze']) summary")
	lead.fill("#f-why", "papers are on their way")
	lead.click("form[action$='/snooze'] button")
	lead.open("/queue?state=snoozed&sort=risk")
	if !lead.has("#cases a[href*='" + page + "']") {
		t.Error("the case is not among what is put off")
	}
	if !l.noScript {
		lead.axe()
		lead.size(3000)
	}
	lead.click("#cases a[href*='" + page + "']")
	lead.check("details:has(form[action$='/escalate']) summary")
	lead.check("[name=to][value=fraud]")
	lead.fill("#f-because", "one device, four accounts")
	lead.click("form[action$='/escalate'] button")
	lead.open("/queue?queue=fraud&sort=risk")
	if !lead.has("#cases a[href*='" + page + "']") {
		t.Error("the case is not in the queue it was escalated to")
	}
	lead.open("/queue/narrow?view=all")
	if !l.noScript {
		lead.axe()
	}
	leavesOut(t, lead)
}

// leavesOut has a value left out of the queue: what is left and what has the value are together all there is.
func leavesOut(t *testing.T, b *browser) {
	t.Helper()
	rows := func(path string) int {
		b.open(path)
		return b.count("#cases tbody tr")
	}
	all := rows("/queue?sort=risk")
	b.open("/queue/narrow?view=all")
	b.click("a.facet-not[href*='severity=']")
	left := b.path()
	out := rows(left)
	with := rows(strings.ReplaceAll(left, "%21", ""))
	if out == 0 || with == 0 || out+with != all {
		t.Errorf("%s leaves %d of %d cases, and %d have the value", left, out, all, with)
	}
}

// takeOver takes the case on the page out of another's hands.
func takeOver(t *testing.T, b *browser) {
	t.Helper()
	b.check("details:has(form[action$='/take']) summary")
	b.fill("#f-grounds", "Needed elsewhere")
	b.click("form[action$='/take'] button")
	if !b.has("form[action$='/decide']") {
		t.Errorf("whoever took the case cannot decide it: %s", b.text("#decide"))
	}
}

// keepView keeps a view under a name, begins with it, and finds it among the tabs.
func keepView(t *testing.T, b *browser) {
	t.Helper()
	b.open("/queue/columns?view=severity%3D%213%26sort%3Ddue")
	b.check("[name=show][value=change]")
	b.click("main form button[name=apply]")
	if !strings.Contains(b.path(), "cols=") {
		t.Fatalf("the columns lead to %s", b.path())
	}
	b.click(".queue-tools a[href^='/queue/views']")
	b.fill("#f-name", "Not high")
	b.check("#f-first")
	b.click("#save button")
	b.open("/queue")
	if got := b.path(); !strings.Contains(got, "severity=%213") || !strings.Contains(b.text(".tabs [aria-current=page]"), "Not high") {
		t.Errorf("the queue begins with %s", got)
	}
}

// previewBeside looks at the rows of a list beside it: the preview follows the rows, leaves no trace of a visit, and closes.
func previewBeside(t *testing.T, b *browser, list, name string) {
	t.Helper()
	b.open(list)
	b.check("#preview-open")
	b.do("wait for the preview", chromedp.WaitVisible(chromedp.CSS("[data-preview-of] h2")))
	b.fits()
	b.axe()
	b.shot("preview-" + name)
	seen := b.attribute("[data-preview-of] a.btn-primary", "href")
	b.do("the row below is read ahead", chromedp.WaitReady(chromedp.CSS("#preview[data-ahead]")))
	b.press("j")
	b.press("j")
	next := b.attribute("tr.is-current .row-link", "href")
	if next == seen {
		t.Errorf("the keys stay on the row %s", seen)
	}
	b.do("the preview of the current row", chromedp.WaitReady(chromedp.CSS(fmt.Sprintf("[data-preview-of] a.btn-primary[href='%s']", next))))
	b.press(kb.Escape)
	if b.has("#preview:not([hidden])") || b.path() != list {
		t.Error("the preview did not close, or left the list")
	}
	b.press(" ")
	if !b.has("#preview:not([hidden])") {
		t.Error("Space does not open the preview")
	}
}

// TestDeskPictures draws the queue and a case for whoever looks at them, in the widths, themes and languages they are used in.
func TestDeskPictures(t *testing.T) {
	t.Parallel()
	_, base := smallLender(t)
	for _, l := range []struct {
		name, lang string
		look
	}{{"desktop", "en", look{}}, {"dark", "zh-CN", look{dark: true}}, {"phone", "en", look{width: 360}}, {"narrow", "zh-CN", look{width: 320}}} {
		t.Run(l.name, func(t *testing.T) {
			b := newBrowser(t, base, l.look)
			b.signIn("test_lead")
			b.language(l.lang)
			for name, path := range map[string]string{"queue": "/queue?sort=risk", "narrow": "/queue/narrow?view=all", "columns": "/queue/columns?view=all", "views": "/queue/views?view=sort%3Ddue%26severity%3D4"} {
				b.open(path)
				b.fits()
				b.axe()
				b.shot("desk-" + name + "-" + l.name)
			}
			if l.width != 0 {
				b.firstRowInView()
			}
			previewBeside(t, b, "/queue?sort=risk", "queue-"+l.name)
			if l.width == 0 && !l.dark {
				b.waitsForRows()
			}
			b.open("/queue?sort=risk")
			b.click("form[action='/queue/next'] button")
			b.do("unfold", chromedp.Evaluate[chromedp.Void]("document.querySelectorAll('#desk details').forEach(d => d.open = true)"))
			b.fits()
			b.axe()
			b.shot("desk-case-" + l.name)
		})
	}
}

// waitsForRows asks for another view and never gets it: the rows stay, dimmed, become bars, and are back when the reader is.
func (b *browser) waitsForRows() {
	b.t.Helper()
	b.open("/queue?sort=risk")
	b.do("keep the answer away", chromedp.Evaluate[chromedp.Void]("document.addEventListener('click', (e) => e.preventDefault())"))
	b.check(".tabs a[href*='who=free']")
	if !b.has("main .table-wrap[aria-busy=true] #cases tbody tr") {
		b.t.Error("the rows are not marked as old while others are asked for")
	}
	b.do("wait for the bars", chromedp.WaitVisible(chromedp.CSS("main .table-wrap[data-late]")))
	b.shot("desk-late")
	b.do("come back", chromedp.Evaluate[chromedp.Void]("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"))
	if b.has("main .table-wrap[aria-busy]") || b.has("main .table-wrap[data-late]") {
		b.t.Error("the rows are not back")
	}
}

// firstRowInView looks at the queue on a phone: its first row is whole on the first screen, above the pages at the foot, and what acts
// on many rows comes up with the first tick.
func (b *browser) firstRowInView() {
	b.t.Helper()
	b.size(844)
	b.open("/queue?sort=risk&state=open")
	first := "document.querySelector('#cases tbody tr').getBoundingClientRect().bottom"
	if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](first+" <= document.querySelector('.side').getBoundingClientRect().top")); err != nil || !ok {
		b.t.Errorf("the first row is below the first screen of %d (%v)", b.look.width, err)
	}
	bar := func(want bool) {
		if shown, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("document.querySelector('.bulk-bar').checkVisibility()")); err != nil || shown != want {
			b.t.Errorf("what acts on ticked rows is shown: %t (%v)", shown, err)
		}
	}
	bar(false)
	b.check("#cases tbody tr [form=b]")
	bar(true)
	b.axe()
	b.shot(fmt.Sprint("desk-ticked-", b.look.width))
}
