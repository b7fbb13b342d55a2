package models

import "slices"

// ContactFacts is how staff and the customer were in contact. All of it is empty for a note of no contact.
type ContactFacts struct {
	Channel   string           `class:"C1"` // one of ContactChannels
	Direction ContactDirection `class:"C1"`
	Outcome   ContactOutcome   `class:"C1"`
}

// ContactDirection is who began a contact.
type ContactDirection string

// The directions, as the lender sees them.
const (
	ContactIn  ContactDirection = "in"
	ContactOut ContactDirection = "out"
)

// ContactDirections lists both directions in the order forms show them.
func ContactDirections() []ContactDirection { return []ContactDirection{ContactIn, ContactOut} }

// ContactOutcome is what came of a contact.
type ContactOutcome string

// The outcomes. Of a contact that the customer began, only those of Reached can be.
const (
	ContactAnswered   ContactOutcome = "answered" // the question is answered
	ContactPromise    ContactOutcome = "promise"  // the customer promised to pay
	ContactCallback   ContactOutcome = "callback" // to go on at another time
	ContactRefused    ContactOutcome = "refused"  // the customer did not want to talk
	ContactMessage    ContactOutcome = "message"  // left for the customer
	ContactNobody     ContactOutcome = "nobody"
	ContactWrongParty ContactOutcome = "wrong_party"
)

// ContactOutcomes lists every outcome in the order forms show them.
func ContactOutcomes() []ContactOutcome {
	return []ContactOutcome{ContactAnswered, ContactPromise, ContactCallback, ContactRefused, ContactMessage, ContactNobody, ContactWrongParty}
}

// Reached reports whether the customer was spoken or written with.
func (o ContactOutcome) Reached() bool {
	return o != ContactMessage && o != ContactNobody && o != ContactWrongParty
}

// ContactChannels lists how a contact is made: the ways in which an appeal is taken, and text messages.
func ContactChannels() []string { return append(AppealChannels(), string(WaySMS)) }

// check refuses a contact that says not how, by whom or what came of it, and one that the customer began without being reached.
func (c ContactFacts) check(bad *Invalid) {
	if !slices.Contains(ContactChannels(), c.Channel) {
		bad.Add("channel", "choice")
	}
	if !slices.Contains(ContactDirections(), c.Direction) {
		bad.Add("direction", "choice")
	}
	switch {
	case !slices.Contains(ContactOutcomes(), c.Outcome):
		bad.Add("outcome", "choice")
	case c.Direction == ContactIn && !c.Outcome.Reached():
		bad.Add("outcome", "contact_unreached")
	}
}

// Prepared is a wording that customer service says or writes to a customer.
type Prepared string

// The wordings.
const (
	PreparedIdentify Prepared = "identify"
	PreparedMeasure  Prepared = "measure"  // that holds now, and how to object to it
	PreparedAppeal   Prepared = "appeal"   // that is not decided: by when it is
	PreparedEvidence Prepared = "evidence" // that an appeal waits for
	PreparedPastDue  Prepared = "past_due"
	PreparedThanks   Prepared = "thanks"
)

// Prepared is the wordings that are true of the account now, in the order forms show them.
func (d *AccountDetail) Prepared() []Prepared {
	list := []Prepared{PreparedIdentify}
	if d.ActiveSanction() != nil {
		list = append(list, PreparedMeasure)
	}
	if a := d.OpenAppeal(); a != nil && a.Undecided() {
		if a.Stage == AppealEvidence {
			list = append(list, PreparedEvidence)
		} else {
			list = append(list, PreparedAppeal)
		}
	}
	if d.PastDue.Known && d.PastDue.Fen > 0 && d.Account.DaysPastDue > 0 {
		list = append(list, PreparedPastDue)
	}
	return append(list, PreparedThanks)
}

// Written is the wordings that a letter can hold: nobody is asked who they are in one.
func (d *AccountDetail) Written() []Prepared {
	return slices.DeleteFunc(d.Prepared(), func(p Prepared) bool { return p == PreparedIdentify })
}

// ActiveSanction is the newest measure that holds now, nil for none.
func (d *AccountDetail) ActiveSanction() *Sanction {
	for i := range d.Sanctions {
		if d.Sanctions[i].State == SanctionActive {
			return &d.Sanctions[i]
		}
	}
	return nil
}
