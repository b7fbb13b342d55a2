package data

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"candor/engine/watch"
	"candor/models"
)

// rebuildRows is how many events are read at a time to build a state anew.
const rebuildRows = 1000

// LateAccounts returns the accounts with events that are not in their state, those first
// whose newest such event was received last; after is the newest of the page before.
func (s *Store) LateAccounts(ctx context.Context, after models.ID, limit int) (models.LatePage, error) {
	var page models.LatePage
	err := s.read(ctx, func(db *gorm.DB) error {
		var rows []struct {
			AccountID, Newest, First models.ID
			Events                   int
		}
		q := db.Model(&models.Event{}).Select("account_id, MAX(id) AS newest, MIN(id) AS first, COUNT(*) AS events").
			Where("late AND corrected_at IS NULL").Group("account_id")
		if after != 0 {
			q = q.Having("MAX(id) < ?", after)
		}
		if err := q.Order("newest DESC").Limit(limit + 1).Scan(&rows).Error; err != nil || len(rows) == 0 {
			return err
		}
		if page.Older = len(rows) > limit; page.Older {
			rows = rows[:limit]
		}
		ids := make([]models.ID, len(rows))
		firsts := make([]models.ID, len(rows))
		for i, r := range rows {
			ids[i], firsts[i] = r.AccountID, r.First
		}
		accounts, names, err := s.accountsByID(db, ids)
		if err != nil {
			return err
		}
		var oldest []models.Event
		if err := db.Select("id", "account_id", "at").Where("id IN ?", firsts).Find(&oldest).Error; err != nil {
			return err
		}
		byAccount := map[models.ID]models.Event{}
		for _, e := range oldest {
			byAccount[e.AccountID] = e
		}
		for _, r := range rows {
			page.Items = append(page.Items, models.LateAccount{
				Account: accounts[r.AccountID], Masked: models.Personal{Name: names[r.AccountID]}, Events: r.Events,
				Oldest: byAccount[r.AccountID].At, Newest: r.Newest,
			})
		}
		return nil
	})
	return page, err
}

// RebuildState builds an account's state anew from all its events in the order in which they
// happened, those that came too late included. It holds the account, so that no event is
// decided meanwhile. Decisions that were made stay as they are.
func (s *Store) RebuildState(ctx context.Context, actor models.Actor, account models.ID) (models.Rebuilt, error) {
	var done models.Rebuilt
	err := s.write(ctx, actor, func(tx *writeTx) error {
		done = models.Rebuilt{AccountID: account}
		if _, err := tx.hold(account); err != nil {
			return err
		}
		return tx.rebuild(&done, &watch.State{})
	})
	if err != nil {
		return done, fmt.Errorf("rebuild %s: %w", account.Public(models.PrefixAccount), err)
	}
	return done, nil
}

// rebuild is RebuildState on a held account, into an empty state.
func (tx *writeTx) rebuild(done *models.Rebuilt, state *watch.State) error {
	var was models.AccountState
	if err := tx.storedState(&was, done.AccountID); err != nil {
		return err
	}
	var err error
	if done.Events, err = tx.foldAll(done.AccountID, state); err != nil {
		return err
	}
	row := models.AccountState{AccountID: done.AccountID, Version: was.Version + 1, State: state.Append(nil)}
	done.Version, done.Changed = row.Version, !bytes.Equal(was.State, row.State)
	if was.Version == 0 {
		err = tx.insert(&row)
	} else {
		err = tx.swapState(&row, was.Version)
	}
	if err != nil {
		return err
	}
	marked := tx.db.Model(&models.Event{}).Where("account_id = ? AND late AND corrected_at IS NULL", done.AccountID).
		Update("corrected_at", tx.now)
	if marked.Error != nil {
		return marked.Error
	}
	done.Corrected = int(marked.RowsAffected)
	sum := sha256.Sum256(row.State)
	on := target{kind: "account", id: done.AccountID.Public(models.PrefixAccount), accountID: done.AccountID}
	return tx.audit(models.ActionStateRebuilt, on, map[string]any{"version": was.Version}, map[string]any{
		"version": row.Version, "events": done.Events, "corrected": done.Corrected, "changed": done.Changed, "sha256": hex.EncodeToString(sum[:]),
	}, "")
}

// storedState reads the stored state, an empty one of version 0 when there is none.
func (tx *writeTx) storedState(was *models.AccountState, account models.ID) error {
	err := tx.db.Where("account_id = ?", account).Take(was).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		*was = models.AccountState{AccountID: account}
		return nil
	}
	return err
}

func (tx *writeTx) swapState(row *models.AccountState, was int64) error {
	done := tx.db.Model(&models.AccountState{}).Where("account_id = ? AND version = ?", row.AccountID, was).
		Select("version", "state").Updates(row)
	if done.Error == nil && done.RowsAffected == 0 {
		return models.ErrConflict
	}
	return done.Error
}

// foldAll puts all events of an account into a state, in the order of (at, id), and returns
// how many. Sorted so, none is late.
func (tx *writeTx) foldAll(account models.ID, state *watch.State) (int, error) {
	var last models.Event
	n := 0
	for {
		var events []models.Event
		q := tx.db.Select("id", "kind", "at", "amount_fen", "body").Where("account_id = ?", account)
		if n > 0 {
			q = q.Where("(at, id) > (?, ?)", last.At, last.ID)
		}
		if err := q.Order("at, id").Limit(rebuildRows).Find(&events).Error; err != nil {
			return n, err
		}
		for i := range events {
			if err := fit(state, &events[i]); err != nil {
				return n, err
			}
		}
		n += len(events)
		if len(events) < rebuildRows {
			return n, nil
		}
		last = events[len(events)-1]
	}
}

// RebuildStates builds the states of all accounts with events anew, each in a unit of its
// own, and adds up what was done. progress may be nil.
func (s *Store) RebuildStates(ctx context.Context, actor models.Actor, progress func(accounts int)) (accounts int, sum models.Rebuilt, err error) {
	for after := models.ID(0); ; {
		var ids []models.ID
		err := s.read(ctx, func(db *gorm.DB) error {
			return db.Model(&models.Event{}).Distinct("account_id").Where("account_id > ?", after).
				Order("account_id").Limit(rebuildRows).Pluck("account_id", &ids).Error
		})
		if err != nil || len(ids) == 0 {
			return accounts, sum, err
		}
		for _, id := range ids {
			if err := ctx.Err(); err != nil {
				return accounts, sum, err
			}
			done, err := s.RebuildState(ctx, actor, id)
			if err != nil {
				return accounts, sum, err
			}
			accounts++
			sum.Events += done.Events
			sum.Corrected += done.Corrected
		}
		after = ids[len(ids)-1]
		if progress != nil {
			progress(accounts)
		}
	}
}
