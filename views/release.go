package views

import "candor/views/ui"

// ReleasePage is how far a version is on its way, and what it said beside the live one.
type ReleasePage struct {
	Page
	Backtests string // where what is not compared is counted
	Tabs      []ui.Tab
	State     ui.BadgeArgs
	Path      MeasureSteps
	Facts     []ui.Pair
	Notes     []ui.CalloutArgs
	Steps     []ReleaseStep
	Revision  string
	Empty     *ui.EmptyArgs // why there is nothing to compare yet
	Stats     []ui.StatArgs
	Outcomes  []ui.BadgeArgs // heads of the table of both, in its order
	Rows      []TrialRow
	Flips     []TrialFlipRow
	More      string // said below the flips when there are more
}

// ReleaseStep is one step that the reader can take.
type ReleaseStep struct {
	Title, Text, Action string
	Fields              []ui.FieldArgs
	Button              ui.ButtonArgs
	Conflict            string
}

// TrialRow is what the candidate said of the events of which the live version said one thing.
type TrialRow struct {
	Live  ui.BadgeArgs
	Cells []TrialCell
	Total string
}

// TrialCell is a count of the table; Tone is "same", "harsher", "milder" or "none".
type TrialCell struct{ Count, Tone string }

// TrialFlipRow is one event of which the two said different things.
type TrialFlipRow struct {
	ID, Href   string
	Live, Says ui.BadgeArgs
	Risk       string
	Decided    string // whose word counted
}

// StopPage is whether people decide instead of the engine.
type StopPage struct {
	Page
	On   bool
	Note ui.CalloutArgs
	// FactsTitle and Facts are about the stop in force, or about the last one; no facts where there never was one.
	FactsTitle string
	Facts      []ui.Pair
	ID         string
	Revision   string
	May        bool
	Reason     ui.FieldArgs
	Conflict   string
}

func stopTitle(p StopPage) string {
	if p.On {
		return p.T("stop.end_title")
	}
	return p.T("stop.begin_title")
}

func stopText(p StopPage) string {
	if p.On {
		return p.T("stop.end_text")
	}
	return p.T("stop.begin_text")
}

func stopAction(p StopPage) string {
	if p.On {
		return "/policy/stop/end"
	}
	return "/policy/stop/begin"
}
