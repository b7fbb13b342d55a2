package views

import (
	"github.com/a-h/templ"

	"candor/views/ui"
)

// DecisionData is the page of the decision about one event.
type DecisionData struct {
	ID            ui.CopyArgs
	Badges        []ui.BadgeArgs
	Links         []ui.LinkArgs
	Notes         []DecisionNote
	Problem       string // why the last action was refused
	Lanes         []DecisionLane
	Ceiling       string // set when the kind of event limited the outcome
	Facts         []ui.Pair
	Sent          []ui.Pair
	Account       []ui.Pair
	Reasons       []ReasonLine
	Fired         []DecisionRule
	Failed        []DecisionRule
	Rest          []DecisionRule
	RulesNote     string
	State         []DecisionGroup
	StateNote     string
	StateTone     ui.Tone
	Challenge     []ui.Pair // empty: none was asked
	ChallengeHref string
	Settle        *SettleForm // nil: nothing to settle, or not by this person
	Flags         Records
	Timeline      []ui.Event
	Errors        []ui.FieldError
}

// DecisionNote is what a reader must know before all else.
type DecisionNote struct {
	Tone        ui.Tone
	Icon, Text  string
	Href, Label string
}

// DecisionLane is one lane of the ladder.
type DecisionLane struct {
	Name string
	Said *ui.BadgeArgs // nil: nothing
	Text string
	Last bool // it had the last word
}

// DecisionRule is a rule with every comparison it made.
type DecisionRule struct {
	Name, Key, Intent, When, Family, Risk string
	State, Outcome                        ui.BadgeArgs
	Leaves                                []DecisionLeaf
	Aside                                 string // where it is set aside for the account; "" where it is not
}

// DecisionLeaf is one comparison.
type DecisionLeaf struct {
	What, Code, Was, Test, Held, Icon string
	Tone                              ui.Tone
	Quiet                             bool // the rule was decided before it
}

func (l DecisionLeaf) class() string {
	if l.Quiet {
		return "leaf-no"
	}
	return ""
}

func (l DecisionLeaf) heldClass() string {
	if l.Tone != "" {
		return "tone-text t-" + string(l.Tone)
	}
	return ""
}

func (l DecisionLane) class() string {
	if l.Last {
		return "is-last-word"
	}
	return ""
}

// DecisionGroup is features of one kind. It is open when a rule that fired read one of them.
type DecisionGroup struct {
	Table Records
	Note  string // how far behind some of it may be
	Open  bool
}

// SettleForm releases or cancels a waiting event.
type SettleForm struct {
	Action, Reason, Error string
	Reasons               *ReasonPicker  // that the customer is told when it does not go through; nil where nobody is told
	Letter                *LetterPreview // which they would get then
}

// UsedFeature names a feature that a rule which fired looked at.
func UsedFeature(name, code, used string) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		return h.Raw("<strong>").Text(name).Raw(`</strong> <span class="muted cell-sub">`).Text(code + " · " + used).Raw("</span>")
	})
}
