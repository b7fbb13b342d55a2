package data

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"candor/models"
)

// RetireKeys destroys the keys before the one that seals now. It first seals everything
// with that, so that a rotation that was cut short loses nothing, and records what it is
// about to do. Backups from before can then never be opened again, which is what it is for.
// Values that do not open stop it, because an old key may be what would mend them, unless
// lose says to give them up.
func (s *Store) RetireKeys(ctx context.Context, actor models.Actor, lose bool) error {
	r, err := s.rotationNow(ctx)
	if err != nil {
		return fmt.Errorf("retire keys: %w", err)
	}
	if r != nil {
		if _, err := s.finishRotation(ctx, actor, r, nil); err != nil {
			return fmt.Errorf("retire keys: %w", err)
		}
	}
	_, bad, err := s.resealStale(ctx, actor)
	if err != nil {
		return fmt.Errorf("retire keys: %w", err)
	}
	if bad > 0 && !lose {
		return fmt.Errorf("retire keys: %d values cannot be read and would be lost for good: %w", bad, &models.Refused{Code: "rotation_unreadable"})
	}
	if err := s.destroyOldKeys(ctx, actor); err != nil {
		return fmt.Errorf("retire keys: %w", err)
	}
	return nil
}

// resealStale looks for values that another key than that of now sealed, and seals them
// anew. After a rotation there are none: whoever sealed with the key before was waited for.
// It returns how many rows it did and how many values do not open and stay behind.
func (s *Store) resealStale(ctx context.Context, actor models.Actor) (done, bad int64, err error) {
	for _, p := range sealedPlaces() {
		for after := models.ID(0); ; {
			var rows []sealedRow
			var unread int64
			err := s.commitIdle(ctx, actor, func(tx *writeTx) error {
				unread = 0
				key, err := tx.sealingKey()
				if err != nil {
					return err
				}
				locked := tx.db.Clauses(clause.Locking{Strength: "UPDATE"})
				if rows, err = p.sealedRows(locked, after, key, resealBatch); err != nil || len(rows) == 0 {
					return err
				}
				for _, row := range rows {
					n, err := tx.resealRow(p, row)
					if err != nil {
						return err
					}
					unread += n
				}
				return tx.audit(models.ActionKeysRotated, target{kind: "vault", id: p.table}, nil, map[string]any{"rows": len(rows)}, "")
			})
			if err != nil {
				return done, bad, fmt.Errorf("seal anew: %s: %w", p.table, err)
			}
			if bad += unread; len(rows) == 0 {
				break
			}
			after = rows[len(rows)-1].id
			done += int64(len(rows)) - unread
		}
	}
	return done, bad, nil
}

// commitIdle is write for work that may find nothing to do.
func (s *Store) commitIdle(ctx context.Context, actor models.Actor, fn func(*writeTx) error) error {
	var idle bool
	err := s.write(ctx, actor, func(tx *writeTx) error {
		err := fn(tx)
		if idle = err == nil && len(tx.entries) == 0; idle {
			return errIdle
		}
		return err
	})
	if idle {
		return nil
	}
	return err
}

// destroyOldKeys records that every key but that of now is given up, and then does it. The
// keys to destroy are named under the lock that a rotation holds while it makes one.
func (s *Store) destroyOldKeys(ctx context.Context, actor models.Actor) error {
	var keep uint32
	var old []uint32
	err := s.write(ctx, actor, func(tx *writeTx) error {
		var head models.VaultHead
		if err := tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Where("lane = ?", laneMain).Take(&head).Error; err != nil {
			return err
		}
		if err := s.vault.Refresh(); err != nil {
			return err
		}
		if keep, old = uint32(head.KeyID), nil; keep == 0 {
			keep = s.vault.Primary()
		}
		var names []string
		for _, k := range s.vault.Keys() {
			if k.ID != keep {
				old, names = append(old, k.ID), append(names, keyName(k.ID))
			}
		}
		done := tx.db.Model(&models.Rotation{}).Where("key_id = ? AND retired_at IS NULL", int64(keep)).Update("retired_at", tx.now)
		if done.Error != nil {
			return done.Error
		}
		return tx.audit(models.ActionKeysRetired, target{kind: "vault", id: keyName(keep)}, nil, map[string]any{"keys": names}, "")
	})
	if err != nil || len(old) == 0 {
		return err
	}
	return s.vault.Retire(keep, old)
}

// runVaultRetire is RetireKeys beside people at work. Values that were sealed anew only now,
// by this or by another rotation that began meanwhile, may be in somebody's hand as they
// were before, so that the keys then go at a later time.
func runVaultRetire(ctx context.Context, s *Store, actor models.Actor) error {
	r, err := s.rotationNow(ctx)
	if err != nil {
		return err
	}
	var done, bad int64
	wait := r != nil && (r.FinishedAt == nil || s.Now().Before(r.FinishedAt.Add(models.RetireDelay)))
	if !wait {
		if done, bad, err = s.resealStale(ctx, actor); err != nil {
			return err
		}
	}
	switch {
	case bad > 0:
		return fmt.Errorf("%d values cannot be read: %w", bad, &models.Refused{Code: "rotation_unreadable"})
	case done == 0 && !wait:
		return s.destroyOldKeys(ctx, actor)
	}
	return s.write(ctx, actor, func(tx *writeTx) error {
		return tx.enqueueRetire(tx.now.Add(models.RetireDelay), map[string]any{"rows": done})
	})
}

// enqueueRetire queues the destruction of old keys and records when it is to be.
func (tx *writeTx) enqueueRetire(at time.Time, after map[string]any) error {
	after["at"] = at
	if err := tx.enqueue(models.JobVaultRetire, fmt.Sprintf("vault.retire:%d", at.UnixMicro()), 0, at); err != nil {
		return err
	}
	return tx.audit(models.ActionRetireAsked, target{kind: "vault"}, nil, after, "")
}
