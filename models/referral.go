package models

import (
	"slices"
	"time"
)

// Desks is to whom an appeal can be referred.
//
// A referral is a second opinion that a desk gives: the appeal waits in the stage second_opinion, comes before no decision until it is answered
// and goes back to its reviewer, and its clock runs on, because the policy promises the customer a day whoever looks. Only the answer differs:
// it is words, not an outcome, and takes PermAppealAnswer in the place of the right to decide appeals, so that who answers for fraud or for the
// law need not be a judge.
func Desks() []string { return []string{"fraud", "legal"} }

// Referred reports whether a desk is asked.
func (o *Opinion) Referred() bool { return slices.Contains(Desks(), o.Reason) }

// Need is the permission that answering takes.
func (o *Opinion) Need() Permission {
	if o.Referred() {
		return PermAppealAnswer
	}
	return PermAppealDecide
}

// AnswerReferral records what the desk found that the appeal was referred to. Who had a part in the measure, asked, or reviews the appeal
// does not answer. The appeal goes back to its reviewer.
func (a *Appeal) AnswerReferral(b Barred, o *Opinion, text string, j Judge, now time.Time) error {
	if !o.Referred() {
		return ErrState
	}
	if err := a.mayGive(b, o, j); err != nil {
		return err
	}
	var bad Invalid
	checkReason(&bad, "answer", text)
	if err := bad.OrNil(); err != nil {
		return err
	}
	a.given(o, text, j, now)
	return nil
}

// mayGive refuses an opinion that is not waited for, and whoever may not give it.
func (a *Appeal) mayGive(b Barred, o *Opinion, j Judge) error {
	if a.Stage != AppealOpinion || o.GivenAt != nil {
		return ErrState
	}
	if err := b.Check(j); err != nil {
		return err
	}
	if j.ID == o.AskedBy || j.ID == a.AssigneeID {
		return &Refused{Code: "own_question"}
	}
	return nil
}

// given puts what somebody said into an opinion, and the appeal back with its reviewer.
func (a *Appeal) given(o *Opinion, text string, j Judge, now time.Time) {
	o.Text, o.GivenBy, o.GivenName, o.GivenAt = text, j.ID, j.Name, &now
	a.Stage = AppealInReview
}
