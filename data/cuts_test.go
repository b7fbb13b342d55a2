package data

import (
	"context"
	"errors"
	"testing"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/models"
)

// TestThresholdsAreCountedExactlyWhenSaved counts a saved draft's thresholds by a job and again by hand: each by what the accounts
// were last assessed on. A submission counts anew.
func TestThresholdsAreCountedExactlyWhenSaved(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		ids := trained(t, s, 60)
		p := mustDraft(t, s, anna)
		doc := p.Document
		doc.Bands[2].From = 605
		p, err := s.EditPolicy(ctx, anna, stepOf(p), doc)
		ok(t, err)
		if _, err := s.CutCount(ctx, p.Version); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a book that was never scored: %v", err)
		}
		_, err = s.Rescore(ctx, anna, nil)
		ok(t, err)
		doc.Flags[2].Threshold, doc.Caps[0].Threshold = .37, 2
		p, err = s.EditPolicy(ctx, anna, stepOf(p), doc)
		ok(t, err)
		newFixture(t, s).must(func(tx *writeTx) error { // closed since: it is not of the book any more
			if err := tx.db.Model(&models.Account{}).Where("id = ?", ids[7]).Update("status", models.StatusClosed).Error; err != nil {
				return err
			}
			return tx.audit(models.ActionAccountImported, target{kind: "account"}, nil, nil, "")
		})
		if c, err := s.CutCount(ctx, p.Version); err != nil || c.State != models.CountQueued || c.Revision != p.Revision {
			t.Fatalf("asked for %+v, %v", c, err)
		}
		runAll(t, s)
		c, err := s.CutCount(ctx, p.Version)
		ok(t, err)
		if c.State != models.CountDone || c.Accounts != 59 || c.Looked != 59 || c.CountedAt == nil || audited(t, s, models.ActionPolicyCounted) != 1 {
			t.Fatalf("counted %+v", c)
		}
		some := 0
		for _, k := range c.Cuts {
			accounts, fen := cutByHand(t, s, k)
			if k.Accounts != accounts || k.UsedFen != fen {
				t.Errorf("%s %s %v: %d accounts and %d fen, by hand %d and %d", k.Measure, k.Op, k.Threshold, k.Accounts, k.UsedFen, accounts, fen)
			}
			if accounts > 0 && accounts < 59 {
				some++
			}
		}
		if some < 2 {
			t.Errorf("only %d thresholds part the book", some)
		}
		note := doc
		note.SLA.QuietDays++ // the thresholds stay where they are
		p, err = s.EditPolicy(ctx, anna, stepOf(p), note)
		ok(t, err)
		if again, err := s.CutCount(ctx, p.Version); err != nil || again.State != models.CountDone {
			t.Errorf("another section asked for a count: %+v, %v", again, err)
		}
		p, err = s.SubmitPolicy(ctx, anna, stepOf(p), "losses rose in this band")
		ok(t, err)
		if again, err := s.CutCount(ctx, p.Version); err != nil || again.State != models.CountQueued {
			t.Errorf("submitting did not ask again: %+v, %v", again, err)
		}
	})
}

// cutByHand counts a threshold one account at a time.
func cutByHand(t *testing.T, s *Store, k models.CountedCut) (accounts int, fen int64) {
	t.Helper()
	var book []models.Account
	ok(t, s.read(context.Background(), func(db *gorm.DB) error { return db.Where("status <> 'closed'").Find(&book).Error }))
	for _, a := range book {
		var d models.Decision
		ok(t, s.read(context.Background(), func(db *gorm.DB) error { return db.Where("id = ?", a.DecisionID).Take(&d).Error }))
		in, err := decide.DecodeInput(d.Input)
		ok(t, err)
		v := float64(d.Score)
		switch k.Measure {
		case decide.MeasureScore:
		case decide.MeasureScoreDrop:
			if in.Previous == 0 {
				continue
			}
			v = float64(in.Previous - d.Score)
		default:
			_, j, known := factor.Lookup(k.Measure)
			if !known || in.Vector[j] != in.Vector[j] {
				continue
			}
			v = in.Vector[j]
		}
		if (k.Op == decide.OpBelow && v < k.Threshold) || (k.Op != decide.OpBelow && v >= k.Threshold) {
			accounts++
			fen += a.UsedFen
		}
	}
	return accounts, fen
}

// TestACountOfThresholdsThatMovedMeanwhileIsDropped saves again while an earlier count is under way: only the later one is kept.
func TestACountOfThresholdsThatMovedMeanwhileIsDropped(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		trained(t, s, 5)
		_, err := s.Rescore(ctx, anna, nil)
		ok(t, err)
		p := mustDraft(t, s, anna)
		doc := p.Document
		doc.Bands[2].From = 605
		p, err = s.EditPolicy(ctx, anna, stepOf(p), doc)
		ok(t, err)
		early, err := s.CutCount(ctx, p.Version)
		ok(t, err)
		doc.Bands[2].From = 610
		p, err = s.EditPolicy(ctx, anna, stepOf(p), doc)
		ok(t, err)
		if err := s.countCuts(ctx, models.System("test"), early); !errors.Is(err, errUnwanted) {
			t.Errorf("the earlier count ended with %v", err)
		}
		if err := s.tellCuts(ctx, early, 1, 5); !errors.Is(err, errUnwanted) {
			t.Errorf("the earlier count went on: %v", err)
		}
		runAll(t, s)
		c, err := s.CutCount(ctx, p.Version)
		ok(t, err)
		if _, known := c.Counted(decide.MeasureScore, decide.OpBelow, 610); !known || c.Revision != p.Revision {
			t.Errorf("kept %+v", c)
		}
	})
}
