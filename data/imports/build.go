package imports

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"candor/models"
)

// builder makes one account of one record. It goes on after a bad value, so that a row is
// reported with all that is wrong with it.
type builder struct {
	*reader
	record []string
	row    *Row
}

// reject notes what is wrong with a field's value.
func (b *builder) reject(f *Field, err error) {
	value := b.value(f)
	if runes := []rune(value); len(runes) > valueMost {
		value = string(runes[:valueMost]) + "…"
	}
	b.row.Rejects = append(b.row.Rejects, Reject{
		Line: b.row.Line, Column: f.Column, Value: strings.Clone(value), Reason: err.Error(),
	})
}

func (b *builder) value(f *Field) string {
	if f.Constant != "" {
		return f.Constant
	}
	return b.record[b.at[f.Column]]
}

func (b *builder) text(f *Field) string {
	if f == nil {
		return ""
	}
	s, err := f.text(b.value(f))
	if err != nil {
		b.reject(f, err)
	}
	return strings.Clone(s) // the record's memory is used again
}

func (b *builder) whole(f *Field) (n int, known bool) {
	if f == nil {
		return 0, false
	}
	v, known, err := f.whole(b.value(f))
	if err != nil {
		b.reject(f, err)
	}
	return int(v), known
}

func (b *builder) fen(f *Field) int64 {
	if f == nil {
		return 0
	}
	v, err := f.fen(b.value(f), b.m.Unit)
	if err != nil {
		b.reject(f, err)
	}
	return v
}

func (b *builder) date(f *Field) *time.Time {
	if f == nil {
		return nil
	}
	at, err := f.date(b.value(f))
	if err != nil {
		b.reject(f, err)
	}
	return at
}

func (b *builder) build() {
	m, a := b.m, &b.row.Account
	*a = models.PutAccount{Source: m.Source, ExternalID: b.text(&m.ID), Lang: m.Lang, Jurisdiction: m.Jurisdiction, Employer: b.text(m.Employer)}
	a.Education, _ = b.whole(m.Education)
	if months, known := b.whole(m.EmploymentMonths); known {
		a.EmploymentMonths = &months
	}
	a.IncomeFen, a.OpenedAt = b.fen(m.Income), b.date(m.OpenedAt)
	p := models.Personal{Name: b.text(m.PersonName), Phone: b.text(m.Phone), IDNumber: b.text(m.IDNumber), Email: b.text(m.Email)}
	if p != (models.Personal{}) {
		a.Personal = &p
	}
	b.declared()
	for i := range m.Lines {
		l := &m.Lines[i]
		a.Lines = append(a.Lines, models.CreditLine{Product: l.Product, LimitFen: b.fen(&l.Limit), UsedFen: b.fen(&l.Used)})
	}
	for i := range m.Statements {
		s := &m.Statements[i]
		standing, _ := b.whole(&s.Standing)
		a.Statements = append(a.Statements, models.Statement{
			Month: s.Month, BillFen: b.fen(&s.Bill), PaidFen: b.fen(&s.Paid),
			Standing: standing, DaysPastDue: daysAMonth * max(standing, 0),
		})
	}
	for i := range m.Labels {
		if outcome := b.text(&m.Labels[i].Value); outcome != "" {
			a.Labels = append(a.Labels, models.Label{Name: m.Labels[i].Name, Bad: outcome == "bad"})
		}
	}
	b.check()
}

// declared reads the attributes kept for fairness, in the order of their names.
func (b *builder) declared() {
	names := make([]string, 0, len(b.m.Declared))
	for name := range b.m.Declared {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f := b.m.Declared[name]
		value, err := f.text(b.value(&f))
		if err == nil && (f.Min != nil || f.Max != nil) {
			_, _, err = f.whole(b.value(&f))
		}
		if err != nil {
			b.reject(&f, err)
		}
		if err != nil || value == "" {
			continue
		}
		if b.row.Account.Declared == nil {
			b.row.Account.Declared = map[string]string{}
		}
		b.row.Account.Declared[name] = strings.Clone(value)
	}
}

// check applies the rules of an account and of the file as a whole to a row that reads well.
func (b *builder) check() {
	if len(b.row.Rejects) > 0 {
		return
	}
	a := &b.row.Account
	a.Normalise()
	var invalid *models.Invalid
	if err := a.Validate(); errors.As(err, &invalid) {
		fields := make([]string, 0, len(invalid.Fields))
		for f := range invalid.Fields {
			fields = append(fields, f)
		}
		slices.Sort(fields)
		for _, f := range fields {
			b.row.Rejects = append(b.row.Rejects, Reject{Line: b.row.Line, Column: f, Reason: "is refused: " + invalid.Fields[f].Code})
		}
		return
	}
	if line, twice := b.seen[a.ExternalID]; twice {
		b.reject(&b.m.ID, fmt.Errorf("is the same as in line %d", line))
		return
	}
	b.seen[a.ExternalID] = b.row.Line
}
