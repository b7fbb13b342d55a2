package data

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"candor/models"
)

func limitFile(rows ...string) models.MakeBatch {
	file := "account,product,limit,percent,reason\n" + strings.Join(rows, "\n") + "\n"
	return models.MakeBatch{
		Kind: models.BatchLimit, File: &models.BatchFile{Name: "limits.csv", Content: []byte(file)}, ReasonCode: "good_history", Reason: "review of the quarter",
	}
}

func granted(t *testing.T, s *Store, a *models.Account) int64 {
	t.Helper()
	return line(measured(t, s, a.ID), models.ProductPayLater).LimitFen
}

func TestABatchOfLimitsFromAFile(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a, same, under, waits := lenderAccount(t, s, "1"), lenderAccount(t, s, "2"), lenderAccount(t, s, "3"), lenderAccount(t, s, "4")
		cut := models.ProposeSanction{AccountID: under.ID, Kind: models.SanctionRestrict, Reach: []models.Function{models.FunctionDraw}, ReasonCode: "cash_out", Reason: "seen", EndsAt: days(c, 9), Version: under.Version}
		must[*models.Sanction](t)(s.ProposeSanction(ctx, anna, cut))
		must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, raise(measured(t, s, waits.ID), 2_000_000)))
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, limitFile(
			a.PublicID()+",paylater,12000,,", a.PublicID()+",cashloan,,10,customer_request", same.PublicID()+",paylater,10000,,", same.PublicID()+",cashloan,0.01,,",
			under.PublicID()+",paylater,11000,,", waits.PublicID()+",paylater,11000,,", models.ID(77).Public(models.PrefixAccount)+",paylater,1,,", "nobody,paylater,1,,")))
		codes := map[int]string{}
		for _, it := range itemsOf(t, s, b.ID) {
			codes[it.Line] = string(it.State) + " " + it.Code
		}
		want := map[int]string{2: "eligible ", 3: "eligible ", 4: "excluded unchanged", 5: "eligible ", 6: "excluded sanctioned", 7: "excluded waiting"}
		for line, said := range want {
			if codes[line] != said {
				t.Errorf("line %d: %q, want %q", line, codes[line], said)
			}
		}
		if len(b.Refused) != 2 || b.Refused[0].Line != 8 || b.Refused[1].Line != 9 || b.Eligible != 3 || b.BeforeFen != 2_000_000 || b.AfterFen != 1_750_001 {
			t.Errorf("dry run = %+v", b)
		}
		if b.Bound != "big_cut" {
			t.Errorf("bound = %q: line 5 cuts a limit to a fen", b.Bound)
		}
	})
}

func TestLimitsBeyondBoundsNeedASecondPerson(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		b := confirmed(t, s, leadA, must[*models.Batch](t)(s.MakeBatch(ctx, leadA, limitFile(a.PublicID()+",paylater,20000,,"))))
		if b.State != models.BatchWaiting {
			t.Fatalf("state = %s", b.State)
		}
		asked := must[[]models.Approval](t)(s.Approvals(ctx, 50))
		if len(asked) != 1 || asked[0].Batch.ID != b.ID || asked[0].Need() != models.PermBulkApprove {
			t.Errorf("approvals = %+v", asked)
		}
		for who, want := range map[models.ID]int{leadA.UserID: 0, leadB.UserID: 1} {
			if n := must[models.Waiting](t)(s.Waiting(ctx, who)); n.Approvals[models.PermBulkApprove] != want || len(n.Approvals) != want {
				t.Errorf("%v waits for %d, want %d", n.Approvals, who, want)
			}
		}
		_, err := s.ApproveBatch(ctx, leadA, b.ID, b.Version, b.Hash)
		wantRefused(t, err, "own_proposal")
		_, err = s.RejectBatch(ctx, leadA, b.ID, b.Version, "no")
		wantRefused(t, err, "own_proposal")
		reviewer := person(31, "Rae")
		reviewer.Role = models.RoleReviewer
		_, err = s.ApproveBatch(ctx, reviewer, b.ID, b.Version, b.Hash)
		wantRefused(t, err, "batch_may_not")
		_, err = s.ApproveBatch(ctx, leadB, b.ID, b.Version, "other")
		wantRefused(t, err, "batch_changed")
		_, err = s.RejectBatch(ctx, leadB, b.ID, b.Version, " ")
		wantInvalid(t, err, "reason", "required")
		if runAll(t, s); granted(t, s, a) != 1_000_000 {
			t.Fatal("a limit moved before anybody agreed")
		}
		b = must[*models.Batch](t)(s.ApproveBatch(ctx, leadB, b.ID, b.Version, b.Hash))
		if b = worked(t, s, b.ID); b.State != models.BatchDone || b.Done != 1 || granted(t, s, a) != 2_000_000 {
			t.Errorf("done = %+v, limit %d", b, granted(t, s, a))
		}
		change := stored1[models.LimitChange](t, s, itemsOf(t, s, b.ID)[line(measured(t, s, a.ID), models.ProductPayLater).ID].ChangeID)
		if change.MadeBy != leadA.UserID || change.ApprovedBy != leadB.UserID || change.Bound == "" || change.State != models.LimitApplied {
			t.Errorf("change = %+v", change)
		}
	})
}

