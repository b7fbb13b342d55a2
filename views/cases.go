package views

import (
	"github.com/a-h/templ"

	"candor/views/chart"
	"candor/views/ui"
)

// rowForm is a form on a row: where it leads below the case's address, and its words.
type rowForm struct{ Path, Label, Icon, Button string }

// CaseData is a case's page.
type CaseData struct {
	ID         ui.CopyArgs
	Back       string // to the view of the queue this case was opened from
	View       string
	From       string // "queue" where the acts stand on a row of it and lead back there
	Badges     []ui.BadgeArgs
	Tags       *AccountTags
	Facts      []ui.Pair // of the decision bar
	Open       bool
	Held       string // "You hold this case: 12 minutes left", "Wang Fang is reviewing"
	HeldTone   ui.Tone
	CanClaim   bool
	CanRenew   bool
	CanRelease bool
	CanDecide  bool
	RowTag     string // what a tag may be, where one can be put on from the row
	RowDismiss bool   // it can be closed as a false alarm from the row
	Decide     DecideForm
	Quick      []QuickReason // the usual reasons, for who may decide
	Assign     []ui.Option   // empty: may not assign
	Outcome    string        // of a closed case
	Principal  []ui.Pair     // its principal reasons, where flags were confirmed
	Made       []CaseMade    // what it led to
	Asked      *CaseAsked    // of the customer, nil for nothing
	Reopen     *CaseReopen   // nil: its decision is not this reader's to put right
	Desk       CaseDesk
	Problem    string // why the last action was refused
	ProblemHot ui.Tone
	Flags      Records
	Lines      *Records // of the score, nil for who does not see it
	Score      *ScoreCard
	Files      *FilesPanel // nil: not for this reader
	Summary    []ui.Pair
	Exposure   chart.StackedArgs
	Calendar   chart.CalendarArgs
	Checks     Records
	Linked     Records
	LinkNote   string
	Sharing    []ui.LinkArgs // to the cases of who was seen with the same
	Payments   Records
	Earlier    Records
	Notes      NotesData
	Timeline   []ui.Event
	Kinds      []ui.Tab      // parts of the timeline; none where nothing is on record
	Links      []ui.LinkArgs // account, limit change, sanction
	Errors     []ui.FieldError
}

// DecideForm is the decision form with what was typed.
type DecideForm struct {
	Action  string
	Version string
	Warning string // of hardship, as the page says it; "" for none
	Reason  string
	Error   string
	Chosen  string       // the outcome that Ctrl Enter decides with; "" until one is chosen
	Reasons ReasonPicker // of confirmed flags
	Lower   *CaseLower   // nil: not for this reader
}

// ScoreCard is a score with why it is what it is, in short.
type ScoreCard struct {
	Scale     chart.ScaleArgs
	Waterfall chart.WaterfallArgs
	Reasons   []ReasonLine
	Href      string // the whole breakdown
	Note      string // when and by what it was computed
	Missing   string // points that rest on missing data; empty for none
	Override  string // a score set by hand; empty for none
	Waits     string // one that a second person has not agreed to
	WaitsHref string
	Disputes  []DisputeNote
}

// ReasonLine is a reason why a score is not higher.
type ReasonLine struct {
	Title    string
	Lost     string
	Staff    string
	Customer string
	Help     string
	Factors  string
}

// NotesData is the notes of an account and the form to add one.
type NotesData struct {
	Action string // empty: may not add
	Back   string
	Events []ui.Event
	Value  string
	Error  string
	Empty  string

	Read       bool        // the page of each note may be read
	People     []Colleague // whom a note may mention
	MorePeople bool        // and others that are not listed
}

// NotePin is whether a note stands before the others, who put it there, and the form that changes it.
type NotePin struct {
	On     bool
	By     string
	Action string // empty: may not
	Label  string // which note the button is of, whole
	Back   string
}

// Colleague is a person whom a note may mention, by what is typed and by name.
type Colleague struct {
	Login, Name string
}

func factClass(f ui.Pair) string {
	if f.Numeric {
		return "num"
	}
	return ""
}

// chosenOutcome marks the button of the outcome that was chosen on the way to the page.
func chosenOutcome(d CaseData, outcome string) templ.Attributes {
	if d.Decide.Chosen != outcome {
		return nil
	}
	return templ.Attributes{"data-send": true, "aria-keyshortcuts": "Control+Enter"}
}
