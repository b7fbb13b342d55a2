package data

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

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
			views := []models.ViewCount{{Key: name, Filter: tt.filter}}
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
	f.must(func(tx *writeTx) (err error) {
		flag := models.Flag{CaseID: c.ID, AccountID: c.AccountID, Source: "rule", Code: "ring", Severity: models.SeverityLow, RaisedAt: tx.now, State: models.FlagOpen}
		if flag.ID, err = tx.id(); err != nil {
			return err
		}
		if kind != "" {
			event := models.Event{AccountID: c.AccountID, Kind: kind, Source: "test", At: tx.now, BodyHash: []byte{1}, Input: []byte{}, Result: []byte{}}
			if event.ID, err = tx.id(); err != nil {
				return err
			}
			event.ExternalID, event.EventKey, flag.DecisionID = event.PublicID(), []byte(event.PublicID()), event.ID
			if err := tx.insert(&event); err != nil {
				return err
			}
		}
		return tx.insert(&flag)
	})
}

// TestCasesOfPaymentsAreToldInTheOrder: each case of the order is asked by the index of its flags and the key of their events.
func TestCasesOfPaymentsAreToldInTheOrder(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader}) // the words of a plan are SQLite's
	for _, sort := range models.CaseSorts() {
		for _, is := range []string{models.PaymentYes, models.PaymentNo} {
			got := planOfView(t, s, models.CaseFilter{Payment: is, Sort: sort, Now: s.Now()})
			if !strings.Contains(got, "cases USING INDEX "+indexOf(sort)) || !strings.Contains(got, "flags USING INDEX flags_case (case_id=?)") ||
				!strings.Contains(got, "events USING INTEGER PRIMARY KEY") || strings.Contains(got, "SCAN") || strings.Contains(got, "TEMP B-TREE") {
				t.Errorf("%s by %s:\n%s", is, sort, got)
			}
		}
	}
}
