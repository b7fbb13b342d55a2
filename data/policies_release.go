package data

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// noOtherCandidate refuses a step while another version than this runs beside the live one.
func (tx *writeTx) noOtherCandidate(version int) error {
	var n int64
	err := tx.db.Model(&models.Policy{}).Where("state IN ? AND version <> ?", models.CandidateStates(), version).Count(&n).Error
	if err != nil {
		return err
	}
	if n > 0 {
		return &models.Refused{Code: "candidate_running"}
	}
	return nil
}

// baseStands refuses a step of a version towards force while another runs beside the live one,
// or when the live one is no longer the one that this was submitted over.
func (tx *writeTx) baseStands(p *models.Policy) error {
	if err := tx.noOtherCandidate(p.Version); err != nil {
		return err
	}
	live, err := livePolicyRow(tx.db)
	if err != nil {
		return err
	}
	if p.Moved(live) {
		return &models.Refused{Code: "live_moved"}
	}
	return nil
}

// Candidate returns the version that runs beside the live one, or is paused;
// models.ErrNotFound when there is none.
func (s *Store) Candidate(ctx context.Context) (*models.Policy, error) {
	var p models.Policy
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("state IN ?", models.CandidateStates()).Take(&p).Error })
	return &p, err
}

// ShadowPolicy lets an approved version run beside the live one without deciding.
func (s *Store) ShadowPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep) (*models.Policy, error) {
	return s.changePolicy(ctx, actor, at, func(tx *writeTx, p *models.Policy) ([]string, error) {
		hash, err := documentHash(p.Document)
		if err != nil {
			return nil, err
		}
		if err := p.Shadow(hash, tx.now); err != nil {
			return nil, err
		}
		if err := tx.baseStands(p); err != nil {
			return nil, err
		}
		return []string{"state", "trial_at"}, tx.audit(models.ActionPolicyShadow, policyTarget(p), nil, map[string]string{"hash": hash}, p.Note)
	})
}

// RolloutPolicy lets the candidate decide for so many accounts in a hundred, and queues the
// book to be scored again.
func (s *Store) RolloutPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, percent int) (*models.Policy, error) {
	return s.changePolicy(ctx, actor, at, func(tx *writeTx, p *models.Policy) ([]string, error) {
		was := p.Percent
		if err := p.Rollout(percent); err != nil {
			return nil, err
		}
		err := tx.audit(models.ActionPolicyRollout, policyTarget(p), map[string]int{"percent": was}, map[string]int{"percent": percent}, "")
		if err != nil {
			return nil, err
		}
		return []string{"state", "percent"}, tx.rescoreSoon(p)
	})
}

// PublishPolicy makes the candidate, or an approved version, live: the version that was live
// is archived in the same unit, and the book is queued to be scored again.
func (s *Store) PublishPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep) (*models.Policy, error) {
	return s.changePolicy(ctx, actor, at, (*writeTx).publish)
}

// publish makes a version live that is taken, and names the columns to be written.
func (tx *writeTx) publish(p *models.Policy) ([]string, error) {
	hash, err := documentHash(p.Document)
	if err != nil {
		return nil, err
	}
	live, err := livePolicyRow(tx.db)
	if err != nil {
		return nil, err
	}
	was := p.State
	if err := p.Publish(hash, live.Version, live.Document.Release.ShadowFirst, tx.now); err != nil {
		return nil, err
	}
	if err := tx.baseStands(p); err != nil {
		return nil, err
	}
	old, err := tx.archiveLive() // before the new one is live: only one may be
	if err != nil {
		return nil, err
	}
	before, after := map[string]any{"live": old, "state": was}, map[string]any{"live": p.Version, "hash": hash}
	if err := tx.audit(models.ActionPolicyPublished, policyTarget(p), before, after, p.Note); err != nil {
		return nil, err
	}
	return []string{"state", "previous", "published_at"}, tx.rescoreSoon(p)
}

// archiveLive takes the live version out of force and returns its number, 0 for none.
func (tx *writeTx) archiveLive() (version int, err error) {
	var live []models.Policy
	if err := tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Where("state = 'live'").Find(&live).Error; err != nil {
		return 0, err
	}
	for i := range live {
		live[i].State, live[i].ArchivedAt = models.PolicyArchived, &tx.now
		version = live[i].Version
		if err := tx.updatePolicy(&live[i], "state", "archived_at"); err != nil {
			return 0, err
		}
	}
	return version, nil
}

