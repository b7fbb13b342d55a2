package handlers

import (
	"context"
	"net/http"
	"testing"
	"time"

	"candor/engine/counterfactual"
	"candor/engine/decide"
	"candor/models"
)

var (
	san9  = models.ID(9).Public(models.PrefixSanction)
	app10 = models.ID(10).Public(models.PrefixAppeal)
	evi11 = models.ID(11).Public(models.PrefixEvidence)
	msg12 = models.ID(12).Public(models.PrefixMessage)
)

// fakeCase is a store with one account, one sanction and one appeal against it.
type fakeCase struct {
	SanctionStore
	records
	sanction models.Sanction
	appeal   models.Appeal
	act      func(what string) error
	proposed *models.ProposeSanction
	filter   models.AppealFilter
	facets   *models.AppealFacets
	next     *counterfactual.Result
	since    *models.AppealSince
	rows     []models.AppealRow
	opinions []models.Opinion
	decided  []models.Appeal
	causes   map[models.ID][]models.AppealCause
	called   []models.AppealRow
	days     int
	judges   []models.User
	filed    models.FileAppeal
	against  []models.Appeal // the sanction
}

func newFakeCase() *fakeCase {
	at := today.Add(-time.Hour)
	a, lines := account5()
	f := &fakeCase{act: func(string) error { return nil }}
	f.sanction = models.Sanction{
		ID: 9, AccountID: 5, Kind: models.SanctionFreeze, State: models.SanctionActive, StartsAt: &at, ReasonCode: "cash_out", Reason: "ring 17",
		MadeBy: 20, MadeName: "Ben", ApprovedBy: 21, ApprovedName: "Cleo", Snapshot: models.TakeSnapshot(&a, lines, at), Version: 2,
	}
	f.appeal = models.Appeal{ID: 10, AccountID: 5, SanctionID: 9, Stage: models.AppealInReview, Channel: "phone", Lang: "en", ReceivedAt: at, DueAt: today.Add(48 * time.Hour), AssigneeID: 7, AssigneeName: "Anna", Version: 4}
	return f
}

func (f *fakeCase) AuditEntries(ctx context.Context, q models.AuditFilter) ([]models.AuditEntry, error) {
	return f.records.AuditEntries(ctx, q)
}

func (f *fakeCase) Messages(ctx context.Context, id models.ID) ([]models.Message, error) {
	return f.records.Messages(ctx, id)
}

func (f *fakeCase) Sanction(context.Context, models.ID) (*models.Sanction, error) {
	return &f.sanction, nil
}

func (f *fakeCase) SanctionContext(context.Context, models.ID, models.ID) (*models.SanctionContext, error) {
	c := &models.SanctionContext{Name: "张**", InForce: []models.Sanction{f.sanction}, Appeals: f.against}
	c.Account, c.Lines = account5()
	return c, nil
}

func (*fakeCase) ReasonsAtHand(context.Context, models.ID, models.ID) ([]models.ReasonAtHand, error) {
	return reasonsAtHand(), nil
}

func (f *fakeCase) ProposeSanction(_ context.Context, _ models.Actor, cmd models.ProposeSanction) (*models.Sanction, error) {
	f.proposed = &cmd
	return &f.sanction, f.act("propose")
}

func (f *fakeCase) ApproveSanction(context.Context, models.Actor, models.ID, int64) error {
	return f.act("approve")
}

func (f *fakeCase) LiftSanction(_ context.Context, _ models.Actor, _ models.ID, _ int64, reason string) error {
	return f.act("lift " + reason)
}

// fakeAppeals is the appeal side of a fakeCase.
type fakeAppeals struct {
	AppealStore
	*fakeCase
}

func (f fakeAppeals) AuditEntries(ctx context.Context, q models.AuditFilter) ([]models.AuditEntry, error) {
	return f.fakeCase.AuditEntries(ctx, q)
}

func (f fakeAppeals) Messages(ctx context.Context, id models.ID) ([]models.Message, error) {
	return f.fakeCase.Messages(ctx, id)
}

