package data

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"candor/models"
)

// radarTx is an item taken for one unit of work, with what it is about.
type radarTx struct {
	models.RadarItem
	h        *holding
	sanction *models.Sanction // nil for an event
}

// takeRadar takes account, sanction and item, in that order.
func (tx *writeTx) takeRadar(id models.ID) (*radarTx, error) {
	var ref models.RadarItem
	if err := tx.db.Select("account_id", "subject_id", "kind").Where("id = ?", id).Take(&ref).Error; err != nil {
		return nil, err
	}
	r := &radarTx{}
	var err error
	if ref.Event() {
		r.h, err = tx.hold(ref.AccountID)
	} else {
		r.h, r.sanction, err = tx.takeSanction(ref.SubjectID)
	}
	if err != nil {
		return nil, err
	}
	return r, tx.take(&r.RadarItem, id)
}

func radarTarget(r *models.RadarItem) target {
	return target{kind: "radar", id: r.PublicID(), accountID: r.AccountID}
}

func radarHold(r *models.RadarItem) map[string]any {
	h := map[string]any{"assignee": r.AssigneeName}
	if r.LeaseUntil != nil {
		h["until"] = r.LeaseUntil
	}
	return h
}

// ClaimRadar gives the item to the actor for models.CaseLease, or renews it. Who made or
// approved the sanction is refused.
func (s *Store) ClaimRadar(ctx context.Context, actor models.Actor, id models.ID) (*models.RadarItem, error) {
	return s.changeRadarHold(ctx, actor, id, models.ActionRadarClaimed, func(r *radarTx, tx *writeTx) error {
		return r.Claim(r.sanction, actor.UserID, actor.Name, tx.now)
	})
}

// ReleaseRadar gives the item back.
func (s *Store) ReleaseRadar(ctx context.Context, actor models.Actor, id models.ID) (*models.RadarItem, error) {
	return s.changeRadarHold(ctx, actor, id, models.ActionRadarReleased, func(r *radarTx, tx *writeTx) error {
		return r.RadarItem.Release(actor.UserID, tx.now)
	})
}

func (s *Store) changeRadarHold(ctx context.Context, actor models.Actor, id models.ID, action string, rule func(*radarTx, *writeTx) error) (*models.RadarItem, error) {
	var r *radarTx
	err := s.write(ctx, actor, func(tx *writeTx) (err error) {
		if r, err = tx.takeRadar(id); err != nil {
			return err
		}
		return tx.saveRadarHold(r, action, rule)
	})
	if err != nil {
		return nil, fmt.Errorf("radar %s: %w", id.Public(models.PrefixRadar), err)
	}
	return &r.RadarItem, nil
}

func (tx *writeTx) saveRadarHold(r *radarTx, action string, rule func(*radarTx, *writeTx) error) error {
	before := radarHold(&r.RadarItem)
	if err := rule(r, tx); err != nil {
		return err
	}
	if err := tx.update(&r.RadarItem, &r.Version, "assignee_id", "assignee_name", "lease_until"); err != nil {
		return err
	}
	return tx.audit(action, radarTarget(&r.RadarItem), before, radarHold(&r.RadarItem), "")
}

// NextRadar claims the first item of a view that nobody holds and that the actor had no part
// in. A view without one is models.ErrNotFound.
func (s *Store) NextRadar(ctx context.Context, actor models.Actor, f models.RadarFilter) (*models.RadarItem, error) {
	var r *radarTx
	err := s.write(ctx, actor, func(tx *writeTx) error {
		f.State, f.Now, f.Unassigned, f.Assignee, f.Not.Who = models.RadarOpen, tx.now, true, 0, false
		c := radarConditions(f)
		var first models.RadarItem
		err := tx.db.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).Select("id").Where(c.sql(), c.args...).
			Where("NOT EXISTS (SELECT 1 FROM sanctions WHERE sanctions.id = subject_id AND (made_by = ? OR approved_by = ?))", actor.UserID, actor.UserID).
			Order("rank DESC, id DESC").Limit(1).Take(&first).Error
		if err != nil {
			return err
		}
		if r, err = tx.takeRadar(first.ID); err != nil {
			return err
		}
		return tx.saveRadarHold(r, models.ActionRadarClaimed, func(r *radarTx, tx *writeTx) error {
			return r.Claim(r.sanction, actor.UserID, actor.Name, tx.now)
		})
	})
	if err != nil {
		return nil, err
	}
	return &r.RadarItem, nil
}

// CloseRadar ends an item the way that cmd says, in one unit with what follows from it: the
// sanction is lifted, an appeal is opened on the customer's behalf, or the event is put on the
// account's case. An item found right comes back only with other evidence.
func (s *Store) CloseRadar(ctx context.Context, actor models.Actor, cmd models.CloseRadar) (*models.RadarItem, error) {
	var r *radarTx
	err := s.write(ctx, actor, func(tx *writeTx) (err error) {
		if r, err = tx.takeRadar(cmd.ID); err != nil {
			return err
		}
		// A stale page of somebody who does not hold the item is refused, not offered again.
		if r.State == models.RadarOpen && r.HeldBy(tx.now) == actor.UserID {
			if err := expect(r.Version, cmd.Version); err != nil {
				return err
			}
		}
		if err := r.Close(r.sanction, cmd.Outcome, cmd.Reason, actor.UserID, actor.Name, tx.now); err != nil {
			return err
		}
		if err := tx.update(&r.RadarItem, &r.Version, "state", "outcome", "reason", "closed_at", "closed_by", "closed_name",
			"closed_digest", "closed_bp", "lease_until"); err != nil {
			return err
		}
		if err := tx.followRadar(r, cmd.Reason); err != nil {
			return err
		}
		after := map[string]any{"state": r.State, "outcome": r.Outcome, "wrong_bp": r.ClosedBP, "evidence": r.ClosedDigest}
		if r.AppealID != 0 {
			after["appeal"] = r.AppealID.Public(models.PrefixAppeal)
		}
		return tx.audit(models.ActionRadarClosed, radarTarget(&r.RadarItem), map[string]any{"state": models.RadarOpen}, after, cmd.Reason)
	})
	if err != nil {
		return nil, fmt.Errorf("close radar %s: %w", cmd.ID.Public(models.PrefixRadar), err)
	}
	return &r.RadarItem, nil
}

// followRadar does what an outcome asks for.
func (tx *writeTx) followRadar(r *radarTx, reason string) error {
	switch r.Outcome {
	case models.RadarLift:
		may, err := tx.may()
		if err != nil {
			return err
		}
		if err := r.sanction.MayLift(may); err != nil {
			return err
		}
		if err := r.sanction.Lift(tx.actor.UserID, tx.actor.Name, reason, tx.now); err != nil {
			return err
		}
		return tx.release(r.h, r.sanction, models.ActionSanctionLifted, reason)
	case models.RadarAppeal:
		filed, err := tx.fileAppeal(r.h, r.sanction, models.FileAppeal{
			SanctionID: r.sanction.ID, Channel: models.ChannelRadar, Lang: r.h.Lang, Words: reason,
		})
		if err != nil {
			return err
		}
		r.AppealID = filed.ID
		return tx.update(&r.RadarItem, &r.Version, "appeal_id")
	case models.RadarCase:
		return tx.flagByHand(r.h, codeMisjudged, models.SeverityMedium, map[string]any{"event": r.SubjectID.Public(models.PrefixDecision)})
	}
	return nil
}

// codeMisjudged is the flag that calls a person to an event that today's policy would decide
// milder.
const codeMisjudged = "misjudged_event"
