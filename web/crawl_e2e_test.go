package main

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"candor/data"
	"candor/data/demo"
	"candor/models"
)

// smallLender serves a demo lender of a few hundred accounts, with a user per role.
func smallLender(t *testing.T) (env *Env, base string) {
	t.Helper()
	env = testEnv(t)
	store := openTestStore(t, env)
	seedSmall(t, store)
	spendNow(t, store, "small", 6)
	return env, serveTest(t, env, store)
}

// seedSmall fills a store with a few hundred accounts and a user per role.
func seedSmall(t *testing.T, store *data.Store) {
	t.Helper()
	if _, err := demo.Seed(context.Background(), store, demo.Options{Accounts: 300, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	for _, role := range models.BuiltinRoles() {
		addTestUser(t, store, "test_"+role.Key, role.Key)
	}
}

// signIn signs a test user in through the page.
func (b *browser) signIn(login string) {
	b.t.Helper()
	b.signInAs(login, testPassword)
}

// signInAs signs anybody in through the page.
func (b *browser) signInAs(login, password string) {
	b.t.Helper()
	b.open("/signin")
	b.fill("[name=login]", login)
	b.fill("[name=password]", password)
	b.click("main form [type=submit]")
	if strings.HasPrefix(b.path(), "/signin") {
		b.t.Fatalf("%s could not sign in: %s", login, b.text("main"))
	}
}

// kind is what an address has in common with others of its sort: its route, and which questions it asks.
func (f *full) kind(href string) string {
	u, err := url.Parse(href)
	if err != nil {
		return href
	}
	return f.routeOf(u.Path) + "?" + strings.Join(slices.Sorted(maps.Keys(u.Query())), "&")
}

// links is every address of ours that the page offers to follow with GET.
func (b *browser) links() []string {
	b.t.Helper()
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](
		`JSON.stringify([...document.querySelectorAll('a[href^="/"]:not([download])')].map(a => a.getAttribute("href").split("#")[0]))`))
	if err != nil {
		b.t.Fatal(err)
	}
	var hrefs []string
	if err := json.Unmarshal([]byte(found), &hrefs); err != nil {
		b.t.Fatal(err)
	}
	return hrefs
}

// crawl follows every kind of link from the home page and from other addresses, at most one address of each kind,
// and calls visit on each page.
func (f *full) crawl(b *browser, starts []string, visit func(kind string)) int {
	b.t.Helper()
	queue := append([]string{"/"}, starts...)
	seen := map[string]bool{}
	for _, href := range queue {
		seen[f.kind(href)] = true
	}
	pages := 0
	for len(queue) > 0 && pages < 200 {
		href := queue[0]
		queue = queue[1:]
		status := b.open(href)
		pages++
		if status != 200 {
			b.t.Errorf("a page links to %s, which answers %d", href, status)
			continue
		}
		if text := b.text("body"); strings.ContainsAny(text, "⟦⟧") || strings.Contains(text, "<no value>") {
			b.t.Errorf("%s lacks a text: %s", href, text[max(0, strings.Index(text, "⟦")-40):min(len(text), strings.Index(text, "⟦")+80)])
		}
		visit(f.kind(href))
		for _, next := range b.links() {
			if kind := f.kind(next); !seen[kind] && !slices.Contains(notPages, f.routeOf(next)) {
				seen[kind] = true
				queue = append(queue, next)
			}
		}
	}
	return pages
}

// TestEveryPageOfEveryRole follows every kind of link: no link leads to an error, no text is missing, no page breaks the content policy or the
// accessibility rules. On a desktop in English it does so as somebody who may do everything, who meets every page of the route list and holds
// each against looks, and then as every role; on a dark phone in Chinese as the former.
func TestEveryPageOfEveryRole(t *testing.T) {
	t.Parallel()
	f := fullLender(t)
	for _, l := range everyLook {
		t.Run(l.lang, func(t *testing.T) {
			t.Parallel() // a browser waits more than it works
			checked, met := map[string]bool{}, map[string]bool{}
			check := func(b *browser, kind string) {
				route, _, _ := strings.Cut(kind, "?")
				name := l.lang + "-" + strings.Trim(regexp.MustCompile(`[^a-z]+`).ReplaceAllString(kind, "-"), "-")
				if !checked[kind] {
					checked[kind] = true
					b.axe()
					b.shot(name)
				}
				if !met[route] && l.width == 0 {
					b.looks(name)
				}
				met[route] = true
			}
			b := newBrowser(t, f.base, l.look)
			f.customers(b, l.lang, check)
			b.signIn(strings.ToLower(l.lang))
			b.language(l.lang)
			f.crawl(b, f.starts, func(kind string) { check(b, kind) })
			if missing := f.unseen(met); len(missing) > 0 {
				t.Errorf("no page links to %s", strings.Join(missing, ", "))
			}
			if l.width > 0 {
				return
			}
			for _, role := range models.BuiltinRoles() {
				b := newBrowser(t, f.base, l.look)
				b.signIn("test_" + role.Key)
				b.language(l.lang)
				pages := f.crawl(b, nil, func(kind string) { check(b, kind) })
				t.Logf("%d pages as %s", pages, role.Key)
			}
		})
	}
}

// language switches the pages' language through the form on every page.
func (b *browser) language(lang string) {
	b.t.Helper()
	if current, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.documentElement.lang")); err != nil {
		b.t.Fatal(err)
	} else if current != lang {
		b.click(".tool-language")
	}
}
