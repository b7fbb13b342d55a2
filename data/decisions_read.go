package data

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// Decision returns one decision, whole.
func (s *Store) Decision(ctx context.Context, id models.ID) (*models.Decision, error) {
	var d models.Decision
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&d).Error })
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// Decisions returns an account's newest decisions without input and result.
func (s *Store) Decisions(ctx context.Context, account models.ID) (rows []models.Decision, err error) {
	err = s.read(ctx, func(db *gorm.DB) error {
		rows, err = decisionHistory(db, account, showDecisions)
		return err
	})
	return rows, err
}

// decisionHistory leaves the blobs where they are: a list needs none of them.
func decisionHistory(db *gorm.DB, account models.ID, limit int) ([]models.Decision, error) {
	return find[models.Decision](db, historyColumns,
		"WHERE account_id = ? ORDER BY id DESC LIMIT "+strconv.Itoa(limit), int64(account))
}

// historyColumns is a decision without what it was made from.
const historyColumns = "id, account_id, run_id, kind, at, model_id, policy_version, score, band, outcome"

// overrideInForce returns the override that counts at a time, nil when none does.
func overrideInForce(db *gorm.DB, account models.ID, now time.Time) (*models.Override, error) {
	rows, err := find[models.Override](db, "",
		"WHERE account_id = ? AND state = 'active' AND ended_at IS NULL AND ends_at > ? ORDER BY id DESC LIMIT 1", int64(account), now)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// overrideProposed returns the override of an account that waits for a second person and can still be agreed to, nil for none.
func overrideProposed(db *gorm.DB, account models.ID, now time.Time) (*models.Override, error) {
	rows, err := find[models.Override](db, "",
		"WHERE account_id = ? AND state = 'proposed' AND made_at >= ? ORDER BY id DESC LIMIT 1", int64(account), now.Add(-models.ApprovalTTL))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// overridesNow returns the override that counts and the one that waits, nil where there is none.
func overridesNow(db *gorm.DB, account models.ID, now time.Time) (counts, waits *models.Override, err error) {
	if counts, err = overrideInForce(db, account, now); err != nil {
		return nil, nil, err
	}
	waits, err = overrideProposed(db, account, now)
	return counts, waits, err
}

// ScoreDetail takes a decision apart: every line as its own card and policy explain it,
// and whether it can be recomputed to the bit. Without a decision id it is the one that
// gave the account's score; an account that was never scored is models.ErrNotFound.
func (s *Store) ScoreDetail(ctx context.Context, account, decision models.ID) (*models.ScoreDetail, error) {
	var d models.ScoreDetail
	var known *facts // of the decision that counts: of an older one they have moved on
	err := s.read(ctx, func(db *gorm.DB) error {
		owner, err := findOne[models.Account](db, "", "WHERE id = ?", int64(account))
		if err != nil {
			return err
		}
		d.Account = *owner
		if decision == 0 {
			decision = d.Account.DecisionID
		}
		// Both keys: another account's decision is as unknown as none.
		whole, err := findOne[models.Decision](db, "", "WHERE id = ? AND account_id = ?", int64(decision), int64(account))
		if err != nil {
			return err
		}
		d.Decision = *whole
		if d.History, d.Causes, err = causedHistory(db, account); err != nil {
			return err
		}
		if err := s.byPeople(db, &d); err != nil {
			return err
		}
		if d.Masked, err = s.masked(db, &d.Account); err != nil {
			return err
		}
		if d.Decision.ID == d.Account.DecisionID {
			if d.Confirmed, err = confirmedAt(db, &d.Account); err != nil {
				return err
			}
			if known, err = s.factsOf(db, &d.Account); err != nil {
				return err
			}
		}
		return s.fillContext(db, &d)
	})
	if err != nil {
		return nil, err
	}
	if err := s.takeApart(ctx, &d); err != nil {
		return nil, err
	}
	if d.Before, err = s.before(ctx, &d); err != nil || known == nil {
		return &d, err
	}
	d.Observed = known.observed()
	d.Next, err = s.next(ctx, known, &d.Decision, d.Input.Previous, d.Override)
	return &d, err
}

// byPeople reads what people say of the score: overrides and open disputes.
func (s *Store) byPeople(db *gorm.DB, d *models.ScoreDetail) (err error) {
	if d.Override, d.Proposed, err = overridesNow(db, d.Account.ID, s.Now()); err != nil {
		return err
	}
	d.Disputes, err = openDisputes(db, d.Account.ID)
	return err
}

// fillContext reads the model's name and the shape of the book at the latest rescoring.
func (s *Store) fillContext(db *gorm.DB, d *models.ScoreDetail) error {
	named, err := find[models.Model](db, "name", "WHERE id = ?", int64(d.Decision.ModelID))
	if err != nil {
		return err
	}
	if len(named) == 1 {
		d.ModelName = named[0].Name
	}
	run, err := s.lastRun(db)
	if err == nil && run != nil {
		d.Quantiles, d.Sample = run.Summary.Quantiles, run.Summary.Sample
	}
	return err
}

// lastRun returns the latest rescoring that ended, nil before the first. A run that ended is
// never changed, so the last one that was read is kept: its summary is thousands of numbers.
func (s *Store) lastRun(db *gorm.DB) (*models.Run, error) {
	newest, err := find[models.Run](db, "id", "WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT 1")
	if err != nil || len(newest) == 0 {
		return nil, err
	}
	if run := s.run.Load(); run != nil && run.ID == newest[0].ID {
		return run, nil
	}
	run, err := findOne[models.Run](db, "", "WHERE id = ?", int64(newest[0].ID))
	if err == nil {
		s.run.Store(run)
	}
	return run, err
}

// takeApart recomputes the decision from what was stored with it.
func (s *Store) takeApart(ctx context.Context, d *models.ScoreDetail) error {
	assessor, err := s.Assessor(ctx, d.Decision.ModelID, d.Decision.PolicyVersion)
	if err != nil {
		return err
	}
	if d.Input, err = decide.DecodeInput(d.Decision.Input); err == nil {
		d.Result, err = decide.DecodeResult(d.Decision.Result)
	}
	if err != nil {
		return fmt.Errorf("decision %s: %w", d.Decision.PublicID(), err)
	}
	identical, again, err := assessor.Replay(d.Decision.Input, d.Decision.Result)
	if err != nil {
		return fmt.Errorf("decision %s: %w", d.Decision.PublicID(), err)
	}
	d.Identical, d.Again = identical, again.Score
	d.Breakdown, d.Policy, d.Card = assessor.Explain(d.Input), assessor.Policy(), assessor.Evaluator().Card()
	d.Gaps, d.Range = doubts(assessor.Evaluator(), d.Input.Vector, &d.Breakdown)
	return nil
}
