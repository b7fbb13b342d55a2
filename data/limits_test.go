package data

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"candor/engine/factor"
	"candor/models"
)

func raise(c *models.LimitContext, to int64) models.ProposeLimit {
	l := line(c, models.ProductPayLater)
	return models.ProposeLimit{
		AccountID: c.Account.ID, LineID: l.ID, ToFen: to, ReasonCode: "good_history", Reason: "pays on time", Version: l.Version,
	}
}

func TestALimitWithinBoundsIsAppliedAtOnce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		change := must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, raise(measured(t, s, a.ID), 1_200_000)))
		c := measured(t, s, a.ID)
		if change.State != models.LimitApplied || change.Bound != "" || line(c, models.ProductPayLater).LimitFen != 1_200_000 {
			t.Errorf("change = %+v, line = %+v", change, line(c, models.ProductPayLater))
		}
		if c.Account.LimitFen != 1_700_000 || c.Name != "张**" {
			t.Errorf("account: limit %d, name %q", c.Account.LimitFen, c.Name)
		}
		if d := cmp.Diff([]string{models.TemplateLimitRaised}, messages(t, s, a.ID)); d != "" {
			t.Error(d)
		}
		_, err := s.ProposeLimit(ctx, anna, models.ProposeLimit{AccountID: a.ID, LineID: change.LineID, ToFen: 1, Version: 1})
		if !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale version: err = %v", err)
		}
	})
}

func TestALimitBeyondBoundsWaitsForASecondPerson(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		change := must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, raise(measured(t, s, a.ID), 2_000_000)))
		if change.State != models.LimitProposed || change.Bound == "" {
			t.Fatalf("change = %+v", change)
		}
		_, err := s.ProposeLimit(ctx, anna, raise(measured(t, s, a.ID), 1_100_000))
		wantRefused(t, err, "limit_waiting")
		waiting := must[[]models.Approval](t)(s.Approvals(ctx, 50))
		if len(waiting) != 1 || waiting[0].Limit.ID != change.ID || waiting[0].Name != "张**" {
			t.Errorf("approvals = %+v", waiting)
		}
		wantRefused(t, s.ApproveLimit(ctx, anna, change.ID, change.Version), "own_proposal")
		if err := s.ApproveLimit(ctx, ben, change.ID, change.Version+1); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale approval: err = %v", err)
		}
		wantInvalid(t, s.RejectLimit(ctx, ben, change.ID, change.Version, " "), "reason", "required")
		if got := line(measured(t, s, a.ID), models.ProductPayLater).LimitFen; got != 1_000_000 {
			t.Errorf("limit moved to %d before anybody agreed", got)
		}
		ok(t, s.ApproveLimit(ctx, ben, change.ID, change.Version))
		if got := line(measured(t, s, a.ID), models.ProductPayLater).LimitFen; got != 2_000_000 {
			t.Errorf("limit = %d", got)
		}
		if err := s.ApproveLimit(ctx, ben, change.ID, change.Version); !errors.Is(err, models.ErrConflict) {
			t.Errorf("second approval: err = %v", err)
		}
	})
}

func TestAProposalLapsesAfterADay(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		change := must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, raise(measured(t, s, a.ID), 2_000_000)))
		c.advance(models.ApprovalTTL + 2*time.Second)
		wantRefused(t, s.ApproveLimit(ctx, ben, change.ID, change.Version), "approval_expired")
		runAll(t, s)
		after := must[*models.LimitChange](t)(s.LimitChange(ctx, change.ID))
		if after.State != models.LimitLapsed {
			t.Errorf("state = %s", after.State)
		}
		if n := len(must[[]models.Approval](t)(s.Approvals(ctx, 50))); n != 0 {
			t.Errorf("%d approvals left", n)
		}
	})
}

