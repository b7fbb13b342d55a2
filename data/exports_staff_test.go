package data

import (
	"testing"

	"candor/models"
)

// TestUsersAndBatchesAreReadToTheirEnd: in pages of two, each once, and by a job.
func TestUsersAndBatchesAreReadToTheirEnd(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ok(t, s.write(ctx, anna, func(tx *writeTx) error {
			for i := range 6 {
				id, err := tx.id()
				if err != nil {
					return err
				}
				state, login := models.BatchDone, "user_"+string(rune('a'+i))
				if i == 0 {
					state, login = models.BatchDraft, "nobody"
				}
				for _, row := range []any{
					&models.User{ID: id, Login: login, Name: "N", Roles: []string{models.RoleLead}, CreatedAt: tx.now},
					&models.Batch{ID: id, Kind: models.BatchClear, State: state, Principal: []string{}, Refused: []models.BatchRefusal{}, MadeAt: tx.now, Version: 1},
				} {
					if err := tx.insert(row); err != nil {
						return err
					}
				}
			}
			return tx.audit(models.ActionDataMigrated, target{kind: "test"}, nil, nil, "")
		}))
		for kind, filter := range map[models.ExportKind]models.ExportFilter{
			models.ExportUsers:   {Users: &models.UserFilter{Text: "USER_", State: "active", Role: models.RoleLead}},
			models.ExportBatches: {Batches: &models.BatchFilter{States: []models.BatchState{models.BatchDone}}},
		} {
			e := &models.Export{Kind: kind, Filter: filter}
			at, seen := models.CaseCursor{}, map[models.ID]int{}
			for pages := 0; pages < 5; pages++ {
				page := must[*models.ExportRows](t)(s.exportPage(ctx, e, at, 2))
				for i := range page.Users {
					seen[page.Users[i].ID]++
				}
				for i := range page.Batches {
					seen[page.Batches[i].ID]++
				}
				if at = page.Next; !page.More {
					break
				}
			}
			if counted := must[int64](t)(s.countExport(ctx, e)); len(seen) != 5 || counted != 5 {
				t.Errorf("%s: %v, %d counted, want 5", kind, seen, counted)
			}
			kept := exportAsked(t, s, models.AskExport{Kind: kind, Filter: filter})
			exportRuns(t, s)
			if kept = exportNow(t, s, kept); kept.State != models.ExportDone || kept.Step != 5 {
				t.Errorf("%s by a job: %+v", kind, kept)
			}
		}
	})
}
