package models

// ReopenCase puts a decision on a case right: the case is open again. Version is the case's, as the person read it.
type ReopenCase struct {
	CaseID  ID
	Version int64
	Reason  string
}

// MayReopen reports whether a person may put the decision right: whoever decided, and any lead.
func (c *Case) MayReopen(user ID, lead bool) bool {
	return c.State == CaseClosed && (lead || c.ClosedBy == user)
}

// Reopen takes the decision off the case, with a reason. Nobody holds it then, and when it is due stays as it was.
func (c *Case) Reopen(user ID, lead bool, reason string) error {
	if c.State != CaseClosed {
		return ErrState
	}
	if !c.MayReopen(user, lead) {
		return &Refused{Code: "not_decider"}
	}
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	c.State, c.Outcome, c.Reason, c.Principal, c.ClosedAt, c.ClosedBy, c.ClosedName = CaseOpen, "", "", nil, nil, 0, ""
	c.AssigneeID, c.AssigneeName, c.LeaseUntil = 0, "", nil
	return nil
}
