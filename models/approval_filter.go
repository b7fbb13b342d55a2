package models

import "slices"

// ApprovalsMost bounds the list of pending actions: what is older than a day has lapsed.
const ApprovalsMost = 200

// ApprovalFilter is which pending actions somebody reads. May is what that person holds.
type ApprovalFilter struct {
	Show string // "yours", which By may answer; "asked", which By asked for; "" for all
	By   Judge
	May  []Permission
}

// Answers reports whether the reader may answer.
func (f ApprovalFilter) Answers(a *Approval) bool {
	return a.Check(f.By) == nil && slices.Contains(f.May, a.Need())
}

// Holds reports whether the reader's list has an action. What is asked about an appeal is between who asked and who may answer.
func (f ApprovalFilter) Holds(a *Approval) bool {
	by, _, _ := a.Asked()
	own, answers := by == f.By.ID, f.Answers(a)
	switch {
	case a.Opinion != nil && !answers && !own:
		return false
	case f.Show == "yours":
		return answers
	case f.Show == "asked":
		return own
	}
	return true
}
