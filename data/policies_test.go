package data

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/score"
	"candor/models"
)

// stepOf is the step on a policy as it was last seen.
func stepOf(p *models.Policy) models.PolicyStep {
	return models.PolicyStep{Version: p.Version, Revision: p.Revision}
}

// strict is the shipped policy with a higher cut-off for good.
func strict() decide.Policy {
	p := decide.Default()
	p.Bands[2].From = 610
	return p
}

func mustDraft(t *testing.T, s *Store, by models.Actor) *models.Policy {
	t.Helper()
	p, created, err := s.DraftPolicy(context.Background(), by, 1)
	if err != nil || !created {
		t.Fatalf("draft: %v, %v", created, err)
	}
	return p
}

// submitted drafts, edits and submits a policy by Anna.
func submitted(t *testing.T, s *Store) *models.Policy {
	t.Helper()
	ctx := context.Background()
	p := mustDraft(t, s, anna)
	p, err := s.EditPolicy(ctx, anna, stepOf(p), strict())
	if err != nil {
		t.Fatal(err)
	}
	if p, err = s.SubmitPolicy(ctx, anna, stepOf(p), "losses rose in this band"); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPolicyIsDraftedSubmittedAndPublishedByTwoPeople(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		p := submitted(t, s)
		var refused *models.Refused
		if _, err := s.ApprovePolicy(ctx, anna, stepOf(p)); !errors.As(err, &refused) || refused.Code != "own_proposal" {
			t.Errorf("own approval: err = %v", err)
		}
		p, err := s.ApprovePolicy(ctx, ben, stepOf(p))
		if err != nil {
			t.Fatal(err)
		}
		if now, err := s.LivePolicy(ctx); err != nil || now.Version != 1 {
			t.Errorf("approved is not published: live = %+v, %v", now, err)
		}
		live, err := s.PublishPolicy(ctx, anna, stepOf(p))
		if err != nil {
			t.Fatal(err)
		}
		now, err := s.LivePolicy(ctx)
		if err != nil || now.Version != 2 || now.ApprovedName != "Ben" || now.Document.Bands[2].From != 610 || live.State != models.PolicyLive {
			t.Errorf("live = %+v, %v", now, err)
		}
		old, err := s.Policy(ctx, 1)
		if err != nil || old.State != models.PolicyArchived || old.ArchivedAt == nil {
			t.Errorf("old = %+v, %v", old, err)
		}
		var jobs []models.Job
		if err := s.read(ctx, func(db *gorm.DB) error { return db.Where("kind = ?", models.JobRescore).Find(&jobs).Error }); err != nil || len(jobs) != 1 {
			t.Errorf("jobs = %+v, %v", jobs, err)
		}
		entries, err := s.AuditEntries(ctx, models.AuditFilter{ObjectType: "policy", ObjectID: "2", Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		var actions []string
		for _, e := range entries {
			actions = append(actions, e.Action)
		}
		want := []string{models.ActionPolicyPublished, models.ActionPolicyApproved, models.ActionPolicySubmitted, models.ActionPolicyEdited, models.ActionPolicyDrafted}
		for i := range want {
			if i >= len(actions) || actions[i] != want[i] {
				t.Fatalf("actions = %v, want %v", actions, want)
			}
		}
		before, after := must[string](t)(documentHash(decide.Default())), must[string](t)(documentHash(strict()))
		if entries[3].Before != `{"bands/good/from":"600","hash":"`+before+`"}` || entries[3].After != `{"bands/good/from":"610","hash":"`+after+`"}` {
			t.Errorf("edit recorded %s → %s", entries[3].Before, entries[3].After)
		}
		if _, err := s.EditPolicy(ctx, anna, stepOf(live), decide.Default()); !errors.Is(err, models.ErrState) {
			t.Errorf("edit of a live version: err = %v", err)
		}
	})
}

func TestApprovalIsBoundToTheDocumentAndLapses(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		p := submitted(t, s)
		var refused *models.Refused
		original := p.Document
		// Somebody with a hand in the database changes the document after it was submitted.
		p.Document.Approval.RaiseFen = 99
		if err := s.commit(ctx, func(db *gorm.DB) error { return db.Model(p).Select("document").Updates(p).Error }); err != nil {
			t.Fatal(err)
		}
		if _, err := s.ApprovePolicy(ctx, ben, stepOf(p)); !errors.As(err, &refused) || refused.Code != "payload_changed" {
			t.Errorf("changed document: err = %v", err)
		}
		p.Document = original
		if err := s.commit(ctx, func(db *gorm.DB) error { return db.Model(p).Select("document").Updates(p).Error }); err != nil {
			t.Fatal(err)
		}
		c.advance(models.ApprovalTTL + time.Minute)
		if _, err := s.ApprovePolicy(ctx, ben, stepOf(p)); !errors.As(err, &refused) || refused.Code != "approval_expired" {
			t.Errorf("late approval: err = %v", err)
		}
		if live, err := s.LivePolicy(ctx); err != nil || live.Version != 1 {
			t.Errorf("live = %+v, %v", live, err)
		}
	})
}

