package handlers

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"candor/models"
)

// savedStore keeps views in memory.
type savedStore struct {
	*reviewStore
	views  []models.QueueView
	set    models.QueueSetting
	saved  models.SaveView
	gone   models.ID
	facets models.QueueFacets
	asked  models.CaseFilter
	err    error
}

func (s *savedStore) QueueViews(context.Context, models.ID, []string) ([]models.QueueView, error) {
	return s.views, s.err
}
func (s *savedStore) QueueSetting(context.Context, models.ID) (models.QueueSetting, error) {
	return s.set, nil
}
func (s *savedStore) SaveView(_ context.Context, _ models.Actor, cmd models.SaveView) (*models.QueueView, error) {
	s.saved = cmd
	return nil, s.err
}
func (s *savedStore) RemoveView(_ context.Context, _ models.Actor, id models.ID) error {
	s.gone = id
	return s.err
}
func (s *savedStore) RestoreView(_ context.Context, _ models.Actor, id models.ID) error {
	s.gone -= id
	return s.err
}
func (s *savedStore) SetQueue(_ context.Context, _ models.Actor, first *string, stay *bool) error {
	if first != nil {
		s.set.FirstView = *first
	}
	if stay != nil {
		s.set.Stay = *stay
	}
	return s.err
}
func (s *savedStore) QueueFacets(_ context.Context, f models.CaseFilter) (*models.QueueFacets, error) {
	s.asked = f
	return &s.facets, s.err
}

func someSaved(t *testing.T) (*SavedViews, *savedStore) {
	t.Helper()
	store := &savedStore{reviewStore: &reviewStore{}, views: []models.QueueView{
		{ID: 5 << 22, OwnerID: 7, OwnerName: "Anna", Scope: models.ScopeMine, Name: "Night <b>", Query: "due=overdue&sort=due"},
		{ID: 6 << 22, OwnerID: 9, OwnerName: "Cleo", Scope: models.ScopeAll, Name: "Rings", Query: "queue=fraud&sort=risk"},
	}}
	return &SavedViews{Site: testSite(t), Store: store}, store
}

