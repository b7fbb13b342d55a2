package views

import (
	"github.com/a-h/templ"

	"candor/views/ui"
)

// RulesPage is the rules on events of one version.
type RulesPage struct {
	Tabs     []ui.Tab
	State    ui.BadgeArgs
	Note     string // how many there are, and how many are on
	Silent   string // why there are none: the version is from before events were decided
	Conflict string // who was faster; empty for nobody
	Action   string
	Clear    string
	Filters  []ui.FieldArgs
	New      string // where a new rule is asked for; empty: not by this reader
	Fields   string // the list of what rules may name
	Table    Records
	Empty    ui.EmptyArgs
}

// RuleMoves is the buttons beside a rule in the list.
type RuleMoves struct {
	Action, Revision, Name string
	First, Last            bool
	On                     bool
}

// RulePage is one rule: its editor or what it says, in words, with what it names, and a try.
type RulePage struct {
	Tabs     []ui.Tab
	State    ui.BadgeArgs
	Conflict string
	Form     *RuleForm // nil: to read
	Facts    []ui.Pair
	When     string
	Intent   string
	Says     *Says // nil: the condition cannot be read
	Never    string
	Names    Records
	Fields   string
	Steps    *RuleSteps
	Try      *TryBox // nil: not by this reader, or there is no such rule yet
}

// RuleForm is the editor of a rule.
type RuleForm struct {
	Action, Revision, Cancel string
	Errors                   []ui.FieldError
	About                    []ui.FieldArgs // key, family, intent
	When                     ui.FieldArgs
	Effect                   []ui.FieldArgs // what follows when it holds, and whether it is on
	Options                  []FieldOption  // what the condition may name
	Families, Reasons        []string
	Try                      *ui.FieldArgs // what it is tried on as it is typed; nil: not by this reader
	Unsaved                  bool          // it shows what is not stored
	Words                    RuleScriptWords
}

// FieldOption is one name that a condition may hold, with what it means.
type FieldOption struct{ Name, Words string }

// RuleScriptWords is what the script of the editor says.
type RuleScriptWords struct{ Label, One, Many string }

// RuleSteps is what may be done with a rule besides editing it.
type RuleSteps struct {
	Switch, Remove, Clone, Revision string
	On                              bool
}

// Says is a condition in words: a sentence, or a heading with what stands below it.
type Says struct {
	Text string
	Kids []Says
}

// FieldsPage is what rules may name.
type FieldsPage struct {
	Tabs   []ui.Tab
	Note   string
	Action string
	Clear  string
	Find   ui.FieldArgs
	Group  ui.FieldArgs
	Names  []FieldOption
	Table  Records
	Empty  ui.EmptyArgs
}

// TryBox is the forms that ask for a try, and its answer.
type TryBox struct {
	Action string // of the form by public id
	Hidden map[string]string
	Asked  ui.FieldArgs
	Other  ui.FieldArgs
	Post   string // of the form by the lender's number
	Number ui.FieldArgs
	Rule   string
	Errors []ui.FieldError
	// Answers alone, without forms: they stand elsewhere. Typed says that the rule is not saved.
	Answers bool
	Typed   string
	None    string // why there is no answer
	Note    string
	Table   Records
	Rules   []TriedRule
}

// TriedRule is one rule taken apart on one event, as both versions have it.
type TriedRule struct {
	Title       string
	Live, Draft *DecisionRule
	LiveNote    string // instead of Live
	DraftNote   string
}

// TryPage is the page of tries.
type TryPage struct {
	Note  string // what of a draft is tried here, "" when nothing is to be said
	Tabs  []ui.Tab
	State ui.BadgeArgs
	Rule  *ui.FieldArgs
	Box   TryBox
}

// WithSub is words with more words below them that have a language of their own.
func WithSub(href, name, key, reason, intent string) templ.Component {
	return ruleName(href, name, key, reason, intent)
}

// English is words that the program has in English alone: formulas of features.
func English(s string) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML { return h.Raw(`<span class="muted" lang="en">`).Text(s).Raw("</span>") })
}

// FieldName is a field beside a rule: its words, its name in a condition, and its type.
func FieldName(words, name, kind string) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		h = h.Raw(`<span class="field-name">`).Text(words).Raw(" <code>").Text(name).Raw("</code>")
		return h.Raw(` <span class="muted">`).Text(kind).Raw("</span></span>")
	})
}
