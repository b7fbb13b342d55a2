package counterfactual

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/score"
)

// drawCard draws a card over factors of the catalogue, with points that need not be sensible.
func drawCard(t *rapid.T) score.Scorecard {
	card := score.Scorecard{
		Schema: score.Schema, ID: "drawn", Scale: score.Scale{Score: 600, Odds: 3, PDO: 60},
		Base: rapid.IntRange(450, 750).Draw(t, "base"), Min: 350, Max: 950,
	}
	points := rapid.IntRange(-90, 60)
	for _, spec := range rapid.SliceOfNDistinct(rapid.SampledFrom(factor.Catalogue), 1, 12, func(s factor.Spec) string { return s.Key }).Draw(t, "factors") {
		edge := rapid.Float64Range(-1, 2)
		if spec.Unit == factor.UnitFen {
			edge = rapid.Float64Range(-100_000, 2_000_000)
		} else if spec.Unit == factor.UnitPercent {
			edge = rapid.Float64Range(0, 100)
		}
		edges := rapid.SliceOfNDistinct(edge, 1, 3, rapid.ID[float64]).Draw(t, spec.Key)
		slices.Sort(edges)
		f := score.Factor{Key: spec.Key, Aspect: spec.Aspect, Reason: spec.Reason, Bins: []score.Bin{{Kind: score.BinMissing, Points: points.Draw(t, "missing")}}}
		var over *float64
		for i := range edges {
			f.Bins = append(f.Bins, score.Bin{Kind: score.BinRange, Over: over, UpTo: &edges[i], Points: points.Draw(t, "points")})
			over = &edges[i]
		}
		f.Bins = append(f.Bins, score.Bin{Kind: score.BinRange, Over: over, Points: points.Draw(t, "points")})
		card.Factors = append(card.Factors, f)
	}
	return card
}

// drawState draws an account as a lender may know it.
func drawState(t *rapid.T) State {
	nan := math.NaN()
	flag := rapid.SampledFrom([]float64{nan, 0, 1})
	months := rapid.OneOf(rapid.Just(nan), rapid.Map(rapid.IntRange(0, 90), func(i int) float64 { return float64(i) }))
	var f factor.Facts
	f.LimitFen = rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(1, 5_000_000)).Draw(t, "limit")
	f.UsedFen = rapid.Int64Range(-50_000, 5_500_000).Draw(t, "used")
	for range rapid.IntRange(0, 24).Draw(t, "statements") {
		f.Statements = append(f.Statements, factor.Statement{
			Month: 202610, BillFen: rapid.Int64Range(-50_000, 5_500_000).Draw(t, "bill"), PaidFen: rapid.Int64Range(0, 2_000_000).Draw(t, "paid"),
			Standing: int8(rapid.IntRange(-2, 4).Draw(t, "standing")),
		})
	}
	f.Identity = factor.Identity{
		NameMatch: flag.Draw(t, "name"), Document: flag.Draw(t, "document"), CardBound: flag.Draw(t, "card"), PhoneMonths: months.Draw(t, "phone"),
		Face: rapid.OneOf(rapid.Just(nan), rapid.Float64Range(0, 100)).Draw(t, "face"), SharedIdentity: rapid.SampledFrom([]float64{nan, 0, 2}).Draw(t, "shared"),
	}
	f.Relations = factor.Relations{Known: rapid.Bool().Draw(t, "known"), Neighbours: 3, Defaulted: rapid.IntRange(0, 3).Draw(t, "defaulted"), ClusterSize: 4}
	f.Background = factor.Background{
		Education: rapid.IntRange(0, 4).Draw(t, "education"), EmploymentMonths: months.Draw(t, "employed"), AccountMonths: months.Draw(t, "open"),
		MonthlyIncomeFen: rapid.Int64Range(0, 2_000_000).Draw(t, "income"),
	}
	s := State{Facts: f, Vector: factor.Compute(f)}
	if rapid.IntRange(0, 9).Draw(t, "by hand") == 0 {
		s.Override = rapid.IntRange(350, 950).Draw(t, "override")
	}
	s.Facts.Relations = factor.Relations{} // the search takes links from the vector
	return s
}

