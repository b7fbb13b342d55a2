package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

func (f fakeAppeals) NextAppeal(_ context.Context, _, after models.ID) (models.ID, error) {
	if after == 10 {
		return 11, nil
	}
	return 0, models.ErrNotFound
}

func (f fakeAppeals) AskOpinion(_ context.Context, _ models.Actor, _ models.ID, _ int64, reason, _ string) error {
	return f.act("ask " + reason)
}

func (f fakeAppeals) GiveOpinion(_ context.Context, _ models.Actor, _ models.ID, _ int64, advice models.AppealOutcome, _ string) error {
	return f.act("advise " + string(advice))
}

func (f fakeAppeals) MarkAppealDuplicate(context.Context, models.Actor, models.ID, int64, models.ID) error {
	return f.act("duplicate")
}

func (f fakeAppeals) RequestEvidence(_ context.Context, _ models.Actor, _ models.AskEvidence) error {
	return f.act("request")
}

// TestAVerdictTakesOnlyWhatItsOutcomeNeeds: what was typed for another outcome or another measure is left aside.
func TestAVerdictTakesOnlyWhatItsOutcomeNeeds(t *testing.T) {
	f := &form{zone: time.UTC, Values: map[string][]string{
		"parts": {"status"}, "kind": {"restrict"}, "reach": {"draw"}, "product": {"paylater"}, "cut": {"100"}, "ends_at": {"2026-04-01"}, "review_at": {"2026-04-02"},
	}}
	read := func(outcome, kind string) models.Verdict {
		f.Values["outcome"], f.Values["kind"] = []string{outcome}, []string{kind}
		return readVerdict(f)
	}
	if v := read("uphold", "restrict"); v.Parts != nil || v.Replacement != nil {
		t.Errorf("uphold took %+v", v)
	}
	if v := read("partly", "restrict"); !slices.Equal(v.Parts, []string{"status"}) || v.Replacement != nil {
		t.Errorf("partly took %+v", v)
	}
	if r := read("replace", "restrict").Replacement; len(r.Reach) != 1 || r.CutFen != 0 || r.EndsAt == nil || r.ReviewAt != nil {
		t.Errorf("a restriction took %+v", r)
	}
	if r := read("replace", "limit_cut").Replacement; r.Reach != nil || r.CutFen != 10_000 || r.CutProduct != models.ProductPayLater {
		t.Errorf("a cut took %+v", r)
	}
	if r := read("replace", "freeze").Replacement; r.Reach != nil || r.CutFen != 0 || r.ReviewAt == nil {
		t.Errorf("a freeze took %+v", r)
	}
}

// TestADecisionBetweenAllAndNothingIsPreviewed: the page shows what comes back and what stands, and the letter; what is wrong stands at its field.
func TestADecisionBetweenAllAndNothingIsPreviewed(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	base := []string{"version", "4", "reason", "receipts match", "customer_text", "We looked again.", "preview", "1"}
	typed := func(more ...string) []string { return append(slices.Clone(base), more...) }
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, `value="partly"`, `value="reach:draw"`, `value="limit:paylater"`, `data-key="o"`, `data-key="u"`, `href="#f-outcome" aria-keyshortcuts="d"`, `!data-key="t"`, `aria-keyshortcuts="Control+Enter" data-send`, `data-key="n"`, `data-key="i"`)
	wants(t, asked(t, s, h.Decide, models.RoleService, app10, typed("outcome", "partly", "parts", "limit:paylater")...), http.StatusOK,
		`id="trial"`, "this part of the measure stands", "Your appeal was partly justified", "您的申诉部分成立", "The letter in English · this one is sent", `id="verdict-letters"`, "restored (¥10,000.00)", `value="limit:paylater" checked`)
	wants(t, asked(t, s, h.Decide, models.RoleService, app10, typed("outcome", "partly", "parts", "reach:draw")...), http.StatusOK, "come back only with its status", "!id=\"trial\"")
	wants(t, asked(t, s, h.Decide, models.RoleService, app10, typed("outcome", "partly")...), http.StatusOK, "f-parts-error")
	wants(t, asked(t, s, h.Decide, models.RoleService, app10, typed("outcome", "replace", "kind", "restrict", "reach", "draw", "ends_at", today.AddDate(0, 0, 9).Format("2006-01-02"))...), http.StatusOK,
		"the milder measure holds it", "a milder measure takes its place", "switched off: Draw cash")
	wants(t, asked(t, s, h.Decide, models.RoleService, app10, typed("outcome", "replace", "kind", "deactivate")...), http.StatusOK, "f-kind-error")
	wants(t, asked(t, s, h.Decide, models.RoleService, app10, typed("outcome", "replace", "kind", "restrict", "ends_at", "soon")...), http.StatusUnprocessableEntity, "f-ends_at-error", `value="soon"`)
	leak := typed("outcome", "uphold")
	leak[5] = "Your score was low."
	wants(t, asked(t, s, h.Decide, models.RoleService, app10, leak...), http.StatusOK, "must not read this: score", "Our decision on your appeal")
}

