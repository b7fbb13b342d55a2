package main

import (
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"candor/models"
)

// TestCommandsLeadWhereTheRoleMay follows every link of the list as every role: none is refused.
func TestCommandsLeadWhereTheRoleMay(t *testing.T) {
	env := testEnv(t)
	store := openTestStore(t, env)
	base := serveTest(t, env, store)
	link := regexp.MustCompile(`class="command" href="([^"]+)"`)
	ways := map[string][]string{
		models.RoleReviewer: {"/queue", "/accounts", "/radar"}, models.RoleLead: {"/queue", "/approvals", "/appeals"}, models.RoleService: {"/accounts", "/appeals"},
		models.RoleAdmin: {"/policy", "/users", "/audit"}, models.RoleAuditor: {"/audit", "/models", "/policy"},
	}
	for role, must := range ways {
		addTestUser(t, store, role, role)
		cookie := sessionOf(t, store, role)
		status, body := getAs(t, base+"/commands", cookie)
		links := link.FindAllStringSubmatch(body, -1)
		if status != http.StatusOK || len(links) == 0 {
			t.Fatalf("%s: status %d, %d commands", role, status, len(links))
		}
		for _, way := range must {
			if !slices.ContainsFunc(links, func(l []string) bool { return l[1] == way }) {
				t.Errorf("%s is not led to %s", role, way)
			}
		}
		for _, l := range links {
			path := strings.ReplaceAll(l[1], "&amp;", "&")
			if status, _ := getAs(t, base+path, cookie); status != http.StatusOK {
				t.Errorf("%s is led to %s, which answers %d", role, path, status)
			}
		}
	}
}

// TestPaletteByKeyboard opens the list over a page, narrows it in either language, moves by arrows and runs commands;
// while a word is being composed no key means anything else.
func TestPaletteByKeyboard(t *testing.T) {
	_, base := smallLender(t)
	b := newBrowser(t, base, look{})
	b.signIn("test_reviewer")
	b.open("/accounts")
	b.palette()
	b.axe()
	b.shot("palette")
	b.do("type", chromedp.KeyEvent("我的"))
	b.arrive("run the first command", chromedp.KeyEvent(kb.Enter))
	if got := b.path(); !strings.HasPrefix(got, "/queue?") || !strings.Contains(got, "who=mine") {
		t.Fatalf("the first command led to %s", got)
	}
	b.open("/queue")
	b.palette()
	b.script("compose", composing("k", "Enter"))
	if !b.has("dialog.palette[open]") {
		t.Fatal("a key of a word being composed ran a command")
	}
	b.press("no such command")
	if !b.has(".palette-none:not([hidden])") || !b.has(".commands-find:not([hidden])") {
		t.Error("nothing is said of words that no command has")
	}
	b.press(kb.Escape)
	if b.has("dialog.palette[open]") {
		t.Error("Esc leaves the list open")
	}
	b.script("single keys off", `document.documentElement.dataset.keys = "off"; ""`)
	b.press("?")
	if b.has("dialog[open]") {
		t.Error("? works though single keys are off")
	}
	b.palette() // a chord is no single key
	b.press(kb.ArrowDown + kb.ArrowDown + kb.ArrowUp)
	if b.has(".palette-field:focus") {
		t.Error("the arrows do not reach the commands")
	}
	b.opensAnAccount()
}

// opensAnAccount types the number of one: it stands first, and Enter opens it.
func (b *browser) opensAnAccount() {
	b.t.Helper()
	b.open("/accounts")
	page, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`new URL(document.querySelector("main .row-link").href).pathname`))
	if err != nil {
		b.t.Fatal(err)
	}
	b.palette()
	b.do("type", chromedp.KeyEvent(strings.TrimPrefix(page, "/accounts/")))
	b.do("wait for the account", chromedp.WaitVisible(chromedp.CSS("[data-named] .is-first a")))
	b.shot("palette-account")
	b.arrive("open it", chromedp.KeyEvent(kb.Enter))
	if got := b.path(); got != page {
		b.t.Errorf("the number led to %s, want %s", got, page)
	}
}

