package data

import (
	"context"
	"errors"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

// reachable gives a lender's account a phone and an e-mail address.
func reachable(t *testing.T, s *Store, a *models.Account) *models.Account {
	t.Helper()
	ok(t, s.write(context.Background(), anna, func(tx *writeTx) error {
		for column, value := range map[string]string{"phone_sealed": "13800001234", "email_sealed": "xiaoming@example.com"} {
			sealed, err := s.vault.Seal(value, vault.Place{Table: "accounts", Column: column, Row: int64(a.ID)})
			if err != nil {
				return err
			}
			if err := tx.db.Model(&models.Account{}).Where("id = ?", a.ID).Update(column, sealed).Error; err != nil {
				return err
			}
		}
		return tx.audit(models.ActionAccountPut, aboutAccount(a.ID), nil, nil, "")
	}))
	return a
}

// tell queues a message of a template and lets its hold pass.
func tell(t *testing.T, s *Store, c *clock, a *models.Account, templates ...string) {
	t.Helper()
	ok(t, s.write(context.Background(), anna, func(tx *writeTx) error {
		for _, template := range templates {
			if err := tx.message(a, template, map[string]string{"product": "paylater", "from": "1", "to": "2", "kind": "freeze"}, ""); err != nil {
				return err
			}
		}
		return nil
	}))
	c.advance(models.MessageHold + time.Second)
	runAll(t, s)
}

func claim(t *testing.T, s *Store) *models.Parcel {
	t.Helper()
	return must[*models.Parcel](t)(s.ClaimDelivery(context.Background(), "test"))
}

func deliveriesOf(t *testing.T, s *Store, a models.ID) []models.Delivery {
	t.Helper()
	var list []models.Delivery
	ok(t, s.read(context.Background(), func(db *gorm.DB) error { return db.Where("account_id = ?", a).Order("id").Find(&list).Error }))
	return list
}

var accepted = models.HandOver{Result: models.TryAccepted}

func TestAReadyMessageLeavesByEveryChannelThereIs(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		s.SetOutlets(models.Outlets{SMS: true, Email: true, Webhook: true})
		a, bare := reachable(t, s, lenderAccount(t, s, "1")), lenderAccount(t, s, "2")
		tell(t, s, c, a, models.TemplateSanctionStarted)
		want := map[models.Channel]string{models.ChannelSMS: "13800001234", models.ChannelEmail: "xiaoming@example.com", models.ChannelWebhook: ""}
		for range len(want) { // the map shrinks on the way
			p := claim(t, s)
			if p == nil || p.To != want[p.Delivery.Channel] || p.Name != "张小明" || p.Delivery.Inbox || !p.Delivery.Mandatory {
				t.Fatalf("parcel %+v", p)
			}
			delete(want, p.Delivery.Channel)
			ok(t, s.FinishDelivery(context.Background(), p, accepted))
		}
		if p := claim(t, s); p != nil || len(want) != 0 {
			t.Errorf("more to send: %+v, left %v", p, want)
		}
		if n := audited(t, s, models.ActionMessageDelivered); n != 3 {
			t.Errorf("%d deliveries recorded", n)
		}
		s.SetOutlets(models.Outlets{Email: true})
		tell(t, s, c, bare, models.TemplateSanctionStarted)
		list := deliveriesOf(t, s, bare.ID)
		if len(list) != 1 || list[0].Channel != models.ChannelLetter || list[0].State != models.DeliveryByHand || claim(t, s) != nil {
			t.Errorf("without an address: %+v", list)
		}
		ok(t, s.HandDelivery(context.Background(), cleo, list[0].ID))
		if err := s.HandDelivery(context.Background(), cleo, list[0].ID); !errors.Is(err, models.ErrState) {
			t.Errorf("handed over twice: %v", err)
		}
		s.SetOutlets(models.Outlets{})
		tell(t, s, c, a, models.TemplateSanctionStarted)
		for range 2 {
			if p := claim(t, s); p == nil || !p.Delivery.Inbox {
				t.Errorf("without a gateway: %+v", p)
			}
		}
	})
}

