package data

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/models"
)

var dan = person(77, "Dan")

func detail(t *testing.T, s *Store, id models.ID) *models.AppealDetail {
	t.Helper()
	return must[*models.AppealDetail](t)(s.Appeal(context.Background(), id))
}

// rings is how often the clock of appeals rang.
func rings(t *testing.T, s *Store) [3]int {
	t.Helper()
	return [3]int{audited(t, s, models.ActionAppealWarned), audited(t, s, models.ActionAppealEscalated), audited(t, s, models.ActionAppealOverdue)}
}

// TestTheClockWarnsEscalatesAndBreachesOnce looks every day for two months, with the customer waited
// for from day 14 to day 24: the days move by what was waited, and each rings once.
func TestTheClockWarnsEscalatesAndBreachesOnce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		filed := file(t, s, put(t, s, c, a.ID, models.SanctionFreeze))
		for day := 1; day <= 40; day++ {
			c.advance(24 * time.Hour)
			if day == 14 {
				ok(t, s.RequestEvidence(ctx, cleo, models.AskEvidence{AppealID: filed.ID, Version: versionOf(t, s, filed.ID), Kinds: []string{"income"}, Days: 30}))
			}
			if day == 24 {
				ok(t, s.ReceiveEvidence(ctx, cleo, detail(t, s, filed.ID).Evidence[0].ID, "payslips of three months"))
			}
			runAll(t, s)
			runAll(t, s)
			want := [3]int{day / 25, day / 28, day / 30}
			for i := range want {
				want[i] = min(1, want[i])
			}
			if got := rings(t, s); got != want {
				t.Fatalf("day %d: rang %v, want %v", day, got, want)
			}
		}
		got := detail(t, s, filed.ID).Appeal
		if got.Version != 3 || !got.Escalated() || got.WaitedSecs != 10*24*3600 || got.BreachedAt == nil {
			t.Errorf("appeal = %+v", got)
		}
	})
}

// TestAnOldAppealGetsItsClock: the store opens with appeals from before there were warnings. The undecided one gets its days from
// the policy, warns and calls leads once each, and is not touched again; the decided one stays as it was.
func TestAnOldAppealGetsItsClock(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		old := file(t, s, put(t, s, c, lenderAccount(t, s, "1").ID, models.SanctionFreeze))
		done := file(t, s, put(t, s, c, lenderAccount(t, s, "2").ID, models.SanctionFreeze))
		judge(t, s, done.ID, overturn())
		newFixture(t, s).must(func(tx *writeTx) error {
			if err := tx.db.Where("kind IN ?", []string{models.JobAppealWarn, models.JobAppealEscalate}).Delete(&models.Job{}).Error; err != nil {
				return err
			}
			return tx.db.Model(&models.Appeal{}).Where("1 = 1").Updates(map[string]any{"warn_at": nil, "escalate_at": nil}).Error
		})
		ok(t, s.ensureClocks(ctx))
		got := detail(t, s, old.ID).Appeal
		if got.WarnAt == nil || !got.WarnAt.Equal(*old.WarnAt) || !got.EscalateAt.Equal(*old.EscalateAt) || !got.DueAt.Equal(old.DueAt) {
			t.Errorf("warns %v, calls %v, was %v, %v", got.WarnAt, got.EscalateAt, old.WarnAt, old.EscalateAt)
		}
		if d := detail(t, s, done.ID).Appeal; d.WarnAt != nil {
			t.Errorf("a decided appeal warns at %v", d.WarnAt)
		}
		ok(t, s.ensureClocks(ctx))
		if again := detail(t, s, old.ID).Appeal; again.Version != got.Version {
			t.Error("it is filled again")
		}
		c.advance(40 * 24 * time.Hour)
		runAll(t, s)
		runAll(t, s)
		if got := rings(t, s); got != [3]int{1, 1, 1} {
			t.Errorf("rang %v", got)
		}
	})
}

// TestADecidedAppealRingsNoMore decides on the first day and looks on every later one.
func TestADecidedAppealRingsNoMore(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		filed := file(t, s, put(t, s, c, a.ID, models.SanctionRestrict))
		judge(t, s, filed.ID, overturn())
		c.advance(40 * 24 * time.Hour)
		runAll(t, s)
		if got := rings(t, s); got != [3]int{} {
			t.Errorf("rang %v", got)
		}
	})
}

