package views

import "candor/views/ui"

// WordsList is every message to customers, or every ground of decisions on appeals, in the words of a policy version.
type WordsList struct {
	Note  string // what they are
	Tabs  []ui.Tab
	State ui.BadgeArgs
	Hint  string // what the reader can do with them
	Count string // how many are the lender's own, "" where it is not said
	Table Records
}

// WordsFrame is what stands around one message or ground of a version: its editor, or its words to read.
type WordsFrame struct {
	Note     string // what it is
	Tabs     []ui.Tab
	State    ui.BadgeArgs
	Conflict string // who was faster; empty for nobody
	// OneLanguage says that customers of one language read other words than those of the other; empty when they do not.
	OneLanguage string
	Code        string     // in the document, "" where nobody needs it
	Form        *WordsForm // nil for who only reads
	Variables   Records
}

// WordsForm is the form around the fields of both languages.
type WordsForm struct {
	Action, Revision string
	Preview          string // where the letters are drawn anew, "" where there are none
	Hint             string
	Errors           []ui.FieldError
	Back             []ui.ButtonArgs // to the shipped words, one a language that has its own
	Gaps             *WordingGaps    // nil where the languages name the same variables
}

// WordsSide is a message or ground in one language.
type WordsSide struct {
	Lang     string // language tag
	Language string // its name in the reader's
	Badge    ui.BadgeArgs
	Fields   []ui.FieldArgs // of the editor, none for who only reads
}