// rescoreSoon queues the book to be scored under what decides from now on.
func (tx *writeTx) rescoreSoon(p *models.Policy) error {
	return tx.enqueue(models.JobRescore, fmt.Sprintf("%s:policy:%d:%d", models.JobRescore, p.Version, p.Revision), 0, tx.now)
}

// PausePolicy takes the candidate out: the live version decides everything until it resumes.
func (s *Store) PausePolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, reason string) (*models.Policy, error) {
	return s.moveCandidate(ctx, actor, at, models.ActionPolicyPaused, reason, func(_ *writeTx, p *models.Policy) error { return p.Pause(reason) })
}

// ResumePolicy lets a paused candidate go on where it was.
func (s *Store) ResumePolicy(ctx context.Context, actor models.Actor, at models.PolicyStep) (*models.Policy, error) {
	return s.moveCandidate(ctx, actor, at, models.ActionPolicyResumed, "", func(_ *writeTx, p *models.Policy) error { return p.Resume() })
}

// WithdrawPolicy ends the candidate; the live version stays.
func (s *Store) WithdrawPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, reason string) (*models.Policy, error) {
	return s.moveCandidate(ctx, actor, at, models.ActionPolicyWithdrawn, reason, func(tx *writeTx, p *models.Policy) error { return p.Withdraw(reason, tx.now) })
}

// moveCandidate takes one step of a candidate that has nothing to do with its document. The
// book is scored again when the candidate decided for some accounts before it or after it.
func (s *Store) moveCandidate(ctx context.Context, actor models.Actor, at models.PolicyStep, action, reason string, step func(*writeTx, *models.Policy) error) (*models.Policy, error) {
	return s.changePolicy(ctx, actor, at, func(tx *writeTx, p *models.Policy) ([]string, error) {
		was := p.State
		if err := step(tx, p); err != nil {
			return nil, err
		}
		if slices.Contains([]models.PolicyState{was, p.State}, models.PolicyRollout) {
			if err := tx.rescoreSoon(p); err != nil {
				return nil, err
			}
		}
		return []string{"state", "resumes", "decide_reason", "archived_at"},
			tx.audit(action, policyTarget(p), map[string]any{"state": was}, map[string]any{"state": p.State}, reason)
	})
}

// RollbackPolicy brings back the version that was in force before the live one, at once and
// as a version of its own. A candidate that runs is withdrawn: it was held against what is
// undone.
func (s *Store) RollbackPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, reason string) (*models.Policy, error) {
	var made *models.Policy
	_, err := s.changePolicy(ctx, actor, at, func(tx *writeTx, p *models.Policy) ([]string, error) {
		var before models.Policy
		if err := tx.db.Where("version = ?", p.Previous).Limit(1).Find(&before).Error; err != nil {
			return nil, err
		}
		var newest int
		if err := tx.db.Model(&models.Policy{}).Select("max(version)").Scan(&newest).Error; err != nil {
			return nil, err
		}
		var err error
		if made, err = p.Rollback(newest+1, &before, actor.UserID, actor.Name, reason, tx.now); err != nil {
			return nil, err
		}
		if err := tx.withdrawCandidates(reason); err != nil {
			return nil, err
		}
		p.State, p.ArchivedAt = models.PolicyArchived, &tx.now
		hash, err := documentHash(made.Document)
		if err != nil {
			return nil, err
		}
		if err := tx.audit(models.ActionPolicyRolledBack, policyTarget(made), map[string]int{"live": p.Version},
			map[string]any{"live": made.Version, "document_of": before.Version, "hash": hash}, reason); err != nil {
			return nil, err
		}
		return []string{"state", "archived_at"}, nil
	}, func(tx *writeTx) error { // once the live one is out of the way
		if err := tx.insert(made); err != nil {
			return err
		}
		return tx.rescoreSoon(made)
	})
	return made, err
}

func (tx *writeTx) withdrawCandidates(reason string) error {
	var running []models.Policy
	if err := tx.db.Where("state IN ?", models.CandidateStates()).Find(&running).Error; err != nil {
		return err
	}
	for i := range running {
		p := &running[i]
		was := p.State
		if err := p.Withdraw(reason, tx.now); err != nil {
			return err
		}
		if err := tx.updatePolicy(p, "state", "archived_at", "decide_reason"); err != nil {
			return err
		}
		if err := tx.audit(models.ActionPolicyWithdrawn, policyTarget(p), map[string]any{"state": was}, map[string]any{"state": p.State}, reason); err != nil {
			return err
		}
	}
	return nil
}
