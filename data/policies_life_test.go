package data

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/rules"
	"candor/models"
)

// approved brings a document by Anna through Ben's approval.
func approved(t *testing.T, s *Store, doc decide.Policy) *models.Policy {
	t.Helper()
	ctx := context.Background()
	live := must[*models.Policy](t)(s.LivePolicy(ctx))
	p, _, err := s.DraftPolicy(ctx, anna, live.Version)
	ok(t, err)
	p = must[*models.Policy](t)(s.EditPolicy(ctx, anna, stepOf(p), doc))
	p = must[*models.Policy](t)(s.SubmitPolicy(ctx, anna, stepOf(p), "hold large purchases"))
	return must[*models.Policy](t)(s.ApprovePolicy(ctx, ben, stepOf(p)))
}

// holding is the shipped document with the rules of byAmount.
func holding30k() decide.Policy {
	doc := decide.Default()
	doc.Events.Rules = byAmount()
	return doc
}

func liveVersion(t *testing.T, s *Store) int {
	t.Helper()
	return must[*models.Policy](t)(s.LivePolicy(context.Background())).Version
}

// TestAVersionGoesAllTheWayAndBack walks one version from draft to live and back, with
// decisions flowing at every stage, and replays them all at the end.
func TestAVersionGoesAllTheWayAndBack(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		accounts := make([]*models.Account, 40)
		for i := range accounts {
			accounts[i] = lenderAccount(t, s, fmt.Sprintf("A-%d", i))
		}
		round := 0
		flow := func() (byCandidate, held int, versions map[int]int) {
			round++
			versions = map[int]int{}
			for i, a := range accounts {
				d := decideNow(t, s, spend(a, c, fmt.Sprintf("R%d-%d", round, i), 30_000))
				versions[d.Event.PolicyVersion]++
				if d.Event.Outcome == models.OutcomeHold {
					held++
				}
			}
			return versions[2], held, versions
		}
		govern(t, s, c, nil) // version 2 has no rules at all
		if _, held, v := flow(); held != 0 || v[2] != 40 {
			t.Fatalf("to begin with: %d held, %v", held, v)
		}
		p := approved(t, s, holding30k())

		p = must[*models.Policy](t)(s.ShadowPolicy(ctx, anna, stepOf(p)))
		c.advance(monitorFor)
		if _, held, v := flow(); held != 0 || v[2] != 40 {
			t.Errorf("in shadow: %d held, %v", held, v)
		}
		ok(t, s.FlushCounts(ctx))
		counts, flips, err := s.Trial(ctx, p.Version, 100)
		if err != nil || len(counts) != 1 || counts[0].LiveOutcome != models.OutcomeAllow || counts[0].Outcome != models.OutcomeHold || counts[0].N != 40 {
			t.Errorf("what both said: %+v, %v", counts, err)
		}
		if len(flips) != 40 || flips[0].Decided {
			t.Errorf("%d flips, %+v", len(flips), flips[0])
		}

		p = must[*models.Policy](t)(s.RolloutPolicy(ctx, anna, stepOf(p), 30))
		c.advance(monitorFor)
		_, held, v := flow()
		for _, a := range accounts {
			list := storedEvents(t, s, a)
			last := list[len(list)-1]
			if in := decide.Bucket(p.Version, int64(a.ID)) < 30; in != (last.PolicyVersion == p.Version) || in != (last.Outcome == models.OutcomeHold) {
				t.Errorf("account in the share: %v, version %d, %s", in, last.PolicyVersion, last.Outcome)
			}
		}
		if held == 0 || held == 40 || held != v[p.Version] {
			t.Errorf("at 30 in a hundred: %d held, %v", held, v)
		}

		p = must[*models.Policy](t)(s.PausePolicy(ctx, ben, stepOf(p), "looks odd"))
		c.advance(monitorFor)
		if _, held, v := flow(); held != 0 || v[2] != 40 {
			t.Errorf("paused: %d held, %v", held, v)
		}
		p = must[*models.Policy](t)(s.ResumePolicy(ctx, ben, stepOf(p)))
		p = must[*models.Policy](t)(s.PublishPolicy(ctx, anna, stepOf(p)))
		c.advance(monitorFor)
		if _, held, v := flow(); held != 40 || v[p.Version] != 40 || liveVersion(t, s) != p.Version {
			t.Errorf("live: %d held, %v", held, v)
		}

		back := must[*models.Policy](t)(s.RollbackPolicy(ctx, ben, stepOf(p), "holds too many"))
		c.advance(monitorFor)
		if _, held, v := flow(); held != 0 || v[back.Version] != 40 || back.RollbackOf != p.Version || liveVersion(t, s) != back.Version {
			t.Errorf("rolled back: %d held, %v, %+v", held, v, back)
		}
		if r, err := s.ReplayAll(ctx, nil); err != nil || r.Decisions != round*40 || r.Differing != 0 {
			t.Errorf("replay: %+v, %v", r, err)
		}
		if _, err := s.VerifyAudit(ctx, nil); err != nil {
			t.Errorf("audit: %v", err)
		}
	})
}

