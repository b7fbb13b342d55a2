package views

import "candor/views/ui"

// CaseDesk is what a case's page says about who else is there, and what can be done besides deciding.
type CaseDesk struct {
	Viewers  string        // "Also here: Wang Fang, Li Na"; empty for nobody
	Changed  []string      // what is not as the holder saw it
	Notes    []CaseNote    // put off, back, escalated
	Late     []ui.Event    // what others did since a form was opened that came too late
	Ask      string        // where the customer is asked for documents; "" for who may not
	Snooze   *ui.FieldArgs // when it comes back; nil: cannot be put off
	SnoozeOn SnoozeForm
	Escalate []ui.Option // the linked queues
	Why      DeskField   // of the escalation
	Take     *DeskField  // why a lead takes it; nil: cannot be taken
	Move     []ui.Option
	Form     string // the version that the forms were made from
	Open     string // which part stands open: "snooze", "escalate" or "take"
	Use      string // where a script says that the page is in use
	Previous string // the neighbours in the view; empty without a view
	Next     string
	Strip    string // "23 done today, 4 left"
	Pace     bool   // opened from a view, so there is a next case
	Stay     bool   // deciding does not go on to it
}

// CaseNote is something about a case that the reader must know first.
type CaseNote struct {
	Tone ui.Tone
	Icon string
	Text string
}

// SnoozeForm is what was typed beside the choice of when.
type SnoozeForm struct {
	Date, DateError, Reason, ReasonError string
}

// DeskField is a field with what was typed.
type DeskField struct {
	Value, Error string
}
