package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// outboxLender is a lender with a delivery in every state that a person looks at, on a clock of its own.
func outboxLender(t *testing.T) (s *server, base string, c *dayClock) {
	t.Helper()
	c = newDayClock()
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct{ To string }
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		status := map[byte]int{'4': http.StatusServiceUnavailable, '5': http.StatusForbidden}[body.To[len(body.To)-1]]
		if status == 0 {
			status = http.StatusAccepted
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(gateway.Close)
	s = carriers(t, c, "", gateway.URL, 1, &bytes.Buffer{})[0]
	for _, role := range models.BuiltinRoles() {
		addTestUser(t, s.store, "test_"+role.Key, role.Key)
	}
	work := func() {
		c.advance(models.MessageHold + time.Second)
		if _, err := s.store.RunJobs(context.Background(), "jobs", 100); err != nil {
			t.Fatal(err)
		}
		if err := s.emptyOutbox(context.Background(), "worker"); err != nil {
			t.Error(err)
		}
	}
	s.store.SetOutlets(models.Outlets{})
	frozen(t, s, 1)
	frozen(t, s, 2)
	work()
	s.store.SetOutlets(s.gateways.Outlets())
	for n := 3; n <= 6; n++ { // delivered, to be tried again, refused, delivered
		frozen(t, s, n)
	}
	work()
	s.store.SetOutlets(models.Outlets{Email: true}) // which the account has no address for
	frozen(t, s, 7)
	work()
	s.store.SetOutlets(s.gateways.Outlets())
	frozen(t, s, 8) // held
	web := httptest.NewServer(s.Handler())
	t.Cleanup(web.Close)
	return s, web.URL, c
}

// first is the newest delivery of a state.
func firstDelivery(t *testing.T, s *server, state models.DeliveryState) string {
	t.Helper()
	page, err := s.store.Outbox(context.Background(), models.OutboxFilter{State: state, Limit: 1})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("%s: %+v, %v", state, page, err)
	}
	return page.Items[0].Delivery.PublicID()
}

// TestTheOutboxIsWorkedInTheBrowser has a refused message tried again, notes a letter as handed over and recalls a held one, with and
// without scripting.
func TestTheOutboxIsWorkedInTheBrowser(t *testing.T) {
	t.Parallel()
	for _, noScript := range []bool{false, true} {
		t.Run(fmt.Sprintf("no script %t", noScript), func(t *testing.T) {
			s, base, _ := outboxLender(t)
			b := newBrowser(t, base, look{noScript: noScript})
			b.signIn("test_service")
			b.open("/outbox?state=dead")
			b.click("#outbox tbody a")
			if got := b.text("main"); !strings.Contains(got, "The gateway answered 403") || strings.Contains(got, "林小满") {
				t.Errorf("the refused message says %s", got)
			}
			b.click("form[action$='/retry'] button")
			if got := b.text("main"); !strings.Contains(got, "Waiting") || b.has("form[action$='/retry']") {
				t.Errorf("after the retry: %s", got)
			}
			b.open("/outbox/" + firstDelivery(t, s, models.DeliveryByHand))
			b.click("form[action$='/handed'] button")
			if got := b.text("main"); !strings.Contains(got, "Delivered") {
				t.Errorf("after handing over: %s", got)
			}
			b.open("/outbox?state=held")
			b.click("form[action$='/recall'] button")
			if got := b.text("main"); !strings.Contains(got, "Recalled") {
				t.Errorf("after the recall: %s", got)
			}
		})
	}
}

// TestOutboxPagesAreAccessible looks at the pages in both themes, both languages, wide, narrow and very narrow.
func TestOutboxPagesAreAccessible(t *testing.T) {
	t.Parallel()
	s, base, _ := outboxLender(t)
	inbox, err := s.store.Outbox(context.Background(), models.OutboxFilter{Inbox: true, Limit: 1})
	if err != nil || len(inbox.Items) != 1 {
		t.Fatalf("%+v, %v", inbox, err)
	}
	paths := []string{
		"/outbox", "/outbox?state=held", "/outbox?state=dead&channel=sms", "/outbox?state=dead&channel=email", "/outbox/" + firstDelivery(t, s, models.DeliveryDead),
		"/outbox/" + firstDelivery(t, s, models.DeliveryByHand), "/outbox/" + firstDelivery(t, s, models.DeliveryRetry), "/inbox", "/messages/" + inbox.Items[0].Message.PublicID(),
	}
	for _, c := range []spoken{{look{}, "en"}, {look{width: 320, dark: true}, "zh-CN"}} {
		name := fmt.Sprintf("outbox-%d-%t-%s", c.width, c.dark, c.lang)
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, base, c.look)
			b.signIn("test_lead")
			b.language(c.lang)
			for i, path := range paths {
				if status := b.open(path); status != 200 {
					t.Errorf("%s: status %d", path, status)
				}
				b.axe()
				b.shot(fmt.Sprintf("%s-%02d", name, i))
			}
		})
	}
}
