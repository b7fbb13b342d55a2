package handlers

import (
	"net/http"
	"slices"
	"testing"

	"candor/models"
)

func TestTimelineAnswers(t *testing.T) {
	s := testSite(t)
	var asked models.TimelineFilter
	d := someAccount(t)
	store := &reviewStore{timeline: func(f models.TimelineFilter) (*models.Timeline, error) {
		asked = f
		return &models.Timeline{Account: d.Account, Masked: d.Masked, Items: someTimeline(), Newer: f.After != nil, Older: true}, nil
	}}
	h := &Timelines{Site: s, Store: store}
	id := d.Account.PublicID()
	get := func(role, query string) int {
		return call(s, as(t, role, "en"), h.Show, http.MethodGet, "/x"+query, nil, "id", id).Code
	}
	w := call(s, as(t, models.RoleAuditor, "en"), h.Show, http.MethodGet, "/x?kind=measures&after=1764115200000-5-42", nil, "id", id)
	want(t, w, 200, "kind=measures&amp;after=", "before=1795323900000-5-1", "from=", "held", "happened 2026-11-19 06:05", "&lt;b&gt;", "engine", "customer", "system", "Bob")
	lacks(t, w, canary.Name, canary.Phone, "<script>alert")
	if asked.After == nil || asked.After.ID != 42 || len(asked.Kinds) != 1 || asked.Limit != timelineLimit {
		t.Errorf("asked for %+v", asked)
	}
	if code := get(models.RoleLead, "?day=2026-11-20"); code != 200 || asked.Until == nil || asked.Until.In(s.Zone).Format("2006-01-02 15:04") != "2026-11-21 00:00" {
		t.Errorf("%d, until %v", code, asked.Until)
	}
	for query, code := range map[string]int{
		"?kind=all": 400, "?after=x": 400, "?from=1-2-3": 400, "?before=1764115200000-9-1": 400, "?page=2": 400, "?day=tomorrow": 422, "?kind=notes&kind=flags": 400,
	} {
		if got := get(models.RoleLead, query); got != code {
			t.Errorf("%s answers %d, want %d", query, got, code)
		}
	}
	for _, kind := range []string{"scores", "flags", "cases", "record", "views"} {
		if got := get(models.RoleService, "?kind="+kind); got != 403 {
			t.Errorf("service asks for %s and gets %d", kind, got)
		}
	}
	if got := get(models.RoleService, ""); got != 200 || slices.Contains(asked.Kinds, models.TimelineScores) || !slices.Contains(asked.Kinds, models.TimelineNotes) {
		t.Errorf("service: %d, %v", got, asked.Kinds)
	}
	want(t, call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/x", nil, "id", "acc_nobody"), 404)
}

func TestTheHeadOfAnAccountSaysWhatIsOpen(t *testing.T) {
	s := testSite(t)
	d := someAccount(t)
	d.Limits[0].State = models.LimitProposed
	store := &reviewStore{account: func() (*models.AccountDetail, error) { return &d, nil }}
	show := func(role string) string {
		w := call(s, as(t, role, "en"), (&Accounts{Site: s, Store: store}).Show, http.MethodGet, "/x", nil, "id", d.Account.PublicID())
		want(t, w, 200, "31 days", "when a person lifts it", "In review", "1 proposal", "¥10,000.00, 87% used")
		return w.Body.String()
	}
	show(models.RoleLead)
	show(models.RoleService)
	d.Account.LimitFen, d.Account.UsedFen, d.Account.DaysPastDue, d.Account.Score = 0, 0, 0, nil
	d.Account.Status, d.OpenCase, d.Appeals, d.Limits = models.StatusActive, nil, nil, nil
	w := call(s, as(t, models.RoleLead, "en"), (&Accounts{Site: s, Store: store}).Show, http.MethodGet, "/x", nil, "id", d.Account.PublicID())
	want(t, w, 200, "not scored", "None")
	lacks(t, w, "when a person lifts it", "1 proposal", `class="exposure"`)
}
