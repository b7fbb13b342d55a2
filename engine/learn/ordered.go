package learn

import (
	"math"

	"candor/engine/factor"
	"candor/engine/score"
)

// Cells of a pair must not turn what is promised of a factor with a safe side: along it, points of its single shape and of a pair's
// cells together only go that way, whatever the other factor's value. The single shape's steps are what the cells may give back.

// slack is what the cells of one axis may give back between each two neighbouring ordinary bins, in points, seen in the direction
// in which points may not fall.
type slack struct {
	order []int // axis bins in that direction: the ordinary ones of a factor with a safe side, none for a free one
	give  []int // give[i] between order[i-1] and order[i]; give[0] is 0
}

// slackOf reads what the single shape's steps allow at the cuts of an axis. A factor without a line of its own allows nothing.
func slackOf(direction factor.Direction, bins []score.Bin, single []score.Bin) slack {
	if direction != factor.Up && direction != factor.Down {
		return slack{}
	}
	var s slack
	for i, b := range bins {
		if b.Kind == score.BinRange {
			s.order = append(s.order, i)
		}
	}
	s.give = make([]int, len(s.order))
	for i := 1; i < len(s.order); i++ {
		step := stepAt(single, *bins[s.order[i-1]].UpTo)
		if direction == factor.Down {
			step = -step
		}
		s.give[i] = max(step, 0)
	}
	if direction == factor.Down { // the other way round; the gap before a bin becomes the gap after it
		n := len(s.order)
		order, give := make([]int, n), make([]int, n)
		for i := range n {
			order[i] = s.order[n-1-i]
			if i > 0 {
				give[i] = s.give[n-i]
			}
		}
		s = slack{order, give}
	}
	return s
}

// stepAt is by how many points a single shape rises at a cut, 0 where it has none.
func stepAt(single []score.Bin, cut float64) int {
	for i := 1; i < len(single); i++ {
		below := single[i-1]
		if below.Kind == score.BinRange && single[i].Kind == score.BinRange && below.UpTo != nil && *below.UpTo == cut {
			return single[i].Points - below.Points
		}
	}
	return 0
}

// take lowers what is left by what the cells of a pair have used. cell says where a bin of this axis and one of the other, of so
// many, stand.
func (s *slack) take(cells []score.Bin, others int, cell func(own, other int) int) {
	for i := 1; i < len(s.order); i++ {
		used := 0
		for o := range others {
			used = max(used, cells[cell(s.order[i-1], o)].Points-cells[cell(s.order[i], o)].Points)
		}
		s.give[i] = max(s.give[i]-used, 0)
	}
}

// rounds of keepOrder: the distance left falls geometrically, and what is left is a fraction of a point.
const orderRounds = 50

// keepOrder returns the whole points of cells that are nearest, weighted by their rows, to the given ones among those that keep to
// the slack of both axes: isotonic regression in either direction in turn (Dykstra, An algorithm for restricted least squares
// regression, JASA 78, 1983; Dykstra and Robertson, An algorithm for isotonic regression for two or more independent variables,
// Annals of Statistics 10, 1982). What its finite rounds and the rounding leave is put right by raising cells.
func keepOrder(points []float64, rows []int, width int, first, second slack) []int {
	height := len(points) / width
	lift := make([]int, len(points)) // makes "may fall by so much" into "may not fall"
	for i, sum := 1, 0; i < len(first.order); i++ {
		sum += first.give[i]
		for b := range width {
			lift[first.order[i]*width+b] += sum
		}
	}
	for i, sum := 1, 0; i < len(second.order); i++ {
		sum += second.give[i]
		for a := range height {
			lift[a*width+second.order[i]] += sum
		}
	}
	lines := [2][][]int{}
	for b := range width {
		lines[0] = append(lines[0], line(first.order, func(i int) int { return i*width + b }))
	}
	for a := range height {
		lines[1] = append(lines[1], line(second.order, func(i int) int { return a*width + i }))
	}
	level := make([]float64, len(points))
	for i, p := range points {
		level[i] = p + float64(lift[i])
	}
	dykstra(level, rows, lines)
	out := make([]int, len(points))
	for i := range level {
		out[i] = int(math.Round(level[i]))
	}
	for _, axis := range lines {
		for _, cells := range axis {
			for i := 1; i < len(cells); i++ {
				out[cells[i]] = max(out[cells[i]], out[cells[i-1]])
			}
		}
	}
	for i := range out {
		out[i] -= lift[i]
	}
	return out
}

func line(order []int, cell func(i int) int) []int {
	cells := make([]int, len(order))
	for i, o := range order {
		cells[i] = cell(o)
	}
	return cells
}

// dykstra moves levels to the nearest that do not fall along any line.
func dykstra(level []float64, rows []int, lines [2][][]int) {
	var carried [2][]float64
	for axis := range carried {
		carried[axis] = make([]float64, len(level))
	}
	for range orderRounds {
		for axis := range lines {
			before := make([]float64, len(level))
			for i := range level {
				level[i] += carried[axis][i]
				before[i] = level[i]
			}
			for _, cells := range lines[axis] {
				pool(level, rows, cells)
			}
			for i := range level {
				carried[axis][i] = before[i] - level[i]
			}
		}
	}
}

// pool is isotonic regression along one line (Ayer, Brunk, Ewing, Reid and Silverman, Annals of Mathematical Statistics 26, 1955).
// A cell without rows weighs little, so that the others decide.
func pool(level []float64, rows []int, cells []int) {
	type block struct {
		mean, weight float64
		n            int
	}
	var blocks []block
	for _, c := range cells {
		b := block{level[c], max(float64(rows[c]), 1e-3), 1}
		for len(blocks) > 0 && blocks[len(blocks)-1].mean > b.mean {
			last := blocks[len(blocks)-1]
			blocks = blocks[:len(blocks)-1]
			weight := last.weight + b.weight
			b = block{(float64(last.mean*last.weight) + float64(b.mean*b.weight)) / weight, weight, last.n + b.n}
		}
		blocks = append(blocks, b)
	}
	at := 0
	for _, b := range blocks {
		for range b.n {
			level[cells[at]] = b.mean
			at++
		}
	}
}
