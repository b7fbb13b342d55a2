package decide

import (
	"candor/engine/limits"
	"candor/engine/score"
)

// PolicySchema is the version of the policy document that this package reads.
const PolicySchema = 1

// Policy is the lender's rules as one document. Amounts are fen, rates basis points.
type Policy struct {
	Schema   int             `json:"schema"`
	Bands    []score.Band    `json:"bands"` // ascending, the first from ScoreMin
	Limits   []limits.Row    `json:"limits"`
	Approval limits.Approval `json:"approval"`
	Loss     limits.Loss     `json:"loss"`
	Caps     []Cap           `json:"caps"`
	Flags    []FlagRule      `json:"flags"`
	SLA      SLA             `json:"sla"`
	Appeals  Appeals         `json:"appeals"`
	Reasons  Reasons         `json:"reasons,omitzero"` // zero in versions from before it could be chosen
	Events   *Events         `json:"events,omitempty"` // nil in versions from before events were decided
	Release  Release         `json:"release,omitzero"`
	Switches Switches        `json:"switches,omitzero"`
	// The parts below are zero in versions from before they could be named; ContactRules, WorkRules and GuardBounds say what holds then.
	Contact  Contact   `json:"contact,omitzero"`
	Work     Work      `json:"work,omitzero"`
	Guards   Guards    `json:"guards,omitzero"`
	Wordings []Wording `json:"wordings,omitempty"` // the shipped words stand for those that are not here
	// How appeals are timed and what helps in one; DeskRules and ChecklistRules say what holds where they are not named.
	Desk      Desk           `json:"appeal_desk,omitzero"`
	Checklist []EvidenceRule `json:"appeal_evidence,omitempty"`
	// What helps besides by kind of the measure; nil asks for nothing more, as do versions from before it could be named.
	ByMeasure []MeasureEvidence `json:"measure_evidence,omitempty"`
	// What customers are told of payments that were not made; DeclinedRules says what holds where it is not named.
	Declined Declined `json:"declined,omitzero"`
	Grounds  []Ground `json:"appeal_grounds,omitempty"` // the shipped ones stand for those that are not here
	// The usual reasons for decisions on cases; nil in versions from before they could be named, see QuickReasons.
	Quick []QuickReason `json:"quick_reasons,omitempty"`
}

// ScoreMin and ScoreMax are the ends of the scale that bands divide.
const (
	ScoreMin = 350
	ScoreMax = 950
)

// Op compares a measure with a threshold.
type Op string

// The comparisons.
const (
	OpBelow   Op = "below"    // measure < threshold
	OpAtLeast Op = "at_least" // measure ≥ threshold
)

// hit reports whether the measure crosses the threshold. A missing measure never does.
func (op Op) hit(measure, threshold float64) bool {
	switch op {
	case OpBelow:
		return measure < threshold
	case OpAtLeast:
		return measure >= threshold
	}
	return false
}

// Cap holds the score down while a factor stands beyond a threshold, whatever else
// speaks for the account. It is a line of its own in the breakdown.
type Cap struct {
	Key       string  `json:"key"`
	Factor    string  `json:"factor"` // key of the factor catalogue
	Op        Op      `json:"op"`
	Threshold float64 `json:"threshold"`
	Score     int     `json:"score"` // the most the account can score
}

// Measures that are not factors.
const (
	MeasureScore     = "score"      // the score itself
	MeasureScoreDrop = "score_drop" // points lost since the assessment before
)

// FlagRule calls a person when a measure crosses a threshold.
type FlagRule struct {
	Code      string  `json:"code"`
	Measure   string  `json:"measure"` // MeasureScore, MeasureScoreDrop or a factor key
	Op        Op      `json:"op"`
	Threshold float64 `json:"threshold"`
	Severity  int     `json:"severity"` // 1 low to 4 critical
	Source    string  `json:"source"`   // model, rule or delinquency
	On        bool    `json:"on"`
}

// SLA is how soon work is due.
type SLA struct {
	CaseHours [4]int `json:"case_hours"` // by severity, low first
	// QuietDays is how long a flag that a person cleared is not raised again.
	QuietDays int `json:"quiet_days"`
	// Business is the hours that count for CaseHours; nil: every hour does.
	Business *Business `json:"business,omitempty"`
}

// Appeals is how appeals are handled.
type Appeals struct {
	DueDays int `json:"due_days"`
	// ExecuteMinutes is after how long an undone overturn carries itself out.
	ExecuteMinutes int `json:"execute_minutes"`
	// ServiceKinds is the sanctions whose appeals customer service may decide alone;
	// others need someone who may approve sanctions.
	ServiceKinds []string `json:"service_kinds"`
}

