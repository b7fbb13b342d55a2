package models

import (
	"slices"
	"time"
)

// Opinion is what somebody else says about an appeal before it is decided.
type Opinion struct {
	ID        ID            `gorm:"primaryKey" class:"C1"`
	AppealID  ID            `class:"C1"`
	AccountID ID            `class:"C1"`
	Reason    string        `class:"C1"` // one of OpinionReasons
	Question  string        `class:"C1"`
	AskedBy   ID            `class:"C1"`
	AskedName string        `class:"C1"`
	AskedAt   time.Time     `class:"C1"`
	Advice    AppealOutcome `class:"C1"`
	Text      string        `class:"C1"`
	GivenBy   ID            `class:"C1"`
	GivenName string        `class:"C1"`
	GivenAt   *time.Time    `class:"C1"`
}

// PublicID is the opinion's id as pages write it.
func (o *Opinion) PublicID() string { return o.ID.Public(PrefixOpinion) }

// OpinionReasons is why a second opinion can be asked for: of a colleague, or of one of the Desks.
func OpinionReasons() []string { return append([]string{"doubt", "high_impact"}, Desks()...) }

// AskOpinion asks for a second opinion on an appeal that the asker reviews.
func (a *Appeal) AskOpinion(o *Opinion, j Judge, now time.Time) error {
	if a.Stage != AppealInReview {
		return ErrState
	}
	if j.ID == 0 || a.AssigneeID != j.ID {
		return &Refused{Code: "not_yours"}
	}
	var bad Invalid
	if !slices.Contains(OpinionReasons(), o.Reason) {
		bad.Add("opinion_reason", "choice")
	}
	checkReason(&bad, "question", o.Question)
	if err := bad.OrNil(); err != nil {
		return err
	}
	o.AppealID, o.AccountID, o.AskedBy, o.AskedName, o.AskedAt = a.ID, a.AccountID, j.ID, j.Name, now
	a.Stage = AppealOpinion
	return nil
}

// GiveOpinion records what somebody says who had no part in the decision and is not the one who
// asked. The appeal goes back to its reviewer.
func (a *Appeal) GiveOpinion(b Barred, o *Opinion, advice AppealOutcome, text string, j Judge, now time.Time) error {
	if o.Referred() { // a desk answers it
		return ErrState
	}
	if err := a.mayGive(b, o, j); err != nil {
		return err
	}
	var bad Invalid
	if !slices.Contains(AppealOutcomes(), advice) {
		bad.Add("advice", "choice")
	}
	checkReason(&bad, "opinion", text)
	if err := bad.OrNil(); err != nil {
		return err
	}
	o.Advice = advice
	a.given(o, text, j, now)
	return nil
}

// Spoke reports whether somebody gave one of the opinions, and so cannot decide as well: then
// one person would have said both.
func Spoke(given []Opinion, who ID) bool {
	return slices.ContainsFunc(given, func(o Opinion) bool { return o.GivenAt != nil && o.GivenBy == who })
}
