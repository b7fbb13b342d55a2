package rules

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// keyed gives each rule a key.
func keyed(key, when string, change ...func(*Rule)) Rule {
	r := good(when)
	r.Key, r.Reason = key, key
	for _, f := range change {
		f(&r)
	}
	return r
}

// TestOrderOfRulesDoesNotMatter shuffles a list with every outcome, a failing rule and one that is off.
func TestOrderOfRulesDoesNotMatter(t *testing.T) {
	list := []Rule{
		keyed("one", "a > 0", func(r *Rule) { r.Outcome, r.Risk, r.Sanction = StepUp, 40, "limit_cut" }),
		keyed("two", "a > 0 and s == \"x\"", func(r *Rule) { r.Risk, r.Severity = 70, 2 }),
		keyed("three", "a / b > 1"),
		keyed("four", "true", func(r *Rule) { r.Outcome, r.On = Decline, false }),
		keyed("five", "a < 0", func(r *Rule) { r.Outcome = Decline }),
		keyed("six", "s in [\"x\", \"y\"]", func(r *Rule) { r.Reason, r.Risk = "two", 10 }),
	}
	want := Verdict{Outcome: Hold, Risk: 70, Severity: 2, Sanction: "limit_cut", Reasons: []string{"two", "one", ReasonRuleError}}
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		set := compiled(t, list...)
		slots, hits := set.NewSlots(), Hits{}
		slots.Num[0], slots.Num[1] = 1, 0
		slots.SetText(0, "x")
		set.Evaluate(slots, &hits)
		if d := cmp.Diff(want, set.Verdict(&hits)); d != "" {
			t.Fatal(d)
		}
	}
}

func TestLooksAtTheKind(t *testing.T) {
	set := compiled(t, keyed("all", "true"), keyed("buy", "true", func(r *Rule) { r.Kinds = []string{"purchase"} }),
		keyed("both", "true", func(r *Rule) { r.Kinds = []string{"login", "purchase"} }))
	for kind, want := range map[string][]int{"purchase": {0, 1, 2}, "login": {0, 2}, "dance": {0}} {
		slots, hits := set.NewSlots(), Hits{}
		slots.SetKind(kind)
		set.Evaluate(slots, &hits)
		if !slices.Equal(hits.Fired, want) {
			t.Errorf("%s: %v, want %v", kind, hits.Fired, want)
		}
	}
}

// TestFailuresStayInTheirRule breaks a compiled program on purpose and gives slots of another set.
func TestFailuresStayInTheirRule(t *testing.T) {
	set := compiled(t, keyed("one", "a > 0"), keyed("two", "a > 1"), keyed("three", "a >= 1"))
	programs := set.byKind[len(set.env.Kinds)]
	programs[1].rest = append(programs[1].rest, func(*Slots) bool { panic("on purpose") })
	programs[1].first.slot = -1
	slots, hits := set.NewSlots(), Hits{}
	slots.Num[0] = 1
	set.Evaluate(slots, &hits)
	if !slices.Equal(hits.Fired, []int{0, 2}) || !slices.Equal(hits.Failed, []int{1}) {
		t.Errorf("after a panic in the second: %+v", hits)
	}
	if v := set.Verdict(&hits); v.Outcome != Hold || !slices.Contains(v.Reasons, ReasonRuleError) {
		t.Errorf("a failure gives %+v", v)
	}
	short := set.NewSlots()
	short.Num = short.Num[:2]
	for name, wrong := range map[string]*Slots{"none": nil, "another set's": compiled(t, good("true")).NewSlots(), "empty": {}, "short": short} {
		set.Evaluate(wrong, &hits)
		if len(hits.Fired) != 0 || len(hits.Failed) != 3 {
			t.Errorf("slots of %s: %+v", name, hits)
		}
		if traces := set.Explain(wrong); traces[0].State != Failed {
			t.Errorf("slots of %s are explained as %s", name, traces[0].State)
		}
	}
}

