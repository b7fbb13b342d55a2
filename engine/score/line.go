package score

// LineKind says where a line of a breakdown comes from.
type LineKind string

// The kinds of line, in the order in which they appear.
const (
	LineBase     LineKind = "base"
	LineFactor   LineKind = "factor"
	LineFloor    LineKind = "floor"
	LineCap      LineKind = "cap"
	LineOverride LineKind = "override"
)

// Keys of the lines that hold a score within its card's own scale.
const (
	KeyBase     = "base"
	KeyScaleMin = "scale_min"
	KeyScaleMax = "scale_max"
)

// Line is one summand of a score. The points of all lines of a breakdown sum to its score exactly.
type Line struct {
	Kind      LineKind `json:"kind"`
	Key       string   `json:"key"`               // factor key, KeyBase, or the key of the floor, cap or override
	Aspect    Aspect   `json:"aspect,omitempty"`  // factor lines only
	Value     float64  `json:"value"`             // factor lines: the value, 0 when missing; adjustments: their value; else 0
	Other     *float64 `json:"other,omitempty"`   // of a pair: the value of its second key
	Missing   bool     `json:"missing,omitempty"` // the factor's value is not known, or of a pair either
	Bin       int      `json:"bin"`               // factor lines: index into the factor's bins; else -1
	Points    int      `json:"points"`            // what the line adds, below 0 when it takes away
	MinPoints int      `json:"min_points"`        // factor lines: the fewest the factor can give; else equal to Points
	MaxPoints int      `json:"max_points"`        // factor lines: the most the factor can give; else equal to Points
	Reason    string   `json:"reason,omitempty"`  // factor lines: reason code for lost points
}

// Reason is why a score is not higher: points lost against the reference by the factors that share one reason code, net of what
// other factors of the same code gained on it; see the package's doc.
type Reason struct {
	Code    string   `json:"code"`
	Lost    int      `json:"lost"`    // net, above 0
	Factors []string `json:"factors"` // keys of the factors that lost points, most lost first
}

// Breakdown is the whole readable account of one score.
type Breakdown struct {
	Score         int      `json:"score"`          // within the card's Min..Max
	CardSum       int      `json:"card_sum"`       // base and factors, before the scale's limits and any adjustment
	Lines         []Line   `json:"lines"`          // sum to Score
	Reasons       []Reason `json:"reasons"`        // at most TopReasons, most points lost first
	MissingPoints int      `json:"missing_points"` // sum of the points that missing bins gave
	PD            float64  `json:"pd"`             // probability of bad at CardSum: adjustments are policy, not evidence
}

// Adjust is a policy's word on a score: a floor, a cap, or an override.
type Adjust struct {
	Kind  LineKind `json:"kind"` // LineFloor, LineCap or LineOverride; any other kind is left out
	Key   string   `json:"key"`  // which rule or person it comes from
	Value int      `json:"value"`
}
