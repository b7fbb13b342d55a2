package models

import (
	"errors"
	"time"
)

// ErrQuota is an act that a person has done too often within the hour.
var ErrQuota = errors.New("quota exceeded")

// Quotas an hour and person, so that nobody reads out the book unseen.
const (
	RevealQuota = 200
	SearchQuota = 600
	QuotaWindow = time.Hour
)

// ActionPersonalRefused records that a quota stopped a reveal or a search.
const ActionPersonalRefused = "personal.refused"

// PersonalFields lists the fields that can be revealed, in the order pages show them.
func PersonalFields() []PersonalField {
	return []PersonalField{FieldName, FieldPhone, FieldIDNumber, FieldEmail}
}

// Reveal asks to see one field of a person's identity in clear.
type Reveal struct {
	AccountID ID
	Field     PersonalField
	Reason    string
}

// Validate refuses a field that is none and a reveal without a reason.
func (r Reveal) Validate() error {
	var bad Invalid
	if _, known := (Personal{}).Get(r.Field); !known {
		bad.Add("field", "choice")
	}
	checkReason(&bad, "reason", r.Reason)
	return bad.OrNil()
}

// NewNote is a remark to be put on an account.
type NewNote struct {
	AccountID ID
	Text      string
	Contact   *ContactFacts // nil for a remark
}

// Validate refuses an empty note, one beyond ReasonMax characters, one that mentions more than MentionMax people, and a contact that
// says too little.
func (n NewNote) Validate() error {
	var bad Invalid
	checkReason(&bad, "text", n.Text)
	checkMentions(&bad, "text", n.Text)
	if n.Contact != nil {
		n.Contact.check(&bad)
	}
	return bad.OrNil()
}
