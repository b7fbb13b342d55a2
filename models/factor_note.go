package models

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"candor/engine/factor"
)

// FactorNoteMax is how many characters the note on a factor has at most.
const FactorNoteMax = 1000

// FactorNote is what an administrator tells everybody who reads a factor of a score, one a factor, of whichever card. It decides nothing.
// One that was removed stays with an empty text, so that its version goes on.
type FactorNote struct {
	Factor  string    `gorm:"primaryKey" class:"C1"` // its key; of a pair both
	Text    string    `class:"C1"`
	ByName  string    `class:"C1"`
	At      time.Time `class:"C1"`
	Version int64     `class:"C1"`
}

// SetFactorNote asks that a note say something; an empty text removes it. Version is the note's as the asker read it, 0 for none.
type SetFactorNote struct {
	Factor, Text string
	Version      int64
}

// Validate refuses factors that no card can have, and a text that is too long.
func (c SetFactorNote) Validate() error {
	for _, key := range strings.SplitN(c.Factor, "*", 2) { // of a pair both
		if _, _, known := factor.Lookup(key); !known {
			return ErrNotFound
		}
	}
	var bad Invalid
	if utf8.RuneCountInString(c.Text) > FactorNoteMax {
		bad.Add("text", "length", "min", "0", "max", strconv.Itoa(FactorNoteMax))
	}
	return bad.OrNil()
}
