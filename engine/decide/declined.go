package decide

import "candor/engine/rules"

// Declined is what customers are told of payments that were not made, and what comes of an appeal about one.
type Declined struct {
	Tell bool `json:"tell"` // payments that rules, lists or the score turned away
	Held bool `json:"held"` // payments that were held and that nobody let through
	// DayMost is how many of them an account is told of in 24 hours, 1 to 20: whoever tries a card again and again is not written to
	// each time.
	DayMost    int `json:"day_most"`
	AppealDays int `json:"appeal_days"` // how long the customer can appeal, 1 to 365
	// AgainHours is how long the same payment goes through once an appeal showed that it should have, 1 to 168.
	AgainHours int `json:"again_hours"`
}

// DefaultDeclined is what a new lender starts with.
func DefaultDeclined() Declined {
	return Declined{Tell: true, Held: true, DayMost: 3, AppealDays: 30, AgainHours: 72}
}

// DeclinedRules returns what the version says. A version from before it could say anything tells nobody.
func (p *Policy) DeclinedRules() Declined {
	if p.Declined == (Declined{}) {
		d := DefaultDeclined()
		d.Tell, d.Held = false, false
		return d
	}
	return p.Declined
}

// Tells reports whether the customer is told of an event of a kind that was decided so and did not go through; held says that it
// waited for a person first. What could not have been paid anyway is told at the till, and a measure that took a function away has
// been told itself: neither is anything to appeal against.
func (d Declined) Tells(kind string, r *EventResult, held bool) bool {
	switch kind {
	case "purchase", "draw", "transfer_out":
	default:
		return false
	}
	for _, code := range r.Reasons {
		switch code {
		case ReasonFunctionLost, ReasonNoLine, ReasonOverLine:
			return false
		}
	}
	if held {
		return d.Held && r.Outcome == rules.Hold
	}
	return d.Tell && r.Outcome == rules.Decline
}

// Typology is the family of the strongest rule that fired, "" where none did.
func (m *Monitor) Typology(r *EventResult) string {
	for _, f := range r.Fired {
		for i := range m.events.Rules {
			if rule := &m.events.Rules[i]; rule.Key == f.Rule && !rule.Allows() {
				return rule.Family
			}
		}
	}
	return ""
}

// checkDeclined checks the part of a version that names it.
func (p *Policy) checkDeclined(add adder) {
	d := p.Declined
	if d == (Declined{}) {
		return
	}
	between(add, "declined.day_most", d.DayMost, 1, 20)
	between(add, "declined.appeal_days", d.AppealDays, 1, 365)
	between(add, "declined.again_hours", d.AgainHours, 1, 168)
}
