package views

// SessionEndPage says when the session ends.
type SessionEndPage struct {
	Page
	Seconds int    // until the end
	ByAge   bool   // it ends whatever is done
	Text    string // when, and why
}
