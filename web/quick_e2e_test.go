package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestUsualReasonsAreWrittenInTheBrowser changes the usual reasons in a draft with and without scripting: what is wrong stands beside its
// field with what was typed, and the comparison with the version before shows what changed. A case offers those in force by their keys.
func TestUsualReasonsAreWrittenInTheBrowser(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"with scripting": {dark: true}, "without scripting, narrow": {noScript: true, width: 320}} {
		t.Run(name, func(t *testing.T) {
			_, base := smallLender(t)
			b := newBrowser(t, base, l)
			b.signIn("test_admin")
			b.open("/policy")
			b.click("form[action='/policy/draft'] button")
			b.open("/policy/2/grounds")
			b.click("nav a[href='/policy/2/reasons']")
			b.fill("[name='quick_reasons.6.key']", "called")
			b.fill("[name='quick_reasons.6.en']", "Reached by telephone.")
			b.click("#edit .btn-primary")
			if got := b.text(".error-summary"); !strings.Contains(got, "row 7") || b.text("[name='quick_reasons.6.en']") != "Reached by telephone." || !b.has("[id='f-quick_reasons.6.zh-CN-error']") {
				t.Errorf("a reason in one language is refused with %q", got)
			}
			b.fits()
			b.shot("quick-refused-" + strings.Fields(name)[0])
			if !l.noScript {
				b.axe()
			}
			b.fill("[name='quick_reasons.6.zh-CN']", "已电话核实本人。")
			b.fill("[name='quick_reasons.6.outcome']", "cleared")
			b.click("#edit .btn-primary")
			if got := b.path0(); got != "/policy/2/reasons" || b.has(".error-summary") || b.value("[name='quick_reasons.6.key']") != "called" {
				t.Fatalf("saving led to %s: %s", got, b.text(".error-summary"))
			}
			b.open("/policy/2/diff?with=1")
			if got := b.text("main"); !strings.Contains(got, "Usual reasons · called · In Chinese") || !strings.Contains(got, "Reached by telephone.") || strings.Contains(got, "Usual reasons · own") {
				t.Errorf("the comparison says %s", got)
			}
			b.fits()
			if l.noScript {
				return
			}
			b.click(".tool-language")
			b.open("/policy/2/reasons")
			b.shot("quick-zh")
			b.open("/policy/1/reasons")
			b.shot("quick-read-zh")
			b.axe()
		})
	}
	t.Run("a key", func(t *testing.T) {
		_, base := smallLender(t)
		b := newBrowser(t, base, look{})
		b.signIn("test_reviewer")
		b.open("/queue")
		b.click("form[action='/queue/next'] button")
		if !b.has("form[data-decides]") {
			b.click("form[action$='/claim'] button")
		}
		b.press("5")
		got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.querySelector("#f-reason").value + " " + document.activeElement.value`))
		if err != nil || got != "The identity could not be confirmed. confirmed" {
			t.Errorf("the key 5 gives %q, %v", got, err)
		}
		b.shot("quick-case")
	})
}
