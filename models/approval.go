package models

import "time"

// Approval is something that waits for a second person: exactly one of Limit, Sanction,
// Override, Aside, Dispute, Policy, Promotion, ListChange, Batch and Opinion is set.
type Approval struct {
	Account   *Account // nil for a policy and a promotion
	Name      string   // of the account, masked
	Limit     *LimitChange
	Sanction  *Sanction
	Override  *Override
	Aside     *RuleAside
	Dispute   *Dispute
	Policy    *Policy
	Promotion *Promotion
	Models    PromotionModels // of a promotion

	ListChange *ListChange
	Batch      *Batch

	Opinion *Opinion // asked for on Appeal, and by whom it may not be given
	Appeal  *Appeal
	Barred  Barred
}

// Asked returns who asked, and when.
func (a *Approval) Asked() (by ID, name string, at time.Time) {
	switch {
	case a.Limit != nil:
		return a.Limit.MadeBy, a.Limit.MadeName, a.Limit.MadeAt
	case a.Sanction != nil:
		return a.Sanction.MadeBy, a.Sanction.MadeName, a.Sanction.MadeAt
	case a.Override != nil:
		return a.Override.MadeBy, a.Override.MadeName, a.Override.MadeAt
	case a.Aside != nil:
		return a.Aside.MadeBy, a.Aside.MadeName, a.Aside.MadeAt
	case a.Dispute != nil:
		return a.Dispute.MadeBy, a.Dispute.MadeName, a.Dispute.MadeAt
	case a.Policy != nil && a.Policy.SubmittedAt != nil:
		return a.Policy.MadeBy, a.Policy.MadeName, *a.Policy.SubmittedAt
	case a.Promotion != nil:
		return a.Promotion.MadeBy, a.Promotion.MadeName, a.Promotion.MadeAt
	case a.ListChange != nil && a.ListChange.AskedAt != nil:
		return a.ListChange.MadeBy, a.ListChange.MadeName, *a.ListChange.AskedAt
	case a.Batch != nil && a.Batch.AskedAt != nil:
		return a.Batch.MadeBy, a.Batch.MadeName, *a.Batch.AskedAt
	case a.Opinion != nil:
		return a.Opinion.AskedBy, a.Opinion.AskedName, a.Opinion.AskedAt
	}
	return 0, "", time.Time{}
}

// ExpiresAt is when the request lapses if nobody answers; a second opinion does not, and is needed before
// the appeal is due, and neither does a dispute, whose check must be done by then.
func (a *Approval) ExpiresAt() time.Time {
	if a.Opinion != nil {
		return a.Appeal.DueAt
	}
	if a.Dispute != nil {
		return a.Dispute.DueAt()
	}
	_, _, at := a.Asked()
	return at.Add(ApprovalTTL)
}

// Need is the permission that answering takes.
func (a *Approval) Need() Permission {
	switch {
	case a.Limit != nil:
		return PermLimitApprove
	case a.Sanction != nil:
		return PermSanctionApprove
	case a.Override != nil, a.Aside != nil, a.Dispute != nil:
		return PermScoreOverride
	case a.Promotion != nil:
		return PermModelPromote
	case a.ListChange != nil:
		return PermListManage
	case a.Batch != nil:
		return PermBulkApprove
	case a.Opinion != nil:
		return a.Opinion.Need()
	}
	return PermPolicyApprove
}

// Check refuses whoever asked, and of a second opinion whoever had a part in the measure or reviews the appeal.
func (a *Approval) Check(j Judge) error {
	by, _, _ := a.Asked()
	switch {
	case a.Opinion != nil && (by == j.ID || a.Appeal.AssigneeID == j.ID):
		return &Refused{Code: "own_question"}
	case a.Opinion != nil:
		return a.Barred.Check(j)
	case by == j.ID:
		return &Refused{Code: "own_proposal"}
	}
	return nil
}

// LimitContext is what stands beside the form of a limit change.
type LimitContext struct {
	Account    Account
	Name       string // masked
	Lines      []CreditLine
	Statements []Statement   // oldest first
	Changes    []LimitChange // newest first
	Appeals    []Appeal      // newest first, their ids and when they came in
	Sanctions  []Sanction    // in force
	Scored     []string      // reason codes of the newest assessment, by the points that they cost
	Policy     *Policy
	Told       []Told // how the customer will be told, as they may be reached now
}

// Told is a channel by which a customer is told something, with the masked address on it.
type Told struct {
	Channel Channel
	To      string // "" on a channel without one
}

// ToldBy is how a message to an account leaves, with the account's masked phone and e-mail address.
func (o Outlets) ToldBy(a *Account, chosen ContactChoices, masked Personal) []Told {
	var list []Told
	for _, channel := range o.Plan(a, chosen, true) {
		t := Told{Channel: channel}
		switch channel {
		case ChannelSMS:
			t.To = masked.Phone
		case ChannelEmail:
			t.To = masked.Email
		}
		list = append(list, t)
	}
	return list
}

// SanctionContext is what stands beside the form of a sanction, and what its page shows.
type SanctionContext struct {
	Account  Account
	Name     string // masked
	Lines    []CreditLine
	InForce  []Sanction // in force or waiting
	Stands   []Sanction // payments that were not made, newest first
	Scored   []string   // reason codes of the newest assessment, by the points that they cost
	Flags    []Flag     // open or confirmed, newest first
	Appeals  []Appeal   // against the sanction, newest first
	Messages []Message  // about the sanction
	Policy   *Policy    // in force, whose wordings the next letter is told in
	History  []AuditEntry
}

// Line returns the line of a public id, the first one for an empty id, nil for a stranger.
func (c *LimitContext) Line(public string) *CreditLine {
	for i := range c.Lines {
		if public == "" || c.Lines[i].PublicID() == public {
			return &c.Lines[i]
		}
	}
	return nil
}

// mayAnswer is the rule for whatever waits for a second person: secondPerson, within ApprovalTTL.
func mayAnswer(open bool, maker, by ID, asked, now time.Time) error {
	if err := secondPerson(open, maker, by); err != nil {
		return err
	}
	return inTime(asked, now)
}

// secondPerson is ErrState for what waits no longer, and a *Refused for whoever asked for it.
func secondPerson(open bool, maker, by ID) error {
	if !open {
		return ErrState
	}
	if by == maker {
		return &Refused{Code: "own_proposal"}
	}
	return nil
}

// inTime is a *Refused for an answer later than ApprovalTTL.
func inTime(asked, now time.Time) error {
	if now.Sub(asked) > ApprovalTTL {
		return &Refused{Code: "approval_expired"}
	}
	return nil
}
