package main

import (
	"strings"
	"testing"

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
	b.open(one)
	if got := b.text("#decide"); !strings.Contains(got, "Test_reviewer") {
		t.Errorf("after %d key presses: %s", presses, got)
	}
}

// arrive runs a step and waits for the page it leads to.
func (b *browser) arrive(what string, step chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if _, err := chromedp.RunResponse(b.ctx, step); err != nil {
		b.t.Fatalf("%s on %s: %v", what, strings.TrimSpace(b.path()), err)
	}
}
