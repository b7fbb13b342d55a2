package views

import (
	"strconv"

	"candor/views/chart"
	"candor/views/ui"
)

// Threshold is one cut: slider, box, distribution and what it holds for.
type Threshold struct {
	ID      string // of the field, "bands.1.from"
	Label   string
	Rule    string // as a sentence, with the saved value
	State   ui.BadgeArgs
	Plot    *chart.CutArgs // nil for what is only yes or no, or was never measured
	NoPlot  string         // why
	Field   *ui.FieldArgs  // nil to read only
	Extra   *ui.FieldArgs  // what belongs to it: the score that a cap allows
	Step    string         // of the slider
	Value   string         // as the box has it
	Live    string         // the value in force in words, with its name
	Moved   bool           // it is not where the version in force has it
	LiveN   string         // accounts it holds for, for the script
	Measure string         // whose sketch the figures come from
	Op      string
	Order   string // of a row of cut-offs that must ascend, for the script: "bands"
	Above   string // said when it does not, with {above} for the number
	Ends    [2]string
	Figures ThresholdFigures
}

// ThresholdFigures is what a cut holds for.
type ThresholdFigures struct {
	Shown    bool
	Share    string
	Accounts string
	Money    string
	Change   string // in accounts against the version in force, "" where it has none
	Off      string // how far the figures may be off, "" when they are exact
	// Exact is accounts and money of the saved threshold, counted one by one, "" while they are not.
	Exact [2]string
}

// ThresholdsExact is the exact count of the saved thresholds: how far it is, or of when it is.
type ThresholdsExact struct {
	Shown    bool
	Waits    bool
	Text     string
	Progress *ui.MeterArgs
	Refresh  string
}

// ThresholdGroup is the cuts of one list of the document.
type ThresholdGroup struct {
	ID    string
	Title string
	Note  string
	Line  string // how many cuts there are, and how many stand elsewhere than in force
	Icon  string
	Empty string
	Rows  []Threshold
}

// ThresholdSketch is a distribution for the script: lowest, highest, accounts and fen of each step.
type ThresholdSketch struct{ Measure, Steps string }

// SwapRow is one line of the table against the version in force.
type SwapRow struct{ Label, Accounts, Share, Money string }

// ThresholdsPage is the cuts of one version.
type ThresholdsPage struct {
	Page
	Tabs     []ui.Tab
	Note     string
	Action   string
	Revision string
	Editing  bool
	Book     string // how many accounts, scored when
	Total    string // for the script
	Empty    string // why there are no figures
	Exact    ThresholdsExact
	Errors   []ui.FieldError
	Conflict string
	Ribbon   []chart.Band
	Scores   chart.HistogramArgs
	Groups   []ThresholdGroup
	Sketches []ThresholdSketch
	Swap     []SwapRow
	SwapNote string
	SwapLine string // how many gain and lose
	Load     []ui.Pair
	Trade    chart.TradeOffArgs
	Try      PolicyImpact
	Unsaved  *UnsavedTry // nil: not by this reader
}

// plain is a number for an attribute.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func (p ThresholdsPage) anchors() []Anchor {
	var links []Anchor
	for _, g := range p.Groups {
		links = append(links, Anchor{ID: g.ID, Label: g.Title})
	}
	if len(p.Swap) > 0 {
		links = append(links, Anchor{ID: "swap", Label: p.T("thresholds.swap")})
	}
	return append(links, Anchor{ID: "trade", Label: p.T("thresholds.trade")})
}
