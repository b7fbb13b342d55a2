package data

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// TestTheQueueIsNarrowedByPayments: a case counts when a payment raised any flag of it, however weak, but not for a flag that a login or no
// event raised; pages, counts and facets agree on which cases do.
func TestTheQueueIsNarrowedByPayments(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		var cases []models.ID
		for i, kinds := range [][]models.EventKind{
			{models.EventPurchase}, {models.EventTransferOut, models.EventRepayment}, {models.EventLogin}, {""}, nil, {models.EventLogin, models.EventRefund},
		} {
			c := f.open(i, models.Severity(1+i%4), 400+i, time.Hour)
			cases = append(cases, c.ID)
			for _, kind := range kinds {
				raisedBy(f, &c, kind)
			}
		}
		yes, no := []models.ID{cases[0], cases[1], cases[5]}, cases[2:5]
		for name, tt := range map[string]struct {
			filter models.CaseFilter
			want   []models.ID
		}{
			"yes":                 {models.CaseFilter{Payment: models.PaymentYes}, yes},
			"no":                  {models.CaseFilter{Payment: models.PaymentNo}, no},
			"with another":        {models.CaseFilter{Payment: models.PaymentYes, Severity: 2}, []models.ID{cases[1], cases[5]}},
			"what is no question": {models.CaseFilter{Payment: "perhaps"}, nil},
		} {
			for _, sort := range models.CaseSorts() {
				tt.filter.Sort, tt.filter.Limit, tt.filter.Now = sort, 2, s.Now()
				got := walk(t, s, tt.filter, nil)
				slices.Sort(got)
				if !slices.Equal(got, tt.want) {
					t.Errorf("%s by %s: %v, want %v", name, sort, got, tt.want)
				}
			}
			views := []models.ViewCount{{Key: name, Filter: readable(tt.filter)}}
			if err := s.CountViews(ctx, views); err != nil || views[0].N != len(tt.want) {
				t.Errorf("%s counts %d (%v)", name, views[0].N, err)
			}
		}
		facets := must[*models.QueueFacets](t)(s.QueueFacets(ctx, models.CaseFilter{Now: s.Now()}))
		if facets.Payment[models.PaymentYes] != 3 || facets.Payment[models.PaymentNo] != 3 {
			t.Errorf("facets %v", facets.Payment)
		}
	})
}

// raisedBy raises a flag of a rule on a case, by an event of a kind or by none.
func raisedBy(f *fixture, c *models.Case, kind models.EventKind) {
	var event *models.Event
	if kind != "" {
		event = &models.Event{Kind: kind}
	}
	raisedAs(f, c, decide.Flag{Code: "ring", Severity: 1, Source: "rule"}, event)
}

// raisedAs raises a flag on a case as deciding does, by an event or by none.
func raisedAs(f *fixture, c *models.Case, flag decide.Flag, event *models.Event) {
	f.must(func(tx *writeTx) (err error) {
		var by cause
		if event != nil {
			event.AccountID, event.Source, event.At, event.BodyHash, event.Input, event.Result = c.AccountID, "test", tx.now, []byte{1}, []byte{}, []byte{}
			if event.ID, err = tx.id(); err != nil {
				return err
			}
			event.ExternalID, event.EventKey = event.PublicID(), []byte(event.PublicID())
			if err := tx.insert(event); err != nil {
				return err
			}
			by = byEvent(event)
		}
		open, err := tx.openCases([]models.ID{c.AccountID})
		if err != nil {
			return err
		}
		work := flagWork{tx: tx, policy: decide.Default(), open: open}
		if err := work.raise(&scoreRow{ID: c.AccountID}, decide.Result{Score: 400, Band: c.Band}, flag, by); err != nil {
			return err
		}
		_, err = work.store()
		return err
	})
}

// TestCasesOfPaymentsAreToldInTheOrder: what a payment has to do with a case stands with it, so that no flag and no event is read, and the
// cases of the view are counted by an index that holds only them.
func TestCasesOfPaymentsAreToldInTheOrder(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader}) // the words of a plan are SQLite's
	for _, sort := range models.CaseSorts() {
		for _, is := range []string{models.PaymentYes, models.PaymentNo} {
			got := planOfView(t, s, models.CaseFilter{Payment: is, Sort: sort, Now: s.Now()})
			index := indexOf(sort)
			if base, _ := sort.Base(); is == models.PaymentYes && base == models.SortRisk {
				index = "cases_payment"
			}
			if !strings.Contains(got, "cases USING INDEX "+index+" ") || strings.Contains(got, "flags") || strings.Contains(got, "events") ||
				strings.Contains(got, "SCAN") || strings.Contains(got, "TEMP B-TREE") {
				t.Errorf("%s by %s:\n%s", is, sort, got)
			}
		}
	}
	var steps []struct{ Detail string }
	ok(t, s.read(ctx, func(db *gorm.DB) error {
		c := caseConditions(models.CaseFilter{Payment: models.PaymentYes, Now: s.Now()})
		return db.Raw("EXPLAIN QUERY PLAN SELECT COUNT(*) FROM cases WHERE "+c.sql(), c.args...).Scan(&steps).Error
	}))
	if len(steps) == 0 || !strings.Contains(steps[0].Detail, "USING COVERING INDEX cases_payment") {
		t.Errorf("counted by %+v", steps)
	}
}

// TestCasesOfEarlierVersionsKnowTheirPayments: the migration names the kinds of payments that deciding knows.
func TestCasesOfEarlierVersionsKnowTheirPayments(t *testing.T) {
	b := must[[]byte](t)(migrationFiles.ReadFile("migrations/00330_payment_flags.sql"))
	for _, k := range slices.Concat(models.TransactionKinds(), models.LoginKinds(), models.IdentityKinds(), []models.EventKind{models.EventRepayment}) {
		if k.Money() != strings.Contains(string(b), "'"+string(k)+"'") {
			t.Errorf("%s", k)
		}
	}
}
