package data

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// ReplayResult is what recomputing stored decisions found.
type ReplayResult struct {
	Decisions int      `json:"decisions"`
	Identical int      `json:"identical"`
	Differing int      `json:"differing"`
	First     []string `json:"first,omitempty"` // public ids of the first that differ
}

// firstMost is how many differing decisions are named.
const firstMost = 20

// Replay recomputes one decision, an assessment or one on an event, from its stored input
// and by the model and the policy that it names.
func (s *Store) Replay(ctx context.Context, id models.ID) (ReplayResult, error) {
	var r ReplayResult
	var d models.Decision
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&d).Error })
	if err == nil {
		return r, s.replay(ctx, &d, &r)
	}
	var e models.Event
	if errors.Is(err, models.ErrNotFound) {
		err = s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ? AND outcome <> ''", id).Take(&e).Error })
	}
	if err != nil {
		return r, fmt.Errorf("replay: %w", err)
	}
	return r, s.replayEvent(ctx, &e, &r)
}

// ReplayAll recomputes every stored decision. progress may be nil.
func (s *Store) ReplayAll(ctx context.Context, progress func(done int)) (ReplayResult, error) {
	var r ReplayResult
	err := replayPages(ctx, s, "", &r, progress, func(d *models.Decision) (models.ID, error) { return d.ID, s.replay(ctx, d, &r) })
	if err == nil {
		err = replayPages(ctx, s, "outcome <> ''", &r, progress, func(e *models.Event) (models.ID, error) { return e.ID, s.replayEvent(ctx, e, &r) })
	}
	return r, err
}

// replayPages reads a table page by page in the order of its ids.
func replayPages[T any](ctx context.Context, s *Store, where string, r *ReplayResult, progress func(done int), each func(*T) (models.ID, error)) error {
	for after := models.ID(0); ; {
		var page []T
		err := s.read(ctx, func(db *gorm.DB) error {
			return db.Where("id > ?", after).Where(where).Order("id").Limit(rescoreBatch).Find(&page).Error
		})
		if err != nil {
			return fmt.Errorf("replay: %w", err)
		}
		if len(page) == 0 {
			return nil
		}
		for i := range page {
			if after, err = each(&page[i]); err != nil {
				return err
			}
		}
		if progress != nil {
			progress(r.Decisions)
		}
	}
}

// replay recomputes one decision and counts it. Only a model or a policy that cannot be
// loaded is an error: a decision that does not come out again is a finding.
func (s *Store) replay(ctx context.Context, d *models.Decision, r *ReplayResult) error {
	a, err := s.Assessor(ctx, d.ModelID, d.PolicyVersion)
	if err != nil {
		return fmt.Errorf("replay %s: %w", d.PublicID(), err)
	}
	r.count(d.PublicID(), comesOutAgain(a, d))
	return nil
}

// replayEvent recomputes one decision on an event, as replay does an assessment.
func (s *Store) replayEvent(ctx context.Context, e *models.Event, r *ReplayResult) error {
	m, err := s.Monitor(ctx, e.PolicyVersion)
	if err != nil {
		return fmt.Errorf("replay %s: %w", e.PublicID(), err)
	}
	r.count(e.PublicID(), eventComesOutAgain(m, e))
	return nil
}

func (r *ReplayResult) count(name string, identical bool) {
	r.Decisions++
	if identical {
		r.Identical++
		return
	}
	r.Differing++
	if len(r.First) < firstMost {
		r.First = append(r.First, name)
	}
}

// eventComesOutAgain reports whether a decision on an event is reproduced to the bit, and
// the row's own columns say what the input and the result say.
func eventComesOutAgain(m *decide.Monitor, e *models.Event) bool {
	identical, again, err := m.Replay(e.Input, e.Result)
	if err != nil || !identical || again.Outcome != e.Outcome || again.Risk != e.Risk {
		return false
	}
	in, err := decide.DecodeEventInput(e.Input)
	return err == nil && in.Kind == string(e.Kind) && in.AmountFen == e.AmountFen && in.Late == e.Late &&
		in.Product == string(e.Body.Product) && in.Category == e.Body.Category
}

// comesOutAgain reports whether a decision is reproduced to the bit, its columns say what
// its result says, and the lines of both its forms sum to the score.
func comesOutAgain(a *decide.Assessor, d *models.Decision) bool {
	identical, again, err := a.Replay(d.Input, d.Result)
	if err != nil || !identical {
		return false
	}
	if again.Score != d.Score || again.Band != d.Band || string(again.Outcome) != d.Outcome {
		return false
	}
	sum := again.Base
	for _, p := range again.Points {
		sum += p
	}
	for _, m := range again.Moved {
		sum += m.Points
	}
	if sum != d.Score {
		return false
	}
	in, err := decide.DecodeInput(d.Input)
	if err != nil {
		return false
	}
	explained := a.Explain(in)
	sum = 0
	for _, l := range explained.Lines {
		sum += l.Points
	}
	return sum == d.Score && explained.Score == d.Score
}
