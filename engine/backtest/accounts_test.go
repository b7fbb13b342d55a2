package backtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/limits"
	"candor/engine/score"
)

// cardOf scores by the share of the limit in use alone.
func cardOf(t testing.TB) score.Scorecard {
	t.Helper()
	spec, _, ok := factor.Lookup("utilisation_now")
	if !ok {
		t.Fatal("no factor utilisation_now")
	}
	return score.Scorecard{
		Schema: score.Schema, ID: "small", Scale: score.Scale{Score: 600, Odds: 3, PDO: 60}, Base: 600, Min: decide.ScoreMin, Max: decide.ScoreMax,
		Factors: []score.Factor{{Key: spec.Key, Aspect: spec.Aspect, Reason: spec.Reason, Bins: []score.Bin{
			{Kind: score.BinRange, UpTo: ptr(0.3), Points: 100}, {Kind: score.BinRange, Over: ptr(0.3), UpTo: ptr(0.9), Points: 0},
			{Kind: score.BinRange, Over: ptr(0.9), Points: -150}, {Kind: score.BinMissing, Points: -20},
		}}},
	}
}

func ptr(v float64) *float64 { return &v }

// book makes accounts of every kind.
func book(seed uint64, n int) []Assessed {
	r := rand.New(rand.NewPCG(seed, 5))
	_, at, _ := factor.Lookup("utilisation_now")
	list := make([]Assessed, n)
	for i := range list {
		v := factor.Compute(factor.Facts{})
		if r.IntN(10) > 0 {
			v[at] = r.Float64() * 1.5
		}
		list[i] = Assessed{
			Account: int64(i) + 1, Input: decide.Input{Vector: v, Previous: 400 + r.IntN(400)}.Encode(), LimitFen: r.Int64N(8_000_000),
			UsedFen: r.Int64N(1000), IncomeFen: r.Int64N(2) * 900_000, Labelled: r.IntN(3) > 0, Bad: r.IntN(4) == 0,
			Declared: map[string]string{"sex": []string{"female", "male"}[i%2]},
		}
	}
	return list
}

