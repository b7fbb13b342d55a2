package score

import (
	"errors"
	"fmt"
	"math"
)

// Validate reports the first thing that makes a card unfit to score with: an unknown schema, a scale that is empty or not
// finite, no factors or too many, a factor twice, or bins that do not partition the factor's values.
func (c Scorecard) Validate() error {
	if c.Schema != Schema {
		return fmt.Errorf("schema %d, want %d", c.Schema, Schema)
	}
	if err := c.validateScale(); err != nil {
		return err
	}
	if len(c.Factors) == 0 || len(c.Factors) > MaxFactors {
		return fmt.Errorf("%d factors, want 1 to %d", len(c.Factors), MaxFactors)
	}
	seen, pairs := make(map[string]bool, len(c.Factors)), 0
	for _, f := range c.Factors {
		if seen[f.Key] {
			return fmt.Errorf("factor %q: listed twice", f.Key)
		}
		seen[f.Key] = true
		if f.Pair != nil {
			pairs++
		} else if pairs > 0 {
			return fmt.Errorf("factor %q: follows a pair", f.Key)
		}
		if pairs > MaxPairs {
			return fmt.Errorf("more than %d pairs", MaxPairs)
		}
		if err := f.validate(); err != nil {
			return fmt.Errorf("factor %q: %w", f.Key, err)
		}
		for i, b := range f.Bins {
			if err := c.validateBags(b.Bags); err != nil {
				return fmt.Errorf("factor %q: bin %d: %w", f.Key, i, err)
			}
		}
	}
	return nil
}

// validateScale checks the numbers that are the card's own.
func (c Scorecard) validateScale() error {
	switch {
	case c.ID == "":
		return errors.New("no id")
	case !finite(c.Scale.Odds) || c.Scale.Odds <= 0:
		return fmt.Errorf("scale: odds %v, want above 0", c.Scale.Odds)
	case c.Scale.PDO <= 0 || c.Scale.PDO > MaxPoints:
		return fmt.Errorf("scale: pdo %d, want 1 to %d", c.Scale.PDO, MaxPoints)
	case !pointsFit(c.Scale.Score) || !pointsFit(c.Base) || !pointsFit(c.Min) || !pointsFit(c.Max):
		return fmt.Errorf("scale: a score beyond ±%d", MaxPoints)
	case c.Scale.Calibration != nil && !c.Scale.Calibration.valid():
		return errors.New("scale: the calibration does not rise or is not finite")
	case c.Min >= c.Max:
		return fmt.Errorf("scale: min %d is not below max %d", c.Min, c.Max)
	case !finite(c.Training.AUC) || !finite(c.Training.KS):
		return errors.New("training: a measure is not finite")
	}
	return c.validateBags(c.BaseBags)
}

// validateBags checks what the bagged models give somewhere: one number from each of them.
func (c Scorecard) validateBags(bags []int) error {
	if len(bags) != len(c.BaseBags) || len(bags) > MaxBags {
		return fmt.Errorf("%d bags, want those of the base, at most %d", len(bags), MaxBags)
	}
	for _, points := range bags {
		if !pointsFit(points) {
			return fmt.Errorf("points %d of a bag beyond ±%d", points, MaxPoints)
		}
	}
	return nil
}

// validate checks one factor.
func (f Factor) validate() error {
	switch {
	case f.Key == "":
		return errors.New("no key")
	case !f.Aspect.Valid():
		return fmt.Errorf("aspect %q is not one of the four", f.Aspect)
	case f.Reason == "":
		return errors.New("no reason code")
	case len(f.Bins) < 2 || len(f.Bins) > MaxBins:
		return fmt.Errorf("%d bins, want 2 to %d", len(f.Bins), MaxBins)
	}
	if f.Pair != nil {
		return f.validatePair()
	}
	var p partition
	for i, b := range f.Bins {
		if err := p.add(b); err != nil {
			return fmt.Errorf("bin %d: %w", i, err)
		}
	}
	return p.complete()
}

// partition follows the bins of a factor and refuses those that overlap or leave a gap.
type partition struct {
	missing bool
	codes   map[float64]bool
	ranges  int
	upTo    *float64 // upper end of the ranges so far, nil for unbounded
}

// add takes the next bin.
func (p *partition) add(b Bin) error {
	if !pointsFit(b.Points) {
		return fmt.Errorf("points %d beyond ±%d", b.Points, MaxPoints)
	}
	if !finite(b.WoE) || b.Count < 0 || b.Bad < 0 || b.Bad > b.Count {
		return errors.New("counts or weight of evidence are impossible")
	}
	if b.Kind != BinRange && (b.Over != nil || b.UpTo != nil) {
		return fmt.Errorf("a bin of kind %q has bounds", b.Kind)
	}
	if b.Kind != BinCodes && len(b.Codes) > 0 {
		return fmt.Errorf("a bin of kind %q has codes", b.Kind)
	}
	switch b.Kind {
	case BinMissing:
		if p.missing {
			return errors.New("a second bin for missing")
		}
		p.missing = true
		return nil
	case BinCodes:
		return p.addCodes(b.Codes)
	case BinRange:
		return p.addRange(b.Over, b.UpTo)
	}
	return fmt.Errorf("kind %q is not known", b.Kind)
}

// addCodes takes a bin of codes.
func (p *partition) addCodes(codes []float64) error {
	if len(codes) == 0 || len(codes) > MaxCodes {
		return fmt.Errorf("%d codes, want 1 to %d", len(codes), MaxCodes)
	}
	if p.codes == nil {
		p.codes = make(map[float64]bool)
	}
	for _, c := range codes {
		if !finite(c) {
			return fmt.Errorf("code %v is not finite", c)
		}
		if p.codes[c] {
			return fmt.Errorf("code %v is in two bins", c)
		}
		p.codes[c] = true
	}
	return nil
}

// addRange takes a range, which must begin where the one before it ended.
func (p *partition) addRange(over, upTo *float64) error {
	if (over != nil && !finite(*over)) || (upTo != nil && !finite(*upTo)) {
		return errors.New("a bound is not finite")
	}
	if over != nil && upTo != nil && *over >= *upTo {
		return fmt.Errorf("range over %v up to %v is empty", *over, *upTo)
	}
	switch {
	case p.ranges == 0 && over != nil:
		return fmt.Errorf("values up to %v are in no range", *over)
	case p.ranges > 0 && p.upTo == nil:
		return errors.New("a range follows one without an upper bound")
	case p.ranges > 0 && (over == nil || *over < *p.upTo):
		return fmt.Errorf("overlaps the range up to %v", *p.upTo)
	case p.ranges > 0 && *over > *p.upTo:
		return fmt.Errorf("values over %v up to %v are in no range", *p.upTo, *over)
	}
	p.ranges++
	p.upTo = upTo
	return nil
}

// complete checks that every value has a bin: a factor of codes alone scores any other value as missing.
func (p *partition) complete() error {
	switch {
	case !p.missing:
		return errors.New("no bin for missing")
	case p.ranges > 0 && p.upTo != nil:
		return fmt.Errorf("values over %v are in no range", *p.upTo)
	case p.ranges == 0 && len(p.codes) == 0:
		return errors.New("no ranges and no codes")
	}
	return nil
}

// finite reports whether x is neither NaN nor infinite.
func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// pointsFit reports whether a number of points is within the bounds that keep sums far from overflow.
func pointsFit(points int) bool { return points >= -MaxPoints && points <= MaxPoints }
