package data

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// scheduleLimit carries an agreed change out, now or by a job on its date.
func (tx *writeTx) scheduleLimit(h *holding, line *models.CreditLine, c *models.LimitChange) error {
	if c.EffectiveAt.After(tx.now) {
		return tx.enqueue(models.JobLimitApply, "limit.apply:"+c.PublicID(), c.ID, c.EffectiveAt)
	}
	return tx.applyLimit(h, line, c)
}

// applyLimit sets the line to the new limit, tells the customer, and plans the end of a
// temporary one.
func (tx *writeTx) applyLimit(h *holding, line *models.CreditLine, c *models.LimitChange) error {
	before := line.InForceFen()
	if err := c.Apply(line, tx.now); err != nil {
		return err
	}
	if err := tx.update(c, &c.Version, "state", "applied_at", "from_fen"); err != nil {
		return err
	}
	if err := tx.supersede(c); err != nil {
		return err
	}
	if err := tx.keep(h); err != nil {
		return err
	}
	if err := tx.audit(models.ActionLimitApplied, limitTarget(c), h.state, h.now(), c.Reason); err != nil {
		return err
	}
	template := models.TemplateLimitRaised
	if c.ToFen < c.FromFen {
		template = models.TemplateLimitLowered
	}
	values := map[string]string{
		"product": string(c.Product), "from": amount(before), "to": amount(c.ToFen), "in_force": amount(line.InForceFen()),
	}
	c.TellLimit(values)
	if c.ExpiresAt != nil {
		values["until"] = c.ExpiresAt.Format(time.RFC3339)
		if err := tx.enqueue(models.JobLimitExpire, "limit.expire:"+c.PublicID(), c.ID, *c.ExpiresAt); err != nil {
			return err
		}
	}
	if c.ReviewAt != nil {
		if err := tx.enqueue(models.JobLimitReview, "limit.review:"+c.PublicID(), c.ID, *c.ReviewAt); err != nil {
			return err
		}
	}
	if template == models.TemplateLimitLowered {
		if err := tx.teach(h.ID, values); err != nil {
			return err
		}
	}
	return tx.message(toldIn(&h.Account, c), template, values, c.PublicID())
}

// runLimitApply carries out a scheduled change on its date. One that the line no longer
// allows ends here, with the reason, rather than being tried again for ever.
func (tx *writeTx) runLimitApply(job models.Job) error {
	h, c, err := tx.takeLimit(job.ObjectID)
	if err != nil {
		return err
	}
	if c.State != models.LimitScheduled {
		return errIdle
	}
	line, err := h.line(c.LineID)
	if err != nil {
		return err
	}
	var bad *models.Invalid
	if err := tx.applyLimit(h, line, c); !errors.As(err, &bad) {
		return err
	}
	if err := c.Void("below_used", tx.now); err != nil {
		return err
	}
	if err := tx.update(c, &c.Version, "state", "decide_reason", "ended_at"); err != nil {
		return err
	}
	return tx.audit(models.ActionLimitLapsed, limitTarget(c), models.LimitScheduled, c.State, "the line uses more than the new limit")
}

// runLimitExpire brings the granted limit back when a temporary one is over.
func (tx *writeTx) runLimitExpire(job models.Job) error {
	h, c, err := tx.takeLimit(job.ObjectID)
	if err != nil {
		return err
	}
	line, err := h.line(c.LineID)
	if err != nil {
		return err
	}
	before := line.InForceFen()
	if err := c.Expire(line, tx.now); errors.Is(err, models.ErrState) {
		return errIdle
	} else if err != nil {
		return err
	}
	if err := tx.update(c, &c.Version, "state", "ended_at"); err != nil {
		return err
	}
	if err := tx.keep(h); err != nil {
		return err
	}
	if err := tx.audit(models.ActionLimitRestored, limitTarget(c), h.state, h.now(), ""); err != nil {
		return err
	}
	return tx.message(toldIn(&h.Account, c), models.TemplateLimitRestored, map[string]string{
		"product": string(c.Product), "from": amount(before), "to": amount(line.InForceFen()),
	}, c.PublicID())
}

// toldIn is the account as a message about the change is addressed to it: in the language that whoever asked for it chose.
func toldIn(a *models.Account, c *models.LimitChange) *models.Account {
	to := *a
	to.Lang = cmp.Or(c.TellLang, a.Lang)
	return &to
}

// runLimitLapse ends a proposal that nobody answered in time.
func (tx *writeTx) runLimitLapse(job models.Job) error {
	_, c, err := tx.takeLimit(job.ObjectID)
	if err != nil {
		return err
	}
	if err := c.Lapse(tx.now); errors.Is(err, models.ErrState) {
		return errIdle
	} else if err != nil {
		return err
	}
	if err := tx.update(c, &c.Version, "state", "ended_at"); err != nil {
		return err
	}
	return tx.audit(models.ActionLimitLapsed, limitTarget(c), models.LimitProposed, c.State, "")
}

// codeLimitReview is the flag that calls a person to a limit that was to be looked at again.
const codeLimitReview = "limit_review"

// runLimitReview puts a flag onto the account's case, or opens one, on the day of a change's review. A change that was undone, is over
// or has a successor calls nobody.
func (tx *writeTx) runLimitReview(job models.Job) error {
	h, c, err := tx.takeLimit(job.ObjectID)
	if err != nil {
		return err
	}
	if c.Stands() != models.LimitApplied || h.Status == models.StatusClosed || h.Status == models.StatusDeactivated {
		return errIdle
	}
	return tx.flagByHand(h, codeLimitReview, models.SeverityMedium, map[string]any{"limit": c.PublicID()})
}

// fillTold reads how the customer may be reached, and their masked name.
func (s *Store) fillTold(db *gorm.DB, c *models.LimitContext) error {
	masked, err := s.masked(db, &c.Account)
	if err != nil {
		return err
	}
	chosen, err := contactChosen(db, c.Account.ID)
	c.Name, c.Told = masked.Name, s.outlets.ToldBy(&c.Account, models.ChoicesNow(chosen), masked)
	return err
}

// LimitContext returns what stands beside the form of a limit change.
func (s *Store) LimitContext(ctx context.Context, accountID models.ID) (*models.LimitContext, error) {
	c := &models.LimitContext{}
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id = ?", accountID).Take(&c.Account).Error; err != nil {
			return err
		}
		own := func() *gorm.DB { return db.Where("account_id = ?", accountID) }
		if err := own().Order("id").Find(&c.Lines).Error; err != nil {
			return err
		}
		if err := own().Order("month DESC").Limit(12).Find(&c.Statements).Error; err != nil {
			return err
		}
		if err := own().Order("id DESC").Limit(20).Select("id", "received_at").Find(&c.Appeals).Error; err != nil {
			return err
		}
		if err := own().Order("id DESC").Limit(3).Find(&c.Changes).Error; err != nil {
			return err
		}
		err := own().Where("state = 'active'").Order("id").Find(&c.Sanctions).Error
		if err != nil {
			return err
		}
		if c.Policy, err = livePolicyRow(db); err != nil {
			return err
		}
		if c.Scored, err = scoredReasons(db, accountID); err != nil {
			return err
		}
		return s.fillTold(db, c)
	})
	if err != nil {
		return nil, err
	}
	slices.Reverse(c.Statements)
	return c, nil
}
