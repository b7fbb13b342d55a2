package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/sessions"

	"candor/models"
)

func (s *reviewStore) UseCase(context.Context, models.Actor, models.ID) error { return nil }
func (s *reviewStore) QueueSetting(context.Context, models.ID) (models.QueueSetting, error) {
	return models.QueueSetting{Stay: s.stay}, nil
}
func (s *reviewStore) QueueViews(context.Context, models.ID, []string) ([]models.QueueView, error) {
	return nil, nil
}
func (s *reviewStore) CountViews(_ context.Context, views []models.ViewCount) error {
	for i := range views {
		_, readable := views[i].Filter()
		views[i].N, views[i].Known = i, readable
	}
	return nil
}
func (s *reviewStore) CasesSince(context.Context, models.CaseFilter, time.Time) (int, error) {
	return 7, nil
}
func (s *reviewStore) Case(_ context.Context, id models.ID) (*models.Case, error) {
	if s.detail != nil {
		if d, err := s.detail(); err == nil && d.Case.ID == id {
			return &d.Case, nil
		}
	}
	return nil, models.ErrNotFound
}

// deskStore records what is asked of a case and answers with one error.
type deskStore struct {
	*reviewStore
	err     error
	taken   models.TakeCase
	snoozed models.SnoozeCase

	dismissed models.DismissCase
	up        models.EscalateCase
	moved     models.CaseQueue
	used      int
	back      int64 // the version that an assignment was taken back at
	neighbor  models.CasePage
	asked     models.CaseFilter
	here      models.Case
	again     models.ReopenCase
}

func (s *deskStore) TakeCase(_ context.Context, _ models.Actor, cmd models.TakeCase) (*models.Case, error) {
	s.taken = cmd
	return &s.here, s.err
}
func (s *deskStore) SnoozeCase(_ context.Context, _ models.Actor, cmd models.SnoozeCase) (*models.Case, error) {
	s.snoozed = cmd
	return nil, s.err
}
func (s *deskStore) DismissCase(_ context.Context, _ models.Actor, cmd models.DismissCase) (*models.Case, error) {
	s.dismissed = cmd
	return nil, s.err
}
func (s *deskStore) EscalateCase(_ context.Context, _ models.Actor, cmd models.EscalateCase) (*models.Case, error) {
	s.up = cmd
	return nil, s.err
}
func (s *deskStore) MoveCase(_ context.Context, _ models.Actor, _ models.ID, _ int64, to models.CaseQueue) (*models.Case, error) {
	s.moved = to
	moved := s.here
	moved.Queue, moved.Version = to, moved.Version+1
	return &moved, s.err
}
func (s *deskStore) UnassignCase(_ context.Context, _ models.Actor, _ models.ID, version int64) (*models.Case, error) {
	s.back = version
	return &s.here, s.err
}
func (s *deskStore) ReopenCase(_ context.Context, _ models.Actor, cmd models.ReopenCase) (*models.Case, error) {
	s.again = cmd
	return &s.here, s.err
}
func (s *deskStore) UseCase(context.Context, models.Actor, models.ID) error {
	s.used++
	return s.err
}
func (s *deskStore) Case(context.Context, models.ID) (*models.Case, error) { return &s.here, s.err }
func (s *deskStore) Cases(_ context.Context, f models.CaseFilter) (models.CasePage, error) {
	s.asked = f
	return s.neighbor, s.err
}

// someDesk is the desk over a case that a page of it shows.
func someDesk(t *testing.T) (*CaseDesk, *deskStore, *models.CaseDetail) {
	t.Helper()
	s, d := testSite(t), caseOf(t)
	store := &deskStore{reviewStore: &reviewStore{detail: func() (*models.CaseDetail, error) { return d, nil }}, here: d.Case}
	return &CaseDesk{Cases: &Cases{Site: s, Store: store, Queue: &Queue{Site: s, Store: store}}, Desk: store}, store, d
}

