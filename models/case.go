package models

import (
	"strings"
	"time"
	"unicode/utf8"

	"candor/engine/decide"
)

// Severity is how soon a flag wants a person, 1 (look when you can) to 4 (now).
type Severity int

// The severities.
const (
	SeverityLow      Severity = 1
	SeverityMedium   Severity = 2
	SeverityHigh     Severity = 3
	SeverityCritical Severity = 4
)

// FlagState is what became of a flag.
type FlagState string

// The states of a flag.
const (
	FlagOpen       FlagState = "open"
	FlagConfirmed  FlagState = "confirmed"
	FlagCleared    FlagState = "cleared"
	FlagOverturned FlagState = "overturned" // confirmed, then an appeal showed it wrong
)

// Flag is one reason why an account needs a person.
type Flag struct {
	ID          ID        `gorm:"primaryKey" class:"C1"`
	CaseID      ID        `class:"C1"`
	AccountID   ID        `class:"C1"`
	DecisionID  ID        `class:"C1"`
	Source      string    `class:"C1"` // rule, model, person, delinquency
	Code        string    `class:"C1"`
	Severity    Severity  `class:"C1"`
	Value       float64   `class:"C2f"` // what was seen
	Threshold   float64   `class:"C1"`  // what the policy allows
	ExposureFen int64     `class:"C2f"`
	RaisedAt    time.Time `class:"C1"`
	State       FlagState `class:"C1"`
}

// CaseState is the stage of a case.
type CaseState string

// A case is open until someone decides it.
const (
	CaseOpen   CaseState = "open"
	CaseClosed CaseState = "closed"
)

// CaseOutcome is how a case ended.
type CaseOutcome string

// The outcomes of a case.
const (
	CaseCleared   CaseOutcome = "cleared"
	CaseConfirmed CaseOutcome = "confirmed"
)

// CaseOutcomes are the outcomes, in the order of their filter.
func CaseOutcomes() []CaseOutcome { return []CaseOutcome{CaseConfirmed, CaseCleared} }

// Case is the unit of review work: the open flags of one account. While a person holds
// its lease nobody else can decide it.
type Case struct {
	ID           ID          `gorm:"primaryKey" class:"C1"`
	AccountID    ID          `class:"C1"`
	State        CaseState   `class:"C1"`
	Severity     Severity    `class:"C1"`
	Risk         int         `class:"C2f"` // sort key: severity × 1000 + (950 − score)
	ExposureFen  int64       `class:"C2f"`
	Score        int         `class:"C2f"` // when the newest flag was raised
	Band         string      `class:"C1"`
	Source       string      `class:"C1"` // of the top flag
	TopCode      string      `class:"C1"`
	FlagCount    int         `class:"C1"`
	PaymentFlag  bool        `class:"C1"` // a payment raised a flag of it
	OpenedAt     time.Time   `class:"C1"`
	DueAt        time.Time   `class:"C1"`
	AssigneeID   ID          `class:"C1"`
	AssigneeName string      `class:"C1"`
	LeaseUntil   *time.Time  `class:"C1"`
	ClosedAt     *time.Time  `class:"C1"`
	ClosedBy     ID          `class:"C1"`
	ClosedName   string      `class:"C1"`
	Outcome      CaseOutcome `class:"C1"`
	Reason       string      `class:"C1"`                        // for staff
	Principal    []string    `gorm:"serializer:json" class:"C1"` // of confirmed flags, the weightiest first; empty for decisions of before they were asked for
	Version      int64       `class:"C1"`

	Place          CasePlace     `class:"C1"`
	SnoozedUntil   *time.Time    `class:"C1"`
	SnoozedName    string        `class:"C1"`
	SnoozeReason   string        `class:"C1"`
	Queue          CaseQueue     `class:"C1"`
	EscalatedBy    ID            `class:"C1"`
	EscalatedName  string        `class:"C1"`
	EscalatedAt    *time.Time    `class:"C1"`
	EscalateReason string        `class:"C1"`
	SeenFlags      int           `class:"C1"` // FlagCount when it was claimed
	SeenScore      int           `class:"C2f"`
	SeenStatus     AccountStatus `class:"C1"`

	CaseWait
}

// CaseLease is how long a claim lasts without activity.
const CaseLease = 15 * time.Minute

// PublicID is the case's id as pages write it.
func (c *Case) PublicID() string { return c.ID.Public(PrefixCase) }

// HeldBy returns who holds the case at the given time, 0 when nobody does.
func (c *Case) HeldBy(now time.Time) ID {
	if c.LeaseUntil == nil || !now.Before(*c.LeaseUntil) {
		return 0
	}
	return c.AssigneeID
}

// Claim gives the case to a person for CaseLease, or renews it. Another holder's live
// lease is a *Refused "claimed"; a closed case is ErrState.
func (c *Case) Claim(user ID, name string, now time.Time) error {
	if c.State != CaseOpen {
		return ErrState
	}
	if holder := c.HeldBy(now); holder != 0 && holder != user {
		return &Refused{Code: "claimed"}
	}
	c.Wake() // whoever works on it has stopped waiting
	until := now.Add(CaseLease)
	c.AssigneeID, c.AssigneeName, c.LeaseUntil = user, name, &until
	return nil
}

