package models

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MentionMax is how many people one note may mention; PinMax is how many notes of an account may be pinned.
const (
	MentionMax = 10
	PinMax     = 3
)

// MentionShow is how many open mentions the home page lists, MentionWords how many characters of each note.
const (
	MentionShow  = 20
	MentionWords = 80
)

// PeopleShow is how many names a form lists as a hint. Any login can be mentioned, listed or not.
const PeopleShow = 50

// Mention is a person whom a note asks to look at it. It holds none of the note's words.
type Mention struct {
	NoteID    ID         `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	UserID    ID         `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	AccountID ID         `class:"C1"`
	At        time.Time  `class:"C1"`
	DoneAt    *time.Time `class:"C1"` // when the person opened the account or was done with it; nil while it waits
}

// MentionItem is an open mention as the home page shows it. What is known of the account and the note's first words are
// empty for a person who may not read accounts.
type MentionItem struct {
	Mention
	ByName     string
	ExternalID string
	Masked     Personal
	Words      string
}

// mentionForm is an at sign, also a full-width one, and the login behind it. An at sign within a word of Latin letters is part of an
// address and mentions nobody; behind a Chinese character it mentions, for no space stands there.
var mentionForm = regexp.MustCompile(`(^|[^A-Za-z0-9._+-])[@＠]([A-Za-z][A-Za-z0-9._-]*)`)

// Mentions lists the logins that a text mentions, in small letters, each once, in the order of the text. A full stop or hyphen
// at the end belongs to the sentence.
func Mentions(text string) []string {
	var logins []string
	for _, m := range mentionForm.FindAllStringSubmatch(text, -1) {
		login := strings.ToLower(strings.TrimRight(m[2], ".-"))
		if !slices.Contains(logins, login) {
			logins = append(logins, login)
		}
	}
	return logins
}

// checkMentions refuses more people than one note may mention.
func checkMentions(bad *Invalid, field, text string) {
	if len(Mentions(text)) > MentionMax {
		bad.Add(field, "mention_many", "max", strconv.Itoa(MentionMax))
	}
}

// CheckMentioned refuses, in the order of the text, the first login that is nobody's and the first of a person who is disabled.
// found is the users that have one of the logins. The error is *Invalid with the field "text".
func CheckMentioned(logins []string, found []User) error {
	var bad Invalid
	for _, login := range logins {
		at := slices.IndexFunc(found, func(u User) bool { return u.Login == login })
		switch {
		case at < 0:
			bad.Add("text", "mention_unknown", "login", FirstWords(login, 40))
		case found[at].Disabled:
			bad.Add("text", "mention_disabled", "login", login)
		}
	}
	return bad.OrNil()
}

// FirstWords is the beginning of a text on one line, of at most most characters, and an ellipsis when there is more. It ends
// between words where there is a space in its second half, and without the comma or full stop that stood there.
func FirstWords(text string, most int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= most {
		return string(runes)
	}
	cut := most - 1
	for at := cut; at > cut/2; at-- {
		if runes[at] == ' ' {
			cut = at
			break
		}
	}
	return strings.TrimRight(string(runes[:cut]), " ,.;:，。；：、") + "…"
}

// PinNote asks for a note to be shown before the others of its account, or among them again.
type PinNote struct {
	AccountID, NoteID ID
	Pinned            bool
}

// Pin puts a note before the others, of which pinned are there already; *Refused "pins_full" when these are PinMax.
// It reports whether anything changed.
func (n *Note) Pin(name string, now time.Time, pinned int) (changed bool, err error) {
	if n.PinnedAt != nil {
		return false, nil
	}
	if pinned >= PinMax {
		return false, &Refused{Code: "pins_full"}
	}
	n.PinnedAt, n.PinnedName = &now, name
	return true, nil
}

// Unpin puts a note back among the others, and reports whether it was not there.
func (n *Note) Unpin() bool {
	if n.PinnedAt == nil {
		return false
	}
	n.PinnedAt, n.PinnedName = nil, ""
	return true
}