// TestACandidateThatFailsFallsBack lets a rule fail on every event: in the candidate it holds
// nobody up, in the live version it holds.
func TestACandidateThatFailsFallsBack(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil)
		doc := decide.Default()
		doc.Events.Rules = []rules.Rule{eventRule("broken", "amount_fen / (amount_fen - amount_fen) > 1", rules.Monitor)}
		p := must[*models.Policy](t)(s.ShadowPolicy(ctx, anna, stepOf(approved(t, s, doc))))
		p = must[*models.Policy](t)(s.RolloutPolicy(ctx, anna, stepOf(p), 99))
		c.advance(monitorFor)
		if d := decideNow(t, s, spend(a, c, "T-1", 100)); d.Event.Outcome != models.OutcomeAllow || d.Event.PolicyVersion != 2 {
			t.Errorf("with a broken candidate: %s by %d", d.Event.Outcome, d.Event.PolicyVersion)
		}
		ok(t, s.FlushCounts(ctx))
		if counts, _, err := s.Trial(ctx, p.Version, 1); err != nil || len(counts) != 1 || counts[0].Outcome != models.TrialFailed {
			t.Errorf("counted %+v, %v", counts, err)
		}
		p = must[*models.Policy](t)(s.PublishPolicy(ctx, anna, stepOf(p)))
		c.advance(monitorFor)
		if d := decideNow(t, s, spend(a, c, "T-2", 100)); d.Event.Outcome != models.OutcomeHold || d.Event.PolicyVersion != p.Version {
			t.Errorf("with a broken live version: %s by %d", d.Event.Outcome, d.Event.PolicyVersion)
		}
	})
}

// TestOneCandidateAtATime refuses what would move the ground under a running candidate.
func TestOneCandidateAtATime(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		refusedAs := func(step string, err error, code string) {
			t.Helper()
			var refused *models.Refused
			if !errors.As(err, &refused) || refused.Code != code {
				t.Errorf("%s: err = %v, want %s", step, err, code)
			}
		}
		other, _, err := s.DraftPolicy(ctx, ben, 1) // begun before
		ok(t, err)
		waits := approved(t, s, strict())
		second, _, err := s.DraftPolicy(ctx, anna, 1)
		ok(t, err)
		second = must[*models.Policy](t)(s.SubmitPolicy(ctx, anna, stepOf(second), "another change"))
		p := must[*models.Policy](t)(s.ShadowPolicy(ctx, anna, stepOf(waits)))
		_, err = s.SubmitPolicy(ctx, ben, stepOf(other), "one more")
		refusedAs("submit", err, "candidate_running")
		_, err = s.ApprovePolicy(ctx, ben, stepOf(second))
		refusedAs("approve", err, "candidate_running")
		_, _, err = s.DraftPolicy(ctx, person(31, "Eve"), 1)
		refusedAs("draft from the base", err, "candidate_running")
		if _, _, err := s.DraftPolicy(ctx, person(31, "Eve"), p.Version); err != nil {
			t.Errorf("draft from the candidate: %v", err)
		}
		stale := stepOf(p)
		p = must[*models.Policy](t)(s.WithdrawPolicy(ctx, ben, stepOf(p), "not worth it"))
		if _, err := s.RolloutPolicy(ctx, anna, stale, 10); !errors.Is(err, models.ErrConflict) {
			t.Errorf("a step on what was read before: %v", err)
		}
		if p.State != models.PolicyArchived || liveVersion(t, s) != 1 {
			t.Errorf("withdrawn: %+v", p)
		}
		second = must[*models.Policy](t)(s.ApprovePolicy(ctx, ben, stepOf(second)))
		second = must[*models.Policy](t)(s.ReopenPolicy(ctx, anna, stepOf(second)))
		if second.State != models.PolicyDraft || second.ApprovedBy != 0 || second.SubmittedHash != "" {
			t.Errorf("reopened: %+v", second)
		}
		_, err = s.ShadowPolicy(ctx, anna, stepOf(second))
		if !errors.Is(err, models.ErrState) {
			t.Errorf("shadow of a reopened version: %v", err)
		}
	})
}

