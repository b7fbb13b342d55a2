package data

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// TestTheQueueIsNarrowedByWhatIsShared: pages, counts, facets, exports and batches agree on which cases are of accounts seen with a thing,
// are of named accounts, or have a flag of one of the codes of a group, also turned round.
func TestTheQueueIsNarrowedByWhatIsShared(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		one, two, three := f.open(1, models.SeverityLow, 470, time.Hour), f.open(2, models.SeverityHigh, 400, time.Hour), f.open(3, models.SeverityCritical, 360, time.Hour)
		f.must(func(tx *writeTx) error {
			for _, account := range []models.ID{one.AccountID, three.AccountID} {
				if err := tx.insert(&models.Sighting{Kind: "device", Token: "00000000000000ab", AccountID: account, At: tx.now}); err != nil {
					return err
				}
			}
			return tx.db.Model(&models.Flag{}).Where("case_id = ?", two.ID).Update("code", "mule_transfer").Error
		})
		batch := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, models.MakeBatch{Kind: models.BatchSnooze, IDs: []models.ID{one.ID, two.ID}, Until: s.Now().Add(72 * time.Hour), Reason: "because"}))
		for name, x := range map[string]struct {
			filter models.CaseFilter
			want   []models.ID
		}{
			"a batch":         {models.CaseFilter{Batch: batch.ID}, []models.ID{two.ID, one.ID}},
			"a device":        {models.CaseFilter{Thing: "device.00000000000000ab"}, []models.ID{three.ID, one.ID}},
			"another kind":    {models.CaseFilter{Thing: "ip.00000000000000ab"}, nil},
			"accounts":        {models.CaseFilter{Accounts: []models.ID{two.AccountID, one.AccountID}}, []models.ID{two.ID, one.ID}},
			"no account":      {models.CaseFilter{Accounts: []models.ID{}}, nil},
			"both":            {models.CaseFilter{Thing: "device.00000000000000ab", Accounts: []models.ID{two.AccountID, one.AccountID}}, []models.ID{one.ID}},
			"a group":         {models.CaseFilter{Codes: "ring_merchant,mule_transfer"}, []models.ID{two.ID}},
			"not of a group":  {models.CaseFilter{Codes: "ring_merchant,mule_transfer", Not: models.CaseNot{Codes: true}}, []models.ID{three.ID, one.ID}},
			"outcome of open": {models.CaseFilter{Outcome: "confirmed"}, nil},
		} {
			x.filter.Now = s.Now()
			spansMean(t, s, name, x.filter, x.want)
		}
	})
}

// TestClosedCasesAreNarrowedByTheirOutcome: in every order, also turned round, and without what the reader is to judge again.
func TestClosedCasesAreNarrowedByTheirOutcome(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		var ids []models.ID
		for i, outcome := range []models.CaseOutcome{models.CaseConfirmed, models.CaseCleared, models.CaseConfirmed} {
			c := f.open(i, models.Severity(i+1), 400, time.Hour)
			ids = append(ids, c.ID)
			f.must(func(tx *writeTx) error {
				return tx.db.Model(&models.Case{}).Where("id = ?", c.ID).Updates(map[string]any{"state": models.CaseClosed, "outcome": outcome, "place": 0, "closed_by": 3, "closed_at": tx.now}).Error
			})
		}
		outcomes := func(name string, filter models.CaseFilter, want ...models.ID) {
			t.Helper()
			filter.State, filter.Now, filter.Limit = models.CaseClosed, s.Now(), 1
			for _, sort := range models.CaseSorts() {
				filter.Sort = sort
				got := walk(t, s, filter, nil)
				if len(got) != len(want) || sort == models.SortRisk && len(got) > 0 && got[0] != want[0] {
					t.Errorf("%s by %s: %v, want %v", name, sort, got, want)
				}
			}
		}
		outcomes("confirmed", models.CaseFilter{Outcome: "confirmed"}, ids[2], ids[0])
		outcomes("not confirmed", models.CaseFilter{Outcome: "confirmed", Not: models.CaseNot{Outcome: true}}, ids[1])
		outcomes("either", models.CaseFilter{Outcome: "confirmed,cleared"}, ids[2], ids[1], ids[0])
		f.must(func(tx *writeTx) error {
			sample := models.Sample{ID: 1, FromAt: tx.now, UntilAt: tx.now, Asked: 1, Eligible: 1, Drawn: 1, MadeBy: anna.UserID, MadeAt: tx.now, Version: 1}
			if err := tx.insert(&sample); err != nil {
				return err
			}
			return tx.insert(&models.SampleItem{SampleID: 1, N: 1, CaseID: ids[2], AccountID: 1, First: models.CaseConfirmed, FirstAt: tx.now, Version: 1})
		})
		outcomes("whoever is to judge one", models.CaseFilter{Outcome: "confirmed", Reader: anna.UserID}, ids[0])
		outcomes("whoever is not", models.CaseFilter{Outcome: "confirmed", Reader: bob.UserID}, ids[2], ids[0])
	})
}

// TestWhatIsSharedIsFoundByAnIndex: outcomes are read in order from an index of theirs, cases of a thing or of accounts by their accounts,
// and flags by their codes.
func TestWhatIsSharedIsFoundByAnIndex(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader}) // the words of a plan are SQLite's
	for _, sort := range models.CaseSorts() {
		base, _ := sort.Base()
		for _, x := range []struct {
			index  string
			filter models.CaseFilter
			sorts  bool
		}{
			{"cases_outcome_" + string(base), models.CaseFilter{State: models.CaseClosed, Outcome: "confirmed"}, false},
			{"cases_account", models.CaseFilter{State: models.CaseClosed, Thing: "device.00000000000000ab"}, true},
			{"cases_account", models.CaseFilter{State: models.CaseClosed, Accounts: []models.ID{1, 2}}, true},
			{"SEARCH cases USING INTEGER PRIMARY KEY", models.CaseFilter{Batch: 5}, true},
			{"flags_c", models.CaseFilter{State: models.CaseClosed, Codes: "mule_transfer,ring_merchant"}, false},
		} {
			x.filter.Sort, x.filter.Now = sort, s.Now()
			got := planOfView(t, s, x.filter)
			if !strings.Contains(got, x.index) || strings.Contains(got, "SCAN cases") || strings.Contains(got, "SCAN flags") || strings.Contains(got, "SCAN sightings") || !x.sorts && strings.Contains(got, "TEMP B-TREE") {
				t.Errorf("%+v by %s:\n%s", x.filter, sort, got)
			}
		}
	}
}
