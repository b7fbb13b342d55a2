package data

import (
	"testing"
	"time"

	"candor/models"
)

// TestABatchPutsCasesOff: what others hold is left out, the rest comes back by itself at the time, and undoing it brings back at once
// what nobody touched.
func TestABatchPutsCasesOff(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		free, held, back := f.open(1, models.SeverityHigh, 400, time.Hour), f.open(2, models.SeverityHigh, 400, time.Hour), f.open(3, models.SeverityHigh, 400, time.Hour)
		must[*models.Case](t)(s.ClaimCase(ctx, bob, held.ID))
		was := must[*models.Case](t)(s.SnoozeCase(ctx, bob, models.SnoozeCase{CaseID: back.ID, Version: back.Version, Until: s.Now().Add(time.Hour), Reason: "asked"}))
		cmd := models.MakeBatch{Kind: models.BatchSnooze, IDs: []models.ID{free.ID, held.ID, back.ID}, Until: s.Now().Add(72 * time.Hour), Reason: "the bureau is down"}
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, cmd))
		if b.Eligible != 2 || itemsOf(t, s, b.ID)[held.ID].Code != models.CodeClaimed || b.AfterFen != b.BeforeFen {
			t.Fatalf("dry run = %+v", b)
		}
		b = worked(t, s, confirmed(t, s, leadA, b).ID)
		got := stored1[models.Case](t, s, free.ID)
		if b.Done != 2 || got.Place != models.PlaceSnoozed || !got.SnoozedUntil.Equal(stamp(cmd.Until)) || got.SnoozedName != leadA.Name {
			t.Fatalf("%+v, the case %+v", b, got)
		}
		c.advance(2 * time.Hour) // the time that the third was put off to at first is over
		runAll(t, s)
		b = worked(t, s, must[*models.Batch](t)(s.UndoBatch(ctx, leadA, b.ID, b.Version)).ID)
		if got = stored1[models.Case](t, s, free.ID); b.Undone != 2 || got.Place != models.PlaceQueued || got.SnoozedUntil != nil {
			t.Errorf("undone: %+v, the case %+v", b, got)
		}
		if got = stored1[models.Case](t, s, back.ID); got.Place != models.PlaceReturned || !got.SnoozedUntil.Equal(*was.SnoozedUntil) || got.SnoozeReason != "asked" {
			t.Errorf("the case that was off already: %+v", got)
		}
		b = worked(t, s, confirmed(t, s, leadA, must[*models.Batch](t)(s.MakeBatch(ctx, leadA, models.MakeBatch{Kind: models.BatchSnooze, IDs: []models.ID{free.ID}, Until: s.Now().Add(time.Hour)}))).ID)
		c.advance(2 * time.Hour)
		runAll(t, s)
		if got = stored1[models.Case](t, s, free.ID); got.Place != models.PlaceReturned {
			t.Errorf("after its time: %+v", got)
		}
		b = worked(t, s, must[*models.Batch](t)(s.UndoBatch(ctx, leadA, b.ID, b.Version)).ID)
		if it := itemsOf(t, s, b.ID)[free.ID]; it.State != models.ItemKept || it.Code != models.CodeChanged {
			t.Errorf("what came back by itself: %+v", it)
		}
		if chain, err := s.VerifyAudit(ctx, nil); err != nil || !chain.OK {
			t.Errorf("chain = %+v, %v", chain, err)
		}
	})
}

// TestABatchPutOffTooLateDoesNothing: a time that is over when the batch works is over for each item, and one that is over or far away
// is refused at once.
func TestABatchPutOffTooLateDoesNothing(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		one := f.open(1, models.SeverityHigh, 400, time.Hour)
		cmd := models.MakeBatch{Kind: models.BatchSnooze, IDs: []models.ID{one.ID}, Until: s.Now().Add(time.Minute)}
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, cmd))
		c.advance(2 * time.Minute)
		b = worked(t, s, confirmed(t, s, leadA, b).ID)
		if it := itemsOf(t, s, b.ID)[one.ID]; b.Done != 0 || it.Code != models.CodeOver {
			t.Errorf("%+v, %+v", b, it)
		}
		for code, until := range map[string]time.Time{"date_future": s.Now(), "date_far": s.Now().Add(models.SnoozeMost + time.Hour), "required": {}} {
			cmd.Until = until
			_, err := s.MakeBatch(ctx, leadA, cmd)
			wantInvalid(t, err, "until", code)
		}
	})
}

