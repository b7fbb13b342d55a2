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

// TestAPendingAnswerLeavesOnlyWithWhoMayReadIt: on the page and in the file, a referral is between who asked and who may answer.
func TestAPendingAnswerLeavesOnlyWithWhoMayReadIt(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		filed := file(t, s, put(t, s, c, lenderAccount(t, s, "1").ID, models.SanctionFreeze))
		ok(t, s.StartAppealReview(ctx, cleo, filed.ID, versionOf(t, s, filed.ID)))
		ok(t, s.AskOpinion(ctx, cleo, filed.ID, versionOf(t, s, filed.ID), "legal", "is the clause valid?"))
		answers := []models.Permission{models.PermAppealAnswer}
		for _, one := range []struct {
			who  models.Actor
			show string
			may  []models.Permission
			want int
		}{
			{dan, "", answers, 1}, {dan, "yours", answers, 1}, {dan, "asked", answers, 0}, {dan, "", nil, 0}, {anna, "", answers, 0},
			{cleo, "", answers, 1}, {cleo, "asked", nil, 1}, {cleo, "yours", answers, 0},
		} {
			f := &models.ApprovalFilter{Show: one.show, By: models.Judge{ID: one.who.UserID, Name: one.who.Name}, May: one.may}
			rows, kept, err := s.Export(ctx, one.who, models.AskExport{Kind: models.ExportApprovals, Filter: models.ExportFilter{Approvals: f}})
			if err != nil || kept != nil || len(rows.Pending) != one.want {
				t.Errorf("%s %q %v: %+v, %v, want %d", one.who.Name, one.show, one.may, rows, err, one.want)
			}
		}
	})
}
