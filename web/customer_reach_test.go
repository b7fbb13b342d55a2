package main

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// TestCustomersCannotReachEachOther uses one customer's session on what is another's, and a
// member of staff's session on customers' pages.
func TestCustomersCannotReachEachOther(t *testing.T) {
	p := newPortal(t)
	sn, one := p.customer("A")
	_, other := p.customer("B")
	a, b := p.visitor(), p.visitor()
	a.opens(one)
	b.opens(other)
	b.post("/c/appeal", "words", "B speaks")
	b.upload("/c/files", "b.txt", []byte("of B"))
	_, page := b.get("/c")
	file := fileID.FindString(page)
	_, closed := p.visitor().get("/c/nothing")
	for _, path := range []string{"/c/files/" + file, "/c/letters/" + models.ID(1<<40).Public(models.PrefixMessage)} {
		if resp, body := a.get(path); resp.StatusCode != http.StatusNotFound || body != closed {
			t.Errorf("%s: %d, same page %t", path, resp.StatusCode, body == closed)
		}
	}
	for name, answer := range map[string]func() (*http.Response, string){
		"a file": func() (*http.Response, string) { return a.upload("/c/files", "a.txt", []byte("x")) },
		"an answer": func() (*http.Response, string) {
			return a.upload("/c/evidence/"+models.ID(1<<40).Public(models.PrefixEvidence), "", nil, "words", "hello")
		},
		"withdrawal": func() (*http.Response, string) { return a.post("/c/withdraw", "version", "1", "sure", "on") },
		"other field": func() (*http.Response, string) {
			return a.post("/c/appeal", "words", "hello", "sanction", sn.PublicID())
		},
	} {
		if resp, body := answer(); resp.StatusCode != http.StatusNotFound || body != closed {
			t.Errorf("%s: %d, same page %t", name, resp.StatusCode, body == closed)
		}
	}
	if _, page := a.get("/c"); strings.Contains(page, "B speaks") {
		t.Error("A reads B's appeal")
	}
	staff := sessionOf(t, p.store, "service")
	if resp, _ := ask(t, http.MethodGet, p.base+"/c", nil, "Cookie", staff); resp.StatusCode != http.StatusNotFound {
		t.Errorf("staff on the customer's page: %d", resp.StatusCode)
	}
	if resp, _ := a.get("/accounts/" + sn.AccountID.Public(models.PrefixAccount)); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("a customer on staff's page: %d", resp.StatusCode)
	}
}

// TestWhatFailsTellsCustomersNothingOfTheConsole sends too much, and asks in other ways.
func TestWhatFailsTellsCustomersNothingOfTheConsole(t *testing.T) {
	p := newPortal(t)
	_, path := p.customer("A")
	v := p.visitor()
	v.opens(path)
	v.post("/c/appeal", "words", "It was me.")
	for name, answer := range map[string]func() (*http.Response, string){
		"too large": func() (*http.Response, string) {
			return v.upload("/c/files", "a.txt", bytes.Repeat([]byte("a"), models.FileMax+1<<20))
		},
		"large papers": func() (*http.Response, string) {
			return v.upload("/c/appeal", "a.txt", bytes.Repeat([]byte("a"), 2*models.FileMax+1<<20), "words", "It was me.")
		},
		"a long form":  func() (*http.Response, string) { return v.post("/c/appeal", "words", strings.Repeat("a", 2<<20)) },
		"other method": func() (*http.Response, string) { return v.send("DELETE", "/c/files", "", nil) },
		"no page":      func() (*http.Response, string) { return v.get("/c/a/b/c") },
	} {
		resp, body := answer()
		if resp.StatusCode < 400 || resp.StatusCode >= 500 || strings.Contains(body, "/signin") || strings.Contains(body, `href="/"`) || !strings.Contains(body, "customer-lang") {
			t.Errorf("%s: %d %s", name, resp.StatusCode, body[:min(len(body), 400)])
		}
	}
}

