package data

import (
	"context"
	"errors"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// DecideAppeal records the outcome. It is carried out by ExecuteAppeal, or by itself
// after the minutes that the policy gives.
func (s *Store) DecideAppeal(ctx context.Context, actor models.Actor, id models.ID, version int64, v models.Verdict) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		at, err := tx.takeAppeal(id)
		if err != nil {
			return err
		}
		if err := expect(at.Version, version); err != nil {
			return err
		}
		if err := tx.mayDecide(at); err != nil {
			return err
		}
		if err := at.Decide(at.sanction, v, tx.actor.UserID, tx.actor.Name, tx.now); err != nil {
			return err
		}
		policy, err := tx.policyNow()
		if err != nil {
			return err
		}
		if err := models.CheckCustomerText("customer_text", v.CustomerText, policy); err != nil {
			return err
		}
		err = tx.update(&at.Appeal, &at.Version, "stage", "outcome", "reason", "customer_text", "decided_by", "decided_name", "decided_at")
		if err != nil {
			return err
		}
		if err := tx.judgeRules(&at.Appeal, at.sanction); err != nil {
			return err
		}
		after := time.Duration(policy.Appeals.ExecuteMinutes) * time.Minute
		if err := tx.enqueue(models.JobAppealExecute, "appeal.execute:"+at.PublicID(), at.ID, tx.now.Add(after)); err != nil {
			return err
		}
		return tx.audit(models.ActionAppealDecided, appealTarget(&at.Appeal), models.AppealInReview,
			map[string]any{"stage": at.Stage, "outcome": at.Outcome}, v.Reason)
	})
}

// ExecuteAppeal carries a decision out. Upholding sends the letter. Overturning, in the
// same unit: ends the sanction, gives back what its snapshot shows, recomputes the
// account from the sanctions that remain, keeps the proof, marks the flags as wrong,
// records the false positive, and sends the letter.
func (s *Store) ExecuteAppeal(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		at, err := tx.takeAppeal(id)
		if err != nil {
			return err
		}
		if err := expect(at.Version, version); err != nil {
			return err
		}
		return tx.execute(at)
	})
}

func (tx *writeTx) runAppealExecute(job models.Job) error {
	at, err := tx.takeAppeal(job.ObjectID)
	if err != nil {
		return err
	}
	if at.Stage != models.AppealDecided {
		return errIdle
	}
	return tx.execute(at)
}

func (tx *writeTx) execute(at *appealTx) error {
	if at.Stage != models.AppealDecided {
		return models.ErrState
	}
	values := map[string]string{"kind": string(at.sanction.Kind), "text": at.CustomerText}
	template := models.TemplateAppealUpheld
	restored := []models.RestoredField{}
	if at.Outcome == models.OutcomeOverturn {
		var err error
		if restored, err = tx.overturn(at); err != nil {
			return err
		}
		template = models.TemplateAppealOverturn
		for _, f := range restored {
			if f.Restored {
				values["restored."+f.Field] = f.After
			} else {
				values["kept."+f.Field] = f.After
			}
		}
	}
	if err := at.Execute(tx.actor.UserID, tx.now, restored); err != nil {
		return err
	}
	if err := tx.update(&at.Appeal, &at.Version, "stage", "executed_by", "executed_at", "restored"); err != nil {
		return err
	}
	err := tx.audit(models.ActionAppealExecuted, appealTarget(&at.Appeal), at.h.state, at.h.now(), at.Reason)
	if err != nil {
		return err
	}
	return tx.message(&at.h.Account, template, values, at.PublicID())
}

