package views

// ErrorPageData is what an error page says: what happened, why, and that nothing was lost.
type ErrorPageData struct {
	Status int
	Text   string
	Why    string // the rule that refused, empty when none did
}
