package handlers

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// sinceStore counts so many rows of whatever is asked for, and keeps what was.
type sinceStore struct {
	AppealStore
	radarStore
	n      int
	appeal models.AppealFilter
	radar  models.RadarFilter
	after  time.Time
}

func (s *sinceStore) AppealsSince(_ context.Context, f models.AppealFilter, after time.Time) (int, error) {
	s.appeal, s.after = f, after
	return s.n, nil
}

func (s *sinceStore) RadarSince(_ context.Context, f models.RadarFilter, after time.Time) (int, error) {
	s.radar, s.after = f, after
	return s.n, nil
}

func (s radarStore) RadarSince(context.Context, models.RadarFilter, time.Time) (int, error) {
	return 0, nil
}

func (s *realtimeStore) ChallengesSince(context.Context, time.Time) (int, error) {
	return models.CountCap, nil
}

// TestNewRowsOfListsAreAnnouncedAsALink: of appeals, the radar, challenges and pending actions, in the view that the page has; nothing where
// nothing came, and no view that the page cannot have.
func TestNewRowsOfListsAreAnnouncedAsALink(t *testing.T) {
	s := testSite(t)
	store := &sinceStore{n: 3}
	appeals, radar := &Appeals{Site: s, Store: store}, &Radar{Site: s, Store: store}
	challenges := &Challenges{Site: s, Store: &realtimeStore{}}
	since := testNow.Add(-time.Minute)
	ask := func(list string, handle echo.HandlerFunc, view, at string, status int, words ...string) {
		t.Helper()
		q := url.Values{"view": {view}, "since": {at}}
		want(t, call(s, as(t, models.RoleReviewer, "en"), handle, http.MethodGet, list+"/new?"+q.Encode(), nil), status, words...)
	}
	at := strconv.FormatInt(since.UnixMilli(), 10)
	ask("/appeals", appeals.New, "view=mine&kind=freeze", at, 200, `<a href="/appeals?kind=freeze&amp;view=mine">3 new: show</a>`)
	if f := store.appeal; f.Kind != models.SanctionFreeze || f.Assignee != 7 || !store.after.Equal(since) {
		t.Errorf("asked for %+v since %s", f, store.after)
	}
	ask("/radar", radar.New, "min=30&who=mine", at, 200, `<a href="/radar?min=30&amp;who=mine">3 new: show</a>`)
	if f := store.radar; f.MinBP != 3000 || f.Assignee != 7 {
		t.Errorf("asked for %+v", f)
	}
	ask("/challenges", challenges.New, "open", at, 200, `1,000+ new: show`)
	ask("/challenges", challenges.New, "passed", at, 400)
	ask("/appeals", appeals.New, "kind=none", at, 400)
	ask("/appeals", appeals.New, "evil=1", at, 400)
	ask("/radar", radar.New, "kind=none", at, 400)
	ask("/radar", radar.New, "", "soon", 400)
	store.n = 0
	ask("/radar", radar.New, "", at, 204)
	ask("/appeals", appeals.New, "", at, 204)
}

// TestNewPendingActionsAreThoseThatTheViewerSees: under the tab that is shown, asked for since the page was drawn.
func TestNewPendingActionsAreThoseThatTheViewerSees(t *testing.T) {
	s := testSite(t)
	a := someAccount(t).Account
	asked := func(by models.ID, ago time.Duration) models.Approval {
		return models.Approval{Account: &a, Sanction: &models.Sanction{ID: 9, Kind: models.SanctionFreeze, MadeBy: by, MadeAt: testNow.Add(-ago)}}
	}
	opinion := models.Approval{Opinion: &models.Opinion{ID: 9, AskedBy: 8, AskedAt: testNow}, Appeal: &models.Appeal{ID: 5, AssigneeID: 8}, Barred: models.Barred{People: []models.ID{7}}, Account: &a}
	h := &Approvals{Site: s, Store: approvalStub{waiting: []models.Approval{asked(7, time.Second), asked(8, time.Second), asked(8, time.Hour), opinion}}}
	at := strconv.FormatInt(testNow.Add(-time.Minute).UnixMilli(), 10)
	for show, words := range map[string]string{"": `<a href="/approvals">2 new: show`, "yours": `<a href="/approvals?show=yours">1 new: show`, "asked": `<a href="/approvals?show=asked">1 new: show`} {
		want(t, call(s, as(t, models.RoleLead, "en"), h.New, http.MethodGet, "/approvals/new?view="+show+"&since="+at, nil), 200, words)
		want(t, call(s, as(t, models.RoleLead, "en"), h.List, http.MethodGet, "/approvals?show="+show, nil), 200, `data-fresh="/approvals/new?since=`, "Look for new ones")
	}
	lacks(t, call(s, as(t, models.RoleLead, "en"), h.List, http.MethodGet, "/approvals?show=cooling", nil), "data-fresh")
	want(t, call(s, as(t, models.RoleLead, "en"), h.New, http.MethodGet, "/approvals/new?view=cooling&since="+at, nil), 400)
}

// TestOnlyListsOfWhatIsOpenLookForMore: the radar and challenges do so in both languages where rows can come, and not among what has ended.
func TestOnlyListsOfWhatIsOpenLookForMore(t *testing.T) {
	s := testSite(t)
	radar := &Radar{Site: s, Store: radarStore{}}
	challenges := &Challenges{Site: s, Store: &realtimeStore{challenges: func(models.ChallengeFilter) (models.ChallengePage, error) { return models.ChallengePage{}, nil }}}
	for lang, words := range map[string]string{"en": "Look for new ones", "zh-CN": "查看有无新增"} {
		want(t, call(s, as(t, models.RoleReviewer, lang), radar.List, http.MethodGet, "/radar", nil), 200, words, "data-fresh=\"/radar/new?")
		want(t, call(s, as(t, models.RoleReviewer, lang), challenges.List, http.MethodGet, "/challenges", nil), 200, words, "data-fresh=\"/challenges/new?")
	}
	lacks(t, call(s, as(t, models.RoleReviewer, "en"), radar.List, http.MethodGet, "/radar?state=right", nil), "data-fresh")
	lacks(t, call(s, as(t, models.RoleReviewer, "en"), challenges.List, http.MethodGet, "/challenges?state=passed", nil), "data-fresh")
}
