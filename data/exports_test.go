package data

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// plainExport writes the ids of rows and nothing else.
type plainExport struct{}

func (plainExport) ExportHead(e *models.Export, withheld []models.SampleItem) [][]string {
	return [][]string{{fmt.Sprintf("%s by %s, %d withheld", e.Kind, e.AskedName, len(withheld))}}
}

func (plainExport) ExportCells(_ *models.Export, rows *models.ExportRows) [][]string {
	var lines [][]string
	for _, e := range rows.Entries {
		lines = append(lines, []string{fmt.Sprint(e.Seq), strings.Repeat("x", 80)})
	}
	for _, a := range rows.Accounts {
		lines = append(lines, []string{a.PublicID()})
	}
	return lines
}

// manyEntries adds entries to the record that only these tests make.
func manyEntries(t *testing.T, s *Store, n int) models.AskExport {
	t.Helper()
	ok(t, s.write(ctx, anna, func(tx *writeTx) error {
		for i := range n {
			if err := tx.audit("test.counted", target{kind: "test", id: fmt.Sprint(i)}, nil, nil, ""); err != nil {
				return err
			}
		}
		return nil
	}))
	return models.AskExport{Kind: models.ExportAudit, Filter: models.ExportFilter{Audit: &models.AuditFilter{ObjectType: "test"}}, Query: "type=test", Lang: "en"}
}

// exportAsked has a job write an export, however short it is.
func exportAsked(t *testing.T, s *Store, ask models.AskExport) *models.Export {
	t.Helper()
	e := ask.Export(anna, s.Now())
	ok(t, s.askExport(ctx, anna, e))
	return e
}

// exportRuns writes the export that waits.
func exportRuns(t *testing.T, s *Store) {
	t.Helper()
	if did, err := s.RunExports(ctx, "w", plainExport{}); err != nil || !did {
		t.Fatalf("ran %v, %v", did, err)
	}
}

func exportNow(t *testing.T, s *Store, e *models.Export) *models.Export {
	t.Helper()
	return must[*models.Export](t)(s.OwnExport(ctx, anna.UserID, e.ID))
}

// TestALongListIsWrittenByAJob: the file holds each row once, in more than one piece, is its asker's alone, and is gone after its time.
func TestALongListIsWrittenByAJob(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		rows, e, err := s.Export(ctx, anna, manyEntries(t, s, models.ExportAtOnce+10))
		if err != nil || rows != nil || e == nil {
			t.Fatalf("%v rows, %v", rows != nil, err)
		}
		if err := s.TakeExport(ctx, anna, e.ID, func([]byte) error { return nil }); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("taken before it was written: %v", err)
		}
		exportRuns(t, s)
		if e = exportNow(t, s, e); !e.Ready(s.Now()) || e.Step != models.ExportAtOnce+10 || e.Chunks < 2 {
			t.Fatalf("export %+v", e)
		}
		told := must[[]models.StaffNotice](t)(s.Notices(ctx, anna.UserID, c.now().Add(-time.Hour)))
		if len(told) != 1 || told[0].Kind != models.NoticeExportReady || told[0].ObjectID != e.PublicID() {
			t.Errorf("told %+v", told)
		}
		var file strings.Builder
		ok(t, s.TakeExport(ctx, anna, e.ID, func(part []byte) error { _, err := file.Write(part); return err }))
		lines := strings.Split(strings.TrimSpace(file.String()), "\n")
		seen := map[string]bool{}
		for _, l := range lines[1:] {
			seen[l] = true
		}
		if lines[0] != `"audit by Anna, 0 withheld"` || len(lines) != models.ExportAtOnce+11 || len(seen) != len(lines)-1 || int64(file.Len()) != e.Bytes {
			t.Errorf("%d lines, %d unlike, first %q, %d bytes of %d", len(lines), len(seen), lines[0], file.Len(), e.Bytes)
		}
		if err := s.TakeExport(ctx, ben, e.ID, nil); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("taken by another: %v", err)
		}
		if n := audited(t, s, models.ActionAuditExported); n != 1 {
			t.Errorf("%d records of what left", n)
		}
		c.advance(models.ExportFor)
		if err := s.TakeExport(ctx, anna, e.ID, nil); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("taken after its time: %v", err)
		}
		must[int](t)(s.RunJobs(ctx, "w", 100))
		if e = exportNow(t, s, e); e.State != models.ExportExpired || len(e.Key) != 0 || count(t, s, &models.ExportChunk{}, "export_id = ?", e.ID) != 0 {
			t.Errorf("kept after its time: %+v", e)
		}
	})
}

