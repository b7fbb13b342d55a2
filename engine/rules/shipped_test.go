package rules

import (
	"slices"
	"testing"

	"candor/engine/watch"
)

// watchEnv is the catalogue of package watch, as the program gives it to Compile.
func watchEnv() Env {
	var env Env
	for _, f := range watch.Features() {
		env.Numbers = append(env.Numbers, f.Name)
	}
	for k := watch.Kind(1); k.Valid(); k++ {
		env.Kinds = append(env.Kinds, k.String())
	}
	return env
}

func shippedSet(t testing.TB) *Set {
	t.Helper()
	set, faults := Compile(Shipped(), watchEnv())
	for _, f := range faults {
		t.Error(f)
	}
	if set == nil {
		t.FailNow()
	}
	return set
}

// TestShippedRulesKeepTheirManners holds the shipped rules to what the package promises of them.
func TestShippedRulesKeepTheirManners(t *testing.T) {
	set := shippedSet(t)
	perFamily := map[string]int{}
	for i, r := range set.Rules() {
		perFamily[r.Family]++
		if !slices.Contains(Families, r.Family) {
			t.Errorf("%s is of no family: %q", r.Key, r.Family)
		}
		if len(r.Intent) < 40 {
			t.Errorf("%s does not say what it is for", r.Key)
		}
		if r.Outcome == Decline || r.Sanction == "freeze" || r.Sanction == "deactivate" {
			t.Errorf("%s asks for %s and %q on its own", r.Key, r.Outcome, r.Sanction)
		}
		if r.Severity == 0 && r.Outcome != Monitor {
			t.Errorf("%s asks for %s and calls nobody", r.Key, r.Outcome)
		}
		if r.Outcome == Monitor && r.Sanction != "" {
			t.Errorf("%s only notes but sanctions", r.Key)
		}
		if tree := set.trees[i]; r.Outcome == Hold && (tree.op != opAnd || len(tree.kids) < 3) {
			t.Errorf("%s holds on fewer than three signs", r.Key)
		}
	}
	for _, family := range Families {
		if perFamily[family] < 2 {
			t.Errorf("family %s has %d rules", family, perFamily[family])
		}
	}
}

// TestShippedRulesCannotFail evaluates each rule with every feature missing, zero and at its extremes: arithmetic that could
// fail must stand behind a guard.
func TestShippedRulesCannotFail(t *testing.T) {
	set := shippedSet(t)
	slots, hits := set.NewSlots(), Hits{}
	for kind := range set.env.Kinds {
		for _, v := range []float64{0, 1, -1, 1e15, 0.5} {
			for i := range slots.Num {
				slots.Num[i] = v
			}
			slots.Kind = kind
			set.Evaluate(slots, &hits)
			for _, i := range hits.Failed {
				t.Errorf("%s fails when everything is %v", set.rules[i].Key, v)
			}
		}
		slots.Clear()
		slots.Kind = kind
		set.Evaluate(slots, &hits)
		for _, i := range slices.Concat(hits.Fired, hits.Failed) {
			t.Errorf("%s fires or fails when nothing is known", set.rules[i].Key)
		}
	}
}
