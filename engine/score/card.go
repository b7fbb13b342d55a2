package score

import (
	"math"

	"candor/engine/plain"
)

// Schema is the version of the scorecard document that this package reads and writes.
const Schema = 1

// Limits on a scorecard. They keep the evaluator's arrays fixed and refuse a document that is absurd rather than large.
const (
	MaxFactors = 64        // factors in one card
	MaxBins    = 64        // bins of one factor
	MaxCodes   = 64        // codes in one bin
	MaxBags    = 64        // models that a card may be the mean of
	MaxPairs   = 10        // factors that are a pair of two others
	MaxPoints  = 1_000_000 // absolute value of the base, a limit of the scale, or a bin's points
	TopReasons = 4         // reasons that an assessment names at most
)

// Aspect is one of the four sides of an account that a score speaks about.
type Aspect string

// The four aspects, in the order in which they are shown.
const (
	AspectIdentity      Aspect = "identity"
	AspectCredit        Aspect = "credit"
	AspectRelationships Aspect = "relationships"
	AspectBackground    Aspect = "background"
)

// Valid reports whether a is one of the four aspects.
func (a Aspect) Valid() bool {
	switch a {
	case AspectIdentity, AspectCredit, AspectRelationships, AspectBackground:
		return true
	}
	return false
}

// Band is a named stretch of the scale. Bands are listed in ascending order and each reaches up to the next one.
type Band struct {
	Name string `json:"name"`
	From int    `json:"from"` // lowest score that belongs to the band
}

// BandOf returns the band that a score belongs to. Bands must ascend; ok is false when the score lies below the first of them.
func BandOf(bands []Band, score int) (band Band, ok bool) {
	for _, b := range bands {
		if score < b.From {
			break
		}
		band, ok = b, true
	}
	return band, ok
}

// Scorecard is the whole artefact: one JSON document that says how a vector of factors becomes a score.
type Scorecard struct {
	Schema   int      `json:"schema"`              // version of this document's shape, see the constant Schema
	ID       string   `json:"id"`                  // names the artefact; a trained card has the fingerprint of its document
	Method   string   `json:"method"`              // how it was trained, such as "woe_logistic"
	Label    string   `json:"label"`               // what "bad" means, in words
	Scale    Scale    `json:"scale"`               // what a score says about odds
	Base     int      `json:"base"`                // points before any factor
	BaseBags []int    `json:"base_bags,omitempty"` // of each bagged model, of which the card is the mean; see Bin.Bags
	Min      int      `json:"min"`                 // lowest score
	Max      int      `json:"max"`                 // highest score
	Factors  []Factor `json:"factors"`             // in catalogue order, pairs of factors last
	Training Training `json:"training"`            // where the card comes from
}

// Scale ties scores to odds: score = Score + PDO/ln 2 · ln(odds/Odds), with odds the good to one bad.
// Source: Siddiqi, Credit Risk Scorecards (2006), chapter 6, "scaling".
type Scale struct {
	Score int     `json:"score"` // score at Odds
	Odds  float64 `json:"odds"`  // good to one bad, above 0
	PDO   int     `json:"pdo"`   // points that double the odds, above 0

	Calibration *Calibration `json:"calibration,omitempty"` // of the probabilities; nil for none
}

// Factor returns PDO/ln 2, the points that one unit of log odds is worth.
func (s Scale) Factor() float64 { return float64(s.PDO) / math.Ln2 }

// OddsAt returns the good to one bad at a score.
func (s Scale) OddsAt(score int) float64 {
	return float64(s.Odds * plain.Exp(float64(score-s.Score)/s.Factor()))
}

// PD returns the probability of bad at a score, 1/(1+odds) where nothing else was calibrated, within 0..1.
func (s Scale) PD(score int) float64 {
	if s.Calibration != nil {
		return s.Calibration.apply(-plain.Log(s.OddsAt(score)))
	}
	return 1 / (1 + s.OddsAt(score))
}

// Factor is one characteristic of the card: a key of the factor catalogue and the bins of its values.
type Factor struct {
	Key    string `json:"key"`
	Aspect Aspect `json:"aspect"`
	Reason string `json:"reason"` // reason code that lost points are counted under; factors may share one
	Bins   []Bin  `json:"bins"`   // exactly one for missing; ranges ascending without a gap

	Pair *Pair `json:"pair,omitempty"` // of a pair: Bins are then its cells
}

// BinKind says which values a bin takes.
type BinKind string

// The kinds of bin. A code goes before a range: a value that is a code of one bin and lies in the range of another takes the first.
const (
	BinRange   BinKind = "range"   // values in (Over, UpTo]
	BinCodes   BinKind = "codes"   // exactly these values
	BinMissing BinKind = "missing" // not known
	BinCell    BinKind = "cell"    // of a pair: one bin of either axis
)

// Bin is a set of values of a factor and the points it gives. Counts and WoE come from training and play no part in scoring.
type Bin struct {
	Kind   BinKind   `json:"kind"`
	Over   *float64  `json:"over,omitempty"`  // range: above this, nil for no lower bound
	UpTo   *float64  `json:"up_to,omitempty"` // range: up to and including this, nil for no upper bound
	Codes  []float64 `json:"codes,omitempty"` // codes: these values
	Points int       `json:"points"`
	Bags   []int     `json:"bags,omitempty"` // points that each bagged model gives: how sure the points are, no part of scoring
	Count  int       `json:"count"`          // training rows in the bin
	Bad    int       `json:"bad"`            // bad ones among them
	WoE    float64   `json:"woe"`            // weight of evidence, ln(share of good / share of bad); above 0 is safer than average
}

// Training says what a card was trained on, enough to train it again and get the same bytes.
type Training struct {
	Rows   int     `json:"rows"`
	Bads   int     `json:"bads"`
	Seed   int64   `json:"seed"`
	Folds  int     `json:"folds"`
	SHA256 string  `json:"sha256"` // fingerprint of keys, vectors and labels, in hexadecimal
	AUC    float64 `json:"auc"`    // out-of-fold mean
	KS     float64 `json:"ks"`     // out-of-fold mean
}

// MeanDistance is how far the factor moves a score on average: the mean distance of its points from 0 over the training rows. 0
// without counts.
func (f Factor) MeanDistance() float64 {
	sum, rows := 0.0, 0.0
	for _, b := range f.Bins {
		sum += float64(float64(b.Count) * math.Abs(float64(b.Points)))
		rows += float64(b.Count)
	}
	return sum / max(rows, 1)
}

// Span returns the fewest and the most points that the factor can give.
func (f Factor) Span() (lowest, highest int) {
	for i, b := range f.Bins {
		if i == 0 {
			lowest, highest = b.Points, b.Points
			continue
		}
		lowest, highest = min(lowest, b.Points), max(highest, b.Points)
	}
	return lowest, highest
}
