package data

import (
	"testing"

	"candor/models"
)

// TestTheRecordIsNarrowedByResultRoleAndOrigin: each alone and together; what is neither refused nor failed was done.
func TestTheRecordIsNarrowedByResultRoleAndOrigin(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		a := lenderAccount(t, s, "1")
		by := anna
		by.IP, by.Role = "192.0.2.7", "lead,a_b"
		must[*models.Note](t)(s.AddNote(ctx, by, models.NewNote{AccountID: a.ID, Text: "from the office"}))
		ok(t, s.write(ctx, by, func(tx *writeTx) error {
			return tx.audit(models.ActionPersonalRefused, target{kind: "user", id: by.ID}, nil, map[string]any{"quota": 1}, "")
		}))
		count := func(f models.AuditFilter) int {
			f.Limit = 100
			return len(must[[]models.AuditEntry](t)(s.AuditEntries(ctx, f)))
		}
		all := count(models.AuditFilter{})
		for name, c := range map[string]struct {
			f    models.AuditFilter
			want int
		}{
			"refused":       {models.AuditFilter{Result: models.ResultRefused}, 1},
			"failed":        {models.AuditFilter{Result: models.ResultFailed}, 0},
			"done":          {models.AuditFilter{Result: models.ResultDone}, all - 1},
			"role":          {models.AuditFilter{Role: "lead"}, 2},
			"second role":   {models.AuditFilter{Role: "a_b"}, 2},
			"no wild cards": {models.AuditFilter{Role: "le_d"}, 0},
			"part of one":   {models.AuditFilter{Role: "lea"}, 0},
			"origin":        {models.AuditFilter{IP: "192.0.2.7"}, 2},
			"together":      {models.AuditFilter{IP: "192.0.2.7", Role: "lead", Result: models.ResultDone}, 1},
		} {
			if n := count(c.f); n != c.want {
				t.Errorf("%s: %d entries, want %d", name, n, c.want)
			}
		}
	})
}
