package data

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/learn"
	"candor/models"
)

// observeBatch is how many accounts are weighed at once.
const observeBatch = 2000

// ObserveOutcomes weighs what happened to every account that was ever assessed and keeps
// the outcomes, so that pages can count by them; it returns how many accounts have one.
// Batches without news are not written. Running it again does no harm.
func (s *Store) ObserveOutcomes(ctx context.Context, actor models.Actor) (int, error) {
	total := 0
	err := s.eachObserved(ctx, func(first, last models.ID, found []models.Observation) error {
		total += len(found)
		return s.keepObservations(ctx, actor, first, last, found)
	})
	if err != nil {
		return total, fmt.Errorf("observe outcomes: %w", err)
	}
	return total, nil
}

// eachObserved walks the book by account id; a batch is the accounts above first, up to last.
func (s *Store) eachObserved(ctx context.Context, each func(first, last models.ID, found []models.Observation) error) error {
	for after := models.ID(0); ; {
		var ids []models.ID
		var found []models.Observation
		err := s.read(ctx, func(db *gorm.DB) (err error) {
			err = db.Model(&models.Account{}).Where("id > ?", after).Order("id").Limit(observeBatch).Pluck("id", &ids).Error
			if err != nil || len(ids) == 0 {
				return err
			}
			found, err = observe(db, after, ids[len(ids)-1])
			return err
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		last := ids[len(ids)-1]
		if err := each(after, last, found); err != nil {
			return err
		}
		after = last
	}
}

// observe weighs the accounts above one id, up to another, in the order of their ids.
func observe(db *gorm.DB, first, last models.ID) ([]models.Observation, error) {
	var decisions []models.Decision
	err := within(db.Model(&models.Decision{}).Select("id, account_id, at"), "account_id", first, last).Order("account_id, id").Find(&decisions).Error
	if err != nil || len(decisions) == 0 {
		return nil, err
	}
	facts := map[models.ID]*models.Happened{}
	var order []models.ID
	for _, d := range decisions {
		o := facts[d.AccountID]
		if o == nil {
			o = &models.Happened{}
			facts[d.AccountID] = o
			order = append(order, d.AccountID)
		}
		o.Decisions = append(o.Decisions, models.Assessed{ID: d.ID, At: d.At})
	}
	if err := addStands(db, facts, first, last); err != nil {
		return nil, err
	}
	if err := addStatements(db, facts, first, last); err != nil {
		return nil, err
	}
	if err := addEvidence(db, facts, first, last); err != nil {
		return nil, err
	}
	var found []models.Observation
	for _, id := range order {
		if out, ok := facts[id].Outcome(); ok {
			out.AccountID = id
			found = append(found, out)
		}
	}
	return found, nil
}

func within(q *gorm.DB, column string, first, last models.ID) *gorm.DB {
	return q.Where(column+" > ? AND "+column+" <= ?", first, last)
}

// addStands adds when a rescoring found that a decision still stood: that was an assessment too, and what it knew is in the decision.
func addStands(db *gorm.DB, facts map[models.ID]*models.Happened, first, last models.ID) error {
	runs, err := standRuns(db, 0, time.Time{}, eternity)
	if err != nil {
		return err
	}
	stood := map[models.ID]bool{}
	err = eachStand(db, runs, first, last, time.Time{}, eternity, func(account, decision models.ID, at time.Time) {
		if o := facts[account]; o != nil {
			o.Decisions = append(o.Decisions, models.Assessed{ID: decision, At: at})
			stood[account] = true
		}
	})
	for account := range stood {
		slices.SortStableFunc(facts[account].Decisions, func(a, b models.Assessed) int { return a.At.Compare(b.At) })
	}
	return err
}

func addStatements(db *gorm.DB, facts map[models.ID]*models.Happened, first, last models.ID) error {
	var statements []models.Statement
	if err := within(db, "account_id", first, last).Order("account_id, month").Find(&statements).Error; err != nil {
		return err
	}
	for _, s := range statements {
		if o := facts[s.AccountID]; o != nil {
			o.Statements = append(o.Statements, s)
		}
	}
	return nil
}

// judged is one row of evidence as the queries below give it.
type judged struct {
	ID        models.ID
	AccountID models.ID
	State     string
	Began     time.Time
	Known     time.Time
}

// addEvidence adds what people and customers decided. Flags of the model itself are left
// out, or a model would be taught by its own suspicion; so are those that only call a
// person to review a sanction.
func addEvidence(db *gorm.DB, facts map[models.ID]*models.Happened, first, last models.ID) error {
	add := func(q *gorm.DB, prefix, kind string, list func(*models.Happened, string) *[]models.Evidenced) error {
		var rows []judged
		if err := q.Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			if o := facts[r.AccountID]; o != nil {
				to := list(o, r.State)
				*to = append(*to, models.Evidenced{Source: kind + r.ID.Public(prefix), Began: r.Began, At: r.Known})
			}
		}
		return nil
	}
	flags := within(db.Table("flags f"), "f.account_id", first, last).Joins("JOIN cases c ON c.id = f.case_id").
		Select("f.id, f.account_id, f.state, f.raised_at AS began, c.closed_at AS known").
		Where("f.state IN ('confirmed','cleared') AND f.source IN ('rule','delinquency') AND c.closed_at IS NOT NULL")
	err := add(flags, models.PrefixFlag, "flag:", func(o *models.Happened, state string) *[]models.Evidenced {
		if state == string(models.FlagConfirmed) {
			return &o.Confirmed
		}
		return &o.Cleared
	})
	if err != nil {
		return err
	}
	appeals := within(db.Table("appeals a"), "a.account_id", first, last).Joins("JOIN sanctions s ON s.id = a.sanction_id").
		Select("a.id, a.account_id, s.made_at AS began, a.executed_at AS known").
		Where("a.outcome = ? AND a.executed_at IS NOT NULL", models.OutcomeOverturn)
	err = add(appeals, models.PrefixAppeal, "appeal:", func(o *models.Happened, _ string) *[]models.Evidenced { return &o.Overturned })
	if err != nil {
		return err
	}
	passed := within(db.Table("challenges"), "account_id", first, last).
		Select("id, account_id, made_at AS began, resolved_at AS known").
		Where("state = ? AND resolved_at IS NOT NULL", models.ChallengePassed)
	return add(passed, models.PrefixChallenge, "challenge:", func(o *models.Happened, _ string) *[]models.Evidenced { return &o.Passed })
}

// keepObservations replaces what is kept of a batch, where it is something else.
func (s *Store) keepObservations(ctx context.Context, actor models.Actor, first, last models.ID, found []models.Observation) error {
	var kept []models.Observation
	err := s.read(ctx, func(db *gorm.DB) error {
		return within(db, "account_id", first, last).Order("account_id").Find(&kept).Error
	})
	if err != nil || sameObservations(kept, found) {
		return err
	}
	return s.write(ctx, actor, func(tx *writeTx) error {
		if err := within(tx.db, "account_id", first, last).Delete(&models.Observation{}).Error; err != nil {
			return err
		}
		digest, bads := newDigest(), 0
		rows := tx.rows(digest, "observations", "account_id", "decision_id", "bad", "source", "at")
		for _, o := range found {
			if o.Bad {
				bads++
			}
			if err := rows.add(int64(o.AccountID), int64(o.DecisionID), o.Bad, o.Source, o.At); err != nil {
				return err
			}
		}
		if err := rows.close(); err != nil {
			return err
		}
		after := map[string]any{"accounts": len(found), "bads": bads, "sha256": digestHex(digest)}
		return tx.audit(models.ActionOutcomesObserved, target{kind: "outcomes"}, nil, after, "")
	})
}

func sameObservations(a, b []models.Observation) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		x, y := a[i], b[i]
		if !x.At.Equal(y.At) {
			return false
		}
		x.At, y.At = time.Time{}, time.Time{}
		if x != y {
			return false
		}
	}
	return true
}

