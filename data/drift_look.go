package data

import (
	"context"
	"fmt"
	"slices"

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
// became known after it; nil when too few did.
func (s *Store) measureCohort(ctx context.Context, m *models.Model, week int) (*models.DriftCohort, error) {
	var rows []cohortRow
	err := s.read(ctx, func(db *gorm.DB) error { return cohortRows(db, m, week).Scan(&rows).Error })
	if err != nil {
		return nil, err
	}
	var risk []float64
	var bad []bool
	bads := 0
	for _, r := range rows {
		risk, bad = append(risk, slices.Repeat([]float64{-float64(r.Score)}, r.N)...), append(bad, slices.Repeat([]bool{r.Bad}, r.N)...)
		if r.Bad {
			bads += r.N
		}
	}
	if bads < models.CohortFewest || len(bad)-bads < models.CohortFewest {
		return nil, nil
	}
	return &models.DriftCohort{
		ModelID: m.ID, Week: week, Accounts: len(bad), Bads: bads, AUC: learn.AUC(risk, bad), KS: learn.KS(risk, bad), At: s.Now(),
	}, nil
}

// cohortRow is how many accounts of a cohort have a score and an outcome.
type cohortRow struct {
	Score int
	Bad   bool
	N     int
}

// cohortRows counts a cohort. The first assessments are joined and not looked for in a list: SQLite tried each of them with
// each labelled account.
func cohortRows(db *gorm.DB, m *models.Model, week int) *gorm.DB {
	from, to := models.FirstID(drift.Monday(week)), models.FirstID(drift.Monday(week).AddDate(0, 0, 7))
	first := db.Model(&models.Decision{}).Select("MIN(id) AS id").Where("id >= ? AND id < ? AND model_id = ?", from, to, m.ID).Group("account_id")
	return db.Table("(?) AS f", first).Joins("JOIN decisions d ON d.id = f.id").
		Joins("JOIN labels l ON l.account_id = d.account_id AND l.name = ? AND l.at > d.at", m.Label).
		Select("d.score, l.bad, COUNT(*) AS n").Group("d.score, l.bad").Order("d.score")
}
