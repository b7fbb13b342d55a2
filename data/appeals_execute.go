package data

import (
	"context"
	"slices"
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
		judge, err := tx.judge(at)
		if err != nil {
			return err
		}
		if err := at.Decide(at.barred, at.sanction, v, judge, at.given, tx.now); err != nil {
			return err
		}
		policy, err := tx.policyNow()
		if err != nil {
			return err
		}
		if err := tx.checkVerdict(at, judge, policy); err != nil {
			return err
		}
		if err := models.CheckCustomerText("customer_text", v.CustomerText, policy); err != nil {
			return err
		}
		err = tx.update(&at.Appeal, &at.Version, "stage", "outcome", "reason", "customer_text", "decided_by", "decided_name", "decided_at", "parts", "replacement")
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
			verdictFacts(&at.Appeal), v.Reason)
	})
}

// verdictFacts is what the record says of a decision.
func verdictFacts(a *models.Appeal) map[string]any {
	facts := map[string]any{"stage": a.Stage, "outcome": a.Outcome}
	if len(a.Parts) > 0 {
		facts["parts"] = a.Parts
	}
	if a.Replacement != nil {
		facts["replacement"] = a.Replacement
	}
	return facts
}

// ExecuteAppeal carries a decision out, by a signed-in person or a job, see models.MayExecute.
// Upholding sends the letter. Overturning, in the same unit: ends the sanction, gives back what its
// snapshot shows, recomputes the account from the sanctions that remain, keeps the proof, marks the
// flags as wrong, records the false positive, and sends the letter. Partly overturning and replacing
// do the same for what comes back, and let the rest or the milder measure stand.
func (s *Store) ExecuteAppeal(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		at, err := tx.takeAppeal(id)
		if err != nil {
			return err
		}
		if err := expect(at.Version, version); err != nil {
			return err
		}
		if err := models.MayExecute(tx.actor, at.sanction.People()); err != nil {
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
			FromFen: was.LimitFen, ToFen: line.LimitFen, ReasonCode: "correction", Principal: []string{"correction"}, Reason: "appeal " + at.PublicID(),
			EffectiveAt: now, State: models.LimitApplied, MadeBy: tx.actor.UserID, MadeName: tx.actor.Name, MadeAt: now,
			DecidedAt: &now, AppliedAt: &now, Version: 1,
		}
		if err := tx.insert(&c); err != nil {
			return err
		}
		if err := tx.supersede(&c); err != nil {
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
		wrong, err := tx.turnFlags(models.FlagConfirmed, models.FlagOverturned, "case_id = ?", at.sanction.CaseID)
		if err != nil {
			return err
		}
		for i := range wrong {
			codes = append(codes, wrong[i].Code)
		}
		slices.Sort(codes)
		codes = slices.Compact(codes)
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
