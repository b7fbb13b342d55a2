package views

import (
	"strconv"

	"candor/views/chart"
	"candor/views/ui"
)

// PolicyDoc is a policy document in words.
type PolicyDoc struct {
	Bands     []PolicyBand
	Flags     []PolicyFlag
	Caps      []PolicyCap
	Approval  []ui.Pair
	Loss      []ui.Pair
	SLA       []ui.Pair
	Appeals   []ui.Pair
	Checklist []ui.Pair
	ByMeasure []ui.Pair // what helps besides, of the kinds of measure that ask for anything
	Reasons   []ui.Pair
	Contact   []ui.Pair
	Declined  []ui.Pair
	Work      []ui.Pair
	Guards    []ui.Pair
	Release   []ui.Pair
	Switches  []ui.Pair
}

// PolicyBand is one band with its row of the limit matrix.
type PolicyBand struct {
	Label  ui.BadgeArgs
	Range  string
	Cap    string
	Income string
	Raise  string
}

// PolicyFlag is one rule that calls a person.
type PolicyFlag struct {
	Label    string
	Rule     string // the rule as a sentence
	Severity string
	Source   string
	State    ui.BadgeArgs
}

// PolicyCap is one rule that holds the score down.
type PolicyCap struct {
	Key   string // the row's id: lines of a breakdown lead to it
	Label string
	Rule  string
	Score string
}

// PolicyVersion is one line of the list of versions.
type PolicyVersion struct {
	Number    string
	Href      string
	State     ui.BadgeArgs
	Note      string
	Made      string
	MadeAt    ui.TimeArgs
	Approved  string
	Published ui.TimeArgs
	Later     string // when and in whose name it becomes live by itself; "" for never
	DiffHref  string
}

// PolicyNotice says what a version waits for, and where.
type PolicyNotice struct{ Href, Text string }

// PolicyNote stands above a version: what is in its way, and where to read more.
type PolicyNote struct {
	Callout    ui.CalloutArgs
	Href, Link string // none: ""
}

// PolicyListPage is the live policy and every version before it.
type PolicyListPage struct {
	Page
	Head      string // which version is live and since when
	LiveHref  string
	CanDraft  bool
	DraftBase string
	DraftHref string // the reader's open draft, if any
	Waiting   []PolicyNotice
	Scores    chart.HistogramArgs
	Doc       PolicyDoc
	Versions  []PolicyVersion
	OlderHref string
	NewerHref string
}

// PolicyFormRow is one row of a table of fields.
type PolicyFormRow struct {
	Fields []ui.FieldArgs
	Moves  []ui.ButtonArgs // change its place in the list, saving nothing
}

// PolicyFormTable is a list of the document that is edited row by row; its last row is
// empty, for one more.
type PolicyFormTable struct {
	ID    string
	Title string
	Hint  string
	Error string // about the list as a whole
	Heads []ui.ThArgs
	Rows  []PolicyFormRow
}

// PolicyFormGroup is a few fields that belong together.
type PolicyFormGroup struct {
	Title  string
	Hint   string // "" for none
	Fields []ui.FieldArgs
}

// PolicyForm is the editor of a draft.
type PolicyForm struct {
	Action   string
	Revision string
	Spare    string // place of the spare row of bands
	Errors   []ui.FieldError
	Conflict string // who was faster; empty for nobody
	Tables   []PolicyFormTable
	Groups   []PolicyFormGroup
	Try      *UnsavedTry // nil: not by this reader
}

// UnsavedTry tries what stands in a form before it is saved: the field that asks, and the answer.
type UnsavedTry struct {
	Action  string // where the form is sent to be tried
	Note    string
	Field   ui.FieldArgs
	Typed   string // that nothing is saved; "" before anything was asked
	Preview []PreviewRow
	Events  *TryBox
}

// asked reports whether the form holds what was tried and is not saved.
func (u *UnsavedTry) asked() bool { return u != nil && u.Typed != "" }