// TestAKillBetweenSendingAndRecordingKeepsTheKey kills a worker after the gateway has the message and before that is noted.
func TestAKillBetweenSendingAndRecordingKeepsTheKey(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		s.SetOutlets(models.Outlets{SMS: true})
		a := reachable(t, s, lenderAccount(t, s, "1"))
		tell(t, s, c, a, models.TemplateSanctionStarted)
		gateway := map[string]int{} // what it received, by key
		first := claim(t, s)
		gateway[first.Delivery.PublicID()]++ // and the worker is gone
		if claim(t, s) != nil {
			t.Fatal("claimed twice within the lease")
		}
		c.advance(models.DeliveryLease + time.Second)
		second := claim(t, s)
		gateway[second.Delivery.PublicID()]++
		ok(t, s.FinishDelivery(ctx, second, accepted))
		if len(gateway) != 1 || gateway[first.Delivery.PublicID()] != 2 {
			t.Errorf("the gateway saw %v: want one key, twice", gateway)
		}
		d := must[*models.DeliveryDetail](t)(s.Delivery(ctx, first.Delivery.ID))
		if d.Delivery.State != models.DeliveryDelivered || d.Delivery.Attempts != 2 || !d.Unsure() || d.Tries[1].Result != models.TryUnknown {
			t.Errorf("after the kill: %+v %+v", d.Delivery, d.Tries)
		}
		// The first worker was only slow: it cannot end the delivery, but what it knows is kept.
		if err := s.FinishDelivery(ctx, first, accepted); !errors.Is(err, models.ErrConflict) {
			t.Errorf("a late worker: %v", err)
		}
		d = must[*models.DeliveryDetail](t)(s.Delivery(ctx, first.Delivery.ID))
		if d.Tries[1].Result != models.TryAccepted || d.Unsure() || audited(t, s, models.ActionMessageDelivered) != 1 {
			t.Errorf("after the late answer: %+v", d.Tries)
		}
	})
}

// TestADeliveryThatStopsEveryWorkerIsGivenUp has a worker killed by each of its attempts.
func TestADeliveryThatStopsEveryWorkerIsGivenUp(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := reachable(t, s, lenderAccount(t, s, "1"))
		s.SetOutlets(models.Outlets{SMS: true})
		tell(t, s, c, a, models.TemplateSanctionStarted)
		for n := range models.DeliveryTries {
			if claim(t, s) == nil {
				t.Fatalf("attempt %d is not due", n+1)
			}
			c.advance(models.DeliveryLease + time.Second)
		}
		if p := claim(t, s); p != nil {
			t.Fatalf("one attempt too many: %+v", p)
		}
		d := must[*models.DeliveryDetail](t)(s.Delivery(context.Background(), deliveriesOf(t, s, a.ID)[0].ID))
		if d.Delivery.State != models.DeliveryDead || d.Delivery.Code != models.CodeLost || d.Tries[0].Result != models.TryUnknown || len(d.Entries) != 1 {
			t.Errorf("given up: %+v", d)
		}
	})
}

