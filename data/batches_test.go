package data

import (
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// led is a person with a lead's rights.
func led(id models.ID, name string) models.Actor {
	a := person(id, name)
	a.Role = models.RoleLead
	return a
}

var (
	leadA = led(21, "Lead A")
	leadB = led(22, "Lead B")
)

// user adds an actor as a person of staff.
func (f *fixture) user(a models.Actor) {
	f.Helper()
	f.must(func(tx *writeTx) error {
		return tx.insert(&models.User{ID: a.UserID, Login: a.ID, Name: a.Name, Roles: []string{models.RoleLead}, CreatedAt: tx.now, Version: 1})
	})
}

func confirmed(t *testing.T, s *Store, by models.Actor, b *models.Batch) *models.Batch {
	t.Helper()
	return must[*models.Batch](t)(s.ConfirmBatch(ctx, by, models.ConfirmBatch{ID: b.ID, Version: b.Version, Hash: b.Hash}))
}

// worked does all there is to do and returns the batch as it stands.
func worked(t *testing.T, s *Store, id models.ID) *models.Batch {
	t.Helper()
	runAll(t, s)
	return stored1[models.Batch](t, s, id)
}

func stored1[T any](t *testing.T, s *Store, id models.ID) *T {
	t.Helper()
	var v T
	ok(t, s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&v).Error }))
	return &v
}

func itemsOf(t *testing.T, s *Store, id models.ID) map[models.ID]models.BatchItem {
	t.Helper()
	var items []models.BatchItem
	ok(t, s.read(ctx, func(db *gorm.DB) error { return db.Where("batch_id = ?", id).Find(&items).Error }))
	out := map[models.ID]models.BatchItem{}
	for _, it := range items {
		out[it.ObjectID] = it
	}
	return out
}

func TestABatchOfCasesFromDryRunToUndo(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		free, held, late := f.open(1, models.SeverityHigh, 400, time.Hour), f.open(2, models.SeverityHigh, 400, time.Hour), f.open(3, models.SeverityHigh, 400, time.Hour)
		ids := []models.ID{free.ID, held.ID, late.ID}
		must[*models.Case](t)(s.ClaimCase(ctx, bob, held.ID))
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, models.MakeBatch{Kind: models.BatchClear, IDs: ids, Reason: "known card tester"}))
		if b.State != models.BatchDraft || b.Eligible != 2 || b.Excluded != 1 || b.BeforeFen != 4000 || b.AfterFen != 0 {
			t.Fatalf("dry run = %+v", b)
		}
		if got := stored1[models.Case](t, s, free.ID); got.State != models.CaseOpen || got.Version != free.Version {
			t.Error("a dry run changed a case")
		}
		if it := itemsOf(t, s, b.ID)[held.ID]; it.State != models.ItemExcluded || it.Code != models.CodeClaimed {
			t.Errorf("the claimed case: %+v", it)
		}
		_, err := s.ConfirmBatch(ctx, leadB, models.ConfirmBatch{ID: b.ID, Version: b.Version, Hash: b.Hash})
		wantRefused(t, err, "not_yours")
		_, err = s.ConfirmBatch(ctx, leadA, models.ConfirmBatch{ID: b.ID, Version: b.Version, Hash: "other"})
		wantRefused(t, err, "batch_changed")
		b = confirmed(t, s, leadA, b)
		must[*models.Case](t)(s.ClaimCase(ctx, bob, late.ID)) // one single act between dry run and work wins
		b = worked(t, s, b.ID)
		if b.State != models.BatchDone || b.Done != 1 || b.Excluded != 2 || b.Eligible != 0 {
			t.Fatalf("done = %+v", b)
		}
		got := stored1[models.Case](t, s, free.ID)
		if got.State != models.CaseClosed || got.Outcome != models.CaseCleared || got.ClosedName != "Lead A" || got.Reason != "known card tester" {
			t.Errorf("closed case = %+v", got)
		}
		if n := count(t, s, &models.Flag{}, "case_id = ? AND state = ?", free.ID, models.FlagCleared); n != 1 {
			t.Errorf("%d flags cleared", n)
		}
		b = must[*models.Batch](t)(s.UndoBatch(ctx, leadB, b.ID, b.Version))
		if b = worked(t, s, b.ID); b.State != models.BatchUndone || b.Undone != 1 || b.Done != 0 {
			t.Errorf("undone = %+v", b)
		}
		again := stored1[models.Case](t, s, free.ID)
		again.Version = free.Version
		if !sameCase(again, stored1[models.Case](t, s, free.ID), &free) || count(t, s, &models.Flag{}, "case_id = ? AND state = ?", free.ID, models.FlagOpen) != 1 {
			t.Errorf("after undoing: %+v, want %+v", again, free)
		}
		checkRecord(t, s, b)
	})
}

// sameCase compares what a batch may change.
func sameCase(_, got, want *models.Case) bool {
	lease := func(c *models.Case) time.Time {
		if c.LeaseUntil == nil {
			return time.Time{}
		}
		return *c.LeaseUntil
	}
	return got.State == want.State && got.Outcome == want.Outcome && got.Reason == want.Reason && got.ClosedBy == want.ClosedBy && (got.ClosedAt == nil) == (want.ClosedAt == nil) &&
		got.AssigneeID == want.AssigneeID && got.AssigneeName == want.AssigneeName && lease(got).Equal(lease(want))
}

