package views

import (
	"maps"
	"slices"

	"candor/views/chart"
	"candor/views/ui"
)

// CompareCell is one cell of a migration matrix.
type CompareCell struct {
	Count string
	Share string // of the row
	Href  string
	Tone  string // same, better or worse
}

// CompareRow is one band of the champion.
type CompareRow struct {
	Band  ui.BadgeArgs
	Cells []CompareCell
	Total string
}

// SwapCell is one cell of a swap set.
type SwapCell struct {
	Title string
	Note  string
	Count string
	Share string
	Bad   string
}

// FlipRow is one account that the two put into different bands.
type FlipRow struct {
	Href, Name, ID     string
	Breakdown          string
	Was, Would         string
	WasBand, WouldBand ui.BadgeArgs
	Difference         string
}

// ComparePage is a model beside the champion.
type ComparePage struct {
	Page
	Note     string
	Empty    *ui.EmptyArgs // said instead of everything when there is nothing to compare
	Stats    []ui.StatArgs
	Bands    []ui.BadgeArgs
	Rows     []CompareRow
	Matrix   string // what rows and columns are
	Cut      ui.FieldArgs
	CutNote  string
	Action   string
	Swap     [2][2]SwapCell
	SwapNote string
	Scores   chart.DualArgs
	Matured  []ui.StatArgs
	NoLabels string // said when too little is known
	Flips    []FlipRow
	NoFlips  string
	Older    string
	First    string
}

// sortedNames is a form's hidden fields in order.
func sortedNames(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
