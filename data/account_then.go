package data

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/watch"
	"candor/models"
)

// The slots in which the decision about an event keeps what the account had before it.
var (
	totalLimitSlot, _  = watch.Lookup("total_limit_fen")
	totalUsedSlot, _   = watch.Lookup("total_used_fen")
	daysPastDueSlot, _ = watch.Lookup("days_past_due")
)

// fillThen works out how the side's account stood at a time. Nothing copies accounts day by day:
// each change of one records what was before it, and so does the decision about each event, so
// that the first of them after a time says how it was at that time.
func fillThen(db *gorm.DB, side *models.CompareSide, when time.Time) error {
	a := &side.Account
	later, err := accountEntries(db, a.ID, when)
	if err != nil {
		return err
	}
	decided, err := accountDecided(db, a.ID, when)
	if err != nil {
		return err
	}
	freed, err := find[models.AuditEntry](db, "seq, at", "WHERE account_id = ? AND account_id <> 0 AND at > ? AND action = ? AND after = ? ORDER BY seq LIMIT 1",
		int64(a.ID), stamp(when), models.ActionEventSettled, `"`+string(models.DispositionCancelled)+`"`)
	if err != nil {
		return err
	}
	var first *time.Time
	if len(freed) == 1 {
		first = &freed[0].At
	}
	side.Then = a.Then(when, append(later, decided...), first)
	statements, err := find[models.Statement](db, "", "WHERE account_id = ? ORDER BY month DESC", int64(a.ID))
	side.Then.Statement = models.StatementAt(statements, when)
	return err
}

// accountEntries reads the first entry after a time that says what the account's status, limit
// and use were before it.
func accountEntries(db *gorm.DB, id models.ID, when time.Time) ([]models.AccountBefore, error) {
	var list []models.AccountBefore
	for _, field := range []string{"in_force_fen", "limit_fen", "used_fen"} { // in force: an entry with the status
		rows, err := find[models.AuditEntry](db, "seq, at, before",
			"WHERE account_id = ? AND account_id <> 0 AND at > ? AND before LIKE ? ORDER BY seq LIMIT 1", int64(id), stamp(when), `%"`+field+`":%`)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			b := models.AccountBefore{At: row.At}
			if err := json.Unmarshal([]byte(row.Before), &b); err != nil {
				return nil, fmt.Errorf("entry %d: %w", row.Seq, err)
			}
			list = append(list, b)
		}
	}
	return list, nil
}

// accountDecided reads what the first event decided after a time knew of the account.
func accountDecided(db *gorm.DB, id models.ID, when time.Time) ([]models.AccountBefore, error) {
	rows, err := find[models.Event](db, "id, input", "WHERE account_id = ? AND id >= ? AND outcome <> '' ORDER BY id LIMIT 1",
		int64(id), int64(models.FirstID(when.Add(milli))))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	in, err := decide.DecodeEventInput(rows[0].Input)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("event %s", rows[0].PublicID()), err)
	}
	status := models.AccountStatus(in.Status)
	b := models.AccountBefore{At: rows[0].ID.Time(), Status: &status, LimitFen: wholeSlot(in, totalLimitSlot), UsedFen: wholeSlot(in, totalUsedSlot)}
	if days := wholeSlot(in, daysPastDueSlot); days != nil {
		n := int(*days)
		b.DaysPastDue = &n
	}
	return []models.AccountBefore{b}, nil
}

// wholeSlot is a feature that counts something, nil when it was not known.
func wholeSlot(in *decide.EventInput, slot int) *int64 {
	v := in.Vector[slot]
	if math.IsNaN(v) {
		return nil
	}
	n := int64(v)
	return &n
}