// TestAnExportIsCancelled while it waits, and while it is written: nothing of it stays, and nobody writes it again.
func TestAnExportIsCancelled(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ask := manyEntries(t, s, 20)
		waits := exportAsked(t, s, ask)
		if err := s.CancelExport(ctx, ben, waits.ID, waits.Version); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("cancelled by another: %v", err)
		}
		ok(t, s.CancelExport(ctx, anna, waits.ID, waits.Version))
		exportRuns(t, s)
		if e := exportNow(t, s, waits); e.State != models.ExportCancelled {
			t.Errorf("%s after it was cancelled", e.State)
		}
		running := exportAsked(t, s, ask)
		job := must[*models.Job](t)(s.claimJob(ctx, "w", models.JobExport))
		f := must[*exportFile](t)(s.beginExport(ctx, *job))
		ok(t, f.add([][]string{{strings.Repeat("x", 600_000)}}))
		f.rows = 10
		ok(t, s.beatExport(ctx, *job, f))
		if e := exportNow(t, s, running); e.Step != 10 || e.Steps != 20 || count(t, s, &models.ExportChunk{}, "export_id = ?", e.ID) != 2 {
			t.Errorf("%d of %d rows", e.Step, e.Steps)
		}
		ok(t, s.CancelExport(ctx, anna, running.ID, running.Version))
		if err := s.beatExport(ctx, *job, f); !errors.Is(err, errUnwanted) {
			t.Errorf("went on after it was cancelled: %v", err)
		}
		if err := s.CancelExport(ctx, anna, running.ID, running.Version+1); !errors.Is(err, models.ErrState) {
			t.Errorf("cancelled twice: %v", err)
		}
		c.advance(time.Hour)
		if did, err := s.RunExports(ctx, "other", plainExport{}); did || err != nil || count(t, s, &models.ExportChunk{}, "1 = 1") != 0 {
			t.Errorf("written after it was cancelled: %v, %v", did, err)
		}
	})
}

// TestABrokenExportBeginsAgain: whoever takes over from a worker that died writes the whole file under a key of its own.
func TestABrokenExportBeginsAgain(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		e := exportAsked(t, s, manyEntries(t, s, 20))
		job := must[*models.Job](t)(s.claimJob(ctx, "died", models.JobExport))
		f := must[*exportFile](t)(s.beginExport(ctx, *job))
		ok(t, f.add([][]string{{strings.Repeat("x", 600_000)}}))
		ok(t, s.beatExport(ctx, *job, f))
		c.advance(models.JobLease + time.Second)
		exportRuns(t, s)
		if err := s.finishExport(ctx, *job, f, nil); !errors.Is(err, errLeaseLost) {
			t.Errorf("the dead worker finished: %v", err)
		}
		n := 0
		ok(t, s.TakeExport(ctx, anna, e.ID, func(part []byte) error { n += strings.Count(string(part), "\n"); return nil }))
		if n != 21 {
			t.Errorf("%d lines", n)
		}
	})
}

func TestAnExportThatCannotBeWrittenSaysSo(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		e := exportAsked(t, s, manyEntries(t, s, 20))
		ok(t, s.commit(ctx, func(db *gorm.DB) error {
			return errors.Join(db.Model(&models.Export{}).Where("id = ?", e.ID).Update("filter", "{}").Error,
				db.Model(&models.Export{}).Where("id = ?", e.ID).Update("kind", "lists").Error,
				db.Model(&models.Job{}).Where("object_id = ?", e.ID).Update("attempts", models.JobMaxAttempts-1).Error)
		}))
		if did, err := s.RunExports(ctx, "w", plainExport{}); !did || err == nil {
			t.Errorf("ran %v, %v", did, err)
		}
		if e = exportNow(t, s, e); e.State != models.ExportFailed || e.Problem == "" {
			t.Errorf("export %+v", e)
		}
		told := must[[]models.StaffNotice](t)(s.Notices(ctx, anna.UserID, c.now().Add(-time.Hour)))
		if len(told) != 1 || told[0].Kind != models.NoticeExportFailed {
			t.Errorf("told %+v", told)
		}
	})
}

