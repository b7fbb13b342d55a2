package main

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// allRoles is a person who may do everything, so that only the password stands before an act.
func (o *office) allRoles(t *testing.T) *models.User {
	t.Helper()
	u, _, err := o.store.AddUser(context.Background(), models.Operator("test"), models.AddUser{
		Login: "every", Name: "Every", Roles: []string{models.RoleLead, models.RoleAdmin, models.RoleAuditor}, Password: staffPassword, Lang: "en",
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestActsThatAskForThePasswordAgain sends every route of the list with an old proof and with a fresh one.
func TestActsThatAskForThePasswordAgain(t *testing.T) {
	o := newOffice(t, models.RoleAdmin)
	u := o.allRoles(t)
	env := testEnv(t)
	s, err := newServer(env, openTestStore(t, env))
	if err != nil {
		t.Fatal(err)
	}
	v := newVisit(t, o.base)
	v.signIn(u.Login)
	o.clock.advance(models.ProofFor)
	asks := func(r route) bool {
		path := strings.NewReplacer(":version", "1", ":id", "nothing", ":key", "nothing").Replace(r.Path)
		resp, body := v.ask(r.Method, path, url.Values{})
		return resp.StatusCode == http.StatusForbidden && strings.Contains(body, `data-testid="proof"`) && !strings.Contains(body, "proof.what")
	}
	seen := 0
	for _, r := range s.routes() {
		if isProven(r) {
			seen++
			if !asks(r) {
				t.Errorf("%s ran without the password", r.Name)
			}
			if strings.HasPrefix(r.Path, "/api/") {
				t.Errorf("%s asks a machine", r.Name)
			}
		}
	}
	if seen != len(provenRoutes) {
		t.Errorf("%d routes ask, %d are named", seen, len(provenRoutes))
	}
	v.get("/users", http.StatusOK)
	v.post("/proof", http.StatusSeeOther, "proof_password", staffPassword, "proof_back", "/users", "proof_next", "/users", "proof_name", "audit.export")
	for _, r := range s.routes() {
		if isProven(r) && asks(r) {
			t.Errorf("%s asks again right after the password", r.Name)
		}
	}
}

// TestAWrongPasswordRunsNothing follows one form through the question: what was typed comes back with it, a wrong password runs
// nothing, a right one runs it once, and guesses are held up and on the record.
func TestAWrongPasswordRunsNothing(t *testing.T) {
	o := newOffice(t, models.RoleAdmin)
	v := newVisit(t, o.base)
	v.signIn("admin")
	o.clock.advance(models.ProofFor)
	typed := []string{"key", "night", "name", `Night "shift" <1>`, "permissions", "case.read", "permissions", "account.read"}
	role := func() bool {
		t.Helper()
		list, err := o.store.Roles(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			if r.Key == "night" {
				return len(r.Permissions) == 2
			}
		}
		return false
	}
	_, body := v.post("/roles", http.StatusForbidden, typed...)
	if !strings.Contains(body, `action="/roles"`) || !strings.Contains(body, "about to add a role") || strings.Contains(body, "Night") || strings.Contains(body, "case.read") {
		t.Error("the question is not for the act, or shows what was typed")
	}
	held := heldIn(t, body)
	_, body = v.post("/roles", http.StatusUnprocessableEntity, "proof_form", held, "proof_password", "guess", "proof_back", "/roles/new")
	if role() || !strings.Contains(body, `name="proof_back" value="/roles/new"`) || strings.Contains(body, "guess") {
		t.Error("a wrong password ran the act, or lost what was typed, or was shown")
	}
	again := heldIn(t, body)
	for name, form := range map[string][]string{
		"a second password": {"proof_form", held, "proof_password", "one", "proof_password", "two", "proof_back", "/"},
		"bent":              {"proof_form", "A" + held, "proof_password", staffPassword, "proof_back", "/"},
		"beside the seal":   {"proof_form", held, "proof_password", staffPassword, "proof_back", "/", "name", "Bent"},
		"without the seal":  append(slices.Clone(typed), "proof_password", staffPassword, "proof_back", "/"),
	} {
		if v.post("/roles", http.StatusBadRequest, form...); role() {
			t.Fatalf("%s ran the act", name)
		}
	}
	v.post("/roles/night", http.StatusBadRequest, "proof_form", held, "proof_password", staffPassword, "proof_back", "/")
	resp, _ := v.post("/roles", http.StatusSeeOther, "proof_form", again, "proof_password", staffPassword, "proof_back", "/roles/new")
	if !role() || !strings.HasPrefix(resp.Header.Get("Location"), "/roles") {
		t.Errorf("the right password: role %t, on to %q", role(), resp.Header.Get("Location"))
	}
	v.post("/roles/night", http.StatusSeeOther, "version", "1", "name", "Nights", "permissions", "case.read")
	o.clock.advance(models.ProofFor)
	_, body = v.post("/roles/night", http.StatusForbidden, "version", "2", "name", "Days", "permissions", "case.read")
	held = heldIn(t, body)
	for range 2 {
		v.post("/roles/night", http.StatusUnprocessableEntity, "proof_form", held, "proof_password", "guess", "proof_back", "/")
	}
	resp, _ = v.post("/roles/night", http.StatusTooManyRequests, "proof_form", held, "proof_password", staffPassword, "proof_back", "/")
	if resp.Header.Get("Retry-After") == "" {
		t.Error("nothing says how long to wait")
	}
	failed, err := o.store.AuditEntries(context.Background(), models.AuditFilter{Action: models.ActionSignInFailed, Limit: 10})
	if err != nil || len(failed) != 3 {
		t.Errorf("%d guesses on the record: %v", len(failed), err)
	}
	o.clock.advance(time.Minute)
	v.post("/roles/night", http.StatusSeeOther, "proof_form", held, "proof_password", staffPassword, "proof_back", "/")
	o.clock.advance(models.ProofFor)
	_, body = v.post("/roles/night", http.StatusForbidden, "version", "3", "name", "Late", "permissions", "case.read")
	o.clock.advance(10 * time.Minute)
	resp, _ = v.post("/roles/night", http.StatusSeeOther, "proof_form", heldIn(t, body), "proof_password", staffPassword, "proof_back", "/roles/night")
	if r, err := o.store.Role(context.Background(), "night"); err != nil || r.Name != "Days" || resp.Header.Get("Location") != "/roles/night" {
		t.Errorf("a form that waited too long went on: %+v, %v", r, err)
	}
}

// TestThePasswordRenewsTheSession gives the password and looks at which cookie opens the console afterwards (S41), and that a form that
// another tab holds back still goes on.
func TestThePasswordRenewsTheSession(t *testing.T) {
	o := newOffice(t, models.RoleAdmin)
	v := newVisit(t, o.base)
	v.signIn("admin")
	o.clock.advance(models.ProofFor)
	base, err := url.Parse(o.base)
	if err != nil {
		t.Fatal(err)
	}
	_, other := v.post("/roles", http.StatusForbidden, "key", "night", "name", "Night", "permissions", "case.read")
	stolen := newVisit(t, o.base)
	stolen.client.Jar.SetCookies(base, v.client.Jar.Cookies(base))
	stolen.get("/users", http.StatusOK)
	v.post("/proof", http.StatusSeeOther, "proof_password", staffPassword, "proof_next", "/audit/export", "proof_name", "audit.export")
	v.get("/audit/export", http.StatusOK)
	if resp, _ := stolen.ask(http.MethodGet, "/users", nil); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("the id from before the password is answered %d", resp.StatusCode)
	}
	v.post("/roles", http.StatusSeeOther, "proof_form", heldIn(t, other), "proof_password", staffPassword, "proof_back", "/roles/new")
	if r, err := o.store.Role(context.Background(), "night"); err != nil || r.Name != "Night" {
		t.Errorf("what another tab held is lost: %+v, %v", r, err)
	}
}

// heldIn is the sealed form on the page that asks for the password.
func heldIn(t *testing.T, body string) string {
	t.Helper()
	found := regexp.MustCompile(`name="proof_form" value="([^"]+)"`).FindStringSubmatch(body)
	if found == nil {
		t.Fatal("nothing is held on the page")
	}
	return found[1]
}

// TestAFileIsReachedThroughTheQuestion checks the way of an address that is only read, and that it leads nowhere else.
func TestAFileIsReachedThroughTheQuestion(t *testing.T) {
	o := newOffice(t, models.RoleAdmin)
	v := newVisit(t, o.base)
	v.signIn("admin")
	o.clock.advance(models.ProofFor)
	body := v.get("/audit/export?action=session.proved", http.StatusForbidden)
	if !strings.Contains(body, `action="/proof"`) || !strings.Contains(body, `value="/audit/export?action=session.proved"`) {
		t.Error("the question does not lead on")
	}
	v.post("/proof", http.StatusUnprocessableEntity, "proof_password", "guess", "proof_next", "/audit/export", "proof_name", "audit.export")
	v.post("/proof", http.StatusBadRequest, "proof_password", staffPassword, "proof_next", "/audit/export", "proof_name", "no.act")
	v.get("/audit/export", http.StatusForbidden)
	for next, want := range map[string]string{"/audit/export?action=session.proved": "/audit/export?action=session.proved", "//evil.example": "/", "": "/"} {
		resp, _ := v.post("/proof", http.StatusSeeOther, "proof_password", staffPassword, "proof_next", next, "proof_name", "audit.export")
		if got := resp.Header.Get("Location"); got != want {
			t.Errorf("%q leads to %q", next, got)
		}
	}
	if body := v.get("/audit/export?action=session.proved", http.StatusOK); !strings.Contains(body, "session.proved") {
		t.Error("the file lacks the proof")
	}
}
