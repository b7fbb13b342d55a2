package learn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// book is n accounts whose true probability is the predicted one moved by off.
type book struct {
	pd, true []float64 // the predicted ones rise
	off      float64   // mean distance between them
}

func makeBook(r *rand.Rand, n int, off func(pd float64) float64) book {
	b := book{pd: make([]float64, n), true: make([]float64, n)}
	for i := range b.pd {
		b.pd[i] = 1 / (1 + math.Exp(-1.1*r.NormFloat64()))
	}
	slices.Sort(b.pd)
	for i, pd := range b.pd {
		b.true[i] = min(max(pd+off(pd), 0), 1)
		b.off += math.Abs(b.true[i]-pd) / float64(n)
	}
	return b
}

// sample is the calibration table of outcomes drawn anew.
func (b book) sample(r *rand.Rand) []CalibrationBin {
	const groups = 10
	table := make([]CalibrationBin, groups)
	for i, p := range b.true {
		g := &table[i*groups/len(b.true)]
		g.Count++
		g.Predicted += b.pd[i]
		if r.Float64() < p {
			g.Observed++
		}
	}
	for i := range table {
		table[i].Predicted /= float64(table[i].Count)
		table[i].Observed /= float64(table[i].Count)
	}
	return table
}

// Over many samples, the corrected error is near 0 where probabilities are right and near the true error where they are not, at
// the sizes of the public files; what is left of the bias is what ECECorrected says.
func TestCorrectedErrorIsNearTheTrueOne(t *testing.T) {
	right := func(float64) float64 { return 0 }
	same := func(off float64) func(float64) float64 { return func(float64) float64 { return off } }
	sure := func(pd float64) float64 { return 1/(1+math.Pow((1-pd)/pd, .8)) - pd } // log odds are a fifth too far from 0
	for i, c := range []struct {
		name       string
		rows       int
		off        func(float64) float64
		most, bias float64 // how far the mean may be from the true error, and where it is known to be
	}{
		{"right, heloc's size", 10_459, right, .0010, .0033},
		{"right, gastonstat's size", 4_454, right, .0018, .0052},
		{"0.02, heloc's size", 10_459, same(.02), .0010, -.0015},
		{"0.02, gastonstat's size", 4_454, same(.02), .0018, -.0032},
		{"0.04, heloc's size", 10_459, same(.04), .0010, -.0004},
		{"too sure, heloc's size", 10_459, sure, .0010, -.0003},
		{"too sure, gastonstat's size", 4_454, sure, .0018, -.0008},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(41, uint64(i)))
			b := makeBook(r, c.rows, c.off)
			const samples = 250
			plug, corrected, none := 0.0, 0.0, 0
			for range samples {
				table := b.sample(r)
				e := ECECorrected(table)
				plug, corrected = plug+ECE(table)/samples, corrected+e/samples
				if e == 0 {
					none++
				}
			}
			said := fmt.Sprintf("true %.4f, measured %.4f, corrected %.4f, 0 in %d of %d", b.off, plug, corrected, none, samples)
			t.Log(said)
			if math.Abs(corrected-b.off-c.bias) > c.most {
				t.Error(said)
			}
			if b.off == 0 && (none < samples/3 || none > samples*2/3) {
				t.Error(said)
			}
		})
	}
}

// Taking off chance once leaves more than half of what it adds to right probabilities: why ECECorrected does not.
func TestOneStepOfCorrectionIsNotEnough(t *testing.T) {
	r := rand.New(rand.NewPCG(43, 44))
	const samples = 250
	b := makeBook(r, 10_459, func(float64) float64 { return 0 })
	once, chance := 0.0, 0.0
	for range samples {
		table := b.sample(r)
		once += (2*ECE(table) - expectedECE(table, 1)) / samples
		chance += ECEChance(table) / samples
	}
	if once < .5*chance || once > .7*chance {
		t.Errorf("once corrected %.4f, chance %.4f", once, chance)
	}
}

func TestCorrectedErrorOfAnyTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var table []CalibrationBin
		for range rapid.IntRange(1, 12).Draw(t, "groups") {
			n := rapid.IntRange(1, 5000).Draw(t, "count")
			table = append(table, CalibrationBin{
				Count: n, Predicted: rapid.Float64Range(0, 1).Draw(t, "predicted"), Observed: float64(rapid.IntRange(0, n).Draw(t, "bad")) / float64(n),
			})
		}
		e, seen, chance := ECECorrected(table), ECE(table), ECEChance(table)
		if !(e >= 0 && e <= seen) {
			t.Fatalf("%v of %v", e, seen)
		}
		if e > 0 && seen <= chance*(1-1e-9) {
			t.Fatalf("%v though %v is within chance, %v", e, seen, chance)
		}
		if math.Abs(expectedECE(table, 0)-chance) > 1e-12 {
			t.Fatalf("%v by right probabilities, %v by ECEChance", expectedECE(table, 0), chance)
		}
		if e > 0 && e < seen*(1-1e-9) && math.Abs(expectedECE(table, e/seen)-seen) > 1e-9 {
			t.Fatalf("a table with %v would show %v, not %v", e, expectedECE(table, e/seen), seen)
		}
	})
	if e := ECECorrected([]CalibrationBin{{Count: 1 << 40, Predicted: .2, Observed: .25}}); math.Abs(e-.05) > 1e-6 {
		t.Errorf("of endless accounts %v", e)
	}
	if e := ECECorrected(nil); e != 0 {
		t.Errorf("of nothing %v", e)
	}
}
