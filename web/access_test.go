package main

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"candor/data"
	"candor/models"
)

// handClock is a clock that a test moves by hand.
type handClock struct{ at atomic.Int64 }

func (c *handClock) now() time.Time          { return time.UnixMicro(c.at.Load()).UTC() }
func (c *handClock) advance(d time.Duration) { c.at.Add(d.Microseconds()) }

// visit is a browser without scripting: it keeps cookies and does not follow redirects.
type visit struct {
	t      *testing.T
	base   string
	client *http.Client
}

func newVisit(t *testing.T, base string) *visit {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visit{t: t, base: base, client: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// ask sends a request, with a form when there is one.
func (v *visit) ask(method, path string, form url.Values) (*http.Response, string) {
	v.t.Helper()
	r, err := http.NewRequest(method, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	if method != http.MethodGet {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Accept-Language", "en")
	resp, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		v.t.Fatal(err)
	}
	return resp, string(body)
}

// get asks for a page and checks the status.
func (v *visit) get(path string, want int) string {
	v.t.Helper()
	resp, body := v.ask(http.MethodGet, path, nil)
	if resp.StatusCode != want {
		v.t.Errorf("GET %s: status %d, want %d", path, resp.StatusCode, want)
	}
	return body
}

// post sends a form of name, value pairs and checks the status.
func (v *visit) post(path string, want int, pairs ...string) (*http.Response, string) {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	resp, body := v.ask(http.MethodPost, path, form)
	if resp.StatusCode != want {
		v.t.Errorf("POST %s: status %d, want %d", path, resp.StatusCode, want)
	}
	return resp, body
}

// cookie is what the browser holds under a name.
func (v *visit) cookie(name string) string {
	u, err := url.Parse(v.base)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, c := range v.client.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// plant puts a cookie into the browser.
func (v *visit) plant(name, value string) {
	u, err := url.Parse(v.base)
	if err != nil {
		v.t.Fatal(err)
	}
	v.client.Jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

const staffPassword = "quiet river lantern"

// signIn signs somebody in.
func (v *visit) signIn(login string) {
	v.t.Helper()
	v.post("/signin", http.StatusSeeOther, "login", login, "password", staffPassword, "next", "/")
}

// office is a served store with one user per name given, each with the role of that name.
type office struct {
	base  string
	store *data.Store
	clock *handClock
	users map[string]*models.User
}

func newOffice(t *testing.T, roles ...string) *office {
	t.Helper()
	env := testEnv(t)
	clock := &handClock{}
	clock.at.Store(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).UnixMicro())
	env.Now = clock.now
	o := &office{store: openTestStore(t, env), clock: clock, users: map[string]*models.User{}}
	for _, role := range roles {
		u, _, err := o.store.AddUser(context.Background(), models.Operator("test"), models.AddUser{
			Login: role, Name: "The " + role, Roles: []string{role}, Password: staffPassword, Lang: "en",
		})
		if err != nil {
			t.Fatal(err)
		}
		o.users[role] = u
	}
	o.base = serveTest(t, env, o.store)
	return o
}

func TestSignInGivesAFreshSession(t *testing.T) {
	o := newOffice(t, models.RoleAdmin)
	v := newVisit(t, o.base)
	resp, _ := v.ask(http.MethodGet, "/users?state=active", nil)
	if to := resp.Header.Get("Location"); to != "/signin?next=%2Fusers%3Fstate%3Dactive" {
		t.Errorf("sent to %q", to)
	}
	if body := v.get("/signin?next=/users", http.StatusOK); !strings.Contains(body, `name="next" value="/users"`) || v.cookie("candor") != "" {
		t.Error("the form lost where to go, or a session was started for nobody")
	}
	planted := strings.Repeat("A", 43)
	v.plant("candor", planted)
	resp, _ = v.post("/signin", http.StatusSeeOther, "login", "admin", "password", staffPassword, "next", "/users")
	if to := resp.Header.Get("Location"); to != "/users" || v.cookie("candor") == planted || len(v.cookie("candor")) != 43 {
		t.Errorf("sent to %q with session %q", to, v.cookie("candor"))
	}
	for _, c := range resp.Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("cookie %+v", c)
		}
	}
	v.get("/users", http.StatusOK)
	first := v.cookie("candor")
	resp, _ = v.post("/signin", http.StatusSeeOther, "login", "admin", "password", staffPassword, "next", "//evil.example")
	if resp.Header.Get("Location") != "/" || v.cookie("candor") == first {
		t.Errorf("second sign-in: to %q, new id %t", resp.Header.Get("Location"), v.cookie("candor") != first)
	}
	v.plant("candor", first)
	v.get("/users", http.StatusSeeOther)
}

func TestCookieIsWorthlessAfterSignOut(t *testing.T) {
	o := newOffice(t, models.RoleAdmin)
	v := newVisit(t, o.base)
	v.signIn("admin")
	kept := v.cookie("candor")
	resp, _ := v.post("/signout", http.StatusSeeOther)
	if resp.Header.Get("Clear-Site-Data") == "" || v.cookie("candor") != "" {
		t.Errorf("Clear-Site-Data %q, cookie %q", resp.Header.Get("Clear-Site-Data"), v.cookie("candor"))
	}
	v.plant("candor", kept)
	resp, _ = v.ask(http.MethodGet, "/profile", nil)
	if resp.StatusCode != http.StatusSeeOther || !strings.HasPrefix(resp.Header.Get("Location"), "/signin") {
		t.Errorf("replayed cookie: %d to %q", resp.StatusCode, resp.Header.Get("Location"))
	}
	if v.cookie("candor") != "" {
		t.Error("the dead cookie was left in the browser")
	}
	if v.cookie("candor-device") == "" {
		t.Error("the device is no longer known")
	}
	v.post("/profile/sessions/end", http.StatusUnauthorized, "ref", "all")
}

func TestSessionLimitsHoldOnPages(t *testing.T) {
	o := newOffice(t, models.RoleAdmin)
	v := newVisit(t, o.base)
	v.signIn("admin")
	o.clock.advance(14*time.Minute + 59*time.Second)
	v.get("/users", http.StatusOK)
	o.clock.advance(15*time.Minute + time.Second)
	v.get("/users", http.StatusSeeOther)
	v.signIn("admin")
	for range 47 {
		o.clock.advance(10 * time.Minute)
		v.get("/users", http.StatusOK)
	}
	o.clock.advance(9*time.Minute + 59*time.Second)
	v.get("/users", http.StatusOK)
	o.clock.advance(2 * time.Second)
	v.get("/users", http.StatusSeeOther)
}

func TestRightsChangeInMidSession(t *testing.T) {
	o := newOffice(t, models.RoleAdmin, models.RoleAuditor)
	boss, wei := newVisit(t, o.base), newVisit(t, o.base)
	boss.signIn("admin")
	wei.signIn("auditor")
	wei.get("/users", http.StatusOK)
	wei.post("/users", http.StatusForbidden, "login", "x")
	page := "/users/" + o.users["auditor"].PublicID()
	before := wei.cookie("candor")
	boss.post(page, http.StatusSeeOther, "name", "Wei", "roles", models.RoleReviewer, "version", "1")
	wei.get("/users", http.StatusForbidden)
	if wei.cookie("candor") == before {
		t.Error("the session kept its id after a change of roles")
	}
	wei.get("/profile", http.StatusOK)
	shown := boss.get(page, http.StatusOK)
	for _, href := range []string{"/audit?type=user&amp;object=", "/audit?actor="} {
		href += o.users["auditor"].PublicID()
		if !strings.Contains(shown, `href="`+href+`"`) {
			t.Errorf("the page of a user does not lead to %s", href)
		}
		if record := boss.get(strings.ReplaceAll(href, "&amp;", "&"), http.StatusOK); !strings.Contains(record, "/audit/") {
			t.Errorf("%s finds nothing", href)
		}
	}
	_, body := boss.post(page, http.StatusConflict, "name", "Late", "roles", models.RoleLead, "version", "1")
	if !strings.Contains(body, "Changed by The admin at 2026-03-02 17:00") || !strings.Contains(body, `value="Late"`) {
		t.Error("the conflict does not say who was first, or lost what was typed")
	}
	boss.post(page, http.StatusSeeOther, "name", "Wei", "roles", models.RoleReviewer, "disabled", "on", "version", "2")
	wei.get("/profile", http.StatusSeeOther)
	wei.post("/signin", http.StatusUnprocessableEntity, "login", "auditor", "password", staffPassword)
	_, body = boss.post("/users/"+o.users["admin"].PublicID(), http.StatusUnprocessableEntity, "name", "Boss", "roles", models.RoleReviewer, "version", "1")
	if !strings.Contains(body, "Somebody has to be able to manage users") {
		t.Error("the last administrator could leave, or was not told why not")
	}
}

func TestInitialPasswordOpensNothingElse(t *testing.T) {
	o := newOffice(t, models.RoleAdmin)
	boss, li := newVisit(t, o.base), newVisit(t, o.base)
	boss.signIn("admin")
	_, body := boss.post("/users", http.StatusOK, "login", "li.na", "name", "Li <b>Na</b>", "lang", "en", "roles", models.RoleReviewer)
	found := regexp.MustCompile(`data-testid="secret-value">([^<]+)<`).FindStringSubmatch(body)
	if found == nil || strings.Contains(body, "<b>Na") {
		t.Fatal("no initial password on the page, or the name is not escaped")
	}
	initial := found[1]
	li.post("/signin", http.StatusSeeOther, "login", "li.na", "password", initial)
	resp, _ := li.ask(http.MethodGet, "/queue", nil)
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/profile/password" {
		t.Errorf("before the change: %d to %q", resp.StatusCode, resp.Header.Get("Location"))
	}
	li.post("/profile/sessions/end", http.StatusForbidden, "ref", "all")
	li.get("/profile/password", http.StatusOK)
	_, body = li.post("/profile/password", http.StatusUnprocessableEntity, "current", initial, "new", "brass kettle moss", "again", "other")
	if !strings.Contains(body, "The two are not the same") || strings.Contains(body, initial) {
		t.Error("a mismatch is not explained, or a password is echoed")
	}
	was := li.cookie("candor")
	li.post("/profile/password", http.StatusSeeOther, "current", initial, "new", "brass kettle moss", "again", "brass kettle moss")
	if body := li.get("/profile", http.StatusOK); li.cookie("candor") == was || !strings.Contains(body, "Your password is changed") {
		t.Error("no new id, or no message, after the change")
	}
}

func TestWaitIsToldInTheForm(t *testing.T) {
	o := newOffice(t, models.RoleAdmin)
	v := newVisit(t, o.base)
	var answers []string
	for _, login := range []string{"admin", "nobody", "admin", "nobody"} {
		_, body := v.post("/signin", http.StatusUnprocessableEntity, "login", login, "password", "wrong")
		answers = append(answers, strings.ReplaceAll(scrub(body), `value="`+login+`"`, ""))
	}
	if answers[0] != answers[1] {
		t.Error("a known login is answered differently from an unknown one")
	}
	v.post("/signin", http.StatusUnprocessableEntity, "login", "admin", "password", "wrong")
	resp, body := v.post("/signin", http.StatusTooManyRequests, "login", "admin", "password", staffPassword)
	if resp.Header.Get("Retry-After") != "1" || !strings.Contains(body, "Try again at 17:00:01") {
		t.Errorf("Retry-After %q", resp.Header.Get("Retry-After"))
	}
	o.clock.advance(time.Second)
	v.signIn("admin")
}

// scrub takes the request's name out of a page.
func scrub(body string) string {
	return regexp.MustCompile(`[0-9a-f]{16}`).ReplaceAllString(body, "")
}

func TestSetupWorksOnceAndNothingBefore(t *testing.T) {
	o := newOffice(t)
	v := newVisit(t, o.base)
	v.post("/signin", http.StatusUnprocessableEntity, "login", "admin", "password", staffPassword)
	if body := v.get("/signin", http.StatusOK); !strings.Contains(body, "not set up yet") {
		t.Error("sign-in does not say that the server is not set up")
	}
	token, err := o.store.SetupToken(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	v.get("/setup", http.StatusOK)
	fields := []string{"login", "chen", "name", "Chen", "password", staffPassword, "again", staffPassword, "token"}
	v.post("/setup", http.StatusUnprocessableEntity, append(fields, "wrong")...)
	v.post("/setup", http.StatusSeeOther, append(fields, token)...)
	v.post("/setup", http.StatusNotFound, append(fields, token)...)
	v.get("/setup", http.StatusNotFound)
	v.signIn("chen")
	v.get("/keys", http.StatusOK)
}

func TestDisplayIsKeptWithAndWithoutSession(t *testing.T) {
	o := newOffice(t, models.RoleAdmin)
	v := newVisit(t, o.base)
	v.post("/profile/display", http.StatusSeeOther, "back", "/signin", "lang", "zh-CN")
	v.post("/profile/display", http.StatusSeeOther, "back", "/signin", "theme", "dark")
	if body := v.get("/signin", http.StatusOK); !strings.Contains(body, `lang="zh-CN" data-theme="dark"`) || !strings.Contains(body, "登录名") {
		t.Errorf("page for nobody: %.200s", body)
	}
	v.post("/profile/display", http.StatusUnprocessableEntity, "back", "/signin", "lang", "fr")
	v.plant("display", `en.dark.<script>`)
	v.get("/signin", http.StatusOK)
	v.signIn("admin")
	resp, _ := v.post("/profile/display", http.StatusSeeOther, "back", "https://evil.example/", "density", "compact", "keys", "off")
	if resp.Header.Get("Location") != "/" {
		t.Errorf("sent to %q", resp.Header.Get("Location"))
	}
	if body := v.get("/profile", http.StatusOK); !strings.Contains(body, `lang="en" data-theme="auto" data-density="compact" data-keys="off"`) {
		t.Errorf("page for a user: %.200s", body)
	}
}

func TestKeysOpenTheAPIAlone(t *testing.T) {
	o := newOffice(t, models.RoleAdmin)
	v := newVisit(t, o.base)
	v.signIn("admin")
	_, body := v.post("/keys", http.StatusUnprocessableEntity, "name", "", "expires", "2020-01-01")
	for _, want := range []string{"Between 1 and 80", "Fill this in", "still to come", `value="2020-01-01"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the refused form lacks %q", want)
		}
	}
	_, body = v.post("/keys", http.StatusOK, "name", "Core", "scopes", "api.score.read", "expires", "2026-03-02")
	found := regexp.MustCompile(`data-testid="secret-value">(candor_[^<]+)<`).FindStringSubmatch(body)
	if found == nil {
		t.Fatal("no secret on the page")
	}
	key, err := o.store.KeyBySecret(context.Background(), found[1])
	if err != nil {
		t.Fatal(err)
	}
	list := v.get("/keys", http.StatusOK)
	if strings.Contains(list, found[1]) || !strings.Contains(list, "…"+key.Tail) {
		t.Error("the list shows the secret, or not its end")
	}
	if resp, _ := ask(t, http.MethodGet, o.base+"/keys", nil, "Authorization", "Bearer "+found[1]); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("a page opened with a key: %d", resp.StatusCode)
	}
	v.post("/keys/"+key.PublicID()+"/revoke", http.StatusSeeOther)
	if body := v.get("/keys", http.StatusOK); !strings.Contains(body, "“Core” is revoked") {
		t.Error("no message after revoking")
	}
	v.post("/keys/key_0000000000001/revoke", http.StatusNotFound)
}

func TestCookiesBehindTLS(t *testing.T) {
	env := testEnv(t)
	env.Config.Secure = true
	store := openTestStore(t, env)
	if _, _, err := store.AddUser(context.Background(), models.Operator("test"), models.AddUser{Login: "admin", Name: "Admin", Roles: []string{models.RoleAdmin}, Password: staffPassword}); err != nil {
		t.Fatal(err)
	}
	base := serveTest(t, env, store)
	for _, form := range []struct{ path, body string }{
		{"/signin", "login=admin&password=" + url.QueryEscape(staffPassword)}, {"/profile/display", "lang=en"}, {"/signout", ""},
	} {
		resp, _ := ask(t, http.MethodPost, base+form.path, strings.NewReader(form.body), "Content-Type", "application/x-www-form-urlencoded")
		if len(resp.Cookies()) == 0 {
			t.Errorf("%s set no cookie (%d)", form.path, resp.StatusCode)
		}
		for _, c := range resp.Cookies() {
			if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
				t.Errorf("%s: cookie %+v", form.path, c)
			}
		}
	}
}

func TestRolesPages(t *testing.T) {
	o := newOffice(t, models.RoleAdmin, models.RoleAuditor)
	v, reader := newVisit(t, o.base), newVisit(t, o.base)
	v.signIn("admin")
	reader.signIn("auditor")
	if body := reader.get("/roles", http.StatusOK); strings.Contains(body, "/roles/new") {
		t.Error("an auditor is offered to add a role")
	}
	reader.get("/roles/new", http.StatusForbidden)
	_, body := v.post("/roles", http.StatusUnprocessableEntity, "key", "Night Shift", "name", "Night")
	if !strings.Contains(body, "small letters") || !strings.Contains(body, `value="Night"`) {
		t.Error("the refused form does not say why, or lost what was typed")
	}
	v.post("/roles", http.StatusSeeOther, "key", "night", "name", "Night", "permissions", "case.read", "permissions", "case.work")
	if body := v.get("/roles/night", http.StatusOK); strings.Count(body, " checked") != 2 {
		t.Errorf("%d permissions are ticked", strings.Count(body, " checked"))
	}
	v.post("/roles/night", http.StatusSeeOther, "name", "Nights", "permissions", "case.read", "version", "1")
	v.post("/roles/night", http.StatusConflict, "name", "Late", "permissions", "case.read", "version", "1")
	v.post("/roles/admin", http.StatusForbidden, "name", "Mine", "permissions", "case.read", "version", "0")
	v.post("/roles/night", http.StatusBadRequest, "name", "x", "surprise", "1", "version", "2")
	v.get("/roles/nothing", http.StatusNotFound)
	v.get("/users/usr_nothing", http.StatusNotFound)
}