// TestEvidenceIsWaitedForUntilItsDay: what is not here by then lapses, the clock runs again, the
// customer is told, and what comes late is still taken.
func TestEvidenceIsWaitedForUntilItsDay(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		filed := file(t, s, put(t, s, c, a.ID, models.SanctionRestrict))
		wantInvalid(t, s.RequestEvidence(ctx, cleo, models.AskEvidence{AppealID: filed.ID, Version: filed.Version, Kinds: []string{"income"}, Days: 91}), "days", "range_between")
		ok(t, s.RequestEvidence(ctx, cleo, models.AskEvidence{AppealID: filed.ID, Version: filed.Version, Kinds: []string{"income"}}))
		c.advance(10 * 24 * time.Hour)
		ok(t, s.RequestEvidence(ctx, cleo, models.AskEvidence{AppealID: filed.ID, Version: filed.Version + 1, Kinds: []string{"id_card"}, Days: 6}))
		c.advance(4 * 24 * time.Hour)
		runAll(t, s)
		if d := detail(t, s, filed.ID); d.Appeal.Stage != models.AppealEvidence || d.Appeal.PausedAt == nil || d.Evidence[0].LapsedAt == nil || !d.Evidence[1].Waiting() {
			t.Fatalf("after the first day: %+v, %+v", d.Appeal, d.Evidence)
		}
		c.advance(2 * 24 * time.Hour)
		runAll(t, s)
		runAll(t, s)
		d := detail(t, s, filed.ID)
		if want := filed.DueAt.AddDate(0, 0, 16); d.Appeal.Stage != models.AppealAcknowledged || d.Appeal.PausedAt != nil || !d.Appeal.DueAt.Equal(want) {
			t.Errorf("appeal = %+v, want due %s", d.Appeal, want)
		}
		if n := audited(t, s, models.ActionEvidenceLapsed); n != 2 {
			t.Errorf("lapsed %d times", n)
		}
		if got := messages(t, s, a.ID); got[len(got)-1] != models.TemplateAppealGoesOn {
			t.Errorf("messages = %v", got)
		}
		ok(t, s.ReceiveEvidence(ctx, cleo, d.Evidence[1].ID, "card came by post"))
		if e := detail(t, s, filed.ID).Evidence[1]; e.LapsedAt != nil || e.ReceivedAt == nil {
			t.Errorf("late evidence = %+v", e)
		}
	})
}

// TestAPartlyOverturnedMeasureStandsForTheRest gives a frozen account one line and then its status
// and a function back, and lifts what stands: everything is as it was.
func TestAPartlyOverturnedMeasureStandsForTheRest(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		before := effect(t, s, a.ID)
		freeze := put(t, s, c, a.ID, models.SanctionFreeze)
		lowerLine(t, s, a.ID)
		filed := file(t, s, freeze)
		v := overturn()
		v.Outcome, v.Parts = models.OutcomePartly, []string{"reach:draw", "limit:paylater"}
		ok(t, s.StartAppealReview(ctx, cleo, filed.ID, filed.Version))
		wantInvalid(t, s.DecideAppeal(ctx, cleo, filed.ID, filed.Version+1, v), "parts", "parts_need_status")
		v.Parts = []string{"status", "reach:draw", "limit:paylater"}
		ok(t, s.DecideAppeal(ctx, cleo, filed.ID, filed.Version+1, v))
		wantRefused(t, s.ExecuteAppeal(ctx, anna, filed.ID, filed.Version+2), "own_decision")
		ok(t, s.ExecuteAppeal(ctx, cleo, filed.ID, filed.Version+2))
		d := detail(t, s, filed.ID)
		want := []models.RestoredField{
			{Field: "status", Before: "active", Sanction: "frozen", After: "restricted", Note: "part_stands"},
			{Field: "reach", Sanction: "draw,purchase,raise,transfer", After: "purchase,raise,transfer", Note: "part_stands"},
			{Field: "limit:paylater", Before: "1000000", Sanction: "0", After: "1000000", Restored: true},
			{Field: "limit:cashloan", Before: "500000", Sanction: "0", After: "0", Note: "part_stands"},
		}
		if diff := cmp.Diff(want, d.Appeal.Restored); diff != "" {
			t.Error(diff)
		}
		if d.Sanction.State != models.SanctionActive || !slices.Equal(d.Sanction.Spared, v.Parts) {
			t.Errorf("sanction = %+v", d.Sanction)
		}
		if n := count(t, s, &models.Label{}, "account_id = ?", a.ID); n != 0 {
			t.Errorf("%d false positives of a measure that stands", n)
		}
		if got := messages(t, s, a.ID); got[len(got)-1] != models.TemplateAppealPartly {
			t.Errorf("messages = %v", got)
		}
		ok(t, s.LiftSanction(ctx, withRole(ben, models.RoleLead), freeze.ID, d.Sanction.Version, "all clear now"))
		if diff := cmp.Diff(before, effect(t, s, a.ID)); diff != "" {
			t.Error(diff)
		}
	})
}