func TestDeskActsReachTheStore(t *testing.T) {
	h, store, d := someDesk(t)
	lead, id := as(t, models.RoleLead, "en"), d.Case.PublicID()
	leads := func(w *httptest.ResponseRecorder, to string) {
		t.Helper()
		if got := w.Header().Get("Location"); w.Code != 303 || !strings.HasPrefix(got, to) {
			t.Errorf("%d %s, want %s", w.Code, got, to)
		}
	}
	leads(call(h.Site, lead, h.Take, http.MethodPost, "/x", url.Values{"version": {"4"}, "grounds": {"Rita is ill"}}, "id", id), "/cases/"+id)
	leads(call(h.Site, lead, h.Snooze, http.MethodPost, "/x", url.Values{"version": {"4"}, "until": {"date"}, "date": {"2026-12-24"}, "why": {"papers"}}, "id", id), "/cases/"+id)
	leads(call(h.Site, lead, h.Escalate, http.MethodPost, "/x", url.Values{"version": {"4"}, "to": {"fraud"}, "because": {"ring"}}, "id", id), "/cases/"+id)
	leads(call(h.Site, lead, h.Move, http.MethodPost, "/x", url.Values{"version": {"4"}, "to": {"first"}}, "id", id), "/cases/"+id)
	if store.taken.Reason != "Rita is ill" || store.up.To != models.QueueFraud || store.up.Version != 4 || store.moved != models.QueueFirst {
		t.Errorf("asked for %+v, %+v, %q", store.taken, store.up, store.moved)
	}
	if at := store.snoozed.Until.In(h.Zone); at.Format("2006-01-02 15:04") != "2026-12-24 09:00" || store.snoozed.Reason != "papers" {
		t.Errorf("put off until %s, %q", at, store.snoozed.Reason)
	}
	if w := call(h.Site, lead, h.Use, http.MethodPost, "/x", url.Values{}, "id", id); w.Code != http.StatusNoContent || store.used != 1 {
		t.Errorf("use: %d, %d", w.Code, store.used)
	}
}

func TestDeskRefusesWhatNoFormSendsAndKeepsWhatWasTyped(t *testing.T) {
	h, store, d := someDesk(t)
	reviewer, id := as(t, models.RoleReviewer, "en"), d.Case.PublicID()
	d.Viewers = []models.CaseViewer{{UserID: 7, At: testNow}} // so that showing the page again asks nothing else
	snooze := func(kv ...string) *httptest.ResponseRecorder {
		form := url.Values{"version": {"4"}, "why": {"typed <b>words"}}
		for i := 0; i+1 < len(kv); i += 2 {
			form.Set(kv[i], kv[i+1])
		}
		return call(h.Site, reviewer, h.Snooze, http.MethodPost, "/x", form, "id", id)
	}
	want(t, snooze("until", "never"), 422, "typed &lt;b&gt;words", "Choose one of the values offered.", "<details open>")
	want(t, snooze("until", "date"), 422, "typed &lt;b&gt;words", "Fill this in.")
	want(t, snooze("until", "date", "date", "soon"), 422, `value="soon"`)
	want(t, snooze("until", "tomorrow", "version", "x"), 422)
	want(t, snooze("until", "tomorrow", "evil", "1"), 400)
	store.err = models.ErrConflict
	want(t, snooze("until", "tomorrow", "version", "2"), 409, "typed &lt;b&gt;words", "Changed by Bob", "What happened since you opened the form")
	var bad models.Invalid
	bad.Add("reason", "required")
	store.err = bad.OrNil()
	escalate := url.Values{"version": {"4"}, "to": {"lead"}, "because": {"<i>"}}
	want(t, call(h.Site, reviewer, h.Escalate, http.MethodPost, "/x", escalate, "id", id), 422, "&lt;i&gt;", "Fill this in.")
	escalate.Set("to", "nowhere")
	want(t, call(h.Site, reviewer, h.Escalate, http.MethodPost, "/x", escalate, "id", id), 422)
	store.err = &models.Refused{Code: "other_queue"}
	want(t, call(h.Site, reviewer, h.Move, http.MethodPost, "/x", url.Values{"version": {"4"}, "to": {"fraud"}}, "id", id), 403, "Cases of this queue are for leads.")
	want(t, call(h.Site, reviewer, h.Take, http.MethodPost, "/x", url.Values{"version": {"4"}, "grounds": {"x"}}, "id", "cas_wrong"), 404)
	store.err = models.ErrNotFound
	want(t, call(h.Site, reviewer, h.Use, http.MethodPost, "/x", url.Values{}, "id", id), 404)
}

