package factor

import "candor/engine/score"

// Unit says what the number of a factor counts.
type Unit string

// The units of factors.
const (
	UnitFen      Unit = "fen"      // money
	UnitShare    Unit = "share"    // a ratio, 1 is the whole
	UnitMonths   Unit = "months"   // months
	UnitCount    Unit = "count"    // how many
	UnitFlag     Unit = "flag"     // 0 or 1
	UnitCode     Unit = "code"     // one of the values listed for the factor
	UnitPercent  Unit = "percent"  // 0..100
	UnitStanding Unit = "standing" // months past due, or a code below 1; see Statement
)

// Direction says which way a factor is safer, before any data is seen.
type Direction string

// The directions.
const (
	Up   Direction = "up"   // a larger value is safer
	Down Direction = "down" // a smaller value is safer
	None Direction = "none" // training chooses
)

// Source is where the facts behind a factor come from. How fresh they are is known for a source and not for a factor.
type Source string

// The sources of facts.
const (
	SourceStatements Source = "statements" // monthly bills
	SourceLines      Source = "lines"      // limits and what is used of them
	SourceChecks     Source = "checks"     // identity checks; Spec.Check says which
	SourceRelations  Source = "relations"  // the graph of links
	SourceProfile    Source = "profile"    // what the account's source says of the customer
)

// Spec describes one factor of the catalogue.
type Spec struct {
	Key         string       `json:"key"`
	Aspect      score.Aspect `json:"aspect"`
	Unit        Unit         `json:"unit"`
	Direction   Direction    `json:"direction"`
	Codes       []float64    `json:"codes,omitempty"` // special values that get bins of their own
	Categorical bool         `json:"categorical"`     // values are names without an order
	Changeable  bool         `json:"changeable"`      // the customer can change it within months, by what engine/counterfactual names
	Ages        bool         `json:"ages"`            // it goes up by one with each month that passes, whatever anybody does
	Source      Source       `json:"source"`          // where its facts come from
	Check       string       `json:"check,omitempty"` // kind of the identity check, for SourceChecks
	Reason      string       `json:"reason"`          // reason code that lost points are counted under
}

// Vector holds one number per factor of Catalogue, NaN for missing.
type Vector []float64
