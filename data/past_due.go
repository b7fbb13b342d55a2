package data

import (
	"gorm.io/gorm"

	"candor/models"
)

// fillPastDue works out what is past due. Only where something is, repayments that no statement
// has yet are added up; those that wait for a person or did not happen do not count.
func fillPastDue(db *gorm.DB, d *models.AccountDetail) error {
	var since int64
	if d.Account.DaysPastDue > 0 && len(d.Statements) > 0 {
		err := db.Model(&models.Event{}).Select("CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT)").
			Where("account_id = ? AND kind = ? AND at >= ? AND outcome <> ? AND disposition IN ?", d.Account.ID, models.EventRepayment,
				d.Statements[0].Since(), models.OutcomeDecline, []models.Disposition{models.DispositionFinal, models.DispositionReleased}).
			Scan(&since).Error
		if err != nil {
			return err
		}
	}
	d.PastDue = models.PastDueOf(&d.Account, d.Statements, since)
	return nil
}
