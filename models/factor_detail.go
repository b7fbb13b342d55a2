package models

import "candor/engine/score"

// FactorDecisions is through how many of an account's newest scores one factor is followed.
const FactorDecisions = 24

// FactorDetail is one factor of one score: what the account's value gives beside all others, and how it moved.
type FactorDetail struct {
	*ScoreDetail
	Line     score.Line
	Factor   score.Factor // of the card that gave the score
	Week     int          // the newest with assessments by that card, 0 for none
	Counts   []int        // assessments of that week by bin; nil for none
	Champion bool         // that card still decides, so that the accounts of a bin can be listed
	Steps    []FactorStep // newest first, one for each score in which the value or its points were others than before
	Scores   int          // that were looked through
	Note     FactorNote   // what an administrator tells about the factor; the zero value for nothing ever
}

// FactorStep is a factor in one of the account's scores.
type FactorStep struct {
	Decision Decision    // without what it was made from
	Line     *score.Line // nil where that score's card had no such factor
}
