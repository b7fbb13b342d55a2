package data

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// proposal asks for a score by hand of an account as it is now, until a day in two days.
func proposal(t *testing.T, s *Store, account models.ID, score int) (*models.Override, error) {
	t.Helper()
	until := s.Now().Add(48 * time.Hour)
	return s.ProposeOverride(ctx, anna, models.ProposeOverride{
		AccountID: account, Score: score, EndsAt: &until, Reason: "checked by hand", Version: must[*models.Account](t)(s.Account(ctx, account)).Version,
	})
}

func overrideState(t *testing.T, s *Store, id models.ID) models.OverrideState {
	t.Helper()
	return must[*models.OverrideDetail](t)(s.Override(ctx, id)).State
}

// TestAScoreByHandRestsOnAFileOfItsAccount: another account's file is refused, and the second person and the record see the right one.
func TestAScoreByHandRestsOnAFileOfItsAccount(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		a, other := f.account(1), f.account(2)
		file := must[*models.File](t)(s.AddFile(ctx, anna, models.NewFile{
			Owner: models.FileOwner{Prefix: models.PrefixAccount, ID: a.ID}, Name: "payslip.txt", Content: []byte("income 12000"),
		}))
		ask := func(account models.ID) (*models.Override, error) {
			until := s.Now().Add(48 * time.Hour)
			return s.ProposeOverride(ctx, anna, models.ProposeOverride{
				AccountID: account, Score: 500, EndsAt: &until, Reason: "the payslip", FileID: file.ID,
				Version: must[*models.Account](t)(s.Account(ctx, account)).Version,
			})
		}
		_, err := ask(other.ID)
		var invalid *models.Invalid
		if !errors.As(err, &invalid) || invalid.Fields["kept"].Code != "choice" {
			t.Errorf("another account's file: %v", err)
		}
		o := must[*models.Override](t)(ask(a.ID))
		if d := must[*models.OverrideDetail](t)(s.Override(ctx, o.ID)); d.File == nil || d.File.ID != file.ID || d.File.Title != "payslip.txt" {
			t.Errorf("the second person reads %+v", d.File)
		}
		found := must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{Action: models.ActionOverrideProposed, Limit: 10}))
		if len(found) != 1 || !strings.Contains(found[0].After, file.PublicID()) {
			t.Errorf("the record: %+v", found)
		}
	})
}

func TestOverrideSetsReplacesAndEnds(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		a := f.account(1)
		until := s.Now().Add(48 * time.Hour)
		ask := func(score int, ends *time.Time, reason string, version int64) error {
			_, err := s.ProposeOverride(ctx, anna, models.ProposeOverride{AccountID: a.ID, Score: score, EndsAt: ends, Reason: reason, Version: version})
			return err
		}
		far := s.Now().Add(models.OverrideMax + time.Hour)
		var invalid *models.Invalid
		if err := ask(1000, &far, "", 1); !errors.As(err, &invalid) || len(invalid.Fields) != 3 {
			t.Errorf("nonsense: %v", err)
		}
		if err := ask(500, &until, "checked by hand", 7); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: %v", err)
		}
		first := must[*models.Override](t)(proposal(t, s, a.ID, 500))
		if err := ask(510, &until, "from the same page", 1); !errors.Is(err, models.ErrConflict) {
			t.Errorf("second of one page: %v", err)
		}
		_, err := proposal(t, s, a.ID, 510)
		wantRefused(t, err, "override_waiting")
		d := must[*models.AccountDetail](t)(s.AccountDetail(ctx, a.ID))
		if d.Override != nil || d.Proposed == nil || d.Proposed.ID != first.ID {
			t.Errorf("before anybody agreed: %+v, %+v", d.Override, d.Proposed)
		}
		if err := s.ApproveOverride(ctx, ben, first.ID, first.Version); err != nil {
			t.Fatal(err)
		}
		second := must[*models.Override](t)(proposal(t, s, a.ID, 520))
		if err := s.ApproveOverride(ctx, ben, second.ID, second.Version); err != nil {
			t.Fatal(err)
		}
		d = must[*models.AccountDetail](t)(s.AccountDetail(ctx, a.ID))
		if d.Override == nil || d.Override.ID != second.ID || d.Proposed != nil || overrideState(t, s, first.ID) != models.OverrideEnded {
			t.Fatalf("in force = %+v", d.Override)
		}
		end := func(id models.ID) error {
			return s.write(ctx, models.System("jobs"), func(tx *writeTx) error {
				return tx.runOverrideEnd(models.Job{ObjectID: id})
			})
		}
		if err := end(first.ID); !errors.Is(err, errIdle) {
			t.Errorf("ended before: %v", err)
		}
		if err := end(second.ID); !errors.Is(err, errIdle) {
			t.Errorf("too early: %v", err)
		}
		clock.advance(48 * time.Hour)
		if err := end(second.ID); err != nil {
			t.Errorf("in time: %v", err)
		}
		if d := must[*models.AccountDetail](t)(s.AccountDetail(ctx, a.ID)); d.Override != nil {
			t.Errorf("after the end: %+v", d.Override)
		}
		if len(f.entries(models.ActionOverrideProposed)) != 2 || len(f.entries(models.ActionOverrideSet)) != 2 || len(f.entries(models.ActionOverrideEnded)) != 2 {
			t.Error("the record misses an override")
		}
	})
}

