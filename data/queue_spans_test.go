package data

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"candor/models"
)

// TestTheQueueIsNarrowedToSpans: days when cases are due and were flagged, both ends in them, and how late accounts are, alone and
// together, in every order and page by page; counts, exports and batches of all that match mean the same cases.
func TestTheQueueIsNarrowedToSpans(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		first := f.open(1, models.SeverityLow, 470, 2*time.Hour)
		day := s.Now()
		c.advance(72 * time.Hour)
		second, third := f.open(2, models.SeverityHigh, 400, 4*time.Hour), f.open(3, models.SeverityCritical, 360, 48*time.Hour)
		for id, late := range map[models.ID]int{first.AccountID: 0, second.AccountID: 12, third.AccountID: 40} {
			f.must(func(tx *writeTx) error {
				return tx.db.Model(&models.Account{}).Where("id = ?", id).Update("days_past_due", late).Error
			})
		}
		at := func(d time.Duration) *time.Time { m := s.Now().Add(d); return &m }
		n := func(n int64) *int64 { return &n }
		for name, x := range map[string]struct {
			filter models.CaseFilter
			want   []models.ID
		}{
			"due from":       {models.CaseFilter{Due: models.Days{From: &second.DueAt}}, []models.ID{third.ID, second.ID}},
			"due until":      {models.CaseFilter{Due: models.Days{Until: &second.DueAt}}, []models.ID{first.ID}},
			"due between":    {models.CaseFilter{Due: models.Days{From: at(0), Until: at(5 * time.Hour)}}, []models.ID{second.ID}},
			"flagged from":   {models.CaseFilter{Flagged: models.Days{From: at(0)}}, []models.ID{third.ID, second.ID}},
			"flagged until":  {models.CaseFilter{Flagged: models.Days{Until: at(0)}}, []models.ID{first.ID}},
			"flagged that":   {models.CaseFilter{Flagged: models.Days{From: &day, Until: at(-time.Hour)}}, []models.ID{first.ID}},
			"flagged before": {models.CaseFilter{Flagged: models.Days{Until: &day}}, nil},
			"late":           {models.CaseFilter{Late: models.Span{From: n(1)}}, []models.ID{third.ID, second.ID}},
			"not late":       {models.CaseFilter{Late: models.Span{To: n(0)}}, []models.ID{first.ID}},
			"somewhat late":  {models.CaseFilter{Late: models.Span{From: n(12), To: n(39)}}, []models.ID{second.ID}},
			"together":       {models.CaseFilter{Late: models.Span{From: n(1)}, Due: models.Days{Until: at(5 * time.Hour)}, Flagged: models.Days{From: at(0)}, Unassigned: true}, []models.ID{second.ID}},
		} {
			x.filter.Now = s.Now()
			spansMean(t, s, name, x.filter, x.want)
		}
	})
}

// spansMean holds a filter against the cases it means, in the order of their risk.
func spansMean(t *testing.T, s *Store, name string, f models.CaseFilter, want []models.ID) {
	t.Helper()
	for _, sort := range models.CaseSorts() {
		f.Sort, f.Limit = sort, 1
		got := walk(t, s, f, nil)
		if len(got) != len(want) || sort == models.SortRisk && !cmp.Equal(got, want) {
			t.Errorf("%s by %s: %v, want %v", name, sort, got, want)
		}
	}
	if facets := must[*models.QueueFacets](t)(s.QueueFacets(ctx, f)); facets.Rows != len(want) || facets.State["open"] != len(want) {
		t.Errorf("%s: facets count %d, the state %d, want %d", name, facets.Rows, facets.State["open"], len(want))
	}
	left, err := s.CaseProgress(ctx, anna.UserID, f.Now, f)
	if err != nil || left.Left != len(want) {
		t.Errorf("%s: %d left, want %d: %v", name, left.Left, len(want), err)
	}
	e := &models.Export{Kind: models.ExportQueue, Filter: models.ExportFilter{Queue: &f}}
	rows, err := s.exportPage(ctx, e, models.CaseCursor{}, 10)
	if n, countErr := s.countExport(ctx, e); err != nil || countErr != nil || len(rows.Cases) != len(want) || n != int64(len(want)) {
		t.Errorf("%s: %v, %v, counted %d, want %d", name, err, countErr, n, len(want))
	}
	ok(t, s.read(ctx, func(db *gorm.DB) error {
		items, err := s.caseItems(db, &models.Batch{Kind: models.BatchRelease}, models.MakeBatch{Kind: models.BatchRelease, Cases: &f})
		if len(items) != len(want) {
			t.Errorf("%s: a batch of %d items, want %d", name, len(items), len(want))
		}
		return err
	}))
}

// TestSpansReadTheirRowsByAnIndex: narrowed to any span, every order still reads its rows from its index and sorts nothing; when a case
// was flagged bounds the newest ones by their ids.
func TestSpansReadTheirRowsByAnIndex(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader}) // the words of a plan are SQLite's
	from, until, least := s.Now().Add(-time.Hour), s.Now(), int64(1)
	for _, sort := range models.CaseSorts() {
		index := indexOf(sort)
		for name, f := range map[string]models.CaseFilter{
			"due": {Due: models.Days{From: &from, Until: &until}}, "flagged": {Flagged: models.Days{From: &from, Until: &until}}, "late": {Late: models.Span{From: &least}},
		} {
			f.Sort, f.Now = sort, s.Now()
			got := planOfView(t, s, f)
			if !strings.Contains(got, index) || strings.Contains(got, "SCAN") || strings.Contains(got, "TEMP B-TREE") {
				t.Errorf("%s by %s:\n%s", name, sort, got)
			}
			if name == "flagged" && indexOf(sort) == "cases_newest" && !strings.Contains(got, "id>? AND id<?") {
				t.Errorf("the newest are not bounded:\n%s", got)
			}
		}
	}
}
