package data

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/score"
	"candor/models"
)

// FactorDetail returns one factor of an account's score, of the one that counts with decision 0. models.ErrNotFound for a factor that the
// score's card does not have.
func (s *Store) FactorDetail(ctx context.Context, account, decision models.ID, key string) (*models.FactorDetail, error) {
	whole, err := s.ScoreDetail(ctx, account, decision)
	if err != nil {
		return nil, err
	}
	d := &models.FactorDetail{ScoreDetail: whole}
	line := factorLine(&whole.Breakdown, key)
	at := slices.IndexFunc(whole.Card.Factors, func(f score.Factor) bool { return f.Key == key })
	if line == nil || at < 0 {
		return nil, models.ErrNotFound
	}
	d.Line, d.Factor = *line, whole.Card.Factors[at]
	var made []models.Decision
	err = s.read(ctx, func(db *gorm.DB) error {
		model, err := findOne[models.Model](db, "state", "WHERE id = ?", int64(whole.Decision.ModelID))
		if err != nil {
			return err
		}
		d.Champion = model.State == models.ModelChampion
		if err := binCounts(db, d); err != nil {
			return err
		}
		if d.Note, err = factorNote(db, key); err != nil {
			return err
		}
		made, err = find[models.Decision](db, "", "WHERE account_id = ? ORDER BY id DESC LIMIT "+strconv.Itoa(models.FactorDecisions), int64(account))
		return err
	})
	if err != nil {
		return nil, err
	}
	d.Scores = len(made)
	d.Steps, err = s.factorSteps(ctx, made, key)
	return d, err
}

// factorLine is a factor's line of a breakdown, nil for none.
func factorLine(b *score.Breakdown, key string) *score.Line {
	i := slices.IndexFunc(b.Lines, func(l score.Line) bool { return l.Kind == score.LineFactor && l.Key == key })
	if i < 0 {
		return nil
	}
	return &b.Lines[i]
}

// binCounts reads how the newest week's assessments lie in the factor's bins.
func binCounts(db *gorm.DB, d *models.FactorDetail) error {
	rows, err := find[models.DriftCount](db, "", "WHERE model_id = ? AND factor = ? AND week = (SELECT MAX(week) FROM drift_counts WHERE model_id = ? AND factor = ?)",
		int64(d.Decision.ModelID), d.Factor.Key, int64(d.Decision.ModelID), d.Factor.Key)
	if err != nil || len(rows) == 0 {
		return err
	}
	d.Week, d.Counts = rows[0].Week, make([]int, len(d.Factor.Bins))
	for _, r := range rows {
		if r.Bin < 0 || r.Bin >= len(d.Counts) {
			return fmt.Errorf("drift: no bin %d of %s in model %s", r.Bin, r.Factor, d.Decision.ModelID.Public(models.PrefixModel))
		}
		d.Counts[r.Bin] = int(r.N)
	}
	return nil
}

// factorSteps follows a factor through decisions, the newest first, and keeps those in which it moved, and the oldest.
func (s *Store) factorSteps(ctx context.Context, made []models.Decision, key string) ([]models.FactorStep, error) {
	var steps []models.FactorStep
	for _, m := range slices.Backward(made) {
		assessor, err := s.Assessor(ctx, m.ModelID, m.PolicyVersion)
		if err != nil {
			return nil, err
		}
		in, err := decide.DecodeInput(m.Input)
		if err != nil {
			return nil, fmt.Errorf("decision %s: %w", m.PublicID(), err)
		}
		b := assessor.Explain(in)
		line := factorLine(&b, key)
		if len(steps) > 0 && sameLine(steps[len(steps)-1].Line, line) {
			continue
		}
		m.Input, m.Result = nil, nil
		steps = append(steps, models.FactorStep{Decision: m, Line: line})
	}
	slices.Reverse(steps)
	return steps, nil
}

// sameLine reports whether two scores had one value of a factor, and gave the same points for it.
func sameLine(a, b *score.Line) bool {
	if a == nil || b == nil {
		return a == b
	}
	second := a.Other == b.Other || a.Other != nil && b.Other != nil && *a.Other == *b.Other
	return a.Points == b.Points && a.Missing == b.Missing && a.Value == b.Value && second
}
