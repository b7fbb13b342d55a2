package data

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"candor/models"
)

// asking is a person in one request of the console.
func asking(by models.Actor, request string) models.Actor {
	by.Source, by.RequestID = "ui", request
	return by
}

// TestAskAnswerAndEffectStandTogether: whatever the two requests wrote, and what background work did to the change, without another
// change's entries; found by indexes alone.
func TestAskAnswerAndEffectStandTogether(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a, b := lenderAccount(t, s, "1"), lenderAccount(t, s, "2")
		other := must[*models.LimitChange](t)(s.ProposeLimit(ctx, asking(anna, "r0"), raise(measured(t, s, b.ID), 2_000_000)))
		change := must[*models.LimitChange](t)(s.ProposeLimit(ctx, asking(anna, "r1"), raise(measured(t, s, a.ID), 2_000_000)))
		ok(t, s.ApproveLimit(ctx, asking(ben, "r2"), change.ID, change.Version))
		fillRecord(t, s, c, 2_000)
		ok(t, s.write(ctx, anna, func(tx *writeTx) error {
			if err := tx.db.Exec("ANALYZE").Error; err != nil {
				return err
			}
			return tx.audit(models.ActionAccountPut, aboutAccount(a.ID), nil, nil, "")
		}))
		f := models.AuditFilter{Approval: change.PublicID(), Limit: 50}
		var did []string
		for _, e := range must[[]models.AuditEntry](t)(s.AuditEntries(ctx, f)) {
			did = append(did, e.Action)
			if e.ObjectID == other.PublicID() || e.AccountID != a.ID {
				t.Errorf("not of this change: %+v", e)
			}
		}
		slices.Sort(did)
		if want := "limit.applied limit.approved limit.proposed message.queued"; strings.Join(did, " ") != want {
			t.Errorf("together: %v, want %s", did, want)
		}
		auditPlan(t, s, f, "audit_object", "audit_request")
		f = models.AuditFilter{Key: "key_1", Limit: 50}
		auditPlan(t, s, f, "audit_actor")
		f.Approval = "acc_1"
		if got := must[[]models.AuditEntry](t)(s.AuditEntries(ctx, f)); len(got) != 0 {
			t.Errorf("of no pending action: %d entries", len(got))
		}
	})
}

// TestEntriesOfAKey: what it did, and nothing that was done to it.
func TestEntriesOfAKey(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		key, _, err := s.AddKey(ctx, anna, models.AddKey{Name: "core", Scopes: models.Scopes()[:1]})
		ok(t, err)
		a := lenderAccount(t, s, "1")
		by := models.Actor{Kind: models.ActorKey, ID: key.PublicID(), Name: key.Name, Source: "api"}
		ok(t, s.write(ctx, by, func(tx *writeTx) error { return tx.audit(models.ActionAccountPut, aboutAccount(a.ID), nil, nil, "") }))
		got := must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{Key: key.PublicID(), Limit: 9}))
		if len(got) != 1 || got[0].Action != models.ActionAccountPut {
			t.Errorf("%+v", got)
		}
	})
}

// auditPlan holds a page of the log against what the database does for it: each of these indexes, and no table read through.
func auditPlan(t *testing.T, s *Store, f models.AuditFilter, indexes ...string) {
	t.Helper()
	prefix := "EXPLAIN "
	if s.dialect == sqlite {
		prefix = "EXPLAIN QUERY PLAN "
	}
	var b strings.Builder
	ok(t, s.read(ctx, func(db *gorm.DB) error {
		q := auditNarrowed(auditPage(db.Session(&gorm.Session{DryRun: true}), f), f).Find(&[]models.AuditEntry{}).Statement
		var lines []struct {
			Detail string
			Plan   string `gorm:"column:QUERY PLAN"`
		}
		err := db.Raw(prefix+q.SQL.String(), q.Vars...).Scan(&lines).Error
		for _, line := range lines {
			fmt.Fprintln(&b, line.Detail, line.Plan)
		}
		return err
	}))
	for _, index := range indexes {
		if !strings.Contains(b.String(), index) {
			t.Errorf("%s is not used:\n%s", index, &b)
		}
	}
	if strings.Contains(b.String(), "Seq Scan on audit_entries") || strings.Contains(b.String(), "SCAN audit_entries") {
		t.Errorf("reads through the record:\n%s", &b)
	}
}
