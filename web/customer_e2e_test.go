package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"candor/models"
)

// appealOf is the appeal against a measure.
func (p *portal) appealOf(sn *models.Sanction) models.AppealRow {
	p.Helper()
	rows, err := p.store.Appeals(context.Background(), models.AppealFilter{Limit: 50})
	if err != nil {
		p.Fatal(err)
	}
	for _, r := range rows {
		if r.Sanction.ID == sn.ID {
			return r
		}
	}
	p.Fatal("no appeal")
	return models.AppealRow{}
}

// TestCustomerOnAPhone goes the whole way of a customer in a browser: with scripting and without,
// narrow and wide, light and dark, in both languages, with the accessibility rules on every page.
func TestCustomerOnAPhone(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		look
		chinese bool
	}{"phone": {look{width: 320}, false}, "dark phone": {look{width: 390, dark: true}, true}, "desktop": {look{}, false}, "no script": {look{width: 390, noScript: true}, true}} {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t)
			sn, path := p.customer("A")
			b := newBrowser(t, p.base, tt.look)
			see := func(what string) { b.checked(tt.look, "customer-"+what+"-"+name) }
			b.entersByLink(path, tt.chinese, see)
			b.appealsByThemselves(t, see)
			p.requestEvidence(sn)
			b.answersAndLeaves(name, see)
			if tt.chinese && tt.dark {
				b.seesADeclinedPayment(p, see)
				b.deniesAPayment(p, see)
			}
		})
	}
}

// seesADeclinedPayment opens a link about a payment that was not made, and asks to look at it again.
func (b *browser) seesADeclinedPayment(p *portal, see func(string)) {
	b.t.Helper()
	entry := models.AddListEntry{Lane: models.ListBlock, Kind: models.ListMerchant, Value: corner, Reason: "sells nothing"}
	if _, err := p.store.AddListEntry(context.Background(), p.staff, entry); err != nil {
		b.t.Fatal(err)
	}
	b.open(p.link(p.declined("B")))
	b.fill("[name=tail]", "5678")
	b.click("main form button")
	if got := b.text("main"); !strings.Contains(got, corner) || !strings.Contains(got, "¥1,280.50") {
		b.t.Fatalf("a declined payment: %s", got)
	}
	see("declined")
	b.fill("[name=words]", "是我本人买的自行车。")
	b.click("#appeal form button")
	if got := b.text("#appeal"); !strings.Contains(got, "是我本人买的自行车。") {
		b.t.Fatalf("appealed: %s", got)
	}
}

// deniesAPayment opens a link about a payment that was not the customer's, thinks about it, and says so.
func (b *browser) deniesAPayment(p *portal, see func(string)) {
	b.t.Helper()
	b.open(p.link(p.declined("C")))
	b.fill("[name=tail]", "5678")
	b.click("main form button")
	b.click("a[href='/c/deny']")
	see("deny")
	b.click("main a[href='/c']")
	b.click("a[href='/c/deny']")
	b.check("[name=sure]")
	b.click("form[action='/c/deny'] button")
	if b.has("#appeal form") || b.has("a[href='/c/deny']") {
		b.t.Error("what was denied can still be appealed against")
	}
	see("denied")
}

// corner is the merchant whose payments a list turns away.
const corner = "街角小店"

// declined adds a customer whose payment a list turned away, and returns what told them of it.
func (p *portal) declined(external string) *models.Sanction {
	p.Helper()
	ctx := context.Background()
	a, _, err := p.store.PutAccount(ctx, models.Operator("test"), models.PutAccount{
		Source: "test", ExternalID: external, Personal: &models.Personal{Name: "王小明", Phone: "10012345678"}, Lang: "zh-CN",
		Lines: []models.CreditLine{{Product: models.ProductPayLater, LimitFen: 1_000_000}},
	})
	if err != nil {
		p.Fatal(err)
	}
	_, err = p.store.RecordEvent(ctx, models.NewEvent{
		Source: "test", ExternalID: "T-" + external, Account: external, Kind: models.EventPurchase, At: time.Now(), AmountFen: 128_050,
		Currency: models.Currency, Product: models.ProductPayLater, Merchant: corner,
	})
	if err != nil {
		p.Fatal(err)
	}
	told, err := p.store.Sanctions(ctx, a.ID)
	if err != nil || len(told) != 1 || told[0].Kind != models.SanctionDecline {
		p.Fatalf("told %+v, %v", told, err)
	}
	return &told[0]
}

// entersByLink tries a link that opens nothing, misses the question once, and gets in.
func (b *browser) entersByLink(path string, chinese bool, see func(string)) {
	b.t.Helper()
	b.open("/c/nothing")
	see("closed")
	b.open(path)
	if chinese {
		b.click(".customer-lang")
		if got := b.text("h1"); got != "打开您的页面" {
			b.t.Fatalf("switched to %q", got)
		}
	}
	b.fill("[name=tail]", "0000")
	b.click("main form button")
	see("missed")
	b.fill("[name=tail]", "5678")
	b.click("main form button")
	if b.path() != "/c" {
		b.t.Fatalf("opened %s: %s", b.path(), b.text("main"))
	}
	see("decision")
}

