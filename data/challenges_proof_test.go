package data

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"candor/models"
)

func askProof(s *Store, a *models.Account, kind models.ChallengeKind) (*models.Challenge, error) {
	return s.AskProof(context.Background(), anna, models.AskProof{AccountID: a.ID, Kind: kind, Reason: "the voice on the phone was another"})
}

// TestAProofIsAskedToldAndRemembered: it waits as challenges do, the customer is told, and passing it counts for them.
func TestAProofIsAskedToldAndRemembered(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx, a := context.Background(), lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		p := must[*models.Challenge](t)(askProof(s, a, models.ChallengeFace))
		if !p.Proof() || p.AskedName != anna.Name || !p.DueAt.Equal(c.now().AddDate(0, 0, models.ProofDaysMax)) {
			t.Errorf("proof = %+v", p)
		}
		var refused *models.Refused
		if _, err := askProof(s, a, models.ChallengeFace); !errors.As(err, &refused) || refused.Code != "proof_open" {
			t.Errorf("the same again: %v", err)
		}
		other := must[*models.Challenge](t)(askProof(s, a, models.ChallengeDocument))
		if got := messages(t, s, a.ID); len(got) != 2 || got[0] != models.TemplateProof {
			t.Errorf("told %v", got)
		}
		page := must[models.ChallengePage](t)(s.Challenges(ctx, models.ChallengeFilter{State: models.ChallengeOpen, Limit: 9}))
		if len(page.Items) != 2 || page.Items[0].EventID != 0 || page.Items[0].Account.ID != a.ID {
			t.Errorf("listed: %+v", page.Items)
		}
		if _, err := s.ChallengeBySource(ctx, "", p.ID); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a machine answers it: %v", err)
		}
		done := must[*models.Challenge](t)(s.ResolveChallenge(ctx, anna, models.ResolveChallenge{ID: p.ID, Passed: true, Finding: "the same face", Version: p.Version}))
		d := must[*models.ChallengeDetail](t)(s.ChallengeDetail(ctx, p.ID))
		if done.State != models.ChallengePassed || d.Finding != "the same face" || d.Event.ID != 0 || len(d.Entries) != 2 || d.Entries[1].Reason != p.Reason {
			t.Errorf("%s, %+v", done.State, d)
		}
		ok(t, s.CancelProof(ctx, anna, models.CancelProof{ID: other.ID, Version: other.Version, Reason: "asked for by mistake"}))
		if n := count(t, s, &models.Message{}, "object_id = ? AND state = ?", other.PublicID(), models.MessageRecalled); n != 1 {
			t.Errorf("%d letters recalled", n)
		}
		again := must[*models.Challenge](t)(askProof(s, a, models.ChallengeDocument)) // what is called off is asked for anew
		if again.ID == other.ID {
			t.Error("the same proof")
		}
	})
}

// TestAnIgnoredProofLeadsToNothing: no case, no measure, and no step on the ladder of events.
func TestAnIgnoredProofLeadsToNothing(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		var proofs []*models.Challenge
		for _, kind := range models.ProofKinds() {
			proofs = append(proofs, must[*models.Challenge](t)(askProof(s, a, kind)))
		}
		c.advance(models.ProofDaysMax*24*time.Hour + time.Minute)
		runAll(t, s)
		for _, p := range proofs {
			if got := must[*models.ChallengeDetail](t)(s.ChallengeDetail(context.Background(), p.ID)).Challenge; got.State != models.ChallengeExpired || got.Escalation != "" {
				t.Errorf("%s is %s, led to %q", got.Kind, got.State, got.Escalation)
			}
		}
		told := must[[]models.StaffNotice](t)(s.Notices(context.Background(), anna.UserID, c.now().Add(-time.Hour)))
		if len(told) != len(proofs) || told[0].Kind != models.NoticeProofIgnored || !slices.ContainsFunc(proofs, func(p *models.Challenge) bool { return p.PublicID() == told[0].ObjectID }) {
			t.Errorf("who asked is told %+v", told)
		}
		c.advance(time.Hour)
		runAll(t, s)
		if n := count(t, s, &models.StaffNotice{}, "kind = ?", models.NoticeProofIgnored); n != int64(len(proofs)) {
			t.Errorf("%d are told again", n)
		}
		if n := count(t, s, &models.Case{}, "account_id = ?", a.ID); n != 0 || measured(t, s, a.ID).Account.Status != models.StatusActive {
			t.Errorf("%d cases, %s", n, measured(t, s, a.ID).Account.Status)
		}
		ch := must[*models.Challenge](t)(answer(s, asked(t, s, a, c, "T-1").Challenge, false))
		if ch.Escalation != "hold" {
			t.Errorf("the first failed challenge of an event leads to %s", ch.Escalation)
		}
	})
}

func TestAProofIsAskedWithinBounds(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx, a := context.Background(), lenderAccount(t, s, "A-1")
		for field, cmd := range map[string]models.AskProof{
			"kind":   {AccountID: a.ID, Kind: models.ChallengeCode, Reason: "the system that sends it reports it"},
			"days":   {AccountID: a.ID, Kind: models.ChallengeFace, Days: models.ProofDaysMax + 1, Reason: "longer than any policy"},
			"reason": {AccountID: a.ID, Kind: models.ChallengeFace},
		} {
			var bad *models.Invalid
			if _, err := s.AskProof(ctx, anna, cmd); !errors.As(err, &bad) || len(bad.Fields) != 1 || bad.Fields[field].Code == "" {
				t.Errorf("%s: %v", field, err)
			}
		}
		govern(t, s, c, nil, byAmount()...)
		event := asked(t, s, a, c, "T-1").Challenge
		if err := s.CancelProof(ctx, anna, models.CancelProof{ID: event.ID, Version: event.Version, Reason: "not a proof at all"}); !errors.Is(err, models.ErrState) {
			t.Errorf("an event's challenge is called off: %v", err)
		}
	})
}
