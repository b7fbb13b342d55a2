package views

import "candor/views/ui"

// ContactLogData is the form that notes a contact with a customer, beside the latest ones.
type ContactLogData struct {
	Head     AccountHead
	Action   string
	Back     string
	Fields   []ui.FieldArgs // nil for an account without a person
	Text     string
	Problem  string // with the text
	Errors   []ui.FieldError
	Lang     string // the customer's language, in the reader's
	LangTag  string
	Wordings []PreparedWording
	Latest   []ui.Event
	More     string // address of all of them
}

// PreparedChoice offers prepared wordings beside a field of a form.
type PreparedChoice struct{ Field ui.FieldArgs }

// PreparedWording is what is said or written to a customer, in their language, and what the button that puts it in is called.
type PreparedWording struct{ Code, Title, Text, Insert string }
