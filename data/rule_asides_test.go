package data

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/engine/rules"
	"candor/models"
)

// asideAsked asks that a rule be set aside for an account for two days.
func asideAsked(s *Store, account models.ID, rule string) (*models.RuleAside, error) {
	until := s.Now().Add(48 * time.Hour)
	return s.ProposeAside(ctx, anna, models.ProposeAside{AccountID: account, Rule: rule, Reason: "buys for her shop", EndsAt: &until})
}

// asideNow has a rule set aside with a second person's word, and waits until events know.
func asideNow(t *testing.T, s *Store, c *clock, account models.ID, rule string) *models.RuleAside {
	t.Helper()
	a := must[*models.RuleAside](t)(asideAsked(s, account, rule))
	ok(t, s.ApproveAside(ctx, ben, a.ID, a.Version))
	c.advance(monitorFor)
	return &must[*models.RuleAsideDetail](t)(s.RuleAside(ctx, a.ID)).RuleAside
}

// TestARuleIsSetAsideForOneAccount sends the same events to two accounts, for one of which a rule is set aside: until its day, and until
// somebody ends it. What was decided meanwhile comes out again.
func TestARuleIsSetAsideForOneAccount(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f, a, b := newFixture(t, s), lenderAccount(t, s, "A-1"), lenderAccount(t, s, "A-2")
		govern(t, s, c, nil, byAmount()...)
		n := 0
		send := func(to *models.Account) models.Event {
			n++
			return decideNow(t, s, spend(to, c, to.ExternalID+string(rune('a'+n)), 20_000)).Event
		}
		want := func(when string, to *models.Account, outcome models.Outcome, aside ...string) models.Event {
			t.Helper()
			e := send(to)
			if r, err := e.Decided(); err != nil || e.Outcome != outcome || !cmp.Equal(r.Aside, aside) {
				t.Errorf("%s: %s, aside %v, %v", when, e.Outcome, r.Aside, err)
			}
			return e
		}
		asked := must[*models.RuleAside](t)(asideAsked(s, a.ID, "challenged"))
		c.advance(monitorFor)
		want("while it only waits", a, rules.StepUp)
		ok(t, s.ApproveAside(ctx, ben, asked.ID, asked.Version))
		c.advance(monitorFor)
		changed := want("set aside", a, rules.Monitor, "challenged")
		want("another account", b, rules.StepUp)
		d := must[*models.EventDetail](t)(s.EventDetail(ctx, changed.ID))
		if !d.Identical || len(d.Asides) != 1 || d.Asides[0].ID != asked.ID {
			t.Errorf("its decision: identical %v, %+v", d.Identical, d.Asides)
		}
		rule := must[*models.RuleDetail](t)(s.RuleDetail(ctx, "challenged", 30))
		if len(rule.Asides) != 1 || rule.Asides[0].Account.ID != a.ID {
			t.Errorf("the rule names %+v", rule.Asides)
		}
		if got := must[*models.AccountDetail](t)(s.AccountDetail(ctx, a.ID)).Asides; len(got) != 1 || got[0].State != models.OverrideActive {
			t.Errorf("the account names %+v", got)
		}

		c.advance(48*time.Hour - monitorFor)
		want("on its day, before any job ran", a, rules.StepUp)
		must[int](t)(s.RunJobs(ctx, "w", 10))
		if len(f.entries(models.ActionAsideEnded)) != 1 {
			t.Error("its end is not on record")
		}
		again := asideNow(t, s, c, a.ID, "challenged")
		want("once more", a, rules.Monitor, "challenged")
		ok(t, s.EndAside(ctx, anna, again.ID, again.Version, "the shop is sold"))
		c.advance(monitorFor)
		want("ended early", a, rules.StepUp)
		if got := must[*models.AccountDetail](t)(s.AccountDetail(ctx, a.ID)).Asides; len(got) != 0 {
			t.Errorf("still there: %+v", got)
		}
		if d := must[*models.EventDetail](t)(s.EventDetail(ctx, changed.ID)); len(d.Asides) != 1 || d.Asides[0].ID != asked.ID {
			t.Errorf("the decision of then names %+v", d.Asides)
		}
		if all := must[ReplayResult](t)(s.ReplayAll(context.Background(), nil)); all.Differing != 0 || all.Identical != n {
			t.Errorf("%d of %d come out again", all.Identical, n)
		}
	})
}