func TestPolicyStepsAreRefused(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		p := mustDraft(t, s, anna)
		var refused *models.Refused
		var invalid *models.Invalid
		stale := stepOf(p)
		stale.Revision--
		if _, err := s.EditPolicy(ctx, anna, stale, strict()); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale edit: err = %v", err)
		}
		if _, err := s.EditPolicy(ctx, ben, stepOf(p), strict()); !errors.As(err, &refused) || refused.Code != "not_yours" {
			t.Errorf("edit of another's draft: err = %v", err)
		}
		broken := strict()
		broken.Bands[1].From = 700
		if _, err := s.EditPolicy(ctx, anna, stepOf(p), broken); !errors.As(err, &invalid) || invalid.Fields["bands.2.from"].Code != "ascending" {
			t.Errorf("faulty document: err = %v", err)
		}
		if _, err := s.SubmitPolicy(ctx, anna, stepOf(p), " "); !errors.As(err, &invalid) {
			t.Errorf("no note: err = %v", err)
		}
		if _, err := s.ApprovePolicy(ctx, ben, stepOf(p)); !errors.Is(err, models.ErrState) {
			t.Errorf("approve a draft: err = %v", err)
		}
		if _, err := s.EditPolicy(ctx, anna, models.PolicyStep{Version: 99, Revision: 1}, strict()); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("unknown version: err = %v", err)
		}
		if _, _, err := s.DraftPolicy(ctx, ben, 99); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("unknown base: err = %v", err)
		}
		if again, created, err := s.DraftPolicy(ctx, anna, 1); err != nil || created || again.Version != p.Version {
			t.Errorf("second draft: %+v, %v, %v", again, created, err)
		}
		if _, err := s.DiscardPolicy(ctx, ben, stepOf(p)); !errors.As(err, &refused) {
			t.Errorf("discard of another's draft: err = %v", err)
		}
		if _, err := s.DiscardPolicy(ctx, anna, stepOf(p)); err != nil {
			t.Errorf("discard: %v", err)
		}
		if next, created, err := s.DraftPolicy(ctx, anna, 1); err != nil || !created || next.Version != p.Version+1 {
			t.Errorf("draft after discard: %+v, %v, %v", next, created, err)
		}
		if list, err := s.Policies(ctx, 0, 10); err != nil || len(list) != 2 || list[0].Version != 3 || list[1].Version != 1 {
			t.Errorf("list = %+v, %v", list, err)
		}
		if list, err := s.Policies(ctx, 3, 10); err != nil || len(list) != 1 {
			t.Errorf("older = %+v, %v", list, err)
		}
	})
}

func TestRejectedPolicyKeepsItsReason(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		p := submitted(t, s)
		var invalid *models.Invalid
		if _, err := s.RejectPolicy(ctx, ben, stepOf(p), ""); !errors.As(err, &invalid) {
			t.Errorf("without a reason: err = %v", err)
		}
		if p, err := s.RejectPolicy(ctx, ben, stepOf(p), "cuts off too many people"); err != nil || p.DecideReason == "" || p.State != models.PolicyRejected {
			t.Errorf("rejected = %+v, %v", p, err)
		}
		if live, err := s.LivePolicy(ctx); err != nil || live.Version != 1 {
			t.Errorf("live = %+v, %v", live, err)
		}
	})
}

func TestDraftsStartedAtOnceGetNumbersOfTheirOwn(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		const n = 6
		versions := make([]int, n)
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				for versions[i] == 0 { // a busy moment may refuse all three tries
					p, _, err := s.DraftPolicy(context.Background(), person(models.ID(20+i), "P"), 1)
					if err == nil {
						versions[i] = p.Version
					} else if !errors.Is(err, models.ErrConflict) {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		seen := map[int]bool{}
		for _, v := range versions {
			if seen[v] {
				t.Errorf("versions = %v", versions)
			}
			seen[v] = true
		}
	})
}

