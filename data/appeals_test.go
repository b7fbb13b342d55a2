package data

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/models"
)

func file(t *testing.T, s *Store, sn *models.Sanction) *models.Appeal {
	t.Helper()
	return must[*models.Appeal](t)(s.FileAppeal(context.Background(), cleo, models.FileAppeal{
		SanctionID: sn.ID, Channel: "phone", Lang: "zh-CN", Words: "这些消费都是我本人的。",
	}))
}

func overturn() models.Verdict {
	return models.Verdict{Outcome: models.OutcomeOverturn, Reason: "receipts match the purchases", CustomerText: "我们核实后恢复了您的账户。"}
}

// decide takes an appeal through review to its verdict.
func judge(t *testing.T, s *Store, id models.ID, v models.Verdict) *models.Appeal {
	t.Helper()
	ctx := context.Background()
	ok(t, s.StartAppealReview(ctx, cleo, id, versionOf(t, s, id)))
	ok(t, s.DecideAppeal(ctx, cleo, id, versionOf(t, s, id), v))
	return &must[*models.AppealDetail](t)(s.Appeal(ctx, id)).Appeal
}

func versionOf(t *testing.T, s *Store, id models.ID) int64 {
	t.Helper()
	return must[*models.AppealDetail](t)(s.Appeal(context.Background(), id)).Appeal.Version
}

func TestAnAppealIsTakenInOnceAndItsWordsAreSealed(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		sn := put(t, s, c, a.ID, models.SanctionRestrict)
		_, err := s.FileAppeal(ctx, cleo, models.FileAppeal{SanctionID: sn.ID, Channel: "pigeon", Lang: "en", Words: "hello there"})
		wantInvalid(t, err, "channel", "choice")
		filed := file(t, s, sn)
		if want := c.now().Add(20 * 24 * time.Hour); !filed.DueAt.Equal(want) || bytes.Contains(filed.Words, []byte("消费")) {
			t.Errorf("due %s, want %s; words %q", filed.DueAt, want, filed.Words)
		}
		d := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID))
		if d.Words != "这些消费都是我本人的。" || d.Name != "张**" || d.Sanction.ID != sn.ID {
			t.Errorf("detail = %+v", d)
		}
		_, err = s.FileAppeal(ctx, cleo, models.FileAppeal{SanctionID: sn.ID, Channel: "phone", Lang: "en", Words: "once more"})
		wantRefused(t, err, "appeal_exists")
		ok(t, s.LiftSanction(ctx, withRole(ben, models.RoleLead), sn.ID, sn.Version, "all clear now"))
		ok(t, s.WithdrawAppeal(ctx, cleo, filed.ID, filed.Version))
		_, err = s.FileAppeal(ctx, cleo, models.FileAppeal{SanctionID: sn.ID, Channel: "phone", Lang: "en", Words: "once more"})
		wantRefused(t, err, "sanction_not_active")
	})
}

func TestWhoMadeOrApprovedTheSanctionDoesNotJudge(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		filed := file(t, s, put(t, s, c, a.ID, models.SanctionDeactivate))
		for _, involved := range []models.Actor{anna, ben} {
			wantRefused(t, s.StartAppealReview(ctx, involved, filed.ID, filed.Version), "own_decision")
		}
		ok(t, s.StartAppealReview(ctx, cleo, filed.ID, filed.Version))
		for _, involved := range []models.Actor{anna, ben} {
			wantRefused(t, s.DecideAppeal(ctx, involved, filed.ID, filed.Version+1, overturn()), "own_decision")
		}
		wantRefused(t, s.DecideAppeal(ctx, person(77, "Dan"), filed.ID, filed.Version+1, overturn()), "not_yours")
		leaky := overturn()
		leaky.CustomerText = "Your score fell below 480."
		wantInvalid(t, s.DecideAppeal(ctx, cleo, filed.ID, filed.Version+1, leaky), "customer_text", "leak")
		ok(t, s.DecideAppeal(ctx, cleo, filed.ID, filed.Version+1, overturn()))
	})
}

func TestServiceDecidesOnlyTheKindsThatThePolicyGivesIt(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		ok(t, s.write(ctx, anna, func(tx *writeTx) error {
			p, err := livePolicyRow(tx.db)
			if err != nil {
				return err
			}
			p.Document.Appeals.ServiceKinds = []string{"limit_cut"}
			if err := tx.db.Model(p).Select("document").Updates(p).Error; err != nil {
				return err
			}
			return tx.audit("test.policy", policyTarget(p), nil, nil, "")
		}))
		a := lenderAccount(t, s, "1")
		filed := file(t, s, put(t, s, c, a.ID, models.SanctionRestrict))
		wantRefused(t, s.StartAppealReview(ctx, withRole(cleo, models.RoleService), filed.ID, filed.Version), "appeal_kind")
		ok(t, s.StartAppealReview(ctx, withRole(cleo, models.RoleLead), filed.ID, filed.Version))
	})
}

