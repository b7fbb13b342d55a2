package data

import (
	"context"
	"errors"
	"strconv"

	"gorm.io/gorm"

	"candor/models"
)

// Dossier reads everything on record about an account, up to models.DossierMost rows of a kind.
// Nothing of it may leave before RecordDossier has recorded that it does.
func (s *Store) Dossier(ctx context.Context, actor models.Actor, cmd models.ExportDossier) (*models.Dossier, error) {
	if err := cmd.Validate(); err != nil {
		return nil, err
	}
	var d models.Dossier
	err := s.readAs(ctx, actor, func(db *gorm.DB) error {
		account, err := findOne[models.Account](db, "", "WHERE id = ?", int64(cmd.AccountID))
		if err != nil {
			return err
		}
		d.Account = *account
		if d.Personal, err = s.openPersonal(db, account); err != nil {
			return err
		}
		if !cmd.Personal {
			d.Personal = d.Personal.Masked()
		}
		return errors.Join(s.dossierLists(db, cmd.AccountID, &d), dossierEvents(db, cmd.AccountID, &d), dossierHead(db, &d))
	})
	if err != nil {
		return nil, err
	}
	return &d, nil
}

func (s *Store) dossierLists(db *gorm.DB, id models.ID, d *models.Dossier) error {
	const most = models.DossierMost
	var notes []models.Note
	err := errors.Join(
		newest(db, &d.Lines, id, "product DESC", most), newest(db, &d.Statements, id, "month DESC", most), newest(db, &d.Checks, id, "kind", most),
		newest(db, &d.Devices, id, "id DESC", most), newest(db, &d.Links, id, "other_id, kind", most), newest(db, &d.Overrides, id, "id DESC", most),
		newest(db, &d.Flags, id, "id DESC", most), newest(db, &d.Cases, id, "id DESC", most), newest(db, &d.Limits, id, "id DESC", most),
		newest(db, &d.Sanctions, id, "id DESC", most), newest(db, &d.Appeals, id, "id DESC", most), newest(db, &d.Challenges, id, "id DESC", most),
		newest(db, &d.Messages, id, "id DESC", most), newest(db, &notes, id, "id DESC", most),
	)
	if err != nil {
		return err
	}
	for _, n := range notes {
		words, err := s.openValue(db, n.Text, notePlace(n.ID), n.AccountID)
		if err != nil {
			return err
		}
		d.Notes = append(d.Notes, models.NoteText{Note: n, Words: words})
	}
	d.Decisions, err = decisionHistory(db, id, most)
	return err
}

// dossierEvents reads the events and the record's entries.
func dossierEvents(db *gorm.DB, id models.ID, d *models.Dossier) (err error) {
	limit := strconv.Itoa(models.DossierMost)
	if d.Events, err = find[models.Event](db, timelineEventColumns, "WHERE account_id = ? ORDER BY id DESC LIMIT "+limit, int64(id)); err != nil {
		return err
	}
	d.Entries, err = find[models.AuditEntry](db, "", "WHERE account_id = ? AND account_id <> 0 ORDER BY seq DESC LIMIT "+limit, int64(id))
	return err
}

// dossierHead reads the end of the chain, by which the dossier's state is named.
func dossierHead(db *gorm.DB, d *models.Dossier) error {
	head, err := findOne[models.AuditHead](db, "", "WHERE lane = ?", laneMain)
	if err != nil {
		return err
	}
	d.Head = *head
	last, err := find[models.AuditEntry](db, "seq, at", "WHERE seq = ? LIMIT 1", head.Seq)
	if err == nil && len(last) == 1 {
		d.HeadAt = last[0].At
	}
	return err
}

// RecordDossier records that an account's dossier leaves, why, and what the file hashes to. One
// that shows the identity in clear is a reveal as well, and counts against its quota.
func (s *Store) RecordDossier(ctx context.Context, actor models.Actor, cmd models.ExportDossier, sha256 string) error {
	if err := cmd.Validate(); err != nil {
		return err
	}
	if cmd.Personal {
		if err := s.checkQuota(ctx, actor, models.ActionPersonalRevealed, models.RevealQuota); err != nil {
			return err
		}
	}
	return s.write(ctx, actor, func(tx *writeTx) error {
		if cmd.Personal {
			if err := tx.audit(models.ActionPersonalRevealed, aboutAccount(cmd.AccountID), nil, map[string]any{"field": "dossier"}, cmd.Reason); err != nil {
				return err
			}
		}
		after := map[string]any{"sha256": sha256, "lang": cmd.Lang, "clear": cmd.Personal}
		return tx.audit(models.ActionDossierExported, aboutAccount(cmd.AccountID), nil, after, cmd.Reason)
	})
}
