package learn

import (
	"cmp"
	"math"
	"slices"

	"candor/engine/score"
)

// Pairs of factors, where two say together what neither says alone. They are few, asked for by number, and found by a test that
// chance must fail; main shapes keep all that is theirs.

// axisBins is how many bins an axis of a pair has at most: eight by eight cells are as many bins as a factor may have.
const axisBins = 8

// axis is one factor cut coarsely: its fine bins joined.
type axis struct {
	at   int     // into the ensemble's grids
	part []uint8 // axis bin of each fine bin
	bins []score.Bin
}

// crossing is two factors and their cells, as a grid of its own.
type crossing struct {
	axes [2]axis
	*grid
	strength float64 // of the test
}

// coarse cuts a factor for an axis: each code and missing for themselves, ordinary values in groups of about equal count along the
// fine cuts. ok is false for a factor of too many codes.
func coarse(at int, g *grid) (a axis, ok bool) {
	groups := axisBins - g.first
	if g.first > axisBins || g.first < g.size && groups < 2 {
		return a, false
	}
	a = axis{at: at, part: make([]uint8, g.size)}
	ordinary := 0
	for i := g.first; i < g.size; i++ {
		ordinary += g.rows[i]
	}
	seen := 0
	var over *float64
	for i := g.first; i < g.size; i++ {
		a.part[i] = uint8(len(a.bins))
		seen += g.rows[i]
		last := i+1 == g.size
		if !last && (seen*groups < (len(a.bins)+1)*ordinary || len(a.bins)+1 == groups) {
			continue
		}
		bin := score.Bin{Kind: score.BinRange, Over: over}
		if !last {
			bin.UpTo = &g.cuts[i-g.first]
			over = bin.UpTo
		}
		a.bins = append(a.bins, bin)
	}
	for i, code := range g.codes {
		a.part[1+i] = uint8(len(a.bins))
		a.bins = append(a.bins, score.Bin{Kind: score.BinCodes, Codes: []float64{code}})
	}
	a.part[0] = uint8(len(a.bins))
	a.bins = append(a.bins, score.Bin{Kind: score.BinMissing})
	return a, len(a.bins) > 1
}

// cross makes the cells of two axes.
func (e *ensemble) cross(a, b axis) *crossing {
	n := len(a.bins) * len(b.bins)
	c := &crossing{axes: [2]axis{a, b}, grid: &grid{
		index: -1, first: n, size: n, bins: make([]uint8, len(e.labels)), rows: make([]int, n), bads: make([]int, n),
	}}
	first, second := e.grids[a.at].bins, e.grids[b.at].bins
	for i := range e.labels {
		cell := int(a.part[first[i]])*len(b.bins) + int(b.part[second[i]])
		c.bins[i] = uint8(cell)
		c.rows[cell]++
		if e.labels[i] {
			c.bads[cell]++
		}
	}
	return c
}

// residuals is what the rows left out say beyond the shapes so far; none for a row that every bag drew.
func (e *ensemble) residuals() []slope {
	out := make([]slope, len(e.labels))
	for i, m := range e.margins {
		if !e.tested[i] {
			continue
		}
		s := slopes[place(m)]
		y := fixed(0)
		if e.labels[i] {
			y = one
		}
		out[i] = slope{p: y - s.p, curve: s.curve}
	}
	return out
}

// test is Rao's score test of the cells against no interaction: the sum over the cells of slope² / curvature, chi-squared with as
// many degrees as cells when there is none, as its distance from that mean in standard deviations (Rao, Large sample tests of
// statistical hypotheses, Proceedings of the Cambridge Philosophical Society 44, 1948). order says which row's residual each row
// has: its own, or another's for the size that chance reaches.
func (c *crossing) test(residuals []slope, order []int) float64 {
	sum, curve := make([]int64, c.size), make([]int64, c.size)
	for i, cell := range c.bins {
		r := residuals[order[i]]
		sum[cell] += int64(r.p)
		curve[cell] += int64(r.curve)
	}
	total, cells := 0.0, 0.0
	for i := range sum {
		if c.rows[i] < 10 || curve[i] == 0 {
			continue
		}
		total += float64(float64(sum[i])/one*float64(sum[i])) / float64(curve[i])
		cells++
	}
	return (total - cells) / math.Sqrt(float64(2*max(cells, 1)))
}

// deals is how often residuals are dealt to the wrong rows to see how strong a pair chance makes.
const deals = 10

// pairs returns the strongest pairs, at most so many: those that test above what the strongest pair of all reaches in ten tries with
// the residuals dealt to the wrong rows, which is a test of all pairs at once at about one in eleven (Westfall and Young,
// Resampling-based multiple testing, 1993, on the maximum of permuted statistics).
func (e *ensemble) pairs(most int, seed int64) []*crossing {
	var axes []axis
	for j, g := range e.grids {
		if a, ok := coarse(j, g); ok {
			axes = append(axes, a)
		}
	}
	residuals := e.residuals()
	own := everyRow(len(e.labels))
	var wrong [deals][]int
	deal := generator{state: uint64(seed) + 1}
	for i := range wrong {
		wrong[i] = everyRow(len(e.labels))
		deal.shuffle(wrong[i])
	}
	var found []*crossing
	chance := 0.0
	for i := range axes {
		for j := i + 1; j < len(axes); j++ {
			c := e.cross(axes[i], axes[j])
			c.strength = c.test(residuals, own)
			for _, order := range wrong {
				chance = max(chance, c.test(residuals, order))
			}
			found = append(found, c)
		}
	}
	found = slices.DeleteFunc(found, func(c *crossing) bool { return c.strength <= chance })
	slices.SortStableFunc(found, func(a, b *crossing) int { return cmp.Compare(b.strength, a.strength) })
	return found[:min(len(found), most)]
}

