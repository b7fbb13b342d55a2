package data

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// TestConfirmedFlagsNamePrincipalReasons: one to four that a customer can be told; they stand on the case and in the record, apart from
// the reason for staff, and go when the case is opened again. Clearing names none.
func TestConfirmedFlagsNamePrincipalReasons(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		c := f.open(1, models.SeverityHigh, 400, time.Hour)
		held := must[*models.Case](t)(s.ClaimCase(ctx, anna, c.ID))
		cmd := models.DecideCase{CaseID: c.ID, Version: held.Version, Outcome: models.CaseConfirmed, Reason: "five purchases in an hour"}
		for name, x := range map[string]struct {
			codes []string
			field string
		}{
			"none":       {nil, "reason_code"},
			"unknown":    {[]string{"because"}, "reason_code"},
			"twice":      {[]string{"late_payment", "late_payment"}, "reason_2"},
			"more":       {[]string{"late_payment", "over_limit", "cash_out", "identity_doubt", "unusual_spending"}, "reason_code"},
			"staff only": {[]string{"late_payment", "list_block"}, "reason_2"},
		} {
			cmd.Principal = x.codes
			var invalid *models.Invalid
			if _, err := s.DecideCase(ctx, anna, cmd); !errors.As(err, &invalid) || len(invalid.Fields) != 1 || invalid.Fields[x.field].Code == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		cmd.Principal = []string{"unusual_spending", "late_payment"}
		closed := must[*models.Case](t)(s.DecideCase(ctx, anna, cmd))
		kept := must[*models.CaseDetail](t)(s.CaseDetail(ctx, c.ID)).Case
		if !slices.Equal(kept.Principal, cmd.Principal) || kept.Reason != cmd.Reason {
			t.Errorf("kept %v, %q", kept.Principal, kept.Reason)
		}
		if e := f.entries(models.ActionCaseDecided); len(e) != 1 || !strings.Contains(e[0].After, `"reasons":["unusual_spending","late_payment"]`) {
			t.Errorf("on record: %+v", e)
		}
		open := must[*models.Case](t)(s.ReopenCase(ctx, anna, models.ReopenCase{CaseID: c.ID, Version: closed.Version, Reason: "papers came in"}))
		held = must[*models.Case](t)(s.ClaimCase(ctx, anna, open.ID))
		cmd.Version, cmd.Outcome, cmd.Principal = held.Version, models.CaseCleared, []string{"late_payment"}
		must[*models.Case](t)(s.DecideCase(ctx, anna, cmd))
		if kept = must[*models.CaseDetail](t)(s.CaseDetail(ctx, c.ID)).Case; len(kept.Principal) != 0 {
			t.Errorf("cleared for %v", kept.Principal)
		}
	})
}

// TestABatchConfirmsEachCaseForItsOwnReasons: what the engine has against each account is kept with its case; a case for which there is
// nothing that a customer can be told is left out of the batch.
func TestABatchConfirmsEachCaseForItsOwnReasons(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		late, other := f.open(1, models.SeverityHigh, 400, time.Hour), f.open(2, models.SeverityHigh, 400, time.Hour)
		f.must(func(tx *writeTx) error {
			return tx.db.Model(&models.Flag{}).Where("case_id = ?", late.ID).Update("code", "late_now").Error
		})
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, models.MakeBatch{Kind: models.BatchConfirm, IDs: []models.ID{late.ID, other.ID}, Reason: "seen in the statements"}))
		if b.Eligible != 1 || b.Excluded != 1 {
			t.Fatalf("eligible %d, excluded %d", b.Eligible, b.Excluded)
		}
		must[*models.Batch](t)(s.ConfirmBatch(ctx, leadA, models.ConfirmBatch{ID: b.ID, Version: b.Version, Hash: b.Hash, Sure: true}))
		runAll(t, s)
		if c := must[*models.CaseDetail](t)(s.CaseDetail(ctx, late.ID)).Case; c.Outcome != models.CaseConfirmed || !slices.Equal(c.Principal, []string{"late_payment"}) {
			t.Errorf("the batch decided %q for %v", c.Outcome, c.Principal)
		}
		if c := must[*models.CaseDetail](t)(s.CaseDetail(ctx, other.ID)).Case; c.State != models.CaseOpen {
			t.Errorf("without a reason: %s", c.State)
		}
	})
}

// TestADryRunSaysWhichCasesHaveNoReason: a case that the engine has nothing against that a customer can be told is left out of those to
// confirm, by that code alone, and nothing is named of it. Clearing takes no reason, another's case is left out for being so, and a case
// whose flag a customer can be told of is in the next dry run.
func TestADryRunSaysWhichCasesHaveNoReason(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		late, other, held := f.open(1, models.SeverityHigh, 400, time.Hour), f.open(2, models.SeverityHigh, 400, time.Hour), f.open(3, models.SeverityHigh, 400, time.Hour)
		tell := func(c models.Case) {
			f.must(func(tx *writeTx) error {
				return tx.db.Model(&models.Flag{}).Where("case_id = ?", c.ID).Update("code", "late_now").Error
			})
		}
		tell(late)
		must[*models.Case](t)(s.ClaimCase(ctx, anna, held.ID))
		dry := func(kind models.BatchKind, eligible int, codes map[models.ID]string) {
			t.Helper()
			b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, models.MakeBatch{Kind: kind, IDs: []models.ID{late.ID, other.ID, held.ID}, Reason: "seen in the statements"}))
			d := must[*models.BatchDetail](t)(s.BatchDetail(ctx, models.ItemFilter{Batch: b.ID, Limit: 50}))
			if len(d.Items) != 3 || b.Eligible != eligible || b.Excluded != 3-eligible || len(d.Codes) != len(codes) {
				t.Errorf("%s: %d items, %d eligible, %d left out: %+v", kind, len(d.Items), b.Eligible, b.Excluded, d.Codes)
			}
			for _, c := range d.Codes {
				if c.State != models.ItemExcluded || c.N != 1 {
					t.Errorf("%s: %+v", kind, c)
				}
			}
			for _, it := range d.Items {
				code, out := codes[it.ObjectID]
				if it.Code != code || (it.State == models.ItemExcluded) != out || (len(it.Principal) > 0) == (out || kind == models.BatchClear) {
					t.Errorf("%s: item %d is %s, %q for %v, want %q", kind, it.N, it.State, it.Code, it.Principal, code)
				}
			}
		}
		dry(models.BatchConfirm, 1, map[models.ID]string{other.ID: models.CodeNoReason, held.ID: models.CodeClaimed})
		dry(models.BatchClear, 2, map[models.ID]string{held.ID: models.CodeClaimed})
		tell(other)
		dry(models.BatchConfirm, 2, map[models.ID]string{held.ID: models.CodeClaimed})
	})
}
