package models

import (
	"time"

	"candor/engine/decide"
	"candor/engine/score"
)

// AccountFilter narrows the list of accounts; zero fields do not narrow. Pages follow each
// other by id, newest first.
type AccountFilter struct {
	Status   AccountStatus // one, or several parted by commas
	Band     string        // as Status
	Not      AccountNot    // which of the two name what is left out
	Tag      string
	Score    Span // of the newest assessment; an account without one is in no span
	Late     Span // days past due
	UsedFen  Span
	LimitFen Span
	Cell     *ShadowCell
	After    ID // the page of accounts older than this one
	Before   ID // the page of accounts newer than this one; After wins
	Limit    int
}

// AccountNot says which fields of a filter of the book name what is left out instead of what is kept.
type AccountNot struct {
	Status, Band bool
}

// AccountItem is one line of the list of accounts.
type AccountItem struct {
	Account
	Masked Personal
}

// AccountPage is one page of the list of accounts.
type AccountPage struct {
	Items []AccountItem
	Newer bool
	Older bool
}

// NoteText is a note with its text in clear.
type NoteText struct {
	Note
	Replaced *time.Time // of what it said before: when that was changed; nil for what it says
	Words    string
}

// Link is another account that shares something with this one.
type Link struct {
	Relationship
	Status      AccountStatus
	DaysPastDue int
	Masked      Personal
}

// LinkMax is how many linked accounts a page shows.
const LinkMax = 50

// AccountDetail is an account with everything its page shows. Lists are newest first and
// hold the newest entries only.
type AccountDetail struct {
	Account    Account
	Masked     Personal
	Lines      []CreditLine
	Statements []Statement
	PastDue    PastDue
	Checks     []IdentityCheck
	Links      []Link
	LinkCounts map[string]int // by kind of what is shared
	MoreLinks  bool           // there are more than LinkMax
	Devices    []Device
	Events     []Event // with an amount, newest first
	Notes      []NoteText
	Tags       []AccountTag         // by their words
	LinkView   LinkView             // which kinds of links come first and which are left out
	Decided    *time.Time           // when somebody last decided about the account, of the last NoteEditFor; nil for nobody
	People     []User               // whom a note may mention, with login and name alone; one more than PeopleShow when there are more
	Decision   *Decision            // the one that gave the score, whole; nil before the first
	Confirmed  *time.Time           // when a rescoring last found that Decision stands; nil for none since it was made
	Decisions  []Decision           // without input and result
	Causes     map[ID]DecisionCause // of those that no rescoring of the book made
	Breakdown  *score.Breakdown     // of Decision, by the card and policy it was made with
	Policy     *decide.Policy       // the one Decision was made with
	Card       *score.Scorecard     // likewise
	Override   *Override            // in force now
	Proposed   *Override            // waits for a second person
	Disputes   []Dispute            // open, the oldest first
	Asides     []RuleAside          // rules set aside and those that wait to be, the oldest first
	OpenCase   *Case
	OpenFlags  []Flag
	Cases      []Case
	Limits     []LimitChange
	Sanctions  []Sanction
	Appeals    []Appeal
	Listed     []ListEntry // entries in force that name the account itself
	Challenges []Challenge
}

// OpenAppeal returns the appeal that has not ended, nil when there is none.
func (d *AccountDetail) OpenAppeal() *Appeal {
	for i := range d.Appeals {
		if !d.Appeals[i].Stage.Ended() {
			return &d.Appeals[i]
		}
	}
	return nil
}

// Waiting are the requests about the account that a second person has not answered yet: measures first, then what is asked of
// its score and of the rules, which whoever may not read scores is not told of.
func (d *AccountDetail) Waiting(scores bool) []Approval {
	var list []Approval
	for i := range d.Limits {
		if d.Limits[i].State == LimitProposed {
			list = append(list, Approval{Limit: &d.Limits[i]})
		}
	}
	for i := range d.Sanctions {
		if d.Sanctions[i].State == SanctionProposed {
			list = append(list, Approval{Sanction: &d.Sanctions[i]})
		}
	}
	if !scores {
		return list
	}
	if d.Proposed != nil {
		list = append(list, Approval{Override: d.Proposed})
	}
	for i := range d.Disputes {
		if d.Disputes[i].State == DisputeOpen {
			list = append(list, Approval{Dispute: &d.Disputes[i]})
		}
	}
	for i := range d.Asides {
		if d.Asides[i].State == OverrideProposed {
			list = append(list, Approval{Aside: &d.Asides[i]})
		}
	}
	return list
}

// DayCount is what happened on one day.
type DayCount struct {
	Day     time.Time // its start in the reader's zone
	Flags   int       // raised
	Decided int       // cases decided
}

// HomeQuery says for whom and when the home page is. Days are the starts of the days to
// count, ascending; the last is today. Accounts says that the person may read accounts: without it neither names nor words
// of notes are opened. Cases, Appeals and Record say that the person works on cases, works on appeals, and reads the audit log:
// what is listed for those who do is left out for the others.
type HomeQuery struct {
	UserID   ID
	Now      time.Time
	Days     []time.Time
	Accounts bool
	Cases    bool
	Appeals  bool
	Record   bool
}

// HomeRows is how many rows a list of work on the home page has.
const HomeRows = 5

// Home is what needs a person now. Counts stop at CountCap.
type Home struct {
	Mine           []CaseItem  // open cases this person holds
	Next           []CaseItem  // the first of those that nobody holds, in the order of the queue, at most HomeRows
	Due            []AppealRow // open appeals, the soonest due first, at most HomeRows
	Reveals        int         // looks at personal data today
	Unassigned     int         // open cases nobody holds
	DueSoon        int         // of them, due within DueSoonWithin
	Overdue        int         // open cases past due, whoever holds them
	Appeals        int         // appeals that have not ended
	AppealsOverdue int
	AppealsCalled  int // that leads are called to
	Approvals      ApprovalCounts
	Drift          int // factors far from the training rows, not looked into yet
	Guards         int // guards that policy versions crossed, not looked into yet
	GuardVersion   int // the newest of those versions
	Radar          int // measures that may be wrong and nobody looks at
	DoneToday      int // cases this person decided today
	Days           []DayCount
	Mentions       []MentionItem // notes that ask this person to look, newest first, at most MentionShow
	MentionCount   int           // all of them
}

// DueSoonWithin is how near a due time must be to count as soon.
const DueSoonWithin = 4 * time.Hour

// ApprovalCounts is how many proposals of others wait for a second person, by the permission that decides them; each stops at CountCap.
type ApprovalCounts map[Permission]int

// For is how many of them a person may decide, at most CountCap.
func (a ApprovalCounts) For(may func(Permission) bool) int {
	n := 0
	for needs, waiting := range a {
		if may(needs) {
			n += waiting
		}
	}
	return min(n, CountCap)
}

// Waiting is the work that waits, for the navigation. Counts stop at CountCap.
type Waiting struct {
	Cases     int
	Appeals   int
	Approvals ApprovalCounts
	Radar     int
	Drift     int
}