func TestStepsWalkTheView(t *testing.T) {
	h, store, d := someDesk(t)
	reviewer, id := as(t, models.RoleReviewer, "en"), d.Case.PublicID()
	step := func(query string) *httptest.ResponseRecorder {
		return call(h.Site, reviewer, h.Step, http.MethodGet, "/x?"+query, nil, "id", id)
	}
	store.neighbor.Items = []models.CaseItem{{Case: models.Case{ID: 99 << 22}}}
	w := step("view=sort%3Ddue&dir=next")
	if got := w.Header().Get("Location"); got != caseHref(99<<22, "sort=due") || store.asked.After == nil || store.asked.After.Key != d.Case.DueAt.UnixMicro() || store.asked.Limit != 1 {
		t.Errorf("%s, asked %+v", got, store.asked)
	}
	step("view=sort%3Ddue&dir=previous")
	if store.asked.Before == nil || store.asked.After != nil {
		t.Errorf("asked %+v", store.asked)
	}
	store.neighbor.Items = nil
	if got := step("view=sort%3Ddue&dir=next").Header().Get("Location"); got != "/queue?sort=due&at="+id+"#"+id {
		t.Errorf("at the end: %s", got)
	}
	want(t, step("view=sort%3Ddue&dir=up"), 400)
	want(t, step("view=evil%3D1&dir=next"), 400)
}

func TestACaseShowsWhoIsThereAndWhatChanged(t *testing.T) {
	h, store, d := someDesk(t)
	id, until := d.Case.PublicID(), testNow.Add(12*time.Minute)
	show := func(role string) *httptest.ResponseRecorder {
		return call(h.Site, as(t, role, "en"), h.Show, http.MethodGet, "/x?view=sort%3Ddue", nil, "id", id)
	}
	d.Viewers = []models.CaseViewer{{UserID: 7, UserName: "Anna", At: testNow}, {UserID: 9, UserName: "Cleo <b>", At: testNow}}
	w := show(models.RoleReviewer)
	want(t, w, 200, "Also here: Cleo &lt;b&gt;", "3 done today, 1,000+ left", "/escalate", "/snooze", "dir=next")
	lacks(t, w, "Anna, Cleo", "/take", "/move")
	if store.used != 0 {
		t.Error("a page that was noted a moment ago is noted again")
	}
	d.Viewers = nil
	d.Case.AssigneeID, d.Case.AssigneeName, d.Case.LeaseUntil = 9, "Cleo", &until
	d.Case.SeenFlags, d.Case.SeenScore, d.Case.SeenStatus = 1, 530, models.StatusFrozen
	w = show(models.RoleLead)
	want(t, w, 200, "Cleo is reviewing this case, 12 minutes left", "/take", "Changed since it was claimed", "1 more flag was raised.", "The score went from 530 to 512.")
	lacks(t, w, "/snooze", "/escalate")
	lacks(t, show(models.RoleReviewer), "/take")
	if store.used != 2 {
		t.Errorf("noted %d times", store.used)
	}
	at := testNow.Add(-time.Hour)
	d.Case.AssigneeID, d.Case.LeaseUntil = 0, nil
	d.Case.Place, d.Case.SnoozedUntil, d.Case.SnoozedName, d.Case.SnoozeReason = models.PlaceReturned, &at, "Bob", "papers <i>"
	d.Case.Queue, d.Case.EscalatedBy, d.Case.EscalatedName, d.Case.EscalatedAt, d.Case.EscalateReason = models.QueueLead, 7, "Anna", &at, "ring"
	w = show(models.RoleReviewer)
	want(t, w, 200, "Back in the queue: Bob put it off", "papers &lt;i&gt;", "Escalated by Anna", "You escalated this case", "Cases of this queue are for leads.")
	lacks(t, w, `action="/cases/`+id+`/claim"`)
}

