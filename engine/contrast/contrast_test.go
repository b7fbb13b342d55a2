package contrast

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"candor/engine/learn"
	"candor/engine/score"
)

var bands = []score.Band{{Name: "poor", From: 350}, {Name: "fair", From: 550}, {Name: "good", From: 600}}

func TestMigrationCountsFromBandToBand(t *testing.T) {
	cells := Migration([]Pair{{Champion: 400, Challenger: 560, Count: 3}, {Champion: 549, Challenger: 350, Count: 2}, {Champion: 600, Challenger: 599, Count: 1}, {Champion: 300, Challenger: 950, Count: 4}}, bands)
	if d := cmp.Diff([][]int{{2, 3, 4}, {0, 0, 0}, {0, 1, 0}}, cells); d != "" {
		t.Error(d)
	}
	if got := Agreement(cells); got != 0.2 {
		t.Errorf("agreement %v", got)
	}
	if got := Agreement(Migration(nil, bands)); !math.IsNaN(got) {
		t.Errorf("agreement of nobody %v", got)
	}
	if got := Migration([]Pair{{Count: 1}}, nil); len(got) != 0 {
		t.Errorf("without bands %v", got)
	}
}

func TestSwapSetAtAnEqualShare(t *testing.T) {
	pairs := []Pair{
		{Champion: 700, Challenger: 650, Count: 40, Known: 40, Bad: 1}, {Champion: 620, Challenger: 500, Count: 10, Known: 10, Bad: 4},
		{Champion: 500, Challenger: 630, Count: 10, Known: 5}, {Champion: 400, Challenger: 400, Count: 40},
	}
	s := Swap(pairs, 600)
	want := Swapped{
		ChampionCut: 600, ChallengerCut: 630, ChampionShare: 0.5, ChallengerShare: 0.5,
		Both: Side{40, 40, 1}, Lost: Side{10, 10, 4}, Gained: Side{10, 5, 0}, Neither: Side{40, 0, 0},
	}
	if d := cmp.Diff(want, s); d != "" {
		t.Error(d)
	}
	if s.Lost.BadRate() != 0.4 || !math.IsNaN(s.Neither.BadRate()) {
		t.Errorf("bad rates %v, %v", s.Lost.BadRate(), s.Neither.BadRate())
	}
	if s := Swap(pairs, 951); s.Neither.Count != 100 || s.ChallengerShare != 0 {
		t.Errorf("nobody is approved: %+v", s)
	}
	if s := Swap(pairs, 350); s.Both.Count != 100 {
		t.Errorf("all are approved: %+v", s)
	}
	if s := Swap(nil, 600); s != (Swapped{ChampionCut: 600}) {
		t.Errorf("of nobody: %+v", s)
	}
}

func drawPairs(t *rapid.T) []Pair {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Pair {
		known := rapid.IntRange(0, 5).Draw(t, "known")
		return Pair{
			Champion: rapid.IntRange(350, 950).Draw(t, "champion"), Challenger: rapid.IntRange(350, 950).Draw(t, "challenger"),
			Count: known + rapid.IntRange(1, 5).Draw(t, "more"), Known: known, Bad: rapid.IntRange(0, known).Draw(t, "bad"),
		}
	}), 0, 40).Draw(t, "pairs")
}

// TestNobodyIsLostInAComparison: the parts of every picture add up to the book, and the two
// shares of a swap set differ by no more than the accounts of one score.
func TestNobodyIsLostInAComparison(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pairs := drawPairs(t)
		total := Total(pairs)
		sum := 0
		for _, row := range Migration(pairs, bands) {
			for _, n := range row {
				sum += n
			}
		}
		s := Swap(pairs, rapid.IntRange(340, 960).Draw(t, "cut"))
		a, b := Histogram(pairs, 350, 950, 10)
		if sum != total || s.Both.Count+s.Lost.Count+s.Gained.Count+s.Neither.Count != total || sumOf(a) != total || sumOf(b) != total {
			t.Fatalf("%d accounts become %d, %+v, %d and %d", total, sum, s, sumOf(a), sumOf(b))
		}
		most := map[int]int{}
		for _, p := range pairs {
			most[p.Challenger] += p.Count
		}
		widest := 0
		for _, n := range most {
			widest = max(widest, n)
		}
		if gap := abs(s.Lost.Count - s.Gained.Count); gap > widest {
			t.Errorf("the shares differ by %d accounts", gap)
		}
		if psi := PSI(pairs); total > 0 && !(psi >= 0) {
			t.Errorf("PSI %v", psi)
		}
	})
}

func sumOf(list []int) int {
	n := 0
	for _, v := range list {
		n += v
	}
	return n
}

func TestPSIOfTheSameScoresIsNothing(t *testing.T) {
	var same, shifted []Pair
	for s := 400; s < 900; s += 5 {
		same = append(same, Pair{Champion: s, Challenger: s, Count: 3})
		shifted = append(shifted, Pair{Champion: s, Challenger: s - 120, Count: 3})
	}
	if got := PSI(same); got != 0 {
		t.Errorf("PSI %v", got)
	}
	if got := PSI(shifted); got < 0.25 {
		t.Errorf("PSI of a shift %v", got)
	}
	if got := PSI(nil); !math.IsNaN(got) {
		t.Errorf("PSI of nobody %v", got)
	}
}

// TestAUCsAreThoseOfTheTrainer holds both areas against learn.AUC, on scores with many ties.
func TestAUCsAreThoseOfTheTrainer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(t, "n")
		a := rapid.SliceOfN(rapid.IntRange(350, 370), n, n).Draw(t, "champion")
		b := rapid.SliceOfN(rapid.IntRange(350, 370), n, n).Draw(t, "challenger")
		bad := rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, "bad")
		got := CompareAUC(a, b, bad)
		if got.Bads == 0 || got.Bads == n {
			if got.Champion != 0 || got.Enough() {
				t.Fatalf("one class: %+v", got)
			}
			return
		}
		for i, scores := range [][]int{a, b} {
			risk := make([]float64, n)
			for j, s := range scores {
				risk[j] = -float64(s)
			}
			if want, have := learn.AUC(risk, bad), []float64{got.Champion, got.Challenger}[i]; math.Abs(want-have) > 1e-12 {
				t.Fatalf("area %v, want %v", have, want)
			}
		}
		if got.Low > got.Difference || got.High < got.Difference || math.IsNaN(got.Low) {
			t.Errorf("%+v", got)
		}
		if same := CompareAUC(a, a, bad); min(same.Bads, same.Rows-same.Bads) > 1 && (same.Low != 0 || same.High != 0) {
			t.Errorf("the same scores differ: %+v", same)
		}
	})
}

// TestTheIntervalHoldsWhatItClaims draws many samples of two scores that are equally good:
// about 95 of 100 intervals hold 0.
func TestTheIntervalHoldsWhatItClaims(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 7))
	held := 0
	const draws, n = 600, 240
	for range draws {
		a, b, bad := make([]int, n), make([]int, n), make([]bool, n)
		for i := range n {
			bad[i] = i%4 == 0
			base := 600 + 40*r.NormFloat64()
			if bad[i] {
				base -= 45
			}
			a[i], b[i] = int(base+30*r.NormFloat64()), int(base+30*r.NormFloat64())
		}
		if c := CompareAUC(a, b, bad); c.Low <= 0 && c.High >= 0 {
			held++
		}
	}
	if share := float64(held) / draws; share < 0.92 || share > 0.98 {
		t.Errorf("%.3f of the intervals hold the truth", share)
	}
}