// growPairs goes on from the best round of the single shapes with the shapes of pairs alone.
func (e *ensemble) growPairs(found []*crossing) error {
	for i, b := range e.bags {
		b.resume(e.best[i])
		for _, c := range found {
			b.lay(c.grid)
		}
	}
	e.crossings = found
	for _, c := range found {
		e.grids = append(e.grids, c.grid)
	}
	rounds := e.rounds
	e.keep()
	if err := e.grow(); err != nil {
		return err
	}
	e.rounds = rounds
	for _, shapes := range e.best {
		for i, c := range found {
			at := len(e.grids) - len(found) + i
			c.purify(shapes[at], e.grids, shapes)
		}
	}
	return nil
}

// purify moves to the single shapes what the cells say of either factor alone, so that the mean of a pair over the rows is 0 along
// both axes (Lengerich, Tan, Chang, Hooker and Caruana, Purifying interaction effects with the functional ANOVA, AISTATS 2020).
// Along a factor with a safe side nothing is moved: its single shape would not keep to that side.
func (c *crossing) purify(cells []fixed, grids []*grid, shapes [][]fixed) {
	width, height := len(c.axes[1].bins), len(c.axes[0].bins)
	for range 20 {
		if first := c.axes[0].at; grids[first].free() {
			for a := range height {
				c.level(cells, shapes[first], c.axes[0].part, a, func(i int) int { return a*width + i }, width)
			}
		}
		if second := c.axes[1].at; grids[second].free() {
			for b := range width {
				c.level(cells, shapes[second], c.axes[1].part, b, func(i int) int { return i*width + b }, height)
			}
		}
	}
}

// level takes the mean of one row or column of cells out of them and puts it into the single shape.
func (c *crossing) level(cells, single []fixed, part []uint8, bin int, cell func(i int) int, n int) {
	sum, rows := int64(0), int64(0)
	for i := range n {
		sum += int64(cells[cell(i)]) * int64(c.rows[cell(i)])
		rows += int64(c.rows[cell(i)])
	}
	if rows == 0 {
		return
	}
	mean := fixed(sum / rows)
	for i := range n {
		cells[cell(i)] -= mean
	}
	for fine, p := range part {
		if int(p) == bin {
			single[fine] += mean
		}
	}
}

// takePair adds a pair with its cells, unless they hardly differ. It stands under the reason of its first factor. left is what
// pairs before it have left of the slack of each grid.
func (m *model) takePair(t *trainer, e *ensemble, c *crossing, shapes [][]float64, per float64, book tally, left map[int]*slack) {
	points := make([]float64, c.size)
	for i := range points {
		for _, s := range shapes {
			points[i] += float64(per*s[i]) / float64(len(shapes))
		}
	}
	first, second := t.specs[e.grids[c.axes[0].at].index], t.specs[e.grids[c.axes[1].at].index]
	f := score.Factor{
		Key: score.PairKey(first.Key, second.Key), Aspect: first.Aspect, Reason: first.Reason,
		Pair: &score.Pair{Keys: [2]string{first.Key, second.Key}, Axes: [2][]score.Bin{c.axes[0].bins, c.axes[1].bins}},
	}
	for i := range c.size {
		f.Bins = append(f.Bins, c.fill(score.Bin{Kind: score.BinCell}, []int{i}, points, shapes, per, book))
	}
	var axes [2]*slack
	for i, axis := range c.axes {
		if left[axis.at] == nil {
			s := slackOf(e.grids[axis.at].direction, axis.bins, m.single(t.specs[e.grids[axis.at].index].Key))
			left[axis.at] = &s
		}
		axes[i] = left[axis.at]
	}
	if axes[0].order != nil || axes[1].order != nil {
		c.keep(f.Bins, points, shapes, per, *axes[0], *axes[1])
	}
	if lowest, highest := f.Span(); highest-lowest < minSpan {
		m.drop(f.Key, DroppedIdle, 0)
		return
	}
	width, height := len(c.axes[1].bins), len(c.axes[0].bins)
	axes[0].take(f.Bins, width, func(own, other int) int { return own*width + other })
	axes[1].take(f.Bins, height, func(own, other int) int { return other*width + own })
	m.card.Factors = append(m.card.Factors, f)
	m.factors = append(m.factors, chosen{-1, binned{f.Bins, valueOf(f.Bins, book)}, f.MeanDistance()})
}

// keep has the cells keep to the slack of their axes. The bags move with their mean, so that they differ as they did.
func (c *crossing) keep(cells []score.Bin, points []float64, shapes [][]float64, per float64, first, second slack) {
	for i, whole := range keepOrder(points, c.rows, len(c.axes[1].bins), first, second) {
		cells[i].Points = whole
		for j, s := range shapes {
			cells[i].Bags[j] = int(math.Round(float64(per*s[i]) + (float64(whole) - points[i])))
		}
	}
}

// single is the bins of a factor's own line, none when it has no line.
func (m *model) single(key string) []score.Bin {
	for _, f := range m.card.Factors {
		if f.Key == key && f.Pair == nil {
			return f.Bins
		}
	}
	return nil
}