// tinyCard scores 600, or 400 for who is late.
func tinyCard(t *testing.T) []byte {
	t.Helper()
	edge := 0.0
	b, err := score.Write(score.Scorecard{
		Schema: score.Schema, ID: "tiny", Method: "hand", Label: "late", Scale: score.Scale{Score: 600, Odds: 3, PDO: 60},
		Base: 600, Min: 350, Max: 950, Factors: []score.Factor{{Key: "standing_last", Aspect: score.AspectCredit, Reason: "late_recently", Bins: []score.Bin{
			{Kind: score.BinRange, UpTo: &edge}, {Kind: score.BinRange, Over: &edge, Points: -200}, {Kind: score.BinMissing},
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// seedScored stores a champion, a finished run and two scored accounts.
func seedScored(t *testing.T, s *Store) (accounts []models.Account) {
	t.Helper()
	err := s.write(context.Background(), anna, func(tx *writeTx) error {
		m := models.Model{ID: 11, Name: "tiny", State: models.ModelChampion, Artefact: tinyCard(t), Report: []byte("{}"), CreatedAt: tx.now, Version: 1}
		scores, used := make([]int, 61), make([]int64, 61)
		scores[5], scores[25], used[5], used[25] = 1, 1, 700, 300
		run := models.Run{ID: 12, ModelID: 11, PolicyVersion: 1, StartedAt: tx.now, EndedAt: &tx.now, Accounts: 2,
			Summary: models.RunSummary{Scores: scores, UsedFen: used}}
		if err := errors.Join(tx.insert(&m), tx.insert(&run)); err != nil {
			return err
		}
		for i, standing := range []float64{0, 4} {
			in := decide.Input{Vector: []float64{standing}}
			id := models.ID(100 + i)
			a := models.Account{ID: id, Source: "t", ExternalID: string(rune('A' + i)), Status: models.StatusActive, Reach: []models.Function{}, Declared: map[string]string{}, DecisionID: id + 100, CreatedAt: tx.now, UpdatedAt: tx.now, Version: 1}
			d := models.Decision{ID: id + 100, AccountID: id, Kind: "assessment", At: tx.now, ModelID: 11, PolicyVersion: 1, Input: in.Encode(), Result: []byte("{}")}
			if err := errors.Join(tx.insert(&a), tx.insert(&d)); err != nil {
				return err
			}
			accounts = append(accounts, a)
		}
		return tx.audit("test.seed", target{kind: "test"}, nil, nil, "")
	})
	if err != nil {
		t.Fatal(err)
	}
	return accounts
}

func TestImpactAndPreviewOfAProposal(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		if _, run, err := s.PolicyImpact(ctx, strict()); err != nil || run != nil {
			t.Errorf("before any run: %v, %v", run, err)
		}
		if rows, err := s.PolicyPreview(ctx, strict(), nil); err != nil || len(rows) != 0 {
			t.Errorf("before any model: %v, %v", rows, err)
		}
		accounts := seedScored(t, s)
		impact, run, err := s.PolicyImpact(ctx, strict())
		if err != nil || run == nil || impact.Now[2].Accounts != 1 || impact.New[2].Accounts != 0 || impact.New[1].Accounts != 1 || impact.New[1].UsedFen != 300 {
			t.Errorf("impact = %+v, %v", impact, err)
		}
		rows, err := s.PolicyPreview(ctx, strict(), []string{accounts[0].PublicID(), "B", "nobody", "acc_nonsense"})
		if err != nil || len(rows) != 2 {
			t.Fatalf("rows = %+v, %v", rows, err)
		}
		if rows[0].ScoreNow != 600 || rows[0].BandNow != "good" || rows[0].BandNew != "fair" || rows[1].BandNew != "poor" || len(rows[1].FlagsNew) != 3 {
			t.Errorf("rows = %+v", rows)
		}
		list, err := s.Models(ctx, 0, 10)
		if err != nil || len(list) != 1 || list[0].Artefact != nil {
			t.Errorf("models = %+v, %v", list, err)
		}
		if _, err := s.Model(ctx, 99); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("unknown model: err = %v", err)
		}
		if list, err = s.Models(ctx, 11, 10); err != nil || len(list) != 0 {
			t.Errorf("older models = %+v, %v", list, err)
		}
	})
}

func TestScoreBySourceFindsBothNames(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		accounts := seedScored(t, s)
		for _, name := range []string{"A", accounts[0].PublicID()} {
			got, err := s.ScoreBySource(ctx, "t", name)
			if err != nil || got.Account.ID != accounts[0].ID || got.Decision == nil || got.Breakdown.Score != 600 || len(got.Breakdown.Lines) != 2 {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
		}
		if _, err := s.ScoreBySource(ctx, "other", "A"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("another source: err = %v", err)
		}
	})
}

// TestADraftFromBeforeEventsTakesTheLivePart drafts from a version that says nothing about
// events: published as it stands it would leave every event undecided.
func TestADraftFromBeforeEventsTakesTheLivePart(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		newFixture(t, s).must(func(tx *writeTx) error {
			old := models.Policy{Version: 2, State: models.PolicyArchived, Document: decide.Default(), MadeAt: tx.now, Revision: 1}
			old.Document.Events = nil
			return tx.insert(&old)
		})
		p, _, err := s.DraftPolicy(context.Background(), anna, 2)
		if err != nil || p.Document.Events == nil {
			t.Errorf("events = %v, %v", p.Document.Events, err)
		}
	})
}