func (f fakeAppeals) SanctionContext(ctx context.Context, a, s models.ID) (*models.SanctionContext, error) {
	return f.fakeCase.SanctionContext(ctx, a, s)
}

func (f fakeAppeals) Appeals(_ context.Context, q models.AppealFilter) ([]models.AppealRow, error) {
	if q.Due == "called" && q.Limit == appealCalledShown {
		return f.called, nil
	}
	f.filter = q
	return f.rows, nil
}

func (f fakeAppeals) Appeal(context.Context, models.ID) (*models.AppealDetail, error) {
	d := &models.AppealDetail{
		Appeal: f.appeal, Sanction: f.sanction, Barred: models.Barred{People: f.sanction.People()}, Name: "张**", Words: "It was <b>me</b>", Policy: &models.Policy{Document: decide.Default()},
		Evidence: []models.EvidenceItem{{Evidence: models.Evidence{ID: 11, Kind: "income"}}},
		Flags:    []models.Flag{{Code: "identity_shared", RaisedAt: today, State: models.FlagConfirmed}},
		Then:     &models.Decision{ID: 30, Score: 512, Band: "poor", Result: []byte(`{"score":512,"band":"poor","outcome":"flag","base":0,"bins":[],"points":[],"moved":null,"reasons":[{"code":"late_often","points":30}],"flags":null}`)},
	}
	d.Next, d.Opinions, d.Judges, d.Since = f.next, f.opinions, f.judges, f.since
	d.Account, d.Lines = account5()
	d.Account.Apply([]models.Sanction{f.sanction}, d.Lines)
	return d, nil
}

func (f fakeAppeals) FileAppeal(_ context.Context, _ models.Actor, cmd models.FileAppeal) (*models.Appeal, error) {
	f.filed = cmd
	return &f.appeal, f.act("file")
}

func (f fakeAppeals) StartAppealReview(context.Context, models.Actor, models.ID, int64) error {
	return f.act("review")
}

func (f fakeAppeals) DecideAppeal(context.Context, models.Actor, models.ID, int64, models.Verdict) error {
	return f.act("decide")
}

func (f fakeAppeals) ReceiveEvidence(context.Context, models.Actor, models.ID, string) error {
	return f.act("receive")
}

func refusal(field, code string, args ...string) func(string) error {
	return func(string) error {
		var bad models.Invalid
		bad.Add(field, code, args...)
		return bad.OrNil()
	}
}

func TestSanctionFormAnswersEachFault(t *testing.T) {
	s := measureSite(t)
	typed := func(kind string, more ...string) []string {
		return append([]string{"case", "", "version", "3", "kind", kind, "reason_code", "cash_out", "reason", "ring 17", "product", "paylater", "cut", "lots", "reach", "draw", "reach", "transfer", "ends_at", "2026-03-20", "review_at", ""}, more...)
	}
	f := newFakeCase()
	h := &Sanctions{s, f}
	wants(t, asked(t, s, h.New, models.RoleReviewer, acc5), http.StatusOK, "There is one of this kind already", "!checked")
	wants(t, asked(t, s, h.Propose, models.RoleReviewer, acc5, typed("restrict")...), http.StatusSeeOther)
	if got := f.proposed; len(got.Reach) != 2 || got.CutFen != 0 || got.CutProduct != "" || got.EndsAt == nil || got.EndsAt.Format(time.RFC3339) != "2026-03-20T15:59:59Z" {
		t.Errorf("command = %+v", got)
	}
	wants(t, asked(t, s, h.Propose, models.RoleReviewer, acc5, typed("limit_cut")...), http.StatusUnprocessableEntity, `value="lots"`, "f-cut-error", "ring 17")
	wants(t, asked(t, s, h.Propose, models.RoleReviewer, acc5, typed("restrict", "preview", "1")...), http.StatusOK, "data-testid=\"effect\"", "Draw cash, Transfer out", "功能暂时停用")
	f.act = refusal("review_at", "required")
	wants(t, asked(t, s, h.Propose, models.RoleReviewer, acc5, typed("freeze")...), http.StatusUnprocessableEntity, "f-review_at-error", "ring 17")
	f.act = func(string) error { return models.ErrConflict }
	f.changed = "Dan"
	wants(t, asked(t, s, h.Propose, models.RoleReviewer, acc5, typed("freeze")...), http.StatusConflict, "Changed by Dan", "ring 17")
	f.act = func(string) error { return &models.Refused{Code: "sanction_exists"} }
	wants(t, asked(t, s, h.Propose, models.RoleReviewer, acc5, typed("freeze")...), http.StatusForbidden, "There is one of this kind already")
}

