package main

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"candor/models"
)

// unoffered is a script that lists the forms of a page that neither a key presses nor the open list of commands offers. A row's forms
// stand beside it, and what is disabled says why.
const unoffered = `(() => {
	const name = (c) => {
		const words = c.cloneNode(true);
		for (const key of words.querySelectorAll(".key, .icon")) key.remove();
		return words.textContent.trim() || c.getAttribute("aria-label") || "";
	};
	const offered = [...document.querySelectorAll("dialog [data-here] .command-label")].map((e) => e.textContent);
	const lacking = [];
	for (const form of document.querySelectorAll("main form[method=post]")) {
		if (form.closest("tbody")) continue;
		let fold = null;
		for (let e = form.closest("details"); e; e = e.parentElement.closest("details")) if (!e.open) fold = e;
		const controls = fold ? [fold.querySelector("summary")] : [...form.querySelectorAll("button")];
		if (!controls.some((c) => c.disabled || offered.includes(name(c)))) lacking.push(form.getAttribute("action"));
	}
	return lacking.join(" ");
})()`

// TestEveryActionOfALeadIsAKeyAway walks the pages of a lead's work: every form on them has a key or stands in the list of commands.
func TestEveryActionOfALeadIsAKeyAway(t *testing.T) {
	t.Parallel()
	f := fullLender(t)
	cookie := sessionOf(t, f.store, "test_lead")
	pages := []string{"/queue", "/approvals", "/batches", "/appeals"}
	for _, list := range []string{"/queue", "/approvals", "/batches", "/appeals", "/radar", "/accounts"} {
		pages = append(pages, firstOf(t, f.base, list, cookie, 2)...)
	}
	b := newBrowser(t, f.base, look{})
	b.signIn("test_lead")
	pages = append(pages, f.starts...)
	pages = append(pages, heldPages(f, b)...)
	slices.Sort(pages)
	forms := 0
	for _, page := range slices.Compact(pages) {
		if strings.HasPrefix(page, "/c/") || b.open(page) != 200 || !b.has("main form[method=post]") || !b.has("a[data-palette]") {
			continue
		}
		b.palette()
		lacking, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](unoffered))
		if err != nil {
			t.Fatal(err)
		}
		if lacking != "" {
			t.Errorf("%s: no key and no command for %s", page, lacking)
		}
		b.press(kb.Escape)
		forms++
	}
	if forms < 12 {
		t.Errorf("only %d pages had forms", forms)
	}
}

var rowAddress = regexp.MustCompile(`href="(/(?:cases|appeals|limits|sanctions|batches|radar|accounts|promotions)/[a-z]+_[0-9a-z]+)`)

// firstOf is the first pages that a list leads to.
func firstOf(t *testing.T, base, list, cookie string, n int) []string {
	t.Helper()
	_, body := getAs(t, base+list, cookie)
	var found []string
	for _, m := range rowAddress.FindAllStringSubmatch(body, -1) {
		if !slices.Contains(found, m[1]) && len(found) < n {
			found = append(found, m[1])
		}
	}
	return found
}

// heldPages are a case that the lead holds, and one that a colleague holds.
func heldPages(f *full, b *browser) []string {
	f.Helper()
	page, err := f.store.Cases(context.Background(), models.CaseFilter{State: models.CaseOpen, Sort: models.SortRisk, Limit: 2, Now: time.Now()})
	f.ok("cases", err)
	if len(page.Items) < 2 {
		f.Fatal("fewer than two cases")
	}
	_, err = f.store.ClaimCase(context.Background(), f.by, page.Items[1].Case.ID)
	f.ok("claim", err)
	mine, theirs := "/cases/"+page.Items[0].Case.PublicID(), "/cases/"+page.Items[1].Case.PublicID()
	b.open(mine)
	b.arrive("take the case", chromedp.KeyEvent("c"))
	return []string{mine, theirs}
}
