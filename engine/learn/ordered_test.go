package learn

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"candor/engine/factor"
	"candor/engine/score"
)

// drawSlack draws an axis of so many bins: a free one, or one whose first bins are in an order.
func drawSlack(t *rapid.T, name string, bins int) slack {
	n := rapid.IntRange(0, bins).Draw(t, name+" ordered")
	if n == 0 {
		return slack{}
	}
	s := slack{order: make([]int, n), give: make([]int, n)}
	down := rapid.Bool().Draw(t, name+" down")
	for i := range n {
		s.order[i] = i
		if down {
			s.order[i] = n - 1 - i
		}
		if i > 0 {
			s.give[i] = rapid.IntRange(0, 12).Draw(t, name+" give")
		}
	}
	return s
}

// TestCellsKeepToTheSlackOfBothAxes draws any cells: the result keeps to it exactly, and cells that keep to it already are left alone.
func TestCellsKeepToTheSlackOfBothAxes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		height, width := rapid.IntRange(1, 8).Draw(t, "height"), rapid.IntRange(1, 8).Draw(t, "width")
		first, second := drawSlack(t, "first", height), drawSlack(t, "second", width)
		points := rapid.SliceOfN(rapid.Float64Range(-60, 60), height*width, height*width).Draw(t, "points")
		rows := rapid.SliceOfN(rapid.IntRange(0, 500), height*width, height*width).Draw(t, "rows")
		kept := keepOrder(points, rows, width, first, second)
		for i := 1; i < len(first.order); i++ {
			for b := range width {
				if fall := kept[first.order[i-1]*width+b] - kept[first.order[i]*width+b]; fall > first.give[i] {
					t.Fatalf("the first axis falls by %d, may by %d: %v", fall, first.give[i], kept)
				}
			}
		}
		for i := 1; i < len(second.order); i++ {
			for a := range height {
				if fall := kept[a*width+second.order[i-1]] - kept[a*width+second.order[i]]; fall > second.give[i] {
					t.Fatalf("the second axis falls by %d, may by %d: %v", fall, second.give[i], kept)
				}
			}
		}
		again := make([]float64, len(kept))
		for i, p := range kept {
			again[i] = float64(p)
		}
		if got := keepOrder(again, rows, width, first, second); !slices.Equal(got, kept) {
			t.Fatalf("cells that keep to it became %v, were %v", got, kept)
		}
	})
}

// TestOneLineIsNearest holds a single line against the known answer: neighbours in the wrong order share their mean by rows.
func TestOneLineIsNearest(t *testing.T) {
	s := slack{order: []int{0, 1, 2}, give: []int{0, 0, 4}}
	got := keepOrder([]float64{10, 4, -9}, []int{100, 200, 100}, 1, s, slack{})
	if want := []int{3, 3, -1}; !slices.Equal(got, want) { // with the last lifted by 4: (1000 + 800 - 500) / 400 for all three
		t.Errorf("got %v, want %v", got, want)
	}
}

// alongFactor lists the points of a card along one factor's values for a value of the other: its single shape, and every pair.
func alongFactor(card score.Scorecard, key string, cuts []float64, other int, pair score.Factor) []int {
	var list []int
	for i := range len(cuts) + 1 {
		x := math.Inf(1)
		if i < len(cuts) {
			x = cuts[i]
		}
		sum := 0
		for _, f := range card.Factors {
			if f.Key == key {
				sum += pointsAt(f.Bins, x)
			}
		}
		axis := slices.Index(pair.Pair.Keys[:], key)
		own := indexAt(pair.Pair.Axes[axis], x)
		width := len(pair.Pair.Axes[1])
		if axis == 0 {
			sum += pair.Bins[own*width+other].Points
		} else {
			sum += pair.Bins[other*width+own].Points
		}
		list = append(list, sum)
	}
	return list
}

func indexAt(bins []score.Bin, x float64) int {
	return slices.IndexFunc(bins, func(b score.Bin) bool { return b.Kind == score.BinRange && (b.UpTo == nil || x <= *b.UpTo) })
}

func pointsAt(bins []score.Bin, x float64) int { return bins[indexAt(bins, x)].Points }

// TestAPairDoesNotTurnWhatIsPromised trains on accounts where the true effect of a factor with a safe side turns with the other's
// value: on the card no sum of its shape and the cells does, for any bin of the other factor.
func TestAPairDoesNotTurnWhatIsPromised(t *testing.T) {
	for name, directions := range map[string][2]factor.Direction{
		"one up": {factor.Up, factor.None}, "one down": {factor.None, factor.Down}, "both": {factor.Down, factor.Up},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := together(4000, 1.5)
			d.Specs[0].Direction, d.Specs[1].Direction = directions[0], directions[1]
			card, err := Fit(d, Options{Method: MethodBoosted, Seed: 7, Pairs: 3})
			if err != nil {
				t.Fatal(err)
			}
			checked := 0
			for _, pair := range card.Factors {
				if pair.Pair == nil {
					continue
				}
				for axis, key := range pair.Pair.Keys {
					at := slices.IndexFunc(d.Specs, func(s factor.Spec) bool { return s.Key == key })
					checked += turns(t, card, pair, axis, d.Specs[at].Direction)
				}
			}
			if checked == 0 {
				t.Error("no pair holds a factor with a safe side")
			}
		})
	}
}

// turns fails where a sum goes against a direction, and counts what it looked at.
func turns(t *testing.T, card score.Scorecard, pair score.Factor, axis int, direction factor.Direction) (checked int) {
	if direction != factor.Up && direction != factor.Down {
		return 0
	}
	key := pair.Pair.Keys[axis]
	var cuts []float64
	for _, f := range append(card.Factors, score.Factor{Key: key, Bins: pair.Pair.Axes[axis]}) {
		for _, b := range f.Bins {
			if f.Key == key && b.Kind == score.BinRange && b.UpTo != nil {
				cuts = append(cuts, *b.UpTo)
			}
		}
	}
	slices.Sort(cuts)
	for other := range pair.Pair.Axes[1-axis] {
		list := alongFactor(card, key, cuts, other, pair)
		for i := 1; i < len(list); i++ {
			checked++
			if direction == factor.Up && list[i] < list[i-1] || direction == factor.Down && list[i] > list[i-1] {
				t.Errorf("%s in %s, bin %d of the other: %v", key, pair.Key, other, list)
				break
			}
		}
	}
	return checked
}
