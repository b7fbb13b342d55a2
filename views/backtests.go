package views

import (
	"candor/views/chart"
	"candor/views/ui"
)

// BacktestRow is one line of the history of backtests.
type BacktestRow struct {
	Href     string
	Window   string
	State    ui.BadgeArgs
	Versions string // which is compared with which
	Asked    string
	AskedAt  ui.TimeArgs
	Progress *ui.MeterArgs
	Result   string // in a sentence, empty until it is done
	Problem  string
	Cancel   string // where to cancel it, empty for whoever may not
	Version  string
}

// BacktestForm asks for a backtest.
type BacktestForm struct {
	Action  string
	Notice  string // what is wrong with it as a whole
	Errors  []ui.FieldError
	Window  ui.FieldArgs
	From    ui.FieldArgs
	To      ui.FieldArgs
	Minutes ui.FieldArgs
	Alarm   ui.FieldArgs
	Button  ui.ButtonArgs
}

// BacktestListPage is the backtests of one version, or of all.
type BacktestListPage struct {
	Page
	Tabs    []ui.Tab // of a version
	AllHref string   // those of every version, on the page of one
	Note    string
	Form    *BacktestForm
	Open    bool
	Refresh string
	Rows    []BacktestRow
	Empty   ui.EmptyArgs
	Older   string
	First   string
}

// BacktestCell is one cell of a report's table.
type BacktestCell struct {
	Text  string
	Href  string
	Note  string // below, quiet
	Badge *ui.BadgeArgs
	Class string // beside num
}

// BacktestTable is one table of a report. The first cell of a row names it.
type BacktestTable struct {
	ID    string
	Title string
	Note  string // above the table
	Heads []ui.ThArgs
	Rows  [][]BacktestCell
	Empty string // said when there are no rows
	Grid  bool   // keeps its columns on a narrow screen, where others become cards
}

// BacktestFold is a table that is opened by whoever wants it.
type BacktestFold struct {
	Summary string
	Table   BacktestTable
}

// BacktestEvents is what past events say.
type BacktestEvents struct {
	Outcomes BacktestTable
	Matrix   BacktestTable
	Catches  BacktestTable
	Cost     BacktestTable
	Swap     [2][2]SwapCell
	Flips    chart.DivergingArgs
	Notes    []string // on the flips
	Harm     []BacktestTable
	Cells    []BacktestFold
	Groups   []BacktestTable
	Rules    BacktestTable
	Work     BacktestTable
	Appeals  string
}

// BacktestAccounts is what the book says.
type BacktestAccounts struct {
	Stats    []ui.StatArgs
	Swap     [2][2]SwapCell
	Bands    BacktestTable
	Flags    BacktestTable
	Flips    []BacktestTable
	Limits   BacktestTable
	Falls    BacktestTable
	Segments BacktestTable
}

// BacktestPage is one backtest: what was asked, how far it is, or what came out.
type BacktestPage struct {
	Page
	Note     string
	State    ui.BadgeArgs
	Facts    []ui.Pair
	Notices  []ui.CalloutArgs
	Open     bool
	Refresh  string
	Progress *ui.MeterArgs
	Waiting  string // said while there is no report
	Cancel   string
	Version  string
	Repeat   string
	Download string
	Anchors  []Anchor
	Stats    []ui.StatArgs
	Events   *BacktestEvents
	Accounts *BacktestAccounts
	Method   []string
}
