package contrast

import (
	"cmp"
	"math"
	"slices"

	"candor/engine/learn"
	"candor/engine/score"
)

// Pair is how many accounts have one score by the champion and one by the challenger, how
// many of them have a known outcome, and how many of these are bad.
type Pair struct {
	Champion, Challenger int
	Count, Known, Bad    int
}

// Total is how many accounts the pairs hold.
func Total(pairs []Pair) int {
	n := 0
	for _, p := range pairs {
		n += p.Count
	}
	return n
}

// Migration counts accounts by the champion's band (rows) and the challenger's (columns), in
// the order of the bands. A score below the first band counts as the first.
func Migration(pairs []Pair, bands []score.Band) [][]int {
	cells := make([][]int, len(bands))
	for i := range cells {
		cells[i] = make([]int, len(bands))
	}
	for _, p := range pairs {
		if len(bands) > 0 {
			cells[bandAt(bands, p.Champion)][bandAt(bands, p.Challenger)] += p.Count
		}
	}
	return cells
}

func bandAt(bands []score.Band, points int) int {
	at := 0
	for i, b := range bands {
		if points >= b.From {
			at = i
		}
	}
	return at
}

// Agreement is the share of accounts that both put into the same band, within 0..1; NaN
// without accounts.
func Agreement(cells [][]int) float64 {
	same, all := 0, 0
	for i, row := range cells {
		for j, n := range row {
			all += n
			if i == j {
				same += n
			}
		}
	}
	return float64(same) / float64(all)
}

// Side is one cell of a swap set.
type Side struct{ Count, Known, Bad int }

func (s *Side) add(p Pair) {
	s.Count += p.Count
	s.Known += p.Known
	s.Bad += p.Bad
}

// BadRate is the share of bad among the known, NaN when none is known.
func (s Side) BadRate() float64 { return float64(s.Bad) / float64(s.Known) }

// Swapped is a swap set: who is approved by both, by one alone and by neither, when each
// approves from its own cut-off.
type Swapped struct {
	ChampionCut, ChallengerCut     int     // lowest score that is approved
	ChampionShare, ChallengerShare float64 // approved, within 0..1
	Both, Lost, Gained, Neither    Side    // Lost: by the champion alone; Gained: by the challenger alone
}

// Swap compares both at an equal share of approvals: the champion approves from cut, and the
// challenger from the score at which its share comes nearest to the champion's, the higher of
// two that are equally near. Scores are whole points, so that the shares can differ by the
// accounts of one score.
func Swap(pairs []Pair, cut int) Swapped {
	s := Swapped{ChampionCut: cut}
	total, approved := 0, 0
	counts := map[int]int{}
	for _, p := range pairs {
		total += p.Count
		counts[p.Challenger] += p.Count
		if p.Champion >= cut {
			approved += p.Count
		}
	}
	if total == 0 {
		return s
	}
	var given int
	s.ChallengerCut, given = nearest(counts, approved)
	s.ChampionShare, s.ChallengerShare = float64(approved)/float64(total), float64(given)/float64(total)
	for _, p := range pairs {
		was, would := p.Champion >= s.ChampionCut, p.Challenger >= s.ChallengerCut
		switch {
		case was && would:
			s.Both.add(p)
		case was:
			s.Lost.add(p)
		case would:
			s.Gained.add(p)
		default:
			s.Neither.add(p)
		}
	}
	return s
}

// nearest finds the cut-off that approves a number of accounts as nearly as it can.
func nearest(counts map[int]int, want int) (cut, given int) {
	scores := make([]int, 0, len(counts))
	for s := range counts {
		scores = append(scores, s)
	}
	slices.SortFunc(scores, func(a, b int) int { return cmp.Compare(b, a) })
	cut = scores[0] + 1 // approves nobody
	sum := 0
	for _, s := range scores {
		sum += counts[s]
		if abs(sum-want) >= abs(given-want) {
			break
		}
		cut, given = s, sum
	}
	return cut, given
}

func abs(n int) int { return max(n, -n) }

// Histogram counts both scores by steps of so many points from lowest up to highest; what
// lies outside counts at the nearest end.
func Histogram(pairs []Pair, lowest, highest, step int) (champion, challenger []int) {
	n := (highest - lowest + step - 1) / step
	champion, challenger = make([]int, n), make([]int, n)
	place := func(points int) int { return min(max((points-lowest)/step, 0), n-1) }
	for _, p := range pairs {
		champion[place(p.Champion)] += p.Count
		challenger[place(p.Challenger)] += p.Count
	}
	return champion, challenger
}

// PSI is the population stability index of the challenger's scores against deciles of the
// champion's, see learn.PSI; NaN without accounts.
func PSI(pairs []Pair) float64 {
	total := Total(pairs)
	if total == 0 {
		return math.NaN()
	}
	sorted := slices.Clone(pairs)
	slices.SortFunc(sorted, func(a, b Pair) int { return cmp.Compare(a.Champion, b.Champion) })
	var edges []int
	sum, decile := 0, 1
	for _, p := range sorted {
		sum += p.Count
		for ; decile < 10 && sum*10 > decile*total; decile++ {
			edges = append(edges, p.Champion)
		}
	}
	edges = slices.Compact(edges)
	before, now := make([]int, len(edges)+1), make([]int, len(edges)+1)
	for _, p := range pairs {
		i, _ := slices.BinarySearch(edges, p.Champion)
		before[i] += p.Count
		i, _ = slices.BinarySearch(edges, p.Challenger)
		now[i] += p.Count
	}
	return learn.PSI(before, now)
}
