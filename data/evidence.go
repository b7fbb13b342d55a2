package data

import (
	"context"
	"fmt"
	"strings"
	"time"

	"candor/models"
)

// RequestEvidence asks the customer for things that are not asked for yet; the clock stops until
// they are here, or until the days are over that the customer is given: 0 for those of the policy.
// Then the appeal goes on with what is here.
func (s *Store) RequestEvidence(ctx context.Context, actor models.Actor, cmd models.AskEvidence) error {
	return s.moveAppeal(ctx, actor, cmd.AppealID, cmd.Version, func(tx *writeTx, at *appealTx) error {
		if err := models.ValidateEvidence(cmd.Kinds); err != nil {
			return err
		}
		policy, err := tx.policyNow()
		if err != nil {
			return err
		}
		if err := models.CheckAskText(cmd.Text, policy); err != nil {
			return err
		}
		until, err := models.EvidenceUntil(cmd.Days, policy, tx.now)
		if err != nil {
			return err
		}
		if err := at.Appeal.RequestEvidence(tx.now); err != nil {
			return err
		}
		asked, err := tx.askFor(models.Evidence{AppealID: at.ID}, cmd.Kinds, until)
		if err != nil {
			return err
		}
		key := fmt.Sprintf("%s:%s:%d", models.JobAppealEvidence, at.PublicID(), until.UnixMicro())
		if err := tx.enqueue(models.JobAppealEvidence, key, at.ID, until); err != nil {
			return err
		}
		return tx.tell(at, models.TemplateAppealEvidence, cmd.Values(at.sanction.Kind, asked, until))
	})
}

// askFor adds a row for each kind that is not waited for already. of is the appeal or case that it is asked for.
func (tx *writeTx) askFor(of models.Evidence, kinds []string, until time.Time) ([]string, error) {
	var waiting []string
	err := tx.db.Model(&models.Evidence{}).Where("appeal_id = ? AND case_id = ? AND "+stillAsked, of.AppealID, of.CaseID).
		Pluck("kind", &waiting).Error
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, k := range waiting {
		known[k] = true
	}
	var asked []string
	for _, kind := range kinds {
		if known[kind] {
			continue
		}
		known[kind] = true
		id, err := tx.id()
		if err != nil {
			return nil, err
		}
		now, one := tx.now, of
		one.ID, one.Kind, one.RequestedAt, one.DueAt = id, kind, &now, &until
		if err := tx.insert(&one); err != nil {
			return nil, err
		}
		asked = append(asked, kind)
	}
	if len(asked) == 0 {
		var bad models.Invalid
		bad.Add("kinds", "evidence_waiting")
		return nil, bad.OrNil()
	}
	return asked, nil
}

// ReceiveEvidence records what came in and what it shows, sealed. With the last thing
// that was asked for the clock runs again.
func (s *Store) ReceiveEvidence(ctx context.Context, actor models.Actor, evidenceID models.ID, finding string) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		var e models.Evidence
		if err := tx.db.Where("id = ?", evidenceID).Take(&e).Error; err != nil {
			return err
		}
		at, err := tx.takeAppeal(e.AppealID)
		if err != nil {
			return err
		}
		if !at.Undecided() {
			return models.ErrState
		}
		if err := e.Receive(tx.actor, finding, tx.now); err != nil {
			return err
		}
		if e.Finding, err = tx.seal(finding, findingPlace(e.ID), at.h.SubjectSlot); err != nil {
			return err
		}
		return tx.received(at, &e)
	})
}

// received stores that something asked for is here, unless somebody stored it meanwhile.
func (tx *writeTx) received(at *appealTx, e *models.Evidence) error {
	if err := tx.keepReceived(e); err != nil {
		return err
	}
	err := tx.audit(models.ActionAppealMoved, target{kind: "evidence", id: e.PublicID(), accountID: at.AccountID}, nil,
		map[string]string{"kind": e.Kind, "appeal": at.PublicID(), "state": "received"}, "")
	if err != nil {
		return err
	}
	return tx.resumeWhenComplete(at)
}

// stillAsked is the condition of what a customer is still waited for.
const stillAsked = "received_at IS NULL AND lapsed_at IS NULL AND waived_at IS NULL"

// keepReceived stores who gave a thing that was asked for or ended the waiting for it, unless it is here already.
func (tx *writeTx) keepReceived(e *models.Evidence) error {
	done := tx.db.Model(e).Where("received_at IS NULL").Select("received_at", "lapsed_at", "waived_at", "how", "by_kind", "by_id", "by_name", "finding_sealed").Updates(e)
	if done.Error == nil && done.RowsAffected == 0 {
		return models.ErrConflict
	}
	return done.Error
}

// resumeWhenComplete starts the clock again when nothing is waited for any more.
func (tx *writeTx) resumeWhenComplete(at *appealTx) error {
	var waiting int64
	err := tx.db.Model(&models.Evidence{}).Where("appeal_id = ? AND "+stillAsked, at.ID).Count(&waiting).Error
	if err != nil || waiting > 0 || at.PausedAt == nil {
		return err
	}
	return tx.resumed(at, func() error {
		at.Resume(tx.now)
		return nil
	})
}

// resumed runs a step after which the clock runs again, and plans the looks at it.
func (tx *writeTx) resumed(at *appealTx, step func() error) error {
	was := clockOf(&at.Appeal)
	if err := step(); err != nil {
		return err
	}
	if err := tx.update(&at.Appeal, &at.Version, moveColumns()...); err != nil {
		return err
	}
	if err := tx.audit(models.ActionAppealMoved, appealTarget(&at.Appeal), was, clockOf(&at.Appeal), ""); err != nil {
		return err
	}
	return tx.enqueueClock(&at.Appeal)
}

// runAppealEvidence ends the waiting for evidence whose time is over. When nothing else is waited
// for, the clock runs again and the appeal goes on with what is here.
func (tx *writeTx) runAppealEvidence(job models.Job) error {
	at, err := tx.takeAppeal(job.ObjectID)
	if err != nil {
		return err
	}
	if at.Stage != models.AppealEvidence {
		return errIdle
	}
	var open []models.Evidence
	err = tx.db.Where("appeal_id = ? AND "+stillAsked, at.ID).Order("id").Find(&open).Error
	if err != nil {
		return err
	}
	var over []models.ID
	var kinds []string
	for _, e := range open {
		if e.DueAt != nil && !tx.now.Before(*e.DueAt) {
			over, kinds = append(over, e.ID), append(kinds, e.Kind)
		}
	}
	if len(over) == 0 {
		return errIdle
	}
	if err := tx.db.Model(&models.Evidence{}).Where("id IN ?", over).Update("lapsed_at", tx.now).Error; err != nil {
		return err
	}
	err = tx.audit(models.ActionEvidenceLapsed, appealTarget(&at.Appeal), nil, map[string]string{"evidence": strings.Join(kinds, ",")}, "")
	if err != nil || len(over) < len(open) {
		return err
	}
	if err := tx.resumed(at, func() error { return at.Proceed(tx.now) }); err != nil {
		return err
	}
	values := at.Telling(models.TemplateAppealGoesOn, at.sanction.Kind)
	values["evidence"] = strings.Join(kinds, ",")
	return tx.tell(at, models.TemplateAppealGoesOn, values)
}
