package rules

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// refusals gives each refused construct with the place it is reported at.
var refusals = map[string]struct {
	code         string
	line, column int
}{
	"":                                {FaultEmpty, 1, 1},
	" \n\t":                           {FaultEmpty, 1, 1},
	"a >":                             {FaultSyntax, 1, 4},
	"a > 1)":                          {FaultSyntax, 1, 6},
	"a > 'x":                          {FaultSyntax, 1, 7},
	"a > 1 and\n  bb > 2":             {FaultUnknownName, 2, 3},
	"a > 1 and\n  \"ü\" == s and q":   {FaultUnknownName, 2, 16},
	"$env.a > 1":                      {FaultConstruct, 1, 6},
	"$env == 1":                       {FaultUnknownName, 1, 1},
	"a + 1":                           {FaultNotCondition, 1, 3},
	"s":                               {FaultNotCondition, 1, 1},
	"a > 1 and b":                     {FaultType, 1, 7},
	`a == "x"`:                        {FaultType, 1, 3},
	`s > 1`:                           {FaultType, 1, 3},
	`s > "x"`:                         {FaultType, 1, 1},
	`s + t == "xy"`:                   {FaultType, 1, 1},
	`(a > 1) == (b > 1)`:              {FaultType, 1, 4},
	"a % s > 1":                       {FaultType, 1, 5},
	"-s > 1":                          {FaultType, 1, 1},
	"not a":                           {FaultType, 1, 1},
	`(a > 1 ? a : "x") > 1`:           {FaultType, 1, 14},
	`(a > 1 ? s : t) == "x"`:          {FaultType, 1, 10},
	"a ? true : false":                {FaultType, 1, 1},
	"a ** 2 > 1":                      {FaultOperator, 1, 3},
	"a ^ 2 > 1":                       {FaultOperator, 1, 3},
	"(a ?? 1) > 1":                    {FaultOperator, 1, 4},
	"+a > 1":                          {FaultOperator, 1, 1},
	`s matches "x"`:                   {FaultOperator, 1, 3},
	`s contains "x"`:                  {FaultOperator, 1, 3},
	`s startsWith "x"`:                {FaultOperator, 1, 3},
	`not (s endsWith "x")`:            {FaultOperator, 1, 8},
	"a in 1..3":                       {FaultList, 1, 7},
	"len(s) > 1":                      {FaultFunction, 1, 1},
	"abs(a) > 1":                      {FaultFunction, 1, 1},
	"now() > 1":                       {FaultFunction, 1, 1},
	"a | abs() > 1":                   {FaultFunction, 1, 5},
	"s.len() > 1":                     {FaultFunction, 1, 3},
	"a > 1 and any([1], # > 1)":       {FaultFunction, 1, 11},
	"known(a + 1)":                    {FaultFunction, 1, 9},
	"known(a, b)":                     {FaultFunction, 1, 1},
	"known()":                         {FaultFunction, 1, 1},
	"known(q)":                        {FaultUnknownName, 1, 7},
	"known > 1":                       {FaultUnknownName, 1, 1},
	"a in []":                         {FaultList, 1, 6},
	"a in b":                          {FaultList, 1, 6},
	"a in [b]":                        {FaultList, 1, 7},
	"a in [1 + 1]":                    {FaultList, 1, 9},
	`a in [1, "x"]`:                   {FaultList, 1, 6},
	`a in ["x"]`:                      {FaultType, 1, 3},
	`s in [1]`:                        {FaultType, 1, 3},
	"[1] == [1]":                      {FaultList, 1, 1},
	"{a: 1} == 1":                     {FaultConstruct, 1, 1},
	"a in {a: 1}":                     {FaultList, 1, 6},
	"s[0] > 1":                        {FaultConstruct, 1, 2},
	"s[0:1] == s":                     {FaultConstruct, 1, 2},
	"s?.x > 1":                        {FaultConstruct, 1, 4},
	"nil == a":                        {FaultConstruct, 1, 1},
	"let x = 1; x > a":                {FaultConstruct, 1, 5},
	"a > 1; b > 1":                    {FaultConstruct, 1, 3},
	"if a > 1 { true } else { true }": {FaultConstruct, 1, 6},
	`s == ""`:                         {FaultEmptyText, 1, 6},
	`s in ["x", ""]`:                  {FaultEmptyText, 1, 12},
	"a > 9007199254740993":            {FaultNumber, 1, 5},
	"a > 1e999":                       {FaultSyntax, 1, 9},
	"a > \xff":                        {FaultEncoding, 1, 1},
	`s == b"x"`:                       {FaultConstruct, 1, 6},
	strings.Repeat("a", MaxText+1):    {FaultTooLong, 1, 1},
}

func TestRefusesWhatTheLanguageDoesNotHave(t *testing.T) {
	for text, want := range refusals {
		t.Run(text[:min(len(text), 40)], func(t *testing.T) {
			set, faults := Compile([]Rule{good(text)}, testEnv)
			if set != nil || len(faults) != 1 {
				t.Fatalf("got a set: %t, and faults %v", set != nil, faults)
			}
			f := faults[0]
			if f.Code != want.code || f.Line != want.line || f.Column != want.column {
				t.Errorf("got %s at %d:%d, want %s at %d:%d: %v", f.Code, f.Line, f.Column, want.code, want.line, want.column, f)
			}
			if f.Field != "when" || f.Index != 0 || f.Rule != "k" || f.Message == "" {
				t.Errorf("incomplete: %+v", f)
			}
		})
	}
}

