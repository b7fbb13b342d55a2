package models

import (
	"slices"
	"time"
)

// Judge is who wants to judge an appeal.
type Judge struct {
	ID   ID
	Name string
	Team string // "" for none
}

// Barred is who may not judge an appeal: whoever made, approved or lifted the measure, or the one
// that it replaced, and where the policy says so everybody of their teams. What roles somebody
// holds does not matter, so taking another role, a key or a deputy's place opens no way around.
type Barred struct {
	People []ID
	Teams  []string // empty unless the policy keeps whole teams away
}

// People are those who had a part in the sanction: maker, approver, and whoever ended it.
func (s *Sanction) People() []ID {
	var people []ID
	for _, id := range []ID{s.MadeBy, s.ApprovedBy, s.EndedBy} {
		if id != 0 && !slices.Contains(people, id) {
			people = append(people, id)
		}
	}
	return people
}

// Check refuses a judge who is not a person or who is barred.
func (b Barred) Check(j Judge) error {
	switch {
	case j.ID == 0:
		return &Refused{Code: "person_needed"}
	case slices.Contains(b.People, j.ID):
		return &Refused{Code: "own_decision"}
	case j.Team != "" && slices.Contains(b.Teams, j.Team):
		return &Refused{Code: "own_team"}
	}
	return nil
}

// MayExecute refuses to carry a decision on an appeal out for anybody but a person who is signed in and
// had no part in the measure, or a job, which does it by itself after the time that the policy gives.
// Neither a key nor the customer nor a command changes an account this way. The codes are
// execute_person and own_decision.
func MayExecute(by Actor, people []ID) error {
	person := by.Kind == ActorUser && by.UserID != 0
	switch {
	case !person && by.Kind != ActorJob:
		return &Refused{Code: "execute_person"}
	case by.UserID != 0 && slices.Contains(people, by.UserID):
		return &Refused{Code: "own_decision"}
	}
	return nil
}

// StartReview gives the appeal to a person who had no part in the decision. Time spent waiting
// for the customer is added to the due time.
func (a *Appeal) StartReview(b Barred, j Judge, given []Opinion, now time.Time) error {
	switch a.Stage {
	case AppealReceived, AppealAcknowledged, AppealEvidence, AppealInReview:
	default:
		return ErrState
	}
	if err := b.Check(j); err != nil {
		return err
	}
	if Spoke(given, j.ID) {
		return &Refused{Code: "own_opinion"}
	}
	a.Resume(now)
	a.Stage, a.AssigneeID, a.AssigneeName = AppealInReview, j.ID, j.Name
	return nil
}
