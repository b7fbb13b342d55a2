package views

// HelpItem is a word or role with its explanation.
type HelpItem struct{ Term, Text string }

// HelpSection is one part of the help page.
type HelpSection struct {
	ID    string
	Title string
	Icon  string
	Text  []string
	Items []HelpItem
	Steps []string // an ordered list
}

// HelpPage explains the console.
type HelpPage struct {
	Page
	Sections []HelpSection
}
