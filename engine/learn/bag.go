package learn

import (
	"candor/engine/factor"
	"candor/engine/plain"
)

// bag is one additive model while it grows: on rows drawn with replacement, with those never drawn left to test it.
type bag struct {
	settings *settings
	grids    []*grid
	drawn    []int32   // rows, each once
	weight   []int64   // how often each was drawn
	out      []int32   // rows never drawn
	bins     [][]uint8 // by grid: of the drawn rows
	counts   [][]int64 // by grid: drawn rows in each bin
	target   []fixed   // 1.0 for bad, of the drawn rows
	margins  []fixed   // log odds of bad of the drawn rows, before what is pending
	start    fixed     // log odds of bad of the drawn rows
	shapes   [][]fixed // by grid and bin: the model
	from     int       // first grid that still grows
	pending  int       // grid whose last step the margins do not hold yet, -1 for none
	add      [256]fixed
	slope    [256]int64 // scratch of one step
	curve    [256]int64
}

// newBag draws rows with replacement, or takes all of them once.
func newBag(s *settings, grids []*grid, labels []bool, g *generator) *bag {
	n := len(labels)
	times := make([]int64, n)
	for range n {
		if s.bags == 1 {
			break
		}
		times[g.below(n)]++
	}
	b := &bag{settings: s, grids: grids, pending: -1}
	for i, t := range times {
		if s.bags == 1 {
			t = 1
		}
		if t == 0 {
			b.out = append(b.out, int32(i))
			continue
		}
		b.drawn, b.weight = append(b.drawn, int32(i)), append(b.weight, t)
		y := fixed(0)
		if labels[i] {
			y = one
		}
		b.target = append(b.target, y)
	}
	b.begin()
	return b
}

// begin lays the drawn rows out by grid and starts from their rate.
func (b *bag) begin() {
	bads, all := int64(0), int64(0)
	for i, y := range b.target {
		all += b.weight[i]
		bads += b.weight[i] * int64(y>>20)
	}
	b.start = toFixed(plain.Log(float64(bads)+0.5) - plain.Log(float64(all-bads)+0.5))
	b.margins = make([]fixed, len(b.drawn))
	for i := range b.margins {
		b.margins[i] = b.start
	}
	grids := b.grids
	b.grids = nil
	for _, g := range grids {
		b.lay(g)
	}
}

// lay adds a factor without a shape.
func (b *bag) lay(g *grid) {
	bins, counts := make([]uint8, len(b.drawn)), make([]int64, g.size)
	for i, row := range b.drawn {
		bins[i] = g.bins[row]
		counts[bins[i]] += b.weight[i]
	}
	b.grids, b.bins, b.counts = append(b.grids, g), append(b.bins, bins), append(b.counts, counts)
	b.shapes = append(b.shapes, make([]fixed, g.size))
}

// resume goes back to the given shapes; only factors laid afterwards grow from there.
func (b *bag) resume(shapes [][]fixed) {
	b.from, b.pending = len(b.grids), -1
	for i := range b.margins {
		b.margins[i] = b.start
	}
	for j, shape := range shapes {
		copy(b.shapes[j], shape)
		for i, bin := range b.bins[j] {
			b.margins[i] += shape[bin]
		}
	}
}

// round gives every shape that grows one step, each against all others as they stand.
func (b *bag) round() {
	for j := b.from; j < len(b.grids); j++ {
		b.step(j)
	}
}

// step moves the shape of one factor by a small tree's leaves.
func (b *bag) step(j int) {
	b.gather(j)
	g := b.grids[j]
	clear(b.add[:g.size])
	for i := range min(g.first, g.size) {
		if b.counts[j][i] >= b.settings.leafRows {
			b.add[i] = b.settings.leaf(b.slope[i], b.curve[i], b.settings.codeRidge)
		}
	}
	if g.first < g.size {
		b.tree(j)
	}
	for i := range g.size {
		b.shapes[j][i] += b.add[i]
	}
	b.pending = j
}

