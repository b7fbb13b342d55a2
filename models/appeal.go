package models

import (
	"slices"
	"time"
)

// AppealStage is how far an appeal has come.
type AppealStage string

// The stages of an appeal. While evidence is awaited the customer's time does not count.
const (
	AppealReceived     AppealStage = "received"
	AppealAcknowledged AppealStage = "acknowledged"
	AppealEvidence     AppealStage = "evidence_requested"
	AppealInReview     AppealStage = "in_review"
	AppealDecided      AppealStage = "decided"
	AppealExecuted     AppealStage = "executed"
	AppealClosed       AppealStage = "closed"
	AppealWithdrawn    AppealStage = "withdrawn"
)

// AppealStages is the usual path, in order.
func AppealStages() []AppealStage {
	return []AppealStage{
		AppealReceived, AppealAcknowledged, AppealEvidence, AppealInReview, AppealDecided, AppealExecuted, AppealClosed,
	}
}

// Ended reports whether nothing more can happen to the appeal.
func (s AppealStage) Ended() bool { return s == AppealClosed || s == AppealWithdrawn }

// AppealOutcome is how an appeal was decided.
type AppealOutcome string

// The outcomes of an appeal.
const (
	OutcomeUphold   AppealOutcome = "uphold"   // the sanction stands
	OutcomeOverturn AppealOutcome = "overturn" // it was wrong: everything comes back
)

// Appeal is a customer's request to undo a sanction.
type Appeal struct {
	ID           ID              `gorm:"primaryKey" class:"C1"`
	AccountID    ID              `class:"C1"`
	SanctionID   ID              `class:"C1"`
	Stage        AppealStage     `class:"C1"`
	Channel      string          `class:"C1"` // phone, email, branch, letter, portal, radar
	Lang         string          `class:"C1"`
	Words        Sealed          `gorm:"column:words_sealed" class:"C2"` // what the customer says
	FiledBy      ID              `class:"C1"`
	FiledName    string          `class:"C1"`
	ReceivedAt   time.Time       `class:"C1"`
	DueAt        time.Time       `class:"C1"`
	PausedAt     *time.Time      `class:"C1"`
	AssigneeID   ID              `class:"C1"`
	AssigneeName string          `class:"C1"`
	Outcome      AppealOutcome   `class:"C1"`
	Reason       string          `class:"C1"` // for staff
	CustomerText string          `class:"C1"` // what the customer is told
	DecidedBy    ID              `class:"C1"`
	DecidedName  string          `class:"C1"`
	DecidedAt    *time.Time      `class:"C1"`
	ExecutedBy   ID              `class:"C1"`
	ExecutedAt   *time.Time      `class:"C1"`
	Restored     []RestoredField `gorm:"serializer:json" class:"C2f"`
	Version      int64           `class:"C1"`
}

// PublicID is the appeal's id as pages write it.
func (a *Appeal) PublicID() string { return a.ID.Public(PrefixAppeal) }

// RestoredField is one line of proof that an overturn put something back.
type RestoredField struct {
	Field    string `json:"field"` // status, reach, or limit:<product>
	Before   string `json:"before"`
	Sanction string `json:"during"`
	After    string `json:"after"`
	Restored bool   `json:"restored"`
	Note     string `json:"note,omitempty"` // why not, such as other_sanction
}

// ChannelRadar is an appeal that staff opened on the customer's behalf, because the evidence of
// today speaks against the sanction.
const ChannelRadar = "radar"

// ChannelPortal is an appeal that the customer sent in without staff.
const ChannelPortal = "portal"

// AppealChannels is the ways an appeal comes in by staff.
func AppealChannels() []string { return []string{"phone", "email", "branch", "letter"} }

// ValidateIntake checks what was written down when the appeal came in. Staff file by
// AppealChannels; the portal is the customer's own way and takes no member of staff.
func (a *Appeal) ValidateIntake(words string) error {
	var bad Invalid
	own := a.Channel == ChannelPortal && a.FiledBy == 0
	if a.Channel != ChannelRadar && !own && !slices.Contains(AppealChannels(), a.Channel) {
		bad.Add("channel", "choice")
	}
	if a.Lang != "zh-CN" && a.Lang != "en" {
		bad.Add("lang", "choice")
	}
	checkReason(&bad, "words", words)
	return bad.OrNil()
}

// Acknowledge tells the customer that the appeal is here.
func (a *Appeal) Acknowledge(now time.Time) error {
	if a.Stage != AppealReceived {
		return ErrState
	}
	a.Stage = AppealAcknowledged
	return nil
}

