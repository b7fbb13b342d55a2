package data

import (
	"crypto/sha256"
	"encoding/binary"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/score"
	"candor/models"
)

// scoreBatch is one batch on its way through a rescoring.
type scoreBatch struct {
	shadows  []shadow
	since    models.ID // decisions from before it do not stand
	alone    bool      // no other rescoring is going on
	seen     int64     // commits of others, as counted before the rows were read
	rows     []scoreRow
	scored   []scored
	standing int
	flagged  int
	cases    int
	err      error

	values []float64 // of all vectors
	bytes  []byte    // of all stored vectors
	key    []byte    // what a basis is made of
}

// scored is one account's assessment. Of a decision that stands the result holds score, band, outcome and flags alone, and no
// stored form is made.
type scored struct {
	version int // of the policy
	in      decide.Input
	card    score.Points
	result  decide.Result
	stands  bool
	settled bool // the basis is kept with the account
	basis   [sha256.Size]byte
	input   []byte
	output  []byte
	shadow  []int // scores by challenger, in the order of the batch's shadows
}

// assess assesses the whole batch without overrides; the unit that writes it looks for
// those, so that one made meanwhile is not lost.
func (b *scoreBatch) assess(by *assessors) error {
	b.scored = b.scored[:len(b.rows)]
	for i := range b.rows {
		if err := b.assessOne(by, i, 0); err != nil {
			return err
		}
	}
	return nil
}

func (b *scoreBatch) assessOne(by *assessors, i, override int) (err error) {
	row, s := &b.rows[i], &b.scored[i]
	a, version := by.assessor(row.ID)
	if a.Mask(row.Vector, row.Jurisdiction) {
		row.stored = nil
	}
	*s = scored{version: version, in: decide.Input{Vector: row.Vector, Previous: row.Score, Override: override}}
	a.Brief(s.in, &s.card, &s.result)
	s.shadow = b.shadowScores(a, s.in)
	s.basis = b.basisOf(by.model, s, row.stored)
	// The score is compared too, although the same basis cannot give another: a row that anything else wrote does not stand.
	s.stands = row.DecisionID >= b.since && row.Basis == s.basis && row.Score == s.result.Score
	if s.stands {
		return nil
	}
	s.result = a.Assess(s.in)
	s.settled = a.Settled(s.in, &s.result)
	s.input = s.in.Encode()
	s.output, err = s.result.Encode()
	return err
}

// basisOf is the SHA-256 of all that a decision is made of but the score before, which Settled is about: the model, the version of
// the policy, an override, and the vector as it is after masks, encoded, or stored where that is the same.
func (b *scoreBatch) basisOf(model models.ID, s *scored, stored []byte) [sha256.Size]byte {
	key := binary.BigEndian.AppendUint64(b.key[:0], uint64(model))
	key = binary.BigEndian.AppendUint64(key, uint64(s.version))
	key = binary.BigEndian.AppendUint64(key, uint64(s.in.Override))
	if stored != nil {
		key = append(key, stored...)
	} else {
		key = factor.AppendEncode(key, s.in.Vector)
	}
	b.key = key
	return sha256.Sum256(key)
}
