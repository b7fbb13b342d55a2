package views

import "candor/views/ui"

// GroundWords is a ground of decisions on appeals in one language.
type GroundWords struct {
	Lang     string // language tag
	Badge    ui.BadgeArgs
	Title    string
	Reason   string
	Customer string // what the customer is told, "" for nothing
}

// GroundPage is one ground of a version: its editor, or its words to read.
type GroundPage struct {
	WordsFrame
	Sides []GroundSide
}

// GroundSide is a ground in one language.
type GroundSide struct {
	WordsSide
	Words   GroundWords
	Shipped *GroundWords // what they replace; nil when they are the shipped ones
}
