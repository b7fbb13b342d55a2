package data

import (
	"testing"
	"time"

	"candor/models"
)

// stood is what a test wants to have been; below 0 is not known.
type stood struct {
	status      models.AccountStatus
	limit, used int64
	late        int
}

// TestAnAccountStoodAsItDid walks an account through everything that changes it and afterwards
// asks for every moment in between.
func TestAnAccountStoodAsItDid(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		before := s.Now()
		c.advance(time.Hour)
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		type moment struct {
			at   time.Time
			want stood
		}
		var moments []moment
		then := func(want stood) {
			c.advance(time.Hour)
			moments = append(moments, moment{s.Now(), want})
			c.advance(time.Hour)
		}
		then(stood{models.StatusActive, 1_500_000, 200_000, 0})
		decideNow(t, s, spend(a, c, "P-1", 5_000))
		then(stood{models.StatusActive, 1_500_000, 205_000, 0})
		cut := put(t, s, c, a.ID, models.SanctionLimitCut)
		then(stood{models.StatusActive, 800_000, 205_000, 0})
		put(t, s, c, a.ID, models.SanctionRestrict)
		then(stood{models.StatusRestricted, 800_000, 205_000, 0})
		ok(t, s.LiftSanction(ctx, withRole(ben, models.RoleLead), cut.ID, cut.Version, "all clear now"))
		then(stood{models.StatusRestricted, 1_500_000, 205_000, 0})
		held := decideNow(t, s, spend(a, c, "P-2", 30_000))
		then(stood{models.StatusRestricted, 1_500_000, -1, 0}) // reserved, and freed before anything else looked
		ok(t, s.SettleEvent(ctx, withRole(ben, models.RoleLead), models.SettleEvent{EventID: held.Event.ID, To: models.DispositionCancelled, Reason: "not the customer", Told: []string{"account_takeover"}}))
		then(stood{models.StatusRestricted, 1_500_000, 205_000, 0})
		_, _, err := s.PutAccount(ctx, anna, models.PutAccount{
			Source: a.Source, ExternalID: a.ExternalID, Lines: []models.CreditLine{{Product: models.ProductPayLater, LimitFen: 700_000, UsedFen: 100}},
			Statements: []models.Statement{{Month: 202001, BillFen: 7}, {Month: 209901, BillFen: 9, Standing: 1, DaysPastDue: 30}},
		})
		ok(t, err)
		then(stood{models.StatusRestricted, 1_200_000, 100, 30})
		for i, m := range moments {
			got := must[*models.AccountComparison](t)(s.CompareAccounts(ctx, models.CompareAccounts{AccountID: a.ID, With: a.ID, At: &m.at, And: &before}))
			l, r := &got.Left.Then, &got.Right.Then
			is := stood{*l.Status, *l.LimitFen, -1, *l.DaysPastDue}
			if l.UsedFen != nil {
				is.used = *l.UsedFen
			}
			if is != m.want {
				t.Errorf("moment %d: %+v, want %+v", i, is, m.want)
			}
			if l.Statement == nil || l.Statement.Month != 202001 {
				t.Errorf("moment %d: statement %+v", i, l.Statement)
			}
			if r.Recorded || r.Status != nil || r.LimitFen != nil {
				t.Errorf("before it was on record: %+v", r)
			}
		}
	})
}
