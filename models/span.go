package models

// Span is the numbers from one to another, both of them too; nil for no end on that side.
type Span struct {
	From *int64 `json:",omitempty"`
	To   *int64 `json:",omitempty"`
}

// Open reports whether the span holds every number.
func (s Span) Open() bool { return s.From == nil && s.To == nil }

// Reversed reports whether the span ends before it begins, and so holds none.
func (s Span) Reversed() bool { return s.From != nil && s.To != nil && *s.To < *s.From }
