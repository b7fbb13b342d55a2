package views

import "candor/views/ui"

// WordingWords is a title and the paragraphs that follow it, in one language.
type WordingWords struct {
	Lang  string // language tag
	Badge ui.BadgeArgs
	Title string
	Text  []string
}

// WordingPage is one message of a version: its editor, or its words to read.
type WordingPage struct {
	WordsFrame
	PreviewNote string
	Sides       []WordingSide
}

// WordingGaps asks whether words may name other variables in one language than in the other.
type WordingGaps struct {
	Of    string   // which
	Lines []string // in words
	Box   ui.FieldArgs
}

// WordingSide is a message in one language.
type WordingSide struct {
	WordsSide
	Words       WordingWords
	Shipped     *WordingWords // what they replace; nil when they are the shipped ones
	LetterTitle string
	Letter      *Letter       // nil while something is wrong with the words
	Said        []string      // in place of a letter, what staff say
	Channels    []ChannelForm // the same by every other channel
	Faults      []string
}
