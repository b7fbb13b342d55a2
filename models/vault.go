package models

import (
	"slices"
	"time"
)

// VaultHead names the key that seals from now on.
type VaultHead struct {
	Lane  string `gorm:"primaryKey" class:"C1"`
	KeyID int64  `class:"C1"` // as ciphertext carries it; 0 before the first value is sealed
}

// Rotation is one change of the sealing key: everything is sealed anew in batches, while
// people work.
type Rotation struct {
	ID         ID         `gorm:"primaryKey" class:"C1"`
	KeyID      int64      `class:"C1"` // the new key
	Algorithm  string     `class:"C1"`
	ByName     string     `class:"C1"`
	StartedAt  time.Time  `class:"C1"`
	Place      string     `class:"C1"` // the table that is worked on
	AfterID    ID         `class:"C1"` // its last row that was done
	Step       int64      `class:"C1"` // batches done
	Resealed   int64      `class:"C1"` // rows sealed with the new key
	Unreadable int64      `class:"C1"` // values that did not open and stay as they are
	FinishedAt *time.Time `class:"C1"`
	RetiredAt  *time.Time `class:"C1"` // when the keys before it were given up
}

// Jobs of a rotation.
const (
	JobVaultReseal = "vault.reseal"
	JobVaultRetire = "vault.retire"
)

// RetireDelay is how long after a rotation old keys may be destroyed while people work:
// longer than any statement runs, so that nobody holds a value of before in hand.
const RetireDelay = 2 * time.Minute

// VaultState is the sealing keys and the newest rotation, for the people who look after them.
type VaultState struct {
	Keys       []SealingKey
	Algorithms []string
	Rotation   *Rotation // nil before the first
	Retiring   bool      // the keys before it are about to be destroyed
}

// SealingKey is one key, without what is secret about it.
type SealingKey struct {
	ID        uint32
	Algorithm string
	Current   bool // seals from now on
}

// Running reports whether a rotation is under way.
func (v *VaultState) Running() bool { return v.Rotation != nil && v.Rotation.FinishedAt == nil }

// CanRetire reports whether there are old keys that nothing needs any more.
func (v *VaultState) CanRetire() bool {
	return !v.Running() && !v.Retiring && slices.ContainsFunc(v.Keys, func(k SealingKey) bool { return !k.Current })
}

// EraseAccount destroys a person's own key.
type EraseAccount struct {
	AccountID ID
	Reason    string
}

// Validate refuses an erasure without a reason.
func (e EraseAccount) Validate() error {
	var bad Invalid
	checkReason(&bad, "reason", e.Reason)
	return bad.OrNil()
}
