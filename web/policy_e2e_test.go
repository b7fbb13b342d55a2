package main

import (
	"context"
	"strings"
	"testing"

	"candor/data/demo"
	"candor/models"
)

// TestPolicyJourney walks one change of the policy by hand, with decisions flowing at every
// stage: the testing of stolen cards goes by the shipped policy unseen; a rule against it is
// written in the browser, held against what was stored, agreed to by a second person, run in
// shadow, given a tenth of the accounts, made live, and rolled back.
func TestPolicyJourney(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	store := openTestStore(t, env)
	book, err := demo.Seed(env.Ctx, store, demo.Options{Accounts: 300, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{models.RoleAdmin, models.RoleLead} {
		addTestUser(t, store, "test_"+role, role)
	}
	if err := keepKey(env, store); err != nil {
		t.Fatal(err)
	}
	s := &simulated{t: t, env: env, store: store, url: serveTest(t, env, store), ids: book.Personas}
	if held, fired := s.testCards(); held != 0 || fired != 0 {
		t.Fatalf("the shipped policy holds %d and the rule fires %d times", held, fired)
	}
	admin, lead := newBrowser(t, s.url, look{}), newBrowser(t, s.url, look{})
	admin.signIn("test_admin")
	lead.signIn("test_lead")
	writeCardRule(admin)
	backtestCardRule(admin, s)
	admin.open("/policy/2")
	admin.fill("[name=note]", "Stolen cards are tried out on us.")
	admin.click("form[action='/policy/2/submit'] button")
	lead.open("/policy/2")
	lead.click("form[action='/policy/2/approve'] button")

	lead.click("form[action='/policy/2/shadow'] button")
	if held, fired := s.testCards(); held != 0 || fired != 0 {
		t.Errorf("in shadow: %d held, fired %d times", held, fired)
	}
	if err := store.FlushCounts(env.Ctx); err != nil {
		t.Fatal(err)
	}
	lead.open("/policy/2/release")
	lead.shot("policy-shadow")
	if got := lead.text("#trial"); !strings.Contains(got, "Harsher here") || !lead.has("#flips tbody tr") {
		t.Errorf("the shadow says %s", got)
	}

	lead.fill("[name=percent]", "10")
	lead.click("form[action='/policy/2/rollout'] button")
	s.testCards()
	lead.check("form[action='/policy/2/publish'] [name=ticked]")
	lead.fill("form[action='/policy/2/publish'] [name=confirm]", "2")
	lead.click("form[action='/policy/2/publish'] .form-actions button")
	held, fired := s.testCards()
	if held == 0 || fired == 0 {
		t.Errorf("live: %d held, fired %d times", held, fired)
	}
	rollBack(lead)
	if held, fired := s.testCards(); held != 0 || fired != 0 {
		t.Errorf("rolled back: %d held, fired %d times", held, fired)
	}
	if r, err := store.ReplayAll(env.Ctx, nil); err != nil || r.Decisions == 0 || r.Differing != 0 {
		t.Errorf("replay: %+v, %v", r, err)
	}
}

// testCards simulates the attack once and says how many of its events were held, and how often
// the rule against it fired.
func (s *simulated) testCards() (held, fired int) {
	s.t.Helper()
	out := s.simulate("--attack", "card-testing", "--accounts", "300")
	attack := out["attacks"].(map[string]any)["card-testing"].(map[string]any)
	if refused, skipped := out["refused"].(float64), out["skipped"].(float64); refused+skipped != 0 {
		s.t.Errorf("%v refused, %v skipped", refused, skipped)
	}
	if n, some := attack["outcomes"].(map[string]any)["hold"].(float64); some {
		held = int(n)
	}
	if n, some := attack["rules"].(map[string]any)["card_testing"].(float64); some {
		fired = int(n)
	}
	return held, fired
}

// writeCardRule drafts a change and writes the rule into it.
func writeCardRule(b *browser) {
	b.t.Helper()
	b.open("/policy")
	b.click("form[action='/policy/draft'] button")
	b.open("/policy/2/new-rule")
	for name, value := range map[string]string{
		"key": "card_testing", "family": "account_takeover", "reason": "card_testing", "risk": "60", "severity": "2", "outcome": "hold",
		"intent": "Very small payments one after another: somebody tries out stolen cards.",
		"when":   "is_purchase == 1 and count_5m >= 3 and max_5m_fen < 1000",
	} {
		b.fill("#edit [name='"+name+"']", value)
	}
	b.click("#edit .form-actions button")
	if got := b.path0(); got != "/policy/2/rules/card_testing" {
		b.t.Fatalf("saving led to %s: %s", got, b.text("main"))
	}
	b.shot("policy-rule")
}

// backtestCardRule holds the draft against everything that was stored so far.
func backtestCardRule(b *browser, s *simulated) {
	b.t.Helper()
	b.open("/policy/2/backtests")
	b.click("form[action='/policy/2/backtests'] .form-actions button")
	if did, err := s.store.RunBacktests(context.Background(), "test", 2); err != nil || !did {
		b.t.Fatal(did, err)
	}
	b.open("/policy/2/backtests")
	b.click("#backtests tbody a")
	b.shot("policy-backtest")
	if got := b.text("main"); !strings.Contains(got, "card_testing") {
		b.t.Errorf("the backtest does not name the rule: %s", got)
	}
}

// rollBack undoes the version that is live.
func rollBack(b *browser) {
	b.t.Helper()
	b.fill("form[action='/policy/2/rollback'] [name=reason]", "It holds donations.")
	b.check("form[action='/policy/2/rollback'] [name=ticked]")
	b.click("form[action='/policy/2/rollback'] .form-actions button")
	if got := b.path(); !strings.HasPrefix(got, "/policy/3/release") {
		b.t.Errorf("rolling back led to %s", got)
	}
	b.shot("policy-rolled-back")
}
