package learn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"candor/engine/factor"
	"candor/engine/score"
)

// smooth makes accounts with so many factors, of which each third is smooth in the log odds, each third a step and each third noise,
// and a tenth of the values missing.
func smooth(rows, factors int) Data {
	r := rand.New(rand.NewPCG(uint64(rows), uint64(factors)))
	d := Data{Label: "bad", Rows: make([][]float64, rows), Labels: make([]bool, rows)}
	for j := range factors {
		d.Specs = append(d.Specs, factor.Spec{Key: fmt.Sprint("f", j), Aspect: score.AspectCredit, Direction: factor.None, Reason: fmt.Sprint("r", j/2)})
	}
	for i := range rows {
		row, odds := make([]float64, factors), -2.0
		for j := range row {
			row[j] = r.NormFloat64()
			switch {
			case j%3 == 0:
				odds += row[j] / 3
			case j%3 == 1 && row[j] > 1:
				odds += 0.5
			}
			if r.IntN(10) == 0 {
				row[j] = math.NaN()
			}
		}
		d.Rows[i], d.Labels[i] = row, r.Float64() < 1/(1+math.Exp(-odds))
	}
	return d
}

// BenchmarkTrain fits and validates with five folds, as a training does.
func BenchmarkTrain(b *testing.B) {
	for _, n := range [][2]int{{30_000, 23}, {150_000, 10}} {
		b.Run(fmt.Sprintf("%dx%d", n[0], n[1]), func(b *testing.B) {
			d := smooth(n[0], n[1])
			for b.Loop() {
				trained, err := Train(d, Options{Method: MethodBoosted, Seed: 7})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(trained.Report.AUC, "auc")
			}
			var memory runtime.MemStats
			runtime.ReadMemStats(&memory)
			b.ReportMetric(float64(memory.Sys>>20), "MB")
		})
	}
}

// BenchmarkBoostedCard scores thousands of different accounts by a boosted card, with its reasons.
func BenchmarkBoostedCard(b *testing.B) {
	d := smooth(8192, 45)
	trained, err := Train(d, Options{Method: MethodBoosted, Seed: 7, Folds: 2})
	if err != nil {
		b.Fatal(err)
	}
	keys := make([]string, len(d.Specs))
	for i, s := range d.Specs {
		keys[i] = s.Key
	}
	e, err := score.Compile(trained.Card, keys)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ReportMetric(float64(len(trained.Card.Factors)), "factors")
	var p score.Points
	for i := 0; b.Loop(); i++ {
		e.Evaluate(d.Rows[i&8191], &p)
	}
}
