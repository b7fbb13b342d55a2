package data

import (
	"context"
	"strings"

	"candor/models"
)

// RequestEvidence asks the customer for things that are not asked for yet; the clock
// stops until they are here.
func (s *Store) RequestEvidence(ctx context.Context, actor models.Actor, id models.ID, version int64, kinds []string) error {
	return s.moveAppeal(ctx, actor, id, version, func(tx *writeTx, at *appealTx) error {
		if err := models.ValidateEvidence(kinds); err != nil {
			return err
		}
		if err := at.Appeal.RequestEvidence(tx.now); err != nil {
			return err
		}
		asked, err := tx.askFor(at, kinds)
		if err != nil {
			return err
		}
		return tx.message(&at.h.Account, models.TemplateAppealEvidence, map[string]string{
			"kind": string(at.sanction.Kind), "evidence": strings.Join(asked, ","),
		}, at.PublicID())
	})
}

// askFor adds a row for each kind that is not waited for already.
func (tx *writeTx) askFor(at *appealTx, kinds []string) ([]string, error) {
	var waiting []string
	err := tx.db.Model(&models.Evidence{}).Where("appeal_id = ? AND received_at IS NULL", at.ID).Pluck("kind", &waiting).Error
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
		now := tx.now
		if err := tx.insert(&models.Evidence{ID: id, AppealID: at.ID, Kind: kind, RequestedAt: &now}); err != nil {
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
		if err := e.Receive(tx.actor.Name, finding, tx.now); err != nil {
			return err
		}
		if e.Finding, err = tx.seal(finding, findingPlace(e.ID), at.h.SubjectSlot); err != nil {
			return err
		}
		done := tx.db.Model(&e).Where("received_at IS NULL").Select("received_at", "by_name", "finding_sealed").Updates(&e)
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return models.ErrConflict
		}
		err = tx.audit(models.ActionAppealMoved, target{kind: "evidence", id: e.PublicID(), accountID: at.AccountID}, nil,
			map[string]string{"kind": e.Kind, "appeal": at.PublicID(), "state": "received"}, "")
		if err != nil {
			return err
		}
		return tx.resumeWhenComplete(at)
	})
}

// resumeWhenComplete starts the clock again when nothing is waited for any more.
func (tx *writeTx) resumeWhenComplete(at *appealTx) error {
	var waiting int64
	err := tx.db.Model(&models.Evidence{}).Where("appeal_id = ? AND received_at IS NULL", at.ID).Count(&waiting).Error
	if err != nil || waiting > 0 || at.PausedAt == nil {
		return err
	}
	was := clockOf(&at.Appeal)
	at.Resume(tx.now)
	if err := tx.update(&at.Appeal, &at.Version, "due_at", "paused_at"); err != nil {
		return err
	}
	if err := tx.audit(models.ActionAppealMoved, appealTarget(&at.Appeal), was, clockOf(&at.Appeal), ""); err != nil {
		return err
	}
	return tx.enqueueDue(&at.Appeal)
}
