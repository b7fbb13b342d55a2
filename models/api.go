package models

import "candor/engine/score"

// AccountScore is an account with the decision that gave it its score.
type AccountScore struct {
	Account   Account
	Decision  *Decision // nil while the account has no score
	Breakdown score.Breakdown
}
