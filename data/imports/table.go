package imports

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"candor/engine/factor"
	"candor/engine/plain"
	"candor/engine/score"
)

// Table says how a row of a file becomes a vector of factors of the file's own, for a training without a store. Such a file may
// be about anything that has an outcome; its card scores no account.
type Table struct {
	Missing []string `json:"missing,omitempty"` // values that mean not known, in every column; the empty value always does
	Month   *Field   `json:"month,omitempty"`   // date in which the row was as it says; layout 2006-01-02 without one
	Factors []Column `json:"factors"`
}

// Column is one factor of a table: a column of numbers, of names, of names in an order, or computed from other factors.
type Column struct {
	Key         string           `json:"key"`
	Column      string           `json:"column,omitempty"`
	Missing     []string         `json:"missing,omitempty"`     // values that mean not known, in this column
	Special     []float64        `json:"special,omitempty"`     // numbers that are codes and get bins of their own
	Categorical bool             `json:"categorical,omitempty"` // values are names without an order
	Levels      []string         `json:"levels,omitempty"`      // of names: these; without them, those of the file
	Order       []string         `json:"order,omitempty"`       // names in order, the lowest first: read as 0, 1, 2 …
	Apart       []string         `json:"apart,omitempty"`       // beside an order: names outside it, with bins of their own
	Op          Op               `json:"op,omitempty"`          // computed: how
	Of          []string         `json:"of,omitempty"`          // computed: of which factors above
	Helper      bool             `json:"helper,omitempty"`      // only there to compute others from
	Safer       factor.Direction `json:"safer,omitempty"`       // up, down or none, which "" means
	Unit        factor.Unit      `json:"unit,omitempty"`
	Aspect      score.Aspect     `json:"aspect"`
	Reason      string           `json:"reason"` // reason code that lost points are counted under
}

// Op is how a factor is computed of others. A result that is no number is missing.
type Op string

// The operations.
const (
	OpRatio      Op = "ratio"      // first / second
	OpDifference Op = "difference" // first - second
	OpSum        Op = "sum"
	OpMean       Op = "mean"
	OpLeast      Op = "least"
	OpMost       Op = "most"
	OpExp        Op = "exp" // e to the power of one: undoes a logarithm
)

// Bounds of a table.
const (
	tableFactorsMost = 255 // as many as a vector of accounts can hold
	levelsMost       = 60  // names of one factor; rarer ones count as missing
	numberMost       = 1e15
)

// apply computes a factor.
func (op Op) apply(x []float64) float64 {
	switch op {
	case OpRatio:
		return x[0] / x[1]
	case OpDifference:
		return x[0] - x[1]
	case OpExp:
		return plain.Exp(x[0])
	case OpLeast:
		return slices.Min(x)
	case OpMost:
		return slices.Max(x)
	}
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	if op == OpMean {
		return sum / float64(len(x))
	}
	return sum
}

// takes is how many factors an operation is of, at least and at most.
func (op Op) takes() (least, most int) {
	switch op {
	case OpRatio, OpDifference:
		return 2, 2
	case OpExp:
		return 1, 1
	case OpSum, OpMean, OpLeast, OpMost:
		return 2, tableFactorsMost
	}
	return 0, 0
}

func (t *Table) fields() []named {
	var all []named
	if t.Month != nil {
		all = append(all, named{"table.month", t.Month})
	}
	for i := range t.Factors {
		if c := t.Factors[i].Column; c != "" {
			all = append(all, named{"table." + t.Factors[i].Key, &Field{Column: c}})
		}
	}
	return all
}

func (t *Table) validate() error {
	if len(t.Factors) == 0 || len(t.Factors) > tableFactorsMost {
		return fmt.Errorf("table: want 1 to %d factors", tableFactorsMost)
	}
	var errs []error
	before := map[string]bool{}
	for i := range t.Factors {
		c := &t.Factors[i]
		if err := c.validate(before); err != nil {
			errs = append(errs, fmt.Errorf("table: factor %q: %w", c.Key, err))
		}
		before[c.Key] = true
	}
	if t.Month != nil && t.Month.Layout == "" {
		t.Month.Layout = time.DateOnly
	}
	return errors.Join(errs...)
}

