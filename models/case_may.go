package models

import "time"

// CaseMay is what a person may do with a case as it stands.
type CaseMay struct {
	Claim, Renew, Release bool
	Decide                bool
	Snooze, Ask           bool
	Take, Assign          bool
	Limit, Sanction       bool
	Escalate, Move        []CaseQueue // where to; none: not at all
}

// May is what a person with some permissions may do with the case: nothing that changes it while another holds it, but to take or give it.
func (c *Case) May(user ID, can func(Permission) bool, now time.Time) (m CaseMay) {
	if c.State != CaseOpen {
		return m
	}
	holder, works, leads := c.HeldBy(now), can(PermCaseWork), can(PermCaseAssign)
	m.Assign, m.Limit, m.Sanction = leads, can(PermLimitPropose), can(PermSanctionPropose)
	if holder != 0 && holder != user {
		m.Take = leads
		return m
	}
	may := works && can(c.Queue.Needs())
	m.Claim = may && holder == 0
	if holder == user && holder != 0 {
		m.Renew, m.Release, m.Decide = may, may, may && c.EscalatedBy != user
	}
	m.Ask = may
	if works {
		m.Snooze, m.Escalate = !c.Waits(), c.Queue.Links()
	}
	if leads {
		for _, q := range CaseQueues() {
			if q != c.Queue {
				m.Move = append(m.Move, q)
			}
		}
	}
	return m
}

// HeldMost is how many of the cases that somebody holds are listed with what may be done with them.
const HeldMost = 3

// HeldCase is a case in the hands of whoever asks, with the line of its account that a limit change begins with, 0 without one.
type HeldCase struct {
	CaseItem
	LineID ID
}
