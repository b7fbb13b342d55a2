package score

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawPair adds a pair of two drawn factors: axes of few bins without points, a cell for each two.
func drawPair(t *rapid.T, card *Scorecard) {
	a := rapid.IntRange(0, len(card.Factors)-1).Draw(t, "first of a pair")
	b := rapid.IntRange(0, len(card.Factors)-1).Draw(t, "second of a pair")
	if a == b {
		return
	}
	p := &Pair{Keys: [2]string{card.Factors[a].Key, card.Factors[b].Key}}
	for i, of := range []int{a, b} {
		for _, bin := range card.Factors[of].Bins {
			bin.Points, bin.Count = 0, 0
			p.Axes[i] = append(p.Axes[i], bin)
		}
	}
	if len(p.Axes[0])*len(p.Axes[1]) > MaxBins {
		return
	}
	f := Factor{Key: PairKey(p.Keys[0], p.Keys[1]), Aspect: AspectCredit, Reason: card.Factors[a].Reason, Pair: p}
	for range len(p.Axes[0]) * len(p.Axes[1]) {
		f.Bins = append(f.Bins, Bin{Kind: BinCell, Points: rapid.IntRange(-40, 40).Draw(t, "cell points"), Count: rapid.IntRange(0, 50).Draw(t, "cell count")})
	}
	card.Factors = append(card.Factors, f)
}

// A pair adds the points of the cell that its two values fall in, and everything else stays as it is without it.
func TestPairsAddTheirCells(t *testing.T) {
	pairs := 0
	rapid.Check(t, func(t *rapid.T) {
		card, keys := drawCard(t)
		vec := drawVector(t, card)
		alone := len(card.Factors)
		drawPair(t, &card)
		if len(card.Factors) == alone {
			return
		}
		pairs++
		from := rapid.SampledFrom(References()).Draw(t, "reference")
		e, err := CompileAgainst(card, keys, from)
		if err != nil {
			t.Fatal(err)
		}
		f := &card.Factors[alone]
		var at [2]int
		for i := range at {
			for j, key := range keys {
				if key == f.Pair.Keys[i] {
					at[i] = j
				}
			}
		}
		without := card
		without.Factors = card.Factors[:alone]
		want := obvious(without, vec, from)
		cell := f.Cell(vec[at[0]], vec[at[1]])
		var got Points
		e.Evaluate(vec, &got)
		if got.Sum != want.Sum+f.Bins[cell].Points || int(got.Bins[alone]) != cell {
			t.Fatalf("sum %d, cell %d: want %d and %d", got.Sum, got.Bins[alone], want.Sum+f.Bins[cell].Points, cell)
		}
		if diff := cmp.Diff(want.Bins[:alone], got.Bins[:alone]); diff != "" {
			t.Fatal(diff)
		}
		b := e.Explain(vec, nil)
		sum := 0
		for _, l := range b.Lines {
			sum += l.Points
		}
		if line := b.Lines[alone+1]; sum != b.Score || line.Key != f.Key || line.Other == nil ||
			line.Missing != (math.IsNaN(vec[at[0]]) || math.IsNaN(vec[at[1]])) {
			t.Fatalf("lines sum to %d of %d; %+v", sum, b.Score, line)
		}
		missing := want.Missing
		if b.Lines[alone+1].Missing {
			missing += f.Bins[cell].Points
		}
		if got.Missing != missing {
			t.Fatalf("%d points rest on missing data, want %d", got.Missing, missing)
		}
	})
	if pairs == 0 {
		t.Error("no pair was ever drawn")
	}
}

// paired is small with a pair of two of its factors.
func paired() Scorecard {
	card := small()
	p := &Pair{Keys: [2]string{"used", "worst"}}
	for i, at := range []int{1, 2} {
		for _, b := range card.Factors[at].Bins {
			b.Points = 0
			p.Axes[i] = append(p.Axes[i], b)
		}
	}
	f := Factor{Key: "used*worst", Aspect: AspectCredit, Reason: "high_utilisation", Pair: p}
	for i := range 9 {
		f.Bins = append(f.Bins, Bin{Kind: BinCell, Points: i})
	}
	card.Factors = append(card.Factors, f)
	return card
}

func TestPairsThatAreRefused(t *testing.T) {
	if err := paired().Validate(); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		change func(c *Scorecard, f *Factor)
		want   string
	}{
		"another key":       {func(_ *Scorecard, f *Factor) { f.Key = "used-worst" }, "no pair of"},
		"one key twice":     {func(_ *Scorecard, f *Factor) { f.Key, f.Pair.Keys[1] = "used*used", "used" }, "no pair of"},
		"points on an axis": {func(_ *Scorecard, f *Factor) { f.Pair.Axes[1][0].Points = 3 }, "axis 1 has points"},
		"an axis of a gap":  {func(_ *Scorecard, f *Factor) { f.Pair.Axes[0] = f.Pair.Axes[0][1:] }, "axis 0"},
		"a cell too few":    {func(_ *Scorecard, f *Factor) { f.Bins = f.Bins[1:] }, "8 cells of 3 by 3"},
		"a bin that is not": {func(_ *Scorecard, f *Factor) { f.Bins[2].Kind = BinMissing }, "bin 2 is no cell"},
		"a cell of codes":   {func(_ *Scorecard, f *Factor) { f.Bins[2].Codes = []float64{1} }, "bin 2 is no cell"},
		"more bad than all": {func(_ *Scorecard, f *Factor) { f.Bins[2].Bad = 1 }, "impossible"},
		"a factor after it": {func(c *Scorecard, _ *Factor) {
			c.Factors[3], c.Factors[4] = c.Factors[4], c.Factors[3]
		}, "follows a pair"},
	}
	for name, tt := range tests {
		card := paired()
		tt.change(&card, &card.Factors[4])
		if err := card.Validate(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want one that says %q", name, err, tt.want)
		}
	}
	if _, err := Compile(paired(), []string{"unused", "late", "used", "school"}); err == nil {
		t.Error("a key of a pair that is not in the catalogue was compiled")
	}
}

func TestAPairIsWrittenAndReadAsItIs(t *testing.T) {
	document, err := Write(paired())
	if err != nil {
		t.Fatal(err)
	}
	card, err := Read(document)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(paired(), card); diff != "" {
		t.Error(diff)
	}
}

// Not knowing a key moves to the cells of its missing bin, and nothing else.
func TestWithoutAKey(t *testing.T) {
	card := paired()
	if got, want := strings.Join(card.Keys(), " "), "late used worst school"; got != want {
		t.Errorf("keys %q, want %q", got, want)
	}
	f := &card.Factors[4]
	nan := math.NaN()
	for _, x := range [][2]float64{{0.2, 0}, {0.9, 5}, {nan, 5}, {0.2, nan}} {
		bin := f.Cell(x[0], x[1])
		if to, ok := f.WithoutKey("used", bin); !ok || to != f.Cell(nan, x[1]) {
			t.Errorf("%v without its first key: %d, %v", x, to, ok)
		}
		if to, ok := f.WithoutKey("worst", bin); !ok || to != f.Cell(x[0], nan) {
			t.Errorf("%v without its second key: %d, %v", x, to, ok)
		}
		if to, ok := f.WithoutKey("late", bin); ok || to != bin {
			t.Errorf("%v without a third key: %d, %v", x, to, ok)
		}
	}
	if to, ok := card.Factors[0].WithoutKey("late", 0); !ok || to != 4 {
		t.Errorf("a single factor without its key: %d, %v", to, ok)
	}
}
