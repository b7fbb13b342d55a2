package data

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/models"
)

// scoreBatch is one batch on its way through a rescoring.
type scoreBatch struct {
	shadows  []shadow
	since    models.ID // decisions from before it do not stand
	rows     []scoreRow
	scored   []scored
	standing int
	flagged  int
	cases    int
	err      error
}

// scored is one account's assessment. Of a decision that stands no stored form is made.
type scored struct {
	version int // of the policy
	in      decide.Input
	result  decide.Result
	stands  bool
	basis   []byte // kept with the account; nil for a decision that cannot stand
	input   []byte
	output  []byte
	shadow  []int // scores by challenger, in the order of the batch's shadows
}

// assess assesses the whole batch without overrides; the unit that writes it looks for
// those, so that one made meanwhile is not lost.
func (b *scoreBatch) assess(by *assessors) error {
	b.scored = make([]scored, len(b.rows))
	for i := range b.rows {
		if err := b.assessOne(by, i, 0); err != nil {
			return err
		}
	}
	return nil
}

func (b *scoreBatch) assessOne(by *assessors, i, override int) error {
	row := &b.rows[i]
	a, version := by.assessor(row.ID)
	vector, err := factor.Decode(row.Vector)
	if err != nil {
		return fmt.Errorf("account %s: %w", row.ID.Public(models.PrefixAccount), err)
	}
	switches := a.Policy().Switches
	switches.Mask(vector, row.Jurisdiction)
	s := &b.scored[i]
	*s = scored{version: version, in: decide.Input{Vector: vector, Override: override}}
	if row.Score != nil {
		s.in.Previous = *row.Score
	}
	s.result = a.Assess(s.in)
	s.shadow = b.shadowScores(a, s.in)
	basis := basisOf(by.model, version, s.in)
	// The score is compared too, although the same basis cannot give another: a row that anything else wrote does not stand.
	s.stands = row.DecisionID >= b.since && bytes.Equal(row.Basis, basis) && row.Score != nil && *row.Score == s.result.Score
	if s.stands {
		return nil
	}
	if a.Settled(s.in, &s.result) {
		s.basis = basis
	}
	s.input = s.in.Encode()
	s.output, err = s.result.Encode()
	return err
}

// basisOf is the SHA-256 of all that a decision is made of but the score before, which Settled is about: the model, the version of
// the policy, an override, and the vector as it is after masks.
func basisOf(model models.ID, version int, in decide.Input) []byte {
	b := make([]byte, 0, 512)
	b = binary.BigEndian.AppendUint64(b, uint64(model))
	b = binary.BigEndian.AppendUint64(b, uint64(version))
	b = binary.BigEndian.AppendUint64(b, uint64(in.Override))
	sum := sha256.Sum256(factor.AppendEncode(b, in.Vector))
	return sum[:]
}
