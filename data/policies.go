package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/engine/decide"
	"candor/models"
)

// draftTries is how often a draft is tried again when another took its number.
const draftTries = 3

// DraftPolicy starts a draft from a version, or returns the actor's open draft: an author
// has one at a time.
func (s *Store) DraftPolicy(ctx context.Context, actor models.Actor, base int) (p *models.Policy, created bool, err error) {
	for range draftTries {
		if p, err := s.openDraft(ctx, actor.UserID); err == nil {
			return p, false, nil
		} else if !errors.Is(err, models.ErrNotFound) {
			return nil, false, err
		}
		if p, err = s.draft(ctx, actor, base); !errors.Is(err, models.ErrConflict) {
			break
		}
	}
	if err != nil {
		return nil, false, fmt.Errorf("draft policy from %d: %w", base, err)
	}
	return p, true, nil
}

func (s *Store) openDraft(ctx context.Context, author models.ID) (*models.Policy, error) {
	var p models.Policy
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Where("made_by = ? AND state = 'draft'", author).Take(&p).Error
	})
	return &p, err
}

func (s *Store) draft(ctx context.Context, actor models.Actor, base int) (*models.Policy, error) {
	var p models.Policy
	err := s.write(ctx, actor, func(tx *writeTx) error {
		var from models.Policy
		if err := tx.db.Where("version = ?", base).Take(&from).Error; err != nil {
			return err
		}
		if from.State == models.PolicyLive { // what a candidate is held against must not move
			if err := tx.noOtherCandidate(0); err != nil {
				return err
			}
		}
		var newest int
		if err := tx.db.Model(&models.Policy{}).Select("max(version)").Scan(&newest).Error; err != nil {
			return err
		}
		p = models.Policy{
			Version: newest + 1, Base: base, State: models.PolicyDraft, Document: from.Document,
			MadeBy: actor.UserID, MadeName: actor.Name, MadeAt: tx.now, Lane: models.LanePolicy, Revision: 1,
		}
		if p.Document.Events == nil { // a version from before events were decided
			live, err := livePolicyRow(tx.db)
			if err != nil {
				return err
			}
			p.Document.Events = live.Document.Events
		}
		if err := tx.insert(&p); err != nil {
			return err
		}
		hash, err := documentHash(p.Document)
		if err != nil {
			return err
		}
		return tx.audit(models.ActionPolicyDrafted, policyTarget(&p), nil, map[string]any{"base": base, "hash": hash}, "")
	})
	return &p, err
}

// changePolicy runs one step of a version's life: it loads and locks the row, refuses a
// stale revision, and writes the columns that the step names. then runs after they are written.
func (s *Store) changePolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, step func(*writeTx, *models.Policy) ([]string, error), then ...func(*writeTx) error) (*models.Policy, error) {
	var p models.Policy
	err := s.write(ctx, actor, func(tx *writeTx) error {
		p = models.Policy{}
		err := tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Where("version = ?", at.Version).Take(&p).Error
		if err != nil {
			return err
		}
		if err := expect(p.Revision, at.Revision); err != nil {
			return err
		}
		columns, err := step(tx, &p)
		if err != nil {
			return err
		}
		if err := tx.updatePolicy(&p, columns...); err != nil {
			return err
		}
		for _, step := range then {
			if err := step(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("policy %d: %w", at.Version, err)
	}
	s.forgetLive()
	return &p, nil
}

// updatePolicy is update for a table whose key is the number and whose guard the revision.
func (tx *writeTx) updatePolicy(p *models.Policy, columns ...string) error {
	was := p.Revision
	p.Revision++
	if p.Settle() { // whatever step took it from where it could become live
		columns = append(columns, scheduleColumns...)
	}
	done := tx.db.Model(p).Where("revision = ?", was).Select("revision", anys(columns)...).Updates(p)
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return models.ErrConflict
	}
	return nil
}

// EditPolicy replaces a draft's document. What Check finds wrong with it is refused as
// *models.Invalid, by the fields of the document. The record keeps the fields that changed.
func (s *Store) EditPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, doc decide.Policy) (*models.Policy, error) {
	if err := models.CheckPolicy(doc); err != nil {
		return nil, err
	}
	return s.changePolicy(ctx, actor, at, func(tx *writeTx, p *models.Policy) ([]string, error) {
		before, after, err := editedFacts(p.Document, doc)
		if err != nil {
			return nil, err
		}
		if err := p.Edit(actor.UserID, doc); err != nil {
			return nil, err
		}
		if err := tx.askCuts(p.Version, p.Revision+1, &doc, false); err != nil {
			return nil, err
		}
		return []string{"document"}, tx.audit(models.ActionPolicyEdited, policyTarget(p), before, after, "")
	})
}

// editedFacts is what the record says of a document that takes the place of another: the fields that differ, and the hash of each.
func editedFacts(old, new decide.Policy) (before, after map[string]string, err error) {
	before, after, err = documentChanges(old, new)
	if err != nil {
		return nil, nil, err
	}
	if before["hash"], err = documentHash(old); err != nil {
		return nil, nil, err
	}
	after["hash"], err = documentHash(new)
	return before, after, err
}

// documentChanges is the fields that differ, on either side.
func documentChanges(old, new decide.Policy) (before, after map[string]string, err error) {
	a, err := json.Marshal(old)
	if err != nil {
		return nil, nil, fmt.Errorf("compare policies: %w", err)
	}
	b, err := json.Marshal(new)
	if err != nil {
		return nil, nil, fmt.Errorf("compare policies: %w", err)
	}
	changes, err := models.Changed(string(a), string(b))
	if err != nil {
		return nil, nil, err
	}
	before, after = map[string]string{}, map[string]string{}
	for _, c := range changes {
		before[c.Path], after[c.Path] = c.Before, c.After
	}
	return before, after, nil
}

// SubmitPolicy asks for approval of a draft that has no fault, and fixes the document's
// hash: only this document can be approved, and only over the version that is live now. It is
// refused while a candidate runs, and for a draft that lacks what went live after it was made
// unless the step names that version.
func (s *Store) SubmitPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, note string) (*models.Policy, error) {
	return s.changePolicy(ctx, actor, at, func(tx *writeTx, p *models.Policy) ([]string, error) {
		if err := models.CheckPolicy(p.Document); err != nil {
			return nil, err
		}
		hash, err := documentHash(p.Document)
		if err != nil {
			return nil, err
		}
		if err := p.Submit(actor.UserID, note, hash, tx.now); err != nil {
			return nil, err
		}
		if err := tx.noOtherCandidate(p.Version); err != nil {
			return nil, err
		}
		live, err := livePolicyRow(tx.db)
		if err != nil {
			return nil, err
		}
		if err := p.PutOver(live, at.Over); err != nil {
			return nil, err
		}
		if err := tx.askCuts(p.Version, p.Revision+1, &p.Document, true); err != nil { // what the second person reads is of this day
			return nil, err
		}
		after := map[string]any{"hash": hash}
		if p.Behind(live) {
			after["without_changes_of"] = live.Version
		}
		return []string{"state", "note", "submitted_at", "submitted_hash", "submitted_over"},
			tx.audit(models.ActionPolicySubmitted, policyTarget(p), nil, after, note)
	})
}

