package models

import (
	"slices"
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
	Team         string    `class:"C1"` // whose decisions it answers for together, "" for none
	Disabled     bool      `class:"C1"`
	Lang         string    `class:"C1"` // zh-CN or en
	Theme        string    `class:"C1"` // auto, light or dark
	Density      string    `class:"C1"` // compact, regular or roomy
	Zone         string    `class:"C1"` // in which times are read and typed, one of Zones; "" is the lender's
	KeysOff      bool      `class:"C1"` // single-key shortcuts switched off (WCAG 2.1.4)
	CreatedAt    time.Time `class:"C1"`
	Version      int64     `class:"C1"`

	MustChange bool       `class:"C1"` // the password is the one an administrator was shown: choose another first
	SignedInAt *time.Time `class:"C1"` // the last time the person signed in
}

// PublicID is the user's id as pages and audit entries write it.
func (u *User) PublicID() string { return u.ID.Public(PrefixUser) }

// Permissions is what the user's roles allow together, each once.
func (u *User) Permissions(roles []Role) []Permission {
	var all []Permission
	for i := range roles {
		if !slices.Contains(u.Roles, roles[i].Key) {
			continue
		}
		for _, p := range roles[i].Permissions {
			if !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	return all
}

// Normalise trims and lower-cases what the unique index compares, and fills defaults.
func (u *User) Normalise() {
	u.Login = strings.ToLower(strings.TrimSpace(u.Login))
	u.Name = strings.TrimSpace(u.Name)
	u.Team = strings.ToLower(strings.TrimSpace(u.Team)) // one team however it is typed
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
	if utf8.RuneCountInString(u.Team) > 40 {
		bad.Add("team", "length", "min", "0", "max", "40")
	}
	if len(u.Roles) == 0 {
		bad.Add("roles", "required")
	}
	u.validateDisplay(&bad)
	return bad.OrNil()
}

// SetDisplay changes language, theme, density, zone and the single-key switch; an empty string and nil keep the old value.
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
	if d.Zone != nil {
		u.Zone = *d.Zone
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
	if u.Zone != "" && !slices.Contains(Zones(), u.Zone) {
		bad.Add("zone", "choice")
	}
}

// Zones is the time zones a person may choose between, by their names in the IANA database, from east to west: those in which people
// of a lender in China and of its partners work.
func Zones() []string {
	return []string{
		"Pacific/Auckland", "Australia/Sydney", "Asia/Tokyo", "Asia/Seoul", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore",
		"Asia/Bangkok", "Asia/Jakarta", "Asia/Urumqi", "Asia/Kolkata", "Asia/Dubai", "Europe/Moscow", "Africa/Nairobi", "Europe/Berlin",
		"Europe/London", "UTC", "America/Sao_Paulo", "America/New_York", "America/Chicago", "America/Los_Angeles",
	}
}

// Display is how a user wants pages shown; empty fields are left as they are.
type Display struct {
	Lang, Theme, Density string
	Zone                 *string // "" goes back to the lender's
	KeysOff              *bool
}

// AddUser asks for a new user. An empty Password asks for a random one, which is shown once
// and has to be changed at the first sign-in.
type AddUser struct {
	Login, Name, Password, Lang string
	Roles                       []string
}

// ChangeUser asks for another name, other roles or another state. Version is the user's, as
// the asker read it.
type ChangeUser struct {
	ID       ID
	Name     string
	Roles    []string
	Team     *string // nil leaves it as it is
	Disabled bool
	Version  int64
}

// SetPassword is a person's own change of password. Token is the session it is made in,
// which gets a new id; every other session of the person ends.
type SetPassword struct {
	UserID       ID
	Current, New string
	Token        string
}

// FinishSetup makes the first administrator of a fresh store, against the one-time token.
type FinishSetup struct {
	Token, Login, Name, Password, Lang string
}

// UserFilter narrows the list of users, which is in order of login; zero fields do not
// narrow. After is the login that the page starts behind.
type UserFilter struct {
	Text  string // part of the login or of the name
	Role  string
	State string // "active" or "disabled"
	After string
	Limit int
}

// Can reports whether any of the roles holds the permission.
func Can(roles []Role, p Permission) bool {
	for i := range roles {
		if slices.Contains(roles[i].Permissions, p) {
			return true
		}
	}
	return false
}