func assessorOf(t *rapid.T, card score.Scorecard, name string) *decide.Assessor {
	p := decide.Default()
	for i := range p.Flags {
		p.Flags[i].On = rapid.Bool().Draw(t, name+p.Flags[i].Code)
	}
	p.Flags[0].Threshold = float64(rapid.IntRange(380, 700).Draw(t, name+" score"))
	p.Bands[2].From = rapid.IntRange(560, 640).Draw(t, name+" band")
	p.Limits[2].CapFen = rapid.Int64Range(2_000_000, 8_000_000).Draw(t, name+" cap")
	a, err := decide.NewAssessor(card, p)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func sourceOf(list []Assessed) func(func(*Assessed) error) error {
	return func(each func(*Assessed) error) error {
		for i := range list {
			if err := each(&list[i]); err != nil {
				return err
			}
		}
		return nil
	}
}

// What a comparison of accounts says is counted again from assessments made one by one.
func TestAccountsAgainstPlainAssessments(t *testing.T) {
	card := cardOf(t)
	rapid.Check(t, func(t *rapid.T) {
		list := book(rapid.Uint64().Draw(t, "seed"), 150)
		o := AccountOptions{Current: assessorOf(t, card, "current"), Proposed: assessorOf(t, card, "proposed"), Name: func(id int64) string { return fmt.Sprint(id) }}
		got, err := CompareAccounts(sourceOf(list), o)
		if err != nil {
			t.Fatal(err)
		}
		var swap, bad [4]int
		bands, flags := map[string]int{}, map[string][2]int64{}
		var falls []int64
		var fallen, over int64
		flips := 0
		for _, a := range list {
			in, err := decide.DecodeInput(a.Input)
			if err != nil {
				t.Fatal(err)
			}
			now, then := o.Current.Assess(in), o.Proposed.Assess(in)
			at := 0
			if len(now.Flags) > 0 {
				at += 2
			}
			if len(then.Flags) > 0 {
				at++
			}
			swap[at]++
			if a.Labelled && a.Bad {
				bad[at]++
			}
			if at == 1 || at == 2 {
				flips++
			}
			bands[now.Band+">"+then.Band]++
			for i, r := range []decide.Result{now, then} {
				for _, f := range r.Flags {
					n := flags[f.Code]
					n[i]++
					flags[f.Code] = n
				}
			}
			was, _ := limits.Cap(o.Current.Policy().Limits, now.Band, a.IncomeFen)
			is, _ := limits.Cap(o.Proposed.Policy().Limits, then.Band, a.IncomeFen)
			if is < was {
				falls, fallen = append(falls, is-was), fallen+was-is
			}
			if a.LimitFen > is {
				over += a.LimitFen - is
			}
		}
		for i, s := range got.Swap {
			if s.Accounts != swap[i] || s.Bad != bad[i] {
				t.Fatalf("swap %d: %+v, counted %d and %d bad", i, s, swap[i], bad[i])
			}
		}
		for i, a := range got.BandsNow {
			for j, b := range got.BandsNew {
				if got.Bands[i][j] != bands[a+">"+b] {
					t.Fatalf("%s to %s: %d, counted %d", a, b, got.Bands[i][j], bands[a+">"+b])
				}
			}
		}
		for _, f := range got.Flags {
			if n := flags[f.Code]; f.Accounts.Current != n[0] || f.Accounts.Proposed != n[1] {
				t.Fatalf("flag %s: %+v, counted %v", f.Code, f.Accounts, n)
			}
		}
		for _, c := range got.Cells {
			flips -= c.Accounts
		}
		slices.Sort(falls)
		l := got.Limits
		if flips != 0 || l.Falls != len(falls) || l.FallFen != fallen || l.OverFen.Proposed != over || len(l.Largest) != min(len(falls), ExamplesMost) {
			t.Fatalf("limits %+v, counted %d falls of %d; %d flips are in no cell", l, len(falls), fallen, flips)
		}
		for i, f := range l.Largest {
			if f.CapFen.Change != falls[i] {
				t.Fatalf("fall %d is %d, counted %d", i, f.CapFen.Change, falls[i])
			}
		}
		if len(got.Segments) != 2 || got.Segments[0].Accounts+got.Segments[1].Accounts != len(list) {
			t.Fatalf("segments %+v", got.Segments)
		}
	})
}

func TestAccountsLeaveOutWhatCannotBeRead(t *testing.T) {
	card := cardOf(t)
	a, err := decide.NewAssessor(card, decide.Default())
	if err != nil {
		t.Fatal(err)
	}
	o := AccountOptions{Current: a, Proposed: a, Name: func(int64) string { return "" }}
	list := book(1, 3000)
	list[3].Input = nil
	got, err := CompareAccounts(sourceOf(list), o)
	if err != nil || got.Accounts != len(list)-1 || len(got.Skipped) != 1 || got.Moved != 0 || len(got.Cells) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	enough := errors.New("enough")
	o.Batched = func(int) error { return enough }
	if _, err := CompareAccounts(sourceOf(list), o); !errors.Is(err, enough) {
		t.Errorf("not stopped: %v", err)
	}
	if _, err := CompareAccounts(sourceOf(list), AccountOptions{Current: a}); err == nil {
		t.Error("compared with nothing")
	}
}

// A policy that switches links off somewhere does not see them there, and sees them elsewhere.
func TestAccountsAreAssessedWithoutWhatAPolicySwitchesOff(t *testing.T) {
	card := cardOf(t)
	live, draft := decide.Default(), decide.Default()
	draft.Switches.RelationshipsOff = []string{"NO"}
	var o AccountOptions
	var err error
	if o.Current, err = decide.NewAssessor(card, live); err != nil {
		t.Fatal(err)
	}
	if o.Proposed, err = decide.NewAssessor(card, draft); err != nil {
		t.Fatal(err)
	}
	o.Name = func(int64) string { return "" }
	v := factor.Compute(factor.Facts{})
	for key, value := range map[string]float64{"linked_sanctioned": 5, "name_match": 1} {
		_, at, _ := factor.Lookup(key)
		v[at] = value
	}
	input := decide.Input{Vector: v}.Encode()
	got, err := CompareAccounts(sourceOf([]Assessed{{Account: 1, Input: input, Jurisdiction: "NO"}, {Account: 2, Input: input, Jurisdiction: "CN"}}), o)
	if err != nil || got.Swap[2].Accounts != 1 || got.Swap[3].Accounts != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}
