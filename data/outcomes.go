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

// countOutcomes counts what is known of the book by score. What the store observed counts at the score of the decision from before
// it. For accounts without an observation a label of the champion's name counts at the account's score: labels from outside do not
// say which decision they belong to.
func countOutcomes(db *gorm.DB, run *models.Run, summary *models.RunSummary) error {
	var observed, labelled []scoreOutcomes
	const sums = "COUNT(*) AS known, COALESCE(SUM(CASE WHEN o.bad THEN 1 ELSE 0 END), 0) AS bad"
	err := db.Table("observations o").Joins("JOIN decisions d ON d.id = o.decision_id").
		Select("d.score, " + sums).Group("d.score").Scan(&observed).Error
	if err != nil {
		return err
	}
	var champion models.Model
	if err := db.Select("id", "label").Where("id = ?", run.ModelID).Take(&champion).Error; err != nil {
		return err
	}
	if champion.Label != "" && champion.Label != models.ObservedOutcome {
		err := db.Table("labels o").Joins("JOIN accounts a ON a.id = o.account_id").
			Select("a.score, "+sums).Where("o.name = ? AND a.score IS NOT NULL", champion.Label).
			Where("NOT EXISTS (SELECT 1 FROM observations k WHERE k.account_id = o.account_id)").Group("a.score").Scan(&labelled).Error
		if err != nil {
			return err
		}
	}
	points := decide.ScoreMax - decide.ScoreMin + 1
	summary.Known, summary.Bad = make([]int, points), make([]int, points)
	for _, list := range [][]scoreOutcomes{observed, labelled} {
		for _, o := range list {
			at := min(max(o.Score, decide.ScoreMin), decide.ScoreMax) - decide.ScoreMin
			summary.Known[at] += o.Known
			summary.Bad[at] += o.Bad
		}
	}
	return nil
}
