package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"candor/data"
	"candor/models"
)

// portal is a served lender with customers who have a measure against them and a link to it.
type portal struct {
	*testing.T
	base  string
	store *data.Store
	log   *bytes.Buffer
	skew  time.Duration
	staff models.Actor
}

func newPortal(t *testing.T) *portal {
	t.Helper()
	env := testEnv(t)
	p := &portal{T: t, log: &bytes.Buffer{}}
	env.Config.LogLevel = "info"
	env.Stderr = p.log
	env.Now = func() time.Time { return time.Now().Add(p.skew) }
	p.store = openTestStore(t, env)
	user := addTestUser(t, p.store, "service", models.RoleService)
	p.staff = models.Actor{Kind: models.ActorUser, ID: user.PublicID(), UserID: user.ID, Name: user.Name, Source: "ui"}
	p.base = serveTest(t, env, p.store)
	return p
}

// customer adds a customer under a restriction, and returns the path of a link to it.
func (p *portal) customer(external string) (sn *models.Sanction, path string) {
	p.Helper()
	ctx := context.Background()
	a, _, err := p.store.PutAccount(ctx, models.Operator("test"), models.PutAccount{
		Source: "test", ExternalID: external, Personal: &models.Personal{Name: "王小明", Phone: "10012345678"}, Lang: "en",
		Lines: []models.CreditLine{{Product: models.ProductPayLater, LimitFen: 1_000_000}},
	})
	if err != nil {
		p.Fatal(err)
	}
	ends := time.Now().Add(30 * 24 * time.Hour)
	sn, err = p.store.ProposeSanction(ctx, p.staff, models.ProposeSanction{
		AccountID: a.ID, Kind: models.SanctionRestrict, Reach: []models.Function{models.FunctionPurchase}, ReasonCode: "unusual_spending",
		Reason: "rule_large_purchase fired at 480", EndsAt: &ends, Version: a.Version,
	})
	if err != nil {
		p.Fatal(err)
	}
	return sn, p.link(sn)
}

func (p *portal) link(sn *models.Sanction) string {
	p.Helper()
	_, token, err := p.store.MakeCustomerLink(context.Background(), p.staff, sn.PublicID())
	if err != nil {
		p.Fatal(err)
	}
	return "/c/" + token
}

// visitor is a browser without a picture: it keeps cookies and does not follow redirects.
type visitor struct {
	*portal
	client *http.Client
}