// TestAnApprovalEndsWithTheDocumentItWasFor edits an approved document behind the store's back.
func TestAnApprovalEndsWithTheDocumentItWasFor(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		p := approved(t, s, strict())
		p.Document.Approval.RaiseFen = 99
		ok(t, s.commit(ctx, func(db *gorm.DB) error { return db.Model(p).Select("document").Updates(p).Error }))
		for step, run := range map[string]func() error{
			"shadow":  func() error { _, err := s.ShadowPolicy(ctx, anna, stepOf(p)); return err },
			"publish": func() error { _, err := s.PublishPolicy(ctx, anna, stepOf(p)); return err },
		} {
			var refused *models.Refused
			if err := run(); !errors.As(err, &refused) || refused.Code != "payload_changed" {
				t.Errorf("%s: err = %v", step, err)
			}
		}
		if liveVersion(t, s) != 1 {
			t.Error("it went live")
		}
	})
}

// TestPublishingUnderLoadMixesNothing decides without pause while versions are published and
// rolled back: every event is decided, wholly by one version, and comes out again.
func TestPublishingUnderLoadMixesNothing(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		govern(t, s, c, nil)
		const callers, each = 4, 60
		var failed, done atomic.Int64
		var wait sync.WaitGroup
		for i := range callers {
			a := lenderAccount(t, s, fmt.Sprintf("L-%d", i))
			wait.Go(func() {
				for n := range each {
					if _, err := s.RecordEvent(ctx, spend(a, c, fmt.Sprintf("L%d-%d", i, n), 100)); err != nil {
						failed.Add(1)
						t.Error(err)
					}
					done.Add(1)
				}
			})
		}
		for done.Load() < callers*each {
			p := approved(t, s, holding30k())
			p = must[*models.Policy](t)(s.ShadowPolicy(ctx, anna, stepOf(p)))
			c.advance(monitorFor)
			p = must[*models.Policy](t)(s.RolloutPolicy(ctx, anna, stepOf(p), 50))
			c.advance(monitorFor)
			p = must[*models.Policy](t)(s.PublishPolicy(ctx, anna, stepOf(p)))
			c.advance(monitorFor)
			must[*models.Policy](t)(s.RollbackPolicy(ctx, ben, stepOf(p), "and back"))
		}
		wait.Wait()
		r, err := s.ReplayAll(ctx, nil)
		if err != nil || failed.Load() != 0 || r.Decisions != callers*each || r.Differing != 0 {
			t.Errorf("%d failed, replay %+v, %v", failed.Load(), r, err)
		}
	})
}

// TestAStopAndAPublicationReachEveryReplica begins a stop, ends it and publishes on one replica:
// within monitorFor, which is below two seconds, the other decides accordingly.
func TestAStopAndAPublicationReachEveryReplica(t *testing.T) {
	if monitorFor > 2*time.Second {
		t.Errorf("a replica may decide by what was live %s ago", monitorFor)
	}
	stores, c := replicas(t, 2)
	ctx := context.Background()
	here, there := stores[0], stores[1]
	a := lenderAccount(t, here, "A-1")
	govern(t, here, c, nil)
	said := func(id string, want models.Outcome, version int) {
		t.Helper()
		c.advance(monitorFor)
		if d := decideNow(t, there, spend(a, c, id, 30_000)); d.Event.Outcome != want || d.Event.PolicyVersion != version {
			t.Errorf("%s: the other replica says %s by %d", id, d.Event.Outcome, d.Event.PolicyVersion)
		}
	}
	said("before", models.OutcomeAllow, 2)
	stop := must[*models.Stop](t)(here.BeginStop(ctx, anna, "the rules misbehave"))
	said("stopped", models.OutcomeHold, 2)
	ok(t, here.EndStop(ctx, ben, stop.ID, stop.Version, "mended"))
	said("ended", models.OutcomeAllow, 2)
	p := must[*models.Policy](t)(here.PublishPolicy(ctx, anna, stepOf(approved(t, here, holding30k()))))
	said("published", models.OutcomeHold, p.Version)
}