// TestWhatIsNeverSetAside holds which rules are refused, who may answer, and that what nobody answers lapses.
func TestWhatIsNeverSetAside(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f, a := newFixture(t, s), lenderAccount(t, s, "A-1")
		freezes, lets, off := sanctioning("freeze"), eventRule("lets", "amount_fen == 5", rules.Allow), eventRule("off", "amount_fen == 6", rules.Hold)
		lets.Lane, lets.Risk, off.On = rules.LaneAllow, 0, false
		govern(t, s, c, nil, append(byAmount(), freezes, lets, off)...)
		for key, code := range map[string]string{"declined": "aside_hard", "ring": "aside_hard", "lets": "aside_allows", "off": "aside_off", "list_block": "aside_unknown"} {
			_, err := asideAsked(s, a.ID, key)
			wantRefused(t, err, code)
		}
		far := s.Now().Add(models.AsideMax + time.Hour)
		var invalid *models.Invalid
		if _, err := s.ProposeAside(ctx, anna, models.ProposeAside{AccountID: a.ID, EndsAt: &far}); !errors.As(err, &invalid) || len(invalid.Fields) != 3 {
			t.Errorf("nonsense: %v", err)
		}
		first := must[*models.RuleAside](t)(asideAsked(s, a.ID, "held"))
		_, err := asideAsked(s, a.ID, "held")
		wantRefused(t, err, "aside_open")
		wantRefused(t, s.ApproveAside(ctx, anna, first.ID, first.Version), "own_proposal")
		wantRefused(t, s.WithdrawAside(ctx, ben, first.ID, first.Version), "not_yours")
		if waiting := must[[]models.Approval](t)(s.Approvals(ctx, 50)); len(waiting) != 1 || waiting[0].Aside == nil || waiting[0].Account.ID != a.ID {
			t.Errorf("waiting: %+v", waiting)
		}
		if n := must[models.Waiting](t)(s.Waiting(ctx, ben.UserID)).Approvals[models.PermScoreOverride]; n != 1 {
			t.Errorf("%d are counted for another person", n)
		}
		c.advance(models.ApprovalTTL + 2*time.Second)
		wantRefused(t, s.ApproveAside(ctx, ben, first.ID, first.Version), "approval_expired")
		must[int](t)(s.RunJobs(ctx, "w", 10))
		if got := must[*models.RuleAsideDetail](t)(s.RuleAside(ctx, first.ID)); got.State != models.OverrideLapsed || got.Account.ID != a.ID {
			t.Errorf("kept: %+v", got)
		}
		second := must[*models.RuleAside](t)(asideAsked(s, a.ID, "held"))
		ok(t, s.RejectAside(ctx, ben, second.ID, second.Version, "no shop is registered"))
		third := must[*models.RuleAside](t)(asideAsked(s, a.ID, "held"))
		ok(t, s.WithdrawAside(ctx, anna, third.ID, third.Version))
		fourth := must[*models.RuleAside](t)(asideAsked(s, a.ID, "held"))
		hard := byAmount()
		hard[2].Outcome = rules.Decline
		govern(t, s, c, nil, hard...)
		wantRefused(t, s.ApproveAside(ctx, ben, fourth.ID, fourth.Version), "aside_hard")
		for action, n := range map[string]int{
			models.ActionAsideProposed: 4, models.ActionAsideLapsed: 1, models.ActionAsideRejected: 1, models.ActionAsideTakenBack: 1, models.ActionAsideSet: 0,
		} {
			if got := len(f.entries(action)); got != n {
				t.Errorf("%s: %d entries, not %d", action, got, n)
			}
		}
	})
}