// TestADecisionIsCarriedOutByAPersonOrTheJob has everybody else try first: nothing changes.
func TestADecisionIsCarriedOutByAPersonOrTheJob(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		l := newLinked(t, s, c, "1")
		before := effect(t, s, l.sanction.AccountID)
		filed := file(t, s, l.sanction)
		decided := judge(t, s, filed.ID, overturn())
		nobody := cleo
		nobody.UserID = 0
		for name, by := range map[string]models.Actor{
			"a key":          {Kind: models.ActorKey, ID: "key_1", Name: "Partner", Source: "api"},
			"a key of cleo":  {Kind: models.ActorKey, ID: "key_1", UserID: cleo.UserID, Name: "Partner", Source: "api"},
			"the customer":   l.by(),
			"a command":      models.Operator("root"),
			"a user without": nobody,
		} {
			t.Run(name, func(t *testing.T) {
				wantRefused(t, s.ExecuteAppeal(ctx, by, filed.ID, decided.Version), "execute_person")
			})
		}
		if d := detail(t, s, filed.ID); d.Appeal.Stage != models.AppealDecided || d.Appeal.Version != decided.Version || audited(t, s, models.ActionAppealExecuted) != 0 {
			t.Errorf("a refused try changed %+v", d.Appeal)
		}
		if diff := cmp.Diff(before, effect(t, s, l.sanction.AccountID)); diff != "" {
			t.Error(diff)
		}
		ok(t, s.ExecuteAppeal(ctx, models.System("appeal_execute"), filed.ID, decided.Version))
		if d := detail(t, s, filed.ID); d.Appeal.Stage != models.AppealExecuted || d.Sanction.State != models.SanctionOverturned {
			t.Errorf("by a job: %+v", d.Appeal)
		}
	})
}

// TestAMilderMeasureTakesThePlace puts a restriction in a deactivation's place: the old one ends, the
// new one ends by itself, and lifting it gives the account back as it was. Whoever had a part in
// either may not judge an appeal against the new one.
func TestAMilderMeasureTakesThePlace(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		before := effect(t, s, a.ID)
		old := put(t, s, c, a.ID, models.SanctionDeactivate)
		filed := file(t, s, old)
		v := overturn()
		v.Outcome = models.OutcomeReplace
		ok(t, s.StartAppealReview(ctx, cleo, filed.ID, filed.Version))
		wantInvalid(t, s.DecideAppeal(ctx, cleo, filed.ID, filed.Version+1, v), "kind", "choice")
		v.Replacement = &models.Replacement{Kind: models.SanctionFreeze, ReviewAt: days(c, 20)}
		service := withRole(cleo, models.RoleService)
		wantRefused(t, s.DecideAppeal(ctx, service, filed.ID, filed.Version+1, v), "replace_needs_approver")
		v.Replacement = &models.Replacement{Kind: models.SanctionRestrict, EndsAt: days(c, 9)}
		wantInvalid(t, s.DecideAppeal(ctx, service, filed.ID, filed.Version+1, v), "reach", "required")
		v.Replacement.Reach = []models.Function{models.FunctionDraw}
		ok(t, s.DecideAppeal(ctx, service, filed.ID, filed.Version+1, v))
		c.advance(16 * time.Minute)
		runAll(t, s)
		d := detail(t, s, filed.ID)
		made := must[*models.Sanction](t)(s.Sanction(ctx, d.Appeal.ReplacedBy))
		if d.Sanction.State != models.SanctionLifted || made.Replaces != old.ID || made.State != models.SanctionActive || made.ReasonCode != old.ReasonCode {
			t.Fatalf("old %+v, new %+v", d.Sanction, made)
		}
		if got := effect(t, s, a.ID); got.Status != models.StatusRestricted || got.LimitFen != 1_500_000 || !slices.Equal(got.Reach, v.Replacement.Reach) {
			t.Errorf("account = %+v", got)
		}
		if f := d.Appeal.Restored; f[0].Note != "replaced" || !f[2].Restored || !f[3].Restored {
			t.Errorf("proof = %+v", f)
		}
		ok(t, s.CloseAppeal(ctx, cleo, filed.ID, d.Appeal.Version))
		again := file(t, s, made)
		if again.Earlier != 1 || again.Kind != models.SanctionRestrict {
			t.Errorf("second appeal = %+v", again.AppealFacts)
		}
		for _, involved := range []models.Actor{anna, ben, cleo} {
			wantRefused(t, s.StartAppealReview(ctx, involved, again.ID, again.Version), "own_decision")
		}
		ok(t, s.WithdrawAppeal(ctx, dan, again.ID, again.Version))
		c.advance(9 * 24 * time.Hour)
		runAll(t, s)
		if diff := cmp.Diff(before, effect(t, s, a.ID)); diff != "" {
			t.Error(diff)
		}
	})
}

