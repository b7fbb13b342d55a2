package decide_test

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/engine/watch"
)

var eventKinds = []string{
	"purchase", "draw", "transfer_out", "refund", "repayment", "login", "login_failed", "password_change", "phone_change",
	"device_bind", "identity_passed", "identity_failed", "",
}

// drawEventInput draws any input, also one that no store would make.
func drawEventInput(t *rapid.T) decide.EventInput {
	in := decide.EventInput{
		Kind: rapid.SampledFrom(eventKinds).Draw(t, "kind"), Product: rapid.SampledFrom([]string{"", "paylater", "cashloan"}).Draw(t, "product"),
		Category: rapid.StringN(0, 8, 20).Draw(t, "category"), Status: rapid.SampledFrom([]string{"active", "restricted", ""}).Draw(t, "status"),
		Band: rapid.SampledFrom([]string{"poor", "good", ""}).Draw(t, "band"), FunctionLost: rapid.Bool().Draw(t, "lost"),
		Line: rapid.Bool().Draw(t, "line"), Late: rapid.Bool().Draw(t, "late"), Failed: rapid.IntRange(0, 9).Draw(t, "failed") == 0,
		AmountFen: rapid.Int64().Draw(t, "amount"), AvailableFen: rapid.Int64().Draw(t, "available"),
	}
	for range rapid.IntRange(0, 4).Draw(t, "hits") {
		in.Lists = append(in.Lists, decide.ListHit{
			Lane: rapid.SampledFrom([]string{"allow", "watch", "block"}).Draw(t, "lane"), Kind: rapid.SampledFrom([]string{"device", "card"}).Draw(t, "of"),
		})
	}
	for range rapid.IntRange(0, 2).Draw(t, "aside") {
		in.Aside = append(in.Aside, rapid.SampledFrom([]string{"rule_a", "rule_b", "", "no_such"}).Draw(t, "rule"))
	}
	for i := range in.Vector {
		switch rapid.IntRange(0, 4).Draw(t, "known") {
		case 0:
			in.Vector[i] = float64(rapid.IntRange(-3, 2000).Draw(t, "whole"))
		case 1:
			in.Vector[i] = rapid.SampledFrom([]float64{0, math.Copysign(0, -1), 0.1, -1e300, math.Inf(1), math.Inf(-1), 1 << 53, 1<<53 - 1, -(1 << 53), 5e-324}).Draw(t, "odd")
		default:
			in.Vector[i] = math.NaN()
		}
	}
	return in
}

// drawRules draws rules of which some fire, some do not and some fail.
func drawRules(t *rapid.T) []rules.Rule {
	conditions := []string{
		"amount_fen > 100", "hour < 6", "known(score) and score < 500", "1 / hour > 2", "amount_fen % hour == 0", "kind == 'purchase'",
		"product in ['paylater']", "band == 'poor' or amount_fen > 1000", "not known(amount_fen)", "category == 'x'",
	}
	var list []rules.Rule
	for i, n := 0, rapid.IntRange(0, 8).Draw(t, "rules"); i < n; i++ {
		r := rule("rule_"+string(rune('a'+i)), rapid.SampledFrom(conditions).Draw(t, "when"), rapid.SampledFrom(rules.Outcomes).Draw(t, "outcome"), rapid.IntRange(0, 100).Draw(t, "risk"))
		r.Severity, r.Sanction = rapid.IntRange(0, 4).Draw(t, "severity"), rapid.SampledFrom(rules.Sanctions).Draw(t, "sanction")
		if rapid.Bool().Draw(t, "narrow") {
			r.Kinds = []string{"purchase", "login"}
		}
		list = append(list, r)
	}
	return list
}

// TestDecisionsHoldWhatTheyPromise draws policies and inputs.
func TestDecisionsHoldWhatTheyPromise(t *testing.T) {
	back := []string{"repayment", "refund", "identity_passed", "identity_failed", "login_failed"}
	rapid.Check(t, func(t *rapid.T) {
		in, m := drawEventInput(t), monitorOf(t, drawRules(t)...)
		r := m.Decide(&in)
		may := rules.Decline
		if slices.Contains(back, in.Kind) {
			may = rules.Monitor
		}
		switch {
		case r.Outcome.Rank() < 0 || r.Outcome.Rank() > may.Rank():
			t.Fatalf("%s is answered %q", in.Kind, r.Outcome)
		case len(r.Failed) > 0 && may == rules.Decline && r.Outcome.Rank() < rules.Hold.Rank():
			t.Fatalf("rules %v failed, yet %s", r.Failed, r.Outcome)
		case in.Failed && may == rules.Decline && r.Outcome.Rank() < rules.Hold.Rank():
			t.Fatalf("the engine broke, yet %s", r.Outcome)
		case r.Risk < 0 || r.Risk > 100:
			t.Fatalf("risk %d", r.Risk)
		case (r.Challenge != "") != (r.Outcome == rules.StepUp):
			t.Fatalf("%s asks %q", r.Outcome, r.Challenge)
		case r.Lane != decide.LaneAllow && r.Lane != decide.LaneBlock && may == rules.Decline && (r.Outcome.Rank() < r.ByRules.Rank() || r.Outcome.Rank() < r.ByScore.Rank()):
			t.Fatalf("%s is milder than rules (%s) or score (%s)", r.Outcome, r.ByRules, r.ByScore)
		}
		spends := in.Kind == "purchase" || in.Kind == "draw"
		if spends && (!in.Line || in.AmountFen > in.AvailableFen) && r.Outcome != rules.Decline {
			t.Fatalf("%d of %d is answered %s", in.AmountFen, in.AvailableFen, r.Outcome)
		}
	})
}

