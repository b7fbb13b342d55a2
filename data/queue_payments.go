package data

import (
	"gorm.io/gorm"

	"candor/models"
)

// raisedByEvent joins flags with the events that raised them: flags of scores name an assessment there, and those of people nothing.
const raisedByEvent = "JOIN events ON events.id = flags.decision_id"

// raisedRow is a flag that an event raised, with what of the event a row shows.
type raisedRow struct {
	CaseID    models.ID
	FlagID    models.ID
	Severity  models.Severity
	Kind      models.EventKind
	AmountFen int64
	Body      models.EventBody `gorm:"serializer:json"`
}

// addPayments puts the event that raised the most severe flag of each case of a page, of several the newest, to its row, in one statement.
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
		Joins(raisedByEvent).
		Where("flags.case_id IN ?", ids).Find(&rows).Error
	by := make(map[models.ID]*raisedRow, len(items))
	for i := range rows {
		r := &rows[i]
		if was := by[r.CaseID]; was == nil || r.Severity > was.Severity || r.Severity == was.Severity && r.FlagID > was.FlagID {
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

// paymentConditions are those on whether a payment raised a flag of the case, as models.EventKind.Money says of an event.
func paymentConditions(f models.CaseFilter, c *conditions) {
	switch f.Payment {
	case "":
	case models.PaymentYes, models.PaymentNo:
		c.has("flags "+raisedByEvent+" WHERE flags.case_id = cases.id", "events.kind", moneyKinds(), f.Payment == models.PaymentNo)
	default:
		c.add("1 = 0")
	}
}

// countPayments counts the cases that a payment raised a flag of.
func countPayments(db *gorm.DB, f models.CaseFilter, into map[string]int) error {
	few := filterCases(db.Table("cases"), f).Limit(models.FacetRows).Select("cases.id")
	var n int64
	err := db.Table("(?) AS few", few).Joins("JOIN flags ON flags.case_id = few.id").Joins(raisedByEvent).
		Where("events.kind IN ?", moneyKinds()).Distinct("few.id").Count(&n).Error
	if n > 0 {
		into[models.PaymentYes] = int(n)
	}
	return err
}

// moneyKinds are the kinds of payments as statements take them.
func moneyKinds() (kinds []any) {
	for _, k := range models.MoneyKinds() {
		kinds = append(kinds, string(k))
	}
	return kinds
}
