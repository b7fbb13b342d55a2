package data

import (
	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// scoreOutcomes is the outcomes known at one score.
type scoreOutcomes struct {
	Score, Known, Bad int
}

// outcomeLabel is the name of a champion's outcomes that a source sends, "" for a champion that has none or was trained on what the
// store observed.
func outcomeLabel(db *gorm.DB, champion models.ID) (string, error) {
	var m models.Model
	err := db.Select("id", "label").Where("id = ?", champion).Take(&m).Error
	if m.Label == models.ObservedOutcome {
		return "", err
	}
	return m.Label, err
}

// countOutcomes completes the count of what is known of the book by score. What the store observed counts at the score of the decision
// from before it. For accounts without an observation a label of the champion's name counts at the account's score: labels from outside
// do not say which decision they belong to. Those of the accounts that the run assessed are counted as it goes by, so that what is left
// is accounts that are closed.
func countOutcomes(db *gorm.DB, label string, summary *models.RunSummary) error {
	var observed, labelled []scoreOutcomes
	const sums = "COUNT(*) AS known, COALESCE(SUM(CASE WHEN o.bad THEN 1 ELSE 0 END), 0) AS bad"
	err := db.Table("observations o").Joins("JOIN decisions d ON d.id = o.decision_id").
		Select("d.score, " + sums).Group("d.score").Scan(&observed).Error
	if err != nil {
		return err
	}
	if label != "" { // the first word on the status is for the index, which is of accounts that are not active, and CROSS for SQLite to begin there
		err := db.Table("accounts a").Joins("CROSS JOIN labels o").Where("o.account_id = a.id AND o.name = ?", label).
			Select("a.score, " + sums).Where("a.status <> 'active' AND a.status = 'closed' AND a.score IS NOT NULL").
			Where("NOT EXISTS (SELECT 1 FROM observations k WHERE k.account_id = o.account_id)").Group("a.score").Scan(&labelled).Error
		if err != nil {
			return err
		}
	}
	for _, list := range [][]scoreOutcomes{observed, labelled} {
		for _, o := range list {
			at := min(max(o.Score, decide.ScoreMin), decide.ScoreMax) - decide.ScoreMin
			summary.Known[at] += o.Known
			summary.Bad[at] += o.Bad
		}
	}
	return nil
}
