package data

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"candor/models"
)

// eventful gives an account things of every source, many of them in one millisecond.
func eventful(t *testing.T, s *Store, c *clock) models.ID {
	t.Helper()
	f := newFixture(t, s)
	id := f.open(1, models.SeverityHigh, 400, time.Hour).AccountID
	account := must[*models.Account](t)(s.Account(ctx, id))
	f.scored(*account, .2)
	c.advance(time.Hour)
	f.scored(*account, .9)
	for i := range 3 {
		must[*models.Note](t)(s.AddNote(ctx, anna, models.NewNote{AccountID: id, Text: fmt.Sprintf("note %d", i)}))
		must[string](t)(s.Reveal(ctx, anna, models.Reveal{AccountID: id, Field: models.FieldPhone, Reason: "to call back"}))
	}
	f.must(func(tx *writeTx) error {
		for i := range 5 {
			e := models.Event{
				AccountID: id, Kind: models.EventLogin, EventKey: []byte{byte(i)}, BodyHash: []byte{}, Input: []byte{}, Result: []byte{},
				At: tx.now.Add(-time.Duration(i/2) * 24 * time.Hour),
			}
			if i == 4 { // received and decided now
				e.Outcome, e.Kind, e.AmountFen = models.OutcomeHold, models.EventPurchase, 500
			}
			var err error
			if e.ID, err = tx.id(); err != nil {
				return err
			}
			if err := tx.insert(&e); err != nil {
				return err
			}
		}
		return tx.audit(models.ActionAccountPut, aboutAccount(id), nil, nil, "")
	})
	return id
}

func marks(items []models.TimelineItem) []string {
	list := make([]string, len(items))
	for i := range items {
		list[i] = items[i].Mark.String()
	}
	return list
}

func TestTimelineMergesEverySourceByTime(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		id := eventful(t, s, c)
		f := models.TimelineFilter{AccountID: id, Kinds: models.TimelineKinds(), Limit: 100}
		whole := must[*models.Timeline](t)(s.Timeline(ctx, f))
		if whole.Newer || whole.Older || len(whole.Items) != 2+1+3+3+5+1 {
			t.Fatalf("%d items, %v %v", len(whole.Items), whole.Newer, whole.Older)
		}
		seen := map[int]int{}
		for i := range whole.Items {
			seen[whole.Items[i].Mark.Source]++
			if i > 0 && whole.Items[i-1].Mark.Compare(whole.Items[i].Mark) <= 0 {
				t.Errorf("item %d does not follow %s", i, whole.Items[i-1].Mark)
			}
			if d := whole.Items[i].Decision; d != nil && (d.Score < 600) != (whole.Items[i].Before > 0) {
				t.Errorf("score %d came after %d", d.Score, whole.Items[i].Before)
			}
		}
		if d := cmp.Diff(map[int]int{models.SourceHistory: 4, models.SourceDecided: 1, models.SourceScores: 2, models.SourceFlags: 1, models.SourceNotes: 3, models.SourceEntries: 4}, seen); d != "" {
			t.Error(d)
		}
		for limit := 1; limit <= 5; limit++ {
			walkTimeline(t, s, f, limit, marks(whole.Items))
		}
		from := whole.Items[6].Mark
		f.From, f.Limit = &from, 3
		if page := must[*models.Timeline](t)(s.Timeline(ctx, f)); !slices.Equal(marks(page.Items), marks(whole.Items[6:9])) || !page.Newer {
			t.Errorf("from an item: %v", marks(page.Items))
		}
		until := s.Now().Add(-12 * time.Hour)
		f.From, f.Until = nil, &until
		if page := must[*models.Timeline](t)(s.Timeline(ctx, f)); len(page.Items) != 2 || page.Items[0].At.After(until) || page.Older {
			t.Errorf("until a time: %v", marks(page.Items))
		}
	})
}

// walkTimeline follows pages to the end and back, which must meet every item once.
func walkTimeline(t *testing.T, s *Store, f models.TimelineFilter, limit int, want []string) {
	t.Helper()
	f.Limit = limit
	var down, up []string
	for range len(want) + 1 {
		page := must[*models.Timeline](t)(s.Timeline(ctx, f))
		down = append(down, marks(page.Items)...)
		last := page.Items[len(page.Items)-1].Mark
		f.After, f.Before = &last, nil
		if !page.Older {
			break
		}
	}
	if d := cmp.Diff(want, down); d != "" {
		t.Errorf("pages of %d, to the end:\n%s", limit, d)
	}
	for range len(want) + 1 {
		f.Before, f.After = f.After, nil
		if f.Before == nil {
			break
		}
		page := must[*models.Timeline](t)(s.Timeline(ctx, f))
		up = append(marks(page.Items), up...)
		f.Before = nil
		if page.Newer {
			f.After = &page.Items[0].Mark
		}
	}
	if d := cmp.Diff(want[:len(want)-1], up); d != "" {
		t.Errorf("pages of %d, back to the start:\n%s", limit, d)
	}
}

func TestTimelineKeepsToItsKinds(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		id := eventful(t, s, c)
		for kind, n := range map[models.TimelineKind]int{
			models.TimelineEvents: 5, models.TimelineScores: 2, models.TimelineFlags: 1, models.TimelineNotes: 3, models.TimelineViews: 3,
			models.TimelineRecord: 1, models.TimelineAppeals: 0,
		} {
			page := must[*models.Timeline](t)(s.Timeline(ctx, models.TimelineFilter{AccountID: id, Kinds: []models.TimelineKind{kind}, Limit: 50}))
			if len(page.Items) != n {
				t.Errorf("%s: %d items, want %d", kind, len(page.Items), n)
			}
		}
		if page := must[*models.Timeline](t)(s.Timeline(ctx, models.TimelineFilter{AccountID: id, Limit: 50})); len(page.Items) != 0 {
			t.Errorf("no kind, yet %d items", len(page.Items))
		}
		_, err := s.Timeline(ctx, models.TimelineFilter{AccountID: 99, Kinds: models.TimelineKinds(), Limit: 5})
		if !errors.Is(err, models.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
	})
}

// TestTimelineReadsByIndex holds every statement of a timeline against what SQLite would do.
func TestTimelineReadsByIndex(t *testing.T) {
	c := newClock()
	s := openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: strings.NewReader(strings.Repeat("x", 1<<16))})
	mark := models.TimelineMark{Milli: s.Now().UnixMilli(), Source: models.SourceEntries, ID: 4}
	f := models.TimelineFilter{AccountID: 1, Kinds: models.TimelineKinds(), After: &mark, Limit: 50}
	entries, args := entriesTail(f)
	range1, args1 := rangeTail(f, models.SourceDecided, " AND outcome <> ''")
	range2, args2 := rangeTail(f, models.SourceScores, "")
	for query, values := range map[string][]any{
		"SELECT seq FROM audit_entries " + entries: args, "SELECT at FROM events " + range1: args1, "SELECT at FROM decisions " + range2: args2,
		"SELECT raised_at FROM flags " + range2: args2, "SELECT at FROM notes " + range2: args2,
	} {
		err := s.read(ctx, func(db *gorm.DB) error {
			var steps []struct{ Detail string }
			if err := db.Raw("EXPLAIN QUERY PLAN "+query, values...).Scan(&steps).Error; err != nil {
				return err
			}
			for _, step := range steps {
				if !strings.HasPrefix(step.Detail, "SEARCH") || !strings.Contains(step.Detail, "account_id=?") {
					t.Errorf("%s: %s", query, step.Detail)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}
