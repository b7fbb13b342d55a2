package rules

import (
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/vm"
	"pgregory.net/rapid"
)

var testEnv = Env{
	Numbers: []string{"a", "b", "c", "d"},
	Texts:   []string{"s", "t"},
	Kinds:   []string{"purchase", "login"},
}

// oracle runs a condition on expr's own machine. The truth table of missing values and failures is given to it as functions in
// place of the operators; everything else, from and to the ternary, is expr's.
type oracle struct{ program *vm.Program }

var errArithmetic = errors.New("arithmetic")

func number2(f func(a, b float64) (any, error)) func(...any) (any, error) {
	return func(args ...any) (any, error) { return f(args[0].(float64), args[1].(float64)) }
}

func arithmetic(f func(a, b float64) float64) func(...any) (any, error) {
	return number2(func(a, b float64) (any, error) {
		if math.IsNaN(a) || math.IsNaN(b) {
			return math.NaN(), nil
		}
		if r := f(a, b); !math.IsNaN(r) && !math.IsInf(r, 0) {
			return r, nil
		}
		return nil, errArithmetic
	})
}

func known(v any) bool {
	if f, ok := v.(float64); ok {
		return !math.IsNaN(f)
	}
	return v != ""
}

// operators replaces arithmetic, equality and not in by calls. Order comparisons stay: NaN is false for them anyway.
type operators struct{}

func (operators) Visit(n *ast.Node) {
	switch b := (*n).(type) {
	case *ast.BinaryNode:
		switch b.Operator {
		case "+", "-", "*", "/", "==", "!=":
			ast.Patch(n, &ast.CallNode{Callee: &ast.IdentifierNode{Value: b.Operator}, Arguments: []ast.Node{b.Left, b.Right}})
		}
	case *ast.UnaryNode:
		if in, ok := b.Node.(*ast.BinaryNode); ok && in.Operator == "in" && in.Location() == b.Location() {
			ast.Patch(n, &ast.CallNode{Callee: &ast.IdentifierNode{Value: "not in"}, Arguments: []ast.Node{in.Left, in.Right}})
		}
	}
}

func oracleConfig(env *Env) *conf.Config {
	config := typed(env)
	number, anything := reflect.TypeFor[func(float64, float64) float64](), reflect.TypeFor[func(any, any) bool]()
	add := func(name string, t reflect.Type, f func(...any) (any, error)) {
		config.Functions[name] = &builtin.Function{Name: name, Func: f, Types: []reflect.Type{t}}
	}
	add("+", number, arithmetic(func(a, b float64) float64 { return a + b }))
	add("-", number, arithmetic(func(a, b float64) float64 { return a - b }))
	add("*", number, arithmetic(func(a, b float64) float64 { return a * b }))
	add("/", number, arithmetic(func(a, b float64) float64 { return a / b }))
	add("%", number, arithmetic(math.Mod))
	add("==", anything, func(v ...any) (any, error) { return known(v[0]) && known(v[1]) && v[0] == v[1], nil })
	add("!=", anything, func(v ...any) (any, error) { return known(v[0]) && known(v[1]) && v[0] != v[1], nil })
	add("not in", anything, func(v ...any) (any, error) {
		for _, item := range v[1].([]any) {
			if v[0] == item {
				return false, nil
			}
		}
		return known(v[0]), nil
	})
	config.Functions["known"].Func = func(v ...any) (any, error) { return known(v[0]), nil }
	return config
}

func newOracle(text string, env *Env) (*oracle, error) {
	config := oracleConfig(env)
	tree, fault := parse(text, env, config)
	if fault != nil {
		return nil, fault
	}
	ast.Walk(&tree.Node, operators{})
	config.Visitors = nil
	if _, err := checker.Check(tree, config); err != nil {
		return nil, err
	}
	program, err := compiler.Compile(tree, config)
	return &oracle{program}, err
}

// run returns whether the condition holds, or an error when it failed.
func (o *oracle) run(env map[string]any) (bool, error) {
	v, err := vm.Run(o.program, env)
	if err != nil {
		return false, err
	}
	return v.(bool), nil
}

var someNumbers = rapid.SampledFrom([]float64{math.NaN(), 0, 1, -1, 2, 3, 5, 0.5, 1e308, -1e308, 4503599627370496})

var someTexts = rapid.SampledFrom([]string{"", "x", "y", "z", "other", "x "})

// genNumber and genTruth write conditions of bounded depth.
func genNumber(t *rapid.T, depth int) string {
	pick := rapid.IntRange(0, 7).Draw(t, "number")
	if depth == 0 {
		pick %= 2
	}
	switch pick {
	case 0:
		return rapid.SampledFrom(testEnv.Numbers).Draw(t, "name")
	case 1:
		return rapid.SampledFrom([]string{"0", "1", "2", "0.5", "3", "1e308", "5"}).Draw(t, "literal")
	case 2:
		return "-" + genNumber(t, 0)
	case 3:
		return "(" + genTruth(t, depth-1) + " ? " + genNumber(t, depth-1) + " : " + genNumber(t, depth-1) + ")"
	}
	o := rapid.SampledFrom([]string{"+", "-", "*", "/", "%"}).Draw(t, "op")
	return "(" + genNumber(t, depth-1) + " " + o + " " + genNumber(t, depth-1) + ")"
}