// TestASecondOpinionComesFromSomebodyElse: it is given before the decision, by a person who neither
// asked nor had a part in the measure, and who then does not decide.
func TestASecondOpinionComesFromSomebodyElse(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		filed := file(t, s, put(t, s, c, a.ID, models.SanctionFreeze))
		at := func() int64 { return versionOf(t, s, filed.ID) }
		ok(t, s.StartAppealReview(ctx, cleo, filed.ID, at()))
		wantInvalid(t, s.AskOpinion(ctx, cleo, filed.ID, at(), "weather", "is it theirs?"), "opinion_reason", "choice")
		wantInvalid(t, s.AskOpinion(ctx, cleo, filed.ID, at(), "doubt", ""), "question", "required")
		wantRefused(t, s.AskOpinion(ctx, dan, filed.ID, at(), "doubt", "is it theirs?"), "not_yours")
		ok(t, s.AskOpinion(ctx, cleo, filed.ID, at(), "doubt", "is it theirs?"))
		if err := s.DecideAppeal(ctx, cleo, filed.ID, at(), overturn()); !errors.Is(err, models.ErrState) {
			t.Errorf("decided before the opinion: %v", err)
		}
		opinionWaits(t, s, c, map[string]models.Actor{"": dan, "own_question": cleo, "own_decision": anna})
		give := func(who models.Actor) error {
			return s.GiveOpinion(ctx, who, filed.ID, at(), models.OutcomeUphold, "the receipts are forged")
		}
		wantRefused(t, give(cleo), "own_question")
		wantRefused(t, give(anna), "own_decision")
		wantRefused(t, give(ben), "own_decision")
		ok(t, give(dan))
		if left := must[[]models.Approval](t)(s.Approvals(ctx, 10)); len(left) > 1 || len(left) == 1 && left[0].Opinion != nil {
			t.Errorf("what was given is waited for: %+v", left)
		}
		if err := give(dan); !errors.Is(err, models.ErrState) {
			t.Errorf("given twice: %v", err)
		}
		wantRefused(t, s.StartAppealReview(ctx, dan, filed.ID, at()), "own_opinion")
		if d := detail(t, s, filed.ID); len(d.Opinions) != 1 || d.Opinions[0].GivenName != "Dan" || d.OpenOpinion() != nil {
			t.Errorf("opinions = %+v", d.Opinions)
		}
		ok(t, s.DecideAppeal(ctx, cleo, filed.ID, at(), overturn()))
	})
}

// TestAnOpinionOnAWithdrawnAppealHidesNoOther asks for two, withdraws the first appeal, and has room for one.
func TestAnOpinionOnAWithdrawnAppealHidesNoOther(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		var filed [2]models.ID
		for i, number := range []string{"1", "2"} {
			filed[i] = file(t, s, put(t, s, c, lenderAccount(t, s, number).ID, models.SanctionFreeze)).ID
			ok(t, s.StartAppealReview(ctx, cleo, filed[i], versionOf(t, s, filed[i])))
			ok(t, s.AskOpinion(ctx, cleo, filed[i], versionOf(t, s, filed[i]), "doubt", "is it theirs?"))
		}
		ok(t, s.WithdrawAppeal(ctx, cleo, filed[0], versionOf(t, s, filed[0])))
		c.advance(2 * models.ApprovalTTL)
		waiting := must[[]models.Approval](t)(s.Approvals(ctx, 1))
		if len(waiting) != 1 || waiting[0].Opinion == nil || waiting[0].Opinion.AppealID != filed[1] {
			t.Errorf("waiting: %+v", waiting)
		}
	})
}

// opinionWaits sees the second opinion among pending actions days after it was asked for, counted for whom nothing keeps from giving it.
func opinionWaits(t *testing.T, s *Store, c *clock, who map[string]models.Actor) {
	t.Helper()
	asked := s.Now()
	c.advance(2 * models.ApprovalTTL)
	waiting := must[[]models.Approval](t)(s.Approvals(ctx, 10))
	at := slices.IndexFunc(waiting, func(w models.Approval) bool { return w.Opinion != nil })
	if at < 0 {
		t.Fatalf("no opinion is waited for: %+v", waiting)
	}
	w := &waiting[at]
	if _, name, when := w.Asked(); name != "Cleo" || !when.Equal(asked) || w.Need() != models.PermAppealDecide || w.Account == nil || w.Name == "" {
		t.Errorf("asked by %s at %s: %+v", name, when, w)
	}
	for code, person := range who {
		var refused *models.Refused
		if err := w.Check(models.Judge{ID: person.UserID, Name: person.Name}); code == "" && err != nil || code != "" && (!errors.As(err, &refused) || refused.Code != code) {
			t.Errorf("%s: %v, want %q", person.Name, err, code)
		}
		counts := must[models.Waiting](t)(s.Waiting(ctx, person.UserID)).Approvals
		if got, want := counts[models.PermAppealDecide], map[bool]int{true: 1}[code == ""]; got != want {
			t.Errorf("%s is told of %d opinions, want %d", person.Name, got, want)
		}
	}
}
