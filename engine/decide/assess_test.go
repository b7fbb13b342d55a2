package decide_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/score"
)

func ptr(x float64) *float64 { return &x }

// card is a small scorecard over the real catalogue.
func card() score.Scorecard {
	factorOf := func(key string, bins ...score.Bin) score.Factor {
		spec, _, _ := factor.Lookup(key)
		return score.Factor{Key: key, Aspect: spec.Aspect, Reason: spec.Reason, Bins: bins}
	}
	return score.Scorecard{
		Schema: score.Schema, ID: "small", Scale: score.Scale{Score: 600, Odds: 3, PDO: 60}, Base: 620, Min: 350, Max: 950,
		Factors: []score.Factor{
			factorOf("standing_last", score.Bin{Kind: score.BinRange, UpTo: ptr(0), Points: 60},
				score.Bin{Kind: score.BinRange, Over: ptr(0), Points: -140}, score.Bin{Kind: score.BinMissing, Points: -10}),
			factorOf("utilisation_now", score.Bin{Kind: score.BinRange, UpTo: ptr(0.5), Points: 40},
				score.Bin{Kind: score.BinRange, Over: ptr(0.5), Points: -70}, score.Bin{Kind: score.BinMissing}),
			factorOf("name_match", score.Bin{Kind: score.BinRange, UpTo: ptr(0.5), Points: -90},
				score.Bin{Kind: score.BinRange, Over: ptr(0.5), Points: 20}, score.Bin{Kind: score.BinMissing, Points: -5}),
		},
	}
}

func assessor(t interface{ Fatal(...any) }) *decide.Assessor { return assessorOf(t, decide.Default()) }

func assessorOf(t interface{ Fatal(...any) }, policy decide.Policy) *decide.Assessor {
	a, err := decide.NewAssessor(card(), policy)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// vector holds the named factors; all others are missing.
func vector(values map[string]float64) factor.Vector {
	v := make(factor.Vector, len(factor.Catalogue))
	for i, spec := range factor.Catalogue {
		v[i] = math.NaN()
		if x, ok := values[spec.Key]; ok {
			v[i] = x
		}
	}
	return v
}

func TestAssessFindsBandOutcomeAndFlags(t *testing.T) {
	tests := map[string]struct {
		in      decide.Input
		score   int
		band    string
		outcome decide.Outcome
		moved   []string
		flags   []string
	}{
		"nothing known":     {decide.Input{Vector: vector(nil)}, 605, "good", decide.OutcomePass, nil, nil},
		"all well":          {decide.Input{Vector: vector(map[string]float64{"standing_last": 0, "utilisation_now": 0.2, "name_match": 1})}, 740, "excellent", decide.OutcomePass, nil, nil},
		"identity failed":   {decide.Input{Vector: vector(map[string]float64{"standing_last": 0, "utilisation_now": 0.2, "name_match": 0})}, 540, "poor", decide.OutcomeFlag, []string{"cap_identity_failed"}, []string{"identity_failed"}},
		"late and over":     {decide.Input{Vector: vector(map[string]float64{"standing_last": 3, "utilisation_now": 1.2})}, 405, "poor", decide.OutcomeFlag, nil, []string{"score_low", "score_very_low", "late_now", "over_limit"}},
		"a drop of sixty":   {decide.Input{Vector: vector(nil), Previous: 665}, 605, "good", decide.OutcomeFlag, nil, []string{"score_drop"}},
		"a smaller drop":    {decide.Input{Vector: vector(nil), Previous: 664}, 605, "good", decide.OutcomePass, nil, nil},
		"a first score":     {decide.Input{Vector: vector(nil), Previous: 0}, 605, "good", decide.OutcomePass, nil, nil},
		"set by hand":       {decide.Input{Vector: vector(nil), Override: 700}, 700, "excellent", decide.OutcomePass, []string{"override"}, nil},
		"short old vectors": {decide.Input{Vector: vector(nil)[:40]}, 605, "good", decide.OutcomePass, nil, nil},
	}
	a := assessor(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := a.Assess(tt.in)
			var moved, flags []string
			for _, m := range r.Moved {
				moved = append(moved, m.Key)
			}
			for _, f := range r.Flags {
				flags = append(flags, f.Code)
			}
			if r.Score != tt.score || r.Band != tt.band || r.Outcome != tt.outcome || !slices.Equal(moved, tt.moved) || !slices.Equal(flags, tt.flags) {
				t.Errorf("result = %+v", r)
			}
		})
	}
}

