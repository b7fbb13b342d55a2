package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"candor/data"
	"candor/models"
)

// ruledLender serves a demo lender whose accounts have events, and says which account and which
// decision to look at.
func ruledLender(t *testing.T) (base, account, decision string) {
	t.Helper()
	env := testEnv(t)
	store := seededStore(t, env)
	spendNow(t, store, "rules", 12)
	account, decision = eventOf(t, store)
	return serveTest(t, env, store), account, decision
}

// eventOf is an account and its latest decision.
func eventOf(t *testing.T, store *data.Store) (account, decision string) {
	t.Helper()
	ctx := context.Background()
	page, err := store.Accounts(ctx, models.AccountFilter{Limit: 1})
	if err != nil || len(page.Items) == 0 {
		t.Fatal(err)
	}
	events, err := store.AccountEvents(ctx, models.EventFilter{AccountID: page.Items[0].ID, Limit: 1})
	if err != nil || len(events.Items) == 0 {
		t.Fatal(err)
	}
	return page.Items[0].PublicID(), events.Items[0].PublicID()
}

// TestARuleIsWrittenInTheBrowser writes a rule with and without scripting: a name is completed, a bad
// condition is refused at its line and column with what was typed kept, the saved rule is tried on a
// past decision, copied, moved, switched off and removed.
func TestARuleIsWrittenInTheBrowser(t *testing.T) {
	t.Parallel()
	for _, noScript := range []bool{false, true} {
		t.Run(fmt.Sprintf("no script %t", noScript), func(t *testing.T) {
			base, _, decision := ruledLender(t)
			b := newBrowser(t, base, look{noScript: noScript})
			b.signIn("test_admin")
			b.open("/policy")
			b.click("form[action='/policy/draft'] button")
			b.open("/policy/2/rules")
			b.click("a[href='/policy/2/new-rule']")
			b.typeRule(noScript)
			b.click("#edit .form-actions button")
			if got := b.text("#f-when-error"); !strings.Contains(got, "Line 2, column 3") || !strings.Contains(got, "moood") {
				t.Errorf("the bad condition is refused with %q", got)
			}
			if got := b.text("#f-when"); got != "amount_fen > 500000 and moood == 1" {
				t.Errorf("what was typed is now %q", got)
			}
			b.shot(fmt.Sprintf("rules-refused-%t", noScript))
			b.fill("#f-when", "amount_fen > 500000 and\n  is_purchase == 1")
			b.click("#edit .form-actions button")
			if got := b.path0(); got != "/policy/2/rules/large_at_once" {
				t.Fatalf("saving led to %s: %s", got, b.text(".error-summary"))
			}
			if got := b.text("#says"); !strings.Contains(got, "Amount is above ¥5,000.00") || !strings.Contains(got, "Purchase: yes") {
				t.Errorf("in words: %s", got)
			}
			b.fill("#f-try", decision)
			b.click("#try-typed button[value=try]")
			if got := b.text("#try"); !strings.Contains(got, "has no such rule") || !strings.Contains(got, "1 event under version 1") {
				t.Errorf("tried: %s", got)
			}
			b.shot(fmt.Sprintf("rules-tried-%t", noScript))
			b.click("#edit .form-actions button") // what was tried is not saved, and the page would ask before it is left
			b.stepsOfARule()
		})
	}
}

// typeRule types a rule with a bad condition; with scripting, a name in it is completed.
func (b *browser) typeRule(noScript bool) {
	b.t.Helper()
	b.fill("#f-key", "large_at_once")
	b.fill("#f-family", "sudden_spending")
	b.fill("#f-reason", "large_at_once")
	if noScript {
		b.fill("#f-when", "amount_fen > 500000 and\n  moood == 1")
	} else {
		b.check("#f-when")
		b.press("amount_f")
		if !b.has("#rule-suggest:not([hidden]) [aria-selected=true]") {
			b.t.Error("no name is offered")
		}
		b.axe()
		b.shot("rules-complete")
		b.takeName()
		if got := valueOf(b, "#f-when"); got != "amount_fen" {
			b.t.Errorf("Enter took %q", got)
		}
		b.press(" > 500000 and\r  moood == 1")
		if b.has("#rule-suggest:not([hidden])") {
			b.t.Error("names are offered where none fits")
		}
	}
}

// stepsOfARule copies a rule, and moves, switches off and removes the copy.
func (b *browser) stepsOfARule() {
	b.t.Helper()
	b.open("/policy/2/rules/large_at_once")
	b.click("a[href^='/policy/2/new-rule?from=']")
	b.click("#edit .form-actions button")
	b.open("/policy/2/rules")
	b.click("#rule-large_at_once_2 form[action$='/move'] button[value=up]")
	if !b.has("#rule-large_at_once_2 + #rule-large_at_once") {
		b.t.Error("the copy did not move up")
	}
	b.open("/policy/2/rules/large_at_once_2")
	b.click("form[action$='/switch'] button")
	b.open("/policy/2/rules/large_at_once_2")
	b.click("form[action$='/remove'] button")
	if b.has("#rule-large_at_once_2") || !b.has("#rule-large_at_once") {
		b.t.Error("not the copy was removed")
	}
}

// TestRulePagesAreAccessible looks at the pages as a draft's author and as a reader, in both themes,
// both languages, wide and narrow.
func TestRulePagesAreAccessible(t *testing.T) {
	t.Parallel()
	base, account, decision := ruledLender(t)
	first := newBrowser(t, base, look{})
	first.signIn("test_admin")
	first.open("/policy")
	first.click("form[action='/policy/draft'] button")
	const rule = "/rules/cash_out_merchant_emptying"
	for _, c := range everyLook {
		name := fmt.Sprintf("rules-%d-%t-%s", c.width, c.dark, c.lang)
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, base, c.look)
			b.signIn("test_admin")
			b.language(c.lang)
			for i, path := range []string{
				"/policy/1/rules", "/policy/2/rules", "/policy/1/rules?family=ring&on=off", "/policy/1" + rule, "/policy/2" + rule, "/policy/2/new-rule", "/policy/2/fields",
				"/policy/1/ladder", "/policy/2/ladder", "/policy/2/try", "/policy/2/try?account=" + account, "/policy/2" + rule + "?event=" + decision,
				"/policy/2/try?event=" + models.ID(77).Public(models.PrefixDecision),
			} {
				if status := b.open(path); status != 200 {
					t.Errorf("%s: status %d", path, status)
				}
				b.axe()
				b.shot(fmt.Sprintf("%s-%02d", name, i))
			}
		})
	}
}

// takeName presses Enter as a keyboard does: a character that follows only if nobody took the key.
func (b *browser) takeName() {
	b.t.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeChar, input.DispatchKeyEventTypeKeyUp} {
		p := input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13}
		if kind == input.DispatchKeyEventTypeChar {
			p.Text = "\r"
		}
		if _, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, p); err != nil {
			b.t.Fatal(err)
		}
	}
}

// valueOf is what a field holds.
func valueOf(b *browser, selector string) string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](fmt.Sprintf("document.querySelector(%q).value", selector)))
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}
