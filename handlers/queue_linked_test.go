package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor/engine/rules"
	"candor/models"
)

// linkedQueue is a queue that says what it was asked for.
func linkedQueue(t *testing.T) (*Queue, *reviewStore, *[]models.CaseFilter) {
	t.Helper()
	d := someAccount(t)
	asked := &[]models.CaseFilter{}
	store := &reviewStore{cases: func(f models.CaseFilter) (models.CasePage, error) {
		*asked = append(*asked, f)
		if f.Accounts != nil && len(f.Accounts) == 0 {
			return models.CasePage{}, nil
		}
		return models.CasePage{Older: f.Tag == "", Items: []models.CaseItem{{Case: *d.OpenCase, Account: briefly(&d.Account), Masked: d.Masked}}}, nil
	}}
	return &Queue{Site: testSite(t), Store: store}, store, asked
}

// lacking is a reviewer without one right.
func lacking(t *testing.T, p models.Permission) *Visitor {
	t.Helper()
	v := as(t, models.RoleReviewer, "en")
	v.Roles = slices.Clone(v.Roles)
	v.Roles[0].Permissions = slices.DeleteFunc(slices.Clone(v.Roles[0].Permissions), func(own models.Permission) bool { return own == p })
	return v
}

// TestTheQueueIsNarrowedByOutcomeGroupAndThing: each is a chip that can be removed, stays with the form and in what rows carry, and what
// cannot be read is told beside its field. A thing takes the right to see what accounts share.
func TestTheQueueIsNarrowedByOutcomeGroupAndThing(t *testing.T) {
	h, _, asked := linkedQueue(t)
	thing := "device.00000000000000ab"
	for query, x := range map[string]struct {
		status int
		words  []string
		want   models.CaseFilter
	}{
		"outcome=confirmed&state=closed":  {200, []string{`<option value=confirmed selected>`, "Remove the filter Outcome"}, models.CaseFilter{State: models.CaseClosed, Outcome: "confirmed"}},
		"outcome=%21cleared":              {200, []string{"not Cleared"}, models.CaseFilter{State: models.CaseClosed, Outcome: "cleared", Not: models.CaseNot{Outcome: true}}},
		"outcome=confirmed&state=snoozed": {422, []string{"f-outcome-error", "Only closed cases have an outcome."}, models.CaseFilter{}},
		"outcome=lost":                    {422, []string{"f-outcome-error"}, models.CaseFilter{}},
		"group=ring":                      {200, []string{"Remove the filter Rule group", `name="group" value="ring"`}, models.CaseFilter{State: models.CaseOpen, Codes: "ring_shared_device,flagged_neighbours,mule_transfer,ring_merchant"}},
		"group=%21bust_out":               {200, []string{"not Bust-out"}, models.CaseFilter{State: models.CaseOpen, Codes: "bust_out", Not: models.CaseNot{Codes: true}}},
		"group=none":                      {422, nil, models.CaseFilter{}},
		"thing=" + thing:                  {200, []string{"device 00000000…", `name="thing" value="` + thing + `"`, "~T" + thing}, models.CaseFilter{State: models.CaseOpen, Thing: thing}},
		"batch=bat_0":                     {422, nil, models.CaseFilter{}},
		"thing=device.13800000000":        {422, nil, models.CaseFilter{}},
		"thing=phone.00000000000000ab":    {422, nil, models.CaseFilter{}},
	} {
		*asked = nil
		w := call(h.Site, as(t, models.RoleReviewer, "en"), h.List, http.MethodGet, "/queue?sort=risk&"+query, nil)
		want(t, w, x.status, x.words...)
		if x.status != 200 {
			continue
		}
		f := (*asked)[0]
		got := models.CaseFilter{State: f.State, Outcome: f.Outcome, Codes: f.Codes, Thing: f.Thing, Not: f.Not}
		if d := cmp.Diff(x.want, got); d != "" || !f.Narrowed() {
			t.Errorf("%s:\n%s", query, d)
		}
		if f.Reader != as(t, models.RoleReviewer, "en").UserID() {
			t.Error("nobody is said to read it")
		}
	}
	want(t, call(h.Site, lacking(t, models.PermScoreRead), h.List, http.MethodGet, "/queue?sort=risk&thing="+thing, nil), 422)
}