// gather brings the margins up to date and sums slope and curvature of the log likelihood by the bins of a factor.
func (b *bag) gather(j int) {
	size := b.grids[j].size
	clear(b.slope[:size])
	clear(b.curve[:size])
	bins, target, weight, margins := b.bins[j], b.target, b.weight, b.margins
	last, add := bins, &b.add
	if b.pending >= 0 {
		last = b.bins[b.pending]
	} else {
		add = new([256]fixed)
	}
	n := len(bins) // said of each, so that no index is checked in the loop, which is most of a training
	last, target, weight, margins = last[:n], target[:n], weight[:n], margins[:n]
	for i, bin := range bins {
		m := margins[i] + add[last[i]]
		margins[i] = m
		s := slopes[place(m)]
		w := weight[i]
		b.slope[bin] += w * int64(target[i]-s.p)
		b.curve[bin] += w * int64(s.curve)
	}
}

// sums is what some bins hold together.
type sums struct{ slope, curve, rows int64 }

func (a sums) less(b sums) sums { return sums{a.slope - b.slope, a.curve - b.curve, a.rows - b.rows} }

// tree finds the best cut of the ordinary bins, then the best further cut of either side, and fills in what the leaves add. Cuts
// that would break the factor's direction are not made.
func (b *bag) tree(j int) {
	g, s := b.grids[j], b.settings
	var upTo [256]sums // of the ordinary bins up to and including one
	var run sums
	for i := g.first; i < g.size; i++ {
		run.slope, run.curve, run.rows = run.slope+b.slope[i], run.curve+b.curve[i], run.rows+b.counts[j][i]
		upTo[i] = run
	}
	none := func(left, right fixed) bool { return left != right }
	keeps := none
	switch g.direction {
	case factor.Up:
		keeps = func(left, right fixed) bool { return right < left }
	case factor.Down:
		keeps = func(left, right fixed) bool { return right > left }
	}
	ends := []int{g.first - 1, g.size - 1} // last bins of the leaves so far, with the one before the first
	for len(ends) <= s.leaves {
		best, at := 0.0, -1
		for leaf := 1; leaf < len(ends); leaf++ {
			for cut := ends[leaf-1] + 1; cut < ends[leaf]; cut++ {
				gain := b.gain(&upTo, ends, leaf, cut, keeps)
				if gain > best {
					best, at = gain, cut
				}
			}
		}
		if at < 0 {
			break
		}
		ends = insert(ends, at)
	}
	if len(ends) == 2 {
		return // no cut: the start holds the mean
	}
	for leaf := 1; leaf < len(ends); leaf++ {
		x := within(&upTo, ends[leaf-1], ends[leaf])
		value := s.leaf(x.slope, x.curve, s.ridge)
		for i := ends[leaf-1] + 1; i <= ends[leaf]; i++ {
			b.add[i] = value
		}
	}
}

// within sums the bins after one up to another.
func within(upTo *[256]sums, after, last int) sums {
	return upTo[last].less(before(upTo, after))
}

func before(upTo *[256]sums, i int) sums {
	if i < 0 {
		return sums{}
	}
	return upTo[i]
}

// gain is by how much a cut of one leaf raises the likelihood, 0 for one that may not be made.
func (b *bag) gain(upTo *[256]sums, ends []int, leaf, cut int, keeps func(left, right fixed) bool) float64 {
	s := b.settings
	whole := within(upTo, ends[leaf-1], ends[leaf])
	left := within(upTo, ends[leaf-1], cut)
	right := whole.less(left)
	if left.rows < s.leafRows || right.rows < s.leafRows {
		return 0
	}
	l, r := s.leaf(left.slope, left.curve, s.ridge), s.leaf(right.slope, right.curve, s.ridge)
	if !keeps(l, r) {
		return 0
	}
	if leaf > 1 { // the leaves beside must stay in order
		x := within(upTo, ends[leaf-2], ends[leaf-1])
		if v := s.leaf(x.slope, x.curve, s.ridge); v != l && !keeps(v, l) {
			return 0
		}
	}
	if leaf+1 < len(ends) {
		x := within(upTo, ends[leaf], ends[leaf+1])
		if v := s.leaf(x.slope, x.curve, s.ridge); v != r && !keeps(r, v) {
			return 0
		}
	}
	return s.worth(left) + s.worth(right) - s.worth(whole)
}

// insert puts a number into an ascending list.
func insert(list []int, x int) []int {
	list = append(list, x)
	for i := len(list) - 1; i > 0 && list[i-1] > list[i]; i-- {
		list[i-1], list[i] = list[i], list[i-1]
	}
	return list
}
