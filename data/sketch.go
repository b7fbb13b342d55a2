package data

import (
	"context"
	"math"
	"slices"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/models"
)

// Sizes of a sketch. While the book goes by, values are counted in fine steps, whose edges are values of the first batch; at the
// end they are joined to steps of about one in sketchSteps of the book.
const (
	sketchFine  = 512
	sketchSteps = 128
	sketchPlots = 1024
)

// sketcher counts the values of one measure.
type sketcher struct {
	edges []float64 // ascending; step i is from edge i−1, included, to edge i
	plots []int32   // by plot, and one more: how many edges lie in plots before it
	scale float64   // plots for each 1 of the measure
	kept  map[float64]bool
	steps []models.SketchStep
	out   models.Sketch
}

// newSketcher takes its edges from some values, sorted, and from thresholds, at which figures stay exact.
func newSketcher(values, thresholds []float64) *sketcher {
	s := &sketcher{kept: map[float64]bool{}}
	for _, t := range thresholds {
		s.kept[t] = true
	}
	distinct := slices.Compact(slices.Clone(values))
	if len(distinct) > sketchFine {
		for i := range sketchFine {
			s.edges = append(s.edges, values[i*(len(values)-1)/(sketchFine-1)])
		}
	} else {
		s.edges = distinct
	}
	s.edges = append(s.edges, thresholds...)
	slices.Sort(s.edges)
	s.edges = slices.Compact(s.edges)
	s.steps = make([]models.SketchStep, len(s.edges)+1)
	s.plot()
	return s
}

// plot cuts the way from the first edge to the last into plots of one length, so that a value's step is looked for among the edges
// of its own plot alone. No value's plot is before that of a lesser one, however the arithmetic rounds, which is all that this needs.
func (s *sketcher) plot() {
	s.plots = make([]int32, sketchPlots+1)
	if len(s.edges) == 0 {
		return
	}
	if way := s.edges[len(s.edges)-1] - s.edges[0]; way > 0 && !math.IsInf(way, 1) {
		s.scale = (sketchPlots - 1) / way
	}
	for _, e := range s.edges {
		s.plots[s.plotOf(e)+1]++
	}
	for i := range sketchPlots {
		s.plots[i+1] += s.plots[i]
	}
}

// plotOf is the plot of a value, the first or the last for those beyond the edges.
func (s *sketcher) plotOf(v float64) int {
	x := (v - s.edges[0]) * s.scale
	if !(x > 0) { // nor is what cannot be told
		return 0
	}
	return int(min(x, sketchPlots-1))
}

// add counts one account; NaN is a value that is not known.
func (s *sketcher) add(v float64, fen int64) {
	if math.IsNaN(v) {
		s.out.Missing++
		s.out.MissingFen += fen
		return
	}
	lo, hi := 0, 0
	if len(s.edges) > 0 {
		plot := s.plotOf(v)
		lo, hi = int(s.plots[plot]), int(s.plots[plot+1])
	}
	n := hi - lo
	for n > 1 { // the number of edges at or below v, found without a jump that a processor could guess wrong
		half := n / 2
		lo += half * bit(s.edges[lo+half-1] <= v)
		n -= half
	}
	if n == 1 {
		lo += bit(s.edges[lo] <= v)
	}
	b := &s.steps[lo]
	if b.N == 0 {
		b.Lo, b.Hi = v, v
	} else if v < b.Lo {
		b.Lo = v
	} else if v > b.Hi {
		b.Hi = v
	}
	b.N++
	b.Fen += fen
}

// bit is 1 for true; the compiler turns it into one instruction.
func bit(is bool) int {
	if is {
		return 1
	}
	return 0
}

