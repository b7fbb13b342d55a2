package models

import (
	"time"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/engine/watch"
)

// EventDetail is the decision about an event with everything its page shows.
type EventDetail struct {
	Event     Event
	Account   Account
	Masked    Personal
	Input     *decide.EventInput
	Result    decide.EventResult
	Identical bool // the stored input decides to the stored result again, to the bit
	Again     decide.EventResult
	Traces    []rules.Trace // one a rule, in the order of Rules
	Policy    *decide.Events
	ModelName string
	Challenge *Challenge
	Flags     []Flag      // that it raised
	Asides    []RuleAside // that kept a rule from firing on it
	Label     *EventLabel
	Told      ID           // the measure that told the customer of it, 0 for none
	Telling   *Policy      // in force, which has the customer told when a person does not let it through; nil where it has not
	BatchSeq  int64        // of the audit entry of its batch, 0 for none
	Entries   []AuditEntry // about it, newest first
	State     EventState
}

// EventState is how the account's streaming state stood around an event.
type EventState struct {
	Events int           // that were in it before; EventFoldMost when there were more
	Known  bool          // it was built anew from them; not where there were too many, or one could not be read
	Same   bool          // it gives the features that the decision was made with
	After  *watch.Vector // what an equal event right after it would have met; nil when not known
}

// EventFoldMost is from how many earlier events on a page does not build a state anew.
const EventFoldMost = 5000

// EventGroup is a kind of events that a page may be narrowed to.
type EventGroup string

// The groups of an account's events.
const (
	EventsAll      EventGroup = ""
	EventsMoney    EventGroup = "transactions"
	EventsLogins   EventGroup = "logins"
	EventsIdentity EventGroup = "identity"
	EventsLate     EventGroup = "late" // not in the account's state yet
)

// EventGroups is every group in the order of tabs.
func EventGroups() []EventGroup {
	return []EventGroup{EventsAll, EventsMoney, EventsLogins, EventsIdentity, EventsLate}
}

// Kinds is the kinds of event in a group, nil for all.
func (g EventGroup) Kinds() []EventKind {
	switch g {
	case EventsMoney:
		return append(TransactionKinds(), EventRepayment)
	case EventsLogins:
		return LoginKinds()
	case EventsIdentity:
		return IdentityKinds()
	}
	return nil
}

// EventFilter narrows the events of one account. Pages follow each other by id, newest first.
type EventFilter struct {
	AccountID ID
	Group     EventGroup
	After     ID // the page of events received before this one
	Before    ID // the page of events received after this one; After wins
	Limit     int
}

// AccountEvents is a page of an account's events, and where they came from.
type AccountEvents struct {
	Account    Account
	Masked     Personal
	Items      []Event
	Newer      bool
	Older      bool
	Sampled    int // the newest events that Devices and Places were read from
	Devices    []Seen
	Places     []Seen
	Travels    Travels
	Challenges []Challenge // newest first
}

// EventSample is how many of an account's newest events its devices and places are read from.
const EventSample = 500

// Seen is something that an account's events came with: a device by its token, or a city
// and network.
type Seen struct {
	Token, City, Network string
	First, Last          time.Time
	N                    int
}

// LateAccount is an account with events that came too late to be in its state.
type LateAccount struct {
	Account Account
	Masked  Personal
	Events  int
	Oldest  time.Time // when the first of them happened
	Newest  ID        // the one received last
}

// LatePage is one page of the accounts to correct, the latest received first.
type LatePage struct {
	Items []LateAccount
	Older bool
}

// Rebuilt is what building an account's state anew did.
type Rebuilt struct {
	AccountID ID
	Events    int // that the state now holds
	Corrected int // of them, those that had been left out
	Changed   bool
	Version   int64
}
