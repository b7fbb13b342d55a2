package counterfactual

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/score"
)

// State is an account as it stands: its facts and the vector that was stored of them, of which the links to others are taken.
type State struct {
	Facts    factor.Facts
	Vector   factor.Vector
	Previous int // as decide.Input has it
	Override int
}

// Answer says what a search found.
type Answer string

// The answers.
const (
	Reached    Answer = "reached"    // the actions lead to the next band
	Top        Answer = "top"        // there is no band above
	Overridden Answer = "overridden" // the score was set by hand: nothing the customer does moves it until that ends
	Capped     Answer = "capped"     // a cap holds the score down whatever the customer does within the bounds
	Beyond     Answer = "beyond"     // the next band is out of reach within the bounds
)

// Move is a factor of the card that a plan changes.
type Move struct {
	Key      string
	From, To float64     // NaN for not known
	Other    *[2]float64 // of a pair: its second factor from and to
	Points   int         // what the change gives, below 0 when it takes away
}

// Result is what a search found. Without Reached, the actions are those that lead furthest, and none when nothing helps.
type Result struct {
	Answer   Answer
	Now      int        // the score on the facts as they stand
	Goal     score.Band // the next band; zero at the top
	Score    int        // with the actions done
	Band     string
	Actions  []Action // in the order of Kinds
	Moves    []Move   // in the card's order
	Months   int      // statements until it shows; 0 for with the next assessment
	Caps     []string // keys of the caps that hold the score down as it stands
	Held     []string // keys of the caps that still do with the actions done
	SpendFen int64    // what plans of months take to be spent in each
}

// searcher is one search.
type searcher struct {
	assessor *decide.Assessor
	state    State
	spend    int64
	limit    int64 // of which efforts count percents, above 0
}

// Search finds the least plan that reaches the next band, and when none does the one that leads furthest. It is pure: the same
// account, card and policy give the same answer.
func Search(a *decide.Assessor, state State) Result {
	s := searcher{assessor: a, state: state, spend: usualSpend(state.Facts.Statements), limit: state.Facts.LimitFen}
	if s.limit <= 0 {
		s.limit = max(state.Facts.UsedFen, 1)
	}
	now := a.Assess(s.input(plan{}))
	r := Result{Now: now.Score, Score: now.Score, Band: now.Band, Caps: caps(now), Held: caps(now)}
	goal := slices.IndexFunc(a.Policy().Bands, func(b score.Band) bool { return b.From > now.Score })
	switch {
	case goal < 0:
		r.Answer = Top
		return r
	case state.Override != 0:
		r.Answer, r.Goal = Overridden, a.Policy().Bands[goal]
		return r
	}
	r.Goal = a.Policy().Bands[goal]
	best, most := plan{}, now.Score
	in := decide.Input{Vector: make(factor.Vector, len(factor.Catalogue)), Previous: state.Previous}
	for _, p := range s.plans() {
		s.fill(in.Vector, p)
		if got := a.Evaluator().Score(in.Vector, a.Adjusts(in)); got > most {
			best, most = p, got
			if most >= r.Goal.From {
				break
			}
		}
	}
	return s.describe(r, best)
}

// describe assesses the plan whole and says what it does.
func (s *searcher) describe(r Result, p plan) Result {
	before, after := s.input(plan{}), s.input(p)
	done := s.assessor.Assess(after)
	r.Score, r.Band, r.Held = done.Score, done.Band, caps(done)
	r.Actions, r.Months = p.actions(), p.months
	if p.months > 0 {
		r.SpendFen = s.spend
	}
	switch {
	case r.Score >= r.Goal.From:
		r.Answer = Reached
	case len(r.Held) > 0:
		r.Answer = Capped
	default:
		r.Answer = Beyond
	}
	card := s.assessor.Evaluator().Card()
	for i := range card.Factors {
		if m, moves := moveOf(&card.Factors[i], before.Vector, after.Vector); moves {
			r.Moves = append(r.Moves, m)
		}
	}
	return r
}