// TestFindingInAView: the cases of whom was found, in the view that was shown, with its filters; nothing that was typed is part of an
// address, and what acts on all of the view is not there.
func TestFindingInAView(t *testing.T) {
	h, store, asked := linkedQueue(t)
	var searched []models.Search
	hits := []models.SearchHit{{Account: models.Account{ID: 5 << 22}}, {Account: models.Account{ID: 5 << 22}, Kind: models.SearchByCase, Of: 9}, {Kind: models.SearchByEntry, Of: 8}}
	store.search = func(cmd models.Search) ([]models.SearchHit, error) {
		searched = append(searched, cmd)
		return hits, cmd.Validate()
	}
	view := "~s4~rdue"
	find := func(role, lang, typed string) *httptest.ResponseRecorder {
		return call(h.Site, as(t, role, lang), h.Find, http.MethodPost, "/queue/find", map[string][]string{"q": {typed}, "view": {view}})
	}
	w := call(h.Site, as(t, models.RoleLead, "en"), h.List, http.MethodGet, "/queue?severity=4&sort=due", nil)
	want(t, w, 200, "action=/queue/find", `name="view" value="~s4~rdue"`, "Find in this view")
	*asked = nil
	for lang, words := range map[string][2]string{"en": {"1 account was found", "Only the first 50 cases"}, "zh-CN": {"找到 1 个账户", "只显示前 50 件"}} {
		view = "~s4~gx~rdue"
		want(t, find(models.RoleLead, lang, "Li Xiaoming"), 200, words[0], `href="/queue?severity=4&amp;sort=due&amp;tag=x"`)
		view = "~s4~rdue"
		w = find(models.RoleLead, lang, "Li Xiaoming")
		want(t, w, 200, words[1], `href="/queue?severity=4&amp;sort=due"`)
		lacks(t, w, "Xiaoming", "bulk", "type=checkbox", "data-fresh", "/queue?after", "1,000+ left")
		f := (*asked)[len(*asked)-1]
		if !slices.Equal(f.Accounts, []models.ID{5 << 22}) || f.Severity != models.SeverityCritical || f.Sort != models.SortDue || f.After != nil {
			t.Errorf("asked for %+v", f)
		}
	}
	if len(searched) != 4 || searched[0].Query != "Li Xiaoming" || !searched[0].Can(models.PermCaseRead) {
		t.Errorf("searched %+v", searched)
	}
	hits = nil
	want(t, find(models.RoleLead, "en", "nobody"), 200, "No case of this view", "Back to the view")
	before := len(*asked)
	want(t, find(models.RoleLead, "en", "x"), 422, `role="alert"`)
	if f := (*asked)[before]; f.Accounts != nil {
		t.Errorf("what is no search narrowed to %v", f.Accounts)
	}
	may := lacking(t, models.PermAccountRead)
	want(t, call(h.Site, may, h.Find, http.MethodPost, "/queue/find", map[string][]string{"q": {"nobody"}, "view": {"all"}}), 403)
	lacks(t, call(h.Site, may, h.List, http.MethodGet, "/queue?sort=risk", nil), "/queue/find")
	store.search = func(models.Search) ([]models.SearchHit, error) { return nil, models.ErrQuota }
	want(t, find(models.RoleLead, "en", "nobody"), 429)
}

// TestWhatIsSharedLeadsToTheQueue: from the devices of an account, from what it shares and from a case, for whoever may read it.
func TestWhatIsSharedLeadsToTheQueue(t *testing.T) {
	l := labels{}
	l.p.Texts = testSite(t).Texts.For("en")
	events := []models.Event{{Body: models.EventBody{Device: "00000000000000ab", IP: "00000000000000cd"}}, {Body: models.EventBody{Device: "00000000000000ab"}}}
	var hrefs []string
	for _, a := range l.sharing(events, as(t, models.RoleReviewer, "en")) {
		hrefs = append(hrefs, a.Href)
	}
	if d := cmp.Diff([]string{"/queue?sort=risk&thing=device.00000000000000ab", "/queue?sort=risk&thing=ip.00000000000000cd"}, hrefs); d != "" {
		t.Error(d)
	}
	seen := l.seenDevices([]models.Seen{{Token: "00000000000000ab"}}, as(t, models.RoleReviewer, "en"))
	if cells := seen.Rows[0].Cells; !strings.HasSuffix(cells[len(cells)-1].Href, "device.00000000000000ab") {
		t.Errorf("the device leads to %+v", cells[len(cells)-1])
	}
	if links := l.sharing(events, lacking(t, models.PermScoreRead)); links != nil {
		t.Errorf("whoever may not read scores is led to %v", links)
	}
}