func TestSanctionPageShowsOnlyWhatTheViewerMayDo(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Sanctions{s, f}
	wants(t, asked(t, s, h.Show, models.RoleLead, san9), http.StatusOK, san9+"/lift", "ring 17", "Suspected cash-out")
	wants(t, asked(t, s, h.Show, models.RoleReviewer, san9), http.StatusOK, "!"+san9+"/lift", "lifted by someone who may approve")
	wants(t, asked(t, s, h.Show, models.RoleService, san9), http.StatusOK, "!"+san9+"/lift", "!ring 17", "!Suspected cash-out", "drawing cash through purchases", "/appeal?sanction="+san9)
	f.sanction.MadeBy = 7
	wants(t, asked(t, s, h.Show, models.RoleLead, san9), http.StatusOK, "You made or approved this sanction")
	f.act = func(string) error { return models.ErrState }
	wants(t, asked(t, s, h.Lift, models.RoleLead, san9, "version", "2", "reason", "all clear"), http.StatusConflict, "no longer possible", "all clear")
}

func TestAppealPageKeepsInvolvedPeopleAndServiceInTheirPlace(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	f.appeal.Lang = "zh-CN" // of the customer's words, not of the page
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, "/decide", `lang="zh-CN" data-testid="words">It was &lt;b&gt;me`, "!512", "!identity_shared", "!ring 17", "will-restore", "¥10,000.00")
	wants(t, asked(t, s, h.Show, models.RoleLead, app10), http.StatusOK, "512", "ring 17")
	f.sanction.ApprovedBy = 7
	wants(t, asked(t, s, h.Show, models.RoleLead, app10), http.StatusOK, "independence", "!/decide\"", "!/review\"")
	f.act = func(string) error { return &models.Refused{Code: "own_decision"} }
	verdict := []string{"version", "4", "outcome", "overturn", "reason", "receipts match", "customer_text", "We looked again."}
	wants(t, asked(t, s, h.Decide, models.RoleLead, app10, verdict...), http.StatusForbidden, "decided by someone else")
	wants(t, asked(t, s, h.Review, models.RoleLead, app10, "version", "4"), http.StatusForbidden, "decided by someone else")
}

func TestAppealDecisionAnswersEachFault(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	verdict := []string{"version", "4", "outcome", "overturn", "reason", "receipts match", "customer_text", "Your score was low."}
	f.act = refusal("customer_text", "leak", "found", "score")
	wants(t, asked(t, s, h.Decide, models.RoleService, app10, verdict...), http.StatusUnprocessableEntity, "f-customer_text-error", "must not read this: score", "Your score was low.", "receipts match")
	f.act, f.changed = func(string) error { return models.ErrConflict }, "Eva"
	wants(t, asked(t, s, h.Decide, models.RoleService, app10, verdict...), http.StatusConflict, "Changed by Eva", "receipts match")
	wants(t, asked(t, s, h.Decide, models.RoleService, app10, append(verdict, "preview", "1")...), http.StatusOK, "data-testid=\"letter\"", "Your appeal was justified", "restored (¥10,000.00)")
	f.act = refusal("finding", "required")
	wants(t, asked(t, s, h.Receive, models.RoleService, app10, "evidence", evi11, "finding", ""), http.StatusUnprocessableEntity, "f-finding-"+evi11+"-error")
	f.act = refusal("words", "required")
	wants(t, sent(t, s, h.File, models.RoleService, nil, "sanction", san9, "channel", "phone", "lang", "en", "words", ""), http.StatusUnprocessableEntity, "f-words-error")
	wants(t, sent(t, s, h.File, models.RoleService, nil, "sanction", "", "channel", "phone", "lang", "en", "words", "it was me"), http.StatusUnprocessableEntity, "f-sanction", "it was me")
	f.act = func(string) error { return &models.Refused{Code: "appeal_exists"} }
	wants(t, sent(t, s, h.File, models.RoleService, nil, "sanction", san9, "channel", "phone", "lang", "en", "words", "it was me"), http.StatusForbidden, "open appeal already", "it was me")
}

