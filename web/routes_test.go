package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"candor/data"
	"candor/models"
)

var update = flag.Bool("update", false, "write golden files anew")

// testPassword is every test user's.
const testPassword = "correct horse battery"

// addTestUser adds a user who may sign in with testPassword.
func addTestUser(t *testing.T, store *data.Store, login string, roles ...string) *models.User {
	t.Helper()
	user, _, err := store.AddUser(context.Background(), models.Operator("test"), models.AddUser{
		Login: login, Name: strings.ToUpper(login[:1]) + login[1:], Password: testPassword, Roles: roles, Lang: "en",
	})
	if err != nil {
		t.Fatal(err)
	}
	return user
}

// sessionOf signs a test user in and returns the session's cookie.
func sessionOf(t *testing.T, store *data.Store, login string) string {
	t.Helper()
	in, err := store.SignIn(context.Background(), models.SignIn{Login: login, Password: testPassword, IP: "127.0.0.1", Agent: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return "candor=" + in.Token
}

// TestRoutesAndRoles asks every route as every role and compares what happened with the
// table that is checked in (S46). A route let through answers something else than "sign
// in" or "not permitted".
func TestRoutesAndRoles(t *testing.T) {
	env := testEnv(t)
	store := openTestStore(t, env)
	s, err := newServer(env, store)
	if err != nil {
		t.Fatal(err)
	}
	base := serveTest(t, env, store)
	roles := []string{models.RoleReviewer, models.RoleLead, models.RoleService, models.RoleAdmin, models.RoleAuditor}
	cookies := map[string]string{}
	for _, role := range roles {
		addTestUser(t, store, role, role)
		cookies[role] = sessionOf(t, store, role)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-5s %-44s %-20s %s\n", "", "", "needs", strings.Join(append([]string{"nobody"}, roles...), " "))
	names, paths := map[string]bool{}, map[string]bool{}
	for _, r := range s.routes() {
		if names[r.Name] || paths[r.Method+r.Path] {
			t.Errorf("route %s %s %s is there twice", r.Name, r.Method, r.Path)
		}
		names[r.Name], paths[r.Method+r.Path] = true, true
		row := []string{outcomeOf(t, base, r, "")}
		for _, role := range roles {
			row = append(row, outcomeOf(t, base, r, cookies[role]))
			if r.Name == "signout" {
				cookies[role] = sessionOf(t, store, role)
			}
		}
		if isProven(r) {
			row = append(row, "password") // asks for it again
		}
		fmt.Fprintf(&b, "%-5s %-44s %-20s %s\n", r.Method, r.Path, r.Needs, strings.Join(row, " "))
	}
	compareGolden(t, "testdata/routes.txt", b.String())
}

// outcomeOf asks one route and says yes, no, or signin.
func outcomeOf(t *testing.T, base string, r route, cookie string) string {
	t.Helper()
	path := r.Path
	for _, part := range strings.Split(r.Path, "/") {
		if strings.HasPrefix(part, ":") || part == "*" {
			path = strings.Replace(path, part, "nothing", 1)
		}
	}
	if r.Name == "monitor.stream" { // an answer without an end, unless it is asked for nonsense
		path += "?since=nothing"
	}
	resp, body := ask(t, r.Method, base+path, nil, "Cookie", cookie, "Sec-Fetch-Site", "same-origin")
	switch {
	case resp.StatusCode >= 500:
		t.Errorf("%s: %d %s", r.Name, resp.StatusCode, body)
	case resp.StatusCode == http.StatusUnauthorized,
		resp.StatusCode == http.StatusSeeOther && strings.HasPrefix(resp.Header.Get("Location"), "/signin?next="):
		return "signin"
	case resp.StatusCode == http.StatusForbidden:
		return "no"
	}
	return "yes"
}

// compareGolden compares text with a file that -update writes.
func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(string(b), "\n")
	for i, line := range strings.Split(got, "\n") {
		if !slices.Contains(want, line) {
			t.Errorf("%s: line %d is not in the file: %s", file, i+1, line)
		}
	}
	if string(b) != got {
		t.Errorf("%s differs; run with -update and read the diff", file)
	}
}
