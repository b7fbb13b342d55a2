package models

import "slices"

// AccountFacets counts what each value of a filter of the book would leave, given the other filters. No count goes beyond CountCap.
type AccountFacets struct {
	Status map[AccountStatus]int
	Band   map[string]int
	Late   []int // as LateSpans
}

// AccountStatuses lists the states an account can be in, mildest first.
func AccountStatuses() []AccountStatus {
	return []AccountStatus{StatusActive, StatusRestricted, StatusFrozen, StatusDeactivated, StatusClosed}
}

// LateSpans are the spans of days past due that the book is counted by: none, up to one, two and three months, and more.
func LateSpans() []Span {
	days := func(from, to int64) Span { return Span{From: &from, To: &to} }
	more := int64(91)
	return []Span{days(0, 0), days(1, 30), days(31, 60), days(61, 90), {From: &more}}
}

// Counted reports whether the book is counted under a filter: only what the indexes of the counts hold may narrow it.
func (f *AccountFilter) Counted() bool {
	return f.Tag == "" && f.Score.Open() && f.UsedFen.Open() && f.LimitFen.Open() && f.Cell == nil && !f.Not.Band
}

// Statuses are the states that a filter leaves.
func (f *AccountFilter) Statuses() []AccountStatus {
	named := Several(string(f.Status))
	if len(named) == 0 {
		return AccountStatuses()
	}
	return slices.DeleteFunc(AccountStatuses(), func(s AccountStatus) bool { return slices.Contains(named, string(s)) == f.Not.Status })
}

// AppealFacetRow is how many appeals agree in all that the list counts.
type AppealFacetRow struct {
	Stage   AppealStage
	Kind    SanctionKind
	Outcome AppealOutcome
	Lang    string
	N       int
}

// AppealFacets counts what each value of a filter of the list of appeals would leave, given the other filters.
type AppealFacets struct {
	Stage, Kind, Outcome, Lang map[string]int
	Cut                        bool // not all appeals were looked at, so each count is at least that
}

// FacetsOfAppeals adds up counts that the four filters have not narrowed yet: each value is counted under the three others.
func FacetsOfAppeals(f AppealFilter, rows []AppealFacetRow) *AppealFacets {
	out := &AppealFacets{Stage: map[string]int{}, Kind: map[string]int{}, Outcome: map[string]int{}, Lang: map[string]int{}}
	seen := 0
	for _, r := range rows {
		seen += r.N
		facets := []struct {
			into   map[string]int
			value  string
			leaves bool
		}{
			{out.Stage, string(r.Stage), leaves(string(f.Stage), f.Not.Stage, string(r.Stage))}, {out.Kind, string(r.Kind), leaves(string(f.Kind), f.Not.Kind, string(r.Kind))},
			{out.Outcome, string(r.Outcome), leaves(string(f.Outcome), f.Not.Outcome, string(r.Outcome))}, {out.Lang, r.Lang, leaves(f.Lang, false, r.Lang)},
		}
		for i := range facets {
			others := slices.Concat(facets[:i], facets[i+1:])
			whole := true
			for _, o := range others {
				whole = whole && o.leaves
			}
			if whole {
				facets[i].into[facets[i].value] += r.N
			}
		}
	}
	out.Cut = seen >= FacetRows
	return out
}

// leaves reports whether a filter of several values, or of what is left out, leaves a value.
func leaves(values string, not bool, value string) bool {
	return values == "" || slices.Contains(Several(values), value) != not
}
