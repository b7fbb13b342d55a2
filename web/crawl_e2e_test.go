package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
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

var (
	publicID = regexp.MustCompile(`[a-z]{3}_[0-9a-z]{13}`)
	numeral  = regexp.MustCompile(`/[0-9]+(/|$|#)`)
)

// pattern is what an address has in common with others of its kind.
func pattern(href string) string {
	u, err := url.Parse(href)
	if err != nil {
		return href
	}
	var keys []string
	for key := range u.Query() {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	path := numeral.ReplaceAllString(publicID.ReplaceAllString(u.Path, ":id"), "/:n$1")
	return path + "?" + strings.Join(keys, "&")
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

// crawl follows every kind of link from the home page, at most one address of each kind,
// and calls visit on each page.
func (b *browser) crawl(visit func(kind string)) int {
	b.t.Helper()
	seen := map[string]bool{"/?": true}
	queue := []string{"/"}
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
		visit(pattern(href))
		for _, next := range b.links() {
			kind := pattern(next)
			if seen[kind] || strings.HasPrefix(next, "/static/") || strings.Contains(next, ".csv") || strings.HasPrefix(next, "/api/") || strings.HasPrefix(next, "/audit/export") {
				continue
			}
			seen[kind] = true
			queue = append(queue, next)
		}
	}
	return pages
}

// TestEveryPageOfEveryRole follows every kind of link as every role: no link leads to an
// error, no text is missing, no page breaks the content policy or the accessibility rules,
// on a desktop in English and on a dark phone in Chinese.
func TestEveryPageOfEveryRole(t *testing.T) {
	t.Parallel()
	_, base := smallLender(t)
	for _, l := range everyLook {
		t.Run(l.lang, func(t *testing.T) {
			t.Parallel() // a browser waits more than it works
			checked := map[string]bool{}
			for _, role := range models.BuiltinRoles() {
				b := newBrowser(t, base, l.look)
				b.signIn("test_" + role.Key)
				b.language(l.lang)
				pages := b.crawl(func(kind string) {
					if !checked[kind] {
						checked[kind] = true
						b.axe()
						b.shot(fmt.Sprintf("%s-%s", l.lang, strings.Trim(regexp.MustCompile(`[^a-z]+`).ReplaceAllString(kind, "-"), "-")))
					}
				})
				t.Logf("%s: %d pages as %s", l.lang, pages, role.Key)
			}
			if len(checked) < 20 {
				t.Errorf("only %d kinds of page were found", len(checked))
			}
			if os.Getenv("CANDOR_SHOTS") != "" {
				for _, kind := range slices.Sorted(maps.Keys(checked)) {
					t.Log(kind)
				}
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
