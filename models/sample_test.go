package models

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var sampleNow = time.Date(2026, 11, 22, 6, 5, 0, 0, time.UTC)

func TestDrawSampleValidates(t *testing.T) {
	good := DrawSample{From: sampleNow.AddDate(0, 0, -30), Until: sampleNow, N: 30}
	for name, tt := range map[string]struct {
		change func(*DrawSample)
		want   map[string]string
	}{
		"good":            {func(*DrawSample) {}, nil},
		"a whole year":    {func(d *DrawSample) { d.From = d.Until.AddDate(0, 0, -SampleDays) }, nil},
		"none":            {func(d *DrawSample) { d.N = 0 }, map[string]string{"n": "sample_n"}},
		"too many":        {func(d *DrawSample) { d.N = SampleMost + 1 }, map[string]string{"n": "sample_n"}},
		"a negative seed": {func(d *DrawSample) { d.Seed = -1 }, map[string]string{"seed": "number"}},
		"a seed too big":  {func(d *DrawSample) { d.Seed = SampleSeedMost + 1 }, map[string]string{"seed": "number"}},
		"no period":       {func(d *DrawSample) { d.From, d.Until = time.Time{}, time.Time{} }, map[string]string{"from": "required", "until": "required"}},
		"backwards":       {func(d *DrawSample) { d.Until = d.From }, map[string]string{"until": "sample_period"}},
		"too long":        {func(d *DrawSample) { d.From = d.Until.AddDate(0, 0, -SampleDays-1) }, map[string]string{"until": "sample_long"}},
		"to come":         {func(d *DrawSample) { d.From, d.Until = sampleNow.Add(1), sampleNow.Add(2) }, map[string]string{"from": "sample_future"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := good
			tt.change(&d)
			var bad *Invalid
			got := map[string]string(nil)
			if errors.As(d.Validate(sampleNow), &bad) {
				got = map[string]string{}
				for field, p := range bad.Fields {
					got[field] = p.Code
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// someSample is a sample of judged and waiting items.
func someSample(t *rapid.T) *SampleDetail {
	n := rapid.IntRange(1, SampleMost).Draw(t, "items")
	d := &SampleDetail{Sample: Sample{ID: 1, Drawn: n}}
	for i := range n {
		by := rapid.IntRange(1, 4).Draw(t, "by")
		it := SampleItem{
			SampleID: 1, N: i + 1, FirstBy: ID(by), FirstName: fmt.Sprint("R", by%3), FirstWhy: "seen",
			First:   rapid.SampledFrom(sampleOutcomes[:]).Draw(t, "first"),
			Second:  rapid.SampledFrom([]CaseOutcome{"", CaseCleared, CaseConfirmed}).Draw(t, "second"),
			TopCode: rapid.SampledFrom([]string{"score_low", "over_limit", "manual"}).Draw(t, "code"),
		}
		d.Items = append(d.Items, it)
	}
	return d
}

func TestTableAndGridCountEveryJudgedItemOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := someSample(t)
		judged, same := 0, 0
		for i := range d.Items {
			if d.Items[i].Judged() {
				judged++
			}
			if d.Items[i].Same() {
				same++
			}
		}
		a := d.Agreement()
		if a.N != judged || a.Same != same {
			t.Fatalf("agreement counts %d of %d, the items %d of %d", a.Same, a.N, same, judged)
		}
		all, byCode := SampleShare{}, SampleShare{}
		g := d.Grid()
		for i, r := range g.Reviewers {
			all.Same, all.Whole = all.Same+r.All.Same, all.Whole+r.All.Whole
			for _, c := range r.ByCode {
				byCode.Same, byCode.Whole = byCode.Same+c.Same, byCode.Whole+c.Whole
			}
			if r.All.Whole == 0 || len(r.ByCode) != len(g.Codes) || (i > 0 && r.Name < g.Reviewers[i-1].Name) {
				t.Fatalf("row %+v", r)
			}
		}
		if want := (SampleShare{Same: same, Whole: judged}); all != want || byCode != want {
			t.Fatalf("rows count %+v, cells %+v, the items %+v", all, byCode, want)
		}
		if n := d.Next(); (n == 0) != (judged == len(d.Items)) || (n > 0 && d.Items[n-1].Judged()) {
			t.Fatalf("next = %d", n)
		}
	})
}

func TestBlindItemsSayNothingOfTheFirstDecision(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, it := range someSample(t).Items {
			b := it.Blind()
			if it.Judged() && b != it {
				t.Fatalf("a judged item lost something: %+v", b)
			}
			if !it.Judged() && (b.First != "" || b.FirstBy != 0 || b.FirstName != "" || b.FirstWhy != "" || !b.FirstAt.IsZero()) {
				t.Fatalf("an item that is not judged tells %+v", b)
			}
		}
	})
}

func TestJudge(t *testing.T) {
	cmd := JudgeSample{Outcome: CaseConfirmed, Reason: "the same card"}
	fresh := func() (*Sample, *SampleItem) { return &Sample{MadeBy: 7}, &SampleItem{First: CaseCleared} }
	s, i := fresh()
	if err := s.Judge(i, 7, cmd, sampleNow); err != nil || i.Second != CaseConfirmed || i.SecondWhy != cmd.Reason || !i.SecondAt.Equal(sampleNow) || s.Judged != 1 {
		t.Errorf("%+v %+v: %v", s, i, err)
	}
	if err := s.Judge(i, 7, cmd, sampleNow); !errors.Is(err, ErrState) || s.Judged != 1 {
		t.Errorf("twice: %v", err)
	}
	s, i = fresh()
	var refused *Refused
	if err := s.Judge(i, 8, cmd, sampleNow); !errors.As(err, &refused) || refused.Code != "not_yours" {
		t.Errorf("another's: %v", err)
	}
	for _, bad := range []JudgeSample{
		{Outcome: "unsure", Reason: "fine"}, {Reason: "fine"}, {Outcome: CaseCleared, Reason: "  "}, {Outcome: CaseCleared, Reason: strings.Repeat("x", ReasonMax+1)},
	} {
		var invalid *Invalid
		if err := s.Judge(i, 7, bad, sampleNow); !errors.As(err, &invalid) || i.Judged() || s.Judged != 0 {
			t.Errorf("%+v: %v", bad.Outcome, err)
		}
	}
}

func TestAgreementOfASampleByHand(t *testing.T) {
	d := &SampleDetail{}
	for _, row := range []struct {
		first, second CaseOutcome
		n             int
	}{{CaseCleared, CaseCleared, 20}, {CaseCleared, CaseConfirmed, 5}, {CaseConfirmed, CaseCleared, 10}, {CaseConfirmed, CaseConfirmed, 15}, {"", "", 9}} {
		for range row.n {
			d.Items = append(d.Items, SampleItem{First: row.first, Second: row.second})
		}
	}
	if a := d.Agreement(); a.N != 50 || math.Abs(float64(a.Kappa.Value)-0.4) > 1e-12 || a.Few() {
		t.Errorf("%+v", a)
	}
	if diff := cmp.Diff([][]int{{20, 5}, {10, 15}}, d.Table()); diff != "" {
		t.Error(diff)
	}
}

func TestMark(t *testing.T) {
	for s, want := range map[SampleShare]int{
		{}: SampleTooFew, {Same: 4, Whole: 4}: SampleTooFew, {Same: 4, Whole: 5}: SampleAgrees, {Same: 79, Whole: 100}: SampleParts,
		{Same: 3, Whole: 5}: SampleParts, {Same: 59, Whole: 100}: SampleFar, {Same: 0, Whole: 5}: SampleFar,
	} {
		if got := s.Mark(); got != want {
			t.Errorf("%+v: %d, want %d", s, got, want)
		}
	}
}
