package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// accountOf is the page of the account with a lender's number, from the newest of the book.
func (b *browser) accountOf(number string) string {
	b.t.Helper()
	b.open("/accounts")
	href, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](
		`[...document.querySelectorAll("#accounts tbody tr")].find(r => r.textContent.includes("`+number+`"))?.querySelector("a.row-link").getAttribute("href") ?? ""`))
	if path, _, _ := strings.Cut(href, "?"); err == nil && path != "" {
		return path
	}
	b.t.Fatalf("no account %s in the list: %q, %v", number, href, err)
	return ""
}

// TestACustomerIsAskedForAProof asks from an account's page, reads the letter before, finds the challenge named there and calls it off.
func TestACustomerIsAskedForAProof(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"with scripting": {}, "without scripting, narrow": {noScript: true, width: 320}} {
		t.Run(name, func(t *testing.T) {
			_, base := smallLender(t)
			b := newBrowser(t, base, l)
			b.signIn("test_reviewer")
			page := b.accountOf("demo-steady")
			b.open(page)
			if !b.has("a[href='" + page + "/proof']") {
				t.Fatal("the account does not lead to the form")
			}
			b.open(page + "/proof")
			b.check("[name=kind][value=document]")
			b.fill("[name=reason]", "the address changed twice this month")
			if l.noScript {
				b.click(".form-actions [name=preview]")
			} else {
				b.do("the letter follows", chromedp.WaitVisible(chromedp.CSS("#letters .fold")))
			}
			if b.value("[name=reason]") != "the address changed twice this month" || !b.has("[name=kind][value=document]:checked") {
				t.Error("the preview lost what was typed")
			}
			b.shot("proof")
			b.fits()
			b.click(".form-actions .btn-primary")
			challenge := b.path()
			if !strings.HasPrefix(challenge, "/challenges/") || !strings.Contains(b.text("main"), "Document") {
				t.Fatalf("asked, the page is %s", challenge)
			}
			b.open(page)
			if got := b.text("main"); !strings.Contains(got, "the address changed twice this month") || !b.has("main a[href='"+challenge+"']") {
				t.Error("the account does not say what is waited for")
			}
			b.open(challenge)
			b.do("unfold", chromedp.Click(chromedp.CSS(".desk-acts summary")))
			b.fill("[name=because]", "the letter came back")
			b.click(".desk-acts form .btn")
			if got := b.text("main"); b.path() != challenge || !strings.Contains(got, "cancelled") || !strings.Contains(got, "the letter came back") {
				t.Errorf("called off, %s says %q", b.path(), got)
			}
			b.fits()
		})
	}
}

// TestAnAdministratorChoosesWhichLinksAreShown names a kind first and leaves one out; the links of an account follow, and show the latter when asked.
func TestAnAdministratorChoosesWhichLinksAreShown(t *testing.T) {
	t.Parallel()
	_, base := smallLender(t)
	b := newBrowser(t, base, look{noScript: true, width: 390})
	b.signIn("test_admin")
	b.open("/links/kinds")
	b.check("[name=first][value=phone]")
	b.check("[name=hidden][value=phone]")
	b.click("form[action='/links/kinds'] .btn-primary")
	if got := b.text("main [role=alert]"); got == "" || !b.has("[name=first][value=phone]:checked") {
		t.Errorf("a kind that is both: %q", got)
	}
	b.check("[name=hidden][value=phone]")
	b.check("[name=hidden][value=device]")
	b.fits()
	b.click("form[action='/links/kinds'] .btn-primary")
	if b.has("[name=hidden][value=phone]:checked") || !b.has("[name=hidden][value=device]:checked") || !b.has("[name=first][value=phone]:checked") {
		t.Fatal("the choice was not kept")
	}
	links := b.accountOf("demo-ring-2") + "/links"
	b.open(links)
	if got := b.text("main"); !strings.Contains(got, "Left out by an administrator: device.") {
		t.Errorf("the links do not say what is left out: %q", got)
	}
	chips := func() string { return b.text("main .chips") }
	if got := chips(); !strings.HasPrefix(got, "All phone ") {
		t.Errorf("the kinds are %q", got)
	}
	if got := b.text("#people tbody"); !strings.HasSuffix(chips(), " device") || strings.Contains(got, "device") || !strings.Contains(got, "card") {
		t.Errorf("beside %q the accounts are %q", chips(), got)
	}
	b.open(links + "?kind=device")
	if got := b.text("main"); strings.Contains(got, "Left out") || !strings.Contains(b.text("#people tbody"), "device") {
		t.Errorf("asked for, devices are left out still: %q", got)
	}
}