// checkRecord holds the chain, and finds the items' entries by the batch.
func checkRecord(t *testing.T, s *Store, b *models.Batch) {
	t.Helper()
	chain, err := s.VerifyAudit(ctx, nil)
	if err != nil || !chain.OK {
		t.Errorf("chain = %+v, %v", chain, err)
	}
	items := must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{Bulk: b.PublicID(), Limit: 1000}))
	if len(items) < b.Undone+b.Kept+b.Done {
		t.Errorf("%d entries for the items of %+v", len(items), b)
	}
	for _, e := range must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{Folded: true, Limit: 1000})) {
		if e.Source == bulkSource {
			t.Errorf("entry %d of an item stands in the folded log", e.Seq)
		}
	}
}

func TestABatchThatGivesCasesAwayAndBack(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		f.user(leadB)
		one, two := f.open(1, models.SeverityHigh, 400, time.Hour), f.open(2, models.SeverityHigh, 400, time.Hour)
		all := &models.CaseFilter{Now: s.Now()}
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, models.MakeBatch{Kind: models.BatchAssign, Cases: all, View: "sort=risk", AssignTo: leadB.UserID}))
		b = worked(t, s, confirmed(t, s, leadA, b).ID)
		if got := stored1[models.Case](t, s, one.ID); b.Done != 2 || got.HeldBy(s.Now()) != leadB.UserID {
			t.Errorf("assigned: %+v, %+v", b, got)
		}
		c.advance(time.Minute)
		must[*models.Case](t)(s.ClaimCase(ctx, leadB, two.ID)) // at work on it: the claim is renewed
		b = worked(t, s, must[*models.Batch](t)(s.UndoBatch(ctx, leadA, b.ID, b.Version)).ID)
		if b.State != models.BatchPartly || b.Undone != 1 || b.Kept != 1 {
			t.Errorf("undone = %+v", b)
		}
		if it := itemsOf(t, s, b.ID)[two.ID]; it.State != models.ItemKept || it.Code != models.CodeChanged {
			t.Errorf("the case that is worked on: %+v", it)
		}
		if got := stored1[models.Case](t, s, one.ID); got.AssigneeID != 0 || got.LeaseUntil != nil {
			t.Errorf("the other case: %+v", got)
		}
		rel := must[*models.Batch](t)(s.MakeBatch(ctx, leadB, models.MakeBatch{Kind: models.BatchRelease, IDs: []models.ID{one.ID, two.ID}}))
		if rel = worked(t, s, confirmed(t, s, leadB, rel).ID); rel.Done != 1 || rel.Excluded != 1 {
			t.Errorf("released = %+v", rel)
		}
	})
}

func TestWhatNoBatchIsMadeOf(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		c := f.open(1, models.SeverityHigh, 400, time.Hour)
		many := make([]models.ID, models.BatchAdverseMax+1)
		for i := range many {
			many[i] = models.ID(i + 1)
		}
		for name, tt := range map[string]struct {
			cmd         models.MakeBatch
			field, code string
		}{
			"no items":      {models.MakeBatch{Kind: models.BatchRelease}, "", "batch_none"},
			"strangers":     {models.MakeBatch{Kind: models.BatchRelease, IDs: []models.ID{5}}, "", "batch_none"},
			"no kind":       {models.MakeBatch{Kind: "burn", IDs: []models.ID{c.ID}, Reason: "because"}, "act", "choice"},
			"no reason":     {models.MakeBatch{Kind: models.BatchClear, IDs: []models.ID{c.ID}}, "reason", "required"},
			"no person":     {models.MakeBatch{Kind: models.BatchAssign, IDs: []models.ID{c.ID}}, "user", "required"},
			"a stranger":    {models.MakeBatch{Kind: models.BatchAssign, IDs: []models.ID{c.ID}, AssignTo: 999}, "user", "choice"},
			"many adverse":  {models.MakeBatch{Kind: models.BatchConfirm, IDs: many, Reason: "because"}, "", "batch_adverse"},
			"no amount":     {models.MakeBatch{Kind: models.BatchLimit, Accounts: &models.AccountFilter{}, Product: models.ProductPayLater, ReasonCode: "correction", Reason: "because"}, "to", "batch_one_of"},
			"no product":    {models.MakeBatch{Kind: models.BatchLimit, Accounts: &models.AccountFilter{}, ToFen: 1, ReasonCode: "correction", Reason: "because"}, "product", "choice"},
			"twice as much": {models.MakeBatch{Kind: models.BatchLimit, Accounts: &models.AccountFilter{}, Product: models.ProductPayLater, ByBP: 10_001, ReasonCode: "correction", Reason: "because"}, "by", "batch_percent"},
			"no such code":  {models.MakeBatch{Kind: models.BatchLimit, File: &models.BatchFile{}, ReasonCode: "whim", Reason: "because"}, "reason_code", "choice"},
			"empty file":    {models.MakeBatch{Kind: models.BatchLimit, File: &models.BatchFile{}, ReasonCode: "correction", Reason: "because"}, "file", "list_file_empty"},
		} {
			_, err := s.MakeBatch(ctx, leadA, tt.cmd)
			if err == nil {
				t.Errorf("%s: no error", name)
				continue
			}
			wantInvalid(t, err, tt.field, tt.code)
		}
		reviewer := person(30, "Rae")
		reviewer.Role = models.RoleReviewer
		_, err := s.MakeBatch(ctx, reviewer, models.MakeBatch{Kind: models.BatchAssign, IDs: []models.ID{c.ID}, AssignTo: 1})
		wantRefused(t, err, "batch_may_not")
		if n := count(t, s, &models.Batch{}, "1 = 1"); n != 0 {
			t.Errorf("%d batches were stored", n)
		}
	})
}

