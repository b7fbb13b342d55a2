package models

import (
	"slices"
	"time"
)

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

// May is that of its case. Whoever is to judge the case again does not decide it, and who holds it would tell.
func (d *CaseDetail) May(user ID, can func(Permission) bool, now time.Time) CaseMay {
	return d.Case.May(user, can, now).unless(d.Blinded)
}

// unless leaves out who holds a case, and deciding it, where it is blinded.
func (m CaseMay) unless(blinded bool) CaseMay {
	if blinded {
		m.Claim, m.Renew, m.Release, m.Decide = false, false, false, false
	}
	return m
}

// HeldMost is how many of the cases that somebody holds are listed with what may be done with them.
const HeldMost = 3

// HeldCase is a case in the hands of whoever asks, with the line of its account that a limit change begins with, 0 without one.
type HeldCase struct {
	CaseItem
	LineID  ID
	Blinded bool // the reader is to judge the case again
}

// May is as its page's.
func (h *HeldCase) May(user ID, can func(Permission) bool, now time.Time) CaseMay {
	return h.Case.May(user, can, now).unless(h.Blinded)
}

// BlindHeld takes out of the cases in somebody's hands what was decided of those that they are to judge again.
func BlindHeld(held []HeldCase, unjudged []SampleItem) {
	for i := range held {
		h := &held[i]
		if slices.ContainsFunc(unjudged, func(u SampleItem) bool { return u.CaseID == h.ID }) {
			h.Blinded = true
			h.Case.Blind()
		}
	}
}