func TestRulesThatAreOffCallNobody(t *testing.T) {
	p := decide.Default()
	for i := range p.Flags {
		p.Flags[i].On = false
	}
	a, err := decide.NewAssessor(card(), p)
	if err != nil {
		t.Fatal(err)
	}
	if r := a.Assess(decide.Input{Vector: vector(map[string]float64{"standing_last": 6, "name_match": 0})}); r.Outcome != decide.OutcomePass {
		t.Errorf("result = %+v", r)
	}
}

// TestTheReferenceMovesReasonsAlone: a policy chooses what reasons are counted against, and nothing else of a result moves.
func TestTheReferenceMovesReasonsAlone(t *testing.T) {
	c := card()
	for i, counts := range [][]int{{80, 20, 0}, {50, 50, 0}, {10, 90, 0}} { // means 20, −15 and 9
		for j, n := range counts {
			c.Factors[i].Bins[j].Count = n
		}
	}
	in := decide.Input{Vector: vector(map[string]float64{"standing_last": 2, "utilisation_now": 0.2, "name_match": 1})}
	var results []decide.Result
	for _, from := range score.References() {
		p := decide.Default()
		p.Reasons.Reference = from
		a, err := decide.NewAssessor(c, p)
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, a.Assess(in))
		if got := a.Explain(in).Reasons; len(got) != 1 || got[0].Lost != results[len(results)-1].Reasons[0].Points {
			t.Errorf("%s: breakdown says %+v, the result %+v", from, got, results[len(results)-1].Reasons)
		}
	}
	if lost := [2]int{results[0].Reasons[0].Points, results[1].Reasons[0].Points}; lost != [2]int{200, 160} {
		t.Errorf("lost %v, want 200 against the best and 160 against the mean", lost)
	}
	results[1].Reasons = results[0].Reasons
	if diff := cmp.Diff(results[0], results[1]); diff != "" {
		t.Errorf("(-best +mean):\n%s", diff)
	}
}

// TestAPolicyFromBeforeTheReferenceIsReadAndWrittenAsItWas keeps decisions of old versions replayable, and their documents'
// bytes and hashes.
func TestAPolicyFromBeforeTheReferenceIsReadAndWrittenAsItWas(t *testing.T) {
	old := decide.Default()
	old.Reasons = decide.Reasons{}
	b, err := json.Marshal(old)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte("reference")) {
		t.Errorf("an old document gained a field: %s", b)
	}
	was, now := assessorOf(t, old), assessor(t)
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		result, err := now.Assess(in).Encode()
		if err != nil {
			t.Fatal(err)
		}
		if identical, again, err := was.Replay(in.Encode(), result); err != nil || !identical {
			t.Fatalf("%v: %+v", err, again)
		}
	})
}

