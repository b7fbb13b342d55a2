package validate

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"candor/engine/learn"
)

// drawn is a small sample with ties, of both classes.
func drawn(t *rapid.T) (risk []float64, bad []bool) {
	n := rapid.IntRange(4, 40).Draw(t, "accounts")
	risk, bad = make([]float64, n), make([]bool, n)
	for i := range n {
		risk[i], bad[i] = float64(rapid.IntRange(0, 8).Draw(t, "risk")), rapid.Bool().Draw(t, "bad")
	}
	bad[0], bad[1], bad[2], bad[3] = true, false, true, false
	return risk, bad
}

func TestAreaEqualsThatOfTraining(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		risk, bad := drawn(t)
		want := learn.AUC(risk, bad)
		if got := place(risk, bad).auc; math.Abs(got-want) > 1e-12 {
			t.Fatalf("AUC %v, want %v", got, want)
		}
		scores := make([]int, len(risk))
		for i, r := range risk {
			scores[i] = -int(r)
		}
		if got := float64(tallyScores(scores, bad).auc()); math.Abs(got-want) > 1e-12 {
			t.Fatalf("AUC by counting %v, want %v", got, want)
		}
	})
}

// slowCovariance is DeLong's formula as it is written, over all pairs.
func slowCovariance(a, b []float64, bad []bool) float64 {
	psi := func(bad, good float64) float64 {
		switch {
		case bad > good:
			return 1
		case bad == good:
			return 0.5
		}
		return 0
	}
	components := func(risk []float64) (v10, v01 []float64) {
		for i := range risk {
			sum, n := 0.0, 0.0
			for j := range risk {
				if bad[i] == bad[j] {
					continue
				}
				n++
				if bad[i] {
					sum += psi(risk[i], risk[j])
				} else {
					sum += psi(risk[j], risk[i])
				}
			}
			if bad[i] {
				v10 = append(v10, sum/n)
			} else {
				v01 = append(v01, sum/n)
			}
		}
		return v10, v01
	}
	sample := func(x, y []float64) float64 {
		mx, my, sum := mean(x), mean(y), 0.0
		for i := range x {
			sum += (x[i] - mx) * (y[i] - my)
		}
		return sum / float64(len(x)-1) / float64(len(x))
	}
	a10, a01 := components(a)
	b10, b01 := components(b)
	return sample(a10, b10) + sample(a01, b01)
}

func TestMidRanksGiveDeLongsCovariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, bad := drawn(t)
		b := make([]float64, len(a))
		for i := range b {
			b[i] = float64(rapid.IntRange(0, 5).Draw(t, "other"))
		}
		for name, pair := range map[string][2][]float64{"variance": {a, a}, "covariance": {a, b}} {
			got, want := covariance(place(pair[0], bad), place(pair[1], bad)), slowCovariance(pair[0], pair[1], bad)
			if math.Abs(got-want) > 1e-12 {
				t.Fatalf("%s %v, want %v", name, got, want)
			}
		}
	})
}

// The bad accounts' risks are normal and shifted by one, so the true area is Φ(1/√2).
func TestIntervalHoldsTheTruth(t *testing.T) {
	const runs = 600
	r := rand.New(rand.NewPCG(3, 1))
	truth := Number(0.5 * math.Erfc(-0.5))
	held, apart := 0, 0
	for range runs {
		risk, other, bad := make([]float64, 200), make([]float64, 200), make([]bool, 200)
		for i := range risk {
			bad[i] = i%5 == 0
			shared := r.NormFloat64() + outcome(bad[i])
			risk[i], other[i] = shared+0.4*r.NormFloat64(), shared+0.4*r.NormFloat64()
			risk[i] = shared
		}
		p := place(risk, bad)
		if e := p.estimate(); e.Low <= truth && truth <= e.High {
			held++
		}
		noisy := place(other, bad)
		twice := make([]float64, len(other))
		for i := range twice {
			twice[i] = risk[i] + 0.4*r.NormFloat64()
		}
		if d := noisy.less(place(twice, bad)); d.P < 0.05 {
			apart++
		}
	}
	if share := float64(held) / runs; share < 0.92 || share > 0.98 {
		t.Errorf("the interval holds the true area in %.3f of the samples", share)
	}
	if share := float64(apart) / runs; share < 0.02 || share > 0.085 {
		t.Errorf("equally good models are told apart in %.3f of the samples", share)
	}
}

func TestAreasThatCannotBeCompared(t *testing.T) {
	bad := []bool{true, true, false, false}
	perfect, same := place([]float64{4, 3, 2, 1}, bad), place([]float64{8, 7, 2, 1}, bad)
	if e := perfect.estimate(); e != (Estimate{1, 1, 1}) {
		t.Errorf("perfect: %+v", e)
	}
	if d := perfect.less(same); d.Value != 0 || d.P != 1 {
		t.Errorf("equal models: %+v", d)
	}
	reversed := place([]float64{1, 2, 3, 4}, bad)
	if d := perfect.less(reversed); d.Value != 1 || d.P.Known() {
		t.Errorf("a difference without any variance: %+v", d)
	}
	for name, labels := range map[string][]bool{"all bad": {true, true}, "all good": {false, false}, "nobody": {}} {
		p := place(make([]float64, len(labels)), labels)
		if e := p.estimate(); e.Value.Known() || e.Low.Known() {
			t.Errorf("%s: %+v", name, e)
		}
		if d := p.less(p); d.Value.Known() || d.P.Known() {
			t.Errorf("%s: %+v", name, d)
		}
	}
	lone := place([]float64{3, 1, 2}, []bool{true, false, false})
	if e := lone.estimate(); e.Value != 1 || e.Low.Known() {
		t.Errorf("one bad account has no variance: %+v", e)
	}
}
