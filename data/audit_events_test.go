package data

import (
	"context"
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// decidedRecord decides events in three batches of four.
func decidedRecord(t *testing.T, s *Store, c *clock) (events []models.Event) {
	t.Helper()
	a, b := lenderAccount(t, s, "A-1"), lenderAccount(t, s, "A-2")
	govern(t, s, c, nil, byAmount()...)
	for i := range 3 {
		name := func(n int) string { return fmt.Sprintf("T-%d-%d", i, n) }
		got, errs := inBatch(t, s, nil, spend(a, c, name(1), 5_000), spend(b, c, name(2), 20_000), payBack(a, c, name(3), 70), spend(b, c, name(4), 12_345))
		for k := range got {
			ok(t, errs[k])
			events = append(events, got[k].Event)
		}
		c.advance(time.Second)
	}
	return events
}

// batchEntry is the number of the entry about an event's batch.
func batchEntry(t *testing.T, s *Store, e *models.Event) int64 {
	t.Helper()
	found := must[[]models.AuditEntry](t)(s.AuditEntries(context.Background(), models.AuditFilter{
		Action: models.ActionEventsDecided, ObjectType: "batch", ObjectID: e.BatchID.Public(models.PrefixBatch), Limit: 2,
	}))
	if len(found) != 1 {
		t.Fatalf("%d entries about a batch", len(found))
	}
	return found[0].Seq
}

// TestEveryEditOfADecidedEventIsFound edits the raw table, one thing at a time, and puts it
// back: the chain of entries holds each time, and the record does not.
func TestEveryEditOfADecidedEventIsFound(t *testing.T) {
	update := func(column string, value any) func(*gorm.DB, *models.Event) error {
		return func(db *gorm.DB, e *models.Event) error {
			return db.Table("events").Where("id = ?", e.ID).Update(column, value).Error
		}
	}
	edits := map[string]func(*gorm.DB, *models.Event) error{
		"kind": update("kind", "draw"), "source": update("source", "x"), "external_id": update("external_id", "x"),
		"event_key": update("event_key", []byte("0123456789abcdef")), "at": update("at", start.Add(time.Microsecond)),
		"amount_fen": update("amount_fen", 1), "body": update("body", "{}"), "body_hash": update("body_hash", []byte{1}),
		"late": update("late", true), "outcome": update("outcome", "allow"), "history": update("outcome", ""), "risk": update("risk", 99),
		"policy_version": update("policy_version", 1), "model_id": update("model_id", 7), "input": update("input", []byte{1}),
		"result": update("result", []byte("{}")), "micros": update("micros", -1), "batch_id": update("batch_id", 7),
		"deleted": func(db *gorm.DB, e *models.Event) error { return db.Delete(&models.Event{}, "id = ?", e.ID).Error },
	}
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		events := decidedRecord(t, s, c)
		if chain := must[models.Chain](t)(s.VerifyRecord(ctx, nil)); !chain.OK || chain.Events != 12 {
			t.Fatalf("before any edit: %+v", chain)
		}
		e := events[7] // the last of the second batch
		seq := batchEntry(t, s, &e)
		for name, edit := range edits {
			ok(t, edit(s.w, &e))
			chain := must[models.Chain](t)(s.VerifyRecord(ctx, nil))
			if chain.OK || chain.FirstBad != seq || chain.FirstEvent != events[4].PublicID() || chain.LastEvent != events[7].PublicID() {
				t.Errorf("%s: %+v, want entry %d", name, chain, seq)
			}
			if alone := must[models.Chain](t)(s.VerifyAudit(ctx, nil)); !alone.OK {
				t.Errorf("%s: the chain alone: %+v", name, alone)
			}
			if name == "deleted" {
				ok(t, s.w.Create(&e).Error)
			} else {
				ok(t, s.w.Model(&e).Select("*").Updates(&e).Error)
			}
			if chain := must[models.Chain](t)(s.VerifyRecord(ctx, nil)); !chain.OK {
				t.Fatalf("put back after %s: %+v", name, chain)
			}
		}
	})
}