func TestTheClockStopsWhileTheCustomerIsWaitedFor(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		filed := file(t, s, put(t, s, c, a.ID, models.SanctionRestrict))
		ok(t, s.AcknowledgeAppeal(ctx, cleo, filed.ID, filed.Version))
		wantInvalid(t, s.RequestEvidence(ctx, cleo, models.AskEvidence{AppealID: filed.ID, Version: filed.Version + 1, Kinds: []string{"shoe"}}), "kinds", "choice")
		ok(t, s.RequestEvidence(ctx, cleo, models.AskEvidence{AppealID: filed.ID, Version: filed.Version + 1, Kinds: []string{"income", "id_card"}}))
		c.advance(25 * 24 * time.Hour)
		runAll(t, s)
		if n := audited(t, s, models.ActionAppealOverdue); n != 0 {
			t.Errorf("%d times overdue while waiting", n)
		}
		d := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID))
		wantInvalid(t, s.ReceiveEvidence(ctx, cleo, d.Evidence[0].ID, ""), "finding", "required")
		ok(t, s.ReceiveEvidence(ctx, cleo, d.Evidence[0].ID, "payslips of three months"))
		if err := s.ReceiveEvidence(ctx, cleo, d.Evidence[0].ID, "again"); !errors.Is(err, models.ErrState) {
			t.Errorf("received twice: %v", err)
		}
		ok(t, s.ReceiveEvidence(ctx, cleo, d.Evidence[1].ID, "card matches the face"))
		d = must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID))
		if want := filed.DueAt.Add(25 * 24 * time.Hour); d.Appeal.PausedAt != nil || !d.Appeal.DueAt.Equal(want) {
			t.Errorf("due %s, want %s", d.Appeal.DueAt, want)
		}
		if d.Evidence[0].FindingText != "payslips of three months" {
			t.Errorf("evidence = %+v", d.Evidence)
		}
		c.advance(21 * 24 * time.Hour)
		runAll(t, s)
		runAll(t, s)
		if n := audited(t, s, models.ActionAppealOverdue); n != 1 {
			t.Errorf("%d times overdue", n)
		}
		late := must[[]models.AppealRow](t)(s.Appeals(ctx, models.AppealFilter{Overdue: true, Now: c.now(), Limit: 10}))
		if len(late) != 1 || late[0].Asked != 2 || late[0].Received != 2 {
			t.Errorf("overdue list = %+v", late)
		}
	})
}

func TestAnOverturnRestoresEverythingInOneUnit(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		before := effect(t, s, a.ID)
		caseID, flagged := confirmedCase(t, s, a.ID, "identity_shared")
		cmd := sanction(measured(t, s, a.ID), models.SanctionDeactivate, c)
		cmd.CaseID = caseID
		made := must[*models.Sanction](t)(s.ProposeSanction(ctx, anna, cmd))
		ok(t, s.ApproveSanction(ctx, ben, made.ID, made.Version))
		lowerLine(t, s, a.ID) // somebody also lowered the granted limit in the meantime
		filed := file(t, s, made)
		decided := judge(t, s, filed.ID, overturn())
		ok(t, s.ExecuteAppeal(ctx, cleo, filed.ID, decided.Version))
		if d := cmp.Diff(before, effect(t, s, a.ID)); d != "" {
			t.Error(d)
		}
		d := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID))
		want := []models.RestoredField{
			{Field: "status", Before: "active", Sanction: "deactivated", After: "active", Restored: true},
			{Field: "reach", Sanction: "draw,purchase,raise,transfer", Restored: true},
			{Field: "limit:paylater", Before: "1000000", Sanction: "0", After: "1000000", Restored: true},
			{Field: "limit:cashloan", Before: "500000", Sanction: "0", After: "500000", Restored: true},
		}
		if d := cmp.Diff(want, d.Appeal.Restored); d != "" {
			t.Error(d)
		}
		if d.Appeal.Stage != models.AppealExecuted || d.Sanction.State != models.SanctionOverturned {
			t.Errorf("appeal %s, sanction %s", d.Appeal.Stage, d.Sanction.State)
		}
		if n := count(t, s, &models.Flag{}, "id = ? AND state = ?", flagged, models.FlagOverturned); n != 1 {
			t.Error("the flag is not marked overturned")
		}
		if n := count(t, s, &models.Label{}, "account_id = ? AND name = ?", a.ID, "false_positive:identity_shared"); n != 1 {
			t.Error("the false positive is not recorded")
		}
		if got := messages(t, s, a.ID); got[len(got)-1] != models.TemplateAppealOverturn {
			t.Errorf("messages = %v", got)
		}
		ok(t, s.CloseAppeal(ctx, cleo, filed.ID, d.Appeal.Version))
	})
}

