package main

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"candor/data/demo"
	"candor/models"
)

// TestCashOutJourney is what a visitor does after the demo is served and a cash-out is
// simulated against it: the open monitor moves by itself, an account of the ring has a case
// that says why, a challenge is passed and its event goes through, and the limit that the
// engine cut is put right.
func TestCashOutJourney(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	store := openTestStore(t, env)
	book, err := demo.Seed(env.Ctx, store, demo.Options{Accounts: 300, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	addTestUser(t, store, "test_reviewer", models.RoleReviewer)
	if err := keepKey(env, store); err != nil {
		t.Fatal(err)
	}
	s := &simulated{t: t, env: env, store: store, url: serveTest(t, env, store), ids: book.Personas}
	b := newBrowser(t, s.url, look{})
	b.signIn("test_reviewer")
	b.open("/monitor")
	before := b.text("[data-figure=challenges]")
	s.simulate("--attack", "cash-out", "--accounts", "300")
	b.becomes("the monitor's figures", func() bool { return b.text("[data-figure=challenges]") != before })

	d := s.ring()[2]
	if d.OpenCase == nil {
		t.Fatal("no case is open")
	}
	b.open("/cases/" + d.OpenCase.PublicID())
	if page := b.text("main"); !strings.Contains(page, "cash-out") && !strings.Contains(page, "Cash-out") {
		t.Errorf("the case does not say why: %.400s", page)
	}
	passChallenge(b, s)
	liftCut(b, s, d)
}

// becomes waits until something is so.
func (b *browser) becomes(what string, so func() bool) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for !so() {
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
			b.t.Fatalf("%s stay as they were on %s", what, b.path())
		}
	}
}

// passChallenge takes the first open challenge, reads why it was asked, and passes it.
func passChallenge(b *browser, s *simulated) {
	b.t.Helper()
	b.open("/challenges")
	challenge := b.attribute("main a[href^='/challenges/chl_'], main a[href^='/challenges/']:not([href*='?'])", "href")
	b.open(challenge)
	if why := b.text("#why"); len(why) < 40 {
		b.t.Errorf("the challenge does not say why: %q", why)
	}
	decision := b.attribute("main a[href^='/decisions/']", "href")
	b.fill("[name=finding]", "Showed the receipts of the purchases.")
	b.click("button[name=result][value=passed]")
	if status := b.open(decision); status != http.StatusOK || !strings.Contains(b.text("#challenge"), "passed") {
		b.t.Errorf("status %d of %s: %s", status, decision, b.text("#challenge"))
	}
	id, err := models.ParseID(models.PrefixDecision, strings.TrimPrefix(decision, "/decisions/"))
	if err != nil {
		b.t.Fatal(err)
	}
	d, err := s.store.DecidedBySource(s.env.Ctx, demo.Source, id)
	if err != nil || d.Event.Disposition != models.DispositionReleased {
		b.t.Errorf("%+v, %v", d.Event, err)
	}
}

// liftCut lifts the engine's cut of an account's limit by hand.
func liftCut(b *browser, s *simulated, d *models.AccountDetail) {
	b.t.Helper()
	if got := d.Lines[0].InForceFen(); got != 600_000 {
		b.t.Errorf("the engine cut the limit to %d", got)
	}
	account := "/accounts/" + d.Account.PublicID()
	b.open(account)
	cut := b.attribute("a[href^='/sanctions/']", "href")
	b.open(cut)
	if !b.has("form[action$='/lift']") {
		b.t.Fatalf("the cut cannot be lifted: %.600s", b.text("main"))
	}
	b.do("give a reason", chromedp.SetValue(chromedp.CSS("form[action$='/lift'] [name=reason]"), "Explained by receipts."))
	b.click("form[action$='/lift'] button")
	if got := s.account(d.Account.ExternalID).Lines[0].InForceFen(); got != 1_200_000 {
		b.t.Errorf("lifting restores a limit of %d", got)
	}
}
