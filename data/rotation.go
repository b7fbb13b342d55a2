package data

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/data/vault"
	"candor/models"
)

// StartRotation makes a new sealing key, lets everybody seal with it from now on, and
// queues the work of sealing anew what the keys before it sealed, which the running servers
// do a batch at a time. The older keys still open what they sealed, so that nobody notices.
func (s *Store) StartRotation(ctx context.Context, actor models.Actor, algorithm string) (*models.Rotation, error) {
	if !slices.Contains(vault.Algorithms(), vault.Algorithm(algorithm)) {
		var bad models.Invalid
		bad.Add("algorithm", "choice")
		return nil, bad.OrNil()
	}
	var r *models.Rotation
	err := s.write(ctx, actor, func(tx *writeTx) error {
		// Held to the end: RetireKeys looks at the key file under the same lock, and must not
		// take the new key for an old one.
		var head models.VaultHead
		if err := tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Where("lane = ?", laneMain).Take(&head).Error; err != nil {
			return err
		}
		newest, err := newestRotation(tx.db)
		if err != nil {
			return err
		}
		if newest != nil && newest.FinishedAt == nil {
			return &models.Refused{Code: "rotation_running"}
		}
		// A unit that is run again makes one key more, which nothing uses and Retire destroys.
		key, err := s.vault.Rotate(vault.Algorithm(algorithm))
		if err != nil {
			return err
		}
		if r, err = tx.newRotation(key); err != nil {
			return err
		}
		err = tx.db.Model(&models.VaultHead{}).Where("lane = ?", laneMain).Update("key_id", int64(key.ID)).Error
		if err != nil {
			return err
		}
		after := map[string]any{"key": keyName(key.ID), "algorithm": key.Algorithm}
		return tx.audit(models.ActionKeyMade, target{kind: "vault", id: keyName(key.ID)}, map[string]any{"key": keyName(uint32(head.KeyID))}, after, "")
	})
	if err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	return r, nil
}

func keyName(id uint32) string { return fmt.Sprintf("%08x", id) }

// newRotation stores a rotation and queues its first batch.
func (tx *writeTx) newRotation(key vault.Key) (*models.Rotation, error) {
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	r := &models.Rotation{
		ID: id, KeyID: int64(key.ID), Algorithm: string(key.Algorithm), ByName: tx.actor.Name, StartedAt: tx.now,
		Place: sealedPlaces()[0].table,
	}
	if err := tx.insert(r); err != nil {
		return nil, err
	}
	return r, tx.enqueueReseal(r)
}

func (tx *writeTx) enqueueReseal(r *models.Rotation) error {
	return tx.enqueue(models.JobVaultReseal, fmt.Sprintf("vault.reseal:%d:%d", r.ID, r.Step), r.ID, tx.now)
}

// runVaultReseal does a batch and queues the next. A batch that somebody else did, such as
// a command on the machine, is no reason to stop before the rotation is over.
func (tx *writeTx) runVaultReseal(job models.Job) error {
	r, err := tx.resealNext(job.ObjectID)
	switch {
	case errors.Is(err, models.ErrState):
		return errIdle
	case err != nil:
		return err
	case r.FinishedAt != nil:
		return nil
	}
	return tx.enqueueReseal(r)
}

// newestRotation returns the rotation that began last, nil before the first.
func newestRotation(db *gorm.DB) (*models.Rotation, error) {
	var found []models.Rotation
	if err := db.Order("id DESC").Limit(1).Find(&found).Error; err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// RotateKeys makes a new sealing key and seals everything with it before it returns, with
// or without servers running beside it. A rotation that was cut short is finished instead.
func (s *Store) RotateKeys(ctx context.Context, actor models.Actor, algorithm string, progress func(done int64)) (*models.Rotation, error) {
	r, err := s.rotationNow(ctx)
	if err != nil {
		return nil, err
	}
	if r == nil || r.FinishedAt != nil {
		if r, err = s.StartRotation(ctx, actor, algorithm); err != nil {
			return nil, err
		}
	}
	return s.finishRotation(ctx, actor, r, progress)
}

func (s *Store) rotationNow(ctx context.Context) (r *models.Rotation, err error) {
	err = s.read(ctx, func(db *gorm.DB) error {
		r, err = newestRotation(db)
		return err
	})
	return r, err
}

func (s *Store) finishRotation(ctx context.Context, actor models.Actor, r *models.Rotation, progress func(done int64)) (*models.Rotation, error) {
	for r.FinishedAt == nil {
		var next *models.Rotation
		err := s.write(ctx, actor, func(tx *writeTx) (err error) {
			next, err = tx.resealNext(r.ID)
			return err
		})
		if errors.Is(err, models.ErrState) { // a server did the last batch
			return s.rotationNow(ctx)
		}
		if err != nil {
			return nil, fmt.Errorf("rotate keys: %w", err)
		}
		if r = next; progress != nil {
			progress(r.Resealed)
		}
	}
	return r, nil
}

// VaultState returns the sealing keys and the newest rotation.
func (s *Store) VaultState(ctx context.Context) (*models.VaultState, error) {
	if err := s.vault.Refresh(); err != nil {
		return nil, err
	}
	var head models.VaultHead
	state := &models.VaultState{}
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		if err := db.Where("lane = ?", laneMain).Take(&head).Error; err != nil {
			return err
		}
		var waiting int64
		err = db.Model(&models.Job{}).Where("kind = ? AND state = 'ready'", models.JobVaultRetire).Count(&waiting).Error
		state.Retiring = waiting > 0
		if err == nil {
			state.Rotation, err = newestRotation(db)
		}
		return err
	})
	for _, k := range s.vault.Keys() {
		current := k.ID == uint32(head.KeyID) || (head.KeyID == 0 && k.Primary)
		state.Keys = append(state.Keys, models.SealingKey{ID: k.ID, Algorithm: string(k.Algorithm), Current: current})
	}
	for _, a := range vault.Algorithms() {
		state.Algorithms = append(state.Algorithms, string(a))
	}
	return state, err
}

// RefreshKeys follows the key file where another process changed it, so that keys that were
// destroyed there leave this process's memory too.
func (s *Store) RefreshKeys() error { return s.vault.Refresh() }

// AskRetire queues the destruction of the keys before the newest, once nobody can hold
// anything of before the rotation in hand any more.
func (s *Store) AskRetire(ctx context.Context, actor models.Actor) (at time.Time, err error) {
	err = s.write(ctx, actor, func(tx *writeTx) error {
		r, err := newestRotation(tx.db)
		switch {
		case err != nil:
			return err
		case r == nil || r.RetiredAt != nil:
			return models.ErrState
		case r.FinishedAt == nil:
			return &models.Refused{Code: "rotation_running"}
		case r.Unreadable > 0:
			return &models.Refused{Code: "rotation_unreadable"}
		}
		at = r.FinishedAt.Add(models.RetireDelay)
		if at.Before(tx.now) {
			at = tx.now
		}
		return tx.enqueueRetire(at, map[string]any{"keep": keyName(uint32(r.KeyID))})
	})
	return at, err
}
