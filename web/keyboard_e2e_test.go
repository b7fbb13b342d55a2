package main

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestQueueByKeyboard walks the queue without a pointer: down two rows, open, claim.
func TestQueueByKeyboard(t *testing.T) {
	_, base := smallLender(t)
	b := newBrowser(t, base, look{})
	b.signIn("test_reviewer")
	b.open("/accounts")
	b.do("press ?", chromedp.KeyEvent("?"), chromedp.WaitVisible(chromedp.CSS("dialog#keys[open]")))
	b.explains()
	b.actsOnRows()
	b.open("/queue")
	second := b.attribute("tbody tr:nth-child(2) a[href^='/cases/']", "href")
	b.press("j")
	b.press("j")
	b.arrive("press Enter", chromedp.KeyEvent("\r"))
	if b.path() != second {
		t.Fatalf("j j Enter leads to %s, want %s", b.path(), second)
	}
	b.arrive("press c", chromedp.KeyEvent("c"))
	if !b.has("#decide textarea") {
		t.Errorf("c did not claim the case: %s", b.text("#decide"))
	}
	// A key typed into a field is a letter, not a command.
	b.do("type", chromedp.SendKeys(chromedp.CSS("#f-reason"), "jcd?"))
	if got := b.value("#f-reason"); got != "jcd?" {
		t.Errorf("typing gave %q", got)
	}
	b.press(kb.Escape)
	b.press("n")
	if !b.has("#f-text:focus") {
		t.Error("n does not lead to a new note")
	}
	for _, k := range [][2]string{{"a", "cleared"}, {"d", "confirmed"}, {"a", "cleared"}} {
		b.press(kb.Escape)
		b.press(k[0])
		if !b.has("#f-reason:focus") || !b.has("#decide button[data-send][value="+k[1]+"]") || b.has("#decide button[data-send]:not([value="+k[1]+"])") {
			t.Errorf("%s opens %s: %s", k[0], b.path(), b.text("#decide"))
		}
	}
	b.axe()
	b.shot("chosen")
	b.arrive("decide and go on", chromedp.KeyEvent("\r", chromedp.KeyModifiers(2|8)))
	if strings.HasPrefix(second, b.path0()) || !strings.Contains(b.text("#flash"), "left in this view") {
		t.Errorf("Ctrl Shift Enter leads to %s: %s", b.path(), b.text("#flash"))
	}
}

// explains has the name of a measure explained under the pointer and at the focus: pointing at the sentence keeps it, Escape hides it
// until the next visit.
func (b *browser) explains() {
	b.t.Helper()
	b.open("/drift")
	shows := func(what string, want bool) {
		b.t.Helper()
		got, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`getComputedStyle(document.querySelector(".term .tip")).display !== "none"`))
		if err != nil || got != want {
			b.t.Errorf("%s: the explanation shows: %v, want %v (%v)", what, got, want, err)
		}
	}
	point := func(selector string) {
		b.t.Helper()
		at, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]float64]("(() => { const r = document.querySelector('"+selector+"').getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()"))
		if err != nil {
			b.t.Fatalf("where is %s: %v", selector, err)
		}
		b.do("point at "+selector, chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
	}
	focus := func(what string) {
		b.t.Helper()
		b.do(what, chromedp.Evaluate[chromedp.Void](`(t => (t.querySelector("a") ?? t.closest("a") ?? t).focus())(document.querySelector(".term"))`))
	}
	b.do("bring it into view", chromedp.Evaluate[chromedp.Void](`document.querySelector(".term").scrollIntoView({ block: "center" })`))
	shows("nobody is there", false)
	point(".term")
	shows("under the pointer", true)
	point(".term .tip")
	shows("pointed at itself", true)
	b.press(kb.Escape)
	shows("after Escape", false)
	point("h1")
	point(".term")
	shows("at the next visit", true)
	point("h1")
	focus("focus it")
	shows("at the focus", true)
	b.press(kb.Escape)
	shows("after Escape at the focus", false)
	b.do("leave it", chromedp.Evaluate[chromedp.Void](`document.querySelector("#search").focus()`))
	focus("focus it again")
	shows("at the focus again", true)
}

