package views

import (
	"github.com/a-h/templ"

	"candor/views/ui"
)

// staysSheet keeps what names a row in sight, of lists with other controls in their rows.
const staysSheet = "css/pages/stays.css"

// Records is a table of a page: heads, rows, and what to say when there are none.
type Records struct {
	ID      string
	Caption string
	Heads   []ui.ThArgs
	Rows    []Record
	Count   int                              // instead of Rows: how many rows Row makes
	Row     func(i int, cells []Cell) Record // makes one row with its cells in the given slice, which the next row takes over
	Empty   string                           // instead of the table when it has no rows
	Keys    bool                             // j, k and Enter work on its rows
	Framed  bool                             // with an outer border: not inside a panel
	Slim    bool                             // narrow enough to stay a table on a phone and beside the page
	Dense   bool                             // many columns: less space between them
	Lean    bool                             // its markup leaves out what HTML lets be left out
	Sheet   string                           // address of a style sheet that says once what cells would each repeat: labels and sides
}

// size is how many rows the table has.
func (r *Records) size() int { return max(len(r.Rows), r.Count) }

// row is one of them; its cells may be those of the row before.
func (r *Records) row(i int, cells []Cell) Record {
	if r.Row != nil {
		return r.Row(i, cells[:0])
	}
	return r.Rows[i]
}

func (r Records) attrs() templ.Attributes {
	switch {
	case r.Sheet != "":
		return templ.Attributes{"class": "dense sheeted"}
	case r.Slim:
		return templ.Attributes{"class": "beside"}
	case r.Dense:
		return templ.Attributes{"class": "dense"}
	}
	return nil
}

// Record is one row.
type Record struct {
	ID      string
	Cells   []Cell
	Current bool   // keys go on from it
	Opens   string // where the row leads, of a table with a head that stays and more controls than that link: see ui.RowCover
}

// Cell is one value of a row. The first of Body, Badge, Time and Text that is set is shown.
type Cell struct {
	Text    string
	Sub     string // quieter, after the value
	Href    string // where the value leads
	Row     bool   // the link covers the whole row
	Badge   *ui.BadgeArgs
	Time    *ui.TimeArgs
	Body    templ.Component
	Tone    ui.Tone
	Code    bool // an identifier
	Numeric bool
	Wrap    bool
	Wide    bool // across the whole card on a phone
	Bare    bool // says itself what it is: no label on a phone
}

// class is the cell's class; in a table whose sheet says what a column is, only what this cell alone is.
func (c *Cell) class(told bool) string {
	s := ""
	add := func(on bool, name string) {
		switch {
		case on && s == "":
			s = name
		case on:
			s += " " + name
		}
	}
	add(c.Numeric && !told, "num")
	add(c.Wrap, "wrap")
	add(c.Wide, "cell-wide")
	if c.Tone != "" {
		add(!told, "tone-text")
		add(true, "t-"+string(c.Tone))
	}
	return s
}

// Text is a cell with words alone.
func Text(s string) Cell { return Cell{Text: s} }

// Num is a cell with a number, at the right of its column.
func Num(s string) Cell { return Cell{Text: s, Numeric: true} }

// Note is a cell with words that may take several lines.
func Note(s string) Cell { return Cell{Text: s, Wrap: true, Wide: true} }

// At is a cell with a moment.
func At(t ui.TimeArgs) Cell { return Cell{Time: &t} }

// State is a cell with a badge.
func State(b ui.BadgeArgs) Cell { return Cell{Badge: &b} }
