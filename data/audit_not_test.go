package data

import (
	"testing"

	"candor/models"
)

// TestAFilterOfTheRecordTurnsRound: what is kept and what is left out are together the whole record, for each field.
func TestAFilterOfTheRecordTurnsRound(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		a := lenderAccount(t, s, "1")
		key := models.ID(9).Public(models.PrefixKey)
		for i, by := range []models.Actor{anna, ben, {Kind: models.ActorKey, ID: key, Name: "core", Source: "api"}} {
			by.Role, by.IP = []string{"lead,reviewer", "leader", ""}[i], []string{"10.0.0.1", "", "10.0.0.2"}[i]
			action := []string{models.ActionPersonalRefused, models.ActionAccountPut, models.ActionMessageFailed}[i]
			ok(t, s.write(ctx, by, func(tx *writeTx) error { return tx.audit(action, aboutAccount(a.ID), nil, nil, "") }))
		}
		count := func(f models.AuditFilter) int {
			f.Limit = 1_000
			return len(must[[]models.AuditEntry](t)(s.AuditEntries(ctx, f)))
		}
		all := count(models.AuditFilter{})
		for name, f := range map[string][2]models.AuditFilter{
			"actor":     {{ActorID: anna.ID}, {ActorID: anna.ID, Not: models.AuditNot{Actor: true}}},
			"key":       {{Key: key}, {Key: key, Not: models.AuditNot{Key: true}}},
			"action":    {{Action: models.ActionAccountPut}, {Action: models.ActionAccountPut, Not: models.AuditNot{Action: true}}},
			"noun":      {{Action: "message."}, {Action: "message.", Not: models.AuditNot{Action: true}}},
			"kind":      {{ObjectType: "account"}, {ObjectType: "account", Not: models.AuditNot{ObjectType: true}}},
			"object":    {{ObjectID: a.PublicID()}, {ObjectID: a.PublicID(), Not: models.AuditNot{ObjectID: true}}},
			"account":   {{AccountID: a.ID}, {AccountID: a.ID, Not: models.AuditNot{Account: true}}},
			"role":      {{Role: "lead"}, {Role: "lead", Not: models.AuditNot{Role: true}}},
			"address":   {{IP: "10.0.0.1"}, {IP: "10.0.0.1", Not: models.AuditNot{IP: true}}},
			"result":    {{Result: models.ResultDone}, {Result: models.ResultDone, Not: models.AuditNot{Result: true}}},
			"a refusal": {{Result: models.ResultRefused}, {Result: models.ResultRefused, Not: models.AuditNot{Result: true}}},
		} {
			if is, not := count(f[0]), count(f[1]); is == 0 || not == 0 || is+not != all {
				t.Errorf("%s: %d and %d of %d", name, is, not, all)
			}
		}
	})
}
