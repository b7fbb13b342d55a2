package data

import (
	"cmp"
	"slices"
	"strings"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// scoredReasons is the reason codes of an account's newest assessment, by the points that they cost, most first; none before the first.
func scoredReasons(db *gorm.DB, account models.ID) ([]string, error) {
	last, err := lastDecision(db.Select("result").Where("account_id = ?", account))
	if err != nil || last == nil {
		return nil, err
	}
	r, err := decide.DecodeResult(last.Result)
	if err != nil {
		return nil, err
	}
	lost := slices.Clone(r.Reasons)
	slices.SortStableFunc(lost, func(a, b decide.Lost) int { return cmp.Compare(b.Points, a.Points) })
	codes := make([]string, len(lost))
	for i := range lost {
		codes[i] = lost[i].Code
	}
	return codes, nil
}

// teach adds to the values of a message what the account's assessment says besides the coded reason, where the score stands behind it.
func (tx *writeTx) teach(account models.ID, values map[string]string) error {
	if !models.TaughtByScore(values["reason"]) {
		return nil
	}
	codes, err := scoredReasons(tx.db, account)
	if err == nil && len(codes) > 0 {
		values["scored"] = strings.Join(codes, ",")
	}
	return err
}
