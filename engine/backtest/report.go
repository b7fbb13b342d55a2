package backtest

import (
	"encoding/json"
	"math"
)

// Measure is a number that may not exist: NaN, which JSON writes as null.
type Measure float64

// MarshalJSON writes a number or null.
func (m Measure) MarshalJSON() ([]byte, error) {
	if f := float64(m); !math.IsNaN(f) && !math.IsInf(f, 0) {
		return json.Marshal(f)
	}
	return []byte("null"), nil
}

// CardsADay is how many cards a day's investigation can look at, in card_precision_100.
const CardsADay = 100

// Report is what a backtest found. Shares are within 0..1; of nothing they are null.
type Report struct {
	Events           int     `json:"events"` // reported: of the days asked for, less Withdrawn
	AUC              Measure `json:"auc"`    // of the risk, as the next two
	AveragePrecision Measure `json:"average_precision"`
	CardPrecision    Measure `json:"card_precision_100"`
	Recall           Measure `json:"recall"` // of bad events, alerted

	Played     int             `json:"played"`    // all events of the source
	Withdrawn  int             `json:"withdrawn"` // of accounts known to be bad by then
	Unlabelled int             `json:"unlabelled"`
	Bad        int             `json:"bad"`
	Outcomes   map[string]int  `json:"outcomes,omitempty"`
	Failed     int             `json:"failed"` // on which a rule failed
	Alerts     []AlertReport   `json:"alerts"`
	Cost       *CostReport     `json:"cost,omitempty"`
	Scenarios  []ScenarioCount `json:"scenarios,omitempty"`
	Rules      []RuleReport    `json:"rules,omitempty"`
	Card       *CardReport     `json:"card,omitempty"`
}

// AlertReport is what is caught from one outcome on.
type AlertReport struct {
	Least     string  `json:"least"` // outcome, or score for a card
	Events    int     `json:"events"`
	Bad       int     `json:"bad"`
	Precision Measure `json:"precision"`
	Recall    Measure `json:"recall"`
}

// CostReport is money, in fen: of bad events that went through and that were stopped, and what stopping good ones costs.
type CostReport struct {
	LostFen      int64 `json:"lost_fen"`
	PreventedFen int64 `json:"prevented_fen"`
	FalseAlarms  int   `json:"false_alarms"`
	AlarmFen     int64 `json:"alarm_fen"` // for each
	TotalFen     int64 `json:"total_fen"` // lost and false alarms
}

// ScenarioCount is how much of one kind of bad was caught.
type ScenarioCount struct {
	Scenario int     `json:"scenario"`
	Bad      int     `json:"bad"`
	Alerted  int     `json:"alerted"`
	Stopped  int     `json:"stopped"`
	Recall   Measure `json:"recall"` // alerted
}

// RuleReport is how often a rule fired on labelled events, and how often it was right.
type RuleReport struct {
	Rule      string  `json:"rule"`
	Hits      int     `json:"hits"`
	Bad       int     `json:"bad"`
	Precision Measure `json:"precision"`
}

// CardReport is the trained card behind a report.
type CardReport struct {
	Trained      int              `json:"trained"` // events
	TrainedBad   int              `json:"trained_bad"`
	Factors      []FactorWeight   `json:"factors"` // the heaviest first
	Dropped      []string         `json:"dropped,omitempty"`
	Document     *json.RawMessage `json:"document,omitempty"` // the scorecard
	AlertAtScore int              `json:"alert_at_score"`     // and below
}

// FactorWeight is how much a factor moves scores on average, in points.
type FactorWeight struct {
	Factor string  `json:"factor"`
	Weight float64 `json:"weight"`
	Bins   int     `json:"bins"`
}

// share is part of whole, NaN of nothing.
func share(part, whole int) Measure { return Measure(float64(part) / float64(whole)) }
