package main

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"candor/models"
)

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
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.documentElement.outerHTML"))
	if err != nil {
		b.t.Fatal(err)
	}
	return linksOf(b.t, found)
}

// linksOf is every address of ours that a page offers to follow with GET, in its order.
func linksOf(t *testing.T, page string) (hrefs []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.DataAtom != atom.A || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "download" }) {
			continue
		}
		for _, a := range n.Attr {
			if a.Key == "href" && strings.HasPrefix(a.Val, "/") {
				href, _, _ := strings.Cut(a.Val, "#")
				hrefs = append(hrefs, href)
			}
		}
	}
	return hrefs
}

// crawl follows every kind of link from the home page and from other addresses as a user who is signed in, one address of each kind, and
// returns them: none leads to an error, none lacks a text or its breadcrumbs. It asks without a browser, which costs a hundredth of opening a page.
func (f *full) crawl(t *testing.T, login, lang string, starts []string) (pages []string) {
	t.Helper()
	v := newVisit(t, f.base)
	v.plant("candor", strings.TrimPrefix(sessionOf(t, f.store, login), "candor="))
	v.post("/profile/display", http.StatusSeeOther, "back", "/", "lang", lang)
	v.client.CheckRedirect = nil // follow redirects
	if home := v.get("/", http.StatusOK); !strings.Contains(home, `<html lang="`+lang+`"`) {
		t.Fatalf("the pages are not in %s: %.120s", lang, home)
	}
	queue := append([]string{"/"}, starts...)
	seen := map[string]bool{}
	for _, href := range queue {
		seen[f.kind(href)] = true
	}
	for len(queue) > 0 && len(pages) < 300 {
		href := queue[0]
		queue = queue[1:]
		body := v.get(href, http.StatusOK)
		pages = append(pages, href)
		if at := strings.IndexAny(body, "⟦⟧"); at >= 0 || strings.Contains(body, "&lt;no value&gt;") {
			t.Errorf("%s lacks a text: %.120s", href, body[max(0, at-40):])
		}
		crumbed(t, href, body)
		for _, next := range linksOf(t, body) {
			if kind := f.kind(next); !seen[kind] && !slices.Contains(notPages, f.routeOf(next)) {
				seen[kind] = true
				queue = append(queue, next)
			}
		}
	}
	return pages
}

// opened is those of the addresses that a browser opens: of each route the first few that it has not met in kind.
func (f *full) opened(pages []string, few int, met map[string]bool, times map[string]int) (out []string) {
	for _, href := range pages {
		kind, route := f.kind(href), f.routeOf(href)
		if met[kind] || times[route] >= few {
			continue
		}
		met[kind] = true
		times[route]++
		out = append(out, href)
	}
	return out
}

// TestEveryPageOfEveryRole follows every kind of link: no link leads to an error and no text is missing, for somebody who may do everything
// and for every role. A browser opens one or two pages of each route, those of a role that the former had not in kind too: none breaks the content
// policy or the accessibility rules, on a desktop in English and on a dark phone in Chinese. On the former the first page of each route is
// held against looks as well.
func TestEveryPageOfEveryRole(t *testing.T) {
	t.Parallel()
	f := fullLender(t)
	for _, l := range everyLook {
		t.Run(l.lang, func(t *testing.T) {
			t.Parallel() // a browser waits more than it works
			f.seen(t, l)
		})
	}
}

// seen opens the pages in one look.
func (f *full) seen(t *testing.T, l spoken) {
	routes := map[string]bool{}
	check := func(b *browser, kind string) {
		route, _, _ := strings.Cut(kind, "?")
		name := l.lang + "-" + strings.Trim(regexp.MustCompile(`[^a-z]+`).ReplaceAllString(kind, "-"), "-")
		if text := b.text("body"); strings.ContainsAny(text, "⟦⟧") {
			t.Errorf("%s lacks a text: %.120s", kind, text[max(0, strings.IndexAny(text, "⟦⟧")-40):])
		}
		b.axe()
		b.shot(name)
		if !routes[route] && l.width == 0 {
			b.looks(name)
		}
		routes[route] = true
	}
	guest := newBrowser(t, f.base, l.look)
	f.customers(guest, l.lang, check)
	met, times := map[string]bool{}, map[string]int{}
	visit := func(login string, starts []string) {
		pages := f.crawl(t, login, l.lang, starts)
		fresh := f.opened(pages, map[bool]int{true: 2, false: 1}[l.width == 0], met, times)
		t.Logf("%d pages as %s, %d of them in a browser", len(pages), login, len(fresh))
		if len(fresh) == 0 {
			return
		}
		b := newBrowser(t, f.base, l.look)
		b.signIn(login)
		b.language(l.lang)
		for _, href := range fresh {
			if status := b.open(href); status != http.StatusOK {
				t.Errorf("%s answers %d to %s", href, status, login)
				continue
			}
			check(b, f.kind(href))
		}
	}
	visit(strings.ToLower(l.lang), f.starts)
	if missing := f.unseen(routes); len(missing) > 0 {
		t.Errorf("no page links to %s", strings.Join(missing, ", "))
	}
	if l.width > 0 {
		return
	}
	for _, role := range models.BuiltinRoles() {
		visit("test_"+role.Key, nil)
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