// TestAnOverrideCountsOnceASecondPersonAgrees: until then the score is what model and policy say, and it waits among pending actions.
func TestAnOverrideCountsOnceASecondPersonAgrees(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ids := trained(t, s, 100)
		id := ids[60]
		if _, err := s.RescoreAccount(context.Background(), anna, id); err != nil {
			t.Fatal(err)
		}
		was := *must[*models.Account](t)(s.Account(ctx, id)).Score
		score := func() int { return *must[*models.Account](t)(s.Account(ctx, id)).Score }
		o := must[*models.Override](t)(proposal(t, s, id, was-20))
		waiting := must[[]models.Approval](t)(s.Approvals(ctx, 10))
		if len(waiting) != 1 || waiting[0].Override == nil || waiting[0].Account == nil || waiting[0].Need() != models.PermScoreOverride {
			t.Fatalf("waiting: %+v", waiting)
		}
		for user, want := range map[models.ID]int{ben.UserID: 1, anna.UserID: 0} {
			err := s.read(ctx, func(db *gorm.DB) error {
				counts, err := approvalsFor(db, user)
				if counts[models.PermScoreOverride] != want {
					t.Errorf("counted for %d: %v", user, counts)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		must[*models.Decision](t)(s.RescoreAccount(ctx, anna, id))
		if score() != was {
			t.Errorf("before anybody agreed the score is %d, was %d", score(), was)
		}
		wantRefused(t, s.ApproveOverride(ctx, anna, o.ID, o.Version), "own_proposal")
		if err := s.ApproveOverride(ctx, ben, o.ID, o.Version); err != nil {
			t.Fatal(err)
		}
		if score() != was-20 {
			t.Errorf("agreed: %d, want %d", score(), was-20)
		}
		if err := s.ApproveOverride(ctx, ben, o.ID, o.Version+1); !errors.Is(err, models.ErrState) {
			t.Errorf("agreed twice: %v", err)
		}
		var invalid *models.Invalid
		if err := s.EndOverride(ctx, anna, o.ID, o.Version+1, ""); !errors.As(err, &invalid) {
			t.Errorf("ended without a reason: %v", err)
		}
		if err := s.EndOverride(ctx, anna, o.ID, o.Version+1, "no longer needed"); err != nil {
			t.Fatal(err)
		}
		if score() != was || overrideState(t, s, o.ID) != models.OverrideEnded {
			t.Errorf("ended by one person: %d, want %d", score(), was)
		}
		if err := s.EndOverride(ctx, anna, o.ID, o.Version+2, "no longer needed"); !errors.Is(err, models.ErrState) {
			t.Errorf("ended twice: %v", err)
		}
	})
}

// TestAProposedOverrideIsRefusedWithdrawnOrLapses: none of these ever counts, and another may be proposed afterwards.
func TestAProposedOverrideIsRefusedWithdrawnOrLapses(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		a := f.account(1)
		rejected := must[*models.Override](t)(proposal(t, s, a.ID, 500))
		wantRefused(t, s.WithdrawOverride(ctx, ben, rejected.ID, rejected.Version), "not_yours")
		var invalid *models.Invalid
		if err := s.RejectOverride(ctx, ben, rejected.ID, rejected.Version, ""); !errors.As(err, &invalid) {
			t.Errorf("rejected without a reason: %v", err)
		}
		if err := s.RejectOverride(ctx, ben, rejected.ID, rejected.Version, "no papers"); err != nil {
			t.Fatal(err)
		}
		withdrawn := must[*models.Override](t)(proposal(t, s, a.ID, 510))
		if err := s.WithdrawOverride(ctx, anna, withdrawn.ID, withdrawn.Version); err != nil {
			t.Fatal(err)
		}
		lapsed := must[*models.Override](t)(proposal(t, s, a.ID, 520))
		c.advance(models.ApprovalTTL + 2*time.Second)
		wantRefused(t, s.ApproveOverride(ctx, ben, lapsed.ID, lapsed.Version), "approval_expired")
		runAll(t, s)
		for id, want := range map[models.ID]models.OverrideState{
			rejected.ID: models.OverrideRejected, withdrawn.ID: models.OverrideWithdrawn, lapsed.ID: models.OverrideLapsed,
		} {
			if got := overrideState(t, s, id); got != want {
				t.Errorf("state %s, want %s", got, want)
			}
		}
		must[*models.Override](t)(proposal(t, s, a.ID, 530))
		if d := must[*models.AccountDetail](t)(s.AccountDetail(ctx, a.ID)); d.Override != nil {
			t.Errorf("in force: %+v", d.Override)
		}
		if len(f.entries(models.ActionOverrideRejected)) != 1 || len(f.entries(models.ActionOverrideTakenBack)) != 1 || len(f.entries(models.ActionOverrideLapsed)) != 1 {
			t.Error("the record misses an end")
		}
	})
}