// moveOf is what changes in one factor of the card.
func moveOf(f *score.Factor, before, after factor.Vector) (m Move, moves bool) {
	m.Key = f.Key
	differ := func(a, b float64) bool { return a != b && !(math.IsNaN(a) && math.IsNaN(b)) }
	key := f.Key
	if f.Pair != nil {
		key = f.Pair.Keys[0]
	}
	_, at, _ := factor.Lookup(key) // the assessor compiled it
	m.From, m.To = before[at], after[at]
	if f.Pair == nil {
		m.Points = f.Bins[f.BinOf(m.To)].Points - f.Bins[f.BinOf(m.From)].Points
		return m, differ(m.From, m.To)
	}
	_, other, _ := factor.Lookup(f.Pair.Keys[1])
	m.Other = &[2]float64{before[other], after[other]}
	m.Points = f.Bins[f.Cell(m.To, m.Other[1])].Points - f.Bins[f.Cell(m.From, m.Other[0])].Points
	return m, differ(m.From, m.To) || differ(m.Other[0], m.Other[1])
}

// caps returns the policy's caps that moved a score.
func caps(r decide.Result) []string {
	var keys []string
	for _, m := range r.Moved {
		if m.Kind == score.LineCap && m.Key != score.KeyScaleMax {
			keys = append(keys, m.Key)
		}
	}
	return keys
}

// plans lists every plan but the empty one, the fewest actions first, then the least effort.
func (s *searcher) plans() []plan {
	pays := []plan{{}}
	if len(s.state.Facts.Statements) > 0 {
		for _, kind := range []Kind{PayInFull, PayOnTime} {
			for n := range MaxMonths {
				pays = append(pays, plan{pay: kind, months: n + 1, size: 1})
			}
		}
	}
	todo := open(s.state.Facts.Identity)
	var list []plan
	for _, fen := range append([]int64{0}, amounts(s.state.Facts.UsedFen)...) {
		for _, p := range pays {
			p.fen = fen
			if fen > 0 {
				p.size++
			}
			p.money = s.facts(p)
			for checks := range uint8(1 << (len(Kinds()) - firstCheck)) {
				if checks&^todo == 0 {
					list = append(list, s.with(p, checks))
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b plan) int {
		return cmp.Or(cmp.Compare(a.size, b.size), cmp.Compare(a.effort, b.effort))
	})
	return list[1:] // the empty plan is alone in having no action
}

// with completes a plan by checks and its effort.
func (s *searcher) with(p plan, checks uint8) plan {
	p.checks = checks
	checked := bits.OnesCount8(checks)
	p.size += checked
	p.effort = int64(10*p.months+5*checked) + (100*p.money.paid+s.limit-1)/s.limit
	return p
}

// facts moves the account's money on.
func (s *searcher) facts(p plan) *account {
	f := &s.state.Facts
	a := &account{limit: max(f.LimitFen, 0), used: f.UsedFen, statements: slices.Clone(f.Statements), spend: s.spend}
	a.run(p)
	return a
}

// input is what the assessor reads of the account once a plan is done.
func (s *searcher) input(p plan) decide.Input {
	in := decide.Input{Vector: make(factor.Vector, len(factor.Catalogue)), Previous: s.state.Previous, Override: s.state.Override}
	s.fill(in.Vector, p)
	return in
}

// fill computes the vector of the account once a plan is done: time passes for what ages, and what is neither changeable nor
// ages stays as it was stored.
func (s *searcher) fill(v factor.Vector, p plan) {
	money, facts := p.money, s.state.Facts
	if money == nil {
		money = s.facts(p)
	}
	facts.UsedFen, facts.Statements = money.used, money.statements
	pass(&facts.Identity, p.checks)
	months := float64(p.months)
	facts.Identity.PhoneMonths += months
	facts.Background.EmploymentMonths += months
	facts.Background.AccountMonths += months
	factor.Fill(v, facts)
	for i, spec := range factor.Catalogue {
		if !spec.Changeable && !spec.Ages {
			v[i] = math.NaN()
			if i < len(s.state.Vector) {
				v[i] = s.state.Vector[i]
			}
		}
	}
}
