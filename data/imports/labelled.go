package imports

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"candor/engine/factor"
	"candor/engine/learn"
	"candor/models"
)

// ErrTable is a mapping whose rows are no accounts.
var ErrTable = errors.New("the mapping is of a table, which is only for training: candor train --report")

// errNoTable is a mapping without a table.
var errNoTable = errors.New("the mapping is not of a table")

// Labelled is the history in a file of a table.
type Labelled struct {
	learn.Data
	Names    map[string]map[int]string // by key of a factor of names: what its codes mean
	Rejected int                       // rows left out
	Unknown  int                       // rows without the outcome
}

// ReadTable reads the rows that have an outcome. Rows with a value that cannot be read are left out and go to reject, which may be
// nil. A row that is there twice, by its id, or is from after now makes the whole file one that nothing should be learnt from:
// ErrBroken.
func (m *Mapping) ReadTable(file io.Reader, label string, now time.Time, reject func(Reject) error) (Labelled, error) {
	if m.Table == nil {
		return Labelled{}, errNoTable
	}
	var out Labelled
	out.Label = label
	this := 100*now.Year() + int(now.Month())
	reading := &reader{m: m, seen: map[string]int{}}
	_, err := reading.read(file, func(row Row) error {
		if len(row.Rejects) > 0 {
			out.Rejected++
			if at := slices.IndexFunc(row.Rejects, func(r Reject) bool { return r.Column == m.ID.Column && r.Column != "" }); at >= 0 {
				return fmt.Errorf("%w: line %d: %s %s %s", ErrBroken, row.Line, m.ID.Column, row.Rejects[at].Value, row.Rejects[at].Reason)
			}
			return tell(row.Rejects, reject)
		}
		if row.Vector.Month > this {
			return fmt.Errorf("%w: line %d: %d is in the future", ErrBroken, row.Line, row.Vector.Month)
		}
		bad, known := row.Vector.Labels[label]
		if !known {
			out.Unknown++
			return nil
		}
		out.add(m, row.Vector, bad)
		return nil
	})
	if err != nil {
		return Labelled{}, err
	}
	out.finish(m.Table, reading.levels)
	return out, nil
}

// add takes one row.
func (l *Labelled) add(m *Mapping, v *Vector, bad bool) {
	l.Rows, l.Labels = append(l.Rows, v.Values), append(l.Labels, bad)
	if m.Table.Month != nil {
		l.Months = append(l.Months, v.Month)
	}
	for name := range m.Declared {
		if l.Groups == nil {
			l.Groups = map[string][]string{}
		}
		l.Groups[name] = append(l.Groups[name], models.DeclaredGroup(name, v.Declared[name]))
	}
}

// finish names the levels in alphabetical order and leaves out the helpers.
func (l *Labelled) finish(t *Table, levels map[int]map[string]int) {
	l.Names = map[string]map[int]string{}
	var kept []int
	for i := range t.Factors {
		c := &t.Factors[i]
		if c.Helper {
			continue
		}
		kept = append(kept, i)
		spec := factor.Spec{
			Key: c.Key, Aspect: c.Aspect, Unit: cmp.Or(c.Unit, factor.UnitCount), Direction: cmp.Or(c.Safer, factor.None),
			Codes: slices.Clone(c.Special), Categorical: c.Categorical, Reason: c.Reason,
		}
		if c.named() {
			spec.Codes = l.nameCodes(c, i, levels[i])
		}
		l.Specs = append(l.Specs, spec)
	}
	for i, row := range l.Rows {
		short := make([]float64, len(kept))
		for to, from := range kept {
			short[to] = row[from]
		}
		l.Rows[i] = short
	}
}

// nameCodes notes what the codes of a factor of names mean, and returns those that get bins of their own.
func (l *Labelled) nameCodes(c *Column, factor int, levels map[string]int) (codes []float64) {
	names := map[int]string{}
	l.Names[c.Key] = names
	for at, name := range c.Order {
		names[at] = name
	}
	for at, name := range c.Apart {
		names[-1-at] = name
		codes = append(codes, float64(-1-at))
	}
	if !c.Categorical {
		return codes
	}
	list := c.Levels
	if len(list) == 0 {
		list = l.rename(factor, levels)
	}
	for at, name := range list {
		names[at] = name
		codes = append(codes, float64(at))
	}
	return codes
}

// rename numbers the names of a factor anew: the most frequent ones, in alphabetical order. Rows of the others become missing.
func (l *Labelled) rename(factor int, number map[string]int) []string {
	rows := map[int]int{}
	for _, row := range l.Rows {
		if !math.IsNaN(row[factor]) {
			rows[int(row[factor])]++
		}
	}
	names := make([]string, 0, len(number))
	for name := range number {
		if rows[number[name]] > 0 {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(rows[number[b]], rows[number[a]]), cmp.Compare(a, b))
	})
	names = slices.Clone(names[:min(len(names), levelsMost)])
	slices.Sort(names)
	to := map[int]float64{}
	for at, name := range names {
		to[number[name]] = float64(at)
	}
	for _, row := range l.Rows {
		if math.IsNaN(row[factor]) {
			continue
		}
		at, kept := to[int(row[factor])]
		if !kept {
			at = math.NaN()
		}
		row[factor] = at
	}
	return names
}