func TestATemporaryLimitEndsByItself(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		cmd := raise(measured(t, s, a.ID), 1_300_000)
		cmd.EffectiveAt, cmd.ExpiresAt = *days(c, 2), days(c, 9)
		change := must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, cmd))
		if change.State != models.LimitScheduled {
			t.Fatalf("state = %s", change.State)
		}
		c.advance(48*time.Hour + time.Second)
		runAll(t, s)
		got := line(measured(t, s, a.ID), models.ProductPayLater)
		if got.InForceFen() != 1_300_000 || got.LimitFen != 1_000_000 {
			t.Errorf("while it runs: %+v", got)
		}
		c.advance(7 * 24 * time.Hour)
		runAll(t, s)
		m := measured(t, s, a.ID)
		if got := line(m, models.ProductPayLater); got.InForceFen() != 1_000_000 || m.Account.LimitFen != 1_500_000 {
			t.Errorf("after it ended: %+v, account %d", got, m.Account.LimitFen)
		}
		if d := cmp.Diff([]string{models.TemplateLimitRaised, models.TemplateLimitRestored}, messages(t, s, a.ID)); d != "" {
			t.Error(d)
		}
		c.advance(time.Minute)
		runAll(t, s)
		if n := count(t, s, &models.Message{}, "state = ?", models.MessageReady); n != 2 {
			t.Errorf("%d messages ready", n)
		}
	})
}

// TestALimitIsLookedAtAgainOnItsDayOnce: the review opens a case on the day, one only whoever runs the jobs and however often, and
// none for a change that has no effect any more.
func TestALimitIsLookedAtAgainOnItsDayOnce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a, over := lenderAccount(t, s, "1"), lenderAccount(t, s, "2")
		propose := func(a *models.Account, effective int) *models.LimitChange {
			cmd := raise(measured(t, s, a.ID), 1_200_000)
			cmd.EffectiveAt, cmd.ReviewAt = *days(c, effective), days(c, 30)
			return must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, cmd))
		}
		change, withdrawn := propose(a, 0), propose(over, 29)
		ok(t, s.WithdrawLimit(ctx, anna, withdrawn.ID, withdrawn.Version))
		flags := func() int64 { return count(t, s, &models.Flag{}, "code = ?", "limit_review") }
		c.advance(30*24*time.Hour - time.Second)
		runAll(t, s)
		if n := flags(); n != 0 {
			t.Fatalf("%d flags before the day", n)
		}
		c.advance(2 * time.Second)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { _, _ = s.RunJobs(ctx, "test", 100) })
		}
		wg.Wait()
		runAll(t, s)
		var f models.Flag
		ok(t, s.read(ctx, func(db *gorm.DB) error { return db.Where("code = ?", "limit_review").Take(&f).Error }))
		if n := flags(); n != 1 || f.AccountID != a.ID || count(t, s, &models.Case{}, "id = ? AND state = 'open'", f.CaseID) != 1 {
			t.Errorf("%d flags, the first %+v", n, f)
		}
		found := must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{Action: models.ActionFlagRaised, Limit: 10}))
		if len(found) != 1 || !strings.Contains(found[0].After, change.PublicID()) {
			t.Errorf("the record says %+v", found)
		}
	})
}

// TestALimitChangesByAShare: the amount is worked out in whole fen from the line as it was read, and is what the bounds see.
func TestALimitChangesByAShare(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		by := func(bp int64) models.ProposeLimit {
			cmd := raise(measured(t, s, a.ID), 0)
			cmd.ByBP = bp
			return cmd
		}
		change := must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, by(1_501)))
		if change.ToFen != 1_150_100 || change.State != models.LimitApplied {
			t.Errorf("change = %+v", change)
		}
		_, err := s.ProposeLimit(ctx, anna, by(models.LimitShareMost+1))
		wantInvalid(t, err, "limit", "limit_percent")
		_, err = s.ProposeLimit(ctx, anna, by(-9_000))
		wantInvalid(t, err, "limit", "below_used")
		change = must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, by(10_000)))
		if change.ToFen != 2_300_200 || change.State != models.LimitProposed {
			t.Errorf("a doubled limit: %+v", change)
		}
	})
}

