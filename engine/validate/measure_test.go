package validate_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor/engine/factor"
	"candor/engine/learn"
	"candor/engine/score"
	"candor/engine/validate"
)

// history draws accounts of four months. A higher "late" is riskier, "limit" safer, and "kind" a name with some meaning; the group
// "b" is riskier for reasons that no factor sees.
func history(rows int, seed uint64) learn.Data {
	r := rand.New(rand.NewPCG(seed, 1))
	aspect := score.AspectCredit
	d := learn.Data{Label: "made up", Groups: map[string][]string{}, Specs: []factor.Spec{
		{Key: "late", Aspect: aspect, Direction: factor.Down, Reason: "r1"}, {Key: "limit", Aspect: aspect, Direction: factor.Up, Reason: "r2"},
		{Key: "kind", Aspect: aspect, Direction: factor.None, Categorical: true, Codes: []float64{1, 2, 3}, Reason: "r3"},
	}}
	for i := range rows {
		late, limit, kind, group := r.NormFloat64(), r.NormFloat64(), float64(1+r.IntN(3)), "a"
		if r.IntN(3) == 0 {
			group = "b"
		}
		odds := -1.6 + 1.1*late - 0.7*limit + 0.4*(kind-2)
		if group == "b" {
			odds += 0.5
		}
		if r.IntN(15) == 0 {
			limit = math.NaN()
		}
		if r.IntN(40) == 0 {
			group = ""
		}
		d.Rows, d.Labels = append(d.Rows, []float64{late, limit, kind}), append(d.Labels, r.Float64() < 1/(1+math.Exp(-odds)))
		d.Months = append(d.Months, 202601+i%4)
		d.Groups["side"] = append(d.Groups["side"], group)
		d.Groups["name"] = append(d.Groups["name"], "n"+string(rune('a'+min(i, 4)/2)))
	}
	return d
}

func fit(d learn.Data) (score.Scorecard, error) { return learn.Fit(d, learn.Options{Seed: 7}) }

func trainedOn(d learn.Data) (learn.Trained, error) { return learn.Train(d, learn.Options{Seed: 7}) }

