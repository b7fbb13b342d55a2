package views

// Command is one thing a person may do from anywhere: a page to open, or, with Post, a form to send.
type Command struct {
	Label  string
	Words  string // other words it is found by: its name in the other language
	Icon   string
	Href   string // the page, or where the form goes
	Keys   []string
	Post   bool
	Values []Choice // what the form sends: Value is the field's name, Label what it holds
}

// CommandGroup is commands of one kind.
type CommandGroup struct {
	Title    string
	Page     string // whose own page offers the same; "" for none
	Commands []Command
}