// TestReplayIsIdentical decides, stores, and decides again: to the bit, by a monitor that
// has seen other events meanwhile.
func TestReplayIsIdentical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, other, m := drawEventInput(t), drawEventInput(t), monitorOf(t, drawRules(t)...)
		r := m.Decide(&in)
		stored, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		m.Decide(&other)
		same, again, err := m.Replay(in.Append(nil), stored)
		if err != nil || !same {
			t.Fatalf("%v\n%s", err, cmp.Diff(r, again))
		}
		read, err := decide.DecodeEventResult(stored)
		if err != nil || !cmp.Equal(r, read) {
			t.Fatalf("%v\n%s", err, cmp.Diff(r, read))
		}
	})
}

// TestEventInputRoundTripsToTheBit compares bits, so that -0 and 0 differ.
func TestEventInputRoundTripsToTheBit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawEventInput(t)
		b := in.Append([]byte("before"))
		again, err := decide.DecodeEventInput(b[len("before"):])
		if err != nil {
			t.Fatal(err)
		}
		for i := range in.Vector {
			if math.Float64bits(in.Vector[i]) != math.Float64bits(again.Vector[i]) && !(math.IsNaN(in.Vector[i]) && math.IsNaN(again.Vector[i])) {
				t.Fatalf("slot %d: %v came back as %v", i, in.Vector[i], again.Vector[i])
			}
		}
		in.Vector, again.Vector = watch.Vector{}, watch.Vector{}
		if d := cmp.Diff(&in, again); d != "" {
			t.Fatal(d)
		}
	})
}

// TestTheOrderOfRulesDoesNotMatter shuffles the list. Reasons and fired rules that are equal
// in outcome and risk keep the policy's order, and so are compared as sets.
func TestTheOrderOfRulesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, list := drawEventInput(t), drawRules(t)
		for i := range list {
			list[i].Family = "one" // which family is asked about is a matter of the order
		}
		one := monitorOf(t, list...).Decide(&in)
		other := monitorOf(t, rapid.Permutation(list).Draw(t, "order")...).Decide(&in)
		for _, r := range []*decide.EventResult{&one, &other} {
			slices.SortFunc(r.Fired, func(a, b decide.Fired) int { return bytes.Compare([]byte(a.Rule), []byte(b.Rule)) })
			slices.SortFunc(r.Flags, func(a, b decide.Flag) int { return bytes.Compare([]byte(a.Code), []byte(b.Code)) })
			slices.Sort(r.Failed)
			slices.Sort(r.Reasons)
		}
		if d := cmp.Diff(one, other); d != "" {
			t.Fatal(d)
		}
	})
}

// FuzzDecodeEventInput holds that hostile bytes are refused or read into something that is
// written as bytes of one meaning, and never panic or take much memory.
func FuzzDecodeEventInput(f *testing.F) {
	in := purchase(150)
	in.Lists = []decide.ListHit{{Lane: "watch", Kind: "device"}}
	in = set(in, "hour", 0.5)
	f.Add(in.Append(nil))
	f.Add([]byte{})
	f.Add([]byte{1})
	f.Add([]byte{1, 255, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1})
	f.Add([]byte{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		in, err := decide.DecodeEventInput(b)
		if err != nil {
			if !errors.Is(err, decide.ErrInput) || in != nil {
				t.Fatalf("%v, %v", in, err)
			}
			return
		}
		written := in.Append(nil)
		again, err := decide.DecodeEventInput(written)
		if err != nil || !bytes.Equal(again.Append(nil), written) {
			t.Fatalf("written anew it is another: %v", err)
		}
		if len(in.Lists) > 64 || len(in.Kind) > len(b) {
			t.Fatalf("%d hits, a kind of %d", len(in.Lists), len(in.Kind))
		}
	})
}
