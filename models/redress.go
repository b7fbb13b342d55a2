package models

import (
	"slices"
	"time"
)

// Redress is an account in the hands of somebody who puts right what a sanction did to it.
type Redress struct {
	Account  Account
	Lines    []CreditLine
	Others   []Sanction // in force besides
	Sanction *Sanction  // appealed against
	Wanted   []ID       // lines whose limit the customer asked to have since; they stay
	Now      time.Time
	// Decided says that the verdict was checked when it was given. Carrying it out later does not fail because the account has
	// changed since: a limit that is lower than the new cut by now stays as it is.
	Decided bool
}

// Carry carries a verdict out on the account and its lines and returns the proof, field by field,
// and the measure that takes the sanction's place, nil for none. What comes back does so from the
// sanction's snapshot. It changes the sanction no further than what it spares; ending it is the
// caller's. A sanction that is over already takes nothing: then only what its snapshot shows is
// given back.
func (w *Redress) Carry(v Verdict, j Judge) (proof []RestoredField, made *Sanction, err error) {
	during := TakeSnapshot(&w.Account, w.Lines, w.Now)
	before := w.Sanction.Snapshot
	if before == nil {
		before = during
	}
	keep, stands := w.Wanted, []Sanction{}
	var by *Sanction
	note := ""
	switch v.Outcome {
	case OutcomeUphold:
		return []RestoredField{}, nil, nil
	case OutcomePartly:
		var bad Invalid
		w.Sanction.checkParts(&bad, v.Parts)
		if err := bad.OrNil(); err != nil {
			return nil, nil, err
		}
		keep = slices.Concat(keep, w.Sanction.keepLines(v.Parts))
		w.Sanction.Spare(v.Parts)
		by, note = w.Sanction, "part_stands"
	case OutcomeReplace:
		note = "replaced"
	}
	before.Restore(w.Lines, w.Now, keep...)
	if v.Outcome == OutcomeReplace && w.Sanction.State == SanctionActive {
		w.Account.Apply(w.Others, w.Lines)
		if made, err = w.Sanction.Replace(v.Replacement, j, v.Reason, w.Now); err != nil {
			return nil, nil, err
		}
		if err := made.Validate(w.Lines, w.Now); err != nil && !w.Decided {
			return nil, nil, err
		}
		made.Snapshot = TakeSnapshot(&w.Account, w.Lines, w.Now)
		made.Start(w.Now)
		by = made
	}
	if by != nil && by.State == SanctionActive {
		stands = append(stands, *by)
	}
	w.Account.Apply(append(stands, w.Others...), w.Lines)
	proof = before.Compare(during, TakeSnapshot(&w.Account, w.Lines, w.Now), w.Wanted...)
	if by != nil {
		proof = by.KeptBy(proof, w.Lines, note)
	}
	return proof, made, nil
}
