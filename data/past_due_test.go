package data

import (
	"testing"
	"time"

	"candor/models"
)

func TestWhatIsPastDueShrinksWithEveryRepayment(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		now := s.Now()
		first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
		month := func(back int) int {
			m := first.AddDate(0, -back, 0)
			return m.Year()*100 + int(m.Month())
		}
		put := models.PutAccount{Source: a.Source, ExternalID: a.ExternalID, Statements: []models.Statement{
			{Month: month(2), BillFen: 90_000}, {Month: month(1), BillFen: 120_000, PaidFen: 10_000, Standing: 1, DaysPastDue: 30},
		}}
		send := func() {
			t.Helper()
			_, _, err := s.PutAccount(ctx, anna, put)
			ok(t, err)
		}
		send()
		due := func() models.PastDue {
			t.Helper()
			return must[*models.AccountDetail](t)(s.AccountDetail(ctx, a.ID)).PastDue
		}
		if got, want := due(), (models.PastDue{Known: true, Fen: 80_000, Bill: month(2), BillFen: 90_000, PaidFen: 10_000}); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
		before := payBack(a, c, "R-0", 30_000) // in the newest statement's month, which counts it already
		before.At = first.Add(-time.Second)
		decideNow(t, s, before)
		decideNow(t, s, spend(a, c, "P-1", 5_000))
		if got := due().Fen; got != 80_000 {
			t.Errorf("with nothing paid since: %d", got)
		}
		decideNow(t, s, payBack(a, c, "R-1", 30_000))
		if got := due(); got.Fen != 50_000 || got.PaidFen != 40_000 {
			t.Errorf("after a repayment: %+v", got)
		}
		put.Statements = put.Statements[1:]
		send()
		if got := due(); got.Known {
			t.Errorf("without the bill that is late: %+v", got)
		}
	})
}
