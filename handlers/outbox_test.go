package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"candor/models"
)

// fakeOutbox is a store with what a test puts into it.
type fakeOutbox struct {
	OutboxStore
	items  []models.OutboxItem
	asked  models.OutboxFilter
	detail models.DeliveryDetail
	step   error
	fails  error
}

func (f *fakeOutbox) Outbox(_ context.Context, q models.OutboxFilter) (models.OutboxPage, error) {
	f.asked = q
	return models.OutboxPage{Items: f.items, Older: len(f.items) > 1}, f.fails
}

func (f *fakeOutbox) OutboxCounts(context.Context) (models.OutboxCounts, error) {
	return models.OutboxCounts{Held: 2, State: map[models.DeliveryState]int{models.DeliveryDead: 1, models.DeliveryDelivered: models.OutboxCountMost + 1}}, nil
}

func (f *fakeOutbox) Delivery(_ context.Context, id models.ID) (*models.DeliveryDetail, error) {
	if id != f.detail.Delivery.ID {
		return nil, models.ErrNotFound
	}
	return &f.detail, f.fails
}

func (f *fakeOutbox) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	return nil, nil
}

func (f *fakeOutbox) RetryDelivery(context.Context, models.Actor, models.ID) error { return f.step }
func (f *fakeOutbox) HandDelivery(context.Context, models.Actor, models.ID) error  { return f.step }

// leaving is one delivery of each kind, in the language of a customer.
func leaving(lang string) []models.OutboxItem {
	done, ago := testNow.Add(-time.Minute), testNow.Add(-time.Hour)
	item := func(id models.ID, channel models.Channel, state models.DeliveryState, change func(*models.Delivery)) models.OutboxItem {
		m := restricted(lang)
		m.ID, m.AccountID, m.CreatedAt, m.State = 3, 7, ago, models.MessageReady
		it := models.OutboxItem{
			Message: m, Name: "Z*** <b>", To: map[models.Channel]string{models.ChannelSMS: "000****4567", models.ChannelEmail: "z*@example.invalid"}[channel], External: "A-1",
			Delivery: models.Delivery{ID: id, MessageID: 3, AccountID: 7, Channel: channel, State: state, Most: 8, Attempts: 1, NextAt: testNow.Add(time.Minute), CreatedAt: ago},
		}
		if change != nil {
			change(&it.Delivery)
		}
		return it
	}
	return []models.OutboxItem{
		item(20, models.ChannelEmail, models.DeliveryDead, func(d *models.Delivery) { d.Code, d.DoneAt, d.Attempts = "smtp_550", &done, 1 }),
		item(19, models.ChannelLetter, models.DeliveryByHand, nil),
		item(18, models.ChannelSMS, models.DeliveryRetry, func(d *models.Delivery) { d.Code, d.Attempts = "http_503", 3 }),
		item(17, models.ChannelSMS, models.DeliveryQueued, func(d *models.Delivery) { d.Waits, d.Attempts = models.ContactQuiet, 0 }),
		item(16, models.ChannelWebhook, models.DeliverySending, nil),
		item(15, models.ChannelEmail, models.DeliveryDelivered, func(d *models.Delivery) { d.DoneAt = &done }),
		item(14, models.ChannelSMS, models.DeliveryDelivered, func(d *models.Delivery) { d.DoneAt, d.Inbox = &done, true }),
	}
}

func detailOf(it models.OutboxItem) models.DeliveryDetail {
	ended := testNow.Add(-50 * time.Minute)
	return models.DeliveryDetail{
		OutboxItem: it, Account: models.Account{ID: 7, ExternalID: "A-1"},
		Tries: []models.Try{
			{N: 2, StartedAt: ended, EndedAt: &ended, Result: models.TryFailed, Code: it.Delivery.Code},
			{N: 1, StartedAt: ended.Add(-time.Minute), EndedAt: &ended, Result: models.TryUnknown},
		},
		Entries: []models.AuditEntry{{Seq: 4, At: ended, ActorName: "system", Action: models.ActionMessageFailed}},
	}
}

// TestOutboxPagesLookAsTheyDid compares outbox, delivery and inbox with what is checked in.
func TestOutboxPagesLookAsTheyDid(t *testing.T) {
	s := testSite(t)
	for _, lang := range []string{"en", "zh-CN"} {
		items := leaving(lang)
		lead := as(t, models.RoleLead, lang)
		h := &Outbox{Site: s, Store: &fakeOutbox{items: items, detail: detailOf(items[0])}}
		held := &Outbox{Site: s, Store: &fakeOutbox{items: []models.OutboxItem{{Message: models.Message{ID: 9, AccountID: 7, Template: models.TemplateLimitRaised, Lang: lang, CreatedAt: testNow.Add(-20 * time.Second)}, Name: "Z***"}}}}
		for name, w := range map[string]*httptest.ResponseRecorder{
			"outbox":   call(s, lead, h.List, http.MethodGet, "/outbox", nil),
			"held":     call(s, lead, held.List, http.MethodGet, "/outbox?state=held", nil),
			"delivery": call(s, lead, h.Show, http.MethodGet, "/x", nil, "id", items[0].Delivery.PublicID()),
			"inbox":    call(s, lead, h.Inbox, http.MethodGet, "/inbox", nil),
		} {
			t.Run(name+"."+lang, func(t *testing.T) {
				want(t, w, http.StatusOK)
				lacks(t, w, "⟦", "%!", "<no value>", " style=", "<b>", canary.Name, canary.Phone)
				compare(t, filepath.Join("..", "views", "testdata", "outbox-"+name+"."+lang+".html"), mainOf(w))
			})
		}
	}
}