func TestAssessorRefusesWhatItCannotMeasure(t *testing.T) {
	for name, change := range map[string]func(*decide.Policy){
		"cap":       func(p *decide.Policy) { p.Caps[0].Factor = "mood" },
		"flag":      func(p *decide.Policy) { p.Flags[0].Measure = "mood" },
		"reference": func(p *decide.Policy) { p.Reasons.Reference = "mood" },
	} {
		p := decide.Default()
		change(&p)
		if _, err := decide.NewAssessor(card(), p); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	c := card()
	c.Factors[0].Key = "mood"
	if _, err := decide.NewAssessor(c, decide.Default()); err == nil {
		t.Error("card: accepted")
	}
}

// drawInput draws any input, missing values among them.
func drawInput(t *rapid.T) decide.Input {
	value := rapid.OneOf(rapid.Just(math.NaN()), rapid.Float64Range(-3, 8), rapid.Map(rapid.IntRange(-2, 6), func(i int) float64 { return float64(i) }))
	score := rapid.OneOf(rapid.Just(0), rapid.IntRange(decide.ScoreMin, decide.ScoreMax))
	return decide.Input{
		Vector:   rapid.SliceOfN(value, len(factor.Catalogue), len(factor.Catalogue)).Draw(t, "vector"),
		Previous: score.Draw(t, "previous"), Override: score.Draw(t, "override"),
	}
}

// TestLinesAlwaysSumToTheScore holds for the short result and for the readable breakdown.
func TestLinesAlwaysSumToTheScore(t *testing.T) {
	a := assessor(t)
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		r := a.Assess(in)
		sum := r.Base
		for _, p := range r.Points {
			sum += p
		}
		for _, m := range r.Moved {
			sum += m.Points
		}
		if sum != r.Score || r.Score < decide.ScoreMin || r.Score > decide.ScoreMax || r.Band == "" {
			t.Fatalf("lines sum to %d, result %+v", sum, r)
		}
		b := a.Explain(in)
		sum = 0
		for _, l := range b.Lines {
			sum += l.Points
		}
		if sum != r.Score || b.Score != r.Score {
			t.Fatalf("breakdown sums to %d and says %d, result says %d", sum, b.Score, r.Score)
		}
	})
}

// TestStoredDecisionsReplayToTheBit encodes input and result, and finds every changed byte.
func TestStoredDecisionsReplayToTheBit(t *testing.T) {
	a := assessor(t)
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		input := in.Encode()
		back, err := decide.DecodeInput(input)
		if err != nil || !bytes.Equal(back.Encode(), input) || back.Previous != in.Previous || back.Override != in.Override {
			t.Fatalf("input came back as %+v, %v", back, err)
		}
		result, err := a.Assess(in).Encode()
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := decide.DecodeResult(result)
		if err != nil {
			t.Fatal(err)
		}
		again, err := decoded.Encode()
		if err != nil || !bytes.Equal(again, result) {
			t.Fatalf("result came back as %s, want %s", again, result)
		}
		if same, _, err := a.Replay(input, result); !same || err != nil {
			t.Fatalf("replay differs: %v", err)
		}
		changed := slices.Clone(result)
		changed[rapid.IntRange(0, len(changed)-1).Draw(t, "at")] ^= 1
		if same, _, err := a.Replay(input, changed); same || err != nil {
			t.Fatalf("a changed result replays as the same: %v", err)
		}
	})
}

func TestBrokenInputsAreRefused(t *testing.T) {
	whole := decide.Input{Vector: vector(nil)}.Encode()
	for name, b := range map[string][]byte{
		"empty": nil, "short": whole[:4], "other version": append([]byte{9}, whole[1:]...), "cut vector": whole[:len(whole)-1],
	} {
		if _, err := decide.DecodeInput(b); !errors.Is(err, decide.ErrInput) {
			t.Errorf("%s: err = %v", name, err)
		}
	}
	if _, err := decide.DecodeResult([]byte(`{"score":1,"mood":2}`)); err == nil {
		t.Error("a result with an unknown field was accepted")
	}
	if _, _, err := assessor(t).Replay(nil, nil); err == nil {
		t.Error("replay of nothing was accepted")
	}
}

func TestAssessorTellsWhatItWasMadeOf(t *testing.T) {
	a := assessor(t)
	if d := cmp.Diff(decide.Default(), a.Policy()); d != "" {
		t.Error(d)
	}
	if a.Evaluator().Card().ID != "small" {
		t.Errorf("card = %s", a.Evaluator().Card().ID)
	}
}

