package data

import (
	"gorm.io/gorm"

	"candor/models"
)

// raisedRow is a flag that an event raised, with what of the event a row shows.
type raisedRow struct {
	CaseID    models.ID
	FlagID    models.ID
	Severity  models.Severity
	Kind      models.EventKind
	AmountFen int64
	Body      models.EventBody `gorm:"serializer:json"`
}

// outweighs says which of two flags of a case its row shows.
func (r *raisedRow) outweighs(was *raisedRow) bool {
	switch {
	case r.Kind.Money() != was.Kind.Money():
		return r.Kind.Money()
	case r.Severity != was.Severity:
		return r.Severity > was.Severity
	}
	return r.FlagID > was.FlagID
}

// addPayments puts the event that raised the most severe flag of each case of a page, of several the newest, to its row, in one statement:
// a payment where one raised any.
// Flags of scores, which name many a case that payments brought back, are passed over. What an event says is decoded here: databases read
// JSON each in its own way.
func addPayments(db *gorm.DB, items []models.CaseItem) error {
	ids := make([]models.ID, len(items))
	for i := range items {
		ids[i] = items[i].ID
	}
	var rows []raisedRow
	err := db.Table("flags").
		Select("flags.case_id, flags.id AS flag_id, flags.severity, events.kind, events.amount_fen, events.body").
		Joins("JOIN events ON events.id = flags.decision_id"). // flags of scores name an assessment there, and those of people nothing
		Where("flags.case_id IN ?", ids).Find(&rows).Error
	by := make(map[models.ID]*raisedRow, len(items))
	for i := range rows {
		r := &rows[i]
		if was := by[r.CaseID]; was == nil || r.outweighs(was) {
			by[r.CaseID] = r
		}
	}
	for i := range items {
		if r := by[items[i].ID]; r != nil {
			items[i].Payment = &models.Payment{
				Kind: r.Kind, AmountFen: r.AmountFen, Device: r.Body.Device, Card: r.Body.Card, IP: r.Body.IP, Prefix: r.Body.Prefix,
			}
		}
	}
	return err
}

// paymentConditions are those on whether a payment raised a flag of the case, in the words of their index.
func paymentConditions(f models.CaseFilter, c *conditions) {
	switch f.Payment {
	case "":
	case models.PaymentYes:
		c.add("payment_flag = TRUE")
	case models.PaymentNo:
		c.add("payment_flag = FALSE")
	default:
		c.add("1 = 0")
	}
}
