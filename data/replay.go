package data

import (
	"context"
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

// Replay recomputes one decision from its stored input, model and policy.
func (s *Store) Replay(ctx context.Context, id models.ID) (ReplayResult, error) {
	var d models.Decision
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&d).Error })
	if err != nil {
		return ReplayResult{}, fmt.Errorf("replay: %w", err)
	}
	var r ReplayResult
	err = s.replay(ctx, &d, &r)
	return r, err
}

// ReplayAll recomputes every stored decision. progress may be nil.
func (s *Store) ReplayAll(ctx context.Context, progress func(done int)) (ReplayResult, error) {
	var r ReplayResult
	for after := models.ID(0); ; {
		var page []models.Decision
		err := s.read(ctx, func(db *gorm.DB) error {
			return db.Where("id > ?", after).Order("id").Limit(rescoreBatch).Find(&page).Error
		})
		if err != nil {
			return r, fmt.Errorf("replay: %w", err)
		}
		if len(page) == 0 {
			return r, nil
		}
		for i := range page {
			if err := s.replay(ctx, &page[i], &r); err != nil {
				return r, err
			}
		}
		after = page[len(page)-1].ID
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
	r.Decisions++
	if comesOutAgain(a, d) {
		r.Identical++
		return nil
	}
	r.Differing++
	if len(r.First) < firstMost {
		r.First = append(r.First, d.PublicID())
	}
	return nil
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
