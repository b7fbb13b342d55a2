package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPolicyRunsFromDraftToLive drives the editor as two people would, with and without
// scripting: a mistake is shown beside its field, the draft's effect is shown, the author
// cannot approve, a second person publishes, and the record verifies.
func TestPolicyRunsFromDraftToLive(t *testing.T) {
	t.Parallel()
	for _, noScript := range []bool{false, true} {
		t.Run(fmt.Sprintf("no script %t", noScript), func(t *testing.T) {
			_, base := smallLender(t)
			author := newBrowser(t, base, look{noScript: noScript})
			author.signIn("test_admin")
			author.open("/policy")
			author.click("form[action='/policy/draft'] button")
			if got := author.path(); !strings.HasPrefix(got, "/policy/2") {
				t.Fatalf("drafting led to %s", got)
			}
			author.fill("[name='bands.2.from']", "540")
			author.click("#edit .form-actions button")
			if !author.has("[name='bands.2.from'][aria-invalid=true]") || !author.has(".error-summary") {
				t.Error("the falling cut-off is not shown beside its field")
			}
			author.fill("[name='bands.2.from']", "620")
			author.fill("[name='flags.0.threshold']", "500")
			author.click("#edit .form-actions button")
			if !author.has("#impact table") {
				t.Error("the saved draft does not show what it would do")
			}
			author.shot(fmt.Sprintf("policy-draft-%t", noScript))
			author.fill("[name=note]", "Losses rose in the middle of the book.")
			author.click("form[action='/policy/2/submit'] button")
			if !strings.Contains(author.text("main"), "Waiting for approval") {
				t.Error("the submitted draft does not say that it waits")
			}
			lead := newBrowser(t, base, look{noScript: noScript})
			lead.signIn("test_lead")
			lead.open("/policy/2")
			lead.shot(fmt.Sprintf("policy-submitted-%t", noScript))
			lead.click("form[action='/policy/2/approve'] button")
			if got := lead.path(); got != "/policy/2/release" || !strings.Contains(lead.text("main"), "Run in shadow") {
				t.Errorf("approval led to %s: %s", got, lead.text("main"))
			}
			lead.shot(fmt.Sprintf("policy-approved-%t", noScript))
			lead.click("form[action='/policy/2/shadow'] button")
			lead.fill("[name=percent]", "25")
			lead.click("form[action='/policy/2/rollout'] button")
			lead.shot(fmt.Sprintf("policy-rollout-%t", noScript))
			lead.check("form[action='/policy/2/publish'] [name=ticked]")
			lead.fill("form[action='/policy/2/publish'] [name=confirm]", "2")
			lead.click("form[action='/policy/2/publish'] .form-actions button")
			if !strings.Contains(lead.text("main"), "Roll back") {
				t.Errorf("after publication: %s", lead.text("main"))
			}
			auditor := newBrowser(t, base, look{noScript: noScript})
			auditor.signIn("test_auditor")
			auditor.open("/audit?type=policy&object=2")
			if got := auditor.text("tbody"); !strings.Contains(got, "Published a policy") {
				t.Errorf("the record shows %s", got)
			}
			if auditor.copiesIDs(noScript); !noScript {
				auditor.shot("audit-copy")
			}
			auditor.click("form[action='/audit/verify'] button")
			if got := auditor.text("main"); !strings.Contains(got, "The record is intact") {
				t.Errorf("verification says %s", got)
			}
			auditor.shot(fmt.Sprintf("audit-verified-%t", noScript))
		})
	}
}

// copiesIDs looks for a button behind each id of the log, which says what it copies; without scripting an id is text.
func (b *browser) copiesIDs(noScript bool) {
	b.t.Helper()
	b.open("/audit?type=user") // ids of what has no short name
	ids, buttons := b.count("#audit td code"), b.count("#audit td .copy-id > .copy[data-copy^='usr_'][aria-label*='usr_']")
	if ids == 0 || noScript && buttons > 0 || !noScript && buttons != ids {
		b.t.Errorf("%d buttons for %d ids", buttons, ids)
	}
	if !noScript {
		b.do("copy an id", chromedp.Click(chromedp.CSS("#audit td .copy")))
		b.waitFor("a word that it is copied", func() bool { return b.has(".toast") || b.measured("getSelection().toString().length") > 0 })
	}
}

// setLanguage switches the signed-in user's language when it is another one.
func (b *browser) setLanguage(lang string) {
	b.t.Helper()
	if b.has("html[lang='" + lang + "']") {
		return
	}
	b.click(".tool-language")
}
