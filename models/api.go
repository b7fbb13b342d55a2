package models

import (
	"time"

	"candor/engine/score"
)

// AccountScore is an account with the decision that gave it its score.
type AccountScore struct {
	Account   Account
	Decision  *Decision  // nil while the account has no score
	Confirmed *time.Time // when a rescoring last found that Decision stands; nil for none since it was made
	Breakdown score.Breakdown
	Gaps      []score.Gap     // lines of Breakdown that rest on missing data
	Range     *score.Interval // nil for a card that is not the mean of bagged models
	Against   score.Reference // what Breakdown.Reasons are counted against
}
