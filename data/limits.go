package data

import (
	"context"
	"errors"
	"strconv"
	"time"

	"gorm.io/gorm"

	"candor/data/upload"
	"candor/engine/limits"
	"candor/models"
)

// ProposeLimit asks for a new limit of a line. Within the policy's bounds one person
// decides: the change is agreed, and carried out in the same unit when it is due. Beyond
// them it waits for a second person and lapses after ApprovalTTL.
func (s *Store) ProposeLimit(ctx context.Context, actor models.Actor, cmd models.ProposeLimit) (*models.LimitChange, error) {
	papers, err := s.inspectAll(ctx, cmd.Files)
	if err != nil {
		return nil, err
	}
	var change *models.LimitChange
	err = s.write(ctx, actor, func(tx *writeTx) error {
		change, err = tx.proposeLimit(cmd, papers)
		return err
	})
	if err != nil {
		return nil, err
	}
	return change, nil
}

// proposeLimit judges a proposed change and carries it out, lets it wait for its date, or for a second person.
func (tx *writeTx) proposeLimit(cmd models.ProposeLimit, papers []*upload.Clean) (*models.LimitChange, error) {
	h, line, err := tx.holdLine(cmd)
	if err != nil {
		return nil, err
	}
	if err := tx.atDue(&cmd); err != nil {
		return nil, err
	}
	change, err := tx.newLimitChange(h, line, cmd)
	if err != nil {
		return nil, err
	}
	if err := tx.insert(change); err != nil {
		return nil, err
	}
	if err := tx.audit(models.ActionLimitProposed, limitTarget(change), nil, limitFacts(change), change.Reason); err != nil {
		return nil, err
	}
	if err := tx.addFiles(h.ID, models.FileOwner{Prefix: models.PrefixLimit, ID: change.ID}, cmd.Files, papers); err != nil {
		return nil, err
	}
	if change.State == models.LimitProposed {
		return change, tx.enqueue(models.JobLimitLapse, "limit.lapse:"+change.PublicID(), change.ID, change.MadeAt.Add(models.ApprovalTTL+time.Second))
	}
	return change, tx.scheduleLimit(h, line, change)
}

// holdLine takes the account and finds the line the command is about, as it was read.
func (tx *writeTx) holdLine(cmd models.ProposeLimit) (*holding, *models.CreditLine, error) {
	h, err := tx.hold(cmd.AccountID)
	if err != nil {
		return nil, nil, err
	}
	line, err := h.line(cmd.LineID)
	if err != nil {
		return nil, nil, err
	}
	if err := expect(line.Version, cmd.Version); err != nil {
		return nil, nil, err
	}
	if err := h.Warned(cmd.Unwarned, tx.now); err != nil {
		return nil, nil, err
	}
	if h.Status == models.StatusClosed {
		return nil, nil, &models.Refused{Code: "account_closed"}
	}
	var waiting int64
	err = tx.db.Model(&models.LimitChange{}).Where("line_id = ? AND state = 'proposed'", line.ID).Count(&waiting).Error
	if err == nil && waiting > 0 {
		err = &models.Refused{Code: "limit_waiting"}
	}
	return h, line, err
}

// newLimitChange makes the row, valid and judged against the policy's bounds.
func (tx *writeTx) newLimitChange(h *holding, line *models.CreditLine, cmd models.ProposeLimit) (*models.LimitChange, error) {
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	if err := cmd.Resolve(line); err != nil {
		return nil, err
	}
	c := &models.LimitChange{
		ID: id, AccountID: h.ID, LineID: line.ID, CaseID: cmd.CaseID, Product: line.Product,
		FromFen: line.LimitFen, ToFen: cmd.ToFen, Principal: models.Principal(cmd.ReasonCode, cmd.Further), Reason: cmd.Reason,
		EffectiveAt: stamp(cmd.EffectiveAt), ExpiresAt: stampPtr(cmd.ExpiresAt),
		ReviewAt: stampPtr(cmd.ReviewAt), FileID: cmd.FileID, FileCount: len(cmd.Files), AppealID: cmd.AppealID, TellLang: cmd.TellLang, State: models.LimitScheduled,
		MadeBy: tx.actor.UserID, MadeName: tx.actor.Name, MadeAt: tx.now, Version: 1,
	}
	if cmd.EffectiveAt.Before(tx.now) {
		c.EffectiveAt = tx.now
	}
	if err := c.Validate(line, tx.now); err != nil {
		return nil, err
	}
	if err := errors.Join(tx.ownFile(h.ID, c.FileID), tx.appealOf(h.ID, c.AppealID)); err != nil {
		return nil, err
	}
	c.ReasonCode = models.LimitReasonFor(c.Principal[0])
	policy, err := tx.policyNow()
	if err != nil {
		return nil, err
	}
	c.Bound = string(limits.Check(policy.Limits, policy.Approval, models.LimitRequest(&h.Account, h.lines, line, cmd.ToFen)))
	if c.Bound != "" {
		c.State = models.LimitProposed
	}
	return c, nil
}

