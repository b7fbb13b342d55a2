package decide

import (
	"candor/engine/rules"
)

// Events is the part of the policy that decides events.
type Events struct {
	Rules     []rules.Rule    `json:"rules"`
	Cutoffs   []Cutoff        `json:"cutoffs"` // ascending by risk
	Bands     []BandFloor     `json:"bands"`
	Challenge []ChallengeRule `json:"challenge"` // the first that fits; the last fits all
	Measures  Measures        `json:"measures"`
	// SkewSeconds is how far a sender's clock may be ahead, OldestDays how old an event may be.
	SkewSeconds int `json:"skew_seconds"`
	OldestDays  int `json:"oldest_days"`
	// HoldHours is how long a held event waits for a person before it is cancelled.
	HoldHours int `json:"hold_hours"`
}

// Cutoff is the least outcome of an event of so much risk or more.
type Cutoff struct {
	Risk    int           `json:"risk"` // 1 to 100
	Outcome rules.Outcome `json:"outcome"`
}

// BandFloor is the least outcome of spending on an account in a band of the score.
type BandFloor struct {
	Band    string        `json:"band"`
	Outcome rules.Outcome `json:"outcome"`
}

// ChallengeRule says what is asked of the customer, and for how long.
type ChallengeRule struct {
	Family  string `json:"family"` // of the strongest rule, "" for all
	Kind    string `json:"kind"`   // code, face, document, explanation
	Minutes int    `json:"minutes"`
}

// Measures is how far the engine may go by itself, and when failed challenges go further.
type Measures struct {
	CutBP         int      `json:"cut_to_bp"` // a limit cut leaves this share of the limit in force
	CutDays       int      `json:"cut_days"`  // and ends by itself
	RestrictDays  int      `json:"restrict_days"`
	RestrictReach []string `json:"restrict_reach"`
	ReviewDays    int      `json:"review_days"` // a proposed freeze is looked at again
	// RestrictAfter and FreezeAfter count failed and ignored challenges of the last
	// WindowDays, this one included: from the first on the event stays held, then the
	// account is restricted, then a freeze is proposed to a person.
	RestrictAfter int `json:"restrict_after"`
	FreezeAfter   int `json:"freeze_after"`
	WindowDays    int `json:"window_days"`
}

// Escalation is what a failed or ignored challenge leads to.
type Escalation string

// The escalations, mildest first.
const (
	EscalateHold     Escalation = "hold"
	EscalateRestrict Escalation = "restrict"
	EscalateFreeze   Escalation = "freeze" // a proposal to a person
)

// Escalate returns what the failures within the window, this one included, lead to.
func (m Measures) Escalate(failures int) Escalation {
	switch {
	case failures >= m.FreezeAfter:
		return EscalateFreeze
	case failures >= m.RestrictAfter:
		return EscalateRestrict
	}
	return EscalateHold
}

// DefaultEvents is how a new lender decides events.
func DefaultEvents() *Events {
	return &Events{
		Rules:   rules.Shipped(),
		Cutoffs: []Cutoff{{Risk: 35, Outcome: rules.Monitor}, {Risk: 65, Outcome: rules.StepUp}, {Risk: 90, Outcome: rules.Hold}},
		Bands:   []BandFloor{{Band: "poor", Outcome: rules.Monitor}},
		Challenge: []ChallengeRule{
			{Family: "account_takeover", Kind: "face", Minutes: 30},
			{Family: "identity", Kind: "document", Minutes: 24 * 60},
			{Family: "cash_out", Kind: "explanation", Minutes: 24 * 60},
			{Kind: "code", Minutes: 15},
		},
		Measures: Measures{
			CutBP: 5_000, CutDays: 30, RestrictDays: 7, RestrictReach: []string{"purchase", "draw", "transfer"}, ReviewDays: 30,
			RestrictAfter: 2, FreezeAfter: 3, WindowDays: 30,
		},
		SkewSeconds: 300, OldestDays: 30, HoldHours: 72,
	}
}