// TestAnswersToManyTriesAreHeldUp guesses links until the address has to wait.
func TestAnswersToManyTriesAreHeldUp(t *testing.T) {
	p := newPortal(t)
	_, good := p.customer("A")
	status := 0
	for n := 0; n < 40 && status != http.StatusTooManyRequests; n++ {
		resp, _ := p.visitor().get(fmt.Sprintf("/c/guess%d", n))
		status = resp.StatusCode
	}
	resp, body := p.visitor().get(good)
	if status != http.StatusTooManyRequests || resp.StatusCode != http.StatusTooManyRequests || resp.Header.Get("Retry-After") == "" || !strings.Contains(body, "Please wait") {
		t.Errorf("%d, then a good link %d", status, resp.StatusCode)
	}
	p.skew = 10 * time.Minute
	if resp, _ := p.visitor().get(good); resp.StatusCode != http.StatusOK {
		t.Errorf("later: %d", resp.StatusCode)
	}
}

// TestStaffMakeAndTakeBackLinks uses the page of a measure's links.
func TestStaffMakeAndTakeBackLinks(t *testing.T) {
	p := newPortal(t)
	sn, path := p.customer("A")
	cookie := sessionOf(t, p.store, "service")
	at := p.base + "/links/of/" + sn.PublicID()
	send := func(method, url string) (*http.Response, string) {
		return ask(t, method, url, nil, "Cookie", cookie, "Sec-Fetch-Site", "same-origin", "Content-Type", "application/x-www-form-urlencoded")
	}
	resp, body := send("GET", at)
	if resp.StatusCode != http.StatusOK || strings.Contains(body, path[3:]) || strings.Contains(body, `action="/c/`) || !strings.Contains(body, "A measure on your account") {
		t.Fatalf("page: %d", resp.StatusCode)
	}
	resp, body = send("POST", at)
	made := regexp.MustCompile(`/c/[A-Za-z0-9_-]{38}`).FindString(body)
	if resp.StatusCode != http.StatusOK || made == "" {
		t.Fatalf("make: %d %s", resp.StatusCode, body)
	}
	p.visitor().opens(made)
	_, body = send("GET", at)
	if strings.Contains(body, made[3:]) || !strings.Contains(body, "Opened") {
		t.Error("the list holds the link, or not that it was opened")
	}
	revoke := regexp.MustCompile(`/links/lnk_[0-9a-z]{13}/revoke`).FindString(body)
	if resp, _ := send("POST", p.base+revoke); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("take back: %d", resp.StatusCode)
	}
	if resp, _ := send("POST", p.base+revoke); resp.StatusCode != http.StatusConflict {
		t.Errorf("take back twice: %d", resp.StatusCode)
	}
	for range models.LinksLiveMax {
		resp, body = send("POST", at)
	}
	if resp.StatusCode != http.StatusForbidden || !strings.Contains(body, "as many open links") {
		t.Errorf("too many: %d", resp.StatusCode)
	}
	for _, bad := range []string{"/links/of/acc_0000000000001", "/links/of/san_0000000000001", "/links/of/app_0000000000001", "/links/of/x"} {
		if resp, _ := send("GET", p.base+bad); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", bad, resp.StatusCode)
		}
	}
}

// alike holds answers against the first one.
type alike struct {
	*testing.T
	body string
}

// check wants an answer that says that there is nothing, in the same bytes as those before.
func (a *alike) check(name string) func(*http.Response, string) {
	return func(resp *http.Response, body string) {
		a.Helper()
		if a.body == "" {
			a.body = body
		}
		if resp.StatusCode != http.StatusNotFound || body != a.body {
			a.Errorf("%s: %d, same body %t", name, resp.StatusCode, body == a.body)
		}
	}
}

// chance is what a log line holds that time and chance make: any four digits turn up in it some day.
var chance = regexp.MustCompile(`"(time|request_id)":"[0-9a-fTZ:.+-]+"|"milliseconds":[0-9.e+-]+`)

// logsWhyAndNothingPersonal reads in the log each reason why links opened nothing, and no secret.
func (p *portal) logsWhyAndNothingPersonal(secrets ...string) {
	p.Helper()
	logged := chance.ReplaceAllString(p.log.String(), "")
	for _, why := range []string{"malformed", "guessed", "expired", "reused", "ended", "no session or not theirs"} {
		if !strings.Contains(logged, `"why":"`+why+`"`) {
			p.Errorf("nothing in the log says %s", why)
		}
	}
	for _, secret := range secrets {
		if strings.Contains(logged, secret) {
			p.Errorf("the log holds %q", secret)
		}
	}
}