// ownFile refuses a file that is not the account's, or was erased; 0 is none.
func (tx *writeTx) ownFile(account, file models.ID) error {
	if file == 0 {
		return nil
	}
	var n int64
	err := tx.db.Model(&models.File{}).Where("id = ? AND account_id = ? AND erased_at IS NULL", file, account).Count(&n).Error
	if err != nil || n > 0 {
		return err
	}
	var bad models.Invalid
	bad.Add("kept", "choice")
	return bad.OrNil()
}

func stampPtr(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	at := stamp(*t)
	return &at
}

func limitTarget(c *models.LimitChange) target {
	return target{kind: "limit", id: c.PublicID(), accountID: c.AccountID}
}

func limitFacts(c *models.LimitChange) map[string]any {
	return map[string]any{
		"line": c.LineID.Public(models.PrefixLine), "from_fen": c.FromFen, "to_fen": c.ToFen, "state": c.State,
		"reason_code": c.ReasonCode, "reasons": c.Reasons(), "effective_at": c.EffectiveAt, "expires_at": c.ExpiresAt, "bound": c.Bound,
		"review_at": c.ReviewAt, "file": publicOr(c.FileID, models.PrefixFile), "files": c.FileCount,
		"appeal": publicOr(c.AppealID, models.PrefixAppeal), "superseded_by": publicOr(c.SupersededBy, models.PrefixLimit), "lang": c.TellLang,
	}
}

// ApproveLimit lets a second person agree to a proposed change.
func (s *Store) ApproveLimit(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.changeLimit(ctx, actor, id, version, func(tx *writeTx, h *holding, c *models.LimitChange) error {
		line, err := h.line(c.LineID)
		if err != nil {
			return err
		}
		if err := c.Agree(tx.actor.UserID, tx.actor.Name, tx.now); err != nil {
			return err
		}
		if err := c.Fresh(line); err != nil {
			return err
		}
		if err := c.Validate(line, tx.now); err != nil {
			return err
		}
		if err := tx.update(c, &c.Version, "state", "approved_by", "approved_name", "decided_at"); err != nil {
			return err
		}
		if err := tx.audit(models.ActionLimitApproved, limitTarget(c), models.LimitProposed, limitFacts(c), c.Reason); err != nil {
			return err
		}
		return tx.scheduleLimit(h, line, c)
	})
}

// RejectLimit lets a second person refuse a proposed change for a reason.
func (s *Store) RejectLimit(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error {
	return s.changeLimit(ctx, actor, id, version, func(tx *writeTx, _ *holding, c *models.LimitChange) error {
		if err := c.Reject(tx.actor.UserID, tx.actor.Name, reason, tx.now); err != nil {
			return err
		}
		err := tx.update(c, &c.Version, "state", "approved_by", "approved_name", "decided_at", "decide_reason", "ended_at")
		if err != nil {
			return err
		}
		return tx.audit(models.ActionLimitRejected, limitTarget(c), models.LimitProposed, c.State, reason)
	})
}

// WithdrawLimit takes back what the actor proposed and what has not been carried out.
func (s *Store) WithdrawLimit(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.changeLimit(ctx, actor, id, version, func(tx *writeTx, _ *holding, c *models.LimitChange) error {
		was := c.State
		if err := c.Withdraw(tx.actor.UserID, tx.now); err != nil {
			return err
		}
		if err := tx.update(c, &c.Version, "state", "ended_at"); err != nil {
			return err
		}
		return tx.audit(models.ActionLimitWithdrawn, limitTarget(c), was, c.State, "")
	})
}

// changeLimit runs one step on a change as it was read, with its account held.
func (s *Store) changeLimit(ctx context.Context, actor models.Actor, id models.ID, version int64,
	step func(*writeTx, *holding, *models.LimitChange) error) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		h, c, err := tx.takeLimit(id)
		if err != nil {
			return err
		}
		if err := expect(c.Version, version); err != nil {
			return err
		}
		return step(tx, h, c)
	})
}

// takeLimit takes a change and, before it, its account.
func (tx *writeTx) takeLimit(id models.ID) (*holding, *models.LimitChange, error) {
	var c models.LimitChange
	if err := tx.db.Select("account_id").Where("id = ?", id).Take(&c).Error; err != nil {
		return nil, nil, err
	}
	h, err := tx.hold(c.AccountID)
	if err != nil {
		return nil, nil, err
	}
	c = models.LimitChange{}
	return h, &c, tx.take(&c, id)
}

// LimitChange returns one change.
func (s *Store) LimitChange(ctx context.Context, id models.ID) (*models.LimitChange, error) {
	var c models.LimitChange
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&c).Error })
	return &c, err
}

// LimitChanges returns the newest changes of an account.
func (s *Store) LimitChanges(ctx context.Context, accountID models.ID) ([]models.LimitChange, error) {
	var found []models.LimitChange
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Where("account_id = ?", accountID).Order("id DESC").Limit(listMax).Find(&found).Error
	})
	return found, err
}

func amount(fen int64) string { return strconv.FormatInt(fen, 10) }
