package models

import (
	"strings"
	"time"
)

// CaseSort is an order of the queue.
type CaseSort string

// The orders of the queue.
const (
	SortRisk     CaseSort = "risk"
	SortDue      CaseSort = "due"
	SortExposure CaseSort = "exposure"
	SortNewest   CaseSort = "newest"
)

// The same orders turned round.
const (
	SortLeastRisk     CaseSort = "risk_least"
	SortDueLast       CaseSort = "due_last"
	SortLeastExposure CaseSort = "exposure_least"
	SortOldest        CaseSort = "oldest"
)

// sortPairs are the orders, each beside itself turned round.
var sortPairs = [][2]CaseSort{
	{SortRisk, SortLeastRisk}, {SortDue, SortDueLast}, {SortExposure, SortLeastExposure}, {SortNewest, SortOldest},
}

// CaseSorts is every order of the queue.
func CaseSorts() []CaseSort {
	var all []CaseSort
	for _, pair := range sortPairs {
		all = append(all, pair[:]...)
	}
	return all
}

// Base is the order that an index was made for, and whether this one reads it from its other end. What is no order is by risk.
func (s CaseSort) Base() (base CaseSort, turned bool) {
	for _, pair := range sortPairs {
		if s == pair[0] || s == pair[1] {
			return pair[0], s == pair[1]
		}
	}
	return SortRisk, false
}

// Turned is the order turned round.
func (s CaseSort) Turned() CaseSort {
	for _, pair := range sortPairs {
		switch s {
		case pair[0]:
			return pair[1]
		case pair[1]:
			return pair[0]
		}
	}
	return SortLeastRisk
}

// CaseFilter is what the queue is narrowed to; zero fields do not narrow. After is a
// keyset cursor that the previous page gave. What is put off is left out unless Snoozed is set. Code, Source, Band, Queue and Product may
// name several values parted by commas, of which a case has any; see Several.
type CaseFilter struct {
	IDs         []ID `json:",omitempty"` // none but these, when there are any
	State       CaseState
	Severity    Severity
	Severities  string // several severities, as digits parted by commas, instead of Severity
	Code        string
	Source      string
	Band        string
	Assignee    ID // this person's
	Unassigned  bool
	Overdue     bool
	DueSoon     bool    // within DueSoonWithin, or late
	Not         CaseNot // which of the enumerated fields above are turned round
	Whole       bool    // After's own row too
	Queue       string  // a queue's key
	Tag         string  // that the account has
	Product     string  // of one of the account's lines
	Appeal      string  // of the account: AppealOpen or AppealEver
	Hardship    string  // whether a hardship flag of the account stands: HardshipYes or HardshipNo
	Payment     string  // whether a payment raised a flag of it: PaymentYes or PaymentNo
	Outcome     string  // of closed cases, which Reader is not to judge again
	Reader      ID      // whoever asks
	Codes       string  // of any of its flags: what the rules of a group raise
	Thing       string  // a kind of link and a token, parted by a dot: of accounts that were seen with it
	Batch       ID      // of the items of this batch
	Accounts    []ID    `json:",omitempty"` // of none but these, when it is not nil
	WithTags    bool    // the page's rows hold the tags of their accounts
	WithEarlier bool    // they hold how many flags their accounts had before
	WithPeople  bool    // they hold who worked on them
	WithPayment bool    // they hold the event behind the flag that they name
	Snoozed     bool    // those that are put off, instead of those that are not
	Changed     bool    // not as their holder saw them
	Apart       ID      // without what this person escalated and so cannot decide
	MinScore    int
	MaxScore    int
	MinFen      int64
	MaxFen      int64 // of the exposure; 0 for no end
	Due         Days
	Flagged     Days
	Late        Span // days past due of the account, as it stands now
	Sort        CaseSort
	After       *CaseCursor // the page after this place
	Before      *CaseCursor // the page before this place; After wins
	Limit       int
	Now         time.Time
}

// What a filter may ask of the appeals of an account.
const (
	AppealOpen = "open" // one is not at its end
	AppealEver = "ever" // there was one
)

// What a filter may ask of the hardship flag of an account.
const (
	HardshipYes = "yes" // one stands
	HardshipNo  = "no"
)

// What a filter may ask of the payments behind the flags of a case.
const (
	PaymentYes = "yes" // one raised a flag of it
	PaymentNo  = "no"
)

// SeveralMost is how many values of one field a filter may name.
const SeveralMost = 8

// Several splits the values of a field that may name several; none for an empty one.
func Several(values string) []string {
	if values == "" {
		return nil
	}
	return strings.Split(values, ",")
}

