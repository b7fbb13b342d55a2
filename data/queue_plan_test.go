package data

import (
	"crypto/rand"
	"strings"
	"testing"

	"gorm.io/gorm"

	"candor/models"
)

// plan is how SQLite would read the first place of a view, one step a line.
func planOfView(t *testing.T, s *Store, f models.CaseFilter) string {
	t.Helper()
	var steps []struct{ Detail string }
	err := s.read(ctx, func(db *gorm.DB) error {
		c := inOrder(f)
		c.atPlace(f, placesFrom(f, nil, false)[0])
		return db.Raw("EXPLAIN QUERY PLAN SELECT cases.* FROM cases JOIN accounts ON accounts.id = cases.account_id WHERE "+c.sql()+
			" ORDER BY "+caseOrder(f.Sort, false)+" LIMIT 51", c.args...).Scan(&steps).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, step := range steps {
		b.WriteString(step.Detail + "\n")
	}
	return b.String()
}

// indexOf is the index that an order reads, from either end.
func indexOf(sort models.CaseSort) string {
	base, _ := sort.Base()
	return "cases_" + string(base)
}

// TestViewsReadTheirRowsByAnIndex: every order of the queue, of what is put off and of what is closed reads its rows in order from an
// index and sorts nothing, and the small queues have an index of their own.
func TestViewsReadTheirRowsByAnIndex(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader}) // the words of a plan are SQLite's
	for _, sort := range models.CaseSorts() {
		index := indexOf(sort)
		for name, f := range map[string]models.CaseFilter{
			"open": {}, "put off": {Snoozed: true}, "closed": {State: models.CaseClosed}, "free": {Unassigned: true}, "first line": {Queue: "first"},
		} {
			f.Sort, f.Now = sort, s.Now()
			if got := planOfView(t, s, f); !strings.Contains(got, index) || strings.Contains(got, "SCAN") || strings.Contains(got, "TEMP B-TREE") {
				t.Errorf("%s by %s:\n%s", name, sort, got)
			}
		}
	}
	for name, f := range map[string]models.CaseFilter{"cases_queue": {Queue: "fraud"}, "cases_touched": {Changed: true}} {
		if got := planOfView(t, s, f); !strings.Contains(got, name) || strings.Contains(got, "TEMP B-TREE") {
			t.Errorf("%s is not used:\n%s", name, got)
		}
	}
}
