package data

import (
	"testing"
	"time"

	"candor/engine/decide"
	"candor/models"
)

// TestACaseIsDueInBusinessHours: by the policy in force when it is opened; without business hours every hour counts.
func TestACaseIsDueInBusinessHours(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		office := &decide.Business{Weekdays: []int{3}, Opens: "09:00", Closes: "10:00", Zone: "UTC"}
		for i, b := range []*decide.Business{nil, office} {
			f.must(func(tx *writeTx) error {
				p, err := livePolicyRow(tx.db)
				if err != nil {
					return err
				}
				p.Document.SLA.Business = b
				return tx.db.Model(p).Select("document").Updates(p).Error
			})
			c := must[*models.Case](t)(s.OpenCase(ctx, anna, models.OpenCase{AccountID: f.account(i + 1).ID, Severity: models.SeverityCritical, Reason: "look at it"}))
			d := must[*models.CaseDetail](t)(s.CaseDetail(ctx, c.ID))
			want := models.BusinessDue(b, s.Now(), 4*time.Hour)
			if !d.Case.DueAt.Equal(want) || b != nil && d.Case.DueAt.Before(s.Now().AddDate(0, 0, 21)) {
				t.Errorf("due %s, want %s", d.Case.DueAt, want)
			}
		}
	})
}
