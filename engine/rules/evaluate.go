package rules

import "slices"

// Hits is what a set found on one event: indices into [Set.Rules], ascending. Use it again for the next event.
type Hits struct {
	Fired  []int // rules whose condition holds
	Failed []int // rules that could not be evaluated: neither fired nor not
}

// Evaluate runs every rule that is on and looks at the event's kind, and overwrites hits. It never panics and, once hits has
// grown to what a set can fire, allocates nothing. Slots that were not made for the set fail every rule.
func (s *Set) Evaluate(sl *Slots, hits *Hits) {
	hits.Fired, hits.Failed = hits.Fired[:0], hits.Failed[:0]
	programs := s.byKind[s.kindOf(sl)]
	if sl == nil || sl.set != s || len(sl.Num) < len(s.env.Numbers) {
		for i := range programs {
			hits.Failed = append(hits.Failed, programs[i].rule)
		}
		return
	}
	for next := 0; next < len(programs); {
		next = run(programs, next, sl, hits)
	}
}

func (s *Set) kindOf(sl *Slots) int {
	if sl == nil || sl.Kind < 0 || sl.Kind >= len(s.env.Kinds) {
		return len(s.env.Kinds)
	}
	return sl.Kind
}

// run evaluates programs from one on and returns where to go on. That is past the last, or past one that panicked: one deferred
// call serves them all and costs nothing measurable.
func run(programs []program, from int, sl *Slots, hits *Hits) (next int) {
	defer func() {
		if next < len(programs) && recover() != nil {
			hits.Failed = append(hits.Failed, programs[next].rule)
			next++
		}
	}()
	for next = from; next < len(programs); next++ {
		p := &programs[next]
		sl.failed = false
		holds := p.holds(sl)
		if sl.failed {
			hits.Failed = append(hits.Failed, p.rule)
		} else if holds {
			hits.Fired = append(hits.Fired, p.rule)
		}
	}
	return next
}

// Verdict is what the hits on one event ask for together. It does not depend on the order of the rules.
type Verdict struct {
	Outcome  Outcome  // the strictest; at least Hold when a rule failed
	Risk     int      // the highest
	Severity int      // the highest
	Sanction string   // the strongest, as a proposal
	Reasons  []string // codes without repetition, the riskiest rule first, then by code
}

// Verdict sums up hits.
func (s *Set) Verdict(hits *Hits) Verdict {
	v := Verdict{Outcome: Allow}
	risk := map[string]int{}
	for _, i := range hits.Fired {
		r := &s.rules[i]
		if r.Outcome.Rank() > v.Outcome.Rank() {
			v.Outcome = r.Outcome
		}
		v.Risk, v.Severity = max(v.Risk, r.Risk), max(v.Severity, r.Severity)
		if slices.Index(Sanctions, r.Sanction) > slices.Index(Sanctions, v.Sanction) {
			v.Sanction = r.Sanction
		}
		risk[r.Reason] = max(risk[r.Reason], r.Risk)
	}
	if len(hits.Failed) > 0 {
		risk[ReasonRuleError] = max(risk[ReasonRuleError], 0)
		if v.Outcome.Rank() < Hold.Rank() {
			v.Outcome = Hold
		}
	}
	for code := range risk {
		v.Reasons = append(v.Reasons, code)
	}
	slices.SortFunc(v.Reasons, func(a, b string) int {
		if risk[a] != risk[b] {
			return risk[b] - risk[a]
		}
		if a < b {
			return -1
		}
		return 1
	})
	return v
}
