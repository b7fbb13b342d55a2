package views

import "candor/views/ui"

// CustomerDoor asks a customer to open a link.
type CustomerDoor struct {
	Token   string
	Ask     bool // for the last digits of the phone
	Tail    string
	Problem string
}

// CustomerCase is what a customer sees behind a link.
type CustomerCase struct {
	Title       string
	Since       string
	Ended       string   // that the measure is over; "" while it is in force
	Body        []string // the decision in words
	Others      string   // that other measures are in force; "" for none
	Functions   []CustomerFunction
	Helps       []string
	Appeal      *ui.FieldArgs // the statement of a new appeal; nil when there can be none
	AppealFiles ui.FieldArgs  // what comes with it
	Muted       []string      // why none is taken here, until when, and how else; nil where it is
	Asked       bool          // it is about documents that were asked for, not about a measure
	NoMore      string        // where the customer says that nothing more comes; "" when nothing is waited for
	// AppealText is what an appeal is for.
	AppealText string
	Steps      MeasureSteps // of the appeal there is; without steps for none
	Clock      string
	Filed      string
	Words      string
	Evidence   []CustomerEvidence
	Files      []FileLine
	Add        *FileForm
	Withdraw   string
	Letters    []CustomerLetterLine
	Contact    *ContactForm // how they may be reached; nil where nothing can be sent
	Deny       string       // where the customer says that it was not them; "" where they cannot
	// ContactOpen says that the form stands open, because what was chosen was refused.
	ContactOpen bool
	Verdict     *CustomerVerdict // how the appeal was decided, once the letter about it is written; nil before
	Until       string           // how long the link can be used
	Done        string           // what just succeeded
	Wrong       []ui.FieldError  // fields of a form that was refused
	Problem     string
	Preview     bool // for staff to look at: nothing can be sent
}

// Waiting is how many requests the customer is still waited for.
func (d CustomerCase) Waiting() int {
	n := 0
	for _, e := range d.Evidence {
		if e.Asked {
			n++
		}
	}
	return n
}

// CustomerVerdict is how an appeal was decided, in the words of its letter.
type CustomerVerdict struct {
	Tone  ui.Tone
	Title string
	Text  []string
}

// CustomerFunction is something an account can do, and whether it works now.
type CustomerFunction struct {
	Name  string
	Works bool
}

// CustomerEvidence is one thing that was asked of the customer.
type CustomerEvidence struct {
	ID       string
	Kind     string
	Note     string
	Answered bool
	Asked    bool   // the customer is waited for
	Tried    bool   // an answer was refused just now: the form shows it again
	Action   string // "" when it cannot be answered any more
	Words    ui.FieldArgs
	File     ui.FieldArgs
}

// CustomerLetterLine is one letter that was sent.
type CustomerLetterLine struct {
	Href  string
	Title string
	Date  string
}

// CustomerQuestion asks before something that cannot be taken back.
type CustomerQuestion struct {
	Text    string
	Action  string
	Button  string
	Back    string
	Version string // "" for what has none
	Sure    string // the label of a box to tick, "" for none
	Problem string
}

// LinksPage is the customer's links about one measure.
type LinksPage struct {
	Account MeasureAccount
	Action  string // makes a link; "" when none can be made
	Why     string // not
	Made    string // the address of a link that was just made, shown once
	Rows    []LinkRow
	Preview CustomerCase
	Frame   Page // of the preview, in the customer's language
	About   ui.LinkArgs
	Asked   bool // they are about documents that were asked for
}

// words is the key of a sentence that says something else of links to what was asked for.
func (d LinksPage) words(key string) string {
	if d.Asked {
		return key + "_asked"
	}
	return key
}

// LinkRow is one link.
type LinkRow struct {
	ID     string
	State  ui.BadgeArgs
	Note   string // how it ended, or until when it can be used
	Made   string
	Opened string
	Revoke string // "" when it is over
}