// Reasons is how the reasons of an assessment are counted. They are part of what is stored of a decision, so versions without a
// reference count as they always did: against the best bins.
type Reasons struct {
	Reference score.Reference `json:"reference"`
	// LeastPoints is from how many points lost a reason is a principal one, 0 to LeastPointsMax: what cost less is no reason to tell
	// anybody. Versions from before there was a least name every loss. The lines of a breakdown hold all points whatever it is.
	LeastPoints int `json:"least_points,omitempty"`
	// Lessons is how many lessons a letter teaches at most, 1 to LessonsMost; 0 in versions from before it could be chosen, see
	// LessonsAtMost.
	Lessons int `json:"lessons,omitempty"`
}

// How many lessons a letter may teach, and how many it does where the version does not say.
const (
	LessonsMost    = 4
	lessonsDefault = 2
)

// LessonsAtMost returns how many lessons a letter teaches at most.
func (r Reasons) LessonsAtMost() int {
	if r.Lessons == 0 {
		return lessonsDefault
	}
	return r.Lessons
}

// LeastPointsMax bounds Reasons.LeastPoints: a fifth of a usual step between two bands (50 points), so that no reason that moves an account by
// much is left out.
const LeastPointsMax = 10

// AboveLowest returns the lowest score that is above the policy's lowest band, the ScoreMin of a policy with one band: the line
// that validation compares groups at.
func (p Policy) AboveLowest() int {
	if len(p.Bands) < 2 {
		return ScoreMin
	}
	return p.Bands[1].From
}

// Calls reports whether a rule on the score calls a person for a score.
func (p *Policy) Calls(score int) bool {
	for _, f := range p.Flags {
		if f.On && f.Measure == MeasureScore && f.Op.hit(float64(score), f.Threshold) {
			return true
		}
	}
	return false
}

// Default is the policy a new lender starts with.
func Default() Policy {
	return Policy{
		Schema: PolicySchema,
		Bands: []score.Band{
			{Name: "poor", From: 350}, {Name: "fair", From: 550}, {Name: "good", From: 600},
			{Name: "very_good", From: 650}, {Name: "excellent", From: 700},
		},
		Limits: []limits.Row{
			{Band: "poor", CapFen: 500_000, IncomeBP: 5_000, RaiseBP: 0},
			{Band: "fair", CapFen: 2_000_000, IncomeBP: 10_000, RaiseBP: 2_000},
			{Band: "good", CapFen: 5_000_000, IncomeBP: 20_000, RaiseBP: 3_000},
			{Band: "very_good", CapFen: 10_000_000, IncomeBP: 30_000, RaiseBP: 5_000},
			{Band: "excellent", CapFen: 20_000_000, IncomeBP: 50_000, RaiseBP: 10_000},
		},
		Approval: limits.Approval{RaiseFen: 2_000_000, CutBP: 5_000},
		Loss:     limits.Loss{LGDBP: 6_500, CCFBP: 5_000},
		Caps: []Cap{
			{Key: "cap_three_months_late", Factor: "worst_standing_3m", Op: OpAtLeast, Threshold: 3, Score: 520},
			{Key: "cap_identity_failed", Factor: "name_match", Op: OpBelow, Threshold: 1, Score: 540},
		},
		Flags: []FlagRule{
			{Code: "score_low", Measure: MeasureScore, Op: OpBelow, Threshold: 480, Severity: 2, Source: "model", On: true},
			{Code: "score_very_low", Measure: MeasureScore, Op: OpBelow, Threshold: 430, Severity: 3, Source: "model", On: true},
			{Code: "score_drop", Measure: MeasureScoreDrop, Op: OpAtLeast, Threshold: 60, Severity: 3, Source: "model", On: true},
			{Code: "late_now", Measure: "standing_last", Op: OpAtLeast, Threshold: 3, Severity: 3, Source: "delinquency", On: true},
			{Code: "over_limit", Measure: "utilisation_now", Op: OpAtLeast, Threshold: 1.2, Severity: 2, Source: "rule", On: true},
			{Code: "identity_failed", Measure: "name_match", Op: OpBelow, Threshold: 1, Severity: 4, Source: "rule", On: true},
			{Code: "identity_shared", Measure: "shared_identity", Op: OpAtLeast, Threshold: 3, Severity: 4, Source: "rule", On: true},
			{Code: "linked_sanctions", Measure: "linked_sanctioned", Op: OpAtLeast, Threshold: 2, Severity: 3, Source: "rule", On: true},
		},
		SLA:     SLA{CaseHours: [4]int{120, 72, 24, 4}, QuietDays: 30},
		Events:  DefaultEvents(),
		Reasons: Reasons{Reference: score.ReferenceBest, LeastPoints: 3},
		Appeals: Appeals{DueDays: 20, ExecuteMinutes: 15, ServiceKinds: []string{"limit_cut", "restrict", "freeze", "deactivate"}},
		Contact: DefaultContact(), Work: DefaultWork(), Guards: DefaultGuards(),
		Desk: DefaultDesk(20), Checklist: DefaultChecklist(), Declined: DefaultDeclined(), Quick: DefaultQuickReasons(),
	}
}
