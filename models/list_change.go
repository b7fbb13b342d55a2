package models

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"candor/engine/decide"
)

// ListState is how far a change of the lists has come.
type ListState string

// The states of a change. A file is read first, and shown; whoever read it then adds it all
// or drops it. What reaches too many accounts waits for a second person.
const (
	ListRead      ListState = "read"
	ListProposed  ListState = "proposed"
	ListAdded     ListState = "added"
	ListRejected  ListState = "rejected"
	ListWithdrawn ListState = "withdrawn"
	ListLapsed    ListState = "lapsed"
)

// Bounds of a file of entries.
const (
	ListFileMax = 1 << 20 // bytes
	ListRowsMax = 10_000
)

// ListFile is a file of entries as it was sent. Days in it end in Zone; Reason is for the
// whole and for rows that have none.
type ListFile struct {
	Name    string
	Content []byte
	Reason  string
	Zone    *time.Location
}

// ListChange is entries that are to be added together: those of a file, or one that reaches
// so many accounts that a second person decides.
type ListChange struct {
	ID           ID            `gorm:"primaryKey" class:"C1"`
	Source       string        `class:"C1"`
	File         string        `class:"C1"` // its name, "" for one entry
	State        ListState     `class:"C1"`
	Lines        []ListLine    `gorm:"serializer:json" class:"C2f"`
	Refused      []ListRefusal `gorm:"serializer:json" class:"C2f"`
	PayloadHash  string        `class:"C1"` // of what the lines would add
	Reach        ListReach     `gorm:"serializer:json" class:"C1"`
	Reason       string        `class:"C1"`
	MadeBy       ID            `class:"C1"`
	MadeName     string        `class:"C1"`
	MadeAt       time.Time     `class:"C1"`
	AskedAt      *time.Time    `class:"C1"` // when it was put to a second person
	DecidedBy    ID            `class:"C1"`
	DecidedName  string        `class:"C1"`
	DecidedAt    *time.Time    `class:"C1"`
	DecideReason string        `class:"C1"`
	Version      int64         `class:"C1"`
}

// PublicID is the change's id as pages write it.
func (c *ListChange) PublicID() string { return c.ID.Public(PrefixListChange) }

// ListLine is one entry that a change would add.
type ListLine struct {
	Line   int        `json:"line,omitempty"` // of the file
	Lane   ListLane   `json:"lane"`
	Kind   string     `json:"kind"`
	Token  string     `json:"token"`
	Shown  string     `json:"shown"` // the value, masked where it is personal
	Reason string     `json:"reason"`
	EndsAt *time.Time `json:"ends_at,omitempty"`
	There  bool       `json:"there,omitempty"` // on the list already: it will not be added again
	Notes  []string   `json:"notes,omitempty"`
	ListTouch
}

// ListTouch is whom an entry would have met in the last ListReachDays.
type ListTouch struct {
	Accounts int64 `json:"accounts"`
	Events   int64 `json:"events"`
}

// ListRefusal says why a row of a file cannot be an entry.
type ListRefusal struct {
	Line   int               `json:"line"`
	Column string            `json:"column,omitempty"`
	Value  string            `json:"value,omitempty"` // masked
	Code   string            `json:"code"`
	Args   map[string]string `json:"args,omitempty"`
}

// ListReachDays is over how long the reach of an entry is counted.
const ListReachDays = 30

// ListReach is how many accounts a change would have met of those that are active.
type ListReach struct {
	Active  int64 `json:"active"`
	Second  int64 `json:"second"`  // the most accounts that one person may block or allow
	Refuse  int64 `json:"refuse"`  // the most that anybody may block
	Blocked int64 `json:"blocked"` // distinct accounts of all block lines
	Allowed int64 `json:"allowed"`
	Events  int64 `json:"events"` // that were looked at …
	Cut     bool  `json:"cut"`    // … the newest only, so that all figures are at least
}

// ListGuards bounds how far a change may reach. The share is of active accounts, in basis
// points; a small lender's bounds are Least accounts.
type ListGuards struct {
	SecondBP int64 // above it a second person decides
	RefuseBP int64 // above it a block is refused
	Least    int64
}

// ListGuardsOf is the bounds that a policy sets: the share of its guards for one person, and
// ten per cent, or that share where it is more, for anybody.
func ListGuardsOf(p *decide.Policy) ListGuards {
	second := int64(p.GuardBounds().ListShareBP)
	return ListGuards{SecondBP: second, RefuseBP: max(second, 1_000), Least: 100}
}

// Second is the most accounts that one person may block, or always allow, alone.
func (g ListGuards) Second(active int64) int64 { return max(active*g.SecondBP/10_000, g.Least) }