func TestWhatAnotherSanctionHoldsDownStaysAndSaysSo(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		freeze := put(t, s, c, a.ID, models.SanctionFreeze)
		deactivated := put(t, s, c, a.ID, models.SanctionDeactivate)
		filed := file(t, s, freeze)
		judge(t, s, filed.ID, overturn())
		c.advance(16 * time.Minute) // nobody pressed the button
		runAll(t, s)
		d := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID))
		if d.Appeal.Stage != models.AppealExecuted || effect(t, s, a.ID).Status != models.StatusDeactivated {
			t.Fatalf("stage %s, account %+v", d.Appeal.Stage, effect(t, s, a.ID))
		}
		for _, f := range d.Appeal.Restored {
			if f.Restored || f.Note != "other_sanction" {
				t.Errorf("field %+v", f)
			}
		}
		ok(t, s.LiftSanction(ctx, withRole(ben, models.RoleLead), deactivated.ID, deactivated.Version, "all clear now"))
		if got := effect(t, s, a.ID); got.Status != models.StatusActive || got.LimitFen != 1_500_000 {
			t.Errorf("after both are gone: %+v", got)
		}
	})
}

func TestTheCustomersOwnWishIsNotUndone(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		cut := put(t, s, c, a.ID, models.SanctionLimitCut)
		cmd := raise(measured(t, s, a.ID), 800_000)
		cmd.ReasonCode = "customer_request"
		must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, cmd))
		filed := file(t, s, cut)
		decided := judge(t, s, filed.ID, overturn())
		ok(t, s.ExecuteAppeal(ctx, cleo, filed.ID, decided.Version))
		if got := line(measured(t, s, a.ID), models.ProductPayLater).InForceFen(); got != 800_000 {
			t.Errorf("limit = %d", got)
		}
		d := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID))
		if f := d.Appeal.Restored[2]; f.Restored || f.Note != "customer_request" {
			t.Errorf("field = %+v", f)
		}
	})
}

func TestAnUpheldSanctionStandsAndTheCustomerIsTold(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		filed := file(t, s, put(t, s, c, a.ID, models.SanctionRestrict))
		held := effect(t, s, a.ID)
		v := overturn()
		v.Outcome = models.OutcomeUphold
		decided := judge(t, s, filed.ID, v)
		ok(t, s.ExecuteAppeal(ctx, cleo, filed.ID, decided.Version))
		if err := s.ExecuteAppeal(ctx, cleo, filed.ID, decided.Version+1); !errors.Is(err, models.ErrState) {
			t.Errorf("executed twice: %v", err)
		}
		if d := cmp.Diff(held, effect(t, s, a.ID)); d != "" {
			t.Error(d)
		}
		if n := count(t, s, &models.Label{}, "account_id = ?", a.ID); n != 0 {
			t.Errorf("%d labels", n)
		}
	})
}

func TestAppealsArePagedByDueTime(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		for i := range 7 {
			a := lenderAccount(t, s, string(rune('a'+i)))
			c.advance(time.Minute)
			file(t, s, put(t, s, c, a.ID, []models.SanctionKind{models.SanctionLimitCut, models.SanctionRestrict}[i%2]))
		}
		var seen []models.ID
		f := models.AppealFilter{Open: true, Limit: 3, Now: c.now()}
		for {
			page := must[[]models.AppealRow](t)(s.Appeals(ctx, f))
			for _, r := range page {
				seen = append(seen, r.Appeal.ID)
			}
			if len(page) < f.Limit {
				break
			}
			at := page[len(page)-1].Appeal.Cursor()
			f.After = &at
		}
		if len(seen) != 7 {
			t.Errorf("saw %d appeals", len(seen))
		}
		cuts := must[[]models.AppealRow](t)(s.Appeals(ctx, models.AppealFilter{Kind: models.SanctionLimitCut, Limit: 10}))
		if len(cuts) != 4 || cuts[0].Name != "张**" {
			t.Errorf("%d appeals against cuts", len(cuts))
		}
	})
}

// confirmedCase puts a closed case with one confirmed flag on an account.
func confirmedCase(t *testing.T, s *Store, accountID models.ID, code string) (caseID, flagID models.ID) {
	t.Helper()
	ok(t, s.write(context.Background(), anna, func(tx *writeTx) error {
		var err error
		if caseID, err = tx.id(); err != nil {
			return err
		}
		if flagID, err = tx.id(); err != nil {
			return err
		}
		c := models.Case{ID: caseID, AccountID: accountID, State: models.CaseClosed, Outcome: models.CaseConfirmed, OpenedAt: tx.now, DueAt: tx.now, Version: 1}
		f := models.Flag{ID: flagID, CaseID: caseID, AccountID: accountID, Code: code, Severity: 4, RaisedAt: tx.now, State: models.FlagConfirmed}
		if err := errors.Join(tx.insert(&c), tx.insert(&f)); err != nil {
			return err
		}
		return tx.tellFixture()
	}))
	return caseID, flagID
}

// lowerLine lowers the granted pay-later limit by half, for a reason of risk.
func lowerLine(t *testing.T, s *Store, accountID models.ID) {
	t.Helper()
	cmd := raise(measured(t, s, accountID), 500_000)
	cmd.ReasonCode = "risk_increase"
	must[*models.LimitChange](t)(s.ProposeLimit(context.Background(), anna, cmd))
}