// fakeMessages is a store with one letter.
type fakeMessages struct {
	MessageStore
	records
	message models.Message
	chosen  []models.ContactChoice
	recall  error
}

func (f *fakeMessages) AuditEntries(ctx context.Context, q models.AuditFilter) ([]models.AuditEntry, error) {
	return f.records.AuditEntries(ctx, q)
}

func (f *fakeMessages) Messages(ctx context.Context, id models.ID) ([]models.Message, error) {
	return f.records.Messages(ctx, id)
}

func (f *fakeMessages) Message(context.Context, models.ID) (*models.Message, *models.Account, string, error) {
	a, _ := account5()
	return &f.message, &a, "张**", nil
}

func (f *fakeMessages) MessageDeliveries(context.Context, models.ID) ([]models.Delivery, error) {
	return []models.Delivery{{ID: 21, Channel: models.ChannelSMS, State: models.DeliveryRetry, Code: "http_503", NextAt: today}}, nil
}

func (f *fakeMessages) ContactHistory(context.Context, models.ID) ([]models.ContactChoice, error) {
	return f.chosen, nil
}

func (f *fakeMessages) RecallMessage(context.Context, models.Actor, models.ID) error { return f.recall }

// TestEveryLetterIsWholeInBothLanguages draws each template with each kind; a missing text
// would show in double brackets.
func TestEveryLetterIsWholeInBothLanguages(t *testing.T) {
	s := measureSite(t)
	policy := decide.Default()
	for _, lang := range []string{"zh-CN", "en"} {
		for _, template := range models.Templates() {
			for _, kind := range models.SanctionKinds() {
				f := &fakeMessages{message: models.Message{ID: 12, AccountID: 5, Template: template, Lang: lang, CreatedAt: today, ObjectID: san9, State: models.MessageHeld, Values: map[string]string{
					"kind": string(kind), "product": "paylater", "from": "1000000", "to": "300000", "in_force": "200000", "until": "2026-03-20T15:59:59Z", "review": "2026-03-20T15:59:59Z",
					"due": "2026-03-20T15:59:59Z", "functions": "draw,transfer", "reason": "cash_out", "evidence": "income,id_card", "proof": "face", "text": "We looked again.", "wording": "measure", "since": "2026-03-01T15:59:59Z",
					"restored.status": "active", "restored.reach": "", "restored.limit:paylater": "1000000", "kept.limit:cashloan": "0",
				}}}
				h := &Messages{Site: s, Store: f}
				wants(t, asked(t, s, h.Show, models.RoleService, msg12), http.StatusOK, `lang="`+lang+`"`, "!⟦", "/recall", "张**")
				l := writeLetter(s.letterPage(lang), &f.message, "张**")
				for _, text := range append(append(l.Body, l.Items...), l.CanDo...) {
					if found := models.Leaks(text, &policy); len(found) > 0 {
						t.Errorf("%s in %s leaks %v: %s", template, lang, found, text)
					}
				}
			}
		}
	}
	late := &fakeMessages{message: models.Message{ID: 12, Template: models.TemplateSanctionEnded, Lang: "en", CreatedAt: today.Add(-time.Hour), State: models.MessageReady, Values: map[string]string{"kind": "freeze"}}, recall: models.ErrState}
	h := &Messages{Site: s, Store: late}
	wants(t, asked(t, s, h.Recall, models.RoleService, msg12, "version", "1"), http.StatusBadRequest)
	wants(t, asked(t, s, h.Show, models.RoleService, msg12), http.StatusOK, "!/recall", "How it leaves", "/outbox/dlv_", "The gateway answered 503")
}
