package data

import (
	"errors"
	"testing"
	"time"

	"candor/models"
)

func TestAccountsCompareWithOthersAndWithThemselves(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		a, b := f.account(1), f.account(2)
		before := s.Now()
		c.advance(time.Hour)
		first := f.scored(a, .2)
		between := s.Now()
		c.advance(time.Hour)
		second := f.scored(a, .9)
		got := must[*models.AccountComparison](t)(s.CompareAccounts(ctx, models.CompareAccounts{AccountID: a.ID, With: b.ID}))
		if got.Left.Decision == nil || got.Left.Decision.ID != second.ID || got.Left.Breakdown.Score != second.Score || got.Right.Decision != nil || got.Right.Breakdown != nil {
			t.Errorf("%+v beside %+v", got.Left.Decision, got.Right.Decision)
		}
		if got.Left.Masked.Name == "" || got.Right.Account.ID != b.ID {
			t.Errorf("right = %+v", got.Right.Account.ID)
		}
		got = must[*models.AccountComparison](t)(s.CompareAccounts(ctx, models.CompareAccounts{AccountID: a.ID, With: a.ID, At: &between}))
		if got.Left.Decision.ID != first.ID || got.Right.Decision.ID != second.ID {
			t.Errorf("then %d, now %d", got.Left.Decision.Score, got.Right.Decision.Score)
		}
		got = must[*models.AccountComparison](t)(s.CompareAccounts(ctx, models.CompareAccounts{AccountID: a.ID, With: a.ID, At: &before, And: &between}))
		if got.Left.Decision != nil || got.Right.Decision.ID != first.ID {
			t.Error("before its first score an account has one")
		}
		_, err := s.CompareAccounts(ctx, models.CompareAccounts{AccountID: a.ID, With: a.ID})
		wantInvalid(t, err, "with", "required")
		if _, err := s.CompareAccounts(ctx, models.CompareAccounts{AccountID: a.ID, With: 99}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
	})
}