// observedData is TrainingData of the outcomes that the store observed: each account's
// vector is the stored input of the decision that goes with its outcome, so that nothing
// that happened afterwards can be in it.
func (s *Store) observedData(ctx context.Context, d *learn.Data, g *groups) error {
	return s.eachObserved(ctx, func(_, _ models.ID, found []models.Observation) error {
		decisions, err := s.decidedBefore(ctx, found)
		if err != nil {
			return err
		}
		for _, o := range found {
			decision, ok := decisions[o.DecisionID]
			if !ok {
				return fmt.Errorf("decision %s: %w", o.DecisionID.Public(models.PrefixDecision), models.ErrNotFound)
			}
			in, err := decide.DecodeInput(decision.Input)
			if err == nil {
				err = g.add(len(d.Rows), decision.Declared)
			}
			if err != nil {
				return fmt.Errorf("decision %s: %w", o.DecisionID.Public(models.PrefixDecision), err)
			}
			at := decision.At.UTC()
			d.Rows, d.Labels = append(d.Rows, in.Vector), append(d.Labels, o.Bad)
			d.Months = append(d.Months, at.Year()*100+int(at.Month()))
		}
		return nil
	})
}

// decided is a decision as training sees it, with what the account declared.
type decided struct {
	ID       models.ID
	At       time.Time
	Input    []byte
	Declared string
}

// decidedBefore loads the decisions that go with outcomes.
func (s *Store) decidedBefore(ctx context.Context, found []models.Observation) (map[models.ID]decided, error) {
	ids := make([]models.ID, len(found))
	for i, o := range found {
		ids[i] = o.DecisionID
	}
	byID := make(map[models.ID]decided, len(found))
	if len(ids) == 0 {
		return byID, nil
	}
	var rows []decided
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Table("decisions d").Joins("JOIN accounts a ON a.id = d.account_id").
			Select("d.id, d.at, d.input, a.declared").Where("d.id IN ?", ids).Scan(&rows).Error
	})
	for _, r := range rows {
		byID[r.ID] = r
	}
	return byID, err
}
