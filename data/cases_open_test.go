package data

import (
	"errors"
	"testing"
	"time"

	"candor/models"
)

func TestACaseIsOpenedByHandOnce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		a := f.account(1)
		open := func(id models.ID, severity models.Severity, reason string) (*models.Case, error) {
			return s.OpenCase(ctx, anna, models.OpenCase{AccountID: id, Severity: severity, Reason: reason})
		}
		var invalid *models.Invalid
		if _, err := open(a.ID, 9, " "); !errors.As(err, &invalid) || len(invalid.Fields) != 2 {
			t.Errorf("nonsense: %v", err)
		}
		c, err := open(a.ID, models.SeverityHigh, "called about payments that are not theirs")
		if err != nil {
			t.Fatal(err)
		}
		d, err := s.CaseDetail(ctx, c.ID)
		if err != nil || len(d.Flags) != 1 || d.Flags[0].Code != models.FlagManual || d.Flags[0].Source != "person" || d.Case.Severity != models.SeverityHigh || !d.Case.DueAt.After(s.Now().Add(time.Minute)) {
			t.Errorf("case = %+v, %v", d, err)
		}
		told := f.entries(models.ActionCaseOpened)
		if len(told) != 1 || told[0].Reason != "called about payments that are not theirs" || told[0].AccountID != a.ID {
			t.Errorf("entries = %+v", told)
		}
		var refused *models.Refused
		if _, err := open(a.ID, models.SeverityLow, "once more"); !errors.As(err, &refused) || refused.Code != "case_open" {
			t.Errorf("a second: %v", err)
		}
		shut := f.account(2)
		f.must(func(tx *writeTx) error {
			return tx.db.Model(&models.Account{}).Where("id = ?", shut.ID).Update("status", models.StatusDeactivated).Error
		})
		if _, err := open(shut.ID, models.SeverityLow, "look at it"); !errors.As(err, &refused) || refused.Code != "account_closed" {
			t.Errorf("of a deactivated account: %v", err)
		}
		if _, err := open(99, models.SeverityLow, "look at it"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("of nobody: %v", err)
		}
	})
}
