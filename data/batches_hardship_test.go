package data

import (
	"testing"
	"time"

	"candor/models"
)

// TestABatchOfLimitsWarnsOfHardship: a dry run says how many accounts have a flag in force and which, until somebody begins; it stops nothing,
// and a flag whose time is over warns no more.
func TestABatchOfLimitsWarnsOfHardship(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a, b, ended := lenderAccount(t, s, "1"), lenderAccount(t, s, "2"), lenderAccount(t, s, "3")
		must[*models.Hardship](t)(flagged(s, a.ID, 9))
		over := must[*models.Hardship](t)(flagged(s, ended.ID, 9))
		ok(t, s.EndHardship(ctx, anna, models.EndHardship{AccountID: ended.ID, ID: over.ID, Version: over.Version, Reason: "found work again"}))
		made := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, limitFile(
			a.PublicID()+",paylater,10100,,", a.PublicID()+",cashloan,,10,customer_request", b.PublicID()+",paylater,10100,,", ended.PublicID()+",paylater,10100,,")))
		show := func() *models.BatchDetail {
			t.Helper()
			return must[*models.BatchDetail](t)(s.BatchDetail(ctx, models.ItemFilter{Batch: made.ID, Limit: 50}))
		}
		d := show()
		if d.Hard != 1 || made.Eligible != 4 {
			t.Errorf("warns of %d accounts, %d items can be done", d.Hard, made.Eligible)
		}
		for _, it := range d.Items {
			if marked := it.Hardship != nil; marked != (it.AccountID == a.ID) {
				t.Errorf("item %d of %s: marked %t", it.N, it.ExternalID, marked)
			}
		}
		c.advance(10 * 24 * time.Hour)
		if d := show(); d.Hard != 0 || d.Items[0].Hardship != nil {
			t.Errorf("a flag that is over warns: %+v", d.Hard)
		}
		must[*models.Hardship](t)(flagged(s, b.ID, 9))
		if d := show(); d.Hard != 1 {
			t.Errorf("a flag that came after the dry run does not warn")
		}
		again := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, limitFile(b.PublicID()+",paylater,10100,,")))
		begun := confirmed(t, s, leadA, again)
		if d := must[*models.BatchDetail](t)(s.BatchDetail(ctx, models.ItemFilter{Batch: again.ID, Limit: 50})); begun.State != models.BatchConfirmed || d.Hard != 0 || d.Items[0].Hardship != nil {
			t.Errorf("a batch that is %s warns still, of %d", begun.State, d.Hard)
		}
	})
}

// TestABatchThatClosesCasesWarnsOfHardship: as one of limits does, but not one that puts them off.
func TestABatchThatClosesCasesWarnsOfHardship(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		hard, easy := f.open(1, models.SeverityHigh, 400, time.Hour), f.open(2, models.SeverityHigh, 400, time.Hour)
		must[*models.Hardship](t)(flagged(s, hard.AccountID, 9))
		for kind, warns := range map[models.BatchKind]int{models.BatchClear: 1, models.BatchSnooze: 0} {
			cmd := models.MakeBatch{Kind: kind, IDs: []models.ID{hard.ID, easy.ID}, Reason: "because"}
			if kind == models.BatchSnooze {
				cmd.Until = s.Now().Add(time.Hour)
			}
			made := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, cmd))
			d := must[*models.BatchDetail](t)(s.BatchDetail(ctx, models.ItemFilter{Batch: made.ID, Limit: 50}))
			if made.Eligible != 2 || d.Hard != warns {
				t.Errorf("%s: %d can be done, warns of %d accounts", kind, made.Eligible, d.Hard)
			}
			for _, it := range d.Items {
				if marked := it.Hardship != nil; marked != (warns == 1 && it.AccountID == hard.AccountID) {
					t.Errorf("%s: item %d of %s: marked %t", kind, it.N, it.ExternalID, marked)
				}
			}
		}
		if confirm := (&models.Batch{Kind: models.BatchConfirm, State: models.BatchDraft}); !confirm.Warns() {
			t.Error("a batch that confirms flags does not warn")
		}
	})
}
