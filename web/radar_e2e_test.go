package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"candor/data/demo"
	"candor/models"
)

// storiedLender serves a small demo lender whose staff has worked, with the radar filled.
func storiedLender(t *testing.T) string {
	t.Helper()
	env := testEnv(t)
	store := openTestStore(t, env)
	ctx := context.Background()
	if _, err := demo.Seed(ctx, store, demo.Options{Accounts: 300, Seed: 1, Password: testPassword}); err != nil {
		t.Fatal(err)
	}
	if _, err := store.RunJobs(ctx, "test", 1000); err != nil {
		t.Fatal(err)
	}
	for _, role := range models.BuiltinRoles() {
		addTestUser(t, store, "test_"+role.Key, role.Key)
	}
	return serveTest(t, env, store)
}

// TestTheRadarFromCountToAppeal is the way of a wrong deactivation: counted on the home page,
// first on the radar, refused to who made it, claimed by somebody else, found right, lifted.
// It takes plain forms only.
func TestTheRadarFromCountToAppeal(t *testing.T) {
	t.Parallel()
	for _, l := range []look{{}, {noScript: true}} {
		t.Run(fmt.Sprintf("scripting %t", !l.noScript), func(t *testing.T) {
			base := storiedLender(t)
			b := newBrowser(t, base, l)
			b.signIn("test_" + models.RoleLead)
			if !b.has("main a[href='/radar?who=free']") {
				t.Error("the home page does not count the radar")
			}
			b.open("/radar")
			first := b.text("#radar tbody tr:first-child")
			if !strings.Contains(first, "Deactivation") || !strings.Contains(first, "No linked account") {
				t.Errorf("first is %q", first)
			}
			b.click("main form[action='/radar/next'] button")
			item := b.path0()
			if !b.has("form[action$='/close']") || !b.has("button[value=appeal][disabled]") {
				t.Error("an open appeal does not keep from opening another")
			}
			b.fill("#f-reason", "x")
			b.click("button[value=right]")
			if !b.has("[aria-invalid=true]") {
				t.Error("a reason of one letter was taken")
			}
			b.shot(strings.ReplaceAll(t.Name(), "/", "-"))
			b.fill("#f-reason", "the phone had another owner until January")
			b.click("button[value=lift]")
			if path := b.path0(); path != "/radar" {
				t.Errorf("after the lift: %s", path)
			}
			if b.text("main"); strings.Contains(b.text("#radar"), "Deactivation") {
				t.Error("what was lifted is still open")
			}
			b.open(item)
			if b.has("form[action$='/close']") || !strings.Contains(b.text("#decide"), "phone had another owner") {
				t.Errorf("the closed item says %q", b.text("#decide"))
			}
			own := newBrowser(t, base, l)
			own.signIn("reviewer") // who made the demo lender's other sanctions
			own.open("/radar?min=0")
			own.click("#radar tbody tr:last-child a")
			if own.has("form[action$='/claim']") || !strings.Contains(own.text("#decide"), "Somebody else") {
				t.Errorf("who made it is told %q", own.text("#decide"))
			}
		})
	}
}

// TestRadarPagesAreAccessible looks at the radar's pages in both themes, both languages, wide and
// narrow, as who sees scores and as who does not.
func TestRadarPagesAreAccessible(t *testing.T) {
	t.Parallel()
	base := storiedLender(t)
	for _, c := range everyLook {
		name := fmt.Sprintf("radar-%d-%t-%s", c.width, c.dark, c.lang)
		t.Run(name, func(t *testing.T) {
			for _, role := range []string{models.RoleLead, models.RoleService} {
				b := newBrowser(t, base, c.look)
				b.signIn("test_" + role)
				b.language(c.lang)
				for i, path := range []string{"/radar?min=0", "/radar?min=99", "/radar?state=right", "/radar?min=101"} {
					b.open(path)
					b.axe()
					b.shot(fmt.Sprintf("%s-%s-%d", name, role, i))
				}
				b.open("/radar?min=0")
				b.click("#radar tbody tr:first-child a")
				if role == models.RoleService && strings.Contains(b.text("main"), "950") {
					t.Error("service sees a score")
				}
				if b.has("form[action$='/claim']") {
					b.click("form[action$='/claim'] button")
				}
				b.axe()
				b.shot(fmt.Sprintf("%s-%s-item", name, role))
			}
		})
	}
}
