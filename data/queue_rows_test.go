package data

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"candor/models"
)

// TestQueuesAreListed: each with what waits, what nobody holds and since when, without what is put off or decided; those that the person
// starred come first.
func TestQueuesAreListed(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		first := f.open(1, models.SeverityHigh, 400, time.Hour)
		clock.advance(time.Hour)
		second := f.open(2, models.SeverityHigh, 400, time.Hour)
		off := f.open(3, models.SeverityHigh, 400, time.Hour)
		clock.advance(time.Hour)
		fraud := f.open(4, models.SeverityHigh, 400, time.Hour)
		must[*models.Case](t)(s.MoveCase(ctx, leadA, fraud.ID, fraud.Version, models.QueueFraud))
		must[*models.Case](t)(s.ClaimCase(ctx, anna, second.ID))
		must[*models.Case](t)(s.SnoozeCase(ctx, anna, models.SnoozeCase{CaseID: off.ID, Version: off.Version, Until: s.Now().Add(time.Hour * 30), Reason: "papers"}))
		want := []models.QueueRow{
			{Queue: models.QueueFirst, Pending: 2, Free: 1, Oldest: &first.OpenedAt}, {Queue: models.QueueFraud, Pending: 1, Free: 1, Oldest: &fraud.OpenedAt}, {Queue: models.QueueLead},
		}
		same := func() {
			t.Helper()
			got := must[[]models.QueueRow](t)(s.Queues(ctx, anna.UserID))
			if d := cmp.Diff(want, got, cmpopts.EquateApproxTime(time.Millisecond)); d != "" {
				t.Error(d)
			}
		}
		same()
		ok(t, s.StarQueue(ctx, anna, models.QueueLead, true))
		ok(t, s.StarQueue(ctx, anna, models.QueueFraud, true))
		want[1].Starred, want[2].Starred = true, true
		want = []models.QueueRow{want[1], want[2], want[0]}
		same()
		ok(t, s.StarQueue(ctx, anna, models.QueueLead, false))
		want[1].Starred = false
		want = []models.QueueRow{want[0], want[2], want[1]}
		same()
		if e := f.entries(models.ActionQueueSet); len(e) != 3 || !strings.Contains(e[0].After+e[2].After, `"starred":"fraud"`) {
			t.Errorf("entries %+v", e)
		}
	})
}

// TestTheOldestOfAQueueIsReadByAnIndex: the first row of an index in every queue, and nothing is sorted.
func TestTheOldestOfAQueueIsReadByAnIndex(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader}) // the words of a plan are SQLite's
	for _, q := range models.CaseQueues() {
		index := "cases_queue_age"
		if q == models.QueueFirst {
			index = "cases_newest"
		}
		got := planOfView(t, s, models.CaseFilter{Queue: q.Key(), Sort: models.SortOldest, Now: s.Now()})
		if !strings.Contains(got, index) || strings.Contains(got, "SCAN") || strings.Contains(got, "TEMP B-TREE") {
			t.Errorf("%s:\n%s", q.Key(), got)
		}
	}
}