// appealsByThemselves sends an appeal and a picture.
func (b *browser) appealsByThemselves(t *testing.T, see func(string)) {
	t.Helper()
	b.fill("[name=words]", "These purchases were mine. 都是我本人的。")
	b.chooseAll("#appeal input[type=file]", "c.pdf", "no document")
	b.click("#appeal form button")
	if got := b.text("#f-file-error"); !strings.Contains(got, "c.pdf") || b.text("#appeal textarea") != "These purchases were mine. 都是我本人的。" {
		t.Fatalf("a wrong file: %q", got)
	}
	see("refused")
	b.chooseAll("#appeal input[type=file]", "first.txt", "a bicycle", "second.png", string(smallPNG(t)))
	b.click("#appeal form button")
	if got := b.text("main"); !strings.Contains(got, "都是我本人的") || !strings.Contains(got, "first.txt") || !strings.Contains(got, "second.png") {
		t.Fatalf("appealed: %s", got)
	}
	b.choose("#appeal input[type=file]", "receipt.png", smallPNG(t))
	b.click("#appeal form button")
	see("appeal")
}

// answersAndLeaves answers one of two requests, withdraws the appeal and ends the link.
func (b *browser) answersAndLeaves(name string, see func(string)) {
	b.t.Helper()
	b.open("/c")
	see("asked")
	b.fill("[name=words]", "My statement is attached.")
	b.choose("#appeal input[type=file]", "statement.txt", []byte("statement "+name))
	b.click("#appeal form button")
	see("answered")
	b.open("/c/withdraw")
	see("withdraw")
	b.check("[name=sure]")
	b.click("main form button")
	see("withdrawn")
	b.open("/c/leave")
	b.click("main form button")
	see("left")
}

// requestEvidence has staff ask for a bank statement.
func (p *portal) requestEvidence(sn *models.Sanction) {
	p.Helper()
	base, cookie := p.base, sessionOf(p.T, p.store, "service")
	row := p.appealOf(sn)
	body := fmt.Sprintf("version=%d&kinds=bank_statement&kinds=income", row.Appeal.Version)
	resp, page := ask(p.T, "POST", base+"/appeals/"+row.Appeal.PublicID()+"/request", strings.NewReader(body),
		"Cookie", cookie, "Sec-Fetch-Site", "same-origin", "Content-Type", "application/x-www-form-urlencoded")
	if resp.StatusCode != 303 {
		p.Fatalf("request: %d %s", resp.StatusCode, page)
	}
}

// hostile is texts that would run in a page that does not escape them: 40 ways (S1).
func hostile() []string {
	return []string{
		`<script>alert(1)</script>`, `"><script>alert(1)</script>`, `'><script>alert(1)</script>`, `</textarea><script>alert(1)</script>`,
		`</title><script>alert(1)</script>`, `</blockquote><img src=x onerror=alert(1)>`, `<img src=x onerror=alert(1)>`, `<img src=x:alert(1) onerror=eval(src)>`,
		`<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<svg><animate onbegin=alert(1) attributeName=x>`, `<body onload=alert(1)>`,
		`<iframe src=javascript:alert(1)>`, `<iframe srcdoc="<script>alert(1)</script>">`, `<object data=javascript:alert(1)>`, `<embed src=javascript:alert(1)>`,
		`<a href=javascript:alert(1)>click</a>`, `<form action=javascript:alert(1)><button>`, `<input autofocus onfocus=alert(1)>`, `<details open ontoggle=alert(1)>`,
		`<video><source onerror=alert(1)>`, `<audio src onerror=alert(1)>`, `<marquee onstart=alert(1)>`, `<math><mtext><script>alert(1)</script>`,
		`<style>@import 'javascript:alert(1)'</style>`, `<link rel=stylesheet href=//evil.example>`, `<meta http-equiv=refresh content="0;url=javascript:alert(1)">`, `<base href=//evil.example>`,
		`" autofocus onfocus=alert(1) x="`, `' onmouseover=alert(1) x='`, "`-alert(1)-`", `{{constructor.constructor('alert(1)')()}}`, `${alert(1)}`,
		`<div hx-get=/ hx-trigger=load>`, `<div data-hx-on:load=alert(1)>`, `<scr<script>ipt>alert(1)</scr</script>ipt>`, "<script\x0c>alert(1)</script>",
		`&lt;script&gt;alert(1)&lt;/script&gt;`, `<x onclick=alert(1) style=position:fixed;inset:0>`, `--><script>alert(1)</script><!--`, "\u202e<script>alert(1)</script>",
	}
}