func TestEvaluatesWithoutAllocating(t *testing.T) {
	set := compiled(t, keyed("one", "a > 0 and s == \"x\" or a / b > 1"), keyed("two", "known(a) and (a > 1 ? a % 2 : b) in [1, 2]"))
	slots, hits := set.NewSlots(), Hits{}
	fill := func() {
		slots.Clear()
		slots.Num[0], slots.Num[1] = 3, 0
		slots.SetText(0, "x")
		slots.SetKind("login")
		set.Evaluate(slots, &hits)
	}
	fill()
	if n := testing.AllocsPerRun(100, fill); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestNumbersManyTexts goes past the number of constants that are walked.
func TestNumbersManyTexts(t *testing.T) {
	set := compiled(t, keyed("many", `s in ["a","b","c","d","e","f","g","h","i","j","k"]`), keyed("one", `s == "k"`), keyed("same", "s == t"))
	slots, hits := set.NewSlots(), Hits{}
	for text, want := range map[string][]int{"": nil, "a": {0}, "k": {0, 1}, "zz": nil} {
		slots.SetText(0, text)
		slots.SetText(1, "q")
		set.Evaluate(slots, &hits)
		if !slices.Equal(hits.Fired, want) {
			t.Errorf("%q fires %v, want %v", text, hits.Fired, want)
		}
	}
	slots.SetText(0, "q")
	if set.Evaluate(slots, &hits); !slices.Equal(hits.Fired, []int{2}) {
		t.Errorf("equal texts no rule names fire %v", hits.Fired)
	}
}

func TestExplainsEveryComparison(t *testing.T) {
	set := compiled(t,
		keyed("both", `a * 2 > b and s == "x" and c < 1`),
		keyed("fails", "a > 5 or a / d > 1"),
		keyed("guarded", "(d != 0 ? a / d : 1) >= 1 and known(t)"),
		keyed("off", "a == 1", func(r *Rule) { r.On = false }),
		keyed("kind", "a not in [1, 2]", func(r *Rule) { r.Kinds = []string{"login"} }))
	slots := set.NewSlots()
	slots.SetKind("purchase")
	slots.Num[0], slots.Num[1], slots.Num[3] = 1, 3, 0
	slots.SetText(0, "x")
	num := func(v float64) Value { return Value{Number: &v} }
	want := []Trace{
		{Rule: "both", State: NotFired, Leaves: []Leaf{
			{Left: "a * 2", LeftValue: num(2), Op: ">", Right: "b", RightValue: num(3), Reached: true, At: 6},
			{Left: "s", LeftValue: Value{Text: "x"}, Op: "==", Right: `"x"`, RightValue: Value{Text: "x"}, Result: true, At: 16},
			{Left: "c", Op: "<", Right: "1", RightValue: num(1), At: 29},
		}},
		{Rule: "fails", State: Failed, Leaves: []Leaf{
			{Left: "a", LeftValue: num(1), Op: ">", Right: "5", RightValue: num(5), Reached: true, At: 2},
			{Left: "a / d", Op: ">", Right: "1", RightValue: num(1), Reached: true, Failed: true, At: 15},
		}},
		{Rule: "guarded", State: NotFired, Leaves: []Leaf{
			{Left: "(d != 0) ? (a / d) : 1", LeftValue: num(1), Op: ">=", Right: "1", RightValue: num(1), Result: true, Reached: true, At: 21},
			{Left: "d", LeftValue: num(0), Op: "!=", Right: "0", RightValue: num(0), Reached: true, At: 3},
			{Left: "t", Op: "known", Reached: true, At: 30},
		}},
		{Rule: "off", State: Off, Holds: true, Leaves: []Leaf{
			{Left: "a", LeftValue: num(1), Op: "==", Right: "1", RightValue: num(1), Result: true, Reached: true, At: 2}}},
		{Rule: "kind", State: OtherKind, Leaves: []Leaf{
			{Left: "a", LeftValue: num(1), Op: "not in", Right: "[1, 2]", Reached: true, At: 6}}},
	}
	if d := cmp.Diff(want, set.Explain(slots)); d != "" {
		t.Error(d)
	}
}
