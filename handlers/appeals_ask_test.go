package handlers

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// TestALetterThatAsksIsSeenBeforeItLeaves looks at the letter that asks for documents, in both languages, without asking for anything;
// what is waited for already does not stand in it, and what would keep it from leaving is said instead.
func TestALetterThatAsksIsSeenBeforeItLeaves(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	f.act = func(what string) error { t.Errorf("%s was done", what); return nil }
	look := func(status int, fields []string, says ...string) {
		t.Helper()
		wants(t, asked(t, s, h.Request, models.RoleService, app10, append([]string{"version", "4", "preview", "1"}, fields...)...), status, says...)
	}
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, `<div id="letters" hidden>`, app10+"/request#letters",
		`<button type="submit" name="preview" value="1" class="sr"`, `>days</span>`, `!>d</span>`)
	look(http.StatusOK, []string{"kinds", "income", "kinds", "id_card", "kinds", "bank_statement", "days", "9", "ask_text", "Three months are enough."},
		`id="letters"`, "We need something from you", "请您补充材料", "Three months are enough.", "<li>ID document</li>", "<li>Bank statement</li>", "!<li>Proof of income</li>", "Please send it by", "While we wait for you, the time", "等待您提供材料期间", "!when you can", "!方便时", "this one is sent", `value="9"`)
	look(http.StatusOK, nil, "Choose at least one thing", "!We need something from you")
	look(http.StatusOK, []string{"kinds", "id_card", "ask_text", "your score is 480"}, `id="letters"`, "!We need something from you")
	look(http.StatusOK, []string{"kinds", "id_card", "days", "91"}, "!We need something from you")
	look(http.StatusUnprocessableEntity, []string{"kinds", "id_card", "days", "soon"}, "f-days-error", "!We need something from you")
	look(http.StatusOK, []string{"kinds", "income"}, "All of this is asked for already", "!We need something from you")
}

func (f fakeAppeals) AcknowledgeAppeal(context.Context, models.Actor, models.ID, int64) error {
	return f.act("acknowledge")
}

func (f fakeAppeals) WithdrawAppeal(context.Context, models.Actor, models.ID, int64) error {
	return f.act("withdraw")
}

// TestAStepThatSendsALetterShowsItFirst looks at the letters that acknowledge an appeal and that confirm its withdrawal, in both languages,
// without doing either; where the step is no longer possible that is said instead.
func TestAStepThatSendsALetterShowsItFirst(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	f.appeal.Stage, f.appeal.AssigneeID, f.appeal.Lang = models.AppealReceived, 0, "zh-CN"
	var did []string
	f.act = func(what string) error { did = append(did, what); return nil }
	look := func(handle echo.HandlerFunc, says ...string) {
		t.Helper()
		wants(t, asked(t, s, handle, models.RoleService, app10, "version", "4", "preview", "1"), http.StatusOK, append(says, `id="step-letter"`)...)
	}
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, `<div id="step-letter" hidden>`, app10+"/acknowledge#step-letter",
		app10+"/withdraw#step-letter", "Letter that acknowledges the appeal", "Letter about the withdrawal")
	look(h.Acknowledge, "我们已收到您的申诉", "We have received your appeal", "The letter in Chinese · this one is sent", "by 2026-", "!Your appeal is withdrawn", `!<div id="step-letter" hidden>`)
	look(h.Withdraw, "您的申诉已撤回", "Your appeal is withdrawn", "!We have received your appeal")
	f.appeal.Stage = models.AppealInReview
	look(h.Acknowledge, "no longer possible", "!We have received your appeal")
	f.appeal.Stage = models.AppealClosed
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, "!step-letter")
	look(h.Withdraw, "no longer possible", "!Your appeal is withdrawn")
	if len(did) > 0 {
		t.Errorf("a look did %v", did)
	}
	wants(t, asked(t, s, h.Acknowledge, models.RoleService, app10, "version", "4"), http.StatusSeeOther)
	wants(t, asked(t, s, h.Withdraw, models.RoleService, app10, "version", "4"), http.StatusSeeOther)
	wants(t, asked(t, s, h.Withdraw, models.RoleService, app10, "version", "x"), http.StatusUnprocessableEntity)
	if !slices.Equal(did, []string{"acknowledge", "withdraw"}) {
		t.Errorf("the steps did %v", did)
	}
}

// twice is a store in which the customer appealed once before.
type twice struct{ fakeAppeals }

func (f twice) Appeal(ctx context.Context, id models.ID) (*models.AppealDetail, error) {
	d, err := f.fakeAppeals.Appeal(ctx, id)
	d.Earlier = []models.Appeal{{ID: 12, AccountID: 5, Stage: models.AppealInReview, ReceivedAt: today}}
	return d, err
}

// TestClosingADuplicateSaysThatNoLetterIsSent beside the choice of the other appeal.
func TestClosingADuplicateSaysThatNoLetterIsSent(t *testing.T) {
	s := measureSite(t)
	h := &Appeals{s, twice{fakeAppeals{fakeCase: newFakeCase()}}}
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, app10+"/duplicate", `id="f-of-hint">The customer gets no letter about this.`)
}
