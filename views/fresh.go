package views

// Fresh is the link of a list that says how many rows came since its page was drawn. Rows stay where they are until asked.
type Fresh struct {
	Href string // the first page anew
	Ask  string // where a script asks how many came
}
