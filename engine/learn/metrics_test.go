package learn

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// near fails when two numbers differ by more than rounding.
func near(t *testing.T, name string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 || math.IsNaN(got) != math.IsNaN(want) {
		t.Errorf("%s = %v, want %v", name, got, want)
	}
}

func TestRankMeasures(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name    string
		risk    []float64
		bad     []bool
		auc, ks float64
	}{
		{"perfect", []float64{1, 2, 3, 4}, []bool{false, false, true, true}, 1, 1},
		{"exactly wrong", []float64{4, 3, 2, 1}, []bool{false, false, true, true}, 0, 1},
		{"all tied", []float64{5, 5, 5, 5}, []bool{false, true, false, true}, 0.5, 0},
		{"one tie counts half", []float64{1, 2, 2, 3}, []bool{false, false, true, true}, 0.875, 0.5},
		{"one class", []float64{1, 2}, []bool{true, true}, nan, nan},
		{"nobody", nil, nil, nan, nan},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			near(t, "AUC", AUC(tt.risk, tt.bad), tt.auc)
			near(t, "KS", KS(tt.risk, tt.bad), tt.ks)
		})
	}
	near(t, "Gini", Gini(0.75), 0.5)
}

func TestAUCCountsPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "accounts")
		risk, bad := make([]float64, n), make([]bool, n)
		for i := range n {
			risk[i], bad[i] = float64(rapid.IntRange(0, 6).Draw(t, "risk")), rapid.Bool().Draw(t, "bad")
		}
		bad[0], bad[1] = true, false
		won, pairs := 0.0, 0.0
		for i := range n {
			for j := range n {
				if !bad[i] || bad[j] {
					continue
				}
				pairs++
				if risk[i] > risk[j] {
					won++
				} else if risk[i] == risk[j] {
					won += 0.5
				}
			}
		}
		if got := AUC(risk, bad); math.Abs(got-won/pairs) > 1e-12 {
			t.Fatalf("AUC %v, pairs say %v", got, won/pairs)
		}
	})
}

func TestProbabilityMeasures(t *testing.T) {
	pd, bad := []float64{0.1, 0.4, 0.8}, []bool{false, true, true}
	near(t, "Brier", Brier(pd, bad), (0.01+0.36+0.04)/3)
	near(t, "LogLoss", LogLoss(pd, bad), -(math.Log(0.9)+math.Log(0.4)+math.Log(0.8))/3)
	if got := LogLoss([]float64{0}, []bool{true}); math.IsInf(got, 0) {
		t.Error("one certain error makes the log loss infinite")
	}
}

func TestCalibrationCutsEqualCounts(t *testing.T) {
	var pd []float64
	var bad []bool
	for i := range 103 {
		pd, bad = append(pd, float64(i)/103), append(bad, i%4 == 0)
	}
	table := Calibration(pd, bad, 10)
	total, weighted := 0, 0.0
	for i, b := range table {
		total += b.Count
		weighted += float64(b.Count) * math.Abs(b.Predicted-b.Observed)
		if b.Count < 10 || b.Count > 11 {
			t.Errorf("group %d holds %d", i, b.Count)
		}
		if i > 0 && b.From < table[i-1].To {
			t.Errorf("group %d overlaps the one before", i)
		}
	}
	if len(table) != 10 || total != 103 {
		t.Errorf("%d groups of %d accounts", len(table), total)
	}
	near(t, "ECE", ECE(table), weighted/103)
	near(t, "ECE of a perfect table", ECE([]CalibrationBin{{Count: 3, Predicted: 0.2, Observed: 0.2}}), 0)
}

func TestPSI(t *testing.T) {
	near(t, "no change", PSI([]int{10, 20, 30}, []int{20, 40, 60}), 0)
	near(t, "half moved", PSI([]int{50, 50}, []int{25, 75}), -0.25*math.Log(0.5)+0.25*math.Log(1.5))
	near(t, "nobody", PSI([]int{0, 0}, []int{1, 2}), math.NaN())
	near(t, "other groups", PSI([]int{1}, []int{1, 2}), math.NaN())
	if got := PSI([]int{10, 0}, []int{5, 5}); math.IsInf(got, 0) || got <= 0 {
		t.Errorf("an empty group gives %v", got)
	}
	scores := make([]int, 1000)
	shifted := make([]int, 1000)
	for i := range scores {
		scores[i], shifted[i] = 400+i/2, 450+i/2
	}
	near(t, "the same scores", ScorePSI(scores, scores), 0)
	if got := ScorePSI(scores, shifted); got < 0.05 {
		t.Errorf("a shift by 50 points gives %v", got)
	}
	near(t, "no scores", ScorePSI(nil, scores), math.NaN())
}

func TestFoldsShareBadsEvenlyAndFollowTheSeed(t *testing.T) {
	labels := make([]bool, 1003)
	for i := range labels {
		labels[i] = i%9 == 0
	}
	a, b, other := deal(labels, 5, 7), deal(labels, 5, 7), deal(labels, 5, 8)
	rows, bads, moved := make([]int, 5), make([]int, 5), 0
	for i, f := range a {
		rows[f]++
		if labels[i] {
			bads[f]++
		}
		if b[i] != f {
			t.Fatal("the same seed dealt other folds")
		}
		if other[i] != f {
			moved++
		}
	}
	for f := range rows {
		if rows[f] < 200 || rows[f] > 202 || bads[f] < 22 || bads[f] > 23 {
			t.Errorf("fold %d: %d rows, %d bads", f, rows[f], bads[f])
		}
	}
	if moved < 500 {
		t.Errorf("another seed moved only %d rows", moved)
	}
}

func TestGeneratorIsSplitMix64(t *testing.T) {
	g := generator{state: 1234567}
	for i, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423} {
		if got := g.next(); got != want {
			t.Errorf("number %d is %d, want %d", i, got, want)
		}
	}
}

// The calibration error of probabilities that are right is what chance says, on average over many samples.
func TestCalibrationErrorOfRightProbabilitiesIsChance(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	seen, said := 0.0, 0.0
	const samples = 200
	for range samples {
		pd, bad := make([]float64, 2000), make([]bool, 2000)
		for i := range pd {
			pd[i] = 0.05 + 0.6*r.Float64()
			bad[i] = r.Float64() < pd[i]
		}
		table := Calibration(pd, bad, 10)
		seen, said = seen+ECE(table)/samples, said+ECEChance(table)/samples
	}
	if math.Abs(seen-said) > 0.05*said {
		t.Errorf("calibration error %.4f on average, by chance %.4f", seen, said)
	}
}