// TestHostileWordsFromCustomersDoNothing stores every hostile text through the customer's own
// forms, as words, answers and names of files, and opens the customer's page, the appeal, its
// files and the account in a browser: nothing runs, no dialog opens, the content policy is never
// broken.
func TestHostileWordsFromCustomersDoNothing(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	addTestUser(t, p.store, "lead", models.RoleLead)
	sn, path := p.customer("A")
	v := p.visitor()
	v.opens(path)
	all := hostile()
	if len(all) < 40 {
		t.Fatalf("only %d texts", len(all))
	}
	joined := strings.Join(all, "\n")
	if n := len([]rune(joined)); n > models.ReasonMax {
		joined = string([]rune(joined)[:models.ReasonMax])
	}
	if resp, body := v.post("/c/appeal", "words", joined); resp.StatusCode != 303 {
		t.Fatalf("appeal: %d %s", resp.StatusCode, body)
	}
	p.requestEvidence(sn)
	row := p.appealOf(sn)
	d, err := p.store.Appeal(context.Background(), row.Appeal.ID)
	if err != nil || len(d.Evidence) != 2 {
		t.Fatalf("%d requests, %v", len(d.Evidence), err)
	}
	for i, words := range []string{strings.Join(all[:20], "\n"), strings.Join(all[20:], "\n")} {
		if resp, _ := v.upload("/c/evidence/"+d.Evidence[i].PublicID(), all[i]+".txt", []byte(joined+fmt.Sprint(i)), "words", words); resp.StatusCode != 303 {
			t.Fatalf("answer %d: %d", i, resp.StatusCode)
		}
	}
	for i, name := range all[:20] {
		if resp, body := v.upload("/c/files", name+".txt", []byte(fmt.Sprint(name, i))); resp.StatusCode != 303 {
			t.Fatalf("file %q: %d %s", name, resp.StatusCode, body)
		}
	}
	fresh := p.link(sn)
	guest := newBrowser(t, p.base, look{width: 390})
	guest.open(fresh)
	guest.fill("[name=tail]", "5678")
	guest.click("main form button")
	staff := newBrowser(t, p.base, look{})
	staff.signIn("lead")
	appeal, account := "/appeals/"+row.Appeal.PublicID(), "/accounts/"+sn.AccountID.Public(models.PrefixAccount)
	for at, b := range map[string]*browser{"/c": guest, appeal: staff, account: staff, "/links/of/" + sn.PublicID(): staff, "/files/of/" + row.Appeal.PublicID(): staff} {
		b.unharmed(at)
	}
	_, list := ask(t, "GET", p.base+"/files/of/"+row.Appeal.PublicID(), nil, "Cookie", sessionOf(t, p.store, "lead"))
	for _, id := range fileID.FindAllString(list, 3) {
		staff.unharmed("/files/" + id)
	}
}

// unharmed opens a page and fails when anything stored on it ran, or when nothing stored is shown.
func (b *browser) unharmed(path string) {
	b.t.Helper()
	if status := b.open(path); status != 200 {
		b.t.Fatalf("%s: %d", path, status)
	}
	b.clean(path)
	if !bytes.Contains([]byte(b.text("body")), []byte("alert(1)")) {
		b.t.Errorf("%s shows nothing of what was stored: the test is no test", path)
	}
}

// clean fails when the page that is open holds an element that only stored markup can have made. What ran, a dialog or a breach of the
// content policy, is among the browser's faults.
func (b *browser) clean(path string) {
	b.t.Helper()
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`(() => {
		const bad = document.querySelectorAll("main script:not([src^='/static/']), iframe, object, embed, svg animate, math, marquee, base, main style, main link[href*=evil], main meta, [onerror], [onload], [onfocus], [onclick], [ontoggle], [hx-get='/']");
		return [...bad].map(e => e.outerHTML.slice(0, 80)).join("\n");
	})()`))
	if err != nil {
		b.t.Fatalf("%s: %v", path, err)
	}
	if found != "" {
		b.t.Errorf("%s holds stored markup: %s", path, found)
	}
}

// TestStaffSeeWhatTheCustomerWillSee opens a measure's page, goes to its links, looks at the
// preview, makes a link and takes it back, with and without scripting.
func TestStaffSeeWhatTheCustomerWillSee(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"desktop": {}, "dark phone": {width: 320, dark: true}, "no script": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t)
			sn, path := p.customer("A")
			p.visitor().opens(path)
			b := newBrowser(t, p.base, l)
			b.signIn("service")
			b.open("/sanctions/" + sn.PublicID())
			b.click("main a[href^='/links/of/']")
			if got := b.text("#preview"); !strings.Contains(got, "A measure on your account") || !strings.Contains(got, "Here the customer finds the form") || b.has("#preview form") {
				t.Fatalf("preview: %s", got)
			}
			b.checked(l, "links-"+name)
			b.click("#links form[action^='/links/of/'] button")
			if got := b.text("[data-testid=link]"); !strings.HasPrefix(got, p.base+"/c/") {
				t.Fatalf("made %q", got)
			}
			b.checked(l, "links-made-"+name)
			b.click("[data-testid=links] li:first-child form button")
			if got := b.text("[data-testid=links] li:first-child"); !strings.Contains(got, "Ended") || !strings.Contains(got, "Taken back by Service") {
				t.Fatalf("taken back: %s", got)
			}
		})
	}
}