// RequestEvidence asks the customer for something; the clock stops.
func (a *Appeal) RequestEvidence(now time.Time) error {
	switch a.Stage {
	case AppealReceived, AppealAcknowledged, AppealInReview:
		a.Stage, a.PausedAt = AppealEvidence, &now
		return nil
	case AppealEvidence:
		if a.PausedAt == nil {
			a.PausedAt = &now
		}
		return nil
	}
	return ErrState
}

// StartReview gives the appeal to a person who did not make the decision. Time spent
// waiting for the customer is added to the due time.
func (a *Appeal) StartReview(s *Sanction, by ID, name string, now time.Time) error {
	switch a.Stage {
	case AppealReceived, AppealAcknowledged, AppealEvidence:
	case AppealInReview:
	default:
		return ErrState
	}
	if s.Involved(by) {
		return &Refused{Code: "own_decision"}
	}
	a.Resume(now)
	a.Stage, a.AssigneeID, a.AssigneeName = AppealInReview, by, name
	return nil
}

// Resume starts the clock again once everything that was asked for is here: from now on
// it is the lender who keeps the customer waiting.
func (a *Appeal) Resume(now time.Time) {
	if a.PausedAt != nil {
		a.DueAt = a.DueAt.Add(now.Sub(*a.PausedAt))
		a.PausedAt = nil
	}
}

// MayDecide refuses an actor who may decide appeals but not those against this kind of
// sanction: the policy names the kinds that customer service decides alone, and for the
// others it takes someone who may approve sanctions.
func (a *Appeal) MayDecide(kind SanctionKind, serviceKinds []string, may []Permission) error {
	if slices.Contains(serviceKinds, string(kind)) || slices.Contains(may, PermSanctionApprove) {
		return nil
	}
	return &Refused{Code: "appeal_kind"}
}

// Overdue reports whether the customer has waited longer than promised.
func (a *Appeal) Overdue(now time.Time) bool {
	return a.Undecided() && a.PausedAt == nil && !now.Before(a.DueAt)
}

// Undecided reports whether the outcome is still open.
func (a *Appeal) Undecided() bool {
	switch a.Stage {
	case AppealReceived, AppealAcknowledged, AppealEvidence, AppealInReview:
		return true
	}
	return false
}

// Decide records the outcome. Whoever made or approved the sanction is refused, and so
// is anybody but the reviewer who took the appeal.
func (a *Appeal) Decide(s *Sanction, v Verdict, by ID, name string, now time.Time) error {
	if s.Involved(by) {
		return &Refused{Code: "own_decision"}
	}
	if a.Stage != AppealInReview {
		return ErrState
	}
	if a.AssigneeID != by {
		return &Refused{Code: "not_yours"}
	}
	var bad Invalid
	if v.Outcome != OutcomeUphold && v.Outcome != OutcomeOverturn {
		bad.Add("outcome", "choice")
	}
	checkReason(&bad, "reason", v.Reason)
	checkReason(&bad, "customer_text", v.CustomerText)
	if err := bad.OrNil(); err != nil {
		return err
	}
	a.Stage, a.Outcome, a.Reason, a.CustomerText = AppealDecided, v.Outcome, v.Reason, v.CustomerText
	a.DecidedBy, a.DecidedName, a.DecidedAt = by, name, &now
	return nil
}

// Verdict is what the reviewer of an appeal concludes.
type Verdict struct {
	Outcome      AppealOutcome
	Reason       string // for staff
	CustomerText string
}

// Execute marks the decision as carried out.
func (a *Appeal) Execute(by ID, now time.Time, restored []RestoredField) error {
	if a.Stage != AppealDecided {
		return ErrState
	}
	a.Stage, a.ExecutedBy, a.ExecutedAt, a.Restored = AppealExecuted, by, &now, restored
	return nil
}

// Close ends an executed appeal once the customer has been told.
func (a *Appeal) Close() error {
	if a.Stage != AppealExecuted {
		return ErrState
	}
	a.Stage = AppealClosed
	return nil
}

// Withdraw ends an undecided appeal at the customer's wish.
func (a *Appeal) Withdraw() error {
	switch a.Stage {
	case AppealReceived, AppealAcknowledged, AppealEvidence, AppealInReview:
		a.Stage, a.PausedAt = AppealWithdrawn, nil
		return nil
	}
	return ErrState
}
