package models

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// ViewScope is who sees a view.
type ViewScope string

// The scopes.
const (
	ScopeMine ViewScope = "mine"
	ScopeTeam ViewScope = "team" // whoever holds a role
	ScopeAll  ViewScope = "all"
)

// Bounds of saved views.
const (
	QueueViewsMost = 20 // a person may keep, and may see of others
	QueueViewName  = 40 // characters
	QueueViewQuery = 2000
)

// ViewList is the list that a view is of.
type ViewList string

// The lists whose views are kept.
const (
	ViewOfQueue ViewList = "queue"
	ViewOfAudit ViewList = "audit"
)

// QueueView is a view of the queue, or of the audit log, with a name: what narrows and sorts it, its columns and their height, as an address holds them.
type QueueView struct {
	ID        ID        `gorm:"primaryKey" class:"C1"`
	OwnerID   ID        `class:"C1"`
	OwnerName string    `class:"C1"`
	Scope     ViewScope `class:"C1"`
	Team      string    `class:"C1"` // the role's key when the scope is a team
	Name      string    `class:"C1"`
	Query     string    `class:"C1"`
	List      ViewList  `class:"C1"`
	CreatedAt time.Time `class:"C1"`
	Version   int64     `class:"C1"`
}

// PublicID is the view's id as pages write it.
func (v *QueueView) PublicID() string { return v.ID.Public(PrefixView) }

// SaveView keeps a view under a name. Team is the key of one of the saver's roles when the scope is a team.
type SaveView struct {
	Name  string
	Scope ViewScope
	Team  string
	Query string
	List  ViewList // empty: the queue
	First bool     // it is where the saver's queue begins
}

// Validate refuses a view without a name, a scope that does not exist, another's team, and sharing with everyone by somebody who may not
// assign cases. roles are the saver's.
func (v *SaveView) Validate(roles []string, mayShare bool) error {
	var bad Invalid
	v.Name = strings.TrimSpace(v.Name)
	if n := utf8.RuneCountInString(v.Name); n < 1 || n > QueueViewName {
		bad.Add("name", "length", "min", "1", "max", "40")
	}
	if v.List == "" {
		v.List = ViewOfQueue
	}
	if v.List != ViewOfQueue && (v.List != ViewOfAudit || v.First) {
		bad.Add("list", "choice")
	}
	if len(v.Query) > QueueViewQuery {
		bad.Add("", "view_long")
	}
	switch v.Scope {
	case ScopeMine:
		v.Team = ""
	case ScopeTeam:
		if !slices.Contains(roles, v.Team) {
			bad.Add("scope", "choice")
		}
	case ScopeAll:
		v.Team = ""
		if !mayShare {
			bad.Add("scope", "choice")
		}
	default:
		bad.Add("scope", "choice")
	}
	return bad.OrNil()
}

// RemovedView is what the record keeps of a removed view, enough to bring it back.
type RemovedView struct {
	Name      string    `json:"name"`
	Scope     ViewScope `json:"scope"`
	Team      string    `json:"team"`
	Query     string    `json:"query"`
	List      ViewList  `json:"of"`
	Owner     string    `json:"owner"` // a user's public id
	OwnerName string    `json:"owner_name"`
	First     []string  `json:"first,omitempty"` // who began the queue with it
}

// MayRemove reports whether a person may remove the view: its owner, or for a shared one whoever may assign cases.
func (v *QueueView) MayRemove(user ID, mayAssign bool) bool {
	return v.OwnerID == user || (v.Scope != ScopeMine && mayAssign)
}

// ViewCount is a view whose cases are counted. The key tells it from every other; a slow one may be counted some time ago.
type ViewCount struct {
	Key    string
	Filter func() (CaseFilter, bool) // asked where nothing is kept; false for a view that cannot be read any more
	Slow   bool
	N      int // to CountCap
	Known  bool
}

// QueueSetting is how a person works through the queue.
type QueueSetting struct {
	UserID    ID     `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	FirstView string `class:"C1"` // a shipped view's key or a saved one's id; empty: the queue without any filter
	Stay      bool   `class:"C1"` // deciding a case does not open the next
	Starred   string `class:"C1"` // keys of the queues that come before the others, parted by commas
	Version   int64  `class:"C1"`
}

// QueueFacets counts the cases of a view by what they can be narrowed by. No count goes beyond CountCap, and no more than FacetRows cases
// are looked at.
type QueueFacets struct {
	Severity  map[Severity]int
	Code      map[string]int // of the top flag
	Source    map[string]int
	Band      map[string]int
	Queue     map[CaseQueue]int
	Tag       map[string]int  // of the accounts; at most TagShow
	Product   map[string]int  // of the lines of the accounts
	Appeal    map[string]int  // AppealOpen, AppealEver
	Hardship  map[string]int  // HardshipYes, HardshipNo
	Payment   map[string]int  // PaymentYes, PaymentNo
	Assignees []AssigneeCount // who holds cases now, by name
	Free      int
	State     map[string]int // open, snoozed, closed: of the view with another state
	Rows      int            // cases looked at
}

// AssigneeCount is how many cases of a view a person holds.
type AssigneeCount struct {
	ID   ID
	Name string
	N    int
}

// FacetRows is how many cases a count by facets looks at.
const FacetRows = 20_000

// Cut reports whether there were more cases than were looked at, so that each count is "at least".
func (f *QueueFacets) Cut() bool { return f.Rows >= FacetRows }
