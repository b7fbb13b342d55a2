package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"candor/models"
)

// frozen puts an account under a freeze that a lead approved, with an appeal against it.
func (o *office) frozen(t *testing.T, external, words string) (*models.Account, *models.Appeal) {
	t.Helper()
	ctx := context.Background()
	person := func(role string) models.Actor {
		u := o.users[role]
		return models.Actor{Kind: models.ActorUser, ID: u.PublicID(), UserID: u.ID, Name: u.Name, Role: role, Source: "ui"}
	}
	a := o.customer(t, external, "en")
	row, err := o.store.Account(ctx, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	review := o.clock.now().AddDate(0, 0, 30)
	sn, err := o.store.ProposeSanction(ctx, person(models.RoleReviewer), models.ProposeSanction{
		AccountID: a.ID, Kind: models.SanctionFreeze, ReasonCode: "cash_out", Reason: "ring 17 of the last month", ReviewAt: &review, Version: row.Version,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.store.ApproveSanction(ctx, person(models.RoleLead), sn.ID, sn.Version); err != nil {
		t.Fatal(err)
	}
	filed, err := o.store.FileAppeal(ctx, person(models.RoleService), models.FileAppeal{SanctionID: sn.ID, Channel: "phone", Lang: "en", Words: words})
	if err != nil {
		t.Fatal(err)
	}
	return a, filed
}

// tabTo presses Tab until the focus is on what a selector finds, at most a page's worth of times.
func (b *browser) tabTo(selector string) {
	b.t.Helper()
	for range 120 {
		if b.has(selector + ":focus") {
			return
		}
		b.press("\t")
	}
	b.t.Fatalf("the keyboard does not reach %s", selector)
}

// TestAnAppealIsPartlyOverturnedByKeyboardAlone goes from the desk to the proof without a mouse: the
// appeal is opened, taken, decided in part and carried out, and the next one is called.
func TestAnAppealIsPartlyOverturnedByKeyboardAlone(t *testing.T) {
	t.Parallel()
	o := newOffice(t, models.RoleReviewer, models.RoleLead, models.RoleService)
	o.clock.at.Store(time.Now().UnixMicro())
	account, filed := o.frozen(t, "1", "I bought building material, all of it for my own house.")
	o.clock.at.Add(int64(time.Hour / time.Microsecond))
	_, second := o.frozen(t, "2", "The phone is mine.")
	o.clock.at.Add(int64(time.Minute / time.Microsecond))
	b := o.as(t, models.RoleService, look{})
	b.open("/appeals")
	b.shot("desk")
	b.hearsOfANewOne(func() { o.frozen(t, "3", "I was abroad.") })
	b.press("j")
	b.tabTo("#appeals tbody tr:first-child a[href$='" + filed.PublicID() + "']")
	b.arrive("open the appeal", chromedp.KeyEvent("\r"))
	b.arrive("take it", chromedp.KeyEvent("c"))
	for key, outcome := range map[string]string{"u": "uphold", "o": "overturn"} {
		b.arrive("open the form to "+outcome, chromedp.KeyEvent(key))
		if !b.has("[name=outcome][value="+outcome+"]:checked") || !b.has("form[action$='/decide']") {
			t.Errorf("%s leads to %s", key, b.path())
		}
	}
	b.arrive("start from a text", chromedp.KeyEvent("%"))
	b.tabTo("[name=parts][value='status']")
	b.press(" ")
	b.tabTo("[name=parts][value='limit:paylater']")
	b.press(" ")
	b.tabTo("#f-reason")
	b.press("receipts match the purchases")
	b.tabTo("form[action$='/decide'] [name=preview]")
	b.arrive("see the letter", chromedp.KeyEvent("\r"))
	if got := b.text("#trial"); !strings.Contains(got, "this part of the measure stands") {
		t.Errorf("trial = %q", got)
	}
	b.axe()
	b.shot("preview")
	b.press(kb.Escape)
	b.tabTo("#f-reason")
	b.arrive("decide", chromedp.KeyEvent("\r", chromedp.KeyModifiers(2)))
	b.tabTo("form[action$='/execute'] button")
	b.arrive("carry it out", chromedp.KeyEvent("\r"))
	if !b.has("[data-restored=yes]") || !b.has("[data-restored=no]") {
		t.Errorf("the proof shows %s", b.text("#result"))
	}
	b.shot("proof")
	now, err := o.store.Account(context.Background(), account.ID)
	if err != nil || now.Status != models.StatusRestricted || now.LimitFen != 1_000_000 {
		t.Errorf("account = %+v, %v", now, err)
	}
	b.arrive("next", chromedp.KeyEvent("n"))
	if got := b.path0(); got != "/appeals/"+second.PublicID() {
		t.Errorf("next is %s", got)
	}
}

// hearsOfANewOne has the list of appeals ask at once what it asks every half minute: it says how many came, and its rows stay what and
// where they are until the link is followed.
func (b *browser) hearsOfANewOne(comes func()) {
	b.t.Helper()
	const rows = `#appeals tbody tr`
	were := b.count(rows)
	b.script("note the rows", `document.querySelectorAll("`+rows+`").forEach((row, i) => row.dataset.at = i + ":" + row.getBoundingClientRect().top); ""`)
	comes()
	b.script("ask now", `{
		const every = setInterval;
		window.setInterval = (look) => { window.setInterval = every; look(); };
		import(document.querySelector("script[src*='fresh.js']").src + "#now");
		"";
	}`)
	b.waitFor("a word of the new one", func() bool { return b.has(".queue-fresh-on[data-fresh] a") })
	if got := b.text("[data-fresh]"); !strings.Contains(got, "1 ") {
		b.t.Errorf("one came, and the list says %q", got)
	}
	stay := b.measured(`[...document.querySelectorAll("` + rows + `")].filter((row, i) => row.dataset.at === i + ":" + row.getBoundingClientRect().top).length`)
	if now := b.count(rows); now != were || stay != were {
		b.t.Errorf("%d rows, %d of them in their places, want %d", now, stay, were)
	}
	b.click("[data-fresh] a")
	if now := b.count(rows); now != were+1 {
		b.t.Errorf("%d rows after following the link, want %d", now, were+1)
	}
}

// TestTheDeskIsAccessible looks at the desk, an appeal waiting for a second opinion, one in the hands of
// its reviewer and the metrics, in both themes, both languages, on a phone and on a narrow one.
func TestTheDeskIsAccessible(t *testing.T) {
	t.Parallel()
	o := newOffice(t, models.RoleReviewer, models.RoleLead, models.RoleService)
	o.clock.at.Store(time.Now().UnixMicro())
	ctx := context.Background()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	u := o.users[models.RoleService]
	service := models.Actor{Kind: models.ActorUser, ID: u.PublicID(), UserID: u.ID, Name: u.Name, Role: models.RoleService, Source: "ui"}
	_, asked := o.frozen(t, "1", "我买的都是装修材料，都是给自己家用的。")
	ok(o.store.StartAppealReview(ctx, service, asked.ID, 1))
	ok(o.store.AskOpinion(ctx, service, asked.ID, 2, "fraud", "The receipts look alike. Are they real?"))
	_, mine := o.frozen(t, "2", "The phone is mine, I changed it last month.")
	ok(o.store.RequestEvidence(ctx, service, models.AskEvidence{AppealID: mine.ID, Version: 1, Kinds: []string{"purchase_proof"}}))
	_, done := o.frozen(t, "3", "All of these were mine.")
	ok(o.store.StartAppealReview(ctx, service, done.ID, 1))
	ends := o.clock.now().AddDate(0, 0, 9)
	ok(o.store.DecideAppeal(ctx, service, done.ID, 2, models.Verdict{
		Outcome: models.OutcomeReplace, Reason: "one purchase stays unclear", CustomerText: "A milder measure is enough.",
		Replacement: &models.Replacement{Kind: models.SanctionRestrict, Reach: []models.Function{models.FunctionDraw}, EndsAt: &ends},
	}))
	ok(o.store.ExecuteAppeal(ctx, service, done.ID, 3))
	ok(o.store.StartAppealReview(ctx, service, mine.ID, 2))
	_, last := o.frozen(t, "4", "I was travelling.")
	o.clock.at.Add(int64(19 * 24 * time.Hour / time.Microsecond))
	if _, err := o.store.RunJobs(ctx, "test", 100); err != nil {
		t.Fatal(err)
	}
	at := func(a *models.Appeal) string { return "/appeals/" + a.PublicID() }
	pages := []string{"/appeals", "/appeals?view=all&kind=freeze&due=called", at(mine) + "?text=replace", at(asked), at(done), at(last), "/appeals/metrics"}
	for _, c := range []spoken{{look{}, "en"}, {look{width: 320, dark: true}, "zh-CN"}} {
		name := fmt.Sprintf("%d-%t-%s", c.width, c.dark, c.lang)
		t.Run(name, func(t *testing.T) {
			_, err := o.store.SetDisplay(ctx, models.Operator("test"), u.ID, models.Display{Lang: c.lang})
			ok(err)
			b := o.as(t, models.RoleService, c.look)
			for i, path := range pages {
				if status := b.open(path); status != 200 {
					t.Errorf("%s: status %d", path, status)
				}
				b.axe()
				b.fits()
				b.shot(fmt.Sprintf("%s-%02d", name, i))
			}
		})
	}
}
