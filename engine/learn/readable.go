package learn

import (
	"math"
	"slices"

	"candor/engine/score"
)

// roughness is how far the points of joined bins may lie from their own, as the root of the mean square over the accounts. It is
// what a shape gives up to be read: a point or so of a factor, where 60 double the odds.
const roughness = 0.75

// part is neighbouring bins that share their points.
type part struct {
	bins   []int
	rows   float64
	points float64 // mean over the rows
}

// readable turns the shapes of the bags into bins with whole points: those of their mean, and each bag's own.
func (g *grid) readable(shapes [][]float64, per float64, book tally) []score.Bin {
	points := make([]float64, g.size)
	for i := range points {
		for _, s := range shapes {
			points[i] += float64(per*s[i]) / float64(len(shapes))
		}
	}
	var out []score.Bin
	var over *float64
	for _, p := range g.ordered(points) {
		bin := score.Bin{Kind: score.BinRange, Over: over}
		if last := p.bins[len(p.bins)-1]; last+1 < g.size {
			bin.UpTo = &g.cuts[last-g.first]
			over = bin.UpTo
		}
		out = append(out, g.fill(bin, p.bins, points, shapes, per, book))
	}
	for i, code := range g.codes {
		out = append(out, g.fill(score.Bin{Kind: score.BinCodes, Codes: []float64{code}}, []int{1 + i}, points, shapes, per, book))
	}
	return append(out, g.fill(score.Bin{Kind: score.BinMissing}, []int{0}, points, shapes, per, book))
}

// fill gives a bin what the grid's bins in it hold together.
func (g *grid) fill(bin score.Bin, bins []int, points []float64, shapes [][]float64, per float64, book tally) score.Bin {
	for _, i := range bins {
		bin.Count += g.rows[i]
		bin.Bad += g.bads[i]
	}
	bin.WoE = tally{good: float64(bin.Count - bin.Bad), bad: float64(bin.Bad)}.woe(book)
	bin.Points = int(math.Round(g.mean(bins, points)))
	for _, s := range shapes {
		bin.Bags = append(bin.Bags, int(math.Round(float64(per*g.mean(bins, s)))))
	}
	return bin
}

// mean over the rows of some bins; over the bins when they hold no row.
func (g *grid) mean(bins []int, of []float64) float64 {
	sum, n := 0.0, 0.0
	for _, i := range bins {
		sum += float64(float64(g.rows[i]) * of[i])
		n += float64(g.rows[i])
	}
	if n > 0 {
		return sum / n
	}
	for _, i := range bins {
		sum += of[i] / float64(len(bins))
	}
	return sum
}

// ordered joins neighbours among the ordinary bins, those first whose joining moves the fewest points of the fewest accounts, until
// the next would cost more roughness than there may be (Ward, Hierarchical grouping to optimize an objective function, JASA 58,
// 1963, on a line).
func (g *grid) ordered(points []float64) []part {
	var parts []part
	rows := 0.0
	for i := g.first; i < g.size; i++ {
		parts = append(parts, part{[]int{i}, float64(g.rows[i]), points[i]})
		rows += float64(g.rows[i])
	}
	left := float64(roughness*roughness) * rows
	for len(parts) > 1 {
		at, least := 0, math.Inf(1)
		for i := 1; i < len(parts); i++ {
			if c := cost(parts[i-1], parts[i]); c < least {
				at, least = i, c
			}
		}
		if least > left {
			break
		}
		left -= least
		a, b := parts[at-1], parts[at]
		n := a.rows + b.rows
		joint := part{slices.Concat(a.bins, b.bins), n, a.points}
		if n > 0 {
			joint.points = float64(float64(a.rows*a.points)+float64(b.rows*b.points)) / n
		}
		parts = slices.Concat(parts[:at-1], []part{joint}, parts[at+1:])
	}
	return parts
}

// cost is how much the sum of squared distances grows when two parts are joined.
func cost(a, b part) float64 {
	if a.rows+b.rows == 0 {
		return 0
	}
	d := a.points - b.points
	return float64(float64(a.rows*b.rows)/(a.rows+b.rows)) * float64(d*d)
}
