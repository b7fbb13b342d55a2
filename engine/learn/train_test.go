package learn_test

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"candor/engine/factor"
	"candor/engine/learn"
	"candor/engine/score"
)

// The columns of made-up history.
const (
	useful = iota
	doubled
	noisy
	steady
	absent
	telling
	school
	columns
)

// specs describes made-up history.
func specs() []factor.Spec {
	all := make([]factor.Spec, columns)
	for i, key := range []string{"useful", "doubled", "noisy", "steady", "absent", "telling", "school"} {
		all[i] = factor.Spec{Key: key, Aspect: score.AspectCredit, Direction: factor.Down, Reason: "r_" + key}
	}
	all[useful].Codes = []float64{-1}
	all[school].Categorical, all[school].Codes = true, []float64{1, 2, 3}
	return all
}

// madeUp draws history in which a higher "useful" is riskier, "doubled" repeats it, and "telling" knows the outcome.
func madeUp(rows int, seed uint64) learn.Data {
	r := rand.New(rand.NewPCG(seed, 1))
	d := learn.Data{Specs: specs(), Label: "made up"}
	for range rows {
		x := r.NormFloat64()
		s := float64(1 + r.IntN(3))
		bad := r.Float64() < 1/(1+math.Exp(1.5-1.2*x-0.5*(s-2)))
		v := make([]float64, columns)
		v[useful], v[doubled], v[noisy], v[steady], v[absent], v[school] = x, math.Floor(x), r.Float64(), 4, math.NaN(), s
		if bad {
			v[telling] = 1
		}
		switch r.IntN(20) {
		case 0:
			v[useful] = math.NaN()
		case 1:
			v[useful] = -1
		}
		d.Rows, d.Labels = append(d.Rows, v), append(d.Labels, bad)
	}
	return d
}

// document writes a card and its report as bytes.
func document(t *testing.T, d learn.Data, o learn.Options) []byte {
	t.Helper()
	trained, err := learn.Train(d, o)
	if err != nil {
		t.Fatal(err)
	}
	card, report := trained.Card, trained.Report
	written, err := score.Write(card)
	if err != nil {
		t.Fatal(err)
	}
	measured, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	return append(written, measured...)
}

func TestTheSameDataAndSeedGiveTheSameBytesOnAnyNumberOfCores(t *testing.T) {
	d := madeUp(3000, 1)
	first := document(t, d, learn.Options{Seed: 7})
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	if !bytes.Equal(first, document(t, madeUp(3000, 1), learn.Options{Seed: 7})) {
		t.Error("training again on one core gave other bytes")
	}
	if bytes.Equal(first, document(t, d, learn.Options{Seed: 8})) {
		t.Error("another seed gave the same report")
	}
}

