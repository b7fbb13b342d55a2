package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// getAs asks for an address as a visitor of one built-in role.
func getAs(t *testing.T, s *Site, handle echo.HandlerFunc, role, address string) *httptest.ResponseRecorder {
	t.Helper()
	rec := httptest.NewRecorder()
	c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, address, nil), rec)
	v := &Visitor{User: &models.User{ID: 7, Name: "Anna", Login: "anna", Lang: "en", Roles: []string{role}}}
	for _, r := range models.BuiltinRoles() {
		if r.Key == role {
			v.Roles = append(v.Roles, r)
		}
	}
	SetVisitor(c, v)
	if err := handle(c); err != nil {
		if err := s.errorPage(c, statusOf(err), err); err != nil {
			t.Fatal(err)
		}
	}
	return rec
}

// decidedAppeals is four decided by two people, one of them with a name that a spreadsheet would run.
func decidedAppeals() []models.Appeal {
	var all []models.Appeal
	for i, o := range models.AppealOutcomes() {
		at := today.AddDate(0, 0, -i)
		a := models.Appeal{ReceivedAt: at.AddDate(0, 0, -3), DecidedAt: &at, DueAt: at, Outcome: o, DecidedBy: models.ID(30 + i%2), DecidedName: []string{"=Eva", "Dan"}[i%2], Lang: "en", Channel: "portal"}
		a.ID, a.Kind, a.ReasonCode, a.Band = models.ID(70+i), models.SanctionFreeze, "cash_out", "poor"
		all = append(all, a)
	}
	return all
}

// TestWhoSeesWhichMetrics: coded reasons are for who sees scores, colleagues for leads and auditors, and a
// file leaves only when that can be recorded.
func TestWhoSeesWhichMetrics(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	f.decided, f.causes = decidedAppeals(), map[models.ID][]models.AppealCause{}
	for i := range f.decided[:3] { // three of the same, all wrong
		f.decided[i].Outcome = models.OutcomeOverturn
		f.causes[f.decided[i].ID] = []models.AppealCause{{Kind: models.CauseRule, Code: "ring"}, {Kind: models.CauseFlag, Code: "identity_shared"}}
	}
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	wants(t, getAs(t, s, h.Metrics, models.RoleLead, "/appeals/metrics"), http.StatusOK, `href="/rules/ring?days=90"`, "above the bound of 30%", `rule=ring&amp;view=all`, `band=poor&amp;view=all`, "By flag of the case", "Suspected cash-out", "=Eva", "75.0%", "30.1% to 95.4%", "3.0 days", "100.0%", "Customer portal", "/appeals/metrics.csv?days=90")
	wants(t, getAs(t, s, h.Metrics, models.RoleService, "/appeals/metrics?days=30"), http.StatusOK, "!Suspected cash-out", "!=Eva", "!ring", "!band=", "!By flag", "Freeze", "days=365")
	if f.days != 30 {
		t.Errorf("looked back %d days", f.days)
	}
	for _, bad := range []string{"31", "x", "-1"} {
		wants(t, getAs(t, s, h.Metrics, models.RoleLead, "/appeals/metrics?days="+bad), http.StatusBadRequest)
	}
	file := getAs(t, s, h.MetricsFile, models.RoleLead, "/appeals/metrics.csv")
	lines := strings.Split(strings.TrimSpace(file.Body.String()), "\n")
	if !strings.Contains(lines[0], "Appeal metrics by Anna (anna)") || lines[2] != "all,,4,3.0,4,1.000000,3,0.750000,0.300642,0.954413,0,1,0," || len(lines) != 12 || !strings.HasPrefix(lines[3], "rule,ring,3,") || !strings.HasSuffix(lines[3], ",true") {
		t.Errorf("file = %q", lines)
	}
	f.act = func(string) error { return models.ErrConflict }
	wants(t, getAs(t, s, h.MetricsFile, models.RoleLead, "/appeals/metrics.csv"), http.StatusConflict, "!median_days")
	f.decided = nil
	wants(t, getAs(t, s, h.Metrics, models.RoleLead, "/appeals/metrics"), http.StatusOK, "No appeal was decided")
}

// TestTheDeskIsNarrowedByItsAddress: every field of the filter, each chip removable, a decider by a link,
// and no coded reason for who may not see one.
func TestTheDeskIsNarrowedByItsAddress(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	row := models.AppealRow{Appeal: f.appeal, Sanction: f.sanction, Name: "张**", AlikeDecided: 7, AlikeOverturned: 2, Asked: 3, Received: 1}
	row.Appeal.MadeBy, row.Appeal.MadeName, row.Appeal.Earlier = 20, "Ben", 2
	f.rows = []models.AppealRow{row}
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	ben := models.ID(20).Public(models.PrefixUser)
	all := "/appeals?view=all&stage=in_review&due=soon&kind=freeze&reason=cash_out&rule=ring&flag=identity_shared&band=poor&outcome=partly&lang=en&repeat=1&decider=" + ben
	wants(t, getAs(t, s, h.List, models.RoleLead, all), http.StatusOK, "2 of 7", "1/3", "appealed 2 times before", "All lines", "decider="+ben, "Due within 3 days", "Suspected cash-out", `value="`+ben+`"`)
	if q := f.filter; q.Due != "soon" || q.Reason != "cash_out" || q.Rule != "ring" || q.Flag != "identity_shared" || q.Band != "poor" || q.Outcome != models.OutcomePartly || q.Lang != "en" || !q.Repeat || q.Decider != 20 || q.Kind != models.SanctionFreeze || q.Open {
		t.Errorf("filter = %+v", q)
	}
	wants(t, getAs(t, s, h.List, models.RoleService, all), http.StatusOK, "!Suspected cash-out", "!Identity data shared", `!name="band"`)
	if q := f.filter; q.Reason != "" || q.Rule != "" || q.Flag != "" || q.Band != "" {
		t.Errorf("service narrowed by %+v", q)
	}
	f.called = f.rows
	wants(t, getAs(t, s, h.List, models.RoleLead, "/appeals"), http.StatusOK, `data-testid="called"`, "due=called")
	wants(t, getAs(t, s, h.List, models.RoleService, "/appeals"), http.StatusOK, `!data-testid="called"`)
}