// PolicyImpact is what a proposal would do to the book.
type PolicyImpact struct {
	Shown   bool
	Empty   string // why there is nothing to show
	Notes   []string
	Scores  chart.HistogramArgs
	Bands   []ImpactRow
	Flags   []ImpactRow
	Names   ui.FieldArgs // which accounts to try
	Action  string
	Preview []PreviewRow
}

// ImpactRow compares one band or threshold now and as proposed.
type ImpactRow struct {
	Label                    string
	RangeNow, RangeNew       string
	AccountsNow, AccountsNew string
	ShareNow, ShareNew       string
	MoneyNow, MoneyNew       string
	Change                   string
	Tone                     ui.Tone
}

// PreviewRow is one account under both policies.
type PreviewRow struct {
	Name, Href         string
	ScoreNow, ScoreNew string
	BandNow, BandNew   ui.BadgeArgs
	FlagsNow, FlagsNew string
	Same               bool
}

// PolicyStepForm is one step that a version can take.
type PolicyStepForm struct {
	Title    string
	Text     string
	Action   string
	Field    *ui.FieldArgs // a reason or note, if the step asks for one
	Over     string        // the live version whose changes the step leaves out, "" for none
	Known    *ui.FieldArgs // the tick that this is known
	Link     bool          // it leads to a page that asks first
	Button   ui.ButtonArgs
	Conflict string
}

// PolicyPage is one version: to read, to edit, to decide.
type PolicyPage struct {
	Page
	Tabs     []ui.Tab
	Note     string
	State    ui.BadgeArgs
	Notes    []PolicyNote
	Facts    []ui.Pair
	DiffHref string
	FileHref string
	BaseHref string
	BaseText string
	Redraft  string // version number to draft from; empty when not offered
	Form     *PolicyForm
	Doc      *PolicyDoc
	Impact   PolicyImpact
	Steps    []PolicyStepForm
	Revision string
	Trail    []AuditRow
}

// PolicyDiscardPage asks whether a version is to be discarded.
type PolicyDiscardPage struct {
	Page
	Text, Action, Back, Revision string
	Why                          string // a step that was refused, "" for none
	Lost                         ui.DiffArgs
}

// PolicyDiffPage is two versions field by field.
type PolicyDiffPage struct {
	Page
	Note   string
	Action string
	With   ui.FieldArgs
	Rows   []ui.DiffRow
	Heads  [3]string
	Same   string // said instead of the table when nothing differs
}

// policyParts are the parts of a document as its pages name them.
var policyParts = []string{"bands", "flags", "caps", "approval", "loss", "sla", "appeals", "reasons", "contact", "guards", "release", "switches", "work"}

func documentAnchors(p Page) []Anchor {
	var links []Anchor
	for _, part := range policyParts {
		links = append(links, Anchor{ID: part, Label: p.Texts.T("policy." + part)})
	}
	return links
}

func (p PolicyListPage) anchors() []Anchor {
	return append(documentAnchors(p.Page), Anchor{ID: "versions", Label: p.T("policy.versions")})
}

func (p PolicyPage) anchors() []Anchor {
	var links []Anchor
	if p.Form != nil {
		for _, t := range p.Form.Tables {
			links = append(links, Anchor{ID: ui.FieldID(t.ID), Label: t.Title})
		}
		for i, g := range p.Form.Groups {
			links = append(links, Anchor{ID: partID(i), Label: g.Title})
		}
	}
	if p.Impact.Shown {
		links = append(links, Anchor{ID: "impact", Label: p.T("policy.impact")})
	}
	if p.Doc != nil {
		links = append(links, documentAnchors(p.Page)...)
	}
	if len(p.Trail) > 0 {
		links = append(links, Anchor{ID: "history", Label: p.T("policy.history")})
	}
	return links
}

// partID names a group of fields of the editor.
func partID(i int) string { return "part-" + strconv.Itoa(i) }
