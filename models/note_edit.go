package models

import "time"

// NoteEditFor is how long after writing a note its author may still change it: as long as a slip is found by whoever made it. What others
// may have read by then is answered by a further note.
const NoteEditFor = 24 * time.Hour

// FormerNote is what a note said before one change of it. Rows are added and never changed.
type FormerNote struct {
	ID         ID        `gorm:"primaryKey" class:"C1"`
	NoteID     ID        `class:"C1"`
	AccountID  ID        `class:"C1"`
	Text       Sealed    `gorm:"column:text_sealed" class:"C2"`
	At         time.Time `class:"C1"` // since when the note said so
	ReplacedAt time.Time `class:"C1"`
}

// FormerText is a former text of a note in clear.
type FormerText struct {
	Words          string
	At, ReplacedAt time.Time
}

// NoteDetail is a note with all it ever said, newest first, and what decides whether it may be changed.
type NoteDetail struct {
	Account Account
	Masked  Personal
	Note    NoteText
	Former  []FormerText
	Decided *time.Time // when somebody last decided about the account since the note was written; nil for never
	People  []User     // whom a note may mention, as AccountDetail has them
}

// EditNote asks for a note to say something else. Version is that of the note when its form was drawn.
type EditNote struct {
	AccountID, NoteID ID
	Version           int64
	Text              string
}

// Validate refuses what NewNote refuses.
func (e EditNote) Validate() error { return NewNote{AccountID: e.AccountID, Text: e.Text}.Validate() }

// Written is since when the note says what it says.
func (n *Note) Written() time.Time {
	if n.EditedAt != nil {
		return *n.EditedAt
	}
	return n.At
}

// MayEdit returns why a person may not change the note, nil when they may: a *Refused "note_author" for whoever did not write it,
// "note_late" after NoteEditFor, and "note_decided" once somebody decided about the account, who may have done so on its ground.
func (n *Note) MayEdit(user ID, now time.Time, decided *time.Time) error {
	switch {
	case user == 0 || n.AuthorID != user:
		return &Refused{Code: "note_author"}
	case now.Sub(n.At) >= NoteEditFor:
		return &Refused{Code: "note_late"}
	case decided != nil && !decided.Before(n.At):
		return &Refused{Code: "note_decided"}
	}
	return nil
}

// NoteGrounds are the acts by which people decide about an account, or ask for a decision, and for which its notes may be the ground.
func NoteGrounds() []string {
	return []string{
		ActionCaseDecided, ActionLimitProposed, ActionLimitApproved, ActionLimitRejected, ActionSanctionProposed, ActionSanctionApplied,
		ActionSanctionApproved, ActionSanctionRejected, ActionSanctionLifted, ActionAppealDecided, ActionOverrideProposed,
		ActionOverrideSet, ActionOverrideRejected, ActionAsideProposed, ActionAsideSet, ActionAsideRejected,
	}
}
