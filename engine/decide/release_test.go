package decide_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/rules"
	"candor/engine/score"
)

// TestWhileStoppedPeopleDecide draws anything with the stop on and off.
func TestWhileStoppedPeopleDecide(t *testing.T) {
	money := []string{"purchase", "draw", "transfer_out"}
	rapid.Check(t, func(t *rapid.T) {
		in, m := drawEventInput(t), monitorOf(t, drawRules(t)...)
		usual := m.Decide(&in)
		in.Manual = true
		r := m.Decide(&in)
		switch {
		case r.Sanction != "" || r.Challenge != "":
			t.Fatalf("the engine sanctions %q and asks %q", r.Sanction, r.Challenge)
		case usual.Lane == decide.LaneBlock && (r.Lane != decide.LaneBlock || r.Outcome != usual.Outcome):
			t.Fatalf("what is blocked became %s by %s", r.Outcome, r.Lane)
		case usual.Lane == decide.LaneBlock:
		case in.Failed && (r.Outcome != usual.Outcome || r.Lane != usual.Lane || r.Reasons[0] != rules.ReasonRuleError):
			t.Fatalf("what the engine broke on was %s by %s and became %s by %s", usual.Outcome, usual.Lane, r.Outcome, r.Lane)
		case in.Failed:
		case slices.Contains(money, in.Kind) && (r.Outcome != rules.Hold || r.Lane != decide.LaneStop || r.Reasons[0] != decide.ReasonStop):
			t.Fatalf("%s is answered %s by %s", in.Kind, r.Outcome, r.Lane)
		case !slices.Contains(money, in.Kind) && len(r.Failed) == 0 && r.Outcome.Rank() > rules.Monitor.Rank():
			t.Fatalf("%s is answered %s", in.Kind, r.Outcome)
		case len(r.Failed) > 0 && r.Outcome.Rank() < min(usual.Outcome.Rank(), rules.Hold.Rank()):
			t.Fatalf("rules %v failed, yet %s became %s", r.Failed, usual.Outcome, r.Outcome)
		case !slices.Contains(money, in.Kind) && usual.Outcome.Rank() <= rules.Monitor.Rank() && r.Outcome != usual.Outcome:
			t.Fatalf("%s was %s and became %s", in.Kind, usual.Outcome, r.Outcome)
		}
		stored, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if same, _, err := m.Replay(in.Append(nil), stored); err != nil || !same {
			t.Fatalf("it does not come out again: %v", err)
		}
	})
}

// TestBucketsAreEvenAndLasting holds the deal of accounts to a fixed one, because a version
// that runs must find the same accounts after an upgrade.
func TestBucketsAreEvenAndLasting(t *testing.T) {
	for key, want := range map[[2]int64]int{{2, 1}: 19, {2, 2}: 26, {3, 1}: 90, {7, 1 << 60}: 83} {
		if got := decide.Bucket(int(key[0]), key[1]); got != want {
			t.Errorf("account %d of version %d is in %d, want %d", key[1], key[0], got, want)
		}
	}
	var n [100]int
	const each = 1000
	for account := range int64(100 * each) {
		n[decide.Bucket(12, account<<12)]++
	}
	for b, got := range n { // six standard deviations of a fair deal
		if math.Abs(float64(got-each)) > 6*math.Sqrt(each) {
			t.Errorf("bucket %d holds %d of %d", b, got, 100*each)
		}
	}
	same := 0
	for account := range int64(10_000) {
		if decide.Bucket(3, account) == decide.Bucket(4, account) {
			same++
		}
	}
	if same > 200 {
		t.Errorf("two versions deal %d of 10,000 accounts alike", same)
	}
}

func TestSwitchesTakeRelationshipsAway(t *testing.T) {
	full := func() factor.Vector {
		v := make(factor.Vector, len(factor.Catalogue))
		for i := range v {
			v[i] = 1
		}
		return v
	}
	for name, tt := range map[string]struct {
		off  []string
		at   string
		want bool
	}{
		"nothing is off": {nil, "DE", false}, "that one": {[]string{"FR", "DE"}, "DE", true}, "another": {[]string{"FR"}, "DE", false},
		"everywhere": {[]string{"*"}, "DE", true}, "everywhere, not known": {[]string{"*"}, "", true}, "not known": {[]string{"DE"}, "", false},
	} {
		s, v := decide.Switches{RelationshipsOff: tt.off}, full()
		if got := s.Mask(v, tt.at); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
		for i, f := range factor.Catalogue {
			if gone := math.IsNaN(v[i]); gone != (tt.want && f.Aspect == score.AspectRelationships) {
				t.Errorf("%s: %s is missing: %v", name, f.Key, gone)
			}
		}
	}
}

func TestSwitchesAreChecked(t *testing.T) {
	for name, tt := range map[string]struct {
		off  []string
		code string
	}{
		"fine": {[]string{"DE", "*"}, ""}, "a word": {[]string{"Germany"}, "jurisdiction"}, "small letters": {[]string{"de"}, "jurisdiction"},
		"empty": {[]string{""}, "jurisdiction"}, "twice": {[]string{"DE", "DE"}, "unique"}, "too many": {make([]string, 51), "count_between"},
	} {
		p := decide.Default()
		p.Switches.RelationshipsOff = tt.off
		faults := p.Check()
		if (len(faults) == 0) != (tt.code == "") || (tt.code != "" && faults[0].Code != tt.code) {
			t.Errorf("%s: %+v", name, faults)
		}
	}
}

// TestADocumentFromBeforeSaysNothingNew: a section that a version does not have must not
// change the bytes that its approval was bound to.
func TestADocumentFromBeforeSaysNothingNew(t *testing.T) {
	b, err := json.Marshal(decide.Default())
	if err != nil || strings.Contains(string(b), "release") || strings.Contains(string(b), "switches") {
		t.Errorf("%s, %v", b, err)
	}
}
