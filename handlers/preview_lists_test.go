package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// oneAccount is a store of one account, which counts what only a visit may do.
type oneAccount struct {
	AccountStore
	detail models.AccountDetail
	marks  int
}

func (o *oneAccount) AccountDetail(context.Context, models.ID) (*models.AccountDetail, error) {
	d := o.detail
	return &d, nil
}
func (o *oneAccount) SeeMentions(context.Context, models.ID, models.ID) error { o.marks++; return nil }

// lookAt asks for a preview as a script does.
func lookAt(s *Site, v *Visitor, handle echo.HandlerFunc, target, id string) *httptest.ResponseRecorder {
	return call(s, v, func(c echo.Context) error {
		c.Request().Header.Set("Sec-Fetch-Mode", "cors")
		return handle(c)
	}, http.MethodGet, target, nil, "id", id)
}

// TestAnAccountIsLookedAtBesideTheBook: what a preview of an account shows to whom, and that it marks nothing.
func TestAnAccountIsLookedAtBesideTheBook(t *testing.T) {
	s := testSite(t)
	store := &oneAccount{detail: someAccount(t)}
	h, id := &Accounts{Site: s, Store: store}, store.detail.Account.PublicID()
	w := lookAt(s, as(t, models.RoleReviewer, "en"), h.Preview, "/x", id)
	want(t, w, 200, "data-preview-of", `href="/accounts/`+id+`"`, "Restricted", "512", "Poor", "¥10,000.00", "¥8,700.00", "87% of the limit", "31 days", "Main reasons",
		`href="/cases/`+store.detail.OpenCase.PublicID()+`"`, `href="/appeals/`+store.detail.Appeals[0].PublicID()+`"`)
	lacks(t, w, canary.Name, canary.Phone, "<html", "<form", `href="#`)
	want(t, lookAt(s, as(t, models.RoleReviewer, "zh-CN"), h.Preview, "/x", id), 200, "打开账户", "占额度 87%")
	w = lookAt(s, as(t, models.RoleService, "en"), h.Preview, "/x", id)
	want(t, w, 200, "What the customer may be told", "¥8,700.00")
	lacks(t, w, "512", "Poor", "Main reasons", "/cases/", "score", "over_limit", canary.Name)
	store.detail.Breakdown = nil
	want(t, lookAt(s, as(t, models.RoleReviewer, "en"), h.Preview, "/x", id), 200, "has never been scored")
	want(t, lookAt(s, as(t, models.RoleService, "en"), h.Preview, "/x", id), 200, "There is nothing to explain")
	if store.marks != 0 {
		t.Errorf("a look left %d marks", store.marks)
	}
	want(t, lookAt(s, as(t, models.RoleReviewer, "en"), h.Preview, "/x?view=1", id), 400)
	want(t, lookAt(s, as(t, models.RoleReviewer, "en"), h.Preview, "/x", "nothing"), 404)
	followed(t, s, h.Preview, id, "/accounts/"+id)
}

// followed holds that whoever follows the address of a preview gets the page itself.
func followed(t *testing.T, s *Site, handle echo.HandlerFunc, id, page string) {
	t.Helper()
	w := call(s, as(t, models.RoleReviewer, "en"), handle, http.MethodGet, "/x", nil, "id", id)
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != page {
		t.Errorf("followed, the address answers %d to %q", w.Code, to)
	}
}

// longAppeal is an appeal with many words.
type longAppeal struct {
	fakeAppeals
	words string
}

func (f longAppeal) Appeal(ctx context.Context, id models.ID) (*models.AppealDetail, error) {
	d, err := f.fakeAppeals.Appeal(ctx, id)
	d.Words = f.words
	return d, err
}

// TestAnAppealIsLookedAtBesideTheList: what a preview of an appeal shows to whom, and who may decide it at each stage.
func TestAnAppealIsLookedAtBesideTheList(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, longAppeal{fakeAppeals{fakeCase: f}, "It was <b>me</b>" + strings.Repeat("字", previewWords)}}
	see := func(role, lang string) *httptest.ResponseRecorder {
		return lookAt(s, as(t, role, lang), h.Preview, "/x", app10)
	}
	w := see(models.RoleLead, "en")
	want(t, w, 200, "data-preview-of", `href="/appeals/`+app10+`"`, "In review", "Freeze", "0 of 1 received", "2 days left", "Held down", `lang="en"`, "It was &lt;b&gt;me&lt;/b&gt;字", "字…",
		"Who may decide", "You may decide it.")
	lacks(t, w, strings.Repeat("字", previewWords), "<html", "<form", "Nobody else")
	f.judges = []models.User{{ID: 7, Name: "Anna"}, {ID: 30, Name: "Dan"}}
	want(t, see(models.RoleLead, "en"), 200, "You may decide it.", "Who can decide it: Dan.")
	want(t, see(models.RoleAuditor, "en"), 200, "takes the permission", "Who can decide it: Dan.")
	w = see(models.RoleService, "en")
	want(t, w, 200, "Who can decide it: Dan.")
	lacks(t, w, "512", "identity_shared", "cash_out")
	f.appeal.AssigneeID, f.appeal.AssigneeName = 30, "Dan"
	want(t, see(models.RoleLead, "en"), 200, "You may decide it.", "Dan is judging this appeal")
	f.sanction.MadeBy = 7
	w = see(models.RoleLead, "en")
	want(t, w, 200, "Who can decide it: Dan.")
	lacks(t, w, "You may decide")
	at := today.Add(-time.Minute)
	f.appeal.Stage, f.appeal.Outcome, f.appeal.DecidedAt, f.appeal.DecidedName = models.AppealDecided, models.OutcomeUphold, &at, "Dan"
	want(t, see(models.RoleLead, "zh-CN"), 200, "由 Dan 决定", "打开申诉")
	f.appeal.Stage, f.appeal.DecidedAt = models.AppealWithdrawn, nil
	w = see(models.RoleLead, "en")
	want(t, w, 200, "Withdrawn")
	lacks(t, w, "decided by")
	want(t, lookAt(s, as(t, models.RoleLead, "en"), h.Preview, "/x?a=1", app10), 400)
	followed(t, s, h.Preview, app10, "/appeals/"+app10)
}
