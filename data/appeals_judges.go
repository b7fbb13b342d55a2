package data

import (
	"gorm.io/gorm"

	"candor/models"
)

// alikeShown is how many similar appeals stand on an appeal's page.
const alikeShown = 5

// judgesLooked is among how many people those are looked for who may decide an appeal.
const judgesLooked = 500

// appealJudges reads who may not judge the appeal, what others said about it, and what came of
// appeals against measures of the same kind and reason. It comes after the policy in force is read.
func appealJudges(db *gorm.DB, d *models.AppealDetail) error {
	var err error
	if d.Barred, err = barred(db, &d.Sanction, d.Policy.Document.DeskRules().OtherTeam); err != nil {
		return err
	}
	if err := db.Where("appeal_id = ?", d.Appeal.ID).Order("id").Limit(listMax).Find(&d.Opinions).Error; err != nil {
		return err
	}
	if d.Appeal.Undecided() {
		var people []models.User
		var roles []models.Role
		if err := db.Select("id", "name", "team", "roles", "disabled").Where("NOT disabled").Order("name, id").Limit(judgesLooked).Find(&people).Error; err != nil {
			return err
		}
		if err := db.Find(&roles).Error; err != nil {
			return err
		}
		d.Judges = d.MayJudge(people, roles)
	}
	var alike []models.Appeal
	err = db.Select("id", "account_id", "stage", "channel", "outcome", "received_at", "decided_at", "decided_name").
		Where("reason_code = ? AND kind = ? AND decided_at IS NOT NULL AND id <> ?", d.Sanction.ReasonCode, d.Sanction.Kind, d.Appeal.ID).
		Order("decided_at DESC").Limit(models.AlikeMost).Find(&alike).Error
	if err != nil {
		return err
	}
	d.Alike = models.AlikeAppeals{Newest: alike[:min(len(alike), alikeShown)], Outcomes: map[models.AppealOutcome]int{}, Whole: len(alike)}
	for _, a := range alike {
		d.Alike.Outcomes[a.Outcome]++
	}
	return nil
}
