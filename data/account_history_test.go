package data

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// recordedEvents gives an account events that were only recorded, at the times and in the order that they are given, and returns
// the places that they must have in a timeline, the newest first.
func recordedEvents(t *testing.T, s *Store, account models.ID, times []time.Time) []string {
	t.Helper()
	rows := make([]models.Event, len(times))
	ok(t, s.write(ctx, anna, func(tx *writeTx) error {
		for i, at := range times {
			rows[i] = models.Event{
				AccountID: account, Kind: models.EventPurchase, AmountFen: int64(i + 1), EventKey: binary.BigEndian.AppendUint64(nil, uint64(i)),
				BodyHash: []byte{}, Input: []byte{}, Result: []byte{}, At: at,
			}
			var err error
			if rows[i].ID, err = tx.id(); err != nil {
				return err
			}
		}
		if err := tx.insertMany(rows, 20); err != nil {
			return err
		}
		return tx.audit(models.ActionAccountPut, aboutAccount(account), nil, nil, "")
	}))
	places := make([]models.TimelineMark, len(rows))
	for i := range rows {
		places[i] = models.TimelineMark{Milli: rows[i].At.UnixMilli(), Source: models.SourceHistory, ID: int64(rows[i].ID)}
	}
	slices.SortFunc(places, func(a, b models.TimelineMark) int { return b.Compare(a) })
	list := make([]string, len(places))
	for i := range places {
		list[i] = places[i].String()
	}
	return list
}

// pastTimes is n times of events before the first decision: out of order, some in one microsecond, some in one millisecond but
// not in the order of their ids, from a century ago to a placeholder of a year to come.
func pastTimes(n int) []time.Time {
	base := time.Date(2018, 4, 1, 0, 0, 0, 0, time.UTC)
	times := make([]time.Time, n)
	for i := range times {
		times[i] = base.Add(time.Duration(i*7919%n/3) * time.Minute).Add(time.Duration(i*31%7) * 100 * time.Microsecond)
	}
	copy(times, []time.Time{time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 999_000_000, time.UTC), time.Date(9998, 12, 31, 0, 0, 0, 0, time.UTC)})
	return times
}

// TestTimelineHasEveryEventFromBeforeDecisions walks 5,000 events that were only recorded, beside what was done since: each once,
// in order, both ways, and in pages of any size where many share a millisecond.
func TestTimelineHasEveryEventFromBeforeDecisions(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		id := newFixture(t, s).open(1, models.SeverityHigh, 400, time.Hour).AccountID
		want := recordedEvents(t, s, id, pastTimes(5000))
		f := models.TimelineFilter{AccountID: id, Kinds: []models.TimelineKind{models.TimelineEvents}}
		walkTimeline(t, s, f, 500, want)
		f.Limit = 7
		for _, i := range []int{0, 1, 2, 40, 41, 42, 43, 2500, 4990, 4996} {
			mark, _ := models.ParseTimelineMark(want[i])
			f.From, f.After = &mark, nil
			if got := marks(must[*models.Timeline](t)(s.Timeline(ctx, f)).Items); !slices.Equal(got, want[i:min(i+7, len(want))]) {
				t.Errorf("from %d: %v, want %v", i, got, want[i:min(i+7, len(want))])
			}
			f.From, f.After = nil, &mark
			if got := marks(must[*models.Timeline](t)(s.Timeline(ctx, f)).Items); !slices.Equal(got, want[i+1:min(i+8, len(want))]) {
				t.Errorf("after %d: %v", i, got)
			}
		}
		until := time.Date(2018, 4, 1, 1, 0, 0, 0, time.UTC)
		f.After, f.Until = nil, &until
		if page := must[*models.Timeline](t)(s.Timeline(ctx, f)); len(page.Items) != 7 || !page.Items[0].At.Before(until) || !page.Older {
			t.Errorf("until a day: %v", marks(page.Items))
		}
		f.Until, f.Kinds, f.Limit = nil, models.TimelineKinds(), 1000
		whole := must[*models.Timeline](t)(s.Timeline(ctx, f))
		for {
			last := whole.Items[len(whole.Items)-1].Mark
			f.After = &last
			page := must[*models.Timeline](t)(s.Timeline(ctx, f))
			whole.Items = append(whole.Items, page.Items...)
			if !page.Older {
				break
			}
		}
		if len(whole.Items) < len(want)+2 || !slices.IsSortedFunc(whole.Items, func(a, b models.TimelineItem) int { return b.Mark.Compare(a.Mark) }) {
			t.Errorf("%d items beside everything else, or out of order", len(whole.Items))
		}
		planOfHistory(t, s, f)
	})
}

// planOfHistory holds the statements for history against what the database would do once it knows its tables.
func planOfHistory(t *testing.T, s *Store, f models.TimelineFilter) {
	t.Helper()
	prefix := "EXPLAIN "
	if s.dialect == sqlite {
		prefix = "EXPLAIN QUERY PLAN "
	}
	ok(t, s.write(ctx, anna, func(tx *writeTx) error {
		return cmp.Or(tx.db.Exec("ANALYZE").Error, tx.audit(models.ActionAccountPut, aboutAccount(f.AccountID), nil, nil, ""))
	}))
	mark := models.TimelineMark{Milli: time.Date(2018, 4, 1, 1, 0, 0, 0, time.UTC).UnixMilli(), ID: 4}
	for _, f := range []models.TimelineFilter{{AccountID: f.AccountID, After: &mark, Limit: 50}, {AccountID: f.AccountID, Before: &mark, Limit: 50}} {
		tail, args := pastTail(f)
		within, also := momentTail(f, mark.Milli, nil)
		for tail, args := range map[string][]any{tail: args, within: also} {
			var b strings.Builder
			ok(t, s.read(ctx, func(db *gorm.DB) error {
				rows, err := db.Raw(prefix+"SELECT body FROM events "+tail, args...).Rows()
				if err != nil {
					return err
				}
				defer rows.Close()
				columns, err := rows.Columns()
				if err != nil {
					return err
				}
				for rows.Next() {
					cells := make([]any, len(columns))
					for i := range cells {
						cells[i] = new(any)
					}
					if err := rows.Scan(cells...); err != nil {
						return err
					}
					fmt.Fprintln(&b, *cells[len(cells)-1].(*any))
				}
				return rows.Err()
			}))
			if !strings.Contains(b.String(), "events_history") || strings.Contains(b.String(), "Seq Scan") || strings.Contains(b.String(), "SCAN") {
				t.Errorf("%s:\n%s", tail, &b)
			}
			if tail != within && strings.Contains(strings.ToUpper(b.String()), "SORT") || strings.Contains(b.String(), "TEMP B-TREE") && tail != within {
				t.Errorf("%s sorts:\n%s", tail, &b)
			}
		}
	}
}