// TestWhatASecondPersonWouldDecideIsLeftOut asks for what one person may decide alone.
func TestWhatASecondPersonWouldDecideIsLeftOut(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		a := lenderAccount(t, s, "1")
		alone := limitFile(a.PublicID() + ",paylater,50000,,")
		if b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, alone)); b.Bound == "" {
			t.Error("a large rise needs nobody")
		}
		alone.Alone = true
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, alone))
		if b.Eligible != 0 || b.Bound != "" {
			t.Errorf("left alone: %+v", b)
		}
		_, err := s.ConfirmBatch(ctx, leadA, models.ConfirmBatch{ID: b.ID, Version: b.Version, Hash: b.Hash})
		wantRefused(t, err, "batch_empty")
	})
}

// TestManySmallRisesAreOneLargeOne: nobody gets around the bound by splitting.
func TestManySmallRisesAreOneLargeOne(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		var rows []string
		for i := range 21 {
			rows = append(rows, lenderAccount(t, s, fmt.Sprint(i)).PublicID()+",paylater,11000,,")
		}
		if b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, limitFile(rows[:20]...))); b.Bound != "" || b.Eligible != 20 {
			t.Errorf("up to the bound: %+v", b)
		}
		if b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, limitFile(rows...))); b.Bound != models.BoundBatchRaise {
			t.Errorf("beyond it: %q", b.Bound)
		}
	})
}

func TestUndoingLimitsAndWhatCustomersHear(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		quick, later, moved := lenderAccount(t, s, "1"), lenderAccount(t, s, "2"), lenderAccount(t, s, "3")
		undo := func(after time.Duration, accounts ...*models.Account) *models.Batch {
			t.Helper()
			var rows []string
			for _, a := range accounts {
				rows = append(rows, a.PublicID()+",paylater,11000,,")
			}
			b := worked(t, s, confirmed(t, s, leadA, must[*models.Batch](t)(s.MakeBatch(ctx, leadA, limitFile(rows...)))).ID)
			if b.Done != len(accounts) {
				t.Fatalf("done = %+v", b)
			}
			if slices.Contains(accounts, moved) {
				must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, raise(measured(t, s, moved.ID), 1_150_000)))
			}
			c.advance(after)
			runAll(t, s)
			return worked(t, s, must[*models.Batch](t)(s.UndoBatch(ctx, leadA, b.ID, b.Version)).ID)
		}
		if b := undo(30*time.Second, quick); b.State != models.BatchUndone || granted(t, s, quick) != 1_000_000 {
			t.Errorf("undone = %+v", b)
		}
		c.advance(2 * time.Minute)
		runAll(t, s)
		if n := count(t, s, &models.Message{}, "account_id = ? AND state <> ?", quick.ID, models.MessageRecalled); n != 0 {
			t.Errorf("%d messages about what was taken back in time", n)
		}
		b := undo(2*time.Minute, later, moved)
		if b.State != models.BatchPartly || b.Undone != 1 || b.Kept != 1 || granted(t, s, later) != 1_000_000 || granted(t, s, moved) != 1_150_000 {
			t.Errorf("undone = %+v", b)
		}
		c.advance(2 * time.Minute)
		runAll(t, s)
		if got := messages(t, s, later.ID); strings.Join(got, " ") != models.TemplateLimitRaised+" "+models.TemplateLimitRestored {
			t.Errorf("messages = %v", got)
		}
		checkRecord(t, s, b)
	})
}