// TestAParagraphIsPutIntoTheReason: without scripting its button sends the form, which comes back as it was typed
// with the paragraph at the end of the reason, and decides nothing.
func TestAParagraphIsPutIntoTheReason(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	var did []string
	f.act = func(what string) error { did = append(did, what); return nil }
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, `name="paragraph"`, `data-key="1"`, `data-key="9"`, "Need information", "Refer to a colleague")
	typed := []string{"version", "4", "outcome", "uphold", "reason", "called twice", "customer_text", ""}
	wants(t, asked(t, s, h.Decide, models.RoleService, app10, append(typed, "paragraph", "4")...), http.StatusOK,
		"called twice\nWhat was late has been paid since", "What was late has been paid.</textarea>", `value="uphold" checked`)
	wants(t, asked(t, s, h.Decide, models.RoleService, app10, append(typed, "paragraph", "10")...), http.StatusOK, ">called twice</textarea>")
	typed[5] = ""
	wants(t, asked(t, s, h.Decide, models.RoleService, app10, append(typed, "paragraph", "1")...), http.StatusOK, ">Who the customer is has been proven")
	if len(did) > 0 {
		t.Errorf("a paragraph did %v", did)
	}
}

// TestASecondOpinionIsAskedAndGivenOnThePage for the one who asked and for somebody else.
func TestASecondOpinionIsAskedAndGivenOnThePage(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, app10+"/opinion", "Referred: fraud")
	f.act = refusal("question", "required")
	wants(t, asked(t, s, h.Ask, models.RoleService, app10, "version", "4", "opinion_reason", "doubt", "question", ""), http.StatusUnprocessableEntity, "f-question-error", `value="doubt" checked`)
	f.act = func(string) error { return nil }
	wants(t, asked(t, s, h.Ask, models.RoleService, app10, "version", "4", "opinion_reason", "doubt", "question", "is it theirs?"), http.StatusSeeOther)
	f.appeal.Stage = models.AppealOpinion
	f.opinions = []models.Opinion{{ID: 40, Reason: "doubt", Question: "is it <i>theirs</i>?", AskedBy: 7, AskedName: "Anna", AskedAt: today}}
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, "You asked.", "!/advise\"", "!/decide\"", "is it &lt;i&gt;theirs")
	f.opinions[0].AskedBy, f.appeal.AssigneeID = 30, 30
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, app10+"/advise", "It comes before the decision")
	f.act = func(string) error { return &models.Refused{Code: "own_question"} }
	wants(t, asked(t, s, h.Advise, models.RoleService, app10, "version", "4", "advice", "uphold", "opinion", "the receipts are forged"), http.StatusForbidden, "You asked.", "the receipts are forged")
	at := today
	f.opinions[0].GivenAt, f.opinions[0].GivenBy, f.opinions[0].GivenName, f.opinions[0].Advice, f.opinions[0].Text = &at, 7, "Anna", models.OutcomeUphold, "forged"
	f.appeal.Stage = models.AppealInReview
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, "Uphold it", "You gave a second opinion", "!/review\"", "!/decide\"")
}

// TestWhoMayNotDecideIsToldWhomToAsk: up to five names, never the reader's own, and what to do where there is nobody.
func TestWhoMayNotDecideIsToldWhomToAsk(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	f.sanction.MadeBy = 7 // the reader
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, "Nobody else can decide it", "split-even", "!/decide\"")
	for i, name := range []string{"Anna", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hal"} {
		f.judges = append(f.judges, models.User{ID: models.ID(7 + i), Name: name})
	}
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, "Who can decide it: Cleo, Dan, Eva, Finn, Gus and 1 other.")
	f.judges = f.judges[:3]
	wants(t, asked(t, s, h.Show, models.RoleAuditor, app10), http.StatusOK, "takes the permission to decide appeals", "Who can decide it: Cleo, Dan.")
	f.sanction.MadeBy = 20
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, "!Who can decide it", "!split-even", app10+"/decide")
}

