package data

import (
	"context"
	"math"
	"strconv"

	"gorm.io/gorm"

	"candor/models"
)

// Dossier reads everything on record about an account at one moment and lets use make of it what is to leave; its lists can be
// read while use runs and no longer. Nothing of it may leave before RecordDossier has recorded that it does.
func (s *Store) Dossier(ctx context.Context, actor models.Actor, cmd models.ExportDossier, use func(*models.Dossier) error) error {
	if err := cmd.Validate(); err != nil {
		return err
	}
	return s.readAs(ctx, actor, func(db *gorm.DB) error {
		return s.still(db, func(db *gorm.DB) error {
			var d models.Dossier
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
			if err := dossierHead(db, &d); err != nil {
				return err
			}
			d.Source = func(list models.DossierList, take func(*models.DossierRows) error) error {
				if list == models.DossierHardships {
					return s.dossierHardships(db, cmd.AccountID, cmd.Personal, take)
				}
				return s.dossierList(db, cmd.AccountID, list, take)
			}
			return use(&d)
		})
	})
}

// still runs fn on one state of the database, whatever is written meanwhile. db is one that read has made.
func (s *Store) still(db *gorm.DB, fn func(*gorm.DB) error) error {
	if s.dialect == sqlite {
		return db.Transaction(fn)
	}
	if err := db.Exec("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").Error; err != nil {
		return err
	}
	return fn(db)
}

// dossierPages reads an account's rows page by page, the newest first. by is the column that orders them, which no two rows of an
// account share, and where another condition.
func dossierPages[T any](db *gorm.DB, columns, by, where string, account models.ID, at func(*T) int64, take func([]T) error) error {
	const most = models.DossierRowsMost
	tail := "WHERE account_id = ? AND " + by + " < ?" + where + " ORDER BY " + by + " DESC LIMIT " + strconv.Itoa(most)
	before := int64(math.MaxInt64)
	if by == "month" { // a number of six digits
		before = math.MaxInt32
	}
	for {
		rows, err := find[T](db, columns, tail, int64(account), before)
		if err != nil || len(rows) == 0 {
			return err
		}
		before = at(&rows[len(rows)-1])
		if err := take(rows); err != nil || len(rows) < most {
			return err
		}
	}
}

// byID is dossierPages for rows that are ordered by their ids.
func byID[T any](db *gorm.DB, account models.ID, id func(*T) models.ID, take func([]T) error) error {
	return dossierPages(db, "", "id", "", account, func(row *T) int64 { return int64(id(row)) }, take)
}

// dossierList reads a list of an account's dossier.
func (s *Store) dossierList(db *gorm.DB, id models.ID, list models.DossierList, take func(*models.DossierRows) error) error {
	switch list {
	case models.DossierLines: // one for each product, and so few
		rows, err := find[models.CreditLine](db, "", "WHERE account_id = ? ORDER BY product DESC", int64(id))
		if err != nil || len(rows) == 0 {
			return err
		}
		return take(&models.DossierRows{Lines: rows})
	case models.DossierChecks: // one for each kind of check
		rows, err := find[models.IdentityCheck](db, "", "WHERE account_id = ? ORDER BY kind", int64(id))
		if err != nil || len(rows) == 0 {
			return err
		}
		return take(&models.DossierRows{Checks: rows})
	case models.DossierTags: // few words of a customer
		rows, err := find[models.AccountTag](db, "", "WHERE account_id = ? ORDER BY tag", int64(id))
		if err != nil || len(rows) == 0 {
			return err
		}
		return take(&models.DossierRows{Tags: rows})
	case models.DossierStatements:
		return dossierPages(db, "", "month", "", id, func(r *models.Statement) int64 { return int64(r.Month) },
			func(rows []models.Statement) error { return take(&models.DossierRows{Statements: rows}) })
	case models.DossierDevices:
		return byID(db, id, func(r *models.Device) models.ID { return r.ID },
			func(rows []models.Device) error { return take(&models.DossierRows{Devices: rows}) })
	case models.DossierLinks:
		return dossierLinks(db, id, take)
	case models.DossierEvents:
		return dossierPages(db, timelineEventColumns, "id", "", id, func(r *models.Event) int64 { return int64(r.ID) },
			func(rows []models.Event) error { return take(&models.DossierRows{Events: rows}) })
	case models.DossierRecord: // the account is compared with 0 as well, so that the partial index serves
		return dossierPages(db, "", "seq", " AND account_id <> 0", id, func(r *models.AuditEntry) int64 { return r.Seq },
			func(rows []models.AuditEntry) error { return take(&models.DossierRows{Entries: rows}) })
	}
	return s.dossierWork(db, id, list, take)
}