// ReopenPolicy makes a draft again of what its author submitted; an approval is void.
func (s *Store) ReopenPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep) (*models.Policy, error) {
	return s.changePolicy(ctx, actor, at, func(tx *writeTx, p *models.Policy) ([]string, error) {
		was := p.State
		if err := p.Reopen(actor.UserID); err != nil {
			return nil, err
		}
		var drafts int64
		err := tx.db.Model(p).Where("made_by = ? AND state = 'draft'", actor.UserID).Count(&drafts).Error
		if err != nil {
			return nil, err
		}
		if drafts > 0 {
			return nil, &models.Refused{Code: "draft_open"}
		}
		return []string{"state", "submitted_at", "submitted_hash", "submitted_over", "approved_by", "approved_name", "approved_at"},
			tx.audit(models.ActionPolicyReopened, policyTarget(p), map[string]any{"state": was}, map[string]any{"state": p.State}, "")
	})
}

// ApprovePolicy lets a second person agree to a submitted version. It is not in force yet.
func (s *Store) ApprovePolicy(ctx context.Context, actor models.Actor, at models.PolicyStep) (*models.Policy, error) {
	return s.changePolicy(ctx, actor, at, func(tx *writeTx, p *models.Policy) ([]string, error) {
		hash, err := documentHash(p.Document)
		if err != nil {
			return nil, err
		}
		if err := p.Approve(actor.UserID, actor.Name, hash, tx.now); err != nil {
			return nil, err
		}
		if err := tx.baseStands(p); err != nil {
			return nil, err
		}
		return []string{"state", "approved_by", "approved_name", "approved_at"},
			tx.audit(models.ActionPolicyApproved, policyTarget(p), nil, map[string]string{"hash": hash}, p.Note)
	})
}

// RejectPolicy sends a submitted version back for a reason.
func (s *Store) RejectPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, reason string) (*models.Policy, error) {
	return s.changePolicy(ctx, actor, at, func(tx *writeTx, p *models.Policy) ([]string, error) {
		if err := p.Reject(actor.UserID, actor.Name, reason); err != nil {
			return nil, err
		}
		return []string{"state", "approved_by", "approved_name", "decide_reason"},
			tx.audit(models.ActionPolicyRejected, policyTarget(p), nil, nil, reason)
	})
}

// DiscardPolicy drops a draft or takes a submission back.
func (s *Store) DiscardPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep) (*models.Policy, error) {
	return s.changePolicy(ctx, actor, at, func(tx *writeTx, p *models.Policy) ([]string, error) {
		was := p.State
		if err := p.Discard(actor.UserID); err != nil {
			return nil, err
		}
		return []string{"state"}, tx.audit(models.ActionPolicyDiscarded, policyTarget(p),
			map[string]any{"state": was}, map[string]any{"state": p.State}, "")
	})
}