func trained(t *testing.T, d learn.Data) learn.Trained {
	t.Helper()
	out, err := trainedOn(d)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func measured(t *testing.T, d learn.Data, m learn.Trained, o validate.Options) validate.Report {
	t.Helper()
	r, err := validate.Measure(d, m, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReportHoldsWhatTheDataIs(t *testing.T) {
	d := history(6000, 1)
	m := trained(t, d)
	r := measured(t, d, m, validate.Options{Fit: fit, CutScore: 600})
	if a := r.Discrimination.AUC; !(a.Low < a.Value && a.Value < a.High) || a.Value < 0.75 || math.Abs(float64(a.Value)-m.Report.AUC) > 0.01 {
		t.Errorf("AUC %+v, in training %v", a, m.Report.AUC)
	}
	if len(r.Months) != 4 || r.Months[0].PSI.Known() || !r.Months[3].PSI.Known() || r.Months[3].PSI > 0.05 {
		t.Errorf("months %+v", r.Months)
	}
	if o := r.OutOfTime; o.Skipped != "" || o.From != 202601 || o.To != 202603 || o.Month != 202604 || o.Rows != 1500 || o.AUC.Value < 0.74 || o.Change.P < 1e-4 {
		t.Errorf("out of time %+v", o)
	}
	for _, s := range r.Factors {
		if want := map[string]string{"late": validate.OrderKept, "limit": validate.OrderKept, "kind": validate.OrderFree}[s.Key]; s.Order != want {
			t.Errorf("%s: order %q, want %q", s.Key, s.Order, want)
		}
		count := 0
		for _, b := range s.Bins {
			count += b.Count
		}
		if count != len(d.Rows) {
			t.Errorf("%s: %d accounts in its bins", s.Key, count)
		}
	}
	// A card of three factors leans on the best of them, and nothing decides that it could be held against.
	if passed, failed, notDone := r.Passed(); passed != 9 || failed != 1 || notDone != 1 || r.Comparison.Skipped != validate.SkippedNone {
		t.Errorf("checks %+v", r.Checks)
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back validate.Report
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(back)
	if err != nil || string(again) != string(b) {
		t.Errorf("the report changes when it is read: %v", err)
	}
	if len(b) > 40_000 {
		t.Errorf("the report takes %d bytes", len(b))
	}
}

func TestFairnessFindsTheGroupThatIsWronged(t *testing.T) {
	d := history(6000, 2)
	r := measured(t, d, trained(t, d), validate.Options{CutScore: 640})
	a := r.Fairness[1]
	if a.Name != "side" || a.Base != "a" || a.Silent == 0 || len(a.Groups) != 2 {
		t.Fatalf("attribute %+v", a)
	}
	b := a.Groups[1]
	if b.Name != "b" || b.Gap.High >= 0 || b.Ratio == nil || b.Ratio.Value < 0.9 || b.AUC.Value < 0.7 || b.Approved == 0 {
		t.Errorf("the riskier group %+v", b)
	}
	if a.Groups[0].Ratio != nil || a.Widest < 0.03 || a.Lowest != b.Ratio.Value {
		t.Errorf("largest %+v, widest %v, lowest %v", a.Groups[0], a.Widest, a.Lowest)
	}
	n := r.Fairness[0]
	if n.Name != "name" || n.Hidden != 4 || len(n.Groups) != 1 || n.Lowest.Known() {
		t.Errorf("groups of two accounts are named: %+v", n)
	}
	small := d
	small.Groups = map[string][]string{"side": make([]string, len(d.Rows))}
	for i := range 50 {
		small.Groups["side"][i] = "x"
	}
	s := measured(t, small, trained(t, d), validate.Options{}).Fairness[0]
	if g := s.Groups[0]; !g.TooSmall || g.Count != 50 || g.BadRate != nil || s.Base != "" {
		t.Errorf("a group of fifty %+v", s)
	}
}

// Setting a factor missing by moving sums must equal setting it missing in the data.
func TestMissingFactorsAsIfTheDataHadNone(t *testing.T) {
	d := history(3000, 3)
	m := trained(t, d)
	r := measured(t, d, m, validate.Options{})
	for at, x := range r.Missing {
		without := d
		without.Rows = make([][]float64, len(d.Rows))
		risk := make([]float64, len(d.Rows))
		evaluator, err := score.Compile(m.Card, []string{"late", "limit", "kind"})
		if err != nil {
			t.Fatal(err)
		}
		column := map[string]int{"late": 0, "limit": 1, "kind": 2}[x.Key]
		total, largest := 0, 0
		for i, row := range d.Rows {
			gone := append([]float64{}, row...)
			gone[column] = math.NaN()
			before, after := evaluator.Explain(row, nil).Score, evaluator.Explain(gone, nil).Score
			risk[i] = -float64(after)
			total += after - before
			largest = max(largest, after-before, before-after)
		}
		if want := learn.AUC(risk, d.Labels); math.Abs(float64(x.AUC)-want) > 1e-12 {
			t.Errorf("%d %s: AUC %v, want %v", at, x.Key, x.AUC, want)
		}
		if math.Abs(float64(x.Mean)-float64(total)/float64(len(d.Rows))) > 1e-9 || max(x.Largest, -x.Largest) != largest {
			t.Errorf("%s: mean change %v, largest %v, want %v", x.Key, x.Mean, x.Largest, largest)
		}
	}
}

// alike takes numbers that differ by rounding alone for equal: sums in another order do.
var alike = cmp.Comparer(func(a, b validate.Number) bool {
	return a.Known() == b.Known() && (!a.Known() || math.Abs(float64(a-b)) < 1e-9)
})

func TestOrderOfRowsChangesNothing(t *testing.T) {
	d := history(3000, 4)
	m := trained(t, d)
	want := measured(t, d, m, validate.Options{})
	order := rand.New(rand.NewPCG(9, 9)).Perm(len(d.Rows))
	moved := learn.Data{Specs: d.Specs, Label: d.Label, Groups: map[string][]string{"side": nil, "name": nil}}
	again := learn.Trained{Card: m.Card, Report: m.Report}
	for _, i := range order {
		moved.Rows, moved.Labels, moved.Months = append(moved.Rows, d.Rows[i]), append(moved.Labels, d.Labels[i]), append(moved.Months, d.Months[i])
		for name := range moved.Groups {
			moved.Groups[name] = append(moved.Groups[name], d.Groups[name][i])
		}
		again.Out = append(again.Out, m.Out[i])
	}
	if diff := cmp.Diff(want, measured(t, moved, again, validate.Options{}), alike); diff != "" {
		t.Error(diff)
	}
}

func TestComparisonWithTheChampion(t *testing.T) {
	d := history(6000, 5)
	m := trained(t, d)
	same := measured(t, d, m, validate.Options{Champion: &m.Card}).Comparison
	if !same.SameRows || same.Difference.Value >= 0 || len(same.ROC) < 20 {
		t.Errorf("the same card %+v", same)
	}
	older := trained(t, history(6000, 6))
	r := measured(t, d, m, validate.Options{Champion: &older.Card})
	if c := r.Comparison; c.SameRows || c.Champion != older.Card.ID || math.Abs(float64(c.Difference.Value)) > 0.02 || c.Difference.P < 1e-6 {
		t.Errorf("another card %+v", c)
	}
	strange := m.Card
	strange.Factors = append([]score.Factor{}, m.Card.Factors...)
	strange.Factors[0].Key = "unheard_of"
	if c := measured(t, d, m, validate.Options{Champion: &strange}).Comparison; c.Skipped != validate.SkippedUnreadable || c.AUC != nil {
		t.Errorf("a card of other factors %+v", c)
	}
}

func TestOutOfTimeIsLeftOutWithItsReason(t *testing.T) {
	d := history(3000, 7)
	m := trained(t, d)
	month := func(of func(i int) int) learn.Data {
		c := d
		c.Months = make([]int, len(d.Rows))
		for i := range c.Months {
			c.Months[i] = of(i)
		}
		return c
	}
	for name, c := range map[string]struct {
		d    learn.Data
		o    validate.Options
		want string
	}{
		"no months":       {learn.Data{Specs: d.Specs, Rows: d.Rows, Labels: d.Labels}, validate.Options{Fit: fit}, validate.SkippedMonths},
		"one month":       {month(func(i int) int { return 202601 * (i % 2) }), validate.Options{Fit: fit}, validate.SkippedMonths},
		"nothing to fit":  {d, validate.Options{}, validate.SkippedFit},
		"a young history": {month(func(i int) int { return 202602 - i%100/99 }), validate.Options{Fit: fit}, validate.SkippedTrain},
		"a last few":      {month(func(i int) int { return 202601 + i%100/99 }), validate.Options{Fit: fit}, validate.SkippedTest},
	} {
		t.Run(name, func(t *testing.T) {
			if got := measured(t, c.d, m, c.o).OutOfTime; got.Skipped != c.want || got.AUC != nil {
				t.Errorf("%+v, want %q", got, c.want)
			}
		})
	}
	failed := errors.New("no fit today")
	_, err := validate.Measure(d, m, validate.Options{Fit: func(learn.Data) (score.Scorecard, error) { return score.Scorecard{}, failed }})
	if !errors.Is(err, failed) {
		t.Errorf("a fit that fails: %v", err)
	}
}

func TestMeasureRefusesPartsThatDoNotFit(t *testing.T) {
	d := history(3000, 8)
	m := trained(t, d)
	for name, c := range map[string]struct {
		change func(*learn.Data, *learn.Trained)
		want   string
	}{
		"nobody":           {func(d *learn.Data, _ *learn.Trained) { d.Rows, d.Labels = nil, nil }, "no accounts"},
		"fewer labels":     {func(d *learn.Data, _ *learn.Trained) { d.Labels = d.Labels[1:] }, "labels"},
		"fewer scores":     {func(_ *learn.Data, t *learn.Trained) { t.Out = t.Out[1:] }, "out of fold"},
		"fewer months":     {func(d *learn.Data, _ *learn.Trained) { d.Months = d.Months[1:] }, "months"},
		"fewer groups":     {func(d *learn.Data, _ *learn.Trained) { d.Groups = map[string][]string{"sex": {"x"}} }, `attribute "sex"`},
		"a short row":      {func(d *learn.Data, _ *learn.Trained) { d.Rows = append([][]float64{{1}}, d.Rows[1:]...) }, "row 0 has 1 values"},
		"a foreign card":   {func(d *learn.Data, _ *learn.Trained) { d.Specs = append([]factor.Spec{{Key: "x"}}, d.Specs[1:]...) }, "not in the catalogue"},
		"a card of no use": {func(_ *learn.Data, t *learn.Trained) { t.Card.Factors = nil }, "factors"},
	} {
		t.Run(name, func(t *testing.T) {
			d, m := d, m
			c.change(&d, &m)
			if _, err := validate.Measure(d, m, validate.Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one of %q", err, c.want)
			}
		})
	}
}
