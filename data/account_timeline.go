package data

import (
	"context"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"candor/models"
)

// Timeline returns a page of everything that happened on an account, merged by time. Each
// source is read by the account's index from the page's start on, and no further than a page.
func (s *Store) Timeline(ctx context.Context, f models.TimelineFilter) (*models.Timeline, error) {
	var t models.Timeline
	err := s.read(ctx, func(db *gorm.DB) error {
		account, err := findOne[models.Account](db, "", "WHERE id = ?", int64(f.AccountID))
		if err != nil {
			return err
		}
		t.Account = *account
		if t.Masked, err = s.masked(db, account); err != nil {
			return err
		}
		return s.fillTimeline(db, f, &t)
	})
	if err != nil {
		return nil, err
	}
	return &t, nil
}

// timelineSource reads the items of one source on the page's side of its start.
type timelineSource struct {
	kind models.TimelineKind // "" for the record, which has several
	read func(*Store, *gorm.DB, models.TimelineFilter) ([]models.TimelineItem, error)
}

func timelineSources() []timelineSource {
	return []timelineSource{
		{models.TimelineEvents, (*Store).timelineHistory}, {models.TimelineEvents, (*Store).timelineDecided},
		{models.TimelineScores, (*Store).timelineScores}, {models.TimelineFlags, (*Store).timelineFlags},
		{models.TimelineNotes, (*Store).timelineNotes}, {models.TimelineContacts, (*Store).timelineContacts}, {"", (*Store).timelineEntries},
	}
}

// fillTimeline merges a page from its sources.
func (s *Store) fillTimeline(db *gorm.DB, f models.TimelineFilter, t *models.Timeline) error {
	start, up := f.Start()
	for _, source := range timelineSources() {
		if source.kind != "" && !slices.Contains(f.Kinds, source.kind) {
			continue
		}
		items, err := source.read(s, db, f)
		if err != nil {
			return err
		}
		t.Items = append(t.Items, items...)
	}
	slices.SortFunc(t.Items, func(a, b models.TimelineItem) int {
		if up {
			return a.Mark.Compare(b.Mark)
		}
		return b.Mark.Compare(a.Mark)
	})
	more := len(t.Items) > f.Limit
	if more {
		t.Items = t.Items[:f.Limit]
	}
	t.Newer, t.Older = start != nil, more
	if up {
		slices.Reverse(t.Items)
		t.Newer, t.Older = more, true
	}
	return nil
}

// timelineRange is the part of a source whose rows are ordered by id that lies on the page's
// side of its start: ids grow with time, and a row's mark is the time in its id.
func timelineRange(f models.TimelineFilter, source int) (where string, id int64, order string) {
	start, up := f.Start()
	where, order = "id < ?", "id DESC"
	if up {
		where, order = "id > ?", "id"
	}
	if start == nil {
		return where, int64(1)<<62 + (int64(1)<<62 - 1), order
	}
	switch at := start.At(); {
	case source == start.Source:
		id = start.ID
	case source < start.Source: // the start's own millisecond is on the older side
		id = int64(models.FirstID(at.Add(milli)))
		if up {
			id--
		}
	default:
		id = int64(models.FirstID(at))
		if up {
			id--
		}
	}
	return where, id, order
}

// rangeTail is the end of a statement for rows ordered by id.
func rangeTail(f models.TimelineFilter, source int, also string) (tail string, args []any) {
	where, id, order := timelineRange(f, source)
	return "WHERE account_id = ? AND " + where + also + " ORDER BY " + order + " LIMIT " + strconv.Itoa(f.Limit+1), []any{int64(f.AccountID), id}
}

func idMark(source int, id models.ID) models.TimelineMark {
	return models.TimelineMark{Milli: id.Time().UnixMilli(), Source: source, ID: int64(id)}
}

// timelineEventColumns are those that a list of events shows.
const timelineEventColumns = "id, account_id, kind, at, amount_fen, body, late, corrected_at, outcome, risk, disposition"

// timelineDecided are in the order of their receipt.
func (s *Store) timelineDecided(db *gorm.DB, f models.TimelineFilter) ([]models.TimelineItem, error) {
	tail, args := rangeTail(f, models.SourceDecided, " AND outcome <> ''")
	rows, err := find[models.Event](db, timelineEventColumns, tail, args...)
	items := make([]models.TimelineItem, len(rows))
	for i := range rows {
		items[i] = models.TimelineItem{Mark: idMark(models.SourceDecided, rows[i].ID), At: rows[i].At, Event: &rows[i]}
	}
	return items, err
}
