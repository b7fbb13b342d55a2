package data

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"hash"
	"strings"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// What can be wrong with decided events, as Chain.Problem says it.
const (
	problemEvents   = "decided events are not what was decided"
	problemGone     = "decided events are missing"
	problemSlipped  = "events were slipped in among decided ones"
	problemUnproven = "a decided event has no entry"
)

// eventScan is how many events are read at once while they are verified.
const eventScan = 4000

// eventCheck holds decided events against the entries about them: each names the first and
// the last event of its batch, their number, and the SHA-256 over all that never changes.
type eventCheck struct {
	db     *gorm.DB
	chain  *chainCheck
	events int64
}

// batchCheck is one batch as its entry says it is, and as it is found.
type batchCheck struct {
	seq    int64
	sum    eventSum
	found  int
	digest hash.Hash
}

// page verifies the batches that a page of entries is about.
func (c *eventCheck) page(entries []models.AuditEntry) error {
	group := map[models.ID]*batchCheck{}
	n := 0
	for i := range entries {
		e := &entries[i]
		if e.Action != models.ActionEventsDecided {
			continue
		}
		b := &batchCheck{seq: e.Seq, digest: newDigest()}
		id, err := models.ParseID(models.PrefixBatch, e.ObjectID)
		if err != nil || json.Unmarshal([]byte(e.After), &b.sum) != nil || group[id] != nil {
			c.chain.failEvents(e.Seq, problemContent, &b.sum)
			continue
		}
		group[id] = b
		if n += b.sum.Events; n >= eventScan {
			if err := c.scan(group); err != nil {
				return err
			}
			clear(group)
			n = 0
		}
	}
	return c.scan(group)
}

// scan reads the events of a group of batches, whose ids lie together, and holds each batch
// against its entry.
func (c *eventCheck) scan(group map[models.ID]*batchCheck) error {
	if len(group) == 0 {
		return nil
	}
	var first, last models.ID
	for _, b := range group {
		if first == 0 || b.sum.First < first {
			first = b.sum.First
		}
		last = max(last, b.sum.Last)
	}
	var row []byte
	err := eventRows(c.db, "WHERE id BETWEEN ? AND ? ORDER BY id", []any{int64(first), int64(last)}, func(id, batch models.ID, values []any) error {
		b := group[batch]
		if b == nil {
			return nil // of another group, or of none: see unproven
		}
		if id < b.sum.First || id > b.sum.Last {
			c.chain.failEvents(b.seq, problemSlipped, &b.sum)
			return nil
		}
		b.found++
		row = row[:0]
		for _, v := range values {
			var err error
			if row, err = appendDigest(row, v); err != nil {
				return err
			}
		}
		b.digest.Write(row)
		return nil
	})
	if err != nil {
		return err
	}
	for _, b := range group {
		c.events += int64(b.found)
		switch {
		case b.found < b.sum.Events:
			c.chain.failEvents(b.seq, problemGone, &b.sum)
		case b.found > b.sum.Events:
			c.chain.failEvents(b.seq, problemSlipped, &b.sum)
		case digestHex(b.digest) != b.sum.SHA256:
			c.chain.failEvents(b.seq, problemEvents, &b.sum)
		}
	}
	return nil
}

// eventRows hands over the digested columns of events, in the order of their digest. The
// values are overwritten with the next row.
func eventRows(db *gorm.DB, where string, args []any, each func(id, batch models.ID, values []any) error) (err error) {
	rows, err := db.Raw("SELECT "+strings.Join(eventColumns[:len(eventColumns)-1], ", ")+" FROM events "+where, args...).Rows()
	if err != nil {
		return err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	var id, account, amount, risk, version, model, micros, batch int64
	var kind, source, external, body, outcome string
	var key, bodyHash, input, result sql.RawBytes
	var at time.Time
	var late bool
	into := []any{
		&id, &account, &kind, &source, &external, &key, &at, &amount, &body, &bodyHash, &late, &outcome,
		&risk, &version, &model, &input, &result, &micros, &batch,
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		err := each(models.ID(id), models.ID(batch), []any{
			id, account, kind, source, external, []byte(key), at, amount, body, []byte(bodyHash), late, outcome,
			risk, version, model, []byte(input), []byte(result), micros, batch,
		})
		if err != nil {
			return err
		}
	}
	return rows.Err()
}

// unproven finds decided events that no entry is about. It looks for them only when there
// are more events than the entries account for.
func (c *eventCheck) unproven() error {
	var n int64
	if err := c.db.Model(&models.Event{}).Where("outcome <> ''").Count(&n).Error; err != nil {
		return err
	}
	for after := models.ID(0); n > c.events; {
		var page []models.Event
		err := c.db.Select("id", "batch_id").Where("outcome <> '' AND id > ?", after).Order("id").Limit(eventScan).Find(&page).Error
		if err != nil || len(page) == 0 {
			return err
		}
		known := map[models.ID]*eventSum{}
		for i := range page {
			e := &page[i]
			sum, ok := known[e.BatchID]
			if !ok {
				if sum, err = c.entryOf(e.BatchID); err != nil {
					return err
				}
				known[e.BatchID] = sum
			}
			if sum == nil || e.ID < sum.First || e.ID > sum.Last {
				c.chain.failEvents(c.chain.after+1, problemUnproven, &eventSum{First: e.ID, Last: e.ID})
				return nil
			}
		}
		after = page[len(page)-1].ID
	}
	return nil
}

// entryOf reads what the record says about a batch, nil when it says nothing.
func (c *eventCheck) entryOf(batch models.ID) (*eventSum, error) {
	var said []string
	err := c.db.Model(&models.AuditEntry{}).Where("object_type = 'batch' AND object_id = ? AND action = ?",
		batch.Public(models.PrefixBatch), models.ActionEventsDecided).Limit(1).Pluck("after", &said).Error
	if err != nil || len(said) == 0 {
		return nil, err
	}
	var sum eventSum
	if err := json.Unmarshal([]byte(said[0]), &sum); err != nil {
		return nil, fmt.Errorf("entry of batch %d: %w", batch, err)
	}
	return &sum, nil
}

// failEvents notes that the events of an entry are not what it says. The earliest entry
// counts, whether it is itself at fault or its events are.
func (c *chainCheck) failEvents(seq int64, problem string, sum *eventSum) {
	if !c.result.OK && c.result.FirstBad <= seq {
		return
	}
	c.result.OK, c.result.FirstBad, c.result.Problem = false, seq, problem
	c.result.FirstEvent, c.result.LastEvent = sum.First.Public(models.PrefixDecision), sum.Last.Public(models.PrefixDecision)
}

// VerifyRecord is VerifyAudit and, beyond the chain, every decided event: that it is what
// the entry of its batch says, that none is missing, and that none was slipped in.
// Disposition and correction of an event change by design and have entries of their own.
func (s *Store) VerifyRecord(ctx context.Context, progress func(done int64)) (models.Chain, error) {
	return s.verify(ctx, true, progress)
}
