package data

import (
	"strings"

	"gorm.io/gorm"

	"candor/models"
)

// scoredReasons is the reason codes of an account's newest assessment, by the points that they cost, most first; none before the first.
func scoredReasons(db *gorm.DB, account models.ID) ([]string, error) {
	lost, err := scoredLosses(db, account)
	if len(lost) == 0 {
		return nil, err
	}
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
