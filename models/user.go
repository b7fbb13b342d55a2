package models

import (
	"strings"
	"time"
	"unicode/utf8"
)

// User is a person of the lender's staff who signs in to the console.
type User struct {
	ID           ID        `gorm:"primaryKey" class:"C1"`
	Login        string    `class:"C1"`
	Name         string    `class:"C1"`
	PasswordHash string    `class:"C3"`
	Roles        []string  `gorm:"serializer:json" class:"C1"`
	Disabled     bool      `class:"C1"`
	Lang         string    `class:"C1"` // zh-CN or en
	Theme        string    `class:"C1"` // auto, light or dark
	Density      string    `class:"C1"` // compact, regular or roomy
	KeysOff      bool      `class:"C1"` // single-key shortcuts switched off (WCAG 2.1.4)
	CreatedAt    time.Time `class:"C1"`
	Version      int64     `class:"C1"`
}

// PublicID is the user's id as pages and audit entries write it.
func (u *User) PublicID() string { return u.ID.Public(PrefixUser) }

// Normalise trims and lower-cases what the unique index compares, and fills defaults.
func (u *User) Normalise() {
	u.Login = strings.ToLower(strings.TrimSpace(u.Login))
	u.Name = strings.TrimSpace(u.Name)
	if u.Lang == "" {
		u.Lang = "zh-CN"
	}
	if u.Theme == "" {
		u.Theme = "auto"
	}
	if u.Density == "" {
		u.Density = "regular"
	}
}

// Validate refuses a user that could not sign in or be told from another.
func (u *User) Validate() error {
	var bad Invalid
	if !validSlug(strings.NewReplacer(".", "_", "-", "_").Replace(u.Login)) {
		bad.Add("login", "slug")
	}
	if n := utf8.RuneCountInString(u.Name); n < 1 || n > 80 {
		bad.Add("name", "length", "min", "1", "max", "80")
	}
	if len(u.Roles) == 0 {
		bad.Add("roles", "required")
	}
	u.validateDisplay(&bad)
	return bad.OrNil()
}

// SetDisplay changes language, theme, density and the single-key switch; an empty string keeps the old value.
func (u *User) SetDisplay(d Display) error {
	if d.Lang != "" {
		u.Lang = d.Lang
	}
	if d.Theme != "" {
		u.Theme = d.Theme
	}
	if d.Density != "" {
		u.Density = d.Density
	}
	if d.KeysOff != nil {
		u.KeysOff = *d.KeysOff
	}
	var bad Invalid
	u.validateDisplay(&bad)
	return bad.OrNil()
}

func (u *User) validateDisplay(bad *Invalid) {
	if u.Lang != "zh-CN" && u.Lang != "en" {
		bad.Add("lang", "choice")
	}
	if u.Theme != "auto" && u.Theme != "light" && u.Theme != "dark" {
		bad.Add("theme", "choice")
	}
	if u.Density != "compact" && u.Density != "regular" && u.Density != "roomy" {
		bad.Add("density", "choice")
	}
}

// Display is how a user wants pages shown; empty fields are left as they are.
type Display struct {
	Lang, Theme, Density string
	KeysOff              *bool
}

// ValidatePassword accepts 12 to 128 characters that do not hold the login name.
// No composition rule, no rotation (OWASP ASVS 5.0, 6.2).
func ValidatePassword(field, login, password string) error {
	var bad Invalid
	n := utf8.RuneCountInString(password)
	switch {
	case n < 12 || n > 128:
		bad.Add(field, "length", "min", "12", "max", "128")
	case login != "" && strings.Contains(strings.ToLower(password), strings.ToLower(login)):
		bad.Add(field, "password_login")
	case strings.Count(password, password[:1]) == len(password):
		bad.Add(field, "password_weak")
	}
	return bad.OrNil()
}

// Session is one sign-in. The cookie holds a random id; the row only its SHA-256.
type Session struct {
	IDHash    []byte            `gorm:"primaryKey" class:"C3"`
	UserID    ID                `class:"C1"`
	CreatedAt time.Time         `class:"C1"`
	LastSeen  time.Time         `class:"C1"`
	IP        string            `class:"C1"`
	Agent     string            `class:"C1"`
	Values    map[string]string `gorm:"serializer:json" class:"C1"`
}

// Session limits (OWASP ASVS 5.0, 7.3): idle and absolute age, and sessions a user may hold.
const (
	SessionIdle     = 15 * time.Minute
	SessionAbsolute = 8 * time.Hour
	SessionMax      = 3
)

// Live reports whether the session is still good at the given time.
func (s *Session) Live(now time.Time) bool {
	return now.Sub(s.LastSeen) < SessionIdle && now.Sub(s.CreatedAt) < SessionAbsolute
}

// APIKey lets a machine in. The secret is shown once and stored as SHA-256.
type APIKey struct {
	ID        ID           `gorm:"primaryKey" class:"C1"`
	Prefix    string       `class:"C1"` // first characters of the secret, to recognise it by
	Hash      []byte       `class:"C3"`
	Name      string       `class:"C1"`
	Scopes    []Permission `gorm:"serializer:json" class:"C1"`
	CreatedBy ID           `class:"C1"`
	CreatedAt time.Time    `class:"C1"`
	ExpiresAt *time.Time   `class:"C1"`
	RevokedAt *time.Time   `class:"C1"`
}

// Usable reports whether the key still opens anything at the given time.
func (k *APIKey) Usable(now time.Time) bool {
	return k.RevokedAt == nil && (k.ExpiresAt == nil || now.Before(*k.ExpiresAt))
}

// Attempt counts failed sign-ins for one login or one address, for the growing delay.
type Attempt struct {
	KeyHash  []byte    `gorm:"primaryKey" class:"C1"`
	Failures int       `class:"C1"`
	LastAt   time.Time `class:"C1"`
	OpenAt   time.Time `class:"C1"` // no try is looked at before this
}

// Fail records one more failure: after 3 free tries the wait doubles from one second to
// five minutes. A wait ends by itself, so no stranger can lock a person out for good.
func (a *Attempt) Fail(now time.Time) {
	if now.Sub(a.LastAt) > time.Hour {
		a.Failures = 0
	}
	a.Failures++
	a.LastAt = now
	wait := time.Duration(0)
	if over := a.Failures - 3; over >= 0 {
		wait = min(time.Second<<min(over, 9), 5*time.Minute)
	}
	a.OpenAt = now.Add(wait)
}