// TestTheStopLeavesItToPeople stops the engine and looks at what it still does by itself.
func TestTheStopLeavesItToPeople(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "A-1")
		doc := byAmount()
		doc[3].Sanction = "restrict"
		govern(t, s, c, nil, doc...)
		stop := must[*models.Stop](t)(s.BeginStop(ctx, anna, "the rules misbehave"))
		if _, err := s.BeginStop(ctx, ben, "me too"); !errors.Is(err, models.ErrState) {
			t.Errorf("a second stop: %v", err)
		}
		d := decideNow(t, s, spend(a, c, "small", 100))
		r, err := decide.DecodeEventResult(d.Event.Result)
		if err != nil || d.Event.Outcome != models.OutcomeHold || r.Lane != decide.LaneStop || r.Reasons[0] != decide.ReasonStop {
			t.Errorf("small: %s, %+v, %v", d.Event.Outcome, r, err)
		}
		if d := decideNow(t, s, spend(a, c, "large", 40_000)); d.Event.Outcome != models.OutcomeHold {
			t.Errorf("what rules decline: %s", d.Event.Outcome)
		}
		if m := measured(t, s, a.ID); m.Account.Status != models.StatusActive {
			t.Errorf("the engine sanctioned: %s", m.Account.Status)
		}
		if d := decideNow(t, s, spend(a, c, "too much", 90_000_000)); d.Event.Outcome != models.OutcomeDecline {
			t.Errorf("what is not there: %s", d.Event.Outcome)
		}
		if d := decideNow(t, s, payBack(a, c, "pays", 100)); d.Event.Outcome != models.OutcomeAllow {
			t.Errorf("paying: %s", d.Event.Outcome)
		}
		var invalid *models.Invalid
		if err := s.EndStop(ctx, ben, stop.ID, stop.Version, ""); !errors.As(err, &invalid) {
			t.Errorf("ended without a reason: %v", err)
		}
		if last := must[*models.Stop](t)(s.LastStop(ctx)); last != nil {
			t.Errorf("over is %+v, which is in force", last)
		}
		ok(t, s.EndStop(ctx, ben, stop.ID, stop.Version, "mended"))
		if last := must[*models.Stop](t)(s.LastStop(ctx)); last == nil || last.ID != stop.ID || last.EndedName != ben.Name || last.EndReason != "mended" {
			t.Errorf("the last stop is %+v", last)
		}
		if err := s.EndStop(ctx, ben, stop.ID, stop.Version, "mended"); !errors.Is(err, models.ErrConflict) {
			t.Errorf("ended twice: %v", err)
		}
		if d := decideNow(t, s, spend(a, c, "after", 100)); d.Event.Outcome != models.OutcomeAllow {
			t.Errorf("after the stop: %s", d.Event.Outcome)
		}
		if r, err := s.ReplayAll(ctx, nil); err != nil || r.Differing != 0 {
			t.Errorf("replay: %+v, %v", r, err)
		}
	})
}

// TestARolloutScoresItsShare rescores a book of which the candidate has a part.
func TestARolloutScoresItsShare(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		ids := trained(t, s, 60)
		doc := decide.Default()
		doc.Bands[4].From, doc.Bands[3].From = 940, 939 // so that the two versions name other bands
		p := must[*models.Policy](t)(s.ShadowPolicy(ctx, anna, stepOf(approved(t, s, doc))))
		p = must[*models.Policy](t)(s.RolloutPolicy(ctx, anna, stepOf(p), 40))
		_, err := s.Rescore(ctx, anna, nil)
		ok(t, err)
		share := 0
		for _, id := range ids {
			var d models.Decision
			ok(t, s.read(ctx, func(db *gorm.DB) error { return db.Where("account_id = ?", id).Order("id DESC").Take(&d).Error }))
			in := decide.Bucket(p.Version, int64(id)) < 40
			if in != (d.PolicyVersion == p.Version) {
				t.Errorf("in the share: %v, assessed by %d", in, d.PolicyVersion)
			}
			if in {
				share++
			}
		}
		if share == 0 || share == len(ids) {
			t.Errorf("%d of %d in the share", share, len(ids))
		}
		if r, err := s.ReplayAll(ctx, nil); err != nil || r.Differing != 0 {
			t.Errorf("replay: %+v, %v", r, err)
		}
	})
}

// TestRelationshipsCanBeSwitchedOffByJurisdiction scores two accounts that share everything,
// in two places.
func TestRelationshipsCanBeSwitchedOffByJurisdiction(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		ids := trained(t, s, 20)
		var invalid *models.Invalid
		if _, _, err := s.PutAccount(ctx, anna, models.PutAccount{Source: "core", ExternalID: "X", Jurisdiction: "Germany"}); !errors.As(err, &invalid) {
			t.Errorf("a jurisdiction that is none: %v", err)
		}
		newFixture(t, s).must(func(tx *writeTx) error {
			return tx.db.Model(&models.Account{}).Where("id = ?", ids[0]).Update("jurisdiction", "DE").Error
		})
		doc := decide.Default()
		doc.Switches.RelationshipsOff = []string{"DE"}
		p := must[*models.Policy](t)(s.PublishPolicy(ctx, anna, stepOf(approved(t, s, doc))))
		_, err := s.Rescore(ctx, anna, nil)
		ok(t, err)
		for i, id := range ids[:2] {
			var d models.Decision
			ok(t, s.read(ctx, func(db *gorm.DB) error { return db.Where("account_id = ?", id).Order("id DESC").Take(&d).Error }))
			in, err := decide.DecodeInput(d.Input)
			ok(t, err)
			_, at, _ := factor.Lookup("linked_sanctioned")
			masked := math.IsNaN(in.Vector[at])
			if masked != (i == 0) || d.PolicyVersion != p.Version {
				t.Errorf("account %d: relationships missing %v, by %d", i, masked, d.PolicyVersion)
			}
		}
	})
}