// overturn undoes the sanction and returns the proof, field by field.
func (tx *writeTx) overturn(at *appealTx) ([]models.RestoredField, error) {
	during := models.TakeSnapshot(&at.h.Account, at.h.lines, tx.now)
	reason := "appeal " + at.PublicID()
	err := at.sanction.Overturn(tx.actor.UserID, tx.actor.Name, reason, tx.now)
	switch {
	case errors.Is(err, models.ErrState): // it ended by itself in the meantime; the rest still stands
	case err != nil:
		return nil, err
	default:
		if err := tx.update(at.sanction, &at.sanction.Version, endColumns()...); err != nil {
			return nil, err
		}
		if err := tx.leaveRadar(at.sanction); err != nil {
			return nil, err
		}
		err := tx.audit(models.ActionSanctionEnded, sanctionTarget(at.sanction), models.SanctionActive, models.SanctionOverturned, reason)
		if err != nil {
			return nil, err
		}
	}
	before := at.sanction.Snapshot
	if before == nil {
		before = during
	}
	keep, err := wanted(tx.db, at.h.ID, before.At)
	if err != nil {
		return nil, err
	}
	before.Restore(at.h.lines, tx.now, keep...)
	if err := tx.recordRaises(at); err != nil {
		return nil, err
	}
	if err := tx.reapply(at.h); err != nil {
		return nil, err
	}
	if err := tx.falsePositive(at); err != nil {
		return nil, err
	}
	return before.Compare(during, models.TakeSnapshot(&at.h.Account, at.h.lines, tx.now), keep...), nil
}

// wanted returns the lines whose granted limit the customer asked to have since a time: an
// overturn does not undo the customer's own wish.
func wanted(db *gorm.DB, accountID models.ID, since time.Time) ([]models.ID, error) {
	var lines []models.ID
	err := db.Model(&models.LimitChange{}).Distinct().
		Where("account_id = ? AND reason_code = ? AND applied_at >= ?", accountID, "customer_request", since).
		Pluck("line_id", &lines).Error
	return lines, err
}

// recordRaises writes a limit change for each granted limit that the snapshot gave back,
// so that the line's history has no gap.
func (tx *writeTx) recordRaises(at *appealTx) error {
	for i := range at.h.lines {
		line, was := &at.h.lines[i], &at.h.was[i]
		if line.LimitFen == was.LimitFen {
			continue
		}
		id, err := tx.id()
		if err != nil {
			return err
		}
		now := tx.now
		c := models.LimitChange{
			ID: id, AccountID: line.AccountID, LineID: line.ID, CaseID: at.sanction.CaseID, Product: line.Product,
			FromFen: was.LimitFen, ToFen: line.LimitFen, ReasonCode: "correction", Reason: "appeal " + at.PublicID(),
			EffectiveAt: now, State: models.LimitApplied, MadeBy: tx.actor.UserID, MadeName: tx.actor.Name, MadeAt: now,
			DecidedAt: &now, AppliedAt: &now, Version: 1,
		}
		if err := tx.insert(&c); err != nil {
			return err
		}
		if err := tx.audit(models.ActionLimitRestored, limitTarget(&c), c.FromFen, c.ToFen, c.Reason); err != nil {
			return err
		}
	}
	return nil
}

// falsePositive marks the confirmed flags of the sanction's case as wrong and keeps a
// label for each of their codes, or for the sanction's reason when there were none, so
// that rules and models can be answered for.
func (tx *writeTx) falsePositive(at *appealTx) error {
	var codes []string
	if at.sanction.CaseID != 0 {
		wrong := tx.db.Model(&models.Flag{}).Where("case_id = ? AND state = ?", at.sanction.CaseID, models.FlagConfirmed)
		if err := wrong.Distinct().Order("code").Pluck("code", &codes).Error; err != nil {
			return err
		}
		err := tx.db.Model(&models.Flag{}).Where("case_id = ? AND state = ?", at.sanction.CaseID, models.FlagConfirmed).
			Update("state", models.FlagOverturned).Error
		if err != nil {
			return err
		}
	}
	if len(codes) == 0 {
		codes = []string{at.sanction.ReasonCode}
	}
	for _, code := range codes {
		label := models.Label{AccountID: at.AccountID, Name: "false_positive:" + code, Source: "appeal:" + at.PublicID(), At: tx.now}
		err := tx.db.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "account_id"}, {Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"bad", "source", "at"}),
		}).Create(&label).Error
		if err != nil {
			return err
		}
	}
	return tx.audit(models.ActionFlagOverturned, sanctionTarget(at.sanction), nil,
		map[string]string{"false_positive": strings.Join(codes, ",")}, "appeal "+at.PublicID())
}
