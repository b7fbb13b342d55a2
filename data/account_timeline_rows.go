package data

import (
	"strconv"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// milli is how exact marks are.
const milli = time.Millisecond

// timelineScores reads the assessments, each with the score before it: one more than the page.
func (s *Store) timelineScores(db *gorm.DB, f models.TimelineFilter) ([]models.TimelineItem, error) {
	tail, args := rangeTail(f, models.SourceScores, "")
	rows, err := find[models.Decision](db, historyColumns, tail, args...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	before, err := find[models.Decision](db, "id, score", "WHERE account_id = ? AND id < ? ORDER BY id DESC LIMIT 1",
		int64(f.AccountID), int64(min(rows[0].ID, rows[len(rows)-1].ID)))
	if err != nil {
		return nil, err
	}
	_, up := f.Start()
	items := make([]models.TimelineItem, len(rows))
	for i := range rows {
		item := models.TimelineItem{Mark: idMark(models.SourceScores, rows[i].ID), At: rows[i].At, Decision: &rows[i]}
		switch older := i + 1; {
		case up && i > 0:
			item.Before = rows[i-1].Score
		case !up && older < len(rows):
			item.Before = rows[older].Score
		case len(before) == 1:
			item.Before = before[0].Score
		}
		items[i] = item
	}
	return items, nil
}

// timelineFlags reads the flags as they were raised.
func (s *Store) timelineFlags(db *gorm.DB, f models.TimelineFilter) ([]models.TimelineItem, error) {
	tail, args := rangeTail(f, models.SourceFlags, "")
	rows, err := find[models.Flag](db, "", tail, args...)
	items := make([]models.TimelineItem, len(rows))
	for i := range rows {
		items[i] = models.TimelineItem{Mark: idMark(models.SourceFlags, rows[i].ID), At: rows[i].RaisedAt, Flag: &rows[i]}
	}
	return items, err
}

// timelineNotes reads and opens the notes of no contact.
func (s *Store) timelineNotes(db *gorm.DB, f models.TimelineFilter) ([]models.TimelineItem, error) {
	return s.timelineWords(db, f, " AND channel = ''")
}

// timelineContacts reads and opens the notes of contacts with the customer.
func (s *Store) timelineContacts(db *gorm.DB, f models.TimelineFilter) ([]models.TimelineItem, error) {
	return s.timelineWords(db, f, " AND channel <> ''")
}

func (s *Store) timelineWords(db *gorm.DB, f models.TimelineFilter, which string) ([]models.TimelineItem, error) {
	tail, args := rangeTail(f, models.SourceNotes, which)
	rows, err := find[models.Note](db, "", tail, args...)
	if err != nil {
		return nil, err
	}
	items := make([]models.TimelineItem, len(rows))
	for i, n := range rows {
		words, err := s.openValue(db, n.Text, notePlace(n.ID), n.AccountID)
		if err != nil {
			return nil, err
		}
		items[i] = models.TimelineItem{Mark: idMark(models.SourceNotes, n.ID), At: n.At, Note: &models.NoteText{Note: n, Words: words}}
	}
	return items, nil
}

// timelineEntries reads the record's entries about the account, which are numbered in the order
// of their time.
func (s *Store) timelineEntries(db *gorm.DB, f models.TimelineFilter) ([]models.TimelineItem, error) {
	tail, args := entriesTail(f)
	if tail == "" {
		return nil, nil
	}
	rows, err := find[models.AuditEntry](db, entryColumns, tail, args...)
	items := make([]models.TimelineItem, len(rows))
	for i := range rows {
		mark := models.TimelineMark{Milli: rows[i].At.UnixMilli(), Source: models.SourceEntries, ID: rows[i].Seq}
		items[i] = models.TimelineItem{Mark: mark, At: rows[i].At, Entry: &rows[i]}
	}
	return items, err
}

// entriesTail is the end of the statement for entries, "" when no kind asks for one.
func entriesTail(f models.TimelineFilter) (tail string, args []any) {
	actions := models.TimelineActions(f.Kinds)
	if len(actions) == 0 {
		return "", nil
	}
	// The account is compared with 0 as well, so that the partial index serves.
	tail, args = "WHERE account_id = ? AND account_id <> 0", []any{int64(f.AccountID)}
	order := "seq DESC"
	if start, up := f.Start(); start != nil {
		first, next := stamp(start.At()), stamp(start.At().Add(milli))
		switch {
		case start.Source == models.SourceEntries && up:
			tail, args = tail+" AND at >= ? AND (at >= ? OR seq > ?)", append(args, first, next, start.ID)
		case start.Source == models.SourceEntries:
			tail, args = tail+" AND at < ? AND (at < ? OR seq < ?)", append(args, next, first, start.ID)
		case up: // the record comes last within a millisecond, so the start's own is on its newer side
			tail, args = tail+" AND at >= ?", append(args, first)
		default:
			tail, args = tail+" AND at < ?", append(args, first)
		}
		if up {
			order = "seq"
		}
	}
	for _, a := range actions {
		args = append(args, a)
	}
	return tail + " AND action IN " + places(len(actions)) + " ORDER BY " + order + " LIMIT " + strconv.Itoa(f.Limit+1), args
}

// entryColumns are those that a timeline shows of an entry.
const entryColumns = "seq, at, actor_kind, actor_id, actor_name, role, action, object_type, object_id, account_id, reason, after, source"
