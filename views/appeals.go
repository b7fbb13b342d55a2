package views

import "candor/views/ui"

// AppealList is the list of appeals.
type AppealList struct {
	Tabs      []ui.Tab
	Stage     string
	Kind      string
	View      string
	Stages    []ui.Option
	Kinds     []ui.Option
	Chips     []ui.ChipArgs
	Rows      []AppealListRow
	FirstHref string // the first page; "" on it
	NextHref  string // the page after; "" on the last
	Empty     ui.EmptyArgs
}

// AppealListRow is one line of the list.
type AppealListRow struct {
	Href     string
	ID       string
	Name     string
	Due      string
	Late     bool
	Paused   bool
	Sanction string
	Decider  string // who made or approved the sanction
	Stage    ui.BadgeArgs
	Assignee string
	Evidence string // 1/2, "" when nothing was asked for
	Locked   int64  // money that the sanction holds down, in fen
	Received ui.TimeArgs
}

// AppealIntake is the form in which staff take an appeal in.
type AppealIntake struct {
	Account   MeasureAccount
	Action    string
	Form      MeasureForm
	Sanctions []ui.Option
	Channels  []ui.Option
	Langs     []ui.Option
}

// AppealPage is one appeal in three columns: then, what the customer says, now.
type AppealPage struct {
	Account  MeasureAccount
	ID       string
	Self     string // the page's own address
	Version  string
	Stage    ui.BadgeArgs
	Steps    MeasureSteps
	Clock    string
	Late     bool
	Own      string // why the viewer may not judge; "" when nothing is in the way
	Form     MeasureForm
	Then     AppealThen
	Says     AppealSays
	Now      AppealNow
	Can      AppealCan
	Decided  []ui.Pair // outcome, by whom, when, reasons
	Letter   *Letter
	Result   []RestoreRow
	Messages []MeasureRow
	Files    *FilesPanel // nil: not for this reader
	Earlier  []MeasureRow
	Events   []ui.Event
}

// AppealThen is what we did.
type AppealThen struct {
	SanctionHref string
	Facts        []ui.Pair
	Took         []ui.Pair // what changed, before → during
	Flags        []MeasureFlag
	Reasons      []string
}

// AppealSays is what the customer says and shows.
type AppealSays struct {
	Facts    []ui.Pair
	Words    string
	Evidence []AppealEvidence
	Waiting  string // 1 of 2 received
	Kinds    []ui.Option
}

// AppealEvidence is one thing asked of the customer.
type AppealEvidence struct {
	ID       string
	Kind     string
	Received bool
	Note     string
	Finding  string
}

// AppealNow is how things stand today.
type AppealNow struct {
	Facts   []ui.Pair
	Reasons []string
	Next    *CustomerSteps // what service may say would help; nil where nothing was searched
	Restore []RestoreRow   // what an overturn will give back
}

// RestoreRow is one field of a restoration.
type RestoreRow struct {
	Field  string
	Before string
	During string
	After  string
	Back   bool
	Note   string
}

// AppealCan is the addresses of what the viewer may do now; "" is not.
type AppealCan struct {
	Acknowledge string
	Request     string
	Receive     string
	Review      string
	ReviewWhy   string
	Decide      string
	DecideWhy   string
	Execute     string
	ExecuteNote string
	Close       string
	Withdraw    string
	Templates   []ui.LinkArgs // fill the letter's text
}

func orDash(s string) string {
	if s == "" {
		return Dash
	}
	return s
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func outcomeOptions(p Page) []ui.Option {
	return []ui.Option{
		{Value: "overturn", Label: p.T("appeal.outcome.overturn"), Hint: p.T("appeal.outcome.overturn_hint")},
		{Value: "uphold", Label: p.T("appeal.outcome.uphold"), Hint: p.T("appeal.outcome.uphold_hint")},
	}
}