func TestViewsAreKeptListedAndRemoved(t *testing.T) {
	h, store := someSaved(t)
	reviewer := as(t, models.RoleReviewer, "en")
	w := call(h.Site, reviewer, h.Show, http.MethodGet, "/queue/views?view=severity%3D3%26sort%3Drisk", nil)
	want(t, w, 200, "Night &lt;b&gt;", "Everyone, by Cleo", "High amount", `href="/queue?due=overdue&amp;sort=due"`, "Everyone with the role", "/queue/views/"+store.views[0].PublicID()+"/remove")
	lacks(t, w, "/queue/views/"+store.views[1].PublicID()+"/remove", `name="scope" value="all"`)
	want(t, call(h.Site, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/queue/views", nil), 200, "/queue/views/"+store.views[1].PublicID()+"/remove", `name="scope" value="all"`)

	form := url.Values{"view": {"sort=due&severity=!3"}, "name": {"Not high"}, "scope": {"team:reviewer"}, "first": {"on"}}
	w = call(h.Site, reviewer, h.Save, http.MethodPost, "/queue/views", form)
	if w.Code != 303 || store.saved.Team != "reviewer" || store.saved.Scope != models.ScopeTeam || store.saved.Query != "severity=%213&sort=due" || !store.saved.First {
		t.Errorf("%d, saved %+v", w.Code, store.saved)
	}
	var bad models.Invalid
	bad.Add("name", "length", "min", "1", "max", "40")
	store.err = bad.OrNil()
	form.Set("name", "<i>")
	h.Store = &failingSave{store}
	store.err = nil
	want(t, call(h.Site, reviewer, h.Save, http.MethodPost, "/queue/views", form), 422, "Between 1 and 40 characters.", `value="&lt;i&gt;"`)
	h.Store = store
	want(t, call(h.Site, reviewer, h.Save, http.MethodPost, "/queue/views", url.Values{"view": {"severity=9"}}), 400)
	want(t, call(h.Site, reviewer, h.Show, http.MethodGet, "/queue/views?view=evil%3D1", nil), 400)
	if w := call(h.Site, reviewer, h.Remove, http.MethodPost, "/x", url.Values{"view": {""}}, "id", store.views[0].PublicID()); w.Code != 303 || store.gone != 5<<22 {
		t.Errorf("remove: %d, %d", w.Code, store.gone)
	}
	want(t, call(h.Site, reviewer, h.Remove, http.MethodPost, "/x", url.Values{}, "id", "cas_1"), 404)
}

// failingSave refuses every name.
type failingSave struct{ *savedStore }

func (failingSave) SaveView(context.Context, models.Actor, models.SaveView) (*models.QueueView, error) {
	var bad models.Invalid
	bad.Add("name", "length", "min", "1", "max", "40")
	return nil, bad.OrNil()
}

func TestTheQueueBeginsWithTheChosenView(t *testing.T) {
	h, store := someSaved(t)
	reviewer := as(t, models.RoleReviewer, "en")
	set := func(kv ...string) *httptest.ResponseRecorder {
		form := url.Values{"view": {""}}
		for i := 0; i+1 < len(kv); i += 2 {
			form.Set(kv[i], kv[i+1])
		}
		return call(h.Site, reviewer, h.Settings, http.MethodPost, "/queue/settings", form)
	}
	store.cases = func(models.CaseFilter) (models.CasePage, error) { return models.CasePage{}, nil }
	q := &Queue{Site: h.Site, Store: store}
	opens := func() string {
		return call(h.Site, reviewer, q.List, http.MethodGet, "/queue", nil).Header().Get("Location")
	}
	if got := opens(); got != "" {
		t.Errorf("without a choice the queue leads to %s", got)
	}
	for chosen, to := range map[string]string{"mine": "/queue?sort=risk&who=mine", store.views[1].PublicID(): "/queue?queue=fraud&sort=risk"} {
		if w := set("first", chosen); w.Code != 303 || store.set.FirstView != chosen {
			t.Errorf("choose %s: %d, %+v", chosen, w.Code, store.set)
		}
		if got := opens(); got != to {
			t.Errorf("%s leads to %s, want %s", chosen, got, to)
		}
	}
	store.views = nil
	if got := opens(); got != "" && got != "/queue?sort=risk&who=mine" {
		t.Errorf("a view that is gone leads to %s", got)
	}
	want(t, set("first", "qvw_none"), 400)
	want(t, set("stay", "perhaps"), 400)
	if w := set("stay", "true", "back", "/cases/x"); w.Code != 303 || !store.set.Stay || w.Header().Get("Location") != "/cases/x" {
		t.Errorf("stay: %d %s %+v", w.Code, w.Header().Get("Location"), store.set)
	}
	if w := set("stay", "false", "back", "//evil.example"); strings.Contains(w.Header().Get("Location"), "evil") {
		t.Errorf("leads to %s", w.Header().Get("Location"))
	}
}

func TestColumnsAreChosenAndOrdered(t *testing.T) {
	h, _ := someSaved(t)
	reviewer := as(t, models.RoleReviewer, "en")
	choose := func(query string) *httptest.ResponseRecorder {
		return call(h.Site, reviewer, h.Columns, http.MethodGet, "/queue/columns?view=sort%3Ddue&"+query, nil)
	}
	want(t, choose(""), 200, "Does not sort", "Sorts: click its head.", `name="at_severity"`)
	w := choose("apply=1&show=score&show=change&at_score=1&at_account=3&at_change=2&density=compact")
	if got := w.Header().Get("Location"); got != "/queue?cols=score%2Cchange%2Caccount&density=compact&sort=due" {
		t.Errorf("chosen: %s", got)
	}
	all := "apply=1"
	for _, c := range queueColumns {
		if c.plain {
			all += "&show=" + c.key
		}
	}
	if got := choose(all).Header().Get("Location"); got != "/queue?sort=due" {
		t.Errorf("the shipped columns: %s", got)
	}
	want(t, choose("apply=1&show=score&at_score=x"), 422, "A number.")
	want(t, choose("apply=1&at_score=-1&show=score"), 422)
	want(t, choose("apply=1&density=huge"), 422)
	want(t, choose("evil=1"), 400)
}

func TestNarrowCountsAndLeavesOut(t *testing.T) {
	h, store := someSaved(t)
	reviewer := as(t, models.RoleReviewer, "en")
	store.facets = models.QueueFacets{
		Severity: map[models.Severity]int{4: 12, 2: 1001}, Code: map[string]int{"over_limit": 13}, Source: map[string]int{"rule": 13}, Band: map[string]int{"poor": 13},
		Queue: map[models.CaseQueue]int{models.QueueFirst: 10, models.QueueLead: 3}, Assignees: []models.AssigneeCount{{ID: 9 << 22, Name: "Cleo <b>", N: 4}}, Free: 9,
		State: map[string]int{"open": 13, "closed": 1001}, Rows: 13,
	}
	narrow := func(view string) *httptest.ResponseRecorder {
		return call(h.Site, reviewer, h.Narrow, http.MethodGet, "/queue/narrow?"+url.Values{"view": {view}}.Encode(), nil)
	}
	w := narrow("band=!poor&sort=due")
	want(t, w, 200, "Cleo &lt;b&gt;", "1,000 or more", "Leave out Critical", `severity=%214`, "not Poor", `who=`+(models.ID(9<<22)).Public(models.PrefixUser), "Leads")
	if store.asked.Band != "poor" || !store.asked.Not.Band {
		t.Errorf("asked for %+v", store.asked)
	}
	lacks(t, w, `name="pick"`) // of two values any is all
	store.facets.Severity[3] = 1
	want(t, narrow("sort=due"), 200, `name="pick" value="3"`, `name="of" value="severity"`, "Any ticked", "Tick Critical")
	store.facets.Rows = models.FacetRows
	want(t, narrow(""), 200, "12 or more", "each is at least that")
	store.facets = models.QueueFacets{}
	want(t, narrow(""), 200, "No case is in this view now.")
	want(t, narrow("severity=x"), 400)
	want(t, narrow("second"), 200) // a shipped view by its key
	if store.asked.Queue != "lead" {
		t.Errorf("asked for %+v", store.asked)
	}
}

// TestSeveralValuesArePickedAtOnce: what is ticked narrows the view to any of it, or to none; fields that hold one value, and more
// values than a filter may name, are refused.
func TestSeveralValuesArePickedAtOnce(t *testing.T) {
	h, store := someSaved(t)
	reviewer := as(t, models.RoleReviewer, "en")
	for query, to := range map[string]string{
		"of=severity&pick=4&pick=3&view=sort%3Ddue":                                 "/queue?severity=4%2C3&sort=due",
		"of=band&pick=poor&view=band%3D!fair":                                       "/queue?band=poor&sort=risk",
		"of=code&pick=over_limit&pick=manual&not=1&view=":                           "/queue?code=%21over_limit%2Cmanual&sort=risk",
		"of=source&view=severity%3D4":                                               "/queue/narrow?view=severity%3D4%26sort%3Drisk",
		"of=queue&pick=first&pick=lead&view=who%3Dfree":                             "/queue?queue=first%2Clead&sort=risk&who=free",
		"of=severity&pick=4&pick=3&view=severity%3D2%2C%21":                         "",
		"of=who&pick=mine&view=":                                                    "",
		"of=band&view=&pick=" + strings.Repeat("a&pick=", models.SeveralMost) + "b": "",
	} {
		w := call(h.Site, reviewer, h.Narrow, http.MethodGet, "/queue/narrow?"+query, nil)
		if got := w.Header().Get("Location"); got != to || to == "" && w.Code != 400 {
			t.Errorf("%s: %d %s, want %s", query, w.Code, got, to)
		}
	}
	q := &Queue{Site: h.Site, Store: store}
	store.cases = func(f models.CaseFilter) (models.CasePage, error) { store.asked = f; return models.CasePage{}, nil }
	w := call(h.Site, reviewer, q.List, http.MethodGet, "/queue?severity=4,3&band=!poor,fair&score_min=400&score_max=500&queue=first,lead", nil)
	want(t, w, 200, "High or higher", "none of Poor, Fair", "400 to 500", "any of First line, Leads", `<option value=4,3 selected>`)
	lacks(t, w, "Remove the filter Score from", "Remove the filter Score to") // one chip with both ends
	if f := store.asked; f.Severity != 0 || f.Severities != "4,3" || f.Band != "poor,fair" || !f.Not.Band || f.Queue != "first,lead" || f.MinScore != 400 || f.MaxScore != 500 {
		t.Errorf("asked for %+v", f)
	}
	for _, bad := range []string{"severity=4,9", "severity=4,", "severity=,", "queue=first,none", "band=" + strings.Repeat("a,", models.SeveralMost) + "b"} {
		want(t, call(h.Site, reviewer, q.List, http.MethodGet, "/queue?"+bad, nil), 422)
	}
}

func TestNewCasesAreAnnouncedAsALink(t *testing.T) {
	s := testSite(t)
	h := &Queue{Site: s, Store: &reviewStore{}}
	reviewer := as(t, models.RoleReviewer, "en")
	w := call(s, reviewer, h.New, http.MethodGet, "/queue/new?view=sort%3Ddue&since=1700000000000", nil)
	want(t, w, 200, `<a href="/queue?sort=due">7 new: show</a>`)
	want(t, call(s, reviewer, h.New, http.MethodGet, "/queue/new?view=&since=soon", nil), 400)
	want(t, call(s, reviewer, h.New, http.MethodGet, "/queue/new?view=evil%3D1&since=1", nil), 400)
}

// TestAPageOfFiftyRowsIsSmall: what a reviewer loads all day stays below 60 KB before it is compressed.
func TestAPageOfFiftyRowsIsSmall(t *testing.T) {
	s := testSite(t)
	until := testNow.Add(models.CaseLease)
	store := &reviewStore{cases: func(models.CaseFilter) (models.CasePage, error) {
		d := someAccount(t)
		page := models.CasePage{Older: true, Newer: true}
		for i := range queueLimit {
			c := *d.OpenCase
			c.ID += models.ID(i) << 22
			if i%3 == 0 {
				c.AssigneeID, c.AssigneeName, c.LeaseUntil, c.SeenFlags, c.SeenStatus = 8, "Wang Fang", &until, 1, models.StatusActive
			}
			page.Items = append(page.Items, models.CaseItem{Case: c, Account: briefly(&d.Account), Now: models.CaseNow{Score: 480, Status: models.StatusActive}, Masked: d.Masked,
				Earlier: models.Earlier{Flags: 2, Overturned: 1}, People: []string{"Wang Fang"},
				Payment: &models.Payment{Kind: models.EventPurchase, AmountFen: 870_000, Device: "3f9a1c07d2e4b856", Card: "90ab12cd34ef5678", IP: "7711aa33bb55cc99", Prefix: "203.0.113.0/24"}})
		}
		return page, nil
	}}
	h := &Queue{Site: s, Store: store}
	var all []string
	for _, c := range queueColumns {
		all = append(all, c.key)
	}
	// Every row here has the longest of names twice; a lender's rows are a tenth shorter, see TestFirstPageIsLight.
	filters := "sort=due&severity=3&band=poor&who=free&exposure=1000&score_max=600"
	for query, most := range map[string]int{"sort=risk": 49_200, "sort=due&who=free": 50_200, filters: 53_300, "cols=" + strings.Join(all, ","): 54_600, filters + "&cols=" + strings.Join(all, ","): 59_500} {
		for _, lang := range []string{"en", "zh-CN"} {
			w := call(s, as(t, models.RoleLead, lang), h.List, http.MethodGet, "/queue?"+query, nil)
			want(t, w, 200)
			if n := w.Body.Len(); n > most {
				t.Errorf("%s %s: %d bytes", lang, query, n)
			}
		}
	}
	w := call(s, as(t, models.RoleLead, "en"), h.List, http.MethodGet, "/queue?cols="+strings.Join(all, ","), nil)
	want(t, w, 200, "Changed", "−32", "Investigating", "2 / 1", fmt.Sprintf("%d cases on this page", queueLimit))
}

// TestTheButtonForAllSaysHowMany: that which acts on all that match holds the number of the strip, which stops where counting does.
func TestTheButtonForAllSaysHowMany(t *testing.T) {
	s := testSite(t)
	d := someAccount(t)
	store := &reviewStore{cases: func(models.CaseFilter) (models.CasePage, error) {
		return models.CasePage{Items: []models.CaseItem{{Case: *d.OpenCase, Account: briefly(&d.Account), Masked: d.Masked}}}, nil
	}}
	h := &Queue{Site: s, Store: store}
	want(t, call(s, as(t, models.RoleLead, "en"), h.List, http.MethodGet, "/queue?sort=risk", nil), 200, "1,000+ left", "All 1,000+ that match", "Move cases to a queue")
	want(t, call(s, as(t, models.RoleLead, "zh-CN"), h.List, http.MethodGet, "/queue?sort=risk", nil), 200, "还剩 1,000+ 件", "符合条件的全部 1,000+ 件", "移动案件到队列")
}

// TestSeveritiesFromOneUpward: the filter offers them, says in its chip which they are, and asks the store for each.
func TestSeveritiesFromOneUpward(t *testing.T) {
	s := testSite(t)
	var asked models.CaseFilter
	h := &Queue{Site: s, Store: &reviewStore{cases: func(f models.CaseFilter) (models.CasePage, error) { asked = f; return models.CasePage{}, nil }}}
	for lang, words := range map[string]string{"en": "Medium or higher", "zh-CN": "中及以上"} {
		w := call(s, as(t, models.RoleReviewer, lang), h.List, http.MethodGet, "/queue?severity=4,3,2&sort=risk", nil)
		want(t, w, 200, "<option value=4,3,2 selected>"+words, "<strong>"+words+"</strong>")
		if n := strings.Count(w.Body.String(), "value=4,3,2"); n != 1 || asked.Severities != "4,3,2" || asked.Severity != 0 {
			t.Errorf("%d options, asked for %+v", n, asked)
		}
	}
}
