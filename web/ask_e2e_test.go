package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestACustomerIsAskedForDocuments asks from a case, reads the letter before, and sees the case wait with its clock stopped.
func TestACustomerIsAskedForDocuments(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"with scripting": {}, "without scripting, narrow": {noScript: true, width: 320}} {
		t.Run(name, func(t *testing.T) {
			_, base := smallLender(t)
			b := newBrowser(t, base, l)
			b.signIn("test_reviewer")
			b.open("/queue?sort=due")
			page, _, _ := strings.Cut(b.attribute("#cases tbody tr .row-link", "href"), "?")
			b.open(page)
			b.click("a[href^='" + page + "/ask']")
			b.check("[name=kinds][value=id_card]")
			b.fill("#f-ask_text", "Dear customer,")
			b.fill("#f-wording", "thanks")
			b.click("[name=insert]")
			if got := b.value("#f-ask_text"); !strings.HasPrefix(got, "Dear customer,\n") || !b.has("[name=kinds][value=id_card]:checked") {
				t.Errorf("the wording: %q", got)
			}
			b.check("[name=kinds][value=income]")
			if l.noScript {
				b.click(".form-actions [name=preview]")
			} else {
				b.do("the letter follows", chromedp.WaitVisible(chromedp.CSS("#letters .fold")))
			}
			if got := b.text("#letters"); !strings.Contains(got, "To finish a check of your account") || !strings.Contains(got, "为完成对您账户的核查") || !strings.Contains(got, "Proof of income") {
				t.Errorf("the letter: %q", got)
			}
			b.shot("ask")
			b.fits()
			if !l.noScript {
				b.axe()
				b.looks("ask")
			}
			b.click("#ask-form .btn-primary")
			if got := b.text("#asked"); !strings.Contains(got, "Proof of income") || !strings.Contains(b.text(".case-bar"), "Clock stands") {
				t.Errorf("the case says %q, its bar %q", got, b.text(".case-bar"))
			}
			b.shot("asked")
			b.fits()
			if !l.noScript {
				b.axe()
			}
			b.open("/queue?sort=due&state=snoozed")
			if got := b.text("#cases"); !strings.Contains(got, "Waits for customer") {
				t.Errorf("those put off: %q", got)
			}
			b.shot("waiting")
			b.open(page)
			b.do("unfold", chromedp.Click(chromedp.CSS("#asked li:first-child summary")))
			b.do("by post", chromedp.SetValue(chromedp.CSS("#asked li:first-child [name=how]"), "post"))
			b.shot("settle")
			b.fits()
			b.click("#asked li:first-child form:first-of-type button")
			if got := b.text("#asked"); !strings.Contains(got, "1 of 2 received, 1 still asked for") || !strings.Contains(got, "By post") || !strings.Contains(b.text(".case-bar"), "Clock stands") {
				t.Errorf("with the first of two the case says %q", got)
			}
			b.do("unfold", chromedp.Click(chromedp.CSS("#asked .gap-above summary")))
			b.fill("#f-off", "the shop has confirmed it")
			b.shot("call-off")
			if !l.noScript {
				b.axe()
			}
			b.click("#call-off .btn")
			if got := b.text("#asked"); !strings.Contains(got, "the request was called off") || !strings.Contains(b.text("main"), "The request for documents was called off") {
				t.Errorf("called off, the case says %q", got)
			}
			b.shot("called-off")
		})
	}
}
