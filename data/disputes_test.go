package data

import (
	"errors"
	"testing"

	"candor/engine/score"
	"candor/models"
)

// disputable is a scored account and the first two factors of its score.
func disputable(t *testing.T, s *Store) (models.ID, []string) {
	t.Helper()
	ids := trained(t, s, 40)
	must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
	read := must[*models.ScoreDetail](t)(s.ScoreDetail(ctx, ids[3], 0))
	var keys []string
	for _, line := range read.Breakdown.Lines {
		if line.Kind == score.LineFactor {
			keys = append(keys, line.Key)
		}
	}
	return ids[3], keys
}

// TestADisputedValueIsCheckedByASecondPerson goes the way of a dispute: shown until it is answered, by somebody else, once.
func TestADisputedValueIsCheckedByASecondPerson(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		account, keys := disputable(t, s)
		open := func(key, claim string) (*models.Dispute, error) {
			return s.OpenDispute(ctx, anna, models.OpenDispute{AccountID: account, Factor: key, Claim: claim})
		}
		var invalid *models.Invalid
		if _, err := open("no_such", ""); !errors.As(err, &invalid) || len(invalid.Fields) != 2 {
			t.Errorf("nonsense: %v", err)
		}
		d := must[*models.Dispute](t)(open(keys[0], "the payslip says otherwise"))
		_, err := open(keys[0], "again, from another page")
		wantRefused(t, err, "dispute_open")
		other := must[*models.Dispute](t)(open(keys[1], "this one too"))

		if got := must[*models.ScoreDetail](t)(s.ScoreDetail(ctx, account, 0)).Disputes; len(got) != 2 || got[0].ID != d.ID {
			t.Errorf("the score shows %+v", got)
		}
		if got := must[*models.AccountDetail](t)(s.AccountDetail(ctx, account)).Disputes; len(got) != 2 {
			t.Errorf("the account shows %+v", got)
		}
		waiting := must[[]models.Approval](t)(s.Approvals(ctx, 50))
		if len(waiting) != 2 || waiting[0].Dispute == nil || waiting[0].Account.ID != account || !waiting[0].ExpiresAt().Equal(d.DueAt()) {
			t.Errorf("waiting: %+v", waiting)
		}
		must[*models.Override](t)(proposal(t, s, account, 500)) // takes the same permission to answer
		if n := must[models.Waiting](t)(s.Waiting(ctx, ben.UserID)).Approvals[models.PermScoreOverride]; n != 3 {
			t.Errorf("%d are counted for another person", n)
		}
		if n := must[models.Waiting](t)(s.Waiting(ctx, anna.UserID)).Approvals[models.PermScoreOverride]; n != 0 {
			t.Errorf("%d are counted for whoever asked", n)
		}

		answer := func(by models.Actor, id models.ID, version int64, found models.DisputeState) error {
			return s.AnswerDispute(ctx, by, id, version, found, "compared with the payslip")
		}
		wantRefused(t, answer(anna, d.ID, d.Version, models.DisputeStands), "own_proposal")
		if err := answer(ben, d.ID, d.Version, models.DisputeOpen); !errors.As(err, &invalid) {
			t.Errorf("no finding: %v", err)
		}
		if err := answer(ben, d.ID, d.Version+1, models.DisputeStands); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: %v", err)
		}
		clock.advance(models.DisputeTerm) // late, and answered all the same
		before := must[*models.Account](t)(s.Account(ctx, account)).DecisionID
		if err := answer(ben, d.ID, d.Version, models.DisputeCorrected); err != nil {
			t.Fatal(err)
		}
		if after := must[*models.Account](t)(s.Account(ctx, account)).DecisionID; after == before {
			t.Error("a corrected value did not bring another assessment")
		}
		if err := answer(ben, d.ID, d.Version+1, models.DisputeStands); !errors.Is(err, models.ErrState) {
			t.Errorf("answered twice: %v", err)
		}
		wantRefused(t, s.WithdrawDispute(ctx, ben, other.ID, other.Version), "not_yours")
		if err := s.WithdrawDispute(ctx, anna, other.ID, other.Version); err != nil {
			t.Fatal(err)
		}
		if got := must[*models.ScoreDetail](t)(s.ScoreDetail(ctx, account, 0)).Disputes; len(got) != 0 {
			t.Errorf("still shown: %+v", got)
		}
		if d := must[*models.DisputeDetail](t)(s.Dispute(ctx, d.ID)); d.State != models.DisputeCorrected || d.AnsweredName != ben.Name || d.Account.ID != account {
			t.Errorf("kept: %+v", d)
		}
		must[*models.Dispute](t)(open(keys[0], "wrong once more")) // an answered one is no bar
		if len(f.entries(models.ActionDisputeOpened)) != 3 || len(f.entries(models.ActionDisputeAnswered)) != 1 || len(f.entries(models.ActionDisputeTakenBack)) != 1 {
			t.Error("the record misses a dispute")
		}
	})
}