// dossierWork reads a list of what was decided and done.
func (s *Store) dossierWork(db *gorm.DB, id models.ID, list models.DossierList, take func(*models.DossierRows) error) error {
	switch list {
	case models.DossierLimits:
		return byID(db, id, func(r *models.LimitChange) models.ID { return r.ID },
			func(rows []models.LimitChange) error { return take(&models.DossierRows{Limits: rows}) })
	case models.DossierScores:
		return dossierPages(db, historyColumns, "id", "", id, func(r *models.Decision) int64 { return int64(r.ID) },
			func(rows []models.Decision) error { return take(&models.DossierRows{Decisions: rows}) })
	case models.DossierOverrides:
		return byID(db, id, func(r *models.Override) models.ID { return r.ID },
			func(rows []models.Override) error { return take(&models.DossierRows{Overrides: rows}) })
	case models.DossierDisputes:
		return byID(db, id, func(r *models.Dispute) models.ID { return r.ID },
			func(rows []models.Dispute) error { return take(&models.DossierRows{Disputes: rows}) })
	case models.DossierAsides:
		return byID(db, id, func(r *models.RuleAside) models.ID { return r.ID },
			func(rows []models.RuleAside) error { return take(&models.DossierRows{Asides: rows}) })
	case models.DossierFlags:
		return byID(db, id, func(r *models.Flag) models.ID { return r.ID },
			func(rows []models.Flag) error { return take(&models.DossierRows{Flags: rows}) })
	case models.DossierCases:
		return byID(db, id, func(r *models.Case) models.ID { return r.ID },
			func(rows []models.Case) error { return take(&models.DossierRows{Cases: rows}) })
	case models.DossierSanctions:
		return byID(db, id, func(r *models.Sanction) models.ID { return r.ID },
			func(rows []models.Sanction) error { return take(&models.DossierRows{Sanctions: rows}) })
	case models.DossierAppeals:
		return byID(db, id, func(r *models.Appeal) models.ID { return r.ID },
			func(rows []models.Appeal) error { return take(&models.DossierRows{Appeals: rows}) })
	case models.DossierChallenges:
		return byID(db, id, func(r *models.Challenge) models.ID { return r.ID },
			func(rows []models.Challenge) error { return take(&models.DossierRows{Challenges: rows}) })
	case models.DossierMessages:
		return byID(db, id, func(r *models.Message) models.ID { return r.ID },
			func(rows []models.Message) error { return take(&models.DossierRows{Messages: rows}) })
	case models.DossierNotes:
		return byID(db, id, func(r *models.Note) models.ID { return r.ID },
			func(rows []models.Note) error { return s.dossierNotes(db, rows, take) })
	}
	return models.ErrNotFound
}

// dossierNotes opens notes, each followed by what it said before.
func (s *Store) dossierNotes(db *gorm.DB, rows []models.Note, take func(*models.DossierRows) error) error {
	former, err := s.formerTexts(db, rows)
	if err != nil {
		return err
	}
	list := make([]models.NoteText, 0, len(rows))
	for _, n := range rows {
		words, err := s.openValue(db, n.Text, notePlace(n.ID), n.AccountID)
		if err != nil {
			return err
		}
		now := n
		now.At = n.Written()
		list = append(list, models.NoteText{Note: now, Words: words})
		for _, was := range former[n.ID] {
			now.At = was.At
			list = append(list, models.NoteText{Note: now, Words: was.Words, Replaced: &was.ReplacedAt})
		}
	}
	return take(&models.DossierRows{Notes: list})
}

// dossierLinks reads the linked accounts in the order of their ids.
func dossierLinks(db *gorm.DB, id models.ID, take func(*models.DossierRows) error) error {
	const most = models.DossierRowsMost
	var last models.Relationship
	for {
		rows, err := find[models.Relationship](db, "", "WHERE account_id = ? AND (other_id, kind) > (?, ?) ORDER BY other_id, kind LIMIT "+
			strconv.Itoa(most), int64(id), int64(last.OtherID), last.Kind)
		if err != nil || len(rows) == 0 {
			return err
		}
		last = rows[len(rows)-1]
		if err := take(&models.DossierRows{Links: rows}); err != nil || len(rows) < most {
			return err
		}
	}
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
