package views

import "candor/views/ui"

// AppealList is the list of appeals.
type AppealList struct {
	ExportHref string // the form that takes the list away
	Fresh      *Fresh // nil where nothing was looked for
	Tabs       []ui.Tab
	View       string
	Fields     []ui.FieldArgs // of the filter
	More       []ui.FieldArgs // folded away
	MoreOn     bool           // something of those narrows the list
	Errors     []ui.FieldError
	Hidden     map[string]string
	Chips      []ui.ChipArgs
	Clear      string // the view without filters; "" when none is on
	Strip      []ui.StatArgs
	Called     []MeasureRow  // leads are called to them
	Tools      []ui.LinkArgs // change how the list looks
	Table      Records
	FirstHref  string // the first page; "" on it
	NextHref   string // the page after; "" on the last
	Empty      ui.EmptyArgs
}

// AppealListRow is one line of the list.
type AppealListRow struct {
	Href        string
	ID          string
	Name        string
	Due         ui.BadgeArgs
	Sanction    string
	Product     string // what it holds down
	Decider     string // who made the sanction
	DeciderHref string // the list of appeals against their measures
	Stage       ui.BadgeArgs
	Since       string // that a desk has it; "" for none
	Assignee    string
	Evidence    string // 1/2, "" when nothing was asked for
	Alike       string // 1 of 7 like it were overturned, "" when none was decided
	Repeat      string // the account appealed before; "" when not
	Locked      int64  // money that the sanction holds down, in fen
	Received    ui.TimeArgs
}

// AppealMetrics is how the desk did.
type AppealMetrics struct {
	Tabs   []ui.Tab
	Strip  []ui.StatArgs
	CSV    string
	Note   string
	Tables []AppealMetricsTable
	Empty  *ui.EmptyArgs
}

// AppealMetricsTable is the same by one thing that appeals have in common.
type AppealMetricsTable struct {
	ID    string
	Title string
	Note  string
	Rows  []AppealMetricsRow
}

// AppealMetricsRow is one group of decided appeals.
type AppealMetricsRow struct {
	Name, Whole, Median, InTime, Overturned, Span, Partly, Replaced, Upheld string

	Href  string // the rule's page, or the appeals of the group; "" where the list cannot be narrowed to it
	List  string // the appeals of a rule, where Href leads to the rule
	Above string // that it is overturned more often than the policy allows; "" for not
}

// AppealIntake is the form in which staff take an appeal in.
type AppealIntake struct {
	Account   MeasureAccount
	Action    string
	Form      MeasureForm
	Sanctions []ui.Option
	Channels  []ui.Option
	Langs     []ui.Option
	Papers    *PapersField // nil for who may add no files
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
	Decided  []ui.Pair      // outcome, by whom, when, reasons
	Letter   *LetterPreview // of the typed verdict; nil until it is looked at
	Asks     *LetterPreview // the letter that would ask for what is ticked; nil until it is looked at
	Tells    *LetterPreview // the letter of a step that takes one button; nil until it is looked at
	Trial    []RestoreRow   // what the typed verdict would give back
	Result   []RestoreRow
	Called   string          // since when leads are called; "" for not
	Referred *ui.CalloutArgs // with which desk it is and since when; nil for none
	Choices  AppealChoices
	Opinions []AppealOpinion
	Alike    AppealAlike
	Same     *ui.LinkArgs // the appeal that this one is a duplicate of
	Others   []ui.Option  // appeals that it may be a duplicate of
	Messages []MeasureRow
	Links    string      // the customer's links; "" for who may not make any
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
	Lang     string // of the words
	Evidence []AppealEvidence
	Waiting  string // 1 of 2 received
	Kinds    []ui.Option
	Wanted   []string        // kinds that would help and are not asked for
	Days     string          // how long evidence is waited for unless said otherwise
	Prepared *PreparedChoice // nil for who cannot ask
	Checks   []AppealCheck
	Count    string // 1 of 3 here
}

// AppealCheck is one line of what would help.
type AppealCheck struct {
	Label string
	State ui.BadgeArgs
	Here  bool
}

// AppealChoices is what a decision between all and nothing can choose from.
type AppealChoices struct {
	Parts     []ui.Option // empty: the measure has no parts
	Milder    []ui.Option // empty: nothing is milder
	Functions []ui.Option
	Products  []ui.Option
	Payment   bool // it is about a payment that was not made
}

// AppealOpinion is a second opinion, asked for or given.
type AppealOpinion struct {
	Reason   string
	Question string
	Asked    string
	Advice   string // "" while it is waited for
	Waits    string // for whom
	Text     string
	Given    string
}

// AppealAlike is what came of appeals like this one.
type AppealAlike struct {
	Summary string
	Rows    []MeasureRow
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
	Since   *AppealSince   // nil: not for this reader, or nothing to set against
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
	DecideAsk   string // who may decide it, for who may not; "" otherwise
	Execute     string
	ExecuteNote string
	Close       string
	Withdraw    string
	Templates   []ui.LinkArgs // fill the letter's text
	Paragraphs  []AppealParagraph
	Words       *PreparedChoice // for what the customer is told; nil for who does not decide
	Ask         string          // a second opinion
	AskReasons  []ui.Option
	Advise      string
	Answer      string // for the desk that it is with
	AdviseWhy   string // why somebody else must give the opinion
	Duplicate   string
	Next        string // the next appeal to take up
}

// AppealParagraph is a paragraph that a key puts into a decision's reason, and what the customer is told of it.
type AppealParagraph struct {
	Digit    string
	Title    string
	Text     string
	Customer string // in the customer's language, "" for nothing
	Said     string // that it was put in, for whoever cannot see it
}

// appealHidden is what the filter form keeps besides its fields.
func appealHidden(d AppealList) map[string]string {
	kept := map[string]string{"view": d.View}
	for name, value := range d.Hidden {
		kept[name] = value
	}
	return kept
}

// formOr is what was ticked, or what is ticked before anything was sent.
func formOr(f MeasureForm, name string, first []string) []string {
	if sent, typed := f.Values[name]; typed {
		return sent
	}
	return first
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

// outcomeOptions are the outcomes that a measure can have, each with what it means.
func outcomeOptions(p Page, c AppealChoices) []ui.Option {
	option := func(o string, possible bool) ui.Option {
		hint := o + "_hint"
		if !possible {
			hint = o + "_not"
		} else if c.Payment {
			hint = o + "_payment"
		}
		return ui.Option{Value: o, Label: p.T("appeal.outcome." + o), Hint: p.T("appeal.outcome." + hint), Disabled: !possible}
	}
	return []ui.Option{option("overturn", true), option("partly", len(c.Parts) > 1), option("replace", len(c.Milder) > 0), option("uphold", true)}
}

// adviceOptions are the same as advice.
func adviceOptions(p Page) []ui.Option {
	var out []ui.Option
	for _, o := range []string{"overturn", "partly", "replace", "uphold"} {
		out = append(out, ui.Option{Value: o, Label: p.T("appeal.advice." + o)})
	}
	return out
}
