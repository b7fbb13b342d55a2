package data

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/models"
)

// machineActor answers challenges as a key of the lender does.
var machineActor = models.Actor{Kind: models.ActorKey, ID: "key_0000000000009", Name: "test", Source: "api"}

// asked sends a purchase that is challenged.
func asked(t *testing.T, s *Store, a *models.Account, c *clock, external string) *models.Decided {
	t.Helper()
	d := decideNow(t, s, spend(a, c, external, 20_000))
	if d.Challenge == nil || d.Event.Outcome != models.OutcomeStepUp {
		t.Fatalf("nothing is asked: %+v", d.Event)
	}
	return d
}

func answer(s *Store, ch *models.Challenge, passed bool) (*models.Challenge, error) {
	return s.ResolveChallenge(context.Background(), machineActor, models.ResolveChallenge{ID: ch.ID, Passed: passed, Finding: "seen by the app"})
}

func disposition(t *testing.T, s *Store, e *models.Event) models.Disposition {
	t.Helper()
	return must[*models.Decided](t)(s.DecidedBySource(context.Background(), e.Source, e.ID)).Event.Disposition
}

func TestAPassedChallengeReleases(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		d := asked(t, s, a, c, "T-1")
		if d.Challenge.Kind != models.ChallengeExplanation || !d.Challenge.DueAt.Equal(c.now().Add(24*time.Hour)) {
			t.Errorf("challenge = %+v", d.Challenge)
		}
		ch := must[*models.Challenge](t)(answer(s, d.Challenge, true))
		if ch.State != models.ChallengePassed || disposition(t, s, &d.Event) != models.DispositionReleased || used(t, s, a) != 220_000 {
			t.Errorf("%s, %s, %d used", ch.State, disposition(t, s, &d.Event), used(t, s, a))
		}
		if _, err := answer(s, d.Challenge, false); !errors.Is(err, models.ErrState) {
			t.Errorf("a second answer: %v", err)
		}
		c.advance(25 * time.Hour)
		runAll(t, s)
		if n := count(t, s, &models.Case{}, "account_id = ?", a.ID); n != 0 || disposition(t, s, &d.Event) != models.DispositionReleased {
			t.Errorf("%d cases, %s", n, disposition(t, s, &d.Event))
		}
		soundLedger(t, s, a, 200_000)
	})
}

// TestFailedChallengesGoUpTheLadder fails one after the other: the money is free each time;
// a person is called, then the account is restricted, then a freeze is proposed.
func TestFailedChallengesGoUpTheLadder(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		var open []*models.Decided
		for i := range 3 {
			open = append(open, asked(t, s, a, c, fmt.Sprintf("T-%d", i)))
		}
		if used(t, s, a) != 260_000 {
			t.Errorf("%d used while three wait", used(t, s, a))
		}
		var steps, statuses []string
		for _, d := range open {
			ch := must[*models.Challenge](t)(answer(s, d.Challenge, false))
			steps = append(steps, ch.Escalation)
			statuses = append(statuses, string(measured(t, s, a.ID).Account.Status))
			if got := disposition(t, s, &d.Event); got != models.DispositionCancelled {
				t.Errorf("%s is %s", d.Event.ExternalID, got)
			}
		}
		if d := cmp.Diff([]string{"hold", "restrict", "freeze"}, steps); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{"active", "restricted", "restricted"}, statuses); d != "" {
			t.Error(d)
		}
		if used(t, s, a) != 200_000 {
			t.Errorf("%d used after all failed", used(t, s, a))
		}
		proposed := count(t, s, &models.Sanction{}, "account_id = ? AND kind = ? AND state = ?", a.ID, models.SanctionFreeze, models.SanctionProposed)
		flags := count(t, s, &models.Flag{}, "account_id = ? AND code = ?", a.ID, "challenge_failed")
		if proposed != 1 || flags != 3 || count(t, s, &models.Case{}, "account_id = ? AND payment_flag", a.ID) != 1 {
			t.Errorf("%d freezes proposed, %d flags", proposed, flags)
		}
		if d := decideNow(t, s, spend(a, c, "T-9", 100)); d.Event.Outcome != models.OutcomeDecline {
			t.Errorf("a restricted account buys: %s", d.Event.Outcome)
		}
		soundLedger(t, s, a, 200_000)
	})
}

// TestAnIgnoredChallengeFails lets a deadline pass: a late answer is refused, the job
// cancels the event once, and it counts as a failure.
func TestAnIgnoredChallengeFails(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		d := asked(t, s, a, c, "T-1")
		c.advance(24 * time.Hour)
		if _, err := answer(s, d.Challenge, true); !errors.Is(err, models.ErrState) {
			t.Errorf("a late answer: %v", err)
		}
		runAll(t, s)
		runAll(t, s)
		ch := must[*models.Challenge](t)(s.ChallengeBySource(context.Background(), "test", d.Challenge.ID))
		if ch.State != models.ChallengeExpired || ch.Escalation != "hold" || used(t, s, a) != 200_000 {
			t.Errorf("challenge = %+v, %d used", ch, used(t, s, a))
		}
		if n := audited(t, s, models.ActionEventSettled); n != 1 {
			t.Errorf("settled %d times", n)
		}
		soundLedger(t, s, a, 200_000)
	})
}

// TestAHeldEventLapses holds an event that nobody decides, and one that a person releases.
func TestAHeldEventLapses(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		left, freed := decideNow(t, s, spend(a, c, "T-1", 30_000)), decideNow(t, s, spend(a, c, "T-2", 35_000))
		settle := models.SettleEvent{EventID: freed.Event.ID, To: models.DispositionReleased, Reason: "the customer called back"}
		ok(t, s.SettleEvent(context.Background(), anna, settle))
		if err := s.SettleEvent(context.Background(), ben, settle); !errors.Is(err, models.ErrState) {
			t.Errorf("a second release: %v", err)
		}
		c.advance(72*time.Hour - time.Second)
		runAll(t, s)
		if got := disposition(t, s, &left.Event); got != models.DispositionPending || used(t, s, a) != 265_000 {
			t.Errorf("before the deadline: %q, %d used", got, used(t, s, a))
		}
		c.advance(time.Second)
		runAll(t, s)
		if got := disposition(t, s, &left.Event); got != models.DispositionCancelled || used(t, s, a) != 235_000 {
			t.Errorf("after the deadline: %q, %d used", got, used(t, s, a))
		}
		if got := disposition(t, s, &freed.Event); got != models.DispositionReleased {
			t.Errorf("the released one is %q", got)
		}
		soundLedger(t, s, a, 200_000)
	})
}

// TestSettlingEndsTheChallenge lets a person cancel an event while its challenge is open.
func TestSettlingEndsTheChallenge(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		d := asked(t, s, a, c, "T-1")
		ok(t, s.SettleEvent(context.Background(), anna, models.SettleEvent{EventID: d.Event.ID, To: models.DispositionCancelled, Reason: "bought by mistake"}))
		ch := must[*models.Challenge](t)(s.ChallengeBySource(context.Background(), "test", d.Challenge.ID))
		if ch.State != models.ChallengeCancelled || used(t, s, a) != 200_000 || count(t, s, &models.Case{}, "account_id = ?", a.ID) != 0 {
			t.Errorf("challenge %s, %d used", ch.State, used(t, s, a))
		}
		if _, err := answer(s, d.Challenge, true); !errors.Is(err, models.ErrState) {
			t.Errorf("an answer afterwards: %v", err)
		}
	})
}