func TestRefusesOtherFields(t *testing.T) {
	tests := map[string]func(*Rule){
		"key":      func(r *Rule) { r.Key = "Bad Key" },
		"reason":   func(r *Rule) { r.Reason = "" },
		"outcome":  func(r *Rule) { r.Outcome = "maybe" },
		"risk":     func(r *Rule) { r.Risk = 101 },
		"severity": func(r *Rule) { r.Severity = 5 },
		"sanction": func(r *Rule) { r.Sanction = "jail" },
		"kinds":    func(r *Rule) { r.Kinds = []string{"dance"} },
	}
	for field, spoil := range tests {
		r := good("true")
		spoil(&r)
		if _, faults := Compile([]Rule{r}, testEnv); len(faults) != 1 || faults[0].Field != field || faults[0].Code != FaultValue {
			t.Errorf("%s: %v", field, faults)
		}
	}
	if _, faults := Compile([]Rule{good("a > 1"), good("a >"), good("q")}, testEnv); len(faults) != 4 || faults[3].Index != 2 {
		t.Errorf("want two faults each of the second and third rule, in order: %v", faults)
	}
	for _, env := range []Env{{Numbers: []string{"a", "a"}}, {Numbers: []string{"in"}}, {Texts: []string{"A"}}, {Kinds: []string{""}}} {
		if _, faults := Compile(nil, env); len(faults) != 1 || faults[0].Code != FaultEnv {
			t.Errorf("%v: %v", env, faults)
		}
	}
	if _, faults := Compile(make([]Rule, MaxRules+1), testEnv); len(faults) != 1 || faults[0].Code != FaultTooMany {
		t.Errorf("too many rules: %v", faults)
	}
}

func TestCapsTheNumberOfNodes(t *testing.T) {
	sum := func(terms int) string { return "a" + strings.Repeat("+a", terms-1) + " > 1" }
	if _, faults := Compile([]Rule{good(sum(99))}, testEnv); faults != nil { // 99 names, 98 sums, a number, a comparison
		t.Errorf("199 nodes: %v", faults)
	}
	nested := "1" // 40 levels that double the walk each: a tree of 200 nodes to the parser, of a million million to a naive walk
	for range 38 {
		nested = "(1<" + nested + "<2)"
	}
	for name, text := range map[string]string{"sum": sum(101), "shared middle": nested, "list": "a in [1" + strings.Repeat(",1", 250) + "]"} {
		start := time.Now()
		_, faults := Compile([]Rule{good(text)}, testEnv)
		if len(faults) != 1 || faults[0].Code != FaultTooComplex {
			t.Errorf("%s: %v", name, faults)
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

// FuzzCompile feeds hostile conditions. Whatever compiles must evaluate without a panic, and its own text must compile to a rule
// that agrees with it.
func FuzzCompile(f *testing.F) {
	for _, seed := range []string{
		"a > 1", "known(a) and not (s in [\"x\"]) or a / b % c >= -1.5e3", "(a > 1 ? b : c) != d", "1 < a < 2", "let x = 1; x",
		"((((((((((a))))))))))", "a > 1 and", "any(a, # > 1)", "s == \"\\u0041\"", "\x00", "not not not true", "a ?: b", "::known(a)",
	} {
		f.Add(seed, 1.0, 0.0, "x")
	}
	f.Fuzz(func(t *testing.T, text string, a, b float64, s string) {
		set, faults := Compile([]Rule{good(text)}, testEnv)
		if faults != nil {
			if at := faults[0]; at.Line < 1 || at.Column < 1 || at.Column > utf8.RuneCountInString(text)+1 || at.Code == "" {
				t.Fatalf("%q: fault at no place: %+v", text, at)
			}
			return
		}
		again, faults := Compile([]Rule{good(set.trees[0].String())}, testEnv)
		if faults != nil {
			if faults[0].Code == FaultTooComplex || faults[0].Code == FaultTooLong {
				return
			}
			t.Fatalf("%q writes itself as %q: %v", text, set.trees[0], faults)
		}
		var one, two Hits
		for i, each := range []*Set{set, again} {
			slots := each.NewSlots()
			copy(slots.Num, []float64{a, b, math.NaN(), 1})
			slots.SetText(0, s)
			slots.SetText(1, "x")
			each.Evaluate(slots, []*Hits{&one, &two}[i])
			if got, want := each.Explain(slots)[0].State, stateOf([]Hits{one, two}[i]); got != want {
				t.Fatalf("%q: explained as %s, is %s", text, got, want)
			}
		}
		if !slices.Equal(one.Fired, two.Fired) || !slices.Equal(one.Failed, two.Failed) {
			t.Fatalf("%q: %v, as %q: %v", text, one, set.trees[0], two)
		}
	})
}