func (c *Column) validate(before map[string]bool) error {
	least, most := c.Op.takes()
	switch {
	case c.Key == "" || c.Reason == "":
		return errors.New("key and reason are needed")
	case before[c.Key]:
		return errors.New("is there twice")
	case !c.Aspect.Valid():
		return fmt.Errorf("aspect %q is not one of the four", c.Aspect)
	case (c.Column == "") == (c.Op == ""):
		return errors.New("want a column or an operation")
	case c.Op != "" && most == 0:
		return fmt.Errorf("operation %q is not known", c.Op)
	case c.Op != "" && (len(c.Of) < least || len(c.Of) > most):
		return fmt.Errorf("%s of %d factors", c.Op, len(c.Of))
	case c.Op != "" && (c.named() || len(c.Special) > 0):
		return errors.New("a computed factor is a plain number")
	case c.Categorical && len(c.Order) > 0:
		return errors.New("names have an order or none")
	case len(c.Levels) > levelsMost || len(c.Order)+len(c.Apart) > levelsMost || len(c.Special) > levelsMost:
		return fmt.Errorf("more than %d names or codes", levelsMost)
	case c.Safer != "" && c.Safer != factor.Up && c.Safer != factor.Down && c.Safer != factor.None:
		return fmt.Errorf("safer is %q, want up, down or none", c.Safer)
	case c.Categorical && c.Safer != "" && c.Safer != factor.None:
		return errors.New("names without an order have no safer side")
	}
	for _, key := range c.Of {
		if !before[key] {
			return fmt.Errorf("%q is no factor above it", key)
		}
	}
	return nil
}

// named reports whether the values are names.
func (c *Column) named() bool { return c.Categorical || len(c.Order) > 0 }

// Vector is one row of a table: a number a factor, helpers included, NaN for not known.
type Vector struct {
	Values   []float64
	Month    int // yyyymm, 0 for none
	Labels   map[string]bool
	Declared map[string]string
}

// line reads a row as a vector.
func (b *builder) line() {
	t := b.m.Table
	values, x := make([]float64, len(t.Factors)), make([]float64, 0, 8)
	at := map[string]int{}
	for i := range t.Factors {
		c := &t.Factors[i]
		at[c.Key] = i
		if c.Op == "" {
			values[i] = b.number(i, c)
			continue
		}
		x = x[:0]
		for _, key := range c.Of {
			x = append(x, values[at[key]])
		}
		if values[i] = c.Op.apply(x); math.IsInf(values[i], 0) || slices.ContainsFunc(x, math.IsNaN) {
			values[i] = math.NaN()
		}
	}
	b.row.Vector = &Vector{Values: values}
	b.rest()
}

// rest reads what is not a factor: the id, the month, the outcomes, the declared attributes.
func (b *builder) rest() {
	l := b.row.Vector
	if b.m.ID.Column != "" {
		id := b.text(&b.m.ID)
		if line, twice := b.seen[id]; twice {
			b.reject(&b.m.ID, fmt.Errorf("is the same as in line %d", line))
		}
		b.seen[id] = b.row.Line
	}
	if at := b.date(b.m.Table.Month); at != nil {
		l.Month = 100*at.Year() + int(at.Month())
	}
	for i := range b.m.Labels {
		if outcome := b.text(&b.m.Labels[i].Value); outcome != "" {
			if l.Labels == nil {
				l.Labels = map[string]bool{}
			}
			l.Labels[b.m.Labels[i].Name] = outcome == "bad"
		}
	}
	b.declared()
	l.Declared = b.row.Account.Declared
}

// number reads one factor's value.
func (b *builder) number(i int, c *Column) float64 {
	value := strings.TrimSpace(b.record[b.at[c.Column]])
	if value == "" || slices.Contains(c.Missing, value) || slices.Contains(b.m.Table.Missing, value) {
		return math.NaN()
	}
	switch {
	case c.Categorical:
		return b.level(i, c, value)
	case len(c.Order) > 0:
		if at := slices.Index(c.Order, value); at >= 0 {
			return float64(at)
		}
		if at := slices.Index(c.Apart, value); at >= 0 {
			return float64(-1 - at)
		}
		b.reject(&Field{Column: c.Column}, fmt.Errorf("is not one of %s", strings.Join(slices.Concat(c.Order, c.Apart), ", ")))
		return math.NaN()
	}
	x, err := strconv.ParseFloat(value, 64)
	switch {
	case err != nil || math.IsNaN(x):
		b.reject(&Field{Column: c.Column}, errors.New("is not a number"))
	case math.Abs(x) > numberMost:
		b.reject(&Field{Column: c.Column}, errLarge)
	}
	return x
}

// level is the number of a name: its place among the levels, or in the order in which the file brings them.
func (b *builder) level(i int, c *Column, value string) float64 {
	if len(c.Levels) > 0 {
		if at := slices.Index(c.Levels, value); at >= 0 {
			return float64(at)
		}
		b.reject(&Field{Column: c.Column}, fmt.Errorf("is not one of %s", strings.Join(c.Levels, ", ")))
		return math.NaN()
	}
	if b.levels == nil {
		b.levels = map[int]map[string]int{}
	}
	if b.levels[i] == nil {
		b.levels[i] = map[string]int{}
	}
	at, known := b.levels[i][value]
	if !known {
		at = len(b.levels[i])
		b.levels[i][strings.Clone(value)] = at
	}
	return float64(at)
}
