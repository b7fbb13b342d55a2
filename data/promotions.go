package data

import (
	"context"
	"errors"
	"fmt"
	"time"

	"candor/models"
)

// lanePromotion makes proposals one at a time: each is bound to the champion it replaces.
const lanePromotion = "main"

func promotionTarget(p *models.Promotion) target { return target{kind: "promotion", id: p.PublicID()} }

func promotionFacts(p *models.Promotion) map[string]any {
	return map[string]any{
		"kind": p.Kind, "state": p.State, "model": p.ModelID.Public(models.PrefixModel), "sha256": p.ModelSHA256,
		"champion": p.ChampionID.Public(models.PrefixModel), "payload": p.PayloadHash,
	}
}

// champion is the model that decides now, nil for none.
func (tx *writeTx) champion() (*models.Model, error) {
	var rows []models.Model
	err := tx.db.Where("state = 'champion'").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func idOf(m *models.Model) models.ID {
	if m == nil {
		return 0
	}
	return m.ID
}

// ProposePromotion asks that a challenger become champion. Version is the model's, as the
// asker read it. The proposal lapses after models.ApprovalTTL; another open one is refused as
// *models.Refused "promotion_open".
func (s *Store) ProposePromotion(ctx context.Context, actor models.Actor, model models.ID, version int64, reason string) (*models.Promotion, error) {
	var p models.Promotion
	err := s.write(ctx, actor, func(tx *writeTx) error {
		var m models.Model
		if err := tx.take(&m, model); err != nil {
			return err
		}
		if err := expect(m.Version, version); err != nil {
			return err
		}
		var open int64
		if err := tx.db.Model(&p).Where("state = 'proposed'").Count(&open).Error; err != nil {
			return err
		}
		if open > 0 {
			return &models.Refused{Code: "promotion_open"}
		}
		champion, err := tx.champion()
		if err != nil {
			return err
		}
		p = models.Promotion{MadeBy: tx.actor.UserID, MadeName: tx.actor.Name, MadeAt: tx.now, Lane: lanePromotion, Version: 1}
		if p.ID, err = tx.id(); err != nil {
			return err
		}
		if err := p.Propose(&m, idOf(champion), reason); err != nil {
			return err
		}
		if err := tx.insert(&p); err != nil {
			return err
		}
		if err := tx.enqueue(models.JobPromotionLapse, models.JobPromotionLapse+":"+p.PublicID(), p.ID, tx.now.Add(models.ApprovalTTL+time.Second)); err != nil {
			return err
		}
		return tx.audit(models.ActionPromotionAsked, promotionTarget(&p), nil, promotionFacts(&p), reason)
	})
	if err != nil {
		return nil, fmt.Errorf("propose promotion: %w", err)
	}
	return &p, nil
}

// ApprovePromotion lets a second person agree: the challenger becomes champion and the
// champion before it retires, in one unit.
func (s *Store) ApprovePromotion(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.changePromotion(ctx, actor, id, version, func(tx *writeTx, p *models.Promotion) error {
		var m models.Model
		if err := tx.take(&m, p.ModelID); err != nil {
			return err
		}
		champion, err := tx.champion()
		if err != nil {
			return err
		}
		if err := p.Approve(tx.actor.UserID, tx.actor.Name, &m, idOf(champion), tx.now); err != nil {
			return err
		}
		if err := tx.endPromotion(p); err != nil {
			return err
		}
		return tx.promote(&m)
	})
}

// RejectPromotion lets a second person refuse, for a reason.
func (s *Store) RejectPromotion(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error {
	return s.changePromotion(ctx, actor, id, version, func(tx *writeTx, p *models.Promotion) error {
		if err := p.Reject(tx.actor.UserID, tx.actor.Name, reason, tx.now); err != nil {
			return err
		}
		return tx.endPromotion(p)
	})
}

// WithdrawPromotion takes back what the actor proposed.
func (s *Store) WithdrawPromotion(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.changePromotion(ctx, actor, id, version, func(tx *writeTx, p *models.Promotion) error {
		if err := p.Withdraw(tx.actor.UserID, tx.actor.Name, tx.now); err != nil {
			return err
		}
		return tx.endPromotion(p)
	})
}

func (s *Store) changePromotion(ctx context.Context, actor models.Actor, id models.ID, version int64, step func(*writeTx, *models.Promotion) error) error {
	err := s.write(ctx, actor, func(tx *writeTx) error {
		var p models.Promotion
		if err := tx.take(&p, id); err != nil {
			return err
		}
		if err := expect(p.Version, version); err != nil {
			return err
		}
		return step(tx, &p)
	})
	if err != nil {
		return fmt.Errorf("promotion %s: %w", id.Public(models.PrefixPromotion), err)
	}
	return nil
}

// endPromotion stores how a proposal ended.
func (tx *writeTx) endPromotion(p *models.Promotion) error {
	if err := tx.update(p, &p.Version, "state", "decided_by", "decided_name", "decided_at", "decide_reason"); err != nil {
		return err
	}
	return tx.audit(models.ActionPromotionEnded, promotionTarget(p), models.PromotionProposed, promotionFacts(p), p.DecideReason)
}

func (tx *writeTx) runPromotionLapse(job models.Job) error {
	var p models.Promotion
	if err := tx.take(&p, job.ObjectID); err != nil {
		return err
	}
	if err := p.Lapse(tx.now); errors.Is(err, models.ErrState) {
		return errIdle
	} else if err != nil {
		return err
	}
	return tx.endPromotion(&p)
}

// ReturnChampion gives the decision back to the champion before, at once and by one person:
// it was approved when it was made champion. The present champion becomes a challenger that
// does not score. Version is the present champion's.
func (s *Store) ReturnChampion(ctx context.Context, actor models.Actor, champion models.ID, version int64, reason string) (*models.Model, error) {
	var before models.Model
	err := s.write(ctx, actor, func(tx *writeTx) error {
		var now models.Model
		before = models.Model{}
		if err := tx.take(&now, champion); err != nil {
			return err
		}
		if err := expect(now.Version, version); err != nil {
			return err
		}
		if now.PreviousID == 0 {
			return models.ErrState
		}
		if err := tx.take(&before, now.PreviousID); err != nil {
			return err
		}
		p := models.Promotion{MadeBy: tx.actor.UserID, MadeName: tx.actor.Name, MadeAt: tx.now, Lane: lanePromotion, Version: 1}
		if err := p.Return(&now, &before, tx.actor.UserID, tx.actor.Name, reason, tx.now); err != nil {
			return err
		}
		return tx.giveBack(&p, &now, &before)
	})
	if err != nil {
		return nil, fmt.Errorf("return to the champion before: %w", err)
	}
	return &before, nil
}

// giveBack changes the two models round and records it. The restored champion keeps the
// champion before it, as it had it then.
func (tx *writeTx) giveBack(p *models.Promotion, now, before *models.Model) (err error) {
	if p.ID, err = tx.id(); err != nil {
		return err
	}
	if err := tx.insert(p); err != nil {
		return err
	}
	now.State, now.Shadow, now.PreviousID = models.ModelChallenger, false, 0
	if err := tx.update(now, &now.Version, "state", "shadow", "previous_id"); err != nil {
		return err
	}
	at := tx.now
	before.State, before.ChampionAt = models.ModelChampion, &at
	if err := tx.update(before, &before.Version, "state", "champion_at"); err != nil {
		return err
	}
	return tx.audit(models.ActionModelReturned, modelTarget(before), map[string]string{"champion": now.PublicID()}, promotionFacts(p), p.Reason)
}

// FirstChampion lets a model decide where none does yet: the one change of champion that
// needs nobody's second word, because without it nothing can be scored. Where a model
// decides already it is *models.Refused "champion_exists".
func (s *Store) FirstChampion(ctx context.Context, actor models.Actor, id models.ID) (*models.Model, error) {
	var m models.Model
	err := s.write(ctx, actor, func(tx *writeTx) error {
		champion, err := tx.champion()
		if err != nil {
			return err
		}
		if champion != nil {
			return &models.Refused{Code: "champion_exists"}
		}
		m = models.Model{}
		if err := tx.take(&m, id); err != nil {
			return err
		}
		return tx.promote(&m)
	})
	return &m, err
}

// AskRescore queues the book to be scored by the present champion. While one is queued,
// asking again adds nothing.
func (s *Store) AskRescore(ctx context.Context, actor models.Actor) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		champion, err := tx.champion()
		if err != nil {
			return err
		}
		if champion == nil {
			return ErrNoModel
		}
		var latest models.ID
		if err := tx.db.Model(&models.Run{}).Select("COALESCE(MAX(id), 0)").Scan(&latest).Error; err != nil {
			return err
		}
		unique := fmt.Sprintf("%s:asked:%d:%d", models.JobRescore, champion.ID, latest)
		if err := tx.enqueue(models.JobRescore, unique, 0, tx.now); err != nil {
			return err
		}
		return tx.audit(models.ActionRescoreAsked, modelTarget(champion), nil, nil, "")
	})
}