func TestTheOutboxIsNarrowedByItsAddress(t *testing.T) {
	s, lead := testSite(t), as(t, models.RoleLead, "en")
	f := &fakeOutbox{items: leaving("en")}
	h := &Outbox{Site: s, Store: f, Outlets: models.Outlets{SMS: true}}
	dlv, msg := models.ID(9).Public(models.PrefixDelivery), models.ID(9).Public(models.PrefixMessage)
	for target, asked := range map[string]models.OutboxFilter{
		"/outbox": {Limit: 50}, "/outbox?state=dead&channel=sms": {State: "dead", Channel: "sms", Limit: 50},
		"/outbox?state=held&before=" + msg: {Held: true, Before: 9, Limit: 50}, "/outbox?after=" + dlv: {After: 9, Limit: 50},
	} {
		w := call(s, lead, h.List, http.MethodGet, target, nil)
		want(t, w, http.StatusOK, "1,000+")
		lacks(t, w, "No gateway is set up")
		if f.asked != asked {
			t.Errorf("%s asks for %+v, want %+v", target, f.asked, asked)
		}
	}
	want(t, call(s, lead, h.Inbox, http.MethodGet, "/inbox?channel=email", nil), http.StatusOK, "New messages leave by the gateways")
	if f.asked != (models.OutboxFilter{Inbox: true, Channel: "email", Limit: 10}) {
		t.Errorf("the inbox asks for %+v", f.asked)
	}
	for _, target := range []string{
		"/outbox?state=lost", "/outbox?channel=pigeon", "/outbox?state=held&channel=sms", "/outbox?before=" + msg, "/outbox?state=held&before=" + dlv, "/outbox?other=1", "/outbox?state=dead&state=dead",
	} {
		want(t, call(s, lead, h.List, http.MethodGet, target, nil), http.StatusBadRequest)
	}
	for _, target := range []string{"/inbox?state=dead", "/inbox?channel=letter", "/inbox?before=x"} {
		want(t, call(s, lead, h.Inbox, http.MethodGet, target, nil), http.StatusBadRequest)
	}
	f.fails = errors.New("the disk is gone")
	want(t, call(s, lead, h.List, http.MethodGet, "/outbox", nil), http.StatusInternalServerError)
	want(t, call(s, lead, h.Inbox, http.MethodGet, "/inbox", nil), http.StatusInternalServerError)
}

func TestEmptyOutboxesSayWhy(t *testing.T) {
	s, lead := testSite(t), as(t, models.RoleLead, "en")
	h := &Outbox{Site: s, Store: &fakeOutbox{}}
	for target, said := range map[string]string{
		"/outbox": "Nothing here yet", "/outbox?state=dead": "No delivery was given up", "/outbox?state=by_hand": "No letter waits", "/outbox?state=dead&channel=sms": "Nothing matches these filters",
	} {
		want(t, call(s, lead, h.List, http.MethodGet, target, nil), http.StatusOK, said)
	}
	want(t, call(s, lead, h.Inbox, http.MethodGet, "/inbox", nil), http.StatusOK, "The inbox is empty")
}

// TestADeliveryOffersWhatItsStateAllows looks at the button of each state, and at what is refused.
func TestADeliveryOffersWhatItsStateAllows(t *testing.T) {
	s := testSite(t)
	for _, it := range leaving("en") {
		f := &fakeOutbox{detail: detailOf(it)}
		h := &Outbox{Site: s, Store: f}
		id := it.Delivery.PublicID()
		may := call(s, as(t, models.RoleService, "en"), h.Show, http.MethodGet, "/x", nil, "id", id)
		mayNot := call(s, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/x", nil, "id", id)
		want(t, may, http.StatusOK, "may have been told twice", it.To)
		lacks(t, mayNot, "/retry", "/handed")
		switch it.Delivery.State {
		case models.DeliveryDead:
			want(t, may, http.StatusOK, "/retry", "The mail server answered 550")
		case models.DeliveryByHand:
			want(t, may, http.StatusOK, "/handed")
		default:
			lacks(t, may, "/retry", "/handed")
		}
		f.step = nil
		if w := call(s, as(t, models.RoleService, "en"), h.Retry, http.MethodPost, "/x", nil, "id", id); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/outbox/"+id {
			t.Errorf("a retry is answered %d", w.Code)
		}
		f.step = models.ErrState
		want(t, call(s, as(t, models.RoleService, "en"), h.Handed, http.MethodPost, "/x", nil, "id", id), statusOf(models.ErrState))
		f.step = errors.New("the disk is gone")
		want(t, call(s, as(t, models.RoleService, "en"), h.Handed, http.MethodPost, "/x", nil, "id", id), http.StatusInternalServerError)
		want(t, call(s, as(t, models.RoleService, "en"), h.Show, http.MethodGet, "/x", nil, "id", "dlv_x"), http.StatusNotFound)
		want(t, call(s, as(t, models.RoleService, "en"), h.Show, http.MethodGet, "/x", nil, "id", models.ID(99).Public(models.PrefixDelivery)), http.StatusNotFound)
	}
}