// TestALimitIsNotTakenBackBelowItsUse spends the new limit before it is undone.
func TestALimitIsNotTakenBackBelowItsUse(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		a := lenderAccount(t, s, "1")
		b := worked(t, s, confirmed(t, s, leadA, must[*models.Batch](t)(s.MakeBatch(ctx, leadA, limitFile(a.PublicID()+",paylater,12000,,")))).ID)
		newFixture(t, s).must(func(tx *writeTx) error {
			return tx.db.Model(&models.CreditLine{}).Where("account_id = ? AND product = ?", a.ID, models.ProductPayLater).Update("used_fen", 1_100_000).Error
		})
		b = worked(t, s, must[*models.Batch](t)(s.UndoBatch(ctx, leadA, b.ID, b.Version)).ID)
		for _, it := range itemsOf(t, s, b.ID) {
			if it.State != models.ItemKept || it.Code != models.CodeBelowUsed {
				t.Errorf("item = %+v", it)
			}
		}
		if b.State != models.BatchPartly || granted(t, s, a) != 1_200_000 {
			t.Errorf("undone = %+v", b)
		}
	})
}

func TestLimitsAndSanctionsByAFilterOfTheBook(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a, other := lenderAccount(t, s, "1"), lenderAccount(t, s, "2")
		cut := models.ProposeSanction{AccountID: other.ID, Kind: models.SanctionLimitCut, CutProduct: models.ProductPayLater, CutFen: 300_000, ReasonCode: "cash_out", Reason: "seen", EndsAt: days(c, 9), Version: other.Version}
		sn := must[*models.Sanction](t)(s.ProposeSanction(ctx, anna, cut))
		limits := models.MakeBatch{Kind: models.BatchLimit, Accounts: &models.AccountFilter{Band: "good"}, View: "band=good", Product: models.ProductPayLater, ByBP: -1_250, ReasonCode: "risk_increase", Reason: "less appetite"}
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, limits))
		if b.Eligible != 1 || b.Excluded != 1 || b.AfterFen != 875_000 || b.Bound != "" {
			t.Errorf("dry run = %+v", b)
		}
		if worked(t, s, confirmed(t, s, leadA, b).ID); granted(t, s, a) != 875_000 {
			t.Errorf("limit = %d", granted(t, s, a))
		}
		lift := models.MakeBatch{Kind: models.BatchLift, Accounts: &models.AccountFilter{}, Reason: "rule was wrong"}
		b = worked(t, s, confirmed(t, s, leadA, must[*models.Batch](t)(s.MakeBatch(ctx, leadA, lift))).ID)
		if got := stored1[models.Sanction](t, s, sn.ID); b.Done != 1 || got.State != models.SanctionLifted || got.EndedName != "Lead A" {
			t.Errorf("lifted: %+v, %+v", b, got)
		}
		b = worked(t, s, must[*models.Batch](t)(s.UndoBatch(ctx, leadA, b.ID, b.Version)).ID)
		if got := stored1[models.Sanction](t, s, sn.ID); b.State != models.BatchUndone || got.State != models.SanctionActive || line(measured(t, s, other.ID), models.ProductPayLater).InForceFen() != 300_000 {
			t.Errorf("returned: %+v, %+v", b, got)
		}
		own := must[*models.Batch](t)(s.MakeBatch(ctx, led(anna.UserID, "Anna"), lift))
		if it := itemsOf(t, s, own.ID)[sn.ID]; it.Code != models.CodeOwnDecision {
			t.Errorf("one's own sanction: %+v", it)
		}
	})
}

