package models

import (
	"cmp"
	"slices"
	"time"

	"candor/engine/effect"
)

// AppealMetrics is how the desk for appeals did over the appeals decided since a time.
type AppealMetrics struct {
	Since      time.Time
	All        AppealGroup
	Reasons    []AppealGroup // by coded reason of the measure
	Kinds      []AppealGroup // by measure
	Reviewers  []AppealGroup // by who decided
	Langs      []AppealGroup
	Channels   []AppealGroup
	Rules      []AppealGroup   // by rule that asked for the measure; an appeal counts at each
	Flags      []AppealGroup   // by flag of the measure's case; likewise
	Bands      []AppealGroup   // by band of the score when the measure was made
	Known      []AppealCause   // every rule and flag that any appeal has, decided or not, without the appeal
	KnownBands []string        // of the policy in force, the lowest first
	Deciders   []AppealDecider // who made a measure that was ever appealed against, by name
	BoundBP    int             // what the policy's guards allow at most, basis points
	Cut        bool            // only the newest AppealMetricsMost are counted
}

// AppealMetricsMost is how many decided appeals are counted at most, the newest first.
const AppealMetricsMost = 20_000

// AppealDecidersMost is how many people a filter offers at most.
const AppealDecidersMost = 200

// AppealDecider is who made a measure that was appealed against.
type AppealDecider struct {
	ID   ID
	Name string
}

// AppealGroup is decided appeals that have one thing in common.
type AppealGroup struct {
	Key        string
	Name       string // of a reviewer
	Whole      int
	InTime     effect.Share
	Overturned effect.Share
	Partly     int
	Replaced   int
	Upheld     int
	Median     time.Duration // of the lender's own time to decide, see Appeal.Worked
	took       []time.Duration
}

// MeasureAppeals counts decided appeals; undecided ones are left out. Causes are those of each appeal by its
// id; an appeal with none, or without a band, is in no group of that kind. Groups come largest first, equal
// ones in the order of their keys.
func MeasureAppeals(decided []Appeal, causes map[ID][]AppealCause, since time.Time) AppealMetrics {
	m := AppealMetrics{Since: since}
	parts := []*[]AppealGroup{&m.Reasons, &m.Kinds, &m.Reviewers, &m.Langs, &m.Channels, &m.Bands, &m.Rules, &m.Flags}
	groups := make([]map[string]*AppealGroup, len(parts))
	for i := range groups {
		groups[i] = map[string]*AppealGroup{}
	}
	for i := range decided {
		a := &decided[i]
		if a.DecidedAt == nil {
			continue
		}
		m.All.add(a)
		for n, key := range []string{a.ReasonCode, string(a.Kind), a.DecidedBy.Public(PrefixUser), a.Lang, a.Channel} {
			addTo(groups[n], key, a)
		}
		if a.Band != "" {
			addTo(groups[5], a.Band, a)
		}
		for _, c := range causes[a.ID] {
			addTo(groups[map[CauseKind]int{CauseRule: 6, CauseFlag: 7}[c.Kind]], c.Code, a)
		}
	}
	m.All.close()
	for n, into := range parts {
		for _, g := range groups[n] {
			g.close()
			*into = append(*into, *g)
		}
		slices.SortFunc(*into, func(a, b AppealGroup) int { return cmp.Or(b.Whole-a.Whole, cmp.Compare(a.Key, b.Key)) })
	}
	return m
}

// addTo counts an appeal in the group of a key.
func addTo(groups map[string]*AppealGroup, key string, a *Appeal) {
	g := groups[key]
	if g == nil {
		g = &AppealGroup{Key: key}
		groups[key] = g
	}
	g.Name = a.DecidedName
	g.add(a)
}

func (g *AppealGroup) add(a *Appeal) {
	g.Whole++
	g.InTime.Whole++
	g.Overturned.Whole++
	if a.InTime() {
		g.InTime.Part++
	}
	switch a.Outcome {
	case OutcomeOverturn:
		g.Overturned.Part++
	case OutcomePartly:
		g.Partly++
	case OutcomeReplace:
		g.Replaced++
	case OutcomeUphold:
		g.Upheld++
	}
	g.took = append(g.took, a.Worked())
}

// close takes the median: the middle one, or the mean of the two in the middle.
func (g *AppealGroup) close() {
	if len(g.took) == 0 {
		return
	}
	slices.Sort(g.took)
	n := len(g.took)
	g.Median = (g.took[(n-1)/2] + g.took[n/2]) / 2
	g.took = nil
}
