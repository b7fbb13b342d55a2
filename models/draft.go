package models

import (
	"strings"
	"time"
)

// Bounds of drafts: how long one waits for its person, how many of one person wait, and how long the words of one may be in bytes.
const (
	DraftFor   = 14 * 24 * time.Hour
	DraftsMost = 100
	DraftMost  = 18_000
)

// Draft is what a person has typed into a form and not sent yet.
type Draft struct {
	ID        ID        `gorm:"primaryKey" class:"C1"`
	UserID    ID        `class:"C1"`
	Form      string    `class:"C1"` // path that the form is sent to
	AccountID ID        `class:"C1"` // whom the form is about, 0 when that is not known
	At        time.Time `class:"C1"`
	Body      Sealed    `gorm:"column:body_sealed" class:"C2"`
}

// DraftText is a draft that was opened.
type DraftText struct {
	Form   string
	At     time.Time
	Fields map[string][]string // by name, in the order of the form
}

// NewDraft asks to keep what was typed so far; without fields the draft is dropped.
type NewDraft struct {
	Form   string
	Fields map[string][]string
}

// Validate refuses a form that is no page of ours, and words beyond DraftMost.
func (n NewDraft) Validate() error {
	var bad Invalid
	if !strings.HasPrefix(n.Form, "/") || strings.HasPrefix(n.Form, "//") || len(n.Form) > 200 || strings.ContainsAny(n.Form, "?#\\") {
		bad.Add("form", "choice")
	}
	size := 0
	for name, values := range n.Fields {
		size += len(name)
		for _, v := range values {
			size += len(v)
		}
	}
	if size > DraftMost {
		bad.Add("body", "length", "min", "0", "max", "18,000")
	}
	return bad.OrNil()
}