func TestAFailingDeliveryIsGivenUpAndTriedAgainWhenAsked(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		s.SetOutlets(models.Outlets{Webhook: true})
		a := lenderAccount(t, s, "1")
		tell(t, s, c, a, models.TemplateAppealReceived)
		failed := models.HandOver{Result: models.TryFailed, Code: "http_503"}
		var key string
		for n := 1; n <= models.DeliveryTries; n++ {
			p := claim(t, s)
			if p == nil { // the night has begun
				c.advance(deliveriesOf(t, s, a.ID)[0].NextAt.Sub(c.now()))
				p = claim(t, s)
			}
			if p == nil {
				t.Fatalf("attempt %d is not due", n)
			}
			key = p.Delivery.PublicID()
			ok(t, s.FinishDelivery(ctx, p, failed))
			d := deliveriesOf(t, s, a.ID)[0]
			if n < models.DeliveryTries {
				if want := c.now().Add(models.DeliveryBackoff(n)); d.State != models.DeliveryRetry || !d.NextAt.Equal(want) || d.Code != "http_503" {
					t.Fatalf("after attempt %d: %+v, want next %s", n, d, want)
				}
				c.advance(models.DeliveryBackoff(n) - time.Second)
				if claim(t, s) != nil {
					t.Fatalf("attempt %d came too early", n+1)
				}
				c.advance(time.Second)
			}
		}
		dead := deliveriesOf(t, s, a.ID)[0]
		if dead.State != models.DeliveryDead || claim(t, s) != nil || audited(t, s, models.ActionMessageFailed) != 1 {
			t.Fatalf("after the last attempt: %+v", dead)
		}
		if err := s.RetryDelivery(ctx, models.Actor{}, dead.ID); !errors.Is(err, models.ErrNoActor) {
			t.Errorf("nobody asked: %v", err)
		}
		ok(t, s.RetryDelivery(ctx, ben, dead.ID))
		p := claim(t, s)
		if p == nil || p.Delivery.PublicID() != key || p.Delivery.Attempts != models.DeliveryTries+1 {
			t.Fatalf("asked again: %+v", p)
		}
		ok(t, s.FinishDelivery(ctx, p, models.HandOver{Result: models.TryRefused, Code: "http_400"}))
		if d := deliveriesOf(t, s, a.ID)[0]; d.State != models.DeliveryDead || d.Code != "http_400" {
			t.Errorf("refused for good: %+v", d)
		}
	})
}

// TestContactRulesAreObeyedWhenSending sends at night and beyond the day's cap. The shipped rules are quiet from 22:00 to 08:00 in
// Shanghai, which is 8 hours ahead, and allow six contacts a day.
func TestContactRulesAreObeyedWhenSending(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		s.SetOutlets(models.Outlets{SMS: true})
		a := reachable(t, s, lenderAccount(t, s, "1"))
		c.advance(5 * time.Hour) // 22:00 in Shanghai
		tell(t, s, c, a, models.TemplateSanctionStarted)
		if claim(t, s) != nil {
			t.Fatal("an adverse letter left in the quiet hours")
		}
		d := deliveriesOf(t, s, a.ID)[0]
		if want := time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC); d.Waits != models.ContactQuiet || !d.NextAt.Equal(want) || d.Attempts != 0 {
			t.Fatalf("held until %s by %q", d.NextAt, d.Waits)
		}
		if claim(t, s) != nil || audited(t, s, models.ActionMessageDelayed) != 1 {
			t.Error("a delay is recorded once")
		}
		c.advance(d.NextAt.Sub(c.now()))
		ok(t, s.FinishDelivery(context.Background(), claim(t, s), accepted))
		var many []string
		for range 7 {
			many = append(many, models.TemplateLimitRaised)
		}
		tell(t, s, c, a, many...)
		sent := 0
		for p := claim(t, s); p != nil && sent < 20; p = claim(t, s) {
			ok(t, s.FinishDelivery(context.Background(), p, accepted))
			sent++
		}
		if sent != 5 || audited(t, s, models.ActionMessageDelayed) != 3 {
			t.Errorf("%d notices left after the letter, %d delays", sent, audited(t, s, models.ActionMessageDelayed))
		}
		tell(t, s, c, a, models.TemplateLimitLowered)
		if p := claim(t, s); p == nil || p.Message.Template != models.TemplateLimitLowered {
			t.Errorf("a cap held an adverse letter up: %+v", p)
		}
		for _, d := range deliveriesOf(t, s, a.ID) {
			if want := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC); d.Waits != "" && (d.Waits != models.ContactDayCap || !d.NextAt.Equal(want)) {
				t.Errorf("waits for %q until %s", d.Waits, d.NextAt)
			}
		}
	})
}