// TestABatchLeadsBackToItsRowsTicked: those that were ticked, where they stand after the act; those of a filter are led to by the filter.
func TestABatchLeadsBackToItsRowsTicked(t *testing.T) {
	h, _, asked := linkedQueue(t)
	b := models.Batch{ID: 9 << 22, Kind: models.BatchAssign}
	query := "batch=" + b.PublicID()
	w := call(h.Site, as(t, models.RoleLead, "en"), h.List, http.MethodGet, tickedHref(&b), nil)
	want(t, w, 200, " checked aria-label=", `<strong data-selected class="num">1</strong>`, "Remove the filter Rows of the batch", `name="batch" value="`+b.PublicID()+`"`)
	if f := (*asked)[0]; f.Batch != b.ID || !f.Narrowed() {
		t.Errorf("asked for %+v", f)
	}
	lacks(t, call(h.Site, as(t, models.RoleLead, "en"), h.List, http.MethodGet, "/queue?sort=risk", nil), " checked aria-label=")
	l := labels{}
	l.p.Texts = h.Texts.For("en")
	said := func(b models.Batch) string {
		var page strings.Builder
		if body := l.chosenBy(&b).Body; body != nil {
			if err := body.Render(t.Context(), &page); err != nil {
				t.Fatal(err)
			}
		}
		return page.String()
	}
	if got := said(b); !strings.Contains(got, query) || strings.Contains(got, "snoozed") {
		t.Errorf("a batch of rows leads to %s", got)
	}
	b.Kind, b.Done = models.BatchSnooze, 1
	if got := said(b); !strings.Contains(got, "state=snoozed") {
		t.Errorf("a batch of what is put off leads to %s", got)
	}
	b.View = "severity=3"
	if got := said(b); strings.Contains(got, query) {
		t.Errorf("a batch of a filter leads to %s", got)
	}
}

// TestTheGroupsAreThoseOfThePolicyInForce: a rule of the lender's own has its own group, and one of the shipped rules the group that the
// policy gives it; what other shipped rules flagged is still found.
func TestTheGroupsAreThoseOfThePolicyInForce(t *testing.T) {
	h, _, asked := linkedQueue(t)
	reads := 0
	h.Rules = func(context.Context) ([]rules.Rule, error) {
		reads++
		live := []rules.Rule{{Key: "own", Family: "night_watch", Reason: "late_at_night"}, {Key: "ring_too", Family: "ring", Reason: "late_at_night"}}
		for _, r := range rules.Shipped() {
			if r.Family == "bust_out" {
				r.Family = "night_watch"
				live = append(live, r)
			}
		}
		return live, nil
	}
	for query, codes := range map[string]string{
		"group=night_watch": "late_at_night,bust_out", "group=ring": "late_at_night,ring_shared_device,flagged_neighbours,mule_transfer,ring_merchant", "group=bust_out": "-", "": "",
	} {
		*asked, reads = nil, 0
		want(t, call(h.Site, as(t, models.RoleReviewer, "en"), h.List, http.MethodGet, "/queue?sort=risk&"+query, nil), 200)
		if f := (*asked)[0]; f.Codes != codes || (reads > 0) != (query != "") {
			t.Errorf("%s: codes %q, the policy read %d times", query, f.Codes, reads)
		}
	}
	groups := ruleGroups{{Family: "night_watch", Reason: "late_at_night"}, {Family: "ring", Reason: "ring_merchant"}}
	if n := groups.count(map[string]int{"late_at_night": 3, "ring_merchant": 1}); n["night_watch"] != 3 || n["ring"] != 1 {
		t.Errorf("counts: %v", n)
	}
	h.Rules = func(context.Context) ([]rules.Rule, error) { return nil, models.ErrConflict }
	if w := call(h.Site, as(t, models.RoleReviewer, "en"), h.List, http.MethodGet, "/queue?sort=risk&group=ring", nil); w.Code < 400 {
		t.Error("a policy that cannot be read is taken for the shipped one")
	}
}
