package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"candor/models"
)

// enter signs a browser in through the form.
func (b *browser) enter(login string) {
	b.t.Helper()
	b.open("/signin")
	b.fill("#f-login", login)
	b.fill("#f-password", staffPassword)
	b.click("form[action='/signin'] button")
	if b.path() != "/" {
		b.t.Fatalf("signing in led to %s", b.path())
	}
}

// TestAccessPagesAreAccessible looks at signing in, profile, users, roles and keys in both
// themes, both languages and on a phone.
func TestAccessPagesAreAccessible(t *testing.T) {
	t.Parallel()
	o := newOffice(t, models.RoleAdmin, models.RoleReviewer, models.RoleLead, models.RoleService, models.RoleAuditor)
	o.clock.at.Store(time.Now().UnixMicro())
	ctx := context.Background()
	if _, err := o.store.AddRole(ctx, models.Operator("test"), models.Role{Key: "night", Name: "Night shift", Permissions: []models.Permission{models.PermCaseRead, models.PermAccountRead}}); err != nil {
		t.Fatal(err)
	}
	soon := o.clock.now().AddDate(0, 6, 0)
	for _, name := range []string{"Core banking, nightly", "App"} {
		key, _, err := o.store.AddKey(ctx, models.Operator("test"), models.AddKey{Name: name, Scopes: models.Scopes(), ExpiresAt: &soon})
		if err != nil {
			t.Fatal(err)
		}
		if name == "App" {
			if _, err := o.store.RevokeKey(ctx, models.Operator("test"), key.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, _, err := o.store.AddUser(ctx, models.Operator("test"), models.AddUser{Login: "li.na", Name: "李娜", Roles: []string{models.RoleReviewer, models.RoleAuditor}}); err != nil {
		t.Fatal(err)
	}
	pages := []string{"/profile", "/profile/password", "/users", "/users?q=nobody", "/users/new", "/users/" + o.users[models.RoleLead].PublicID(),
		"/roles", "/roles/new", "/roles/lead", "/roles/night", "/keys"}
	for _, c := range everyLook {
		name := fmt.Sprintf("%d-%t-%s", c.width, c.dark, c.lang)
		t.Run(name, func(t *testing.T) {
			if _, err := o.store.SetDisplay(ctx, models.Operator("test"), o.users[models.RoleAdmin].ID, models.Display{Lang: c.lang}); err != nil {
				t.Fatal(err)
			}
			b := newBrowser(t, o.base, c.look)
			b.open("/signin")
			b.axe()
			b.shot(name + "-signin")
			b.enter(models.RoleAdmin)
			for i, path := range pages {
				if status := b.open(path); status != 200 {
					t.Errorf("%s: status %d", path, status)
				}
				b.axe()
				b.shot(fmt.Sprintf("%s-%02d", name, i))
			}
			b.nearEnd(o)
			b.draft()
		})
	}
}

// nearEnd lets the session come within two minutes of its end, which the page says, and stays.
func (b *browser) nearEnd(o *office) {
	b.t.Helper()
	o.clock.at.Add((13*time.Minute + 30*time.Second).Microseconds())
	b.do("come near the end", chromedp.Evaluate[chromedp.Void](`import(document.body.dataset.last).then(m => m.ask({lasts() {}, leave() {}})).then(() => 0)`, chromedp.EvalAwaitPromise))
	if !b.has("dialog[open][role=alertdialog] form[action='/session'] button:focus") {
		b.t.Error("nothing says that the session is about to end")
	}
	b.axe()
	b.shot("near-end")
	b.do("stay", chromedp.KeyEvent("\r"), chromedp.WaitNotPresent(chromedp.CSS("dialog[open]")))
	if b.open("/profile"); b.path() != "/profile" {
		b.t.Errorf("the session did not last: %s", b.path())
	}
}

// draft types into a form, leaves it, and finds what was typed when it comes back.
func (b *browser) draft() {
	b.t.Helper()
	b.open("/users/new")
	b.do("type", chromedp.SendKeys(chromedp.CSS("#f-name"), "陈伟"))
	kept, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`(async () => {
		for (let i = 0; i < 100; i++) {
			if ((await (await fetch("/drafts?form=%2Fusers")).json()).length > 0) return true;
			await new Promise((done) => setTimeout(done, 100));
		}
		return false;
	})()`, chromedp.EvalAwaitPromise))
	if err != nil || !kept {
		b.t.Fatalf("what is typed is not kept: %v", err)
	}
	b.do("leave without the question", chromedp.Evaluate[chromedp.Void](`for (const f of document.forms) delete f.dataset.dirty; 0`))
	b.open("/users/new")
	b.do("wait for the draft", chromedp.WaitVisible(chromedp.CSS(".draft-note")))
	if got := b.value("#f-name"); got != "陈伟" {
		b.t.Errorf("put back: %q", got)
	}
	b.axe()
	b.shot("draft")
	b.check(".draft-note button")
	if got := b.value("#f-name"); got != "" || b.has(".draft-note") {
		b.t.Errorf("discarded, yet there is %q", got)
	}
}

// TestAccessWithoutScripting signs in, adds a user and signs out by plain forms.
func TestAccessWithoutScripting(t *testing.T) {
	t.Parallel()
	o := newOffice(t, models.RoleAdmin)
	b := newBrowser(t, o.base, look{noScript: true})
	b.open("/users/new")
	b.fill("#f-login", "admin")
	b.fill("#f-password", staffPassword)
	b.click("form[action='/signin'] button")
	if b.path() != "/users/new" {
		t.Fatalf("signing in led to %s", b.path())
	}
	b.fill("#f-login", "wei")
	b.fill("#f-name", "陈伟")
	b.click("form[action='/users'] .form-actions button")
	if !b.has("[role=alert], .error-summary, [aria-invalid]") {
		t.Error("a user without a role was not refused")
	}
	b.check("#f-roles")
	b.click("form[action='/users'] .form-actions button")
	if b.text("[data-testid=secret-value]") == "" {
		t.Error("no initial password")
	}
	b.shot("secret")
	b.open("/profile")
	b.check(".menu:has(form[action='/signout']) > summary")
	b.click("form[action='/signout'] button")
	if b.path() != "/signin?after=out" {
		t.Errorf("signing out led to %s", b.path())
	}
}