func TestABatchThatNobodyConfirmsLapses(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		one := newFixture(t, s).open(1, models.SeverityHigh, 400, time.Hour)
		cmd := models.MakeBatch{Kind: models.BatchClear, IDs: []models.ID{one.ID}, Reason: "because"}
		b, dropped := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, cmd)), must[*models.Batch](t)(s.MakeBatch(ctx, leadA, cmd))
		must[*models.Batch](t)(s.DiscardBatch(ctx, leadA, dropped.ID, dropped.Version))
		c.advance(models.ApprovalTTL + 2*time.Second)
		_, err := s.ConfirmBatch(ctx, leadA, models.ConfirmBatch{ID: b.ID, Version: b.Version, Hash: b.Hash})
		wantRefused(t, err, "batch_old")
		if b = worked(t, s, b.ID); b.State != models.BatchLapsed {
			t.Errorf("state = %s", b.State)
		}
		if got := stored1[models.Batch](t, s, dropped.ID); got.State != models.BatchDiscarded {
			t.Errorf("the dropped one is %s", got.State)
		}
	})
}

// TestTamperingWithADryRunIsSeen changes a stored row between dry run and confirmation.
func TestTamperingWithADryRunIsSeen(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		one := f.open(1, models.SeverityHigh, 400, time.Hour)
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, models.MakeBatch{Kind: models.BatchClear, IDs: []models.ID{one.ID}, Reason: "because"}))
		f.must(func(tx *writeTx) error {
			return tx.db.Model(&models.BatchItem{}).Where("batch_id = ?", b.ID).Update("to_fen", 7).Error
		})
		_, err := s.ConfirmBatch(ctx, leadA, models.ConfirmBatch{ID: b.ID, Version: b.Version, Hash: b.Hash})
		wantRefused(t, err, "batch_changed")
	})
}

// TestALargeDryRunIsStoredInParts makes one of more items than a unit of work writes.
func TestALargeDryRunIsStoredInParts(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		const n = batchPart + 30
		f.must(func(tx *writeTx) error {
			var accounts []models.Account
			var cases []models.Case
			for i := range n {
				id := must[models.ID](t)(tx.id())
				accounts = append(accounts, models.Account{ID: id, Source: "bulk", ExternalID: id.Public("x"), Status: models.StatusActive, Reach: []models.Function{}, Declared: map[string]string{}, CreatedAt: tx.now, UpdatedAt: tx.now, Version: 1})
				cases = append(cases, models.Case{ID: must[models.ID](t)(tx.id()), AccountID: id, State: models.CaseOpen, Severity: 1, ExposureFen: int64(i), OpenedAt: tx.now, DueAt: tx.now, Version: 1})
			}
			if err := tx.insertMany(accounts, 40); err != nil {
				return err
			}
			return tx.insertMany(cases, 40)
		})
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, models.MakeBatch{Kind: models.BatchClear, Cases: &models.CaseFilter{Now: s.Now()}, Reason: "because"}))
		if b.Eligible != n || b.State != models.BatchDraft {
			t.Fatalf("dry run = %+v", b)
		}
		items := itemsOf(t, s, b.ID)
		places := make([]int, 0, n)
		for _, it := range items {
			places = append(places, it.N)
		}
		slices.Sort(places)
		if len(places) != n || places[0] != 1 || places[n-1] != n {
			t.Errorf("%d items are stored", len(places))
		}
		b = confirmed(t, s, leadA, b)
		must[int](t)(s.RunJobs(ctx, "test", 2))
		some := stored1[models.Batch](t, s, b.ID)
		if some.State != models.BatchRunning || some.Done == 0 || some.Done > 2*batchItems {
			t.Errorf("after two parts: %+v", some)
		}
		some = must[*models.Batch](t)(s.CancelBatch(ctx, leadB, b.ID, some.Version))
		done := some.Done
		if runAll(t, s); stored1[models.Batch](t, s, b.ID).Done != done {
			t.Error("a cancelled batch went on")
		}
		some = worked(t, s, must[*models.Batch](t)(s.UndoBatch(ctx, leadA, b.ID, some.Version)).ID)
		if some.State != models.BatchUndone || some.Undone != done || some.Eligible != n-done {
			t.Errorf("undone = %+v", some)
		}
	})
}
