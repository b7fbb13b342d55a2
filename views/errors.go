package views

// ErrorPageData is what an error page says: what happened and why, what became of what was sent, and what to do.
type ErrorPageData struct {
	Status int
	Text   string
	Why    string // the rule that refused, empty when none did
	Saved  string // what was stored of the step
	Do     string // what to do now
	Back   string // the page the step was on, empty when it is not known or this very page
	Again  string // this page, when asking for it once more may help
}
