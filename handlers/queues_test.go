package handlers

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"candor/models"
)

// queuesStore has two queues with work and one without.
type queuesStore struct {
	*reviewStore
	queue models.CaseQueue
	on    bool
}

func (s *queuesStore) Queues(context.Context, models.ID) ([]models.QueueRow, error) {
	old := testNow.Add(-49 * time.Hour)
	return []models.QueueRow{
		{Queue: models.QueueLead, Pending: 3, Free: 2, Oldest: &old, Starred: true}, {Queue: models.QueueFirst, Pending: models.CountCap, Free: 7, Oldest: &old}, {Queue: models.QueueFraud},
	}, nil
}
func (s *queuesStore) StarQueue(_ context.Context, _ models.Actor, queue models.CaseQueue, on bool) error {
	s.queue, s.on = queue, on
	return nil
}

// TestAllQueuesOnOnePage: each with what waits and since when, the star, and the way to start for who may work there.
func TestAllQueuesOnOnePage(t *testing.T) {
	s := testSite(t)
	store := &queuesStore{reviewStore: &reviewStore{}}
	h := &Queues{Site: s, Store: store, Queue: &Queue{Site: s, Store: store}}
	lead, reviewer, auditor := as(t, models.RoleLead, "en"), as(t, models.RoleReviewer, "en"), as(t, models.RoleAuditor, "zh-CN")
	w := call(s, lead, h.List, http.MethodGet, "/queues", nil)
	want(t, w, 200)
	follow(t, w.Body.String(), `aria-pressed="true"`, `href="/queue?queue=lead&amp;sort=risk"`, ">3<", ">2<", "2 days ago", `action="/queue/next"`, `value="second"`, "Start reviewing: ",
		`name="on" value="on"`, `aria-pressed="false"`, `href="/queue?queue=first&amp;sort=risk"`, "1,000+", `value="~qfirst"`, `href="/queue?queue=fraud&amp;sort=risk"`, "Due soon")
	lacks(t, w, `value="~qfraud"`) // nothing is free there
	w = call(s, reviewer, h.List, http.MethodGet, "/queues", nil)
	want(t, w, 200, `value="~qfirst"`)
	lacks(t, w, `value="second"`)
	w = call(s, auditor, h.List, http.MethodGet, "/queues", nil)
	want(t, w, 200, "全部队列", "最早标记")
	lacks(t, w, "/queue/next")

	w = call(s, reviewer, h.Star, http.MethodPost, "/queues/star", url.Values{"queue": {"fraud"}, "on": {"on"}})
	if w.Code != 303 || w.Header().Get("Location") != "/queues" || store.queue != models.QueueFraud || !store.on {
		t.Errorf("%d, starred %q, %v", w.Code, store.queue, store.on)
	}
	call(s, reviewer, h.Star, http.MethodPost, "/queues/star", url.Values{"queue": {"first"}})
	if store.queue != models.QueueFirst || store.on {
		t.Errorf("no longer starred: %q, %v", store.queue, store.on)
	}
	want(t, call(s, reviewer, h.Star, http.MethodPost, "/queues/star", url.Values{"queue": {"nothing"}}), 400)
}