// TestGoByLetters: g and a letter lead where the navigation says.
func TestGoByLetters(t *testing.T) {
	_, base := smallLender(t)
	b := newBrowser(t, base, look{})
	b.signIn("test_reviewer")
	b.open("/accounts")
	b.press("g")
	b.arrive("press p", chromedp.KeyEvent("p"))
	if b.path() != "/appeals" {
		t.Fatalf("g p leads to %s", b.path())
	}
	b.press("f")
	if b.has("body:focus") {
		t.Error("f reaches no filter")
	}
}

// palette presses the chord and waits until the list is there.
func (b *browser) palette() {
	b.t.Helper()
	b.do("Ctrl K", chromedp.KeyEvent("k", chromedp.KeyModifiers(2)), chromedp.WaitVisible(chromedp.CSS("dialog.palette[open] .command")))
}

// composing is a script that sends keys as a browser does while an input method puts a word together.
func composing(keys ...string) string {
	var script strings.Builder
	for _, k := range keys {
		script.WriteString(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "` + k + `", isComposing: true, bubbles: true, cancelable: true}));`)
	}
	return script.String() + `""`
}

// script runs a script whose last value is a string.
func (b *browser) script(what, script string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](script)); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

// getAs asks for a page with a session's cookie.
func getAs(t *testing.T, address, cookie string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Cookie", cookie)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// TestCommandsOfTheCaseInHand: the list names what may be done with the case that was claimed, first on its page and over other pages, and once
// over the case's own; its ways open the form, without scripting too.
func TestCommandsOfTheCaseInHand(t *testing.T) {
	for name, l := range map[string]look{"with scripting": {}, "without scripting": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			_, base := smallLender(t)
			b := newBrowser(t, base, l)
			b.signIn("test_reviewer")
			b.open("/queue?sort=risk")
			b.click("form[action='/queue/next'] button")
			page, _, _ := strings.Cut(b.path(), "?")
			group := "[data-page='" + page + "']"
			if !l.noScript {
				b.onlyHere(group)
			}
			b.open("/commands")
			if !b.has(".commands-group:first-child" + group) {
				t.Fatal("the case in hand does not stand first")
			}
			b.leadsToForms(page, group)
		})
	}
}

// onlyHere opens the list over the page of a case that is held, then over another page.
func (b *browser) onlyHere(group string) {
	b.t.Helper()
	b.palette()
	if b.has("dialog.palette " + group) {
		b.t.Error("the list repeats what the page offers")
	}
	if n := b.count("dialog.palette [data-command]:has(kbd)"); n == 0 || !strings.Contains(b.text("dialog.palette [data-here]"), "Put off") {
		b.t.Error("the page's own acts are missing")
	}
	b.press(kb.Escape)
	b.open("/accounts")
	b.palette()
	if !b.has("dialog.palette " + group + " kbd") {
		b.t.Error("over another page the case in hand is missing")
	}
	b.axe()
	b.shot("palette-case")
}

// leadsToForms follows the ways to what is folded away, and to the decision.
func (b *browser) leadsToForms(page, group string) {
	b.t.Helper()
	for _, part := range []string{"snooze", "escalate"} {
		b.open("/commands")
		b.click(group + " a[href*='open=" + part + "']")
		if at, _, _ := strings.Cut(b.path(), "?"); at != page || !b.has("details[open] #"+part+":target textarea") {
			b.t.Errorf("%s: %s is not open", b.path(), part)
		}
	}
	b.open("/commands")
	b.click(group + " a[href*='open=confirmed']")
	if !b.has("#f-reason:target") || !b.has("button[value=confirmed][data-send]") {
		b.t.Errorf("%s leads to no decision", b.path())
	}
}
