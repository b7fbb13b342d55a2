package rules

import (
	"fmt"
	"math"
	"strconv"
	"testing"
)

// TestTheOracleKnowsTheTruthTable pins the table of the package documentation on both sides.
func TestTheOracleKnowsTheTruthTable(t *testing.T) {
	// a = 1, b = 0, c and d missing; s = "x", t missing.
	tests := map[string]State{
		"known(a)": Fired, "known(c)": NotFired, "known(t)": NotFired, "not known(c)": Fired,
		"c == 1": NotFired, "c != 1": NotFired, "c < 1": NotFired, "c >= 1": NotFired, "c in [1]": NotFired, "c not in [1]": NotFired,
		"c == c": NotFired, "c == d": NotFired, "c != d": NotFired, "not (c == 1)": Fired, "not (c in [1])": Fired,
		`t == "x"`: NotFired, `t != "x"`: NotFired, `t not in ["x"]`: NotFired, `not (t == "x")`: Fired, "s == t": NotFired, "s != t": NotFired,
		`s not in ["y"]`: Fired, `s in ["x"]`: Fired, `s != "y"`: Fired,
		"a / b > 1": Failed, "a % b > 1": Failed, "b / b > 1": Failed, "not (a / b > 1)": Failed, "c / b > 1": NotFired, "b / c > 1": NotFired,
		"a + 1e308 * 1e308 > 0": Failed, "c + 1 < 5": NotFired, "-c < 5": NotFired,
		"a > 0 or a / b > 1": Fired, "a / b > 1 or a > 0": Failed, "b > 0 and a / b > 1": NotFired, "a / b > 1 and b > 0": Failed,
		"(b != 0 ? a / b : 0) == 0": Fired, "(c > 0 ? a : b) == 0": Fired, "-7 % 3 == -1": Fired, "7.5 % 2 == 1.5": Fired,
		"0 < a < 2": Fired, "0 < a < 1": NotFired, "a / b > a / b": Failed,
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			set := compiled(t, good(text))
			slots, hits := set.NewSlots(), Hits{}
			slots.Num[0], slots.Num[1] = 1, 0
			slots.SetText(0, "x")
			set.Evaluate(slots, &hits)
			if got := stateOf(hits); got != want {
				t.Errorf("evaluates to %s, want %s", got, want)
			}
			o, err := newOracle(text, &testEnv)
			if err != nil {
				t.Fatal(err)
			}
			record := map[string]any{"a": 1.0, "b": 0.0, "c": math.NaN(), "d": math.NaN(), "s": "x", "t": ""}
			got := NotFired
			if holds, err := o.run(record); err != nil {
				got = Failed
			} else if holds {
				got = Fired
			}
			if got != want {
				t.Errorf("the oracle says %s, want %s", got, want)
			}
		})
	}
}

func compiled(t testing.TB, list ...Rule) *Set {
	t.Helper()
	for i := range list {
		if i > 0 && list[i].Key == "k" {
			list[i].Key = "k" + strconv.Itoa(i)
		}
	}
	set, faults := Compile(list, testEnv)
	if faults != nil {
		t.Fatal(fmt.Sprint(faults))
	}
	return set
}