// TestManyCutsAndLiftsNeedASecondPerson: what is adverse to many, or frees many, is agreed to.
func TestManyCutsAndLiftsNeedASecondPerson(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		var rows []string
		for i := range models.BatchAdverseMax + 1 {
			a := lenderAccount(t, s, fmt.Sprint(i))
			rows = append(rows, a.PublicID()+",paylater,9900,,")
		}
		if b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, limitFile(rows[1:]...))); b.Bound != "" {
			t.Errorf("up to the most: %q", b.Bound)
		}
		if b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, limitFile(rows...))); b.Bound != models.BoundBatchCuts {
			t.Errorf("one more: %q", b.Bound)
		}
		page := must[models.AccountPage](t)(s.Accounts(ctx, models.AccountFilter{Limit: 50}))
		for _, a := range page.Items {
			must[*models.Sanction](t)(s.ProposeSanction(ctx, anna, models.ProposeSanction{
				AccountID: a.ID, Kind: models.SanctionRestrict, Reach: []models.Function{models.FunctionDraw}, ReasonCode: "cash_out", Reason: "seen", EndsAt: days(c, 9), Version: a.Version,
			}))
		}
		lift := models.MakeBatch{Kind: models.BatchLift, Accounts: &models.AccountFilter{Status: models.StatusRestricted}, View: "status=restricted", Reason: "rule was wrong"}
		b := confirmed(t, s, leadA, must[*models.Batch](t)(s.MakeBatch(ctx, leadA, lift)))
		if b.State != models.BatchWaiting || b.Bound != models.BoundBatchLifts {
			t.Fatalf("lifts = %+v", b)
		}
		_, err := s.ApproveBatch(ctx, leadA, b.ID, b.Version, b.Hash)
		wantRefused(t, err, "own_proposal")
		b = must[*models.Batch](t)(s.ApproveBatch(ctx, leadB, b.ID, b.Version, b.Hash))
		if b = worked(t, s, b.ID); b.Done != models.BatchAdverseMax+1 || count(t, s, &models.Sanction{}, "state = ?", models.SanctionActive) != 0 {
			t.Errorf("lifted = %+v", b)
		}
	})
}

// TestLimitsOfAViewOfTheQueue: only accounts with a case in the view are items, and of them those that the book's filter meets.
func TestLimitsOfAViewOfTheQueue(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		flagged, other := lenderAccount(t, s, "1"), lenderAccount(t, s, "2")
		lenderAccount(t, s, "3")
		for i, a := range []*models.Account{flagged, other} {
			f.must(func(tx *writeTx) error {
				return tx.insert(&models.Case{
					ID: models.ID(9_000+i) << 22, AccountID: a.ID, State: models.CaseOpen, Severity: models.Severity(3 + i), Risk: models.RiskOf(models.Severity(3+i), 400),
					Score: 400, Band: "poor", Source: "model", TopCode: "over_limit", OpenedAt: tx.now, DueAt: tx.now.Add(time.Hour), Version: 1,
				})
			})
		}
		cmd := models.MakeBatch{
			Kind: models.BatchLimit, Accounts: &models.AccountFilter{}, Cases: &models.CaseFilter{State: models.CaseOpen, Severity: 3, Now: s.Now()},
			Product: models.ProductPayLater, ByBP: 100, ReasonCode: "good_history", Reason: "seen in the queue",
		}
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, cmd))
		items := itemsOf(t, s, b.ID)
		if len(items) != 1 || b.Total != 1 {
			t.Fatalf("%+v with %d items", b, len(items))
		}
		for _, it := range items {
			if it.AccountID != flagged.ID {
				t.Errorf("the item is about %d", it.AccountID)
			}
		}
		cmd.Cases.Severity = 0
		if b = must[*models.Batch](t)(s.MakeBatch(ctx, leadA, cmd)); b.Total != 2 {
			t.Errorf("without a severity: %+v", b)
		}
		cmd.Accounts.Status = models.StatusFrozen
		if _, err := s.MakeBatch(ctx, leadA, cmd); err == nil {
			t.Error("no account of the view is frozen, and yet there is a batch")
		}
	})
}