func BenchmarkAssess(b *testing.B) {
	a := assessor(b)
	in := decide.Input{Vector: vector(map[string]float64{"standing_last": 0, "utilisation_now": 0.2}), Previous: 600}
	b.ReportAllocs()
	for b.Loop() {
		a.Assess(in)
	}
}

// TestSmallLossesAreNoReasons holds a policy with a least beside one without: the reasons named are those of at least so many points, in
// the same order, the short result and the breakdown agree, and nothing else moves.
func TestSmallLossesAreNoReasons(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all, some := decide.Default(), decide.Default()
		all.Reasons.LeastPoints, some.Reasons.LeastPoints = 0, rapid.IntRange(0, decide.LeastPointsMax).Draw(t, "least")
		reference := rapid.SampledFrom([]score.Reference{"", score.ReferenceBest}).Draw(t, "reference")
		all.Reasons.Reference, some.Reasons.Reference = reference, reference
		small := card()
		for i := range small.Factors {
			for j := range small.Factors[i].Bins {
				small.Factors[i].Bins[j].Points = rapid.IntRange(-12, 12).Draw(t, "points")
			}
		}
		before, err := decide.NewAssessor(small, all)
		if err != nil {
			t.Fatal(err)
		}
		after, err := decide.NewAssessor(small, some)
		if err != nil {
			t.Fatal(err)
		}
		in := drawInput(t)
		was, is := before.Assess(in), after.Assess(in)
		want := slices.DeleteFunc(slices.Clone(was.Reasons), func(l decide.Lost) bool { return l.Points < some.Reasons.LeastPoints })
		if !slices.Equal(is.Reasons, want) {
			t.Fatalf("from %d points: %v of %v", some.Reasons.LeastPoints, is.Reasons, was.Reasons)
		}
		explained := after.Explain(in)
		if len(explained.Reasons) != len(want) {
			t.Fatalf("the breakdown names %v, the result %v", explained.Reasons, want)
		}
		for i, r := range explained.Reasons {
			if r.Code != want[i].Code || r.Lost != want[i].Points {
				t.Fatalf("the breakdown names %v, the result %v", explained.Reasons, want)
			}
		}
		if d := cmp.Diff(before.Explain(in).Lines, explained.Lines); d != "" {
			t.Fatalf("lines moved: %s", d)
		}
		was.Reasons, is.Reasons = nil, nil
		if d := cmp.Diff(was, is); d != "" {
			t.Fatalf("more than reasons moved: %s", d)
		}
	})
}

// TestDecisionsFromBeforeThereWasALeastReplay: a document without the field names every loss, and writes itself without it.
func TestDecisionsFromBeforeThereWasALeastReplay(t *testing.T) {
	old := decide.Default()
	old.Reasons.LeastPoints = 0
	b, err := json.Marshal(old)
	if err != nil || bytes.Contains(b, []byte("least_points")) {
		t.Fatalf("%v: the hash of old documents would change", err)
	}
	tiny := card()
	tiny.Factors[0].Bins[2].Points = 59
	a, err := decide.NewAssessor(tiny, old)
	if err != nil {
		t.Fatal(err)
	}
	in := decide.Input{Vector: vector(map[string]float64{"utilisation_now": .1, "name_match": 1})}
	if r := a.Assess(in); len(r.Reasons) != 1 || r.Reasons[0].Points != 1 {
		t.Errorf("a loss of one point is gone: %+v", r.Reasons)
	}
}

func TestTheLeastOfAReasonIsBounded(t *testing.T) {
	for least, bad := range map[int]bool{-1: true, 0: false, decide.LeastPointsMax: false, decide.LeastPointsMax + 1: true} {
		p := decide.Default()
		p.Reasons.LeastPoints = least
		if faults := p.Check(); (len(faults) > 0) != bad {
			t.Errorf("%d points: %v", least, faults)
		}
	}
}
