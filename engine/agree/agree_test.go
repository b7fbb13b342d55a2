package agree_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"candor/engine/agree"
	"candor/engine/validate"
)

// near takes numbers for the same that differ by rounding, or that both do not exist.
var near = cmp.Comparer(func(a, b validate.Number) bool {
	return math.Abs(float64(a-b)) < 1e-9 || (!a.Known() && !b.Known())
})

// TestWorkedExamples: the two diagnosticians of Fleiss, Levin and Paik 2003, table 18.1 (kappa 0.68 there), and a table of two categories
// whose kappa is 0.4 by hand. The standard errors were computed with 40 digits from the formula as the paper of 1969 writes it:
//
//	1 / ((1−p_e)² √n) · √(Σ p_ii ((1−p_e) − (p_.i+p_i.)(1−p_o))² + (1−p_o)² Σ_{i≠j} p_ij (p_.i+p_j.)² − (p_o p_e − 2 p_e + p_o)²)
func TestWorkedExamples(t *testing.T) {
	for name, c := range map[string]struct {
		counts [][]int
		want   agree.Agreement
	}{
		"diagnoses": {[][]int{{75, 1, 4}, {5, 4, 1}, {0, 0, 10}}, agree.Agreement{
			N: 100, Same: 89, Observed: validate.Wilson(89, 100), Expected: 0.66,
			Kappa: validate.Estimate{Value: 0.67647058823529, Low: 0.50457595808609, High: 0.8483652183845}, Error: 0.087702953475212,
		}},
		"two categories": {[][]int{{20, 5}, {10, 15}}, agree.Agreement{
			N: 50, Same: 35, Observed: validate.Wilson(35, 50), Expected: 0.5,
			Kappa: validate.Estimate{Value: 0.4, Low: 0.15109229047666, High: 0.64890770952334}, Error: 0.1269960629311,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, agree.Measure(c.counts), near); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestWhatCannotBeMeasuredIsUnknown(t *testing.T) {
	for name, counts := range map[string][][]int{
		"nothing": nil, "no things": {{0, 0}, {0, 0}}, "a count below 0": {{3, -1}, {0, 3}}, "not square": {{1, 2, 3}, {4, 5, 6}}, "a short row": {{1, 2}, {3}},
	} {
		if a := agree.Measure(counts); a.N != 0 || a.Observed.Value.Known() || a.Kappa.Value.Known() || a.Error.Known() || !a.Few() {
			t.Errorf("%s: %+v", name, a)
		}
	}
	one := agree.Measure([][]int{{40, 0}, {0, 0}})
	if one.N != 40 || one.Same != 40 || one.Observed.Value != 1 || one.Kappa.Value.Known() || one.Error.Known() || one.Few() {
		t.Errorf("all in one category: %+v", one)
	}
}

func TestTooFewIsBelowThirty(t *testing.T) {
	if !agree.Measure([][]int{{20, 0}, {4, 5}}).Few() || agree.Measure([][]int{{20, 0}, {4, 6}}).Few() {
		t.Error("29 are too few, 30 are not")
	}
}

// counts is a table of 2 to 4 categories.
func counts(t *rapid.T, least int) [][]int {
	k := rapid.IntRange(2, 4).Draw(t, "categories")
	out := make([][]int, k)
	for i := range out {
		out[i] = rapid.SliceOfN(rapid.IntRange(least, 60), k, k).Draw(t, "row")
	}
	return out
}

func transposed(c [][]int) [][]int {
	out := make([][]int, len(c))
	for i := range c {
		for j := range c {
			out[i] = append(out[i], c[j][i])
		}
	}
	return out
}

func TestAgreementIsTheSameBothWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := counts(t, 0)
		a, b := agree.Measure(c), agree.Measure(transposed(c))
		if d := cmp.Diff(a, b, near); d != "" {
			t.Fatalf("the other way round: %s", d)
		}
		if !a.Kappa.Value.Known() {
			return
		}
		if a.Kappa.Low < -1 || a.Kappa.High > 1 || a.Kappa.Low > a.Kappa.Value || a.Kappa.High < a.Kappa.Value || a.Error < 0 {
			t.Fatalf("out of range: %+v", a)
		}
		if a.Kappa.Value > a.Observed.Value+1e-12 {
			t.Fatalf("kappa %v is above the agreement %v", a.Kappa.Value, a.Observed.Value)
		}
	})
}

func TestFullAgreementIsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := counts(t, 1)
		for i := range c {
			for j := range c {
				if i != j {
					c[i][j] = 0
				}
			}
		}
		if a := agree.Measure(c); a.Kappa != (validate.Estimate{Value: 1, Low: 1, High: 1}) || a.Error != 0 || a.Same != a.N {
			t.Fatalf("%+v", a)
		}
	})
}

// TestTheErrorIsThatOfTheDeltaMethod holds the formula against what it was derived from: the variance of kappa's linear part in the shares,
// (Σ p g² − (Σ p g)²) / n, with the gradient g taken by differences.
func TestTheErrorIsThatOfTheDeltaMethod(t *testing.T) {
	kappa := func(p []float64, k int) float64 {
		sum, po, pe := 0.0, 0.0, 0.0
		for _, v := range p {
			sum += v
		}
		for i := range k {
			row, column := 0.0, 0.0
			for j := range k {
				row, column = row+p[i*k+j]/sum, column+p[j*k+i]/sum
			}
			po, pe = po+p[i*k+i]/sum, pe+row*column
		}
		return (po - pe) / (1 - pe)
	}
	rapid.Check(t, func(t *rapid.T) {
		c := counts(t, 1)
		k, n, p := len(c), 0.0, []float64{}
		for _, v := range slices.Concat(c...) {
			n, p = n+float64(v), append(p, float64(v))
		}
		first, second := 0.0, 0.0
		for i := range p {
			p[i] /= n
		}
		for i, v := range p {
			const h = 1e-6
			p[i] = v + h
			up := kappa(p, k)
			p[i] = v - h
			g := (up - kappa(p, k)) / (2 * h)
			p[i] = v
			first, second = first+v*g, second+v*g*g
		}
		if got, want := float64(agree.Measure(c).Error), math.Sqrt((second-first*first)/n); math.Abs(got-want) > 1e-6*(1+want) {
			t.Fatalf("%v, by differences %v", got, want)
		}
	})
}

func TestShare(t *testing.T) {
	for name, c := range map[string]struct {
		sizes []int
		n     int
		want  []int
	}{
		"in proportion":       {[]int{60, 30, 10}, 10, []int{6, 3, 1}},
		"one for each":        {[]int{1000, 1, 1}, 5, []int{3, 1, 1}},
		"fewer than groups":   {[]int{5, 50, 7}, 2, []int{0, 2, 0}},
		"more than there are": {[]int{2, 0, 3}, 100, []int{2, 0, 3}},
		"equal claims":        {[]int{4, 4, 4}, 4, []int{2, 1, 1}},
		"nothing":             {nil, 3, []int{}},
		"none asked":          {[]int{3, 3}, 0, []int{0, 0}},
		"below none":          {[]int{3, -2}, -1, []int{0, 0}},
	} {
		if got := agree.Share(c.sizes, c.n); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestDrawDrawsWhatIsThereOnceAndTheSameAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(0, 200), 0, 12).Draw(t, "sizes")
		n, seed := rapid.IntRange(1, 100).Draw(t, "n"), rapid.Uint64().Draw(t, "seed")
		all, drawn := 0, 0
		got := agree.Draw(sizes, n, seed)
		for i, places := range got {
			all, drawn = all+sizes[i], drawn+len(places)
			for j, at := range places {
				if at < 0 || at >= sizes[i] || (j > 0 && at <= places[j-1]) {
					t.Fatalf("places %v of %d", places, sizes[i])
				}
			}
			if len(places) == 0 && sizes[i] > 0 && n >= len(sizes) {
				t.Fatalf("nothing of group %d", i)
			}
		}
		if drawn != min(n, all) {
			t.Fatalf("%d drawn of %d, asked for %d", drawn, all, n)
		}
		if d := cmp.Diff(got, agree.Draw(sizes, n, seed)); d != "" {
			t.Fatalf("drawn again: %s", d)
		}
	})
}

// TestEveryThingIsAsLikely draws 5 of 20 four thousand times: each is drawn 1,000 times but for chance, whose standard deviation is 27.
func TestEveryThingIsAsLikely(t *testing.T) {
	seen := make([]int, 20)
	for seed := range uint64(4000) {
		for _, at := range agree.Draw([]int{20}, 5, seed)[0] {
			seen[at]++
		}
	}
	for at, n := range seen {
		if n < 860 || n > 1140 {
			t.Errorf("place %d was drawn %d times", at, n)
		}
	}
}
