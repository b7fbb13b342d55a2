package data

import (
	"slices"
	"strconv"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// timelineHistory are the events that were only recorded, in the order in which they happened: they come with one file and one
// time of receipt, so that only their own time orders them. It reads a page and one more. Marks are exact to the millisecond and
// rows to the microsecond, so the milliseconds at both ends of what is read are read by themselves, in the order of ids.
func (s *Store) timelineHistory(db *gorm.DB, f models.TimelineFilter) ([]models.TimelineItem, error) {
	var rows []models.Event
	var err error
	if start, _ := f.Start(); start != nil && start.Source == models.SourceHistory { // what is left of the start's own millisecond
		tail, args := momentTail(f, start.Milli, &start.ID)
		if rows, err = find[models.Event](db, timelineEventColumns, tail, args...); err != nil {
			return nil, err
		}
	}
	if len(rows) <= f.Limit {
		tail, args := pastTail(f)
		past, err := find[models.Event](db, timelineEventColumns, tail, args...)
		if err != nil {
			return nil, err
		}
		if len(past) > f.Limit { // the last millisecond may hold more, of which others come first
			last := past[f.Limit].At.UnixMilli()
			past = slices.DeleteFunc(past, func(e models.Event) bool { return e.At.UnixMilli() == last })
			tail, args = momentTail(f, last, nil)
			moment, err := find[models.Event](db, timelineEventColumns, tail, args...)
			if err != nil {
				return nil, err
			}
			past = append(past, moment...)
		}
		rows = append(rows, past...)
	}
	items := make([]models.TimelineItem, len(rows))
	for i := range rows {
		mark := models.TimelineMark{Milli: rows[i].At.UnixMilli(), Source: models.SourceHistory, ID: int64(rows[i].ID)}
		items[i] = models.TimelineItem{Mark: mark, At: rows[i].At, Event: &rows[i]}
	}
	return items, nil
}

// historyWhere is of an account what the index events_history holds.
const historyWhere = "WHERE account_id = ? AND outcome = ''"

// pastTail is the end of a statement for history on the page's side of the millisecond of its start.
func pastTail(f models.TimelineFilter) (tail string, args []any) {
	start, up := f.Start()
	tail, args = historyWhere, []any{int64(f.AccountID)}
	order := " ORDER BY at DESC, id DESC"
	if up {
		order = " ORDER BY at, id"
	}
	switch {
	case start == nil:
	case up: // history comes first within a millisecond, so that of the start's own is on its older side
		tail, args = tail+" AND at >= ?", append(args, stamp(start.At().Add(milli)))
	case start.Source == models.SourceHistory:
		tail, args = tail+" AND at < ?", append(args, stamp(start.At()))
	default:
		tail, args = tail+" AND at < ?", append(args, stamp(start.At().Add(milli)))
	}
	return tail + order + " LIMIT " + strconv.Itoa(f.Limit+1), args
}

// momentTail is the end of a statement for the history of one millisecond on the page's side of an id, or all of it.
func momentTail(f models.TimelineFilter, moment int64, id *int64) (tail string, args []any) {
	at := time.UnixMilli(moment).UTC()
	tail, args = historyWhere+" AND at >= ? AND at < ?", []any{int64(f.AccountID), at, at.Add(milli)}
	_, up := f.Start()
	compare, order := " AND id < ?", " ORDER BY id DESC"
	if up {
		compare, order = " AND id > ?", " ORDER BY id"
	}
	if id != nil {
		tail, args = tail+compare, append(args, *id)
	}
	return tail + order + " LIMIT " + strconv.Itoa(f.Limit+1), args
}