// Release gives the case back; only its holder can, or anyone once the lease is over.
func (c *Case) Release(user ID, now time.Time) error {
	if holder := c.HeldBy(now); holder != 0 && holder != user {
		return &Refused{Code: "claimed"}
	}
	c.AssigneeID, c.AssigneeName, c.LeaseUntil = 0, "", nil
	return nil
}

// Decide closes the case. The decider must hold it, and must say why: to staff, and where the flags were right by principal reasons
// that a customer can be told.
func (c *Case) Decide(user ID, name string, cmd DecideCase, now time.Time) error {
	if c.State != CaseOpen {
		return ErrState
	}
	if c.HeldBy(now) != user {
		return &Refused{Code: "not_claimed"}
	}
	if c.EscalatedBy == user {
		return &Refused{Code: "own_escalation"}
	}
	var bad Invalid
	if cmd.Outcome != CaseCleared && cmd.Outcome != CaseConfirmed {
		bad.Add("outcome", "choice")
	}
	checkReason(&bad, "reason", cmd.Reason)
	if cmd.Outcome == CaseConfirmed {
		checkPrincipal(&bad, cmd.Principal, sanctionReasonFault)
	}
	cmd.checkLimit(&bad)
	if err := bad.OrNil(); err != nil {
		return err
	}
	c.State, c.Outcome, c.Reason, c.Principal = CaseClosed, cmd.Outcome, cmd.Reason, nil
	if cmd.Outcome == CaseConfirmed {
		c.Principal = cmd.Principal
	}
	c.ClosedAt, c.ClosedBy, c.ClosedName, c.LeaseUntil, c.Place = &now, user, name, nil, PlaceQueued
	return nil
}

// Assign gives an open case to a person, also out of another's hands: a lead's word
// counts more than a lease.
func (c *Case) Assign(user ID, name string, now time.Time) error {
	if c.State != CaseOpen {
		return ErrState
	}
	c.Wake()
	until := now.Add(CaseLease)
	c.AssigneeID, c.AssigneeName, c.LeaseUntil = user, name, &until
	return nil
}

// FlagState is what the flags of a case become when it is decided.
func (o CaseOutcome) FlagState() FlagState {
	if o == CaseCleared {
		return FlagCleared
	}
	return FlagConfirmed
}

// Extend puts a flag's weight onto the case: the highest severity and exposure count,
// and the top flag is the most severe, the newest among equals. A case that was put off comes
// back: what somebody chose to wait with was the case without this flag.
func (c *Case) Extend(f *Flag, score int) {
	c.FlagCount++
	if f.Severity >= c.Severity {
		c.Severity, c.TopCode, c.Source = f.Severity, f.Code, f.Source
	}
	c.ExposureFen = max(c.ExposureFen, f.ExposureFen)
	c.Score = score
	c.Risk = RiskOf(c.Severity, score)
	c.Wake()
}

// RiskOf is the queue's sort key: severity first, then the lower score.
func RiskOf(s Severity, score int) int { return int(s)*1000 + (950 - score) }

// ReasonMax is how long a reason or note may be, in characters.
const ReasonMax = 2000

// checkReason requires 3 to ReasonMax characters that are not only space.
func checkReason(bad *Invalid, field, reason string) {
	n := utf8.RuneCountInString(strings.TrimSpace(reason))
	if n == 0 {
		bad.Add(field, "required")
	} else if n < 3 || n > ReasonMax {
		bad.Add(field, "length", "min", "3", "max", "2000")
	}
}

// DecideCase closes a case. Version is the case's, as the decider read it.
type DecideCase struct {
	CaseID    ID
	Version   int64
	Outcome   CaseOutcome
	Reason    string
	Principal []string      // of confirmed flags
	Limit     *ProposeLimit // a lower limit that confirmed flags come with: its line, amount and version; nil for none
	Unwarned  bool          // the form was drawn without the warning of a hardship flag, as ProposeLimit's
}

// DismissCase closes a case as a false alarm from a list. Version is the case's, as the row's preview showed it.
type DismissCase struct {
	CaseID   ID
	Version  int64
	Reason   string
	Unwarned bool // as DecideCase's
}

// CaseDetail is a case with everything its page shows.
type CaseDetail struct {
	Case    Case
	Flags   []Flag
	Asked   []EvidenceItem // of the customer, oldest first
	Viewers []CaseViewer   // who else had the page open in the last ViewerFor
	Earlier []Case         // other cases of the account, newest first
	Entries []AuditEntry   // about this case, newest first
	Account AccountDetail
	Decided map[ID]FlagDecision  // by Flag.DecisionID
	Rules   map[ID]string        // key of the rule that raised a flag, by the flag
	Quick   []decide.QuickReason // usual reasons of the policy in force, none where it names none
	Blinded bool                 // the reader is to judge the case again and does not see what was decided
}