// Refuse is the most accounts that may be blocked at all.
func (g ListGuards) Refuse(active int64) int64 { return max(active*g.RefuseBP/10_000, g.Least) }

// Bind writes the bounds beside the figures that they were held against.
func (g ListGuards) Bind(r *ListReach) { r.Second, r.Refuse = g.Second(r.Active), g.Refuse(r.Active) }

// NeedsSecond reports whether a second person must agree.
func (r ListReach) NeedsSecond() bool { return max(r.Blocked, r.Allowed) > r.Second }

// Check refuses what would block too many, with the figures, under the name of a field.
func (r ListReach) Check(field string) error {
	if r.Blocked <= r.Refuse {
		return nil
	}
	var bad Invalid
	bad.Add(field, "list_too_wide", "accounts", fmt.Sprint(r.Blocked), "active", fmt.Sprint(r.Active), "most", fmt.Sprint(r.Refuse))
	return bad.OrNil()
}

// New is the lines that are not on a list yet.
func (c *ListChange) New() []ListLine {
	var out []ListLine
	for _, l := range c.Lines {
		if !l.There {
			out = append(out, l)
		}
	}
	return out
}

// Payload is the hash of what exactly the change would add.
func (c *ListChange) Payload() (string, error) {
	type entry struct {
		Lane         ListLane
		Kind, Token  string
		Reason       string
		EndsAt       *time.Time
		AlreadyThere bool
	}
	list := make([]entry, len(c.Lines))
	for i, l := range c.Lines {
		list[i] = entry{l.Lane, l.Kind, l.Token, l.Reason, l.EndsAt, l.There}
	}
	b, err := json.Marshal(list)
	if err != nil {
		return "", fmt.Errorf("hash list change: %w", err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// Confirm adds what was read, or puts it to a second person; only who read it can.
func (c *ListChange) Confirm(by ID, name string, now time.Time) error {
	switch {
	case c.State != ListRead:
		return ErrState
	case by != c.MadeBy:
		return &Refused{Code: "not_yours"}
	case now.Sub(c.MadeAt) > ApprovalTTL:
		return &Refused{Code: "approval_expired"}
	case len(c.New()) == 0:
		return &Refused{Code: "nothing_new"}
	}
	if err := c.Reach.Check(""); err != nil {
		return err
	}
	if err := c.intact(); err != nil {
		return err
	}
	if c.Reach.NeedsSecond() {
		c.State, c.AskedAt = ListProposed, &now
		return nil
	}
	c.end(ListAdded, by, name, "", now)
	return nil
}

// Approve lets a second person agree to exactly what was proposed.
func (c *ListChange) Approve(by ID, name string, now time.Time) error {
	if err := c.judge(by, now); err != nil {
		return err
	}
	if err := c.intact(); err != nil {
		return err
	}
	c.end(ListAdded, by, name, "", now)
	return nil
}

func (c *ListChange) intact() error {
	hash, err := c.Payload()
	if err != nil {
		return err
	}
	if hash != c.PayloadHash {
		return &Refused{Code: "payload_changed"}
	}
	return nil
}

// Reject lets a second person refuse, for a reason.
func (c *ListChange) Reject(by ID, name, reason string, now time.Time) error {
	if err := c.judge(by, now); err != nil {
		return err
	}
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	c.end(ListRejected, by, name, strings.TrimSpace(reason), now)
	return nil
}

func (c *ListChange) judge(by ID, now time.Time) error {
	if c.AskedAt == nil {
		return ErrState
	}
	return mayAnswer(c.State == ListProposed, c.MadeBy, by, *c.AskedAt, now)
}

// Withdraw drops what was read or proposed; only its maker can.
func (c *ListChange) Withdraw(by ID, name string, now time.Time) error {
	if c.State != ListRead && c.State != ListProposed {
		return ErrState
	}
	if by != c.MadeBy {
		return &Refused{Code: "not_yours"}
	}
	c.end(ListWithdrawn, by, name, "", now)
	return nil
}

// Lapse ends what nobody answered within ApprovalTTL.
func (c *ListChange) Lapse(now time.Time) error {
	since := c.MadeAt
	if c.AskedAt != nil {
		since = *c.AskedAt
	}
	if (c.State != ListRead && c.State != ListProposed) || now.Sub(since) <= ApprovalTTL {
		return ErrState
	}
	c.end(ListLapsed, 0, "", "", now)
	return nil
}

func (c *ListChange) end(state ListState, by ID, name, reason string, now time.Time) {
	c.State, c.DecidedBy, c.DecidedName, c.DecideReason, c.DecidedAt = state, by, name, reason, &now
}

// ListPut is what became of asking for an entry: it is in force, or it waits.
type ListPut struct {
	Entry  *ListEntry
	Change *ListChange
	Notes  []string // codes of what a reader should know
}
