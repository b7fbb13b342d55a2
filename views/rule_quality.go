package views

import (
	"candor/views/chart"
	"candor/views/ui"
)

const ruleQualitySheet = "css/pages/rule_quality.css"

// RuleQualityData is how good the rules of the live version are.
type RuleQualityData struct {
	Note    string
	Windows []ui.Tab
	Quiet   string // why there are no figures
	Pauses  []RulePause
	Stats   []ui.StatArgs
	Table   Records
	Upset   chart.UpsetArgs
	Silent  []IdleRule // on, and fired on nothing
	Off     []IdleRule
	Noisy   Records
	Flags   Records
	Empty   *ui.EmptyArgs
}

// IdleRule is a rule that did nothing.
type IdleRule struct{ Name, Key, Href string }

// RulePause proposes that a rule be put off.
type RulePause struct {
	Title, Text string
	Href        string // the rule's page
	Action      string // where the form goes that drafts it; "" when the reader may not
	Why         string
}

// RuleQualityOneData is one rule's page.
type RuleQualityOneData struct {
	Key       ui.CopyArgs
	Badges    []ui.BadgeArgs
	Problem   string
	Pause     *RulePause
	Intent    string
	When      string
	Facts     []ui.Pair
	Windows   []ui.Tab
	Stats     []ui.StatArgs
	Days      chart.DaysArgs
	Precision chart.DotsArgs
	Latest    Records
	Overlaps  Records
	Judged    Records
	Asides    Records // accounts for which it is set aside
	Texts     []RuleQualityText
	Off       string // where the form goes that puts it off in a draft
}

// RuleQualityText is what a rule said from one version on.
type RuleQualityText struct {
	Version, Href, By, Note, When, Terms string
	At                                   ui.TimeArgs
	State                                ui.BadgeArgs
}
