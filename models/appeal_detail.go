package models

import (
	"slices"
	"time"

	"candor/engine/counterfactual"
)

// AppealNot says which fields of a filter of appeals name what is left out instead of what is kept.
type AppealNot struct {
	Stage, Kind, Outcome, Reason               bool
	Due, Lang, Decider, Rule, Flag, Band, Desk bool
}

// AppealFilter narrows the list of appeals; zero fields do not narrow.
type AppealFilter struct {
	Open     bool
	Stage    AppealStage // one, or several parted by commas, as Kind, Outcome and Reason
	Not      AppealNot   // which of these name what is left out
	Assignee ID
	Overdue  bool
	Kind     SanctionKind
	Outcome  AppealOutcome
	Due      string // one of AppealDues
	Reason   string // coded, of the measure
	Decider  ID     // who made the measure
	Lang     string
	Repeat   bool   // the account appealed before
	Rule     string // that asked for the measure
	Flag     string // on the case of the measure
	Band     string // of the score when the measure was made
	Desk     string // that it is with, one of Desks
	After    *CaseCursor
	Limit    int
	Now      time.Time
}

// AppealDues is how the list can be narrowed by the clock: late, due within three days, leads called,
// the customer waited for.
func AppealDues() []string { return []string{"late", "soon", "called", "waiting"} }

// AppealSoon is how far off "soon" reaches.
const AppealSoon = 3 * 24 * time.Hour

// Cursor is the appeal's place in the list, which is by due time.
func (a *Appeal) Cursor() CaseCursor { return CaseCursor{Key: a.DueAt.UnixMicro(), ID: a.ID} }

// AppealRow is one line of the list of appeals.
type AppealRow struct {
	Appeal   Appeal
	Sanction Sanction
	Account  Account
	Name     string   // masked
	Policy   *Policy  // in force, whose wordings the letter is told in
	Asked    int      // evidence asked for …
	Received int      // … and received
	Referral *Opinion // that a desk has not answered yet; nil for none
	// Of the appeals against measures of the same kind and reason that were decided in the last AlikeDays.
	AlikeDecided    int
	AlikeOverturned int
}

// AlikeDays is how far back the list counts what came of appeals like one.
const AlikeDays = 180

// AppealDetail is all that a person needs to judge an appeal.
type AppealDetail struct {
	Appeal   Appeal
	Words    string // what the customer says, in clear
	Sanction Sanction
	Account  Account
	Name     string // masked
	Lines    []CreditLine
	Others   []Sanction // other sanctions in force
	Evidence []EvidenceItem
	Flags    []Flag    // of the sanction's case
	Then     *Decision // the last assessment before the sanction
	Now      *Decision // the newest assessment
	Earlier  []Appeal  // other appeals of the account, newest first
	Messages []Message // told about it
	Policy   *Policy   // in force
	Wanted   []ID      // lines whose limit the customer asked to have since
	Barred   Barred    // who may not judge it
	Opinions []Opinion // oldest first
	Alike    AlikeAppeals
	Judges   []User // who may decide it, by name; read while it is undecided
	// Next is what would take the account to the next band, from its facts as they stand; nil before the first score.
	Next  *counterfactual.Result
	Since *AppealSince // nil where the measure or the account was never scored
}

// AlikeAppeals is what came of appeals against measures of the same kind and reason.
type AlikeAppeals struct {
	Newest   []Appeal
	Outcomes map[AppealOutcome]int // of the last AlikeMost
	Whole    int
}

// AlikeMost is how many decided appeals of one kind and reason are counted, the newest first.
const AlikeMost = 200

// EvidenceItem is one evidence with its finding in clear.
type EvidenceItem struct {
	Evidence
	FindingText string
}

// MayJudge returns those of some people who may decide the appeal: who hold the permission, who had no part
// in the measure and gave no opinion, and whom the policy lets decide about this kind of measure.
func (d *AppealDetail) MayJudge(people []User, roles []Role) []User {
	var out []User
	for i := range people {
		u := &people[i]
		may := u.Permissions(roles)
		switch {
		case u.Disabled, !slices.Contains(may, PermAppealDecide), Spoke(d.Opinions, u.ID):
		case d.Barred.Check(Judge{ID: u.ID, Team: u.Team}) != nil:
		case d.Appeal.MayDecide(d.Sanction.Kind, d.Policy.Document.Appeals.ServiceKinds, may) != nil:
		default:
			out = append(out, *u)
		}
	}
	return out
}

// OpenOpinion is the second opinion that is waited for, nil for none.
func (d *AppealDetail) OpenOpinion() *Opinion {
	for i := range d.Opinions {
		if d.Opinions[i].GivenAt == nil {
			return &d.Opinions[i]
		}
	}
	return nil
}

// WouldRestore is what an overturn decided now would give back, field by field.
func (d *AppealDetail) WouldRestore(now time.Time) []RestoredField {
	return d.Would(Verdict{Outcome: OutcomeOverturn}, now)
}

// Would is what carrying a verdict out now would give back, field by field. Nothing for a verdict
// that leaves everything as it is, or that cannot be carried out as it stands.
func (d *AppealDetail) Would(v Verdict, now time.Time) []RestoredField {
	rows, _, err := d.Try(v, now)
	if err != nil {
		return nil
	}
	return rows
}

// Try is Would with the measure that takes the sanction's place, nil for none, and what is wrong with
// the verdict, as *Invalid.
func (d *AppealDetail) Try(v Verdict, now time.Time) ([]RestoredField, *Sanction, error) {
	if d.Sanction.Kind == SanctionDecline && v.Outcome == OutcomeOverturn {
		return []RestoredField{d.Sanction.DeclineRedress(now)}, nil, nil
	}
	if d.Sanction.Snapshot == nil {
		return nil, nil, nil
	}
	sn := d.Sanction
	sn.Spared = slices.Clone(sn.Spared)
	w := Redress{Account: d.Account, Lines: slices.Clone(d.Lines), Others: d.Others, Sanction: &sn, Wanted: d.Wanted, Now: now}
	return w.Carry(v, Judge{ID: d.Appeal.AssigneeID, Name: d.Appeal.AssigneeName})
}
