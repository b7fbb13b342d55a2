package data

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/score"
	"candor/models"
)

// assessorCache keeps compiled pairs of model and policy. Both are immutable, so an entry
// never goes stale and replicas need not tell each other.
type assessorCache struct {
	mu   sync.Mutex
	made map[[2]int64]*decide.Assessor
}

// Assessor returns the compiled pair of a model and a policy version.
func (s *Store) Assessor(ctx context.Context, modelID models.ID, policyVersion int) (*decide.Assessor, error) {
	key := [2]int64{int64(modelID), int64(policyVersion)}
	s.compiled.mu.Lock()
	defer s.compiled.mu.Unlock()
	if a, ok := s.compiled.made[key]; ok {
		return a, nil
	}
	var m models.Model
	var p models.Policy
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id = ?", modelID).Take(&m).Error; err != nil {
			return fmt.Errorf("model: %w", err)
		}
		return db.Where("version = ?", policyVersion).Take(&p).Error
	})
	if err != nil {
		return nil, err
	}
	card, err := score.Read(m.Artefact)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", m.PublicID(), err)
	}
	a, err := decide.NewAssessor(card, p.Document)
	if err != nil {
		return nil, fmt.Errorf("model %s, policy %d: %w", m.PublicID(), policyVersion, err)
	}
	if s.compiled.made == nil {
		s.compiled.made = map[[2]int64]*decide.Assessor{}
	}
	s.compiled.made[key] = a
	return a, nil
}

// ErrNoModel is a lender that has not trained a model yet: nothing can be scored.
var ErrNoModel = fmt.Errorf("no model is champion yet: %w", models.ErrNotFound)

// Live returns what decides now: the champion and the live policy.
func (s *Store) Live(ctx context.Context) (modelID models.ID, policyVersion int, err error) {
	err = s.read(ctx, func(db *gorm.DB) error {
		var ids []models.ID
		if err := db.Model(&models.Model{}).Where("state = 'champion'").Limit(1).Pluck("id", &ids).Error; err != nil {
			return err
		}
		var versions []int
		if err := db.Model(&models.Policy{}).Where("state = 'live'").Limit(1).Pluck("version", &versions).Error; err != nil {
			return err
		}
		if len(versions) == 1 {
			policyVersion = versions[0]
		}
		if len(ids) == 0 {
			return ErrNoModel
		}
		modelID = ids[0]
		return nil
	})
	return modelID, policyVersion, err
}

// assessors is the versions that assess accounts now: the live one, and the candidate for its
// share of them.
type assessors struct {
	model   models.ID
	live    *decide.Assessor
	version int
	trial   *decide.Assessor // nil without a candidate that decides
	of      trial            // its version and share; nothing else of it is set
}

// assessor is the version that assesses an account.
func (a *assessors) assessor(account models.ID) (*decide.Assessor, int) {
	if a.trial != nil && a.of.has(account) {
		return a.trial, a.of.version
	}
	return a.live, a.version
}

// policies is the versions that may have assessed accounts of a batch.
func (a *assessors) policies() map[int]decide.Policy {
	all := map[int]decide.Policy{a.version: a.live.Policy()}
	if a.trial != nil {
		all[a.of.version] = a.trial.Policy()
	}
	return all
}

// liveAssessors returns what assesses accounts now, with the champion.
func (s *Store) liveAssessors(ctx context.Context) (*assessors, models.ID, error) {
	live, modelID, version, err := s.LiveAssessor(ctx)
	if err != nil {
		return nil, 0, err
	}
	a := &assessors{model: modelID, live: live, version: version}
	c, err := s.Candidate(ctx)
	if errors.Is(err, models.ErrNotFound) || err == nil && c.State != models.PolicyRollout {
		return a, modelID, nil
	}
	if err != nil {
		return nil, 0, err
	}
	a.of.version, a.of.percent = c.Version, c.Percent
	a.trial, err = s.Assessor(ctx, modelID, c.Version)
	return a, modelID, err
}

// LiveAssessor returns the compiled champion and live policy with their versions.
func (s *Store) LiveAssessor(ctx context.Context) (*decide.Assessor, models.ID, int, error) {
	modelID, version, err := s.Live(ctx)
	if err != nil {
		return nil, 0, 0, err
	}
	a, err := s.Assessor(ctx, modelID, version)
	return a, modelID, version, err
}
