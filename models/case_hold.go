package models

import "time"

// ViewerFor is how long a person counts as looking at a case after the page was opened or used.
const ViewerFor = 5 * time.Minute

// ViewerTouch is how often it is written down that a page is in use.
const ViewerTouch = time.Minute

// CaseViewer is a person who has a case's page open.
type CaseViewer struct {
	CaseID   ID        `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	UserID   ID        `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	UserName string    `class:"C1"`
	At       time.Time `class:"C1"`
}

// NoticeKind is what a person is told.
type NoticeKind string

// The kinds of notice.
const (
	NoticeCaseTaken     NoticeKind = "case_taken"      // a lead took the case
	NoticeCaseAssigned  NoticeKind = "case_assigned"   // a lead gave the case to somebody else
	NoticeCaseGiven     NoticeKind = "case_given"      // a lead gave the case to this person
	NoticeCaseTakenBack NoticeKind = "case_taken_back" // a lead took back having done so
	NoticeCaseReopened  NoticeKind = "case_reopened"   // a lead opened a case again that the person decided
	NoticeMentioned     NoticeKind = "mentioned"       // a note on an account mentions this person
	NoticeExportReady   NoticeKind = "export_ready"    // a file that the person asked for can be taken
	NoticePolicyKept    NoticeKind = "policy_kept"     // a version that the person scheduled was not made live
	NoticeProofIgnored  NoticeKind = "proof_ignored"   // a customer let the deadline of a proof pass that the person asked for
	NoticeExportFailed  NoticeKind = "export_failed"   // a file that the person asked for could not be written
)

// NoticeFor is how long a notice waits for a person who is away.
const NoticeFor = 24 * time.Hour

// StaffNotice is something that a person is told once, at the next page.
type StaffNotice struct {
	ID       ID         `gorm:"primaryKey" class:"C1"`
	UserID   ID         `class:"C1"`
	At       time.Time  `class:"C1"`
	Kind     NoticeKind `class:"C1"`
	ObjectID string     `class:"C1"`
	ByName   string     `class:"C1"`
	Reason   string     `class:"C1"`
}

// TakeCase takes a case out of another's hands.
type TakeCase struct {
	CaseID ID
	Reason string
}

// Validate refuses a takeover that does not say why.
func (t TakeCase) Validate() error {
	var bad Invalid
	checkReason(&bad, "reason", t.Reason)
	return bad.OrNil()
}

// Take gives the case to a person out of another's live lease, and returns who held it. A case
// that nobody or the person holds is a *Refused "not_held": it is claimed, not taken.
func (c *Case) Take(user ID, name string, now time.Time) (from ID, err error) {
	if c.State != CaseOpen {
		return 0, ErrState
	}
	from = c.HeldBy(now)
	if from == 0 || from == user {
		return 0, &Refused{Code: "not_held"}
	}
	return from, c.Assign(user, name, now)
}

// Saw notes what the holder has in view from now on: the flags, and the account's score and status.
func (c *Case) Saw(score int, status AccountStatus) {
	c.SeenFlags, c.SeenScore, c.SeenStatus = c.FlagCount, score, status
}

// CaseChange is one kind of thing that is not as the holder saw it.
type CaseChange string

// What changes under a holder.
const (
	ChangedFlags  CaseChange = "flags"
	ChangedScore  CaseChange = "score"
	ChangedStatus CaseChange = "status"
)

// Changes lists what differs from what the last holder saw; none while nobody ever held the
// case, and none once it is closed. score and status are the account's as they are.
func (c *Case) Changes(score int, status AccountStatus) []CaseChange {
	if c.AssigneeID == 0 || c.State != CaseOpen || c.SeenStatus == "" {
		return nil
	}
	var list []CaseChange
	if c.FlagCount != c.SeenFlags {
		list = append(list, ChangedFlags)
	}
	if score != c.SeenScore {
		list = append(list, ChangedScore)
	}
	if status != c.SeenStatus {
		list = append(list, ChangedStatus)
	}
	return list
}
