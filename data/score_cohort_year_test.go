package data

import (
	"testing"
	"time"

	"candor/models"
)

// lenderZone is where a test's lender is.
func lenderZone(t *testing.T) *time.Location {
	t.Helper()
	return must[*time.Location](t)(time.LoadLocation("Asia/Shanghai"))
}

// TestACohortOfOneYear begins and ends with the year of the lender's zone, which begins eight hours before that of UTC.
func TestACohortOfOneYear(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f, zone := newFixture(t, s), lenderZone(t)
		opened := func(n int, at *time.Time) models.Account {
			a := f.account(n)
			f.scored(a, .1)
			f.must(func(tx *writeTx) error {
				return tx.db.Model(&models.Account{}).Where("id = ?", a.ID).Update("opened_at", at).Error
			})
			return a
		}
		n := 0
		in := func(at time.Time) models.Account { n++; at = at.UTC(); return opened(n, &at) }
		first, next := time.Date(2024, 1, 1, 0, 0, 0, 0, zone), time.Date(2025, 1, 1, 0, 0, 0, 0, zone)
		before, begins, ends, after := in(first.Add(-time.Second)), in(first), in(next.Add(-time.Second)), in(next)
		for i := range 20 {
			in(first.AddDate(0, 0, 17*i))
		}
		unknown := opened(0, nil)
		for name, x := range map[string]struct {
			a       models.Account
			n, year int
		}{"before": {before, 0, 2023}, "the first second": {begins, 21, 2024}, "the last second": {ends, 21, 2024}, "after": {after, 0, 2025}, "unknown": {unknown, 0, 0}} {
			c := beside(t, s, x.a.ID, models.CohortYear)
			if c.N != x.n || c.Year != x.year || c.Few() != (x.n < 20) || c.Unnamed() != (x.year == 0) || (len(c.Scores) > 0) != (x.n >= 20) {
				t.Errorf("%s: %d of %d, few %v, unnamed %v", name, c.N, c.Year, c.Few(), c.Unnamed())
			}
		}
		if c := beside(t, s, unknown.ID, models.CohortAll); c.N != 24 || c.Unnamed() {
			t.Errorf("all: %d, unnamed %v", c.N, c.Unnamed())
		}
	})
}
