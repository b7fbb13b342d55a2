package data

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// reviewAgain is how long after a review the next one follows while a sanction stands, so
// that no account stays frozen without a person looking.
const reviewAgain = 30 * 24 * time.Hour

// codeReview is the flag that calls a person to a standing sanction.
const codeReview = "sanction_review"

// enqueueReview plans a review. The time is part of the key, because reviews repeat.
func (tx *writeTx) enqueueReview(sn *models.Sanction, at time.Time) error {
	return tx.enqueue(models.JobSanctionReview, fmt.Sprintf("sanction.review:%s:%d", sn.PublicID(), at.Unix()), sn.ID, at)
}

func (tx *writeTx) runSanctionExpire(job models.Job) error {
	h, sn, err := tx.takeSanction(job.ObjectID)
	if err != nil {
		return err
	}
	if err := sn.Expire(tx.now); errors.Is(err, models.ErrState) {
		return errIdle
	} else if err != nil {
		return err
	}
	return tx.release(h, sn, models.ActionSanctionEnded, "")
}

func (tx *writeTx) runSanctionLapse(job models.Job) error {
	_, sn, err := tx.takeSanction(job.ObjectID)
	if err != nil {
		return err
	}
	if err := sn.Lapse(tx.now); errors.Is(err, models.ErrState) {
		return errIdle
	} else if err != nil {
		return err
	}
	return tx.endProposal(sn, models.ActionSanctionEnded, "")
}

// runSanctionReview raises a flag on the account of a sanction that is due for review, and
// plans the next review.
func (tx *writeTx) runSanctionReview(job models.Job) error {
	h, sn, err := tx.takeSanction(job.ObjectID)
	if err != nil {
		return err
	}
	if sn.State != models.SanctionActive {
		return errIdle
	}
	if err := tx.flagByHand(h, codeReview, models.SeverityHigh, map[string]any{"sanction": sn.PublicID()}); err != nil {
		return err
	}
	return tx.enqueueReview(sn, tx.now.Add(reviewAgain))
}

// flagByHand puts a flag that no rule raised onto the account's open case, or opens one. facts
// is what the record says besides.
func (tx *writeTx) flagByHand(h *holding, code string, severity models.Severity, facts map[string]any) error {
	id, err := tx.id()
	if err != nil {
		return err
	}
	flag := models.Flag{
		ID: id, AccountID: h.ID, DecisionID: h.DecisionID, Source: "person", Code: code, Severity: severity,
		ExposureFen: h.UsedFen, RaisedAt: tx.now, State: models.FlagOpen,
	}
	score := 350
	if h.Score != nil {
		score = *h.Score
	}
	var open []models.Case
	if err := tx.db.Where("account_id = ? AND state = 'open'", h.ID).Limit(1).Find(&open).Error; err != nil {
		return err
	}
	var c *models.Case
	if len(open) == 1 {
		c = &open[0]
		c.Extend(&flag, score)
		if err := tx.unpause(c); err != nil {
			return err
		}
		columns := []string{"severity", "top_code", "source", "flag_count", "exposure_fen", "score", "risk", "place"}
		err = tx.update(c, &c.Version, append(columns, waitColumns...)...)
	} else {
		c, err = tx.openReviewCase(h, &flag, score)
	}
	if err != nil {
		return err
	}
	flag.CaseID = c.ID
	if err := tx.tellFlagged(c, len(open) == 0, 1); err != nil {
		return err
	}
	if err := tx.insert(&flag); err != nil {
		return err
	}
	facts["code"], facts["case"] = flag.Code, flag.CaseID.Public(models.PrefixCase)
	return tx.audit(models.ActionFlagRaised, target{kind: "flag", id: flag.ID.Public(models.PrefixFlag), accountID: h.ID}, nil, facts, "")
}

func (tx *writeTx) openReviewCase(h *holding, flag *models.Flag, score int) (*models.Case, error) {
	policy, err := tx.policyNow()
	if err != nil {
		return nil, err
	}
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	c := models.Case{
		ID: id, AccountID: h.ID, State: models.CaseOpen, Band: h.Band, OpenedAt: tx.now,
		DueAt: models.CaseDue(policy.SLA, flag.Severity, tx.now), Version: 1,
	}
	c.Extend(flag, score)
	return &c, tx.insert(&c)
}

// SanctionContext returns what stands beside the form of a sanction and, for one that
// exists, what its page shows. sanctionID is 0 for a new one.
func (s *Store) SanctionContext(ctx context.Context, accountID, sanctionID models.ID) (*models.SanctionContext, error) {
	c := &models.SanctionContext{}
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id = ?", accountID).Take(&c.Account).Error; err != nil {
			return err
		}
		own := func() *gorm.DB { return db.Where("account_id = ?", accountID) }
		if err := own().Order("id").Find(&c.Lines).Error; err != nil {
			return err
		}
		var err error
		if c.Name, err = s.maskedName(db, &c.Account); err != nil {
			return err
		}
		if c.Policy, err = livePolicyRow(db); err != nil {
			return err
		}
		if c.Scored, err = scoredReasons(db, accountID); err != nil {
			return err
		}
		err = own().Where("state IN ?", []models.SanctionState{models.SanctionActive, models.SanctionProposed}).
			Order("id").Find(&c.InForce).Error
		if err != nil {
			return err
		}
		err = own().Where("state = ?", models.SanctionStands).Order("id DESC").Limit(listMax).Find(&c.Stands).Error
		if err != nil {
			return err
		}
		err = own().Where("state IN ?", []models.FlagState{models.FlagOpen, models.FlagConfirmed}).
			Order("id DESC").Limit(10).Find(&c.Flags).Error
		if err != nil || sanctionID == 0 {
			return err
		}
		public := sanctionID.Public(models.PrefixSanction)
		if err := own().Where("object_id = ?", public).Order("id DESC").Limit(listMax).Find(&c.Messages).Error; err != nil {
			return err
		}
		err = db.Where("object_type = ? AND object_id = ?", "sanction", public).Order("seq DESC").Limit(listMax).Find(&c.History).Error
		if err != nil {
			return err
		}
		return own().Where("sanction_id = ?", sanctionID).Order("id DESC").Limit(listMax).Find(&c.Appeals).Error
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}
