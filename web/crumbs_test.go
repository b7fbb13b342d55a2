package main

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// crumbsMost is how many steps lead to a page, itself among them: a file lies below the files of an appeal of an account.
const crumbsMost = 6

// crumbed holds a page of the console to its breadcrumbs: they begin at the home page and end with the page itself, which is marked and no
// link. The home page has none, nor have pages without the console's navigation.
func crumbed(t *testing.T, href, body string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	attr := func(n *html.Node, key string) string {
		for _, a := range n.Attr {
			if a.Key == key {
				return a.Val
			}
		}
		return ""
	}
	console, steps := false, [][]string(nil) // of each step its links, and "page" for the present one
	for n := range doc.Descendants() {
		console = console || n.DataAtom == atom.Nav && attr(n, "class") == "side"
		if n.DataAtom != atom.Li || attr(n.Parent.Parent, "class") != "crumbs" {
			continue
		}
		step := []string{attr(n, "aria-current")}
		for in := range n.Descendants() {
			if in.DataAtom == atom.A {
				step = append(step, attr(in, "href"))
			}
		}
		steps = append(steps, step)
	}
	path, _, _ := strings.Cut(href, "?")
	if !console || path == "/" {
		if len(steps) > 0 {
			t.Errorf("%s has breadcrumbs %q", href, steps)
		}
		return
	}
	if n := len(steps); n < 2 || n > crumbsMost || len(steps[0]) != 2 || steps[0][1] != "/" || len(steps[n-1]) != 1 || steps[n-1][0] != "page" {
		t.Errorf("%s has the breadcrumbs %q", href, steps)
	}
}
