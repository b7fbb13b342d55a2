package models

import (
	"slices"
	"time"
)

// AppealOutcome is how an appeal was decided.
type AppealOutcome string

// The outcomes of an appeal.
const (
	OutcomeUphold   AppealOutcome = "uphold"   // the sanction stands
	OutcomeOverturn AppealOutcome = "overturn" // it was wrong: everything comes back
	OutcomePartly   AppealOutcome = "partly"   // some of it comes back, the rest stands
	OutcomeReplace  AppealOutcome = "replace"  // a milder measure takes its place
)

// AppealOutcomes is every outcome, in the order pages offer them.
func AppealOutcomes() []AppealOutcome {
	return []AppealOutcome{OutcomeUphold, OutcomeOverturn, OutcomePartly, OutcomeReplace}
}

// Verdict is what the reviewer of an appeal concludes.
type Verdict struct {
	Outcome      AppealOutcome
	Reason       string // for staff
	CustomerText string
	Parts        []string     // partly: what comes back, of Sanction.Parts
	Replacement  *Replacement // replace: what takes its place
}

// Replacement is the milder measure that a reviewer puts in the place of one.
type Replacement struct {
	Kind       SanctionKind `json:"kind"`
	Reach      []Function   `json:"reach,omitempty"`
	CutProduct Product      `json:"cut_product,omitempty"`
	CutFen     int64        `json:"cut_fen,omitempty"`
	EndsAt     *time.Time   `json:"ends_at,omitempty"`
	ReviewAt   *time.Time   `json:"review_at,omitempty"`
}

// Milder lists the kinds that may take the place of one, those strictly below it on the ladder.
func (k SanctionKind) Milder() []SanctionKind {
	return slices.DeleteFunc(SanctionKinds(), func(o SanctionKind) bool { return o.Rank() >= k.Rank() })
}

// Replace makes the measure that takes the place of another: for the same reason, made by whoever
// decided the appeal. It stays within what was approved: milder in kind, no longer, and no stronger
// in what it takes. Whether it is whole by itself is Validate's to say.
func (s *Sanction) Replace(r *Replacement, j Judge, reason string, now time.Time) (*Sanction, error) {
	var bad Invalid
	if r == nil || !slices.Contains(s.Kind.Milder(), r.Kind) {
		bad.Add("kind", "choice")
		return nil, bad.OrNil()
	}
	made := &Sanction{
		AccountID: s.AccountID, CaseID: s.CaseID, Kind: r.Kind, Reach: []Function{}, Spared: []string{}, ReasonCode: s.ReasonCode, Principal: slices.Clone(s.Principal), Reason: reason,
		State: SanctionProposed, EndsAt: r.EndsAt, ReviewAt: r.ReviewAt, MadeBy: j.ID, MadeName: j.Name, MadeAt: now, Replaces: s.ID, Version: 1,
	}
	switch r.Kind {
	case SanctionLimitCut:
		made.CutProduct, made.CutFen, made.ReviewAt = r.CutProduct, r.CutFen, nil
	case SanctionRestrict:
		made.Reach, made.ReviewAt = append(made.Reach, r.Reach...), nil
		for _, f := range made.Reach {
			if !slices.Contains(s.Lost(), f) {
				bad.Add("reach", "beyond_old")
				break
			}
		}
	}
	if s.EndsAt != nil && made.EndsAt != nil && made.EndsAt.After(*s.EndsAt) {
		bad.Add("ends_at", "beyond_old_end")
	}
	if s.EndsAt != nil && made.EndsAt == nil {
		made.EndsAt = s.EndsAt
	}
	if err := bad.OrNil(); err != nil {
		return nil, err
	}
	return made, nil
}

// Decide records the outcome. Whoever had a part in the sanction is refused, and so is anybody but
// the reviewer who took the appeal, and who gave a second opinion on it.
func (a *Appeal) Decide(b Barred, s *Sanction, v Verdict, j Judge, given []Opinion, now time.Time) error {
	if err := b.Check(j); err != nil {
		return err
	}
	if a.Stage != AppealInReview {
		return ErrState
	}
	if a.AssigneeID != j.ID {
		return &Refused{Code: "not_yours"}
	}
	if Spoke(given, j.ID) {
		return &Refused{Code: "own_opinion"}
	}
	var bad Invalid
	if !slices.Contains(AppealOutcomes(), v.Outcome) {
		bad.Add("outcome", "choice")
	}
	if v.Outcome == OutcomePartly {
		s.checkParts(&bad, v.Parts)
	} else {
		v.Parts = []string{}
	}
	if v.Outcome != OutcomeReplace {
		v.Replacement = nil
	} else if v.Replacement == nil || !slices.Contains(s.Kind.Milder(), v.Replacement.Kind) {
		bad.Add("kind", "choice")
	}
	checkReason(&bad, "reason", v.Reason)
	checkReason(&bad, "customer_text", v.CustomerText)
	if err := bad.OrNil(); err != nil {
		return err
	}
	a.Stage, a.Outcome, a.Reason, a.CustomerText = AppealDecided, v.Outcome, v.Reason, v.CustomerText
	a.Parts, a.Replacement = v.Parts, v.Replacement
	a.DecidedBy, a.DecidedName, a.DecidedAt = j.ID, j.Name, &now
	return nil
}

// MayReplace refuses a milder measure that needs a second person to anybody who could not have been
// that person: its like was approved before, and approving it again is theirs.
func MayReplace(kind SanctionKind, may []Permission) error {
	if kind.NeedsApproval() && !slices.Contains(may, PermSanctionApprove) {
		return &Refused{Code: "replace_needs_approver"}
	}
	return nil
}