func TestFactorsThatCannotServeAreNamedInTheReport(t *testing.T) {
	trained, err := learn.Train(madeUp(4000, 2), learn.Options{Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	card, report := trained.Card, trained.Report
	why := map[string]string{}
	for _, x := range report.Dropped {
		why[x.Key] = x.Why
	}
	for key, want := range map[string]string{
		"steady": learn.DroppedConstant, "absent": learn.DroppedMissing, "telling": learn.DroppedLeaking, "noisy": learn.DroppedWeak,
	} {
		if why[key] != want {
			t.Errorf("%s is dropped as %q, want %q", key, why[key], want)
		}
	}
	kept := map[string]bool{}
	for _, f := range card.Factors {
		kept[f.Key] = true
	}
	if !kept["useful"] || !kept["school"] || kept["telling"] {
		t.Errorf("the card has %v", kept)
	}
	if len(card.Factors)+len(report.Dropped) != columns {
		t.Errorf("%d factors and %d dropped do not account for %d", len(card.Factors), len(report.Dropped), columns)
	}
}

func TestEveryFactorsPointsFollowItsBadRate(t *testing.T) {
	trained, err := learn.Train(madeUp(4000, 3), learn.Options{Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	card := trained.Card
	for _, f := range card.Factors {
		last := math.MaxInt
		for _, b := range f.Bins {
			if b.WoE > 0 && b.Points < 0 || b.WoE < 0 && b.Points > 0 {
				t.Errorf("%s: %d points for a weight of evidence of %v", f.Key, b.Points, b.WoE)
			}
			if b.Kind == score.BinRange {
				if b.Points > last {
					t.Errorf("%s: points rise to %d although a smaller value is safer", f.Key, b.Points)
				}
				last = b.Points
			}
		}
	}
}

func TestTheReportMeasuresWhatItSays(t *testing.T) {
	var steps []int
	trained, err := learn.Train(madeUp(4000, 4), learn.Options{Folds: 4, Seed: 7, Progress: func(done, all int) {
		steps = append(steps, done, all)
	}})
	if err != nil {
		t.Fatal(err)
	}
	card, r := trained.Card, trained.Report
	rows, bads, auc := 0, 0, 0.0
	for _, f := range r.Folds {
		rows, bads, auc = rows+f.Rows, bads+f.Bads, auc+f.AUC/4
	}
	if rows != 4000 || r.Rows != 4000 || bads != r.Bads || math.Abs(auc-r.AUC) > 1e-12 || math.Abs(2*r.AUC-1-r.Gini) > 1e-12 {
		t.Errorf("folds hold %d rows, %d bads, mean AUC %v: %+v", rows, bads, auc, r)
	}
	// The risk behind the labels reaches about 0.77 itself.
	if r.AUC < 0.70 || r.AUC > 0.80 || r.KS <= 0 || r.ECE > 0.05 || r.Brier > 0.2 {
		t.Errorf("AUC %v KS %v ECE %v Brier %v", r.AUC, r.KS, r.ECE, r.Brier)
	}
	if card.Training.SHA256 != r.SHA256 || card.Training.AUC != r.AUC || card.Label != "made up" {
		t.Errorf("the card says %+v", card.Training)
	}
	if len(steps) != 10 || steps[8] != 5 || steps[9] != 5 {
		t.Errorf("progress told %v", steps)
	}
}

func TestTrainingRefusesDataItCannotLearnFrom(t *testing.T) {
	change := func(f func(d *learn.Data)) learn.Data {
		d := madeUp(1500, 5)
		f(&d)
		return d
	}
	tests := []struct {
		name string
		data learn.Data
		o    learn.Options
		want string
	}{
		{"no factors", learn.Data{}, learn.Options{}, "no factors"},
		{"a label short", change(func(d *learn.Data) { d.Labels = d.Labels[1:] }), learn.Options{}, "1500 rows but 1499 labels"},
		{"a short row", change(func(d *learn.Data) { d.Rows[3] = d.Rows[3][1:] }), learn.Options{}, "row 3 has 6 values"},
		{"an infinite value", change(func(d *learn.Data) { d.Rows[3][0] = math.Inf(1) }), learn.Options{}, `row 3: factor "useful"`},
		{"one class", change(func(d *learn.Data) { clear(d.Labels) }), learn.Options{}, "labels are the same"},
		{"few bads", change(func(d *learn.Data) { clear(d.Labels[100:]) }), learn.Options{}, "want at least 200 of each"},
		{"one fold", madeUp(1500, 5), learn.Options{Folds: 1}, "1 folds"},
		{"nothing but noise", change(func(d *learn.Data) {
			for i := range d.Rows {
				d.Rows[i] = []float64{float64(i % 2), 0, 0, 0, 0, 0, 1}
				d.Labels[i] = i/2%3 == 0
			}
		}), learn.Options{}, "no factor tells"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := learn.Train(tt.data, tt.o); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one that says %q", err, tt.want)
			}
		})
	}
}

func TestFingerprintFollowsValuesLabelsAndKeys(t *testing.T) {
	base := madeUp(50, 6).Fingerprint()
	if again := madeUp(50, 6).Fingerprint(); again != base {
		t.Error("the same data has two fingerprints")
	}
	for name, change := range map[string]func(d *learn.Data){
		"value": func(d *learn.Data) { d.Rows[7][0] = math.Nextafter(d.Rows[7][0], 9) },
		"label": func(d *learn.Data) { d.Labels[7] = !d.Labels[7] },
		"key":   func(d *learn.Data) { d.Specs[0].Key = "other" },
	} {
		d := madeUp(50, 6)
		change(&d)
		if d.Fingerprint() == base {
			t.Errorf("another %s has the same fingerprint", name)
		}
	}
}