func genText(t *rapid.T) string {
	return rapid.SampledFrom([]string{"s", "t", `"x"`, `"y"`, `"long"`}).Draw(t, "text")
}

func genTruth(t *rapid.T, depth int) string {
	pick := rapid.IntRange(0, 13).Draw(t, "truth")
	if depth == 0 {
		pick %= 8
	}
	below := max(depth-1, 0)
	switch pick {
	case 0:
		return "known(" + rapid.SampledFrom([]string{"a", "b", "s", "t"}).Draw(t, "name") + ")"
	case 1:
		return genText(t) + rapid.SampledFrom([]string{" == ", " != "}).Draw(t, "op") + genText(t)
	case 2:
		return genText(t) + rapid.SampledFrom([]string{" in ", " not in "}).Draw(t, "op") + rapid.SampledFrom([]string{
			`["x"]`, `["x", "y"]`, `["a","b","c","d","e","f","g","h","x","y"]`}).Draw(t, "list")
	case 3:
		return "(" + genNumber(t, below) + ")" + rapid.SampledFrom([]string{" in ", " not in "}).Draw(t, "op") +
			rapid.SampledFrom([]string{"[0]", "[1, -1, 0.5]"}).Draw(t, "list")
	case 4:
		return rapid.SampledFrom([]string{"true", "false"}).Draw(t, "literal")
	case 5, 6, 7:
		o := rapid.SampledFrom([]string{" < ", " <= ", " == ", " != ", " > ", " >= "}).Draw(t, "op")
		return genNumber(t, below) + o + genNumber(t, below)
	case 8:
		return "not (" + genTruth(t, depth-1) + ")"
	case 9:
		return "(" + genTruth(t, depth-1) + " ? " + genTruth(t, depth-1) + " : " + genTruth(t, depth-1) + ")"
	case 10:
		return "(" + genNumber(t, depth-1) + " < " + genNumber(t, depth-1) + " <= " + genNumber(t, depth-1) + ")"
	}
	o := rapid.SampledFrom([]string{" and ", " or ", " && ", " || "}).Draw(t, "op")
	return "(" + genTruth(t, depth-1) + o + genTruth(t, depth-1) + o + genTruth(t, depth-1) + ")"
}

// TestAgreesWithTheOracle holds closures, explanation and expr's machine against each other.
func TestAgreesWithTheOracle(t *testing.T) {
	var conditions, failed, fired int
	rapid.Check(t, func(t *rapid.T) {
		text := genTruth(t, rapid.IntRange(0, 4).Draw(t, "depth"))
		set, faults := Compile([]Rule{good(text)}, testEnv)
		if faults != nil {
			if faults[0].Code == FaultTooComplex || faults[0].Code == FaultTooLong {
				t.Skip()
			}
			t.Fatalf("%s: %v", text, faults)
		}
		o, err := newOracle(text, &testEnv)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		conditions++
		slots, hits := set.NewSlots(), Hits{}
		for range 8 {
			record := map[string]any{}
			for i, name := range testEnv.Numbers {
				slots.Num[i] = someNumbers.Draw(t, name)
				record[name] = slots.Num[i]
			}
			for i, name := range testEnv.Texts {
				text := someTexts.Draw(t, name)
				slots.SetText(i, text)
				record[name] = text
			}
			set.Evaluate(slots, &hits)
			want := NotFired
			if holds, err := o.run(record); err != nil {
				want = Failed
				failed++
			} else if holds {
				want = Fired
				fired++
			}
			if got := stateOf(hits); got != want {
				t.Fatalf("%s on %v: %s, the oracle says %s", text, record, got, want)
			}
			if got := set.Explain(slots)[0].State; got != want {
				t.Fatalf("%s on %v: explained as %s, is %s", text, record, got, want)
			}
		}
	})
	if conditions >= 1000 && (failed == 0 || fired == 0) { // fewer may miss by chance
		t.Errorf("%d conditions never failed (%d) or never fired (%d): the generator is too tame", conditions, failed, fired)
	}
}

func stateOf(h Hits) State {
	switch {
	case len(h.Failed) > 0:
		return Failed
	case len(h.Fired) > 0:
		return Fired
	}
	return NotFired
}

// good is a rule with nothing wrong but perhaps its condition.
func good(when string) Rule {
	return Rule{Key: "k", Family: "f", When: when, Outcome: Monitor, Risk: 10, Severity: 1, Reason: "r", On: true, Intent: "i"}
}