func TestTheDeskLeadsToTheNextAppeal(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	ask := func(query string) string {
		rec := httptest.NewRecorder()
		c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/appeals/next"+query, nil), rec)
		SetVisitor(c, &Visitor{User: &models.User{ID: 7, Name: "Anna", Lang: "en"}, Roles: models.BuiltinRoles()})
		if err := h.Next(c); err != nil {
			t.Fatal(err)
		}
		if rec.Code != http.StatusSeeOther {
			t.Errorf("%s: status %d", query, rec.Code)
		}
		return rec.Header().Get("Location")
	}
	if got, want := ask("?after="+app10), "/appeals/"+models.ID(11).Public(models.PrefixAppeal); got != want {
		t.Errorf("next is %s, want %s", got, want)
	}
	if got := ask(""); got[:8] != "/appeals" {
		t.Errorf("nothing next leads to %s", got)
	}
	rec := asked(t, s, h.Duplicate, models.RoleService, app10, "version", "4", "of", "app_nonsense")
	wants(t, rec, http.StatusUnprocessableEntity, "f-of")
	f.act = refusal("days", "range_between", "min", "1", "max", "90")
	wants(t, asked(t, s, h.Request, models.RoleService, app10, "version", "4", "kinds", "income", "days", "91"), http.StatusUnprocessableEntity, "f-days-error", `value="91"`)
	wants(t, asked(t, s, h.Request, models.RoleService, app10, "version", "4", "kinds", "income", "days", "soon"), http.StatusUnprocessableEntity, "f-days-error")
}

func (f fakeAppeals) AppealMetrics(_ context.Context, days int) (models.AppealMetrics, error) {
	f.days = days
	m := models.MeasureAppeals(f.decided, f.causes, today.AddDate(0, 0, -days))
	m.BoundBP, m.Known, m.KnownBands = 3_000, []models.AppealCause{{Kind: models.CauseRule, Code: "ring"}, {Kind: models.CauseFlag, Code: "identity_shared"}}, []string{"poor", "fair"}
	m.Deciders = []models.AppealDecider{{ID: 40, Name: "Mei <m>"}}
	return m, nil
}

func (f fakeAppeals) RecordAppealExport(context.Context, models.Actor, int) error {
	return f.act("export")
}

func (f fakeAppeals) AnswerReferral(context.Context, models.Actor, models.ID, int64, string) error {
	return f.act("answer")
}

// TestAReferredAppealNamesItsDesk: since when, that the clock runs on, and a form for who may answer alone.
func TestAReferredAppealNamesItsDesk(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	f.appeal.Stage, f.appeal.AssigneeID = models.AppealOpinion, 30
	f.opinions = []models.Opinion{{ID: 40, Reason: "legal", Question: "is the clause valid?", AskedBy: 30, AskedName: "Anna", AskedAt: today}}
	wants(t, asked(t, s, h.Show, models.RoleLead, app10), http.StatusOK, `data-testid="referred"`, "At the legal desk since", "Referred by Anna", "its clock runs on", app10+"/answer", "!/advise\"", "!/decide\"", "The answer comes before")
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, "At the legal desk since", "Waiting for the answer", "!/answer\"", "!/advise\"")
	f.sanction.MadeBy = 7
	wants(t, asked(t, s, h.Show, models.RoleLead, app10), http.StatusOK, "At the legal desk since", "!/answer\"")
	f.sanction.MadeBy = 20
	f.act = refusal("answer", "required")
	wants(t, asked(t, s, h.Answer, models.RoleLead, app10, "version", "4", "answer", ""), http.StatusUnprocessableEntity, "f-answer-error")
	f.act = func(string) error { return nil }
	wants(t, asked(t, s, h.Answer, models.RoleLead, app10, "version", "4", "answer", "the clause stands"), http.StatusSeeOther)
	at := today
	f.opinions[0].GivenAt, f.opinions[0].GivenBy, f.opinions[0].GivenName, f.opinions[0].Text = &at, 8, "Ben", "the clause stands"
	f.appeal.Stage = models.AppealInReview
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, "!At the legal desk since", "The legal desk answered", "the clause stands", "Ben")
	f.rows = []models.AppealRow{{Appeal: f.appeal, Sanction: f.sanction, Referral: &models.Opinion{Reason: "fraud", AskedAt: today}}}
	wants(t, asked(t, s, h.List, models.RoleService, ""), http.StatusOK, "At the fraud desk", "since ", `name="desk"`)
}
