package data

import (
	"context"
	"testing"

	"gorm.io/gorm"

	"candor/models"
)

// TestALowerLimitTeachesByTheScore: what the message teaches besides the coded reason is the assessment's, by the points that were
// lost, as the preview says; a reason that has nothing to do with the score teaches by itself.
func TestALowerLimitTeachesByTheScore(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		lower := func(to int64, reason string) map[string]string {
			t.Helper()
			around := measured(t, s, a.ID)
			cmd := raise(around, to)
			cmd.ReasonCode = reason
			must[*models.LimitChange](t)(s.ProposeLimit(context.Background(), anna, cmd))
			var last models.Message
			ok(t, s.read(context.Background(), func(db *gorm.DB) error {
				return db.Where("account_id = ?", a.ID).Order("id DESC").Limit(1).Take(&last).Error
			}))
			return last.Values
		}
		if v := lower(950_000, "risk_increase"); v["scored"] != "" {
			t.Errorf("before the first score: %v", v)
		}
		newFixture(t, s).scored(*a, 0.9)
		around := measured(t, s, a.ID)
		if len(around.Scored) < 2 || around.Scored[0] != "high_utilisation" {
			t.Fatalf("the preview teaches by %v", around.Scored)
		}
		v := lower(900_000, "risk_increase")
		m := models.Message{Template: models.TemplateLimitLowered, Values: v}
		if got := m.Lessons(2); len(got) != 2 || got[0] != models.LessonUseLess || got[1] != models.LessonIdentity {
			t.Errorf("%v teaches %v", v, got)
		}
		if v := lower(880_000, "fraud_suspected"); v["scored"] != "" {
			t.Errorf("what has nothing to do with the score: %v", v)
		}
	})
}
