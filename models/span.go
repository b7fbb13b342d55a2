package models

import "time"

// Span is the numbers from one to another, both of them too; nil for no end on that side.
type Span struct {
	From *int64 `json:",omitempty"`
	To   *int64 `json:",omitempty"`
}

// Open reports whether the span holds every number.
func (s Span) Open() bool { return s.From == nil && s.To == nil }

// Same reports whether two spans have the same ends.
func (s Span) Same(o Span) bool {
	same := func(a, b *int64) bool { return a == b || a != nil && b != nil && *a == *b }
	return same(s.From, o.From) && same(s.To, o.To)
}

// Reversed reports whether the span ends before it begins, and so holds none.
func (s Span) Reversed() bool { return s.From != nil && s.To != nil && *s.To < *s.From }

// Days is a span of whole days as moments: from the first one on, and before the day after the last; nil for no end on that side.
type Days struct {
	From  *time.Time `json:",omitempty"`
	Until *time.Time `json:",omitempty"`
}

// Open reports whether the span holds every moment.
func (d Days) Open() bool { return d.From == nil && d.Until == nil }

// Reversed reports whether the span ends before it begins, and so holds none.
func (d Days) Reversed() bool { return d.From != nil && d.Until != nil && !d.From.Before(*d.Until) }