// TestOnePersonDoesNotFillTheQueueOfExports refuses one too many that waits.
func TestOnePersonDoesNotFillTheQueueOfExports(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ask := manyEntries(t, s, 20)
		for range models.ExportsOpen {
			exportAsked(t, s, ask)
		}
		var refused *models.Refused
		if err := s.askExport(ctx, anna, ask.Export(anna, s.Now())); !errors.As(err, &refused) || refused.Code != "exports_open" {
			t.Errorf("one too many: %v", err)
		}
		if list := must[[]models.Export](t)(s.Exports(ctx, anna.UserID, 0, 2)); len(list) != 2 || len(must[[]models.Export](t)(s.Exports(ctx, anna.UserID, list[1].ID, 2))) != 1 {
			t.Errorf("listed %d", len(list))
		}
		if list := must[[]models.Export](t)(s.Exports(ctx, ben.UserID, 0, 2)); len(list) != 0 {
			t.Errorf("another sees %d", len(list))
		}
	})
}

// TestEachListIsReadToItsEnd reads every list in pages of two, and finds each row once.
func TestEachListIsReadToItsEnd(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		var some models.ID
		for i := range 5 {
			one := f.open(i+1, models.SeverityHigh, 400, time.Hour)
			some = one.AccountID
			ok(t, s.TagAccount(ctx, anna, models.TagAccount{AccountID: one.AccountID, Tag: "ring", On: true}))
			listNow(t, s, models.AddListEntry{Lane: models.ListWatch, Kind: models.ListAccount, Value: one.AccountID.Public(models.PrefixAccount), Reason: "seen twice"})
		}
		batch := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, models.MakeBatch{Kind: models.BatchClear, Cases: &models.CaseFilter{Now: s.Now()}, Reason: "because"}))
		decided := *must[*models.Account](t)(s.Account(ctx, some))
		for range 5 {
			f.scored(decided, 0.4)
		}
		for _, filter := range []models.ExportFilter{
			{Items: &models.ItemFilter{Batch: batch.ID}}, {Items: &models.ItemFilter{Batch: batch.ID, State: models.ItemEligible}},
			{Queue: &models.CaseFilter{State: models.CaseOpen, Tag: "ring", WithTags: true, Sort: models.SortRisk, Now: s.Now()}},
			{Accounts: &models.AccountFilter{}}, {Appeals: &models.AppealFilter{Now: s.Now()}}, {Audit: &models.AuditFilter{Action: models.ActionTagAdded}}, {Lists: &models.ListFilter{}},
			{Decisions: &models.DecisionFilter{Account: decided.ID}},
		} {
			e := &models.Export{Filter: filter, Kind: map[bool]models.ExportKind{
				filter.Queue != nil: models.ExportQueue, filter.Accounts != nil: models.ExportAccounts, filter.Appeals != nil: models.ExportAppeals,
				filter.Audit != nil: models.ExportAudit, filter.Lists != nil: models.ExportLists, filter.Items != nil: models.ExportItems,
				filter.Decisions != nil: models.ExportDecisions,
			}[true]}
			all, at := &models.ExportRows{}, models.CaseCursor{}
			for pages := 0; pages < 10; pages++ {
				page := must[*models.ExportRows](t)(s.exportPage(ctx, e, at, 2))
				all.Add(page)
				if at = page.Next; !page.More {
					break
				}
			}
			seen := map[string]bool{}
			for i := range all.Cases {
				seen[all.Cases[i].PublicID()] = len(all.Cases[i].Tags) == 1
			}
			for i := range all.Accounts {
				seen[all.Accounts[i].PublicID()] = true
			}
			for i := range all.Entries {
				seen[fmt.Sprint(all.Entries[i].Seq)] = true
			}
			for i := range all.Listed {
				seen[all.Listed[i].PublicID()] = true
			}
			for i := range all.Items {
				seen[all.Items[i].ObjectID.Public(all.Batch.Kind.Object())] = all.Items[i].Name != ""
			}
			for i := range all.Decided {
				seen[all.Decided[i].PublicID()] = true
			}
			n := must[int64](t)(s.countExport(ctx, e))
			if int64(all.Len()) != n || int64(len(seen)) != n || (n != 5 && e.Kind != models.ExportAppeals) {
				t.Errorf("%s: %d rows, %d unlike, %d counted", e.Kind, all.Len(), len(seen), n)
			}
			kept := exportAsked(t, s, models.AskExport{Kind: e.Kind, Filter: filter})
			exportRuns(t, s)
			if kept = exportNow(t, s, kept); kept.State != models.ExportDone || kept.Step != n {
				t.Errorf("%s by a job: %+v", e.Kind, kept)
			}
		}
	})
}

