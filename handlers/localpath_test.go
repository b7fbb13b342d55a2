package handlers

import "testing"

func TestLocalPathRefusesOtherPlaces(t *testing.T) {
	for _, next := range []string{
		"", "queue", "?a=b", "#a",
		"//evil.example", "///evil.example", "////evil.example/a", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
		"/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example\x00",
		"/%2fevil.example", "/%2Fevil.example", "/%5cevil.example", "%2f%2fevil.example", "/%09/evil.example", "/%2e%2e/a",
		"https://evil.example", "https:evil.example", "HTTPS://evil.example", "javascript:alert(1)", "data:text/html,a", "mailto:a@b",
		"http://user@evil.example/", "//user:pass@evil.example", "/.//evil.example", "/..//evil.example", "/a/../..//evil.example",
		"/queue/../signin", "/queue/", "/\u00a0/evil.example", "/\u2028/evil.example", "/\ufeff/evil.example", "/\u200b/evil.example",
		"/signin", "/signin?next=/signin", "/signout", "/setup", "/%", "/a\x7f", "/\xff",
	} {
		if got := localPath(next); got != "/" {
			t.Errorf("localPath(%q) = %q", next, got)
		}
	}
}

func TestLocalPathKeepsOurs(t *testing.T) {
	for _, next := range []string{"/", "/queue", "/queue?sort=due&band=D", "/accounts/acc_01h8xgjwpz000", "/audit?q=a%2Fb", "/policy/3", "/users/new"} {
		if got := localPath(next); got != next {
			t.Errorf("localPath(%q) = %q", next, got)
		}
	}
	if got := localPath("/queue?a=b#top"); got != "/queue?a=b" {
		t.Errorf("with a fragment: %q", got)
	}
}
