package data

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// ProposeSanction asks for a sanction. A limit cut and a restriction take effect at once;
// a freeze and a deactivation wait for a second person and lapse after ApprovalTTL.
func (s *Store) ProposeSanction(ctx context.Context, actor models.Actor, cmd models.ProposeSanction) (*models.Sanction, error) {
	var made *models.Sanction
	err := s.write(ctx, actor, func(tx *writeTx) error {
		h, err := tx.hold(cmd.AccountID)
		if err != nil {
			return err
		}
		if err := expect(h.Version, cmd.Version); err != nil {
			return err
		}
		if made, err = tx.newSanction(h, cmd); err != nil {
			return err
		}
		return tx.impose(h, made)
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// impose stores a new sanction: in force at once, or waiting for a second person.
func (tx *writeTx) impose(h *holding, made *models.Sanction) error {
	if made.Kind.NeedsApproval() {
		if err := tx.insert(made); err != nil {
			return err
		}
		err := tx.enqueue(models.JobSanctionLapse, "sanction.lapse:"+made.PublicID(), made.ID, tx.now.Add(models.ApprovalTTL+time.Second))
		if err != nil {
			return err
		}
		return tx.audit(models.ActionSanctionProposed, sanctionTarget(made), nil, sanctionFacts(made), made.Reason)
	}
	made.Snapshot = models.TakeSnapshot(&h.Account, h.lines, tx.now)
	made.Start(tx.now)
	if err := tx.insert(made); err != nil {
		return err
	}
	return tx.enforce(h, made, models.ActionSanctionApplied)
}

// newSanction makes the row: valid, and the only one of its kind on the account.
func (tx *writeTx) newSanction(h *holding, cmd models.ProposeSanction) (*models.Sanction, error) {
	if h.Status == models.StatusClosed {
		return nil, &models.Refused{Code: "account_closed"}
	}
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	made := &models.Sanction{
		ID: id, AccountID: h.ID, CaseID: cmd.CaseID, Kind: cmd.Kind, Reach: []models.Function{}, Spared: []string{},
		Principal: models.Principal(cmd.ReasonCode, cmd.Further), Reason: cmd.Reason, State: models.SanctionProposed,
		EndsAt: stampPtr(cmd.EndsAt), ReviewAt: stampPtr(cmd.ReviewAt),
		MadeBy: tx.actor.UserID, MadeName: tx.actor.Name, MadeAt: tx.now, Version: 1,
	}
	switch cmd.Kind {
	case models.SanctionLimitCut:
		made.CutProduct, made.CutFen = cmd.CutProduct, cmd.CutFen
	case models.SanctionRestrict:
		made.Reach = append(made.Reach, cmd.Reach...)
	}
	if err := made.Validate(h.lines, tx.now); err != nil {
		return nil, err
	}
	made.ReasonCode = models.SanctionReasonFor(made.Principal[0])
	return made, tx.noneOfKind(h.ID, cmd.Kind)
}

// noneOfKind refuses a second sanction of one kind on an account.
func (tx *writeTx) noneOfKind(accountID models.ID, kind models.SanctionKind) error {
	var same int64
	err := tx.db.Model(&models.Sanction{}).Where("account_id = ? AND kind = ? AND state IN ?", accountID, kind,
		[]models.SanctionState{models.SanctionProposed, models.SanctionActive}).Count(&same).Error
	if err == nil && same > 0 {
		return &models.Refused{Code: "sanction_exists"}
	}
	return err
}

// enforce makes the account what all its sanctions in force say together, tells the
// customer, and plans the end and the review of the new one.
func (tx *writeTx) enforce(h *holding, made *models.Sanction, action string) error {
	if err := tx.reapply(h); err != nil {
		return err
	}
	if err := tx.audit(action, sanctionTarget(made), h.state, h.applied(made), made.Reason); err != nil {
		return err
	}
	if err := tx.planSanction(made); err != nil {
		return err
	}
	values := made.Telling()
	if err := tx.teach(h.ID, values); err != nil {
		return err
	}
	return tx.message(&h.Account, models.TemplateSanctionStarted, values, made.PublicID())
}

// planSanction plans the end and the review of a sanction that has effect now.
func (tx *writeTx) planSanction(made *models.Sanction) error {
	if made.EndsAt != nil {
		if err := tx.enqueue(models.JobSanctionExpire, "sanction.expire:"+made.PublicID(), made.ID, *made.EndsAt); err != nil {
			return err
		}
	}
	if made.ReviewAt == nil {
		return nil
	}
	return tx.enqueueReview(made, *made.ReviewAt)
}

// reapply sets the account and its lines to the sum of the sanctions in force.
func (tx *writeTx) reapply(h *holding) error {
	active, err := tx.inForce(h.ID)
	if err != nil {
		return err
	}
	h.Apply(active, h.lines)
	return tx.keep(h)
}

func sanctionTarget(s *models.Sanction) target {
	return target{kind: "sanction", id: s.PublicID(), accountID: s.AccountID}
}

func sanctionFacts(s *models.Sanction) map[string]any {
	facts := map[string]any{"kind": s.Kind, "state": s.State, "reason_code": s.ReasonCode, "reasons": s.Reasons(), "ends_at": s.EndsAt, "review_at": s.ReviewAt}
	if s.Kind == models.SanctionLimitCut {
		facts["product"], facts["cut_fen"] = s.CutProduct, s.CutFen
	}
	if s.Kind == models.SanctionRestrict {
		facts["reach"] = s.Reach
	}
	return facts
}

// appliedState is what an account became by a measure, and which measure that is.
type appliedState struct {
	accountState
	Measure map[string]any `json:"measure"`
}

func (h *holding) applied(s *models.Sanction) appliedState {
	return appliedState{h.now(), sanctionFacts(s)}
}

// ApproveSanction lets a second person put a proposed sanction into force. The snapshot
// is of this moment: what is taken away is what is there now.
func (s *Store) ApproveSanction(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.changeSanction(ctx, actor, id, version, func(tx *writeTx, h *holding, sn *models.Sanction) error {
		if err := sn.Approve(tx.actor.UserID, tx.actor.Name, tx.now); err != nil {
			return err
		}
		if h.Status == models.StatusClosed {
			return &models.Refused{Code: "account_closed"}
		}
		if err := sn.Validate(h.lines, tx.now); err != nil {
			return err
		}
		sn.Snapshot = models.TakeSnapshot(&h.Account, h.lines, tx.now)
		err := tx.update(sn, &sn.Version, "state", "starts_at", "decided_at", "approved_by", "approved_name", "snapshot")
		if err != nil {
			return err
		}
		return tx.enforce(h, sn, models.ActionSanctionApproved)
	})
}

// RejectSanction lets a second person refuse a proposed sanction for a reason.
func (s *Store) RejectSanction(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error {
	return s.changeSanction(ctx, actor, id, version, func(tx *writeTx, _ *holding, sn *models.Sanction) error {
		if err := sn.Reject(tx.actor.UserID, tx.actor.Name, reason, tx.now); err != nil {
			return err
		}
		return tx.endProposal(sn, models.ActionSanctionRejected, reason)
	})
}

// WithdrawSanction takes back the actor's own proposal.
func (s *Store) WithdrawSanction(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.changeSanction(ctx, actor, id, version, func(tx *writeTx, _ *holding, sn *models.Sanction) error {
		if err := sn.Withdraw(tx.actor.UserID, tx.actor.Name, "", tx.now); err != nil {
			return err
		}
		return tx.endProposal(sn, models.ActionSanctionEnded, "")
	})
}

// endProposal writes the end of a proposal that never had effect.
func (tx *writeTx) endProposal(sn *models.Sanction, action, reason string) error {
	if err := tx.update(sn, &sn.Version, endColumns()...); err != nil {
		return err
	}
	return tx.audit(action, sanctionTarget(sn), models.SanctionProposed, sn.State, reason)
}

func endColumns() []string {
	return []string{"state", "ended_by", "ended_name", "end_reason", "ended_at"}
}

// LiftSanction ends an active sanction by hand. What it held down comes back, unless
// another sanction still holds it.
func (s *Store) LiftSanction(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error {
	return s.changeSanction(ctx, actor, id, version, func(tx *writeTx, h *holding, sn *models.Sanction) error {
		may, err := tx.may()
		if err != nil {
			return err
		}
		if err := sn.MayLift(may); err != nil {
			return err
		}
		if err := sn.Lift(tx.actor.UserID, tx.actor.Name, reason, tx.now); err != nil {
			return err
		}
		return tx.release(h, sn, models.ActionSanctionLifted, reason)
	})
}

// release writes the end of a sanction that had effect and recomputes the account.
func (tx *writeTx) release(h *holding, sn *models.Sanction, action, reason string) error {
	if err := tx.update(sn, &sn.Version, endColumns()...); err != nil {
		return err
	}
	if err := tx.leaveRadar(sn); err != nil {
		return err
	}
	if err := tx.reapply(h); err != nil {
		return err
	}
	if err := tx.audit(action, sanctionTarget(sn), h.state, h.now(), reason); err != nil {
		return err
	}
	return tx.message(&h.Account, models.TemplateSanctionEnded, sn.Telling(), sn.PublicID())
}

// changeSanction runs one step on a sanction as it was read, with its account held.
func (s *Store) changeSanction(ctx context.Context, actor models.Actor, id models.ID, version int64,
	step func(*writeTx, *holding, *models.Sanction) error) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		h, sn, err := tx.takeSanction(id)
		if err != nil {
			return err
		}
		if err := expect(sn.Version, version); err != nil {
			return err
		}
		return step(tx, h, sn)
	})
}

// takeSanction takes a sanction and, before it, its account.
func (tx *writeTx) takeSanction(id models.ID) (*holding, *models.Sanction, error) {
	var sn models.Sanction
	if err := tx.db.Select("account_id").Where("id = ?", id).Take(&sn).Error; err != nil {
		return nil, nil, err
	}
	h, err := tx.hold(sn.AccountID)
	if err != nil {
		return nil, nil, err
	}
	sn = models.Sanction{}
	if err := tx.take(&sn, id); err != nil {
		return nil, nil, fmt.Errorf("sanction: %w", err)
	}
	return h, &sn, nil
}

// Sanction returns one sanction.
func (s *Store) Sanction(ctx context.Context, id models.ID) (*models.Sanction, error) {
	var sn models.Sanction
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&sn).Error })
	return &sn, err
}

// Sanctions returns the newest sanctions of an account.
func (s *Store) Sanctions(ctx context.Context, accountID models.ID) ([]models.Sanction, error) {
	var found []models.Sanction
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Where("account_id = ?", accountID).Order("id DESC").Limit(listMax).Find(&found).Error
	})
	return found, err
}
