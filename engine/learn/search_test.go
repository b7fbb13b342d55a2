package learn

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"candor/engine/factor"
	"candor/engine/score"
)

// drawGroups draws neighbouring groups and the book that they make up.
func drawGroups(t *rapid.T) ([]group, tally) {
	var groups []group
	var book tally
	for i := range rapid.IntRange(1, 9).Draw(t, "groups") {
		g := group{upTo: float64(i)}
		g.good, g.bad = float64(rapid.IntRange(0, 60).Draw(t, "good")), float64(rapid.IntRange(0, 30).Draw(t, "bad"))
		if g.count() == 0 {
			g.good = 1
		}
		groups, book = append(groups, g), book.add(g.tally)
	}
	return groups, book.add(tally{1, 1})
}

// everyBinning tries all cuts between groups and returns the highest information value that the rules allow.
func everyBinning(groups []group, book tally, sign float64) float64 {
	var all tally
	for _, g := range groups {
		all = all.add(g.tally)
	}
	best := all.value(book)
	for cuts := range 1 << (len(groups) - 1) {
		var bins []tally
		var open tally
		for i, g := range groups {
			open = open.add(g.tally)
			if i+1 == len(groups) || cuts>>i&1 == 1 {
				bins, open = append(bins, open), tally{}
			}
		}
		value, allowed := 0.0, len(bins) <= maxBins
		for i, b := range bins {
			value += b.value(book)
			allowed = allowed && b.count() >= minBinShare*all.count() && (i == 0 || sign*(b.rate()-bins[i-1].rate()) > 0)
		}
		if allowed {
			best = max(best, value)
		}
	}
	return best
}

func TestTheSearchFindsTheBestBinningOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups, book := drawGroups(t)
		for _, sign := range []float64{-1, 1} {
			joined, value := optimum(groups, book, sign)
			if want := everyBinning(groups, book, sign); math.Abs(value-want) > 1e-9 {
				t.Fatalf("direction %v: value %v, the best is %v", sign, value, want)
			}
			var sum, seen float64
			for i, g := range joined {
				sum, seen = sum+g.value(book), seen+g.count()
				if i > 0 && sign*(g.rate()-joined[i-1].rate()) <= 0 {
					t.Fatalf("direction %v: rates %v then %v", sign, joined[i-1].rate(), g.rate())
				}
			}
			if math.Abs(sum-value) > 1e-9 || seen+2 != book.count() {
				t.Fatalf("the bins are worth %v and hold %v accounts, not %v and %v", sum, seen, value, book.count()-2)
			}
		}
	})
}

func TestBinsPartitionAnyValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 200).Draw(t, "accounts")
		s := sample{values: make([]float64, n), labels: make([]bool, n)}
		for i := range n {
			s.values[i] = rapid.OneOf(rapid.Just(math.NaN()), rapid.Just(-1.0), rapid.Float64Range(-3, 3)).Draw(t, "value")
			s.labels[i] = i == 0 || (i > 1 && rapid.Bool().Draw(t, "bad"))
		}
		s.book = tally{good: float64(n - countBads(s.labels)), bad: float64(countBads(s.labels))}
		spec := factor.Spec{Key: "x", Codes: []float64{-1, -2}, Direction: factor.None}
		b := s.bin(spec)
		f := score.Factor{Key: "x", Aspect: score.AspectCredit, Reason: "r", Bins: b.bins}
		card := score.Scorecard{
			Schema: score.Schema, ID: "x", Scale: score.Scale{Odds: 1, PDO: 1}, Max: 1, Factors: []score.Factor{f},
		}
		if err := card.Validate(); err != nil {
			t.Fatal(err)
		}
		counted := make([]int, len(b.bins))
		for _, x := range s.values {
			counted[f.BinOf(x)]++
		}
		for i, bin := range b.bins {
			if bin.Count != counted[i] {
				t.Fatalf("bin %d says %d accounts, its rule takes %d", i, bin.Count, counted[i])
			}
		}
	})
}

func TestCategoriesAreJoinedByTheirBadRate(t *testing.T) {
	s := sample{}
	for code, badOfTen := range []int{1: 5, 2: 1, 3: 5, 4: 1} {
		for i := range 400 {
			if code > 0 {
				s.values, s.labels = append(s.values, float64(code)), append(s.labels, i%10 < badOfTen)
			}
		}
	}
	s.book = tally{good: 1600 - float64(countBads(s.labels)), bad: float64(countBads(s.labels))}
	b := s.bin(factor.Spec{Key: "school", Codes: []float64{1, 2, 3, 4, 5}, Categorical: true})
	f := score.Factor{Bins: b.bins}
	if f.BinOf(1) != f.BinOf(3) || f.BinOf(2) != f.BinOf(4) || f.BinOf(1) == f.BinOf(2) {
		t.Errorf("bins %+v", b.bins)
	}
	if b.bins[f.BinOf(1)].WoE >= 0 || b.bins[f.BinOf(2)].WoE <= 0 {
		t.Errorf("the worse codes do not have the lower weight of evidence: %+v", b.bins)
	}
	if at := f.BinOf(5); b.bins[at].Kind != score.BinCodes {
		t.Errorf("a code that does not occur is in bin %d", at)
	}
	if at := f.BinOf(9); b.bins[at].Kind != score.BinMissing {
		t.Errorf("a code that is not listed is in bin %d", at)
	}
}

func TestAFewAccountsSayLittle(t *testing.T) {
	book := tally{good: 800, bad: 200}
	near(t, "an empty bin", tally{}.woe(book), 0)
	one, many := tally{bad: 1}.woe(book), tally{bad: 100}.woe(book)
	if !(many < one && one < 0 && one > -0.3) {
		t.Errorf("one bad account gives %v, a hundred %v", one, many)
	}
}

func TestBoundsAreTheShortestNumbersThatCutTheSame(t *testing.T) {
	tests := []struct{ a, c, want float64 }{
		{0.4372891, 0.4412, 0.44}, {1, 2, 1}, {0, 5, 0}, {-0.2, 0.7, -0.2}, {123456, 123499, 123460}, {0.1, math.Nextafter(0.1, 1), 0.1},
	}
	for _, tt := range tests {
		if got := between(tt.a, tt.c); got != tt.want {
			t.Errorf("between(%v, %v) = %v, want %v", tt.a, tt.c, got, tt.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Float64Range(-1e9, 1e9).Draw(t, "a")
		c := rapid.Float64Range(a, 1e10).Filter(func(c float64) bool { return c > a }).Draw(t, "c")
		if b := between(a, c); b < a || b >= c {
			t.Fatalf("between(%v, %v) = %v", a, c, b)
		}
	})
}
