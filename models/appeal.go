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
	AppealOpinion      AppealStage = "second_opinion" // somebody else is asked before it is decided
	AppealDecided      AppealStage = "decided"
	AppealExecuted     AppealStage = "executed"
	AppealClosed       AppealStage = "closed"
	AppealWithdrawn    AppealStage = "withdrawn"
	AppealDuplicate    AppealStage = "duplicate" // the same as another, which goes on
)

// AppealStages is the usual path, in order.
func AppealStages() []AppealStage {
	return []AppealStage{
		AppealReceived, AppealAcknowledged, AppealEvidence, AppealInReview, AppealOpinion, AppealDecided, AppealExecuted, AppealClosed,
	}
}

// UndecidedStages is those in which the outcome is still open.
func UndecidedStages() []AppealStage {
	return []AppealStage{AppealReceived, AppealAcknowledged, AppealEvidence, AppealInReview, AppealOpinion}
}

// EndedStages is those after which nothing can happen to an appeal.
func EndedStages() []AppealStage {
	return []AppealStage{AppealClosed, AppealWithdrawn, AppealDuplicate}
}

// Ended reports whether nothing more can happen to the appeal.
func (s AppealStage) Ended() bool { return slices.Contains(EndedStages(), s) }

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
	AppealFacts
	AppealClock
	Parts       []string     `gorm:"serializer:json" class:"C1"`  // of a partly overturned measure: what comes back
	Replacement *Replacement `gorm:"serializer:json" class:"C2f"` // the milder measure that was decided
	ReplacedBy  ID           `class:"C1"`                         // the sanction that it became
	DuplicateOf ID           `class:"C1"`
	Version     int64        `class:"C1"`
}

// AppealFacts is what an appeal was about when it came in. The measure's kind, reason and maker
// never change, so that lists can be narrowed by them without a look at the measure.
type AppealFacts struct {
	Kind       SanctionKind `class:"C1"`
	ReasonCode string       `class:"C1"`
	MadeBy     ID           `class:"C1"`
	MadeName   string       `class:"C1"`
	Earlier    int          `class:"C1"` // appeals of the account before it
	Band       string       `class:"C1"` // of the account's score when the measure was made, "" before its first
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
	if a.Channel != ChannelRadar && !a.ByCustomer() && !slices.Contains(AppealChannels(), a.Channel) {
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

// MayDecide refuses an actor who may decide appeals but not those against this kind of
// sanction: the policy names the kinds that customer service decides alone, and for the
// others it takes someone who may approve sanctions. A payment that was not made is past: whoever
// decides any appeals decides about it.
func (a *Appeal) MayDecide(kind SanctionKind, serviceKinds []string, may []Permission) error {
	if kind == SanctionDecline || slices.Contains(serviceKinds, string(kind)) || slices.Contains(may, PermSanctionApprove) {
		return nil
	}
	return &Refused{Code: "appeal_kind"}
}

// Execute marks the decision as carried out.
func (a *Appeal) Execute(by ID, now time.Time, restored []RestoredField) error {
	if a.Stage != AppealDecided {
		return ErrState
	}
	a.Stage, a.ExecutedBy, a.ExecutedAt, a.Restored = AppealExecuted, by, &now, restored
	return nil
}

// Telling is what a letter says of the appeal against a measure of a kind; the letters that say when it is decided know their day.
func (a *Appeal) Telling(template string, kind SanctionKind) map[string]string {
	values := map[string]string{"kind": string(kind)}
	if template == TemplateAppealReceived || template == TemplateAppealGoesOn {
		values["due"] = a.DueAt.Format(time.RFC3339)
	}
	return values
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
	if !a.Undecided() {
		return ErrState
	}
	a.Stage, a.PausedAt = AppealWithdrawn, nil
	return nil
}

// Duplicate ends an undecided appeal that says the same as another one of the account, which
// goes on or has been decided. An appeal that is a duplicate itself cannot be pointed at.
func (a *Appeal) Duplicate(of *Appeal) error {
	if !a.Undecided() {
		return ErrState
	}
	if of.ID == a.ID || of.AccountID != a.AccountID || of.Stage == AppealDuplicate || of.Stage == AppealWithdrawn {
		var bad Invalid
		bad.Add("of", "choice")
		return bad.OrNil()
	}
	a.Stage, a.PausedAt, a.DuplicateOf = AppealDuplicate, nil, of.ID
	return nil
}