// TestSlippedInEventsAreFound adds rows: into a batch, beside it in its name, with an entry
// of nobody; and changes what may change, which is no finding.
func TestSlippedInEventsAreFound(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		events := decidedRecord(t, s, c)
		slip := func(id, batch models.ID) models.Event {
			e := events[6]
			e.ID, e.BatchID, e.ExternalID, e.EventKey = id, batch, "slipped", []byte("slipped in sixte")
			ok(t, s.w.Create(&e).Error)
			return e
		}
		remove := func(e models.Event) { ok(t, s.w.Delete(&models.Event{}, "id = ?", e.ID).Error) }
		within := events[7].ID + 1 // the clock stood still: ids follow each other
		ok(t, s.w.Table("events").Where("id = ?", events[7].ID).Update("id", within).Error)
		if chain := must[models.Chain](t)(s.VerifyRecord(ctx, nil)); chain.OK || chain.Problem != problemSlipped {
			t.Errorf("moved out of its batch: %+v", chain)
		}
		ok(t, s.w.Table("events").Where("id = ?", within).Update("id", events[7].ID).Error)

		beside := slip(events[11].ID+100, events[8].BatchID)
		chain := must[models.Chain](t)(s.VerifyRecord(ctx, nil))
		if chain.OK || chain.FirstEvent != beside.PublicID() || chain.Problem != problemUnproven {
			t.Errorf("beside a batch: %+v", chain)
		}
		remove(beside)
		stranger := slip(events[11].ID+100, 7)
		chain = must[models.Chain](t)(s.VerifyRecord(ctx, nil))
		if chain.OK || chain.FirstEvent != stranger.PublicID() || chain.Problem != problemUnproven {
			t.Errorf("of no batch: %+v", chain)
		}
		remove(stranger)

		ok(t, s.w.Delete(&models.Event{}, "id = ?", events[7].ID).Error)
		swapped := slip(events[7].ID, events[7].BatchID)
		chain = must[models.Chain](t)(s.VerifyRecord(ctx, nil))
		if chain.OK || chain.Problem != problemEvents || chain.FirstBad != batchEntry(t, s, &events[7]) {
			t.Errorf("in the place of another: %+v", chain)
		}
		remove(swapped)
		ok(t, s.w.Create(&events[7]).Error)

		ok(t, s.w.Table("events").Where("id = ?", events[7].ID).
			Updates(map[string]any{"disposition": models.DispositionCancelled, "corrected_at": start}).Error)
		if chain := must[models.Chain](t)(s.VerifyRecord(ctx, nil)); !chain.OK || chain.Events != 12 {
			t.Errorf("what may change: %+v", chain)
		}
	})
}

// TestTheRecordIsReadInPages verifies more batches than one scan takes, and finds the
// earliest of two edits.
func TestTheRecordIsReadInPages(t *testing.T) {
	c := newClock()
	s := openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: zeros{}})
	a := lenderAccount(t, s, "A-1")
	var events []models.Event
	const n = 3 * eventScan / eventBatchMax
	for i := range n {
		var batch []models.NewEvent
		for k := range eventBatchMax {
			batch = append(batch, payBack(a, c, fmt.Sprintf("T-%d-%d", i, k), 1))
		}
		got, errs := inBatch(t, s, nil, batch...)
		for k := range got {
			ok(t, errs[k])
			events = append(events, got[k].Event)
		}
	}
	begun := time.Now()
	chain := must[models.Chain](t)(s.VerifyRecord(context.Background(), nil))
	if !chain.OK || chain.Events != int64(len(events)) {
		t.Fatalf("chain = %+v", chain)
	}
	t.Logf("%.0f events a second", float64(len(events))/time.Since(begun).Seconds())
	for _, i := range []int{len(events) - 3, eventScan + 77} {
		ok(t, s.w.Model(&events[i]).Update("risk", 1).Error)
	}
	chain = must[models.Chain](t)(s.VerifyRecord(context.Background(), nil))
	if chain.OK || chain.FirstBad != batchEntry(t, s, &events[eventScan+77]) {
		t.Errorf("chain = %+v", chain)
	}
}
