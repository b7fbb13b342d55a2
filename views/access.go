package views

import (
	"candor/views/ui"
)

// SignInPage asks who is there.
type SignInPage struct {
	Page
	Next    string // where to go afterwards, a path of this site
	Login   string // as typed
	Problem string // why the last try was refused
	Note    string // what happened before: signed out, set up
	Unready bool   // nobody can sign in before the server is set up
}

// SetupPage makes the first administrator of a fresh server.
type SetupPage struct {
	Page
	Login  string
	Name   string
	Errors map[string]string // by field; "" is the whole form
}

// ProfilePage is what a person sees and settles about themselves.
type ProfilePage struct {
	Page
	Login    string
	Roles    string
	SignedIn ui.TimeArgs
	Lang     string
	Zone     string // the chosen time zone, "" for the lender's
	Zones    []ui.Option
	KeysOff  bool
	Rights   []RightGroup
	Sessions []SessionRow
	Errors   map[string]string // of the password form
}

// PasswordPage is the change of password alone, for someone who has to choose one.
type PasswordPage struct {
	Page
	Login  string
	Must   bool
	Errors map[string]string
}

// RightGroup is the permissions about one noun.
type RightGroup struct {
	Label  string
	Rights []ui.Option
}

// SessionRow is one live sign-in.
type SessionRow struct {
	Ref     string // names it in a form
	Browser string
	Address string
	Started ui.TimeArgs
	Seen    ui.TimeArgs
	Here    bool // the one this page is asked for with
}

// UsersPage is the list of the lender's staff.
type UsersPage struct {
	Page
	Rows                []UserRow
	Text, Role, State   string // the filters that are on
	Roles               []ui.Option
	FirstHref, NextHref string
	Filtered            bool
	CanManage           bool
	Export              string
}

// UserRow is one line of the list of users.
type UserRow struct {
	Href     string
	Login    string
	Name     string
	Roles    string
	Disabled bool
	Initial  bool // has not chosen a password yet
	SignedIn ui.TimeArgs
}

// UserPage is the form of one user, new or known.
type UserPage struct {
	Page
	New       bool
	Action    string // where the form goes
	ID        string
	Login     string
	Name      string
	Lang      string
	Team      string
	Held      []string // keys of the ticked roles
	Disabled  bool
	Initial   bool
	Version   string
	Roles     []ui.Option
	Errors    map[string]string
	Conflict  string
	CanManage bool
	Self      bool
	Created   ui.TimeArgs
	SignedIn  ui.TimeArgs
	Sessions  []SessionRow
	Audit     string // what was done with this user, on record; empty for who may not read that
	Acts      string // what this person did, likewise
}

// SecretPage shows a password or a key the only time it can be shown.
type SecretPage struct {
	Page
	Lead   string // what it is for
	Secret string
	Note   string // what to do with it
	Href   string
	Back   string // the label of Href
}

// RolesPage is the matrix of roles and permissions.
type RolesPage struct {
	Page
	Roles     []RoleColumn
	Areas     []RoleArea
	CanManage bool
}

// RoleColumn is one role of the matrix.
type RoleColumn struct {
	Href    string
	Name    string
	Builtin bool
	Users   string // "3 users"
}

// RoleArea is the rows of the matrix that are about one noun.
type RoleArea struct {
	Label string
	Rows  []RoleRight
}

// RoleRight is one permission and which roles hold it, in the order of the columns.
type RoleRight struct {
	Label string
	Note  string
	Held  []bool
}

// RolePage is the form of one role, new or known.
type RolePage struct {
	Page
	New       bool
	Action    string
	Key       string
	Name      string
	Note      string // what a built-in role is for
	Builtin   bool
	Held      []string
	Rights    []RightGroup
	Users     string
	UsersHref string
	Version   string
	Errors    map[string]string
	Conflict  string
	CanManage bool
}

// KeysPage is the list of API keys and the form for another.
type KeysPage struct {
	Page
	Rows    []KeyRow
	Name    string
	Expires string // a day as typed
	Held    []string
	Scopes  []ui.Option
	Errors  map[string]string
	Sealing SealingKeys
}

// SealingKeys is the keys that seal identities. Without a note nothing is under way.
type SealingKeys struct {
	Page
	Keys       []ui.Pair // id; algorithm and whether it seals now
	Note       string
	Tone       ui.Tone
	Algorithm  string // that seals now
	Algorithms []ui.Option
	Running    bool
	CanRetire  bool
}

// KeyRow is one API key.
type KeyRow struct {
	Record  string // its entries in the record, "" for who may not read it
	ID      string
	Name    string
	Shown   string // its beginning and its last four characters
	Scopes  []string
	Made    ui.TimeArgs
	Used    ui.TimeArgs
	Expires ui.TimeArgs
	State   string // usable, expired or revoked
}

// errorList puts a form's problems in the order of its fields, for the summary at its head.
func errorList(errs map[string]string, fields ...string) []ui.FieldError {
	var list []ui.FieldError
	for _, name := range fields {
		if text := errs[name]; text != "" {
			list = append(list, ui.FieldError{Name: name, Text: text})
		}
	}
	return list
}

// choices turns display choices into options of a field.
func choices(list []Choice) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, c := range list {
		out[i] = ui.Option{Value: c.Value, Label: c.Label}
	}
	return out
}

// languages are the languages in their own words.
func languages() []ui.Option {
	return []ui.Option{{Value: "zh-CN", Label: "简体中文"}, {Value: "en", Label: "English"}}
}