// TestAChangeRestsOnAFileOfItsAccount: another account's file, or one that is no file, is refused, and the record names the right one.
func TestAChangeRestsOnAFileOfItsAccount(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a, other := lenderAccount(t, s, "1"), lenderAccount(t, s, "2")
		file := must[*models.File](t)(s.AddFile(ctx, anna, models.NewFile{
			Owner: models.FileOwner{Prefix: models.PrefixAccount, ID: a.ID}, Name: "payslip.txt", Content: []byte("income 12000"),
		}))
		cmd := raise(measured(t, s, other.ID), 1_200_000)
		cmd.FileID = file.ID
		_, err := s.ProposeLimit(ctx, anna, cmd)
		wantInvalid(t, err, "kept", "choice")
		cmd = raise(measured(t, s, a.ID), 1_200_000)
		cmd.FileID = file.ID
		change := must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, cmd))
		found := must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{Action: models.ActionLimitProposed, Limit: 10}))
		if change.FileID != file.ID || len(found) != 1 || !strings.Contains(found[0].After, file.PublicID()) {
			t.Errorf("change = %+v, the record %+v", change, found)
		}
	})
}

func TestAScheduledCutThatNoLongerFitsEndsWithAReason(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		cmd := raise(measured(t, s, a.ID), 600_000)
		cmd.EffectiveAt = *days(c, 1)
		change := must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, cmd))
		ok(t, s.write(ctx, anna, func(tx *writeTx) error {
			if err := tx.db.Model(&models.CreditLine{}).Where("id = ?", cmd.LineID).Update("used_fen", 700_000).Error; err != nil {
				return err
			}
			return tx.audit("test.spent", target{kind: "line"}, nil, nil, "")
		}))
		c.advance(25 * time.Hour)
		runAll(t, s)
		after := must[*models.LimitChange](t)(s.LimitChange(ctx, change.ID))
		if after.State != models.LimitLapsed || after.DecideReason != "below_used" {
			t.Errorf("change = %+v", after)
		}
	})
}

func TestOnlyTheMakerWithdraws(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		cmd := raise(measured(t, s, a.ID), 1_100_000)
		cmd.EffectiveAt = *days(c, 3)
		change := must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, cmd))
		wantRefused(t, s.WithdrawLimit(ctx, ben, change.ID, change.Version), "not_yours")
		ok(t, s.WithdrawLimit(ctx, anna, change.ID, change.Version))
		c.advance(4 * 24 * time.Hour)
		runAll(t, s)
		if got := line(measured(t, s, a.ID), models.ProductPayLater).LimitFen; got != 1_000_000 {
			t.Errorf("limit = %d", got)
		}
	})
}

func TestOfManyApprovalsAtOnceExactlyOneCounts(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		change := must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, raise(measured(t, s, a.ID), 2_000_000)))
		errs := make([]error, 100)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { errs[i] = s.ApproveLimit(ctx, person(models.ID(100+i), "P"), change.ID, change.Version) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, models.ErrConflict):
				t.Errorf("err = %v", err)
			}
		}
		if won != 1 || audited(t, s, models.ActionLimitApplied) != 1 {
			t.Errorf("%d approvals won, %d applied", won, audited(t, s, models.ActionLimitApplied))
		}
	})
}

// TestANewLimitIsWhatTheNextScoreReads fails when the factors keep the limit before.
func TestANewLimitIsWhatTheNextScoreReads(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		_, at, _ := factor.Lookup("credit_limit")
		limit := func() float64 {
			t.Helper()
			var f models.Features
			err := s.read(ctx, func(db *gorm.DB) error { return db.Where("account_id = ?", a.ID).Take(&f).Error })
			if err != nil {
				t.Fatal(err)
			}
			return must[factor.Vector](t)(factor.Decode(f.Vector))[at]
		}
		must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, raise(measured(t, s, a.ID), 1_200_000)))
		if got := limit(); got != 1_700_000 {
			t.Errorf("after the change the score would read a limit of %v", got)
		}
		now := c.now()
		cut := raise(measured(t, s, a.ID), 700_000)
		until := now.Add(48 * time.Hour)
		cut.ExpiresAt = &until
		must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, cut))
		if got := limit(); got != 1_200_000 {
			t.Errorf("under the temporary limit the score would read %v", got)
		}
		c.advance(49 * time.Hour)
		if _, err := s.RunJobs(ctx, "test", 10); err != nil {
			t.Fatal(err)
		}
		if got := limit(); got != 1_700_000 {
			t.Errorf("after the temporary limit the score would read %v", got)
		}
	})
}
