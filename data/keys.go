package data

import (
	"context"
	"crypto/subtle"
	"fmt"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// keyMark starts every API key, so that a leaked one can be found by searching for it.
const keyMark = "candor_"

func keyTarget(k *models.APIKey) target { return target{kind: "key", id: k.PublicID()} }

// Keys returns the newest keys, usable or not, at most limit.
func (s *Store) Keys(ctx context.Context, limit int) ([]models.APIKey, error) {
	var list []models.APIKey
	err := s.read(ctx, func(db *gorm.DB) error { return db.Order("id DESC").Limit(limit).Find(&list).Error })
	return list, err
}

// AddKey adds an API key and returns it with its secret, which is not kept: candor_, the
// digits of the key's id, and 256 random bits.
func (s *Store) AddKey(ctx context.Context, actor models.Actor, cmd models.AddKey) (key *models.APIKey, secret string, err error) {
	if err := cmd.Validate(s.Now()); err != nil {
		return nil, "", err
	}
	random, err := s.newSecret()
	if err != nil {
		return nil, "", err
	}
	err = s.write(ctx, actor, func(tx *writeTx) error {
		id, err := tx.id()
		if err != nil {
			return err
		}
		prefix := keyMark + strings.TrimPrefix(id.Public(models.PrefixKey), models.PrefixKey+"_")
		secret = prefix + "_" + random
		key = &models.APIKey{
			ID: id, Prefix: prefix, Hash: hashSecret(secret), Tail: secret[len(secret)-4:], Name: cmd.Name,
			Scopes: cmd.Scopes, CreatedBy: tx.actor.UserID, CreatedAt: tx.now, ExpiresAt: cmd.ExpiresAt,
		}
		if err := tx.insert(key); err != nil {
			return err
		}
		return tx.audit(models.ActionKeyAdded, keyTarget(key), nil, map[string]any{
			"name": key.Name, "scopes": key.Scopes, "expires_at": key.ExpiresAt,
		}, "")
	})
	if err != nil {
		return nil, "", fmt.Errorf("add key: %w", err)
	}
	return key, secret, nil
}

// RevokeKey ends a key for good. models.ErrState when it is revoked already.
func (s *Store) RevokeKey(ctx context.Context, actor models.Actor, id models.ID) (*models.APIKey, error) {
	var key models.APIKey
	err := s.write(ctx, actor, func(tx *writeTx) error {
		key = models.APIKey{}
		if err := tx.take(&key, id); err != nil {
			return err
		}
		if key.RevokedAt != nil {
			return models.ErrState
		}
		key.RevokedAt = &tx.now
		if err := tx.db.Model(&key).Select("revoked_at").Updates(&key).Error; err != nil {
			return err
		}
		return tx.audit(models.ActionKeyRevoked, keyTarget(&key), nil, map[string]any{"name": key.Name}, "")
	})
	if err != nil {
		return nil, fmt.Errorf("revoke key: %w", err)
	}
	return &key, nil
}

// KeyBySecret returns the usable key that a machine showed; models.ErrNotFound when there
// is none. The row is found by the part that is not secret, and the hash of the whole is
// compared in constant time.
func (s *Store) KeyBySecret(ctx context.Context, secret string) (*models.APIKey, error) {
	rest, ok := strings.CutPrefix(secret, keyMark)
	digits, _, cut := strings.Cut(rest, "_")
	if !ok || !cut {
		return nil, models.ErrNotFound
	}
	id, err := models.ParseID(models.PrefixKey, models.PrefixKey+"_"+digits)
	if err != nil {
		return nil, err
	}
	key, err := s.keyRow(ctx, id)
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare(key.Hash, hashSecret(secret)) != 1 || !key.Usable(s.Now()) {
		return nil, models.ErrNotFound
	}
	return &key, nil
}

// keyFor is how long a process trusts a key's row: a revoked key opens nothing after it.
const keyFor = 500 * time.Millisecond

// keyCache holds keys that are in use.
type keyCache struct {
	mu   sync.Mutex
	rows map[models.ID]cachedKey
}

type cachedKey struct {
	row models.APIKey
	at  time.Time
}

// keyRow reads a key, at most keyFor ago.
func (s *Store) keyRow(ctx context.Context, id models.ID) (models.APIKey, error) {
	now := s.Now()
	s.keyRows.mu.Lock()
	have, ok := s.keyRows.rows[id]
	s.keyRows.mu.Unlock()
	if ok && now.Sub(have.at) < keyFor && !now.Before(have.at) {
		return have.row, nil
	}
	var key models.APIKey
	if err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&key).Error }); err != nil {
		return key, err
	}
	s.keyRows.mu.Lock()
	defer s.keyRows.mu.Unlock()
	if s.keyRows.rows == nil || len(s.keyRows.rows) > 1000 {
		s.keyRows.rows = map[models.ID]cachedKey{}
	}
	s.keyRows.rows[id] = cachedKey{key, now}
	return key, nil
}

// TouchKey writes down that a key was used, at most once a minute. Of requests at once the first does so for all.
func (s *Store) TouchKey(ctx context.Context, key *models.APIKey) error {
	if now := s.Now(); !stale(key, now) || !s.keyRows.touch(key.ID, now) {
		return nil
	}
	return s.keep(ctx, func(db *gorm.DB, now time.Time) error {
		return db.Model(&models.APIKey{}).Where("id = ?", key.ID).Update("used_at", now).Error
	})
}

// touch notes that a key is used in the row that is kept of it, and reports whether that was to be written down.
func (c *keyCache) touch(id models.ID, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	have, ok := c.rows[id]
	if ok && !stale(&have.row, now) {
		return false
	}
	if ok {
		have.row.UsedAt = &now
		c.rows[id] = have
	}
	return true
}

// stale reports whether the last use that is known of a key is so long ago that another is written down.
func stale(key *models.APIKey, now time.Time) bool {
	return key.UsedAt == nil || now.Sub(*key.UsedAt) >= models.SessionTouch
}
