package data

import (
	"context"
	"errors"
	"testing"

	"candor/models"
)

// TestAReferredAppealComesBackWithAnAnswer from a desk, found by it until then, and stands on record.
func TestAReferredAppealComesBackWithAnAnswer(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		filed := file(t, s, put(t, s, c, a.ID, models.SanctionFreeze))
		at := func() int64 { return versionOf(t, s, filed.ID) }
		ok(t, s.StartAppealReview(ctx, cleo, filed.ID, at()))
		due := detail(t, s, filed.ID).Appeal.DueAt
		ok(t, s.AskOpinion(ctx, cleo, filed.ID, at(), "legal", "is the clause valid?"))
		found := func(f models.AppealFilter) int {
			f.Limit, f.Now = 10, s.Now()
			rows := must[[]models.AppealRow](t)(s.Appeals(ctx, f))
			if len(rows) > 0 && (rows[0].Referral == nil) == (f.Desk == "legal" && !f.Not.Desk) {
				t.Errorf("%+v: with %+v", f, rows[0].Referral)
			}
			return len(rows)
		}
		if found(models.AppealFilter{Desk: "legal"}) != 1 || found(models.AppealFilter{Desk: "fraud"}) != 0 || found(models.AppealFilter{Desk: "legal", Not: models.AppealNot{Desk: true}}) != 0 {
			t.Error("it is not found by its desk alone")
		}
		for who, want := range map[models.ID]models.ApprovalCounts{dan.UserID: {models.PermAppealAnswer: 1}, cleo.UserID: {}} {
			got := must[models.Waiting](t)(s.Waiting(ctx, who)).Approvals
			if got[models.PermAppealAnswer] != want[models.PermAppealAnswer] || got[models.PermAppealDecide] != 0 {
				t.Errorf("%d is told of %v", who, got)
			}
		}
		if err := s.GiveOpinion(ctx, dan, filed.ID, at(), models.OutcomeUphold, "it is"); !errors.Is(err, models.ErrState) {
			t.Errorf("advised in the desk's place: %v", err)
		}
		answer := func(who models.Actor, text string) error { return s.AnswerReferral(ctx, who, filed.ID, at(), text) }
		wantRefused(t, answer(cleo, "it is"), "own_question")
		wantRefused(t, answer(anna, "it is"), "own_decision")
		wantInvalid(t, answer(dan, ""), "answer", "required")
		ok(t, answer(dan, "the clause stands"))
		d := detail(t, s, filed.ID)
		if d.Appeal.Stage != models.AppealInReview || !d.Appeal.DueAt.Equal(due) || d.Opinions[0].Text != "the clause stands" || d.Opinions[0].Advice != "" {
			t.Errorf("%+v, %+v", d.Appeal, d.Opinions)
		}
		if found(models.AppealFilter{Desk: "legal"}) != 0 {
			t.Error("what was answered is still with the desk")
		}
		said := map[string]string{}
		for _, e := range must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{AccountID: a.ID, Limit: 50})) {
			said[e.Action] = e.Reason
		}
		if said[models.ActionAppealReferred] != "is the clause valid?" || said[models.ActionAppealAnswered] != "the clause stands" {
			t.Errorf("on record: %v", said)
		}
		wantRefused(t, s.StartAppealReview(ctx, dan, filed.ID, at()), "own_opinion")
		ok(t, s.DecideAppeal(ctx, cleo, filed.ID, at(), overturn()))
	})
}