// TestABatchTagsAccounts: accounts that have the tag are left out, whoever holds their cases; undoing it takes off what the batch put on
// and nothing else, and gives back what it took off.
func TestABatchTagsAccounts(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		free, held, has := f.open(1, models.SeverityHigh, 400, time.Hour), f.open(2, models.SeverityHigh, 400, time.Hour), f.open(3, models.SeverityHigh, 400, time.Hour)
		must[*models.Case](t)(s.ClaimCase(ctx, bob, held.ID))
		ok(t, s.TagAccount(ctx, anna, models.TagAccount{AccountID: has.AccountID, Tag: "ring", On: true}))
		cmd := models.MakeBatch{Kind: models.BatchTag, IDs: []models.ID{free.ID, held.ID, has.ID}, Tag: "ring"}
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, cmd))
		if b.Eligible != 2 || itemsOf(t, s, b.ID)[has.ID].Code != models.CodeTagged {
			t.Fatalf("dry run = %+v", b)
		}
		b = worked(t, s, confirmed(t, s, leadA, b).ID)
		if got := stored1[models.Case](t, s, free.ID); b.Done != 2 || got.Version != free.Version || len(tagsOf(t, s, held.AccountID)) != 1 {
			t.Errorf("%+v, the case %+v", b, got)
		}
		ok(t, s.TagAccount(ctx, anna, models.TagAccount{AccountID: held.AccountID, Tag: "ring"})) // somebody takes one off
		b = worked(t, s, must[*models.Batch](t)(s.UndoBatch(ctx, leadA, b.ID, b.Version)).ID)
		if b.Undone != 1 || b.Kept != 1 || len(tagsOf(t, s, free.AccountID)) != 0 || len(tagsOf(t, s, has.AccountID)) != 1 {
			t.Errorf("undone: %+v", b)
		}
		cmd.Kind = models.BatchUntag
		b = must[*models.Batch](t)(s.MakeBatch(ctx, leadA, cmd))
		if b.Eligible != 1 || itemsOf(t, s, b.ID)[free.ID].Code != models.CodeUntagged {
			t.Fatalf("dry run of taking it off = %+v", b)
		}
		b = worked(t, s, confirmed(t, s, leadA, b).ID)
		if n := len(tagsOf(t, s, has.AccountID)); b.Done != 1 || n != 0 {
			t.Errorf("%+v, %d tags", b, n)
		}
		b = worked(t, s, must[*models.Batch](t)(s.UndoBatch(ctx, leadA, b.ID, b.Version)).ID)
		if n := len(tagsOf(t, s, has.AccountID)); b.Undone != 1 || n != 1 {
			t.Errorf("%+v, %d tags", b, n)
		}
		cmd.Tag = "a,b"
		_, err := s.MakeBatch(ctx, leadA, cmd)
		wantInvalid(t, err, "tag", "tag_form")
		if chain, err := s.VerifyAudit(ctx, nil); err != nil || !chain.OK {
			t.Errorf("chain = %+v, %v", chain, err)
		}
	})
}

