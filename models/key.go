package models

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// APIKey lets a machine in. The secret is shown once and stored as SHA-256.
type APIKey struct {
	ID        ID           `gorm:"primaryKey" class:"C1"`
	Prefix    string       `class:"C1"` // the part of the secret that is not secret: which key it is
	Hash      []byte       `class:"C3"`
	Tail      string       `class:"C1"` // last four characters of the secret, to recognise it by
	Name      string       `class:"C1"`
	Scopes    []Permission `gorm:"serializer:json" class:"C1"`
	CreatedBy ID           `class:"C1"`
	CreatedAt time.Time    `class:"C1"`
	ExpiresAt *time.Time   `class:"C1"`
	RevokedAt *time.Time   `class:"C1"`
	UsedAt    *time.Time   `class:"C1"` // last use, written at most once a minute
}

// PublicID is the key's id as pages and audit entries write it.
func (k *APIKey) PublicID() string { return k.ID.Public(PrefixKey) }

// Usable reports whether the key still opens anything at the given time.
func (k *APIKey) Usable(now time.Time) bool {
	return k.RevokedAt == nil && (k.ExpiresAt == nil || now.Before(*k.ExpiresAt))
}

// AddKey asks for a new API key; a nil ExpiresAt is a key without an end.
type AddKey struct {
	Name      string
	Scopes    []Permission
	ExpiresAt *time.Time
}

// KeyMaxAge is the longest life of a key that has an end.
const KeyMaxAge = 2 * 366 * 24 * time.Hour

// Validate refuses a key without a name, without a known scope, or that ends in the past or
// too far ahead of now.
func (k *AddKey) Validate(now time.Time) error {
	var bad Invalid
	k.Name = strings.TrimSpace(k.Name)
	if n := utf8.RuneCountInString(k.Name); n < 1 || n > 80 {
		bad.Add("name", "length", "min", "1", "max", "80")
	}
	if len(k.Scopes) == 0 {
		bad.Add("scopes", "required")
	}
	for _, s := range k.Scopes {
		if !slices.Contains(Scopes(), s) {
			bad.Add("scopes", "unknown", "value", string(s))
		}
	}
	if k.ExpiresAt != nil && !k.ExpiresAt.After(now) {
		bad.Add("expires", "future")
	}
	if k.ExpiresAt != nil && k.ExpiresAt.Sub(now) > KeyMaxAge {
		bad.Add("expires", "too_far")
	}
	return bad.OrNil()
}