func (p *portal) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.Fatal(err)
	}
	return &visitor{p, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (v *visitor) send(method, path, kind string, body io.Reader) (*http.Response, string) {
	v.Helper()
	r, err := http.NewRequest(method, v.base+path, body)
	if err != nil {
		v.Fatal(err)
	}
	r.Header.Set("Accept-Language", "en")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	resp, err := v.client.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	b, err := io.ReadAll(resp.Body)
	if err == nil {
		err = resp.Body.Close()
	}
	if err != nil {
		v.Fatal(err)
	}
	return resp, string(b)
}

func (v *visitor) get(path string) (*http.Response, string) {
	v.Helper()
	return v.send("GET", path, "", nil)
}

func (v *visitor) post(path string, fields ...string) (*http.Response, string) {
	v.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	return v.send("POST", path, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
}

func (v *visitor) upload(path, name string, content []byte, fields ...string) (*http.Response, string) {
	v.Helper()
	body, kind := multipartForm(v.T, name, content, fields...)
	return v.send("POST", path, kind, body)
}

// opens opens a link with the right answer.
func (v *visitor) opens(path string) {
	v.Helper()
	if resp, body := v.post(path, "tail", "5678"); resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/c" {
		v.Fatalf("open: %d %s", resp.StatusCode, body)
	}
}

// TestLinksThatOpenNothingLookAlike compares the answers to links that are malformed, guessed,
// expired, used elsewhere, ended and taken back, and to pages without a session: byte for byte the
// same, with the same status; each is in the log with its reason, and nothing personal is.
func TestLinksThatOpenNothingLookAlike(t *testing.T) {
	p := newPortal(t)
	sn, used := p.customer("A")
	p.visitor().opens(used)
	left := p.link(sn)
	leaver := p.visitor()
	leaver.opens(left)
	leaver.post("/c/leave")
	revoked := p.link(sn)
	links, err := p.store.CustomerLinks(context.Background(), sn.PublicID())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.store.RevokeCustomerLink(context.Background(), p.staff, links[0].ID); err != nil {
		t.Fatal(err)
	}
	_, old := p.customer("B")
	guessed := used[:20] + strings.Repeat("A", len(used)-20)
	same := alike{T: t}
	for name, path := range map[string]string{
		"malformed": "/c/nothing", "percent": "/c/%2e%2e%2f", "long": "/c/" + strings.Repeat("A", 900), "guessed": guessed, "used": used, "left": left,
		"revoked": revoked, "query": old + "?next=1",
	} {
		same.check(name)(p.visitor().get(path))
		if name != "query" {
			same.check(name + " opened")(p.visitor().post(path, "tail", "5678"))
		}
	}
	for _, path := range []string{"/c", "/c/withdraw", "/c/deny", "/c/leave", "/c/files/fil_0000000000001", "/c/files/x", "/c/letters/msg_0000000000001", "/c/letters/x"} {
		same.check("GET " + path)(p.visitor().get(path))
	}
	for _, path := range []string{"/c/appeal", "/c/files", "/c/evidence/evi_0000000000001", "/c/withdraw", "/c/deny", "/c/leave"} {
		same.check("POST " + path)(p.visitor().post(path, "words", "hello there"))
	}
	p.skew = models.LinkTTL + time.Hour
	same.check("expired")(p.visitor().get(old))
	if strings.Contains(same.body, "Request") || !strings.Contains(same.body, "This page is not open") {
		t.Errorf("the page: %s", same.body)
	}
	p.logsWhyAndNothingPersonal(used[3:], old[3:], guessed[3:], "5678", "王小明", "10012345678")
}

// TestACustomerGoesTheWholeWay opens, appeals, adds a file, withdraws and ends, as a browser would.
func TestACustomerGoesTheWholeWay(t *testing.T) {
	p := newPortal(t)
	_, path := p.customer("A")
	v := p.visitor()
	for range 2 { // looking does not use it up
		if resp, body := v.get(path); resp.StatusCode != http.StatusOK || !strings.Contains(body, "last 4 digits") || strings.Contains(body, "王") {
			t.Fatalf("door: %d %s", resp.StatusCode, body)
		}
	}
	if resp, body := v.post(path, "tail", "1111"); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "Tries left: 4") {
		t.Fatalf("a wrong answer: %d", resp.StatusCode)
	}
	resp, _ := v.post(path, "tail", "5678")
	cookie := resp.Header.Get("Set-Cookie")
	for _, part := range []string{"candor-customer=", "Path=/", "HttpOnly", "SameSite=Lax", "Max-Age="} {
		if !strings.Contains(cookie, part) {
			t.Errorf("cookie %q lacks %s", cookie, part)
		}
	}
	_, page := v.get("/c")
	for _, want := range []string{"A measure on your account", "Buy now, pay later", "switched off", "See your bills", "differ a lot from how the account was used", "Receipts help"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, never := range []string{"rule_large_purchase", "unusual_spending", "Service", "/queue", "/accounts", "王小明", "10012345678", path[3:]} {
		if strings.Contains(page, never) {
			t.Errorf("the page says %q", never)
		}
	}
	if regexp.MustCompile(`\b480\b`).MatchString(page) { // not within a random reference
		t.Error("the page says the score")
	}
	v.appeals()
	v.ends()
}

// appeals sends an appeal and files, some of which are not taken, and reads them again.
func (v *visitor) appeals() {
	t := v.T
	t.Helper()
	if resp, body := v.post("/c/appeal", "words", "ab"); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, ">ab</textarea>") || !strings.Contains(body, `href="#f-words"`) {
		t.Errorf("too short: %d", resp.StatusCode)
	}
	for name, says := range map[string]string{"a.exe": "a.exe", "b.pdf": "b.pdf"} { // by its name, and by what it holds
		resp, body := v.upload("/c/appeal", name, []byte("MZ"), "words", "kept words")
		if resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, ">kept words</textarea>") || !strings.Contains(body, `href="#f-file"`) || !strings.Contains(body, says) || strings.Contains(body, "/c/withdraw") {
			t.Errorf("an appeal with %s: %d", name, resp.StatusCode)
		}
	}
	if resp, body := v.upload("/c/appeal", "a.txt", []byte("receipt"), "words", "ab"); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "Choose them again") {
		t.Errorf("a file with too few words: %d", resp.StatusCode)
	}
	if resp, _ := v.upload("/c/appeal", "receipt.txt", []byte("a bicycle"), "words", "It was <b>me</b>."); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("appeal: %d", resp.StatusCode)
	}
	if resp, body := v.post("/c/appeal", "words", "once more"); resp.StatusCode != http.StatusForbidden || !strings.Contains(body, "not possible any more") {
		t.Errorf("twice: %d", resp.StatusCode)
	}
	if resp, body := v.upload("/c/files", "a.exe", []byte("MZ")); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "not taken") {
		t.Errorf("a program: %d", resp.StatusCode)
	}
	if resp, _ := v.upload("/c/files", "card.png", smallPNG(t)); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("a picture: %d", resp.StatusCode)
	}
	_, page := v.get("/c")
	file := fileID.FindString(page)
	if !strings.Contains(page, "It was &lt;b&gt;me&lt;/b&gt;.") || !strings.Contains(page, "We decide by") || !strings.Contains(page, "receipt.txt") || file == "" {
		t.Errorf("after the appeal: %s", page)
	}
	if resp, body := v.get("/c/files/" + file); resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Security-Policy") != "default-src 'none'; sandbox" || !strings.HasPrefix(body, "\x89PNG") {
		t.Errorf("their own file: %d", resp.StatusCode)
	}
}

// ends withdraws the appeal, when it is sure and looks at it as it is, and ends the link.
func (v *visitor) ends() {
	t := v.T
	t.Helper()
	_, page := v.get("/c/withdraw")
	version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(page)
	if len(version) != 2 {
		t.Fatalf("withdraw: %s", page)
	}
	if resp, body := v.post("/c/withdraw", "version", version[1]); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "Tick the box") {
		t.Errorf("not sure: %d", resp.StatusCode)
	}
	if resp, _ := v.post("/c/withdraw", "version", "99", "sure", "on"); resp.StatusCode != http.StatusConflict {
		t.Errorf("stale: %d", resp.StatusCode)
	}
	if resp, _ := v.post("/c/withdraw", "version", version[1], "sure", "on"); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("withdrawn: %d", resp.StatusCode)
	}
	if resp, body := v.post("/c/leave"); resp.StatusCode != http.StatusOK || !strings.Contains(body, "The link is ended") {
		t.Errorf("ended: %d", resp.StatusCode)
	}
	if resp, _ := v.get("/c"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("after the end: %d", resp.StatusCode)
	}
}
