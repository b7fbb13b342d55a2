package data

import (
	"gorm.io/gorm"

	"candor/models"
)

// raisedRow is a flag that its case names, with the event that raised it when one did.
type raisedRow struct {
	CaseID    models.ID
	FlagID    models.ID
	Severity  models.Severity
	EventID   models.ID
	Kind      models.EventKind
	AmountFen int64
	Body      models.EventBody `gorm:"serializer:json"`
}

// addPayments puts the event behind the flag that each case of a page names to its row, in one statement. Of several flags with that code
// the newest of the highest severity is meant, also when no event raised it. What an event says is decoded here: databases read JSON each in
// its own way.
func addPayments(db *gorm.DB, items []models.CaseItem) error {
	ids := make([]models.ID, len(items))
	for i := range items {
		ids[i] = items[i].ID
	}
	var rows []raisedRow
	err := db.Table("flags").
		Select("flags.case_id, flags.id AS flag_id, flags.severity, COALESCE(events.id, 0) AS event_id, COALESCE(events.kind, '') AS kind, "+
			"COALESCE(events.amount_fen, 0) AS amount_fen, events.body").
		Joins("JOIN cases ON cases.id = flags.case_id AND cases.top_code = flags.code").
		Joins("LEFT JOIN events ON events.id = flags.decision_id").
		Where("flags.case_id IN ?", ids).Find(&rows).Error
	by := make(map[models.ID]*raisedRow, len(items))
	for i := range rows {
		r := &rows[i]
		if was := by[r.CaseID]; was == nil || r.Severity > was.Severity || r.Severity == was.Severity && r.FlagID > was.FlagID {
			by[r.CaseID] = r
		}
	}
	for i := range items {
		if r := by[items[i].ID]; r != nil && r.EventID != 0 {
			items[i].Payment = &models.Payment{
				Kind: r.Kind, AmountFen: r.AmountFen, Device: r.Body.Device, Card: r.Body.Card, IP: r.Body.IP, Prefix: r.Body.Prefix,
			}
		}
	}
	return err
}
