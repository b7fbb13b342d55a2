package data

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// appealed puts an appeal in a stage to an account.
func (f *fixture) appealed(account models.ID, stage models.AppealStage) {
	f.Helper()
	f.must(func(tx *writeTx) error {
		id, err := tx.id()
		if err != nil {
			return err
		}
		sanction := models.Sanction{ID: id, AccountID: account, Kind: models.SanctionFreeze, Reach: []models.Function{}, State: models.SanctionActive, MadeAt: tx.now, Version: 1}
		if err := tx.insert(&sanction); err != nil {
			return err
		}
		words, err := tx.seal("not me", wordsPlace(id+1), 0)
		if err != nil {
			return err
		}
		appeal := models.Appeal{
			ID: id + 1, AccountID: account, SanctionID: id, Stage: stage, Channel: "phone", Lang: "en", Words: words, Restored: []models.RestoredField{},
			ReceivedAt: tx.now, DueAt: tx.now.Add(time.Hour), Version: 1,
		}
		return tx.insert(&appeal)
	})
}

// TestTheQueueIsNarrowedByProductAndAppeals: pages, counts and facets agree on which cases are of accounts with such a line, or such an
// appeal, also turned round, page by page and in either direction.
func TestTheQueueIsNarrowedByProductAndAppeals(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		var cases []models.ID
		for i := range 9 {
			c := f.open(i, models.Severity(1+i%4), 400+i, time.Hour)
			cases = append(cases, c.ID)
			product := models.ProductPayLater
			if i%3 == 0 {
				product = models.ProductCashLoan
			}
			f.must(func(tx *writeTx) error {
				id, err := tx.id()
				if err != nil {
					return err
				}
				return tx.insert(&models.CreditLine{ID: id, AccountID: c.AccountID, Product: product, Version: 1})
			})
			switch {
			case i < 4:
				f.appealed(c.AccountID, models.AppealInReview)
				f.appealed(c.AccountID, models.AppealClosed)
			case i < 6:
				f.appealed(c.AccountID, models.AppealWithdrawn)
			}
		}
		for name, tt := range map[string]struct {
			filter models.CaseFilter
			want   []models.ID
		}{
			"open":                {models.CaseFilter{Appeal: models.AppealOpen}, cases[:4]},
			"ever":                {models.CaseFilter{Appeal: models.AppealEver}, cases[:6]},
			"never":               {models.CaseFilter{Appeal: models.AppealEver, Not: models.CaseNot{Appeal: true}}, cases[6:]},
			"not open":            {models.CaseFilter{Appeal: models.AppealOpen, Not: models.CaseNot{Appeal: true}}, cases[4:]},
			"cash loan":           {models.CaseFilter{Product: "cashloan"}, []models.ID{cases[0], cases[3], cases[6]}},
			"either":              {models.CaseFilter{Product: "paylater,cashloan"}, cases},
			"no cash loan":        {models.CaseFilter{Product: "cashloan", Not: models.CaseNot{Product: true}, Appeal: models.AppealOpen}, cases[1:3]},
			"chosen ones":         {models.CaseFilter{IDs: []models.ID{cases[7], cases[2]}, Appeal: models.AppealEver}, cases[2:3]},
			"what is no question": {models.CaseFilter{Appeal: "soon"}, nil},
		} {
			for _, sort := range models.CaseSorts() {
				tt.filter.Sort, tt.filter.Limit, tt.filter.Now = sort, 2, s.Now()
				got := walk(t, s, tt.filter, nil)
				slices.Sort(got)
				if !slices.Equal(got, tt.want) {
					t.Errorf("%s by %s: %v, want %v", name, sort, got, tt.want)
				}
			}
			view := models.ViewCount{Key: name, Filter: readable(tt.filter)}
			views := []models.ViewCount{view}
			if err := s.CountViews(ctx, views); err != nil || views[0].N != len(tt.want) {
				t.Errorf("%s counts %d (%v)", name, views[0].N, err)
			}
		}
		facets := must[*models.QueueFacets](t)(s.QueueFacets(ctx, models.CaseFilter{Now: s.Now()}))
		if facets.Product["cashloan"] != 3 || facets.Product["paylater"] != 6 || facets.Appeal[models.AppealOpen] != 4 || facets.Appeal[models.AppealEver] != 6 {
			t.Errorf("facets %v, %v", facets.Product, facets.Appeal)
		}
	})
}

// TestCasesWithAnOpenAppealAreFoundByTheAppeals: the few of them are told apart in the index of the order, so that no other case's row is
// read and nothing is sorted.
func TestCasesWithAnOpenAppealAreFoundByTheAppeals(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader}) // the words of a plan are SQLite's
	for _, sort := range models.CaseSorts() {
		index := indexOf(sort)
		got := planOfView(t, s, models.CaseFilter{Appeal: models.AppealOpen, Sort: sort, Now: s.Now()})
		if !strings.Contains(got, "cases USING INDEX "+index) || !strings.Contains(got, "appeals_open_account") || strings.Contains(got, "TEMP B-TREE") {
			t.Errorf("by %s:\n%s", sort, got)
		}
	}
}
