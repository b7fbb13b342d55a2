package views

import "candor/views/ui"

// WordingsPage is every message to customers in the words of a policy version.
type WordingsPage struct {
	Tabs    []ui.Tab
	State   ui.BadgeArgs
	Editing bool   // the reader may change them
	Count   string // how many are the lender's own
	Table   Records
}

// WordingWords is a title and the paragraphs that follow it, in one language.
type WordingWords struct {
	Lang  string // language tag
	Badge ui.BadgeArgs
	Title string
	Text  []string
}

// WordingPage is one message of a version: its editor, or its words to read.
type WordingPage struct {
	Tabs     []ui.Tab
	State    ui.BadgeArgs
	Conflict string // who was faster; empty for nobody
	// OneLanguage says that customers of one language read other words than those of the other; empty when they do not.
	OneLanguage string
	Code        string
	Form        *WordingForm
	Sides       []WordingSide
	Variables   Records
}

// WordingForm is the form around the fields of both languages.
type WordingForm struct {
	Action, Preview, Revision string
	Errors                    []ui.FieldError
	Back                      []ui.ButtonArgs // to the shipped words, one a language that has its own
	Gaps                      *WordingGaps    // nil where the languages name the same variables
}

// WordingGaps asks whether words may name other variables in one language than in the other.
type WordingGaps struct {
	Of    string   // which
	Lines []string // in words
	Box   ui.FieldArgs
}

// WordingSide is a message in one language.
type WordingSide struct {
	Language    string // its name in the reader's
	Words       WordingWords
	Shipped     *WordingWords  // what they replace; nil when they are the shipped ones
	Fields      []ui.FieldArgs // of the editor
	LetterTitle string
	Letter      *Letter       // nil while something is wrong with the words
	Channels    []ChannelForm // the same by every other channel
	Faults      []string
}
