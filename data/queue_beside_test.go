package data

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// TestColumnsOfOtherTables: a page says how many flags earlier cases had within 90 days and how many of them were overturned, and who acted
// on its cases or wrote a note while they were open; unasked it says neither, and SQLite reads both by an index.
func TestColumnsOfOtherTables(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		f.user(leadB)
		old := f.open(1, models.SeverityHigh, 400, time.Hour)
		c.advance(time.Minute)
		must[*models.Case](t)(s.ClaimCase(ctx, anna, old.ID))
		must[*models.Note](t)(s.AddNote(ctx, bob, models.NewNote{AccountID: old.AccountID, Text: "seen before"}))
		old = *stored1[models.Case](t, s, old.ID)
		must[*models.Case](t)(s.DecideCase(ctx, anna, models.DecideCase{CaseID: old.ID, Version: old.Version, Outcome: models.CaseConfirmed, Principal: []string{"unusual_spending"}, Reason: "as flagged"}))
		f.must(func(tx *writeTx) error { // an appeal showed one of two wrong
			var flag models.Flag
			if err := tx.db.Where("case_id = ?", old.ID).Take(&flag).Error; err != nil {
				return err
			}
			if err := tx.db.Model(&flag).Update("state", models.FlagOverturned).Error; err != nil {
				return err
			}
			flag.ID, flag.State = flag.ID+1, models.FlagConfirmed
			if err := tx.insert(&flag); err != nil {
				return err
			}
			flag.ID, flag.RaisedAt = flag.ID+1, tx.now.Add(-91*24*time.Hour)
			return tx.insert(&flag)
		})
		c.advance(time.Minute)
		again := models.Case{AccountID: old.AccountID, State: models.CaseOpen, Band: "poor", OpenedAt: s.Now(), DueAt: s.Now().Add(time.Hour), Version: 1}
		f.must(func(tx *writeTx) (err error) {
			if again.ID, err = tx.id(); err != nil {
				return err
			}
			return tx.insert(&again)
		})
		must[*models.Case](t)(s.AssignCase(ctx, leadB, again.ID, leadB.UserID))
		must[*models.Note](t)(s.AddNote(ctx, bob, models.NewNote{AccountID: again.AccountID, Text: "again"}))
		filter := models.CaseFilter{State: models.CaseOpen, Sort: models.SortRisk, Limit: 10, Now: s.Now()}
		if got := must[models.CasePage](t)(s.Cases(ctx, filter)).Items[0]; got.Earlier.Flags != 0 || got.People != nil {
			t.Errorf("unasked: %+v, %v", got.Earlier, got.People)
		}
		filter.WithEarlier, filter.WithPeople = true, true
		page := must[models.CasePage](t)(s.Cases(ctx, filter))
		if got := page.Items[0]; got.ID != again.ID || got.Earlier != (models.Earlier{Flags: 2, Overturned: 1}) || !slices.Equal(got.People, []string{leadB.Name, bob.Name}) {
			t.Errorf("%+v, %v", got.Earlier, got.People)
		}
		page.BlindCases([]models.SampleItem{{CaseID: old.ID, AccountID: old.AccountID}})
		if got := page.Items[0].Earlier; got != (models.Earlier{Flags: 2, Withheld: true}) {
			t.Errorf("to be judged again: %+v", got)
		}
		filter.State = models.CaseClosed
		if got := must[models.CasePage](t)(s.Cases(ctx, filter)).Items[0]; got.ID != old.ID || got.Earlier.Flags != 0 || !slices.Equal(got.People, []string{anna.Name, bob.Name}) {
			t.Errorf("the earlier one: %+v, %v", got.Earlier, got.People)
		}
		if s.dialect != sqlite {
			return
		}
		for index, query := range map[string]string{
			"flags_account": "SELECT account_id, case_id, COUNT(*) FROM flags WHERE account_id IN (1, 2) AND id >= 3 AND raised_at >= '2026-01-01' GROUP BY account_id, case_id",
			"audit_object":  "SELECT object_id, actor_name FROM audit_entries WHERE object_type = 'case' AND object_id IN ('a', 'b') AND actor_kind = 'user' GROUP BY object_id, actor_id, actor_name",
			"notes_account": "SELECT cases.id, notes.author_name FROM cases JOIN notes ON notes.account_id = cases.account_id WHERE cases.id IN (1, 2) AND notes.at >= cases.opened_at GROUP BY cases.id, notes.author_id",
		} {
			var steps []struct{ Detail string }
			ok(t, s.read(ctx, func(db *gorm.DB) error { return db.Raw("EXPLAIN QUERY PLAN " + query).Scan(&steps).Error }))
			used := false
			for _, step := range steps {
				used = used || strings.Contains(step.Detail, index)
				if strings.HasPrefix(step.Detail, "SCAN") {
					t.Errorf("%s: %s", index, step.Detail)
				}
			}
			if !used {
				t.Errorf("%s is not used: %+v", index, steps)
			}
		}
	})
}