// actsOnRows claims, gives up, puts off and escalates cases from their rows, which never leaves the queue.
func (b *browser) actsOnRows() {
	b.t.Helper()
	b.open("/queue?sort=risk")
	page, _, _ := strings.Cut(b.attribute("tbody tr:last-child a[href^='/cases/']", "href"), "?")
	row := "[id='" + strings.TrimPrefix(page, "/cases/") + "']"
	b.press("k") // from nowhere to the last
	b.arrive("claim the row", chromedp.KeyEvent("c"))
	if got := b.text(row); !strings.HasPrefix(b.path(), "/queue?") || !strings.Contains(got, "Test_reviewer") || !b.has("tr.is-current"+row) {
		b.t.Fatalf("c on a row leads to %s: %s", b.path(), got)
	}
	b.arrive("give the row up", chromedp.KeyEvent("c"))
	if got := b.text(row); strings.Contains(got, "Test_reviewer") {
		b.t.Errorf("c on a row of one's own did not give it up: %s", got)
	}
	b.press("e")
	b.do("the choice of a queue", chromedp.WaitVisible(chromedp.CSS("#preview [name=to]:focus")))
	b.do("type", chromedp.SendKeys(chromedp.CSS("#preview [name=because]"), "words that s and c and j are part of"))
	b.axe()
	b.shot("row-escalate")
	b.press(kb.Escape)
	b.press(kb.Escape)
	b.press("k")
	b.press("s")
	b.do("the choice of a day", chromedp.WaitVisible(chromedp.CSS("#preview [name=until]:focus")))
	if got := b.attribute("[data-preview-of] a.btn-primary", "href"); strings.HasPrefix(got, page) {
		b.t.Error("the row above is put off in the preview of the row below")
	}
	b.press(kb.Escape)
	b.press("j")
	b.press("e")
	b.do("the choice of a queue again", chromedp.WaitVisible(chromedp.CSS("#preview [name=to]:focus")))
	if got := b.value("#preview [name=because]"); got != "words that s and c and j are part of" {
		b.t.Errorf("what was typed for the row became %q", got)
	}
	b.arrive("escalate", chromedp.KeyEvent("\r"))
	if got := b.text("#flash"); !strings.HasPrefix(b.path(), "/queue?") || !strings.Contains(got, "escalated") || !b.has("tr.is-current") {
		b.t.Errorf("escalating a row leads to %s: %s", b.path(), got)
	}
	b.press("s")
	b.do("the choice of a day again", chromedp.WaitVisible(chromedp.CSS("#preview [name=until]:focus")))
	b.arrive("put it off", chromedp.KeyEvent("\r"))
	if got := b.text("#flash"); !strings.HasPrefix(b.path(), "/queue?") || !strings.Contains(got, "put off until") || !b.has("tr.is-current") {
		b.t.Errorf("putting a row off leads to %s: %s", b.path(), got)
	}
}

// TestACaseIsDecidedInSixKeys counts what a reviewer presses from the queue to a decided case: the next case, a usual
// reason, Enter. Six is the bound.
func TestACaseIsDecidedInSixKeys(t *testing.T) {
	_, base := smallLender(t)
	b := newBrowser(t, base, look{})
	b.signIn("test_reviewer")
	b.open("/queue")
	presses := 0
	press := func(key string) chromedp.Action[chromedp.Void] { presses++; return chromedp.KeyEvent(key) }
	b.arrive("take the next case", press("n"))
	one := b.path0()
	if !strings.HasPrefix(one, "/cases/") {
		t.Fatalf("n leads to %s", one)
	}
	b.axe()
	b.do("a usual reason", press("2"))
	if got := b.value("#f-reason"); got != "The purchases are the customer's own." {
		t.Fatalf("the reason is %q", got)
	}
	if !b.has("button[name=outcome][value=cleared]:focus") {
		t.Fatal("the reason does not lead to its outcome")
	}
	b.shot("six-keys")
	b.arrive("decide", press("\r"))
	if presses > 6 {
		t.Errorf("%d key presses", presses)
	}
	for _, width := range []int{1440, 390} {
		b.screen(width, 900)
		b.finds("what the toast covers", `[...document.querySelectorAll(".case-bar")].filter(bar => document.querySelector(".toast")?.getBoundingClientRect().bottom > bar.getBoundingClientRect().top).map(() => "the bar of the case")`)
	}
	b.open(one)
	if got := b.text("#decide"); !strings.Contains(got, "Test_reviewer") {
		t.Errorf("after %d key presses: %s", presses, got)
	}
}

// arrive runs a step and waits for the page it leads to.
func (b *browser) arrive(what string, step chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, step); err != nil {
		b.t.Fatalf("%s on %s: %v", what, strings.TrimSpace(b.path()), err)
	}
}
