package data

import (
	"slices"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// confirmable is a case of an account with lines that anna holds, and the command that confirms it.
func (f *fixture) confirmable(external string) (*models.Account, models.DecideCase) {
	f.Helper()
	a := lenderAccount(f.T, f.s, external)
	c := models.Case{AccountID: a.ID, State: models.CaseOpen, Band: "good", OpenedAt: f.s.Now(), DueAt: f.s.Now().Add(time.Hour), Version: 1}
	f.must(func(tx *writeTx) (err error) {
		if c.ID, err = tx.id(); err != nil {
			return err
		}
		flag := models.Flag{CaseID: c.ID, AccountID: a.ID, Source: "model", Code: "score_low", Severity: models.SeverityHigh, RaisedAt: tx.now, State: models.FlagOpen}
		if flag.ID, err = tx.id(); err != nil {
			return err
		}
		c.Extend(&flag, 640)
		if err := tx.insert(&c); err != nil {
			return err
		}
		return tx.insert(&flag)
	})
	held := must[*models.Case](f.T)(f.s.ClaimCase(ctx, anna, c.ID))
	return a, models.DecideCase{
		CaseID: c.ID, Version: held.Version, Outcome: models.CaseConfirmed, Reason: "pays less every month", Principal: []string{"late_payment", "high_utilisation"},
	}
}

// lowerTo is a limit of the account's pay-later line to decide with.
func lowerTo(c *models.LimitContext, fen int64) *models.ProposeLimit {
	l := line(c, models.ProductPayLater)
	return &models.ProposeLimit{LineID: l.ID, Version: l.Version, ToFen: fen}
}

// TestACaseIsConfirmedWithALowerLimit in one step: within the policy's bounds it is in force and told of, beyond them it waits for a second
// person; the case and its entry lead to it.
func TestACaseIsConfirmedWithALowerLimit(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		for external, to := range map[string]int64{"1": 950_000, "2": 250_000} {
			a, cmd := f.confirmable(external)
			cmd.Limit = lowerTo(measured(t, s, a.ID), to)
			closed, change, err := s.DecideCaseLowering(ctx, anna, cmd)
			ok(t, err)
			at := line(measured(t, s, a.ID), models.ProductPayLater).LimitFen
			if change.CaseID != closed.ID || change.Reason != cmd.Reason || !slices.Equal(change.Reasons(), cmd.Principal) {
				t.Errorf("change = %+v", change)
			}
			if e := f.entries(models.ActionCaseDecided); !strings.Contains(e[len(e)-1].After+e[0].After, `"limit":"`+change.PublicID()+`"`) {
				t.Errorf("on record: %+v", e)
			}
			if to == 950_000 {
				if change.State != models.LimitApplied || at != to || lastTold(t, s, a.ID)["principal"] != "late_payment,high_utilisation" {
					t.Errorf("within bounds: %s, %d, told %v", change.State, at, lastTold(t, s, a.ID))
				}
				continue
			}
			if change.State != models.LimitProposed || at != 1_000_000 {
				t.Errorf("beyond bounds: %s, %d", change.State, at)
			}
			wantRefused(t, s.ApproveLimit(ctx, anna, change.ID, change.Version), "own_proposal")
			ok(t, s.ApproveLimit(ctx, ben, change.ID, change.Version))
		}
	})
}

// TestACaseStaysOpenWhereItsLimitIsRefused, with its flags, and nothing is left of the change.
func TestACaseStaysOpenWhereItsLimitIsRefused(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		a, cmd := f.confirmable("1")
		around := measured(t, s, a.ID)
		decide := func(limit *models.ProposeLimit, change func(*models.DecideCase)) error {
			one := cmd
			one.Limit = limit
			change(&one)
			_, _, err := s.DecideCaseLowering(ctx, anna, one)
			return err
		}
		as := func(*models.DecideCase) {}
		wantInvalid(t, decide(lowerTo(around, 1_000_001), as), "limit", "not_lower")
		wantInvalid(t, decide(lowerTo(around, 1_000_000), as), "limit", "unchanged")
		wantInvalid(t, decide(lowerTo(around, 1), as), "limit", "below_used")
		wantInvalid(t, decide(lowerTo(around, 900_000), func(c *models.DecideCase) { c.Outcome = models.CaseCleared }), "limit", "only_confirmed")
		wantInvalid(t, decide(lowerTo(around, 900_000), func(c *models.DecideCase) { c.Principal = []string{"late_payment", "unusual_spending"} }), "reason_2", "reason_limit")
		stale := lowerTo(around, 900_000)
		stale.Version--
		if err := decide(stale, as); err == nil {
			t.Error("a line that changed since was lowered")
		}
		other := lenderAccount(t, s, "2")
		if err := decide(lowerTo(measured(t, s, other.ID), 900_000), as); err == nil {
			t.Error("the line of another account was lowered")
		}
		must[*models.LimitChange](t)(s.ProposeLimit(ctx, bob, raise(around, 2_000_000)))
		wantRefused(t, decide(lowerTo(around, 900_000), as), "limit_waiting")
		d := must[*models.CaseDetail](t)(s.CaseDetail(ctx, cmd.CaseID))
		if d.Case.State != models.CaseOpen || d.Flags[0].State != models.FlagOpen || count(t, s, &models.LimitChange{}, "case_id = ?", cmd.CaseID) != 0 {
			t.Errorf("after refusals: %+v", d.Case)
		}
	})
}
