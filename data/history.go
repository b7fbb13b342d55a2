package data

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"candor/engine/watch"
	"candor/models"
)

// addHistory writes events that happened before there was anybody to decide them, and the
// state they leave, as if each had been recorded in its time.
func (b *book) addHistory(e *Entry) error {
	if len(e.Events) == 0 {
		return nil
	}
	var state watch.State
	seen := map[listKey]bool{}
	for i := range e.Events {
		h := e.Events[i]
		id, err := b.tx.id()
		if err != nil {
			return err
		}
		n := models.NewEvent{Source: e.Account.Source, ExternalID: fmt.Sprintf("%s-h%d", e.Account.ExternalID, i)}
		h.ID, h.AccountID, h.Source, h.ExternalID = id, e.Account.ID, n.Source, n.ExternalID
		h.EventKey, h.BodyHash, h.At = n.Key(), n.Hash(), stamp(h.At)
		h.Body.Device, h.Body.Card = b.tx.store.token("device", h.Body.Device), b.tx.store.token("card", h.Body.Card)
		h.Body.Payee, h.Body.IP = b.tx.store.token("payee", h.Body.Payee), b.tx.store.token("ip", h.Body.IP)
		watched, err := h.Watched()
		if err != nil {
			return err
		}
		h.Late = !state.Add(&watched)
		h.Input, h.Result = []byte{}, []byte{}
		values, err := eventValues(&h)
		if err != nil {
			return err
		}
		if err := b.events.add(append(values, nil)...); err != nil {
			return err
		}
		for j, token := range sightTokens(&h.Body) {
			k := listKey{sightKinds[j], token}
			if token == "" || seen[k] {
				continue
			}
			seen[k] = true
			if err := b.sights.add(k.kind, k.token, int64(e.Account.ID), h.At); err != nil {
				return err
			}
		}
	}
	return b.states.add(int64(e.Account.ID), 1, state.Append(nil))
}

// BulkHistory adds history to accounts that are there already; their states are built from
// it alone, so it is for accounts that have none. One unit, one audit entry.
func (s *Store) BulkHistory(ctx context.Context, actor models.Actor, entries []Entry) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		digest := newDigest()
		b := newBook(tx, digest)
		ids := make([]models.ID, len(entries))
		for i := range entries {
			ids[i] = entries[i].Account.ID
		}
		if err := tx.db.Where("account_id IN ?", ids).Delete(&models.AccountState{}).Error; err != nil {
			return err
		}
		if err := tx.db.Where("account_id IN ?", ids).Delete(&models.Sighting{}).Error; err != nil {
			return err
		}
		for i := range entries {
			if err := b.addHistory(&entries[i]); err != nil {
				return err
			}
		}
		if err := b.closeLists(); err != nil {
			return err
		}
		after := map[string]any{"accounts": len(entries), "sha256": digestHex(digest)}
		return tx.audit(models.ActionDemoSeeded, target{kind: "import", id: "history"}, nil, after, "")
	})
}

// EventCount counts every event there is.
func (s *Store) EventCount(ctx context.Context) (n int64, err error) {
	err = s.read(ctx, func(db *gorm.DB) error { return db.Model(&models.Event{}).Count(&n).Error })
	return n, err
}

// AccountIDs returns the ids of the whole book in order, for walking it in a measure.
func (s *Store) AccountIDs(ctx context.Context) (ids []models.ID, err error) {
	err = s.read(ctx, func(db *gorm.DB) error { return db.Model(&models.Account{}).Order("id").Pluck("id", &ids).Error })
	return ids, err
}

// Overspent counts the lines whose use is above the limit in force.
func (s *Store) Overspent(ctx context.Context) (int, error) {
	var n int64
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Model(&models.CreditLine{}).Where("used_fen > COALESCE(temp_fen, limit_fen)").Count(&n).Error
	})
	return int(n), err
}
