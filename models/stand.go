package models

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// StandDays is for how many days a decision may stand: a rescoring writes an older one again even where nothing changed. A month is
// a sixth of the shortest performance window (ObservedMonths), so that whatever looks at written decisions alone finds one of each
// account in any window it may ask for, and an account's page never rests on input that was last kept whole longer ago.
const StandDays = 30

// Stand is what one batch of a rescoring found to stand: accounts whose decision in force was made of the very input, by the very
// model and version of the policy that would decide now. Nothing else is written about them. Immutable.
type Stand struct {
	RunID        ID        `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	LastAccount  ID        `gorm:"primaryKey;autoIncrement:false" class:"C1"` // of those that stand, whose ids ascend
	FirstAccount ID        `class:"C1"`
	At           time.Time `class:"C1"`
	Accounts     int       `class:"C1"`
	Body         []byte    `class:"C1"` // pairs of account and decision, as Add writes them
	decision     ID
}

// ErrStand is a body of a Stand that does not hold together.
var ErrStand = errors.New("broken list of standing decisions")

// Add appends an account, whose id is above those that are there, and the decision that stands: each as its distance from the one
// before, because both lie close to their neighbours.
func (s *Stand) Add(account, decision ID) {
	if s.Accounts == 0 {
		s.FirstAccount = account
	}
	s.Body = binary.AppendUvarint(s.Body, uint64(account-s.LastAccount))
	s.Body = binary.AppendVarint(s.Body, int64(decision-s.decision))
	s.LastAccount, s.decision = account, decision
	s.Accounts++
}

// Each calls fn with every account and its decision, in the order of accounts. ErrStand when the body is not what Add wrote.
func (s *Stand) Each(fn func(account, decision ID)) error {
	b, n := s.Body, 0
	var account, decision ID
	for len(b) > 0 {
		step, used := binary.Uvarint(b)
		if used <= 0 {
			return fmt.Errorf("%w: account %d", ErrStand, n)
		}
		b = b[used:]
		jump, used := binary.Varint(b)
		if used <= 0 {
			return fmt.Errorf("%w: decision %d", ErrStand, n)
		}
		b = b[used:]
		account, decision = account+ID(step), decision+ID(jump)
		n++
		fn(account, decision)
	}
	if n != s.Accounts || account != s.LastAccount {
		return fmt.Errorf("%w: %d accounts of %d", ErrStand, n, s.Accounts)
	}
	return nil
}

// Of is the decision of an account that stood; ok is false for an account that is not in it.
func (s *Stand) Of(account ID) (decision ID, ok bool, err error) {
	err = s.Each(func(a, d ID) {
		if a == account {
			decision, ok = d, true
		}
	})
	return decision, ok, err
}
