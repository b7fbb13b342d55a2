package data

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"candor/engine/counterfactual"
	"candor/engine/factor"
	"candor/engine/score"
	"candor/models"
)

// facts is what pages need of an account's facts: the facts themselves, the vector that was
// stored of them, and when they were seen.
type facts struct {
	known
	features *models.Features // nil for an account without factors
	linked   *models.Run      // the last rescoring, which counts every account's links first
}

// factsOf reads an account's facts: a fixed number of statements. The links are not walked
// again; their factors are taken from the stored vector.
func (s *Store) factsOf(db *gorm.DB, a *models.Account) (*facts, error) {
	f := &facts{known: known{account: a}}
	var rows []models.Features
	err := errors.Join(
		newest(db, &f.lines, a.ID, "id", listMax),
		newest(db, &f.statements, a.ID, "month DESC", factor.MaxStatements),
		newest(db, &f.checks, a.ID, "kind", listMax),
		newest(db, &rows, a.ID, "account_id", 1),
	)
	if err != nil {
		return nil, err
	}
	if len(rows) == 1 {
		f.features = &rows[0]
	}
	f.linked, err = s.lastRun(db)
	return f, err
}

// observed says when the facts were last seen.
func (f *facts) observed() *models.Observed {
	o := &models.Observed{Checks: map[string]time.Time{}}
	if len(f.statements) > 0 {
		o.Statements = models.MonthEnd(f.statements[0].Month)
	}
	for _, c := range f.checks {
		o.Checks[c.Kind] = c.CheckedAt
	}
	if f.features == nil {
		return o
	}
	if f.features.ToldAt != nil {
		o.Told = *f.features.ToldAt
	}
	if f.features.LinkedAt != nil {
		o.Linked = *f.features.LinkedAt
		// A rescoring counts every link again, and writes a row only where one moved.
		if f.linked != nil && f.linked.StartedAt.After(o.Linked) {
			o.Linked = f.linked.StartedAt
		}
	}
	return o
}

// next searches what would take the account to the next band, by the card and policy of a
// decision; nil for an account without factors.
func (s *Store) next(ctx context.Context, f *facts, d *models.Decision, previous int, o *models.Override) (*counterfactual.Result, error) {
	if f == nil || f.features == nil {
		return nil, nil
	}
	assessor, err := s.Assessor(ctx, d.ModelID, d.PolicyVersion)
	if err != nil {
		return nil, err
	}
	state := counterfactual.State{Facts: f.facts(s.Now()), Previous: previous}
	if state.Vector, err = factor.Decode(f.features.Vector); err != nil {
		return nil, err
	}
	switches := assessor.Policy().Switches
	switches.Mask(state.Vector, f.account.Jurisdiction)
	if o != nil {
		state.Override = o.Score
	}
	found := counterfactual.Search(assessor, state)
	return &found, nil
}

// doubts says what a breakdown rests on: missing factors, and the range of the bagged models.
func doubts(e *score.Evaluator, vector factor.Vector, b *score.Breakdown) ([]score.Gap, *score.Interval) {
	gaps := e.Gaps(b)
	if r, ok := e.Range(vector); ok {
		return gaps, &r
	}
	return gaps, nil
}
