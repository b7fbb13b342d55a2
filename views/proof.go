package views

// ProofPage asks for the password again before an act that was asked for.
type ProofPage struct {
	Page
	Login  string      // whose password, for password managers
	What   string      // the act, in the reader's words
	Action string      // where the held form goes
	Fields [][2]string // name and value of each field that was typed before
	Kept   bool        // there was something typed, which is said
	File   bool        // the answer is a file, and this page stays behind it
	Back   string      // where the form or the link was
	Wrong  string      // the password was wrong
	Wait   string      // too many were wrong: until when nothing is looked at
}
