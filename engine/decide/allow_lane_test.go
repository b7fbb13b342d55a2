package decide_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/rules"
)

// allowRule is a rule of the allow lane.
func allowRule(key, when string) rules.Rule {
	return rules.Rule{Key: key, Family: "trusted", When: when, Outcome: rules.Allow, Reason: key, Lane: rules.LaneAllow, On: true}
}

// TestAllowLaneNeverSoftensABlockOrAFailure draws policies and inputs and adds a rule of the
// allow lane that always fires: what was blocked or held because a rule failed comes out as it
// did, to the outcome, and everything else goes through; while the stop is on, money that would
// have been held is still held.
func TestAllowLaneNeverSoftensABlockOrAFailure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, list := drawEventInput(t), drawRules(t)
		before := monitorOf(t, list...)
		after := monitorOf(t, slices.Insert(slices.Clone(list), rapid.IntRange(0, len(list)).Draw(t, "at"), allowRule("trusted", "true"))...)
		in.Manual = rapid.Bool().Draw(t, "manual")
		was, is := before.Decide(&in), after.Decide(&in)
		switch {
		case was.Lane == decide.LaneBlock || len(was.Failed) > 0 || in.Failed:
			if is.Outcome != was.Outcome || is.Lane != was.Lane || !slices.Equal(is.Reasons, was.Reasons) || is.Sanction != was.Sanction || !cmp.Equal(is.Flags, was.Flags) {
				t.Fatalf("was %+v, with the allow lane %+v", was, is)
			}
		case in.Manual:
			if is.Sanction != "" || is.Outcome.Rank() > was.Outcome.Rank() || was.Outcome == rules.Hold && is.Outcome != rules.Hold {
				t.Fatalf("under the stop: was %+v, with the allow lane %+v", was, is)
			}
		case is.Outcome != rules.Allow || is.Lane != decide.LaneAllow || len(is.Flags) > 0 || is.Sanction != "" || !slices.Contains(is.Reasons, "trusted"):
			t.Fatalf("not let through: was %+v, is %+v", was, is)
		}
		if is.Risk != was.Risk || is.ByRules != was.ByRules || is.ByScore != was.ByScore {
			t.Fatalf("what the others would have said changed: %+v, %+v", was, is)
		}
	})
}

// TestAllowLaneThatDoesNotFireChangesNothing holds the bytes of the result.
func TestAllowLaneThatDoesNotFireChangesNothing(t *testing.T) {
	off := allowRule("off", "true")
	off.On = false
	rapid.Check(t, func(t *rapid.T) {
		in, list := drawEventInput(t), drawRules(t)
		was := monitorOf(t, list...).Decide(&in)
		is := monitorOf(t, append(slices.Clone(list), allowRule("never", "false"), off)...).Decide(&in)
		a, err := was.Encode()
		if err != nil {
			t.Fatal(err)
		}
		b, err := is.Encode()
		if err != nil || !bytes.Equal(a, b) {
			t.Fatalf("%s, then %s, %v", a, b, err)
		}
	})
}

// TestDocumentsWithoutLanesKeepTheirBytes: what was stored and hashed before there were lanes
// reads and writes the same.
func TestDocumentsWithoutLanesKeepTheirBytes(t *testing.T) {
	b, err := json.Marshal(decide.Default())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), `"lane"`) {
		t.Fatal("the default policy writes lanes")
	}
	var p decide.Policy
	if err := json.Unmarshal(b, &p); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(p)
	if err != nil || !bytes.Equal(again, b) {
		t.Fatalf("read and written it is another document: %v", err)
	}
}
