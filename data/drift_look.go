package data

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/engine/drift"
	"candor/engine/learn"
	"candor/models"
)

// LookAtDrift measures the champion's cohorts whose outcomes became known and opens an alert
// for each factor of the newest week that is far from the training rows, once for each week.
// It returns how many alerts it opened. Running it again is safe.
func (s *Store) LookAtDrift(ctx context.Context, actor models.Actor) (opened int, err error) {
	b, err := s.DriftBoard(ctx)
	if err != nil || b.Model == nil || len(b.Weeks) == 0 {
		return 0, err
	}
	cohorts, err := s.measureCohorts(ctx, b)
	if err != nil {
		return 0, err
	}
	newest := b.Weeks[len(b.Weeks)-1]
	err = s.writeIfAny(ctx, actor, func(tx *writeTx) error {
		opened = 0
		if err := tx.keepCohorts(b.Model, cohorts); err != nil {
			return err
		}
		for _, series := range append([]models.DriftSeries{b.Score}, b.Factors...) {
			p := series.Point(newest)
			if p == nil || p.Level != drift.Alarm {
				continue
			}
			done, err := tx.openDriftAlert(b.Model.ID, series.Key, p)
			if err != nil {
				return err
			}
			opened += done
		}
		return nil
	})
	return opened, err
}

// measureCohorts measures the weeks of a board and returns the cohorts that are other than the
// board has them.
func (s *Store) measureCohorts(ctx context.Context, b *models.DriftBoard) ([]models.DriftCohort, error) {
	var changed []models.DriftCohort
	for _, week := range b.Weeks {
		c, err := s.measureCohort(ctx, b.Model, week)
		if err != nil {
			return nil, fmt.Errorf("drift: cohort %d: %w", week, err)
		}
		same := slices.ContainsFunc(b.Cohorts, func(was models.DriftCohort) bool {
			return c != nil && was.Week == week && was.Accounts == c.Accounts && was.Bads == c.Bads && was.AUC == c.AUC && was.KS == c.KS
		})
		if c != nil && !same {
			changed = append(changed, *c)
		}
	}
	return changed, nil
}

// keepCohorts stores cohorts that changed, with one entry for all.
func (tx *writeTx) keepCohorts(m *models.Model, cohorts []models.DriftCohort) error {
	if len(cohorts) == 0 {
		return nil
	}
	err := tx.db.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "model_id"}, {Name: "week"}}, DoUpdates: clause.AssignmentColumns([]string{"accounts", "bads", "auc", "ks", "at"}),
	}).Create(&cohorts).Error
	if err != nil {
		return err
	}
	return tx.audit(models.ActionDriftMeasured, modelTarget(m), nil, cohorts, "")
}

// openDriftAlert opens an alert unless there was one for the same week.
func (tx *writeTx) openDriftAlert(model models.ID, factor string, p *models.DriftPoint) (int, error) {
	id, err := tx.id()
	if err != nil {
		return 0, err
	}
	a := models.DriftAlert{ID: id, ModelID: model, Factor: factor, Week: p.Week, PSI: p.PSI, Accounts: p.N, State: models.DriftAlertOpen, OpenedAt: tx.now, Version: 1}
	done := tx.db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "model_id"}, {Name: "factor"}, {Name: "week"}}, DoNothing: true}).Create(&a)
	if done.Error != nil || done.RowsAffected == 0 {
		return 0, done.Error
	}
	after := map[string]any{"factor": factor, "week": p.Week, "psi": p.PSI, "assessments": p.N, "model": model.Public(models.PrefixModel)}
	return 1, tx.audit(models.ActionDriftOpened, driftTarget(&a), nil, after, "")
}

func driftTarget(a *models.DriftAlert) target { return target{kind: "drift", id: a.PublicID()} }

// CloseDriftAlert ends an alert with a note on what was found.
func (s *Store) CloseDriftAlert(ctx context.Context, actor models.Actor, id models.ID, version int64, note string) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		var a models.DriftAlert
		if err := tx.take(&a, id); err != nil {
			return err
		}
		if err := expect(a.Version, version); err != nil {
			return err
		}
		if err := a.Close(actor.UserID, actor.Name, note, tx.now); err != nil {
			return err
		}
		if err := tx.update(&a, &a.Version, "state", "note", "closed_at", "closed_by", "closed_name"); err != nil {
			return err
		}
		return tx.audit(models.ActionDriftClosed, driftTarget(&a), models.DriftAlertOpen, a.State, note)
	})
}

// measureCohort measures the first assessment of each account in a week against outcomes that
// became known after it; nil when too few did. It goes by the accounts with such an outcome.
func (s *Store) measureCohort(ctx context.Context, m *models.Model, week int) (*models.DriftCohort, error) {
	var c cohort
	w := models.EffectWindow{From: drift.Monday(week), To: drift.Monday(week).AddDate(0, 0, 7)}
	var runs []models.ID
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		runs, err = standRuns(db, m.ID, w.From, w.To)
		return err
	})
	for after, more := models.ID(0), true; err == nil && more; {
		err = s.read(ctx, func(db *gorm.DB) error {
			labels, last, err := labelsSince(db, m.Label, w.From, after)
			if more = len(labels) > 0; err != nil || !more {
				return err
			}
			assessed, err := firstAssessed(db, w, m.ID, runs, labels[0].AccountID-1, last)
			if err != nil {
				return err
			}
			c.add(labels, assessed)
			after = last
			return nil
		})
	}
	if err != nil || c.bads < models.CohortFewest || len(c.bad)-c.bads < models.CohortFewest {
		return nil, err
	}
	return &models.DriftCohort{
		ModelID: m.ID, Week: week, Accounts: len(c.bad), Bads: c.bads, AUC: learn.AUC(c.risk, c.bad), KS: learn.KS(c.risk, c.bad), At: s.Now(),
	}, nil
}

// cohort gathers the scores and outcomes of a week.
type cohort struct {
	risk []float64
	bad  []bool
	bads int
}

// add takes in what became known after the assessments.
func (c *cohort) add(labels []models.Label, assessed map[models.ID]models.Decision) {
	for _, l := range labels {
		d, ok := assessed[l.AccountID]
		if !ok || !l.At.After(d.At) {
			continue
		}
		c.risk, c.bad = append(c.risk, -float64(d.Score)), append(c.bad, l.Bad)
		if l.Bad {
			c.bads++
		}
	}
}

// cohortBatch is how many accounts are held against their outcomes at once.
const cohortBatch = 2000

// labelsSince reads outcomes of a name that became known after a time, by account: the next one above an account and all of the
// cohortBatch accounts from it on, the last of which it names. None when there are no more.
func labelsSince(db *gorm.DB, name string, at time.Time, after models.ID) (labels []models.Label, last models.ID, err error) {
	next, err := find[models.Label](db, "account_id", "WHERE account_id > ? AND name = ? AND at > ? ORDER BY account_id LIMIT 1", int64(after), name, at)
	if err != nil || len(next) == 0 {
		return nil, 0, err
	}
	from := next[0].AccountID
	accounts, err := find[models.Account](db, "id", "WHERE id >= ? ORDER BY id LIMIT "+strconv.Itoa(cohortBatch), int64(from))
	if err != nil || len(accounts) == 0 {
		return nil, 0, err
	}
	last = accounts[len(accounts)-1].ID
	labels, err = find[models.Label](db, "", "WHERE account_id >= ? AND account_id <= ? AND name = ? AND at > ? ORDER BY account_id",
		int64(from), int64(last), name, at)
	return labels, last, err
}