func TestNoticesAreShownOnce(t *testing.T) {
	s := testSite(t)
	list := []models.StaffNotice{{At: testNow.Add(-time.Minute), Kind: models.NoticeCaseTaken, ObjectID: "cas_1", ByName: "Lena", Reason: "Rita <b> is ill"}}
	s.Notices = func(_ context.Context, _ *Visitor, after time.Time) ([]models.StaffNotice, error) {
		if list[0].At.After(after) {
			return list, nil
		}
		return nil, nil
	}
	h, _, d := someDesk(t)
	h.Site.Notices = s.Notices
	v := as(t, models.RoleReviewer, "en")
	v.Session = sessions.NewSession(noStore{}, "s")
	show := func() *httptest.ResponseRecorder {
		return call(h.Site, v, h.Show, http.MethodGet, "/x", nil, "id", d.Case.PublicID())
	}
	want(t, show(), 200, "Lena took the case cas_1 over from you: Rita &lt;b&gt; is ill")
	bell, toasts, found := strings.Cut(show().Body.String(), `id="flash"`)
	if !found || strings.Contains(toasts, "Lena took the case") || !strings.Contains(bell, "Lena took the case") {
		t.Errorf("a notice that was shown before belongs into the bell alone: %s", toasts)
	}
}

// TestWhoAskedIsToldOfAnIgnoredProof: in either language, with the way to the challenge.
func TestWhoAskedIsToldOfAnIgnoredProof(t *testing.T) {
	h, _, d := someDesk(t)
	id := models.ID(9 << 22).Public(models.PrefixChallenge)
	h.Site.Notices = func(context.Context, *Visitor, time.Time) ([]models.StaffNotice, error) {
		return []models.StaffNotice{{At: testNow.Add(-time.Minute), Kind: models.NoticeProofIgnored, ObjectID: id, ByName: "Candor"}}, nil
	}
	for lang, said := range map[string]string{"en": "A customer did not answer in time what you asked for: " + id, "zh-CN": "客户未在期限内响应您发起的核验 " + id} {
		v := as(t, models.RoleReviewer, lang)
		v.Session = sessions.NewSession(noStore{}, "s")
		want(t, call(h.Site, v, h.Show, http.MethodGet, "/x", nil, "id", d.Case.PublicID()), 200, said, `href="/challenges/`+id+`"`)
	}
}

// TestManyNoticesCoverLittle holds that what waited for a person does not cover the page it is told on: the same words stand once,
// and beyond two notices the rest is counted and kept in the bell.
func TestManyNoticesCoverLittle(t *testing.T) {
	s := testSite(t)
	var list []models.StaffNotice
	for i, object := range []string{"cas_1", "cas_1", "cas_2", "cas_3", "cas_4"} {
		list = append(list, models.StaffNotice{At: testNow.Add(time.Duration(i-9) * time.Minute), Kind: models.NoticeCaseTaken, ObjectID: object, ByName: "Lena"})
	}
	shown := 5
	s.Notices = func(context.Context, *Visitor, time.Time) ([]models.StaffNotice, error) { return list[:shown], nil }
	h, _, d := someDesk(t)
	h.Site.Notices = s.Notices
	v := as(t, models.RoleReviewer, "en")
	v.Session = sessions.NewSession(noStore{}, "s")
	show := func(toasts int, last string) {
		t.Helper()
		w := call(h.Site, v, h.Show, http.MethodGet, "/x", nil, "id", d.Case.PublicID())
		_, region, _ := strings.Cut(w.Body.String(), `id="flash"`)
		if got := strings.Count(region, `class="toast `); got != toasts || !strings.Contains(region, last) {
			t.Errorf("%d messages over the page, without %q: %s", got, last, region)
		}
	}
	show(3, "2 more messages stand in the bell.")
	if bell := v.Session.Values[toldValue].(string); strings.Count(bell, "Lena") != 4 {
		t.Errorf("the bell keeps %s", bell)
	}
	shown = 2
	show(1, "Lena took the case cas_1 over from you")
}

// noStore keeps sessions nowhere.
type noStore struct{}

func (noStore) Get(*http.Request, string) (*sessions.Session, error)             { return nil, nil }
func (noStore) New(*http.Request, string) (*sessions.Session, error)             { return nil, nil }
func (noStore) Save(*http.Request, http.ResponseWriter, *sessions.Session) error { return nil }