// TestABatchMovesToAnyQueueAndBack: as a single move it takes the permission to assign and no reason, and goes back to the first line too;
// what waits for the customer, stands there already or is in another's hands is left out, and undone a case is where and with whom it was.
func TestABatchMovesToAnyQueueAndBack(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		mine, off, there := f.open(1, models.SeverityHigh, 400, time.Hour), f.open(2, models.SeverityHigh, 400, time.Hour), f.open(3, models.SeverityHigh, 400, time.Hour)
		held, waits := f.open(4, models.SeverityHigh, 400, time.Hour), f.open(5, models.SeverityHigh, 400, time.Hour)
		must[*models.Case](t)(s.MoveCase(ctx, leadB, there.ID, there.Version, models.QueueFraud))
		must[*models.Case](t)(s.ClaimCase(ctx, leadA, mine.ID))
		must[*models.Case](t)(s.ClaimCase(ctx, bob, held.ID))
		until := s.Now().Add(72 * time.Hour)
		must[*models.Case](t)(s.SnoozeCase(ctx, leadB, models.SnoozeCase{CaseID: off.ID, Version: off.Version, Until: until}))
		f.must(func(tx *writeTx) error {
			return tx.db.Model(&models.Case{}).Where("id = ?", waits.ID).Updates(map[string]any{"place": models.PlaceSnoozed, "snoozed_until": until, "waiting_since": s.Now()}).Error
		})
		cmd := models.MakeBatch{Kind: models.BatchMove, IDs: []models.ID{mine.ID, off.ID, there.ID, held.ID, waits.ID}, ToQueue: models.QueueFraud}
		_, err := s.MakeBatch(ctx, anna, cmd)
		wantRefused(t, err, "batch_may_not")
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, cmd))
		why := itemsOf(t, s, b.ID)
		if b.Eligible != 2 || why[there.ID].Code != models.CodeInQueue || why[held.ID].Code != models.CodeClaimed || why[waits.ID].Code != models.CodeWaits {
			t.Fatalf("dry run = %+v, %+v", b, why)
		}
		b = worked(t, s, confirmed(t, s, leadA, b).ID)
		for _, id := range cmd.IDs[:2] {
			if got := stored1[models.Case](t, s, id); got.Queue != models.QueueFraud || got.EscalatedBy != 0 || got.AssigneeID != 0 || got.Place == models.PlaceSnoozed {
				t.Errorf("moved: %+v", got)
			}
		}
		b = worked(t, s, must[*models.Batch](t)(s.UndoBatch(ctx, leadA, b.ID, b.Version)).ID)
		if got := stored1[models.Case](t, s, mine.ID); b.Undone != 2 || got.Queue != models.QueueFirst || got.HeldBy(s.Now()) != leadA.UserID {
			t.Errorf("undone: %+v, the case %+v", b, got)
		}
		if got := stored1[models.Case](t, s, off.ID); got.Queue != models.QueueFirst || got.Place != models.PlaceSnoozed || !got.SnoozedUntil.Equal(until) {
			t.Errorf("the case that is put off: %+v", got)
		}
		if n := audited(t, s, models.ActionCaseMoved); n != 5 {
			t.Errorf("%d entries of moves", n)
		}
		cmd.IDs, cmd.ToQueue = []models.ID{there.ID}, models.QueueFirst
		b = worked(t, s, confirmed(t, s, leadA, must[*models.Batch](t)(s.MakeBatch(ctx, leadA, cmd))).ID)
		if got := stored1[models.Case](t, s, there.ID); b.Done != 1 || got.Queue != models.QueueFirst {
			t.Errorf("back in the first line: %+v, the case %+v", b, got)
		}
		cmd.ToQueue = "elsewhere"
		_, err = s.MakeBatch(ctx, leadA, cmd)
		wantInvalid(t, err, "to", "choice")
	})
}

// TestABatchEscalatesAlongLinks: only a queue that the case's leads to takes it, whoever made the batch cannot decide it any more, and
// undoing it gives the case back as it was.
func TestABatchEscalatesAlongLinks(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		first, fraud := f.open(1, models.SeverityHigh, 400, time.Hour), f.open(2, models.SeverityHigh, 400, time.Hour)
		must[*models.Case](t)(s.MoveCase(ctx, leadB, fraud.ID, fraud.Version, models.QueueFraud))
		cmd := models.MakeBatch{Kind: models.BatchEscalate, IDs: []models.ID{first.ID, fraud.ID}, ToQueue: models.QueueFraud, Reason: "one ring"}
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, cmd))
		if b.Eligible != 1 || itemsOf(t, s, b.ID)[fraud.ID].Code != models.CodeNoLink {
			t.Fatalf("dry run = %+v", b)
		}
		b = worked(t, s, confirmed(t, s, leadA, b).ID)
		got := stored1[models.Case](t, s, first.ID)
		if b.Done != 1 || got.Queue != models.QueueFraud || got.EscalatedBy != leadA.UserID || got.EscalateReason != "one ring" {
			t.Errorf("%+v, the case %+v", b, got)
		}
		b = worked(t, s, must[*models.Batch](t)(s.UndoBatch(ctx, leadA, b.ID, b.Version)).ID)
		if got = stored1[models.Case](t, s, first.ID); b.Undone != 1 || got.Queue != models.QueueFirst || got.EscalatedBy != 0 || got.EscalatedAt != nil {
			t.Errorf("undone: %+v, the case %+v", b, got)
		}
		cmd.ToQueue = models.QueueFirst
		_, err := s.MakeBatch(ctx, leadA, cmd)
		wantInvalid(t, err, "to", "choice")
		cmd.ToQueue, cmd.Reason = models.QueueLead, ""
		_, err = s.MakeBatch(ctx, leadA, cmd)
		wantInvalid(t, err, "reason", "required")
	})
}