// TestIdentityInClearIsRevealed: each account of the file is a reveal of its own, and no more leave than an hour allows.
// TestAnExportOfTheQueueFollowsItsOrder, whichever that is; a case whose place changes while the file is written stands where it was,
// and once, with what is true of it by then.
func TestAnExportOfTheQueueFollowsItsOrder(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		for i, due := range []time.Duration{4, 1, 5, 2, 3} {
			f.open((i*3)%5, models.SeverityHigh, 400+(i*2)%5, due*time.Hour)
		}
		for i, sort := range models.CaseSorts() {
			e := &models.Export{Kind: models.ExportQueue, Filter: models.ExportFilter{Queue: &models.CaseFilter{State: models.CaseOpen, Sort: sort, Now: s.Now()}}}
			want := ids(must[models.CasePage](t)(s.Cases(ctx, models.CaseFilter{State: models.CaseOpen, Sort: sort, Limit: 9, Now: s.Now()})))
			var got []models.ID
			for at, more := (models.CaseCursor{}), true; more; {
				page := must[*models.ExportRows](t)(s.exportPage(ctx, e, at, 2))
				for i := range page.Cases {
					got = append(got, page.Cases[i].ID)
				}
				if len(got) == 2 && i > 0 { // the first that was written would be the last now, or the other way round
					f.must(func(tx *writeTx) error {
						moved := map[string]any{"risk": 9000 - 9000*(i%2), "due_at": s.Now().AddDate(0, 0, 9-18*(i%2)), "exposure_fen": 900_000 - 900_000*(i%2)}
						return tx.db.Model(&models.Case{}).Where("id = ?", got[0]).Updates(moved).Error
					})
				}
				at, more = page.Next, page.More
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", sort, got, want)
			}
		}
	})
}

func TestIdentityInClearIsRevealed(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		for i := range 3 {
			lenderAccount(t, s, fmt.Sprint(i))
		}
		ask := models.AskExport{Kind: models.ExportAccounts, Filter: models.ExportFilter{Accounts: &models.AccountFilter{}}}
		masked, _, err := s.Export(ctx, anna, ask)
		if err != nil || len(masked.Accounts) != 3 || !strings.Contains(masked.Accounts[0].Masked.Name, "*") {
			t.Fatalf("masked %v, %v", masked != nil, err)
		}
		ask.Clear = true
		if _, _, err := s.Export(ctx, anna, ask); err == nil {
			t.Error("identity in clear without a reason")
		}
		ask.Reason = "asked for by the court"
		clear, _, err := s.Export(ctx, anna, ask)
		if err != nil || strings.Contains(clear.Accounts[0].Masked.Name, "*") || audited(t, s, models.ActionPersonalRevealed) != 3 {
			t.Fatalf("in clear %v, %v", clear != nil, err)
		}
		for range (models.RevealQuota - 3) / 3 {
			if _, _, err = s.Export(ctx, anna, ask); err != nil {
				break
			}
		}
		if _, _, last := s.Export(ctx, anna, ask); err != nil || !errors.Is(last, models.ErrQuota) {
			t.Errorf("within the quota %v, beyond it %v", err, last)
		}
	})
}

// TestAnExportIsStoppedWithItsProgram hands the job back, for the next to write.
func TestAnExportIsStoppedWithItsProgram(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		e := exportAsked(t, s, manyEntries(t, s, 20))
		stopped, stop := context.WithCancel(ctx)
		if _, err := s.RunExports(stopped, "w", stopping{plainExport{}, stop}); !errors.Is(err, context.Canceled) {
			t.Errorf("stopped with %v", err)
		}
		exportRuns(t, s)
		if e = exportNow(t, s, e); e.State != models.ExportDone {
			t.Errorf("%s after the next program", e.State)
		}
	})
}

// stopping ends the program while it writes.
type stopping struct {
	plainExport
	stop func()
}

func (f stopping) ExportHead(e *models.Export, w []models.SampleItem) [][]string {
	f.stop()
	return f.plainExport.ExportHead(e, w)
}