// sketch joins fine steps until there are few. No step is joined over a kept edge.
func (s *sketcher) sketch() models.Sketch {
	total, filled := 0, 0
	for _, b := range s.steps {
		total += b.N
		if b.N > 0 {
			filled++
		}
	}
	most := 0 // of a joined step: two neighbours hold more, so there are at most twice total/most of them
	if filled > sketchSteps {
		most = 2 * total / sketchSteps
	}
	s.out.Steps = nil
	apart := true
	for i, b := range s.steps {
		if i > 0 && s.kept[s.edges[i-1]] {
			apart = true
		}
		if b.N == 0 {
			continue
		}
		if last := len(s.out.Steps) - 1; !apart && s.out.Steps[last].N+b.N <= most {
			at := &s.out.Steps[last]
			at.Hi, at.N, at.Fen = b.Hi, at.N+b.N, at.Fen+b.Fen
			continue
		}
		s.out.Steps = append(s.out.Steps, b)
		apart = false
	}
	return s.out
}

// sketches are those of every measure that a threshold can be on, but for the score, whose every point is counted.
type sketches struct {
	doc  decide.Policy
	list []*sketcher // by factor, the drop of the score last; nil before the first batch
}

// sketchBlock is how many accounts one measure after the other takes in: few enough that their values stay at hand meanwhile, many
// enough that the steps of a measure do.
const sketchBlock = 500

func (k *sketches) add(b *scoreBatch) {
	if k.list == nil {
		k.begin(b)
	}
	size := len(factor.Catalogue)
	used := make([]int64, 0, sketchBlock)
	for from := 0; from < len(b.scored); from += sketchBlock {
		to := min(from+sketchBlock, len(b.scored))
		used = used[:0]
		for i := range b.rows[from:to] {
			used = append(used, b.rows[from+i].UsedFen)
		}
		for j, s := range k.list[:size] {
			at := from*size + j
			for _, fen := range used {
				s.add(b.values[at], fen)
				at += size
			}
		}
		for i, fen := range used {
			k.list[size].add(dropOf(&b.scored[from+i]), fen)
		}
	}
}

// dropOf is how far a score fell, NaN for the first.
func dropOf(s *scored) float64 {
	if s.in.Previous == 0 {
		return math.NaN()
	}
	return float64(s.in.Previous - s.result.Score)
}

// begin finds edges in the first batch.
func (k *sketches) begin(b *scoreBatch) {
	columns := make([][]float64, len(factor.Catalogue)+1)
	for i := range b.scored {
		for j, v := range append(slices.Clip(b.scored[i].in.Vector), dropOf(&b.scored[i])) {
			if !math.IsNaN(v) {
				columns[j] = append(columns[j], v)
			}
		}
	}
	for j, column := range columns {
		slices.Sort(column)
		k.list = append(k.list, newSketcher(column, k.thresholds(measureAt(j))))
	}
}

// thresholds is where the policy in force cuts a measure.
func (k *sketches) thresholds(measure string) []float64 {
	var at []float64
	for _, f := range k.doc.Flags {
		if f.Measure == measure {
			at = append(at, f.Threshold)
		}
	}
	for _, c := range k.doc.Caps {
		if c.Factor == measure {
			at = append(at, c.Threshold)
		}
	}
	return at
}

func measureAt(j int) string {
	if j == len(factor.Catalogue) {
		return decide.MeasureScoreDrop
	}
	return factor.Catalogue[j].Key
}

// keepSketches replaces the sketches of earlier runs by those of this one.
func (tx *writeTx) keepSketches(run *models.Run, k *sketches) error {
	if err := tx.db.Where("run_id <> ?", run.ID).Delete(&models.RunSketch{}).Error; err != nil {
		return err
	}
	for j, s := range k.list {
		if err := tx.insert(&models.RunSketch{RunID: run.ID, Measure: measureAt(j), Sketch: s.sketch()}); err != nil {
			return err
		}
	}
	return nil
}

// Sketches returns how measures lie over the book at a run, by measure. Runs from before they were kept, and all but the newest,
// have none.
func (s *Store) Sketches(ctx context.Context, run models.ID, measures []string) (map[string]models.Sketch, error) {
	var rows []models.RunSketch
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Where("run_id = ? AND measure IN ?", run, measures).Find(&rows).Error
	})
	found := make(map[string]models.Sketch, len(rows))
	for _, r := range rows {
		found[r.Measure] = r.Sketch
	}
	return found, err
}