func assessorOf(t interface{ Fatal(...any) }, card score.Scorecard) *decide.Assessor {
	a, err := decide.NewAssessor(card, decide.Default())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// planOf is the plan of a list of actions.
func planOf(actions []Action) plan {
	p := plan{}
	for _, a := range actions {
		switch a.Kind {
		case PayDown:
			p.fen = a.Fen
		case PayInFull, PayOnTime:
			p.pay, p.months = a.Kind, a.Months
		default:
			p.checks |= 1 << (slices.Index(Kinds(), a.Kind) - firstCheck)
		}
	}
	return p
}

// TestProposalsAreRealMinimalAndNeverWorse holds every answer to what it claims, by assessing again what it proposes.
func TestProposalsAreRealMinimalAndNeverWorse(t *testing.T) {
	answers := map[Answer]int{}
	rapid.Check(t, func(t *rapid.T) {
		a, state := assessorOf(t, drawCard(t)), drawState(t)
		r := Search(a, state)
		answers[r.Answer]++
		s := searcher{assessor: a, state: state, spend: usualSpend(state.Facts.Statements), limit: 1}
		in := s.input(planOf(r.Actions))
		done := a.Assess(in)
		if done.Score != r.Score || done.Band != r.Band || r.Score < r.Now {
			t.Fatalf("%+v, assessed %d %s", r, done.Score, done.Band)
		}
		if (r.Answer == Reached) != (r.Goal.Name != "" && r.Score >= r.Goal.From && r.Now < r.Goal.From) {
			t.Fatalf("%s with %d of %d", r.Answer, r.Score, r.Goal.From)
		}
		if r.Answer != Reached && r.Score == r.Now && len(r.Actions) > 0 {
			t.Fatalf("actions that do nothing: %+v", r)
		}
		for i, spec := range factor.Catalogue {
			from, to := state.Vector[i], in.Vector[i]
			same := from == to || math.IsNaN(from) && math.IsNaN(to)
			if !same && !spec.Changeable && !spec.Ages {
				t.Fatalf("%s moved from %v to %v", spec.Key, from, to)
			}
			if spec.Ages && !same && to-from != float64(r.Months) && to != factor.MaxStatements {
				t.Fatalf("%s moved from %v to %v in %d months", spec.Key, from, to, r.Months)
			}
		}
		for subset := range 1<<len(r.Actions) - 1 { // proper ones
			var some []Action
			for i, act := range r.Actions {
				if subset&(1<<i) != 0 {
					some = append(some, act)
				}
			}
			if got := a.Assess(s.input(planOf(some))).Score; got >= r.Score {
				t.Fatalf("%+v do as much with %d as %+v with %d", some, got, r.Actions, r.Score)
			}
		}
		if diff := cmp.Diff(r, Search(a, state), nans); diff != "" {
			t.Fatalf("a second search differs:\n%s", diff)
		}
	})
	if answers[Reached] == 0 || answers[Beyond] == 0 || answers[Top] == 0 {
		t.Errorf("the accounts drawn had no %v", answers)
	}
}

// TestNoSmallerPlanAndNoLessEffortReaches goes through every plan of the same account.
func TestNoSmallerPlanAndNoLessEffortReaches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, state := assessorOf(t, drawCard(t)), drawState(t)
		state.Override = 0
		r := Search(a, state)
		if r.Answer == Top {
			return
		}
		s := searcher{assessor: a, state: state, spend: usualSpend(state.Facts.Statements), limit: max(state.Facts.LimitFen, 1)}
		if state.Facts.LimitFen <= 0 {
			s.limit = max(state.Facts.UsedFen, 1)
		}
		var chosen plan
		all := s.plans()
		for _, p := range all {
			if cmp.Equal(p.actions(), r.Actions) {
				chosen = p
			}
		}
		for _, p := range all {
			got := a.Assess(s.input(p)).Score
			switch {
			case r.Answer != Reached && got > r.Score:
				t.Fatalf("%+v reaches %d, beyond %d", p.actions(), got, r.Score)
			case r.Answer == Reached && got >= r.Goal.From && (p.size < chosen.size || p.size == chosen.size && p.effort < chosen.effort):
				t.Fatalf("%+v is less than %+v and reaches %d", p, chosen, got)
			}
		}
	})
}