// CaseNot says which fields of a filter name what is left out instead of what is kept.
type CaseNot struct {
	Severity, Code, Source, Band, Queue, Tag, Product, Appeal, Outcome, Codes bool
}

// Narrowed reports whether the filter leaves anything out besides the other state.
func (f CaseFilter) Narrowed() bool {
	return f.Severity != 0 || f.Severities != "" || f.Code != "" || f.Source != "" || f.Band != "" || f.Assignee != 0 || f.Unassigned ||
		f.Overdue || f.DueSoon || f.Queue != "" || f.Tag != "" || f.Product != "" || f.Appeal != "" || f.Hardship != "" || f.Payment != "" || f.Outcome != "" || f.Codes != "" || f.Thing != "" || f.Accounts != nil || f.Batch != 0 || f.Snoozed || f.Changed || f.MinScore != 0 || f.MaxScore != 0 || f.MinFen != 0 || f.MaxFen != 0 ||
		!f.Due.Open() || !f.Flagged.Open() || !f.Late.Open()
}

// CaseCursor is the place of one row in an order: the sorted value and the id.
type CaseCursor struct {
	Key   int64
	ID    ID
	Place CasePlace // zero for lists that have no places
}

// Cursor is the case's place in an order.
func (c *Case) Cursor(sort CaseSort) CaseCursor {
	switch base, _ := sort.Base(); base {
	case SortDue:
		return CaseCursor{Key: c.DueAt.UnixMicro(), ID: c.ID, Place: c.Place}
	case SortExposure:
		return CaseCursor{Key: c.ExposureFen, ID: c.ID, Place: c.Place}
	case SortNewest:
		return CaseCursor{Key: int64(c.ID), ID: c.ID, Place: c.Place}
	}
	return CaseCursor{Key: int64(c.Risk), ID: c.ID, Place: c.Place}
}

// CaseItem is a case with the account it is about, as lists show it.
type CaseItem struct {
	Case
	Account CaseAccount
	Now     CaseNow
	Masked  Personal // what staff may see without asking: of the name alone
	Tags    []string // of the account, when the filter asks for them
	Earlier Earlier  // as Tags
	People  []string // who acted on it or wrote a note meanwhile, as Tags
	Payment *Payment // as Tags; nil where no event raised the flag that the case names
}

// Payment is what a list of cases shows of the event that raised a flag.
type Payment struct {
	Kind      EventKind
	AmountFen int64
	Device    string // tokens
	Card      string
	IP        string
	Prefix    string // of the address
}

// EarlierFor is how far back the flags of earlier cases are counted.
const EarlierFor = 90 * 24 * time.Hour

// Earlier is how many flags earlier cases of an account had in EarlierFor, and how many of them an appeal showed wrong.
type Earlier struct {
	Flags      int
	Overturned int
	Withheld   bool // the reader is to judge one of them again
}

// CaseStatus is how a case stands for whoever reads a list of them.
type CaseStatus string

// How a case can stand.
const (
	StatusPending       CaseStatus = "pending"       // nobody works on it
	StatusInvestigating CaseStatus = "investigating" // a person holds it
	StatusWaiting       CaseStatus = "waiting"       // for what the customer is asked for
	StatusPutOff        CaseStatus = "snoozed"
	StatusDone          CaseStatus = "closed"
)

// Status is how the case stands at a time.
func (c *Case) Status(now time.Time) CaseStatus {
	switch {
	case c.State == CaseClosed:
		return StatusDone
	case c.Waits():
		return StatusWaiting
	case c.Place == PlaceSnoozed:
		return StatusPutOff
	case c.HeldBy(now) != 0:
		return StatusInvestigating
	}
	return StatusPending
}

// CaseAccount is what lists of cases show of an account.
type CaseAccount struct {
	ExternalID  string `class:"C1"`
	LimitFen    int64  `class:"C2f"`
	UsedFen     int64  `class:"C2f"`
	DaysPastDue int    `class:"C2f"`
}

// CaseNow is how an account stands now, beside what its case says.
type CaseNow struct {
	Score  int           `gorm:"column:now_score"`
	Status AccountStatus `gorm:"column:now_status"`
}

// CasePage is one page of the queue.
type CasePage struct {
	Items []CaseItem
	Newer bool // there are rows before the first
	Older bool // there are rows after the last
}

// Progress is how far a person is through a view of the queue today.
type Progress struct {
	Done int // cases the person decided since the start of the day
	Left int // open cases of the view, counted to CountCap
}

// CountCap is where counts on pages stop: beyond it they say "1,000+".
const CountCap = 1001
