package data

import (
	"context"
	"errors"
	"testing"
	"time"

	"candor/models"
)

// choose answers over the history as it is; ways that are not named stay as they are.
func choose(t *testing.T, s *Store, a *models.Account, answers map[models.ContactWay]models.ContactAnswer) error {
	t.Helper()
	history := must[[]models.ContactChoice](t)(s.ContactHistory(ctx, a.ID))
	cmd := models.ChooseContact{AccountID: a.ID, Seen: models.ChoicesSeen(history), Told: "phone", Answers: map[models.ContactWay]models.ContactAnswer{}}
	for _, way := range models.ContactWays() {
		cmd.Answers[way] = models.ChoicesNow(history).Answer(way)
	}
	for way, is := range answers {
		cmd.Answers[way] = is
	}
	return s.ChooseContact(ctx, anna, cmd)
}

// TestChoicesOfContactAreKeptWithTheirHistory chooses, chooses anew, and takes a choice back: what was said before stays on record.
func TestChoicesOfContactAreKeptWithTheirHistory(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		ok(t, choose(t, s, a, map[models.ContactWay]models.ContactAnswer{models.WaySMS: models.AnswerRefused, models.WayNight: models.AnswerAllowed}))
		c.advance(time.Hour)
		ok(t, choose(t, s, a, map[models.ContactWay]models.ContactAnswer{models.WaySMS: models.AnswerAllowed}))
		ok(t, choose(t, s, a, map[models.ContactWay]models.ContactAnswer{models.WayNight: models.AnswerOpen}))
		account, _, history, err := s.ContactPage(ctx, a.ID)
		ok(t, err)
		now := models.ChoicesNow(history)
		if account.ID != a.ID || len(history) != 3 || len(now) != 1 || !now.Allows(models.WaySMS) || now.Allows(models.WayNight) {
			t.Errorf("history %+v", history)
		}
		if last := history[0]; last.Told != "phone" || last.ByName != anna.Name || last.ByKind != models.ActorUser || !last.At.Equal(c.now()) {
			t.Errorf("the last choice %+v", last)
		}
		if n := audited(t, s, models.ActionContactChosen); n != 3 {
			t.Errorf("%d entries", n)
		}
		err = choose(t, s, a, nil)
		var bad *models.Invalid
		if !errors.As(err, &bad) || bad.Fields[""].Code != "contact_unchanged" {
			t.Errorf("nothing chosen: %v", err)
		}
	})
}

// TestBadChoicesOfContactAreRefused sends what no form of ours sends, and what was answered over another history.
func TestBadChoicesOfContactAreRefused(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		a := lenderAccount(t, s, "1")
		good := func() models.ChooseContact {
			return models.ChooseContact{AccountID: a.ID, Told: "phone", Answers: map[models.ContactWay]models.ContactAnswer{models.WayCall: models.AnswerRefused}}
		}
		for field, change := range map[string]func(*models.ChooseContact){
			"told": func(c *models.ChooseContact) { c.Told = models.ChannelPortal },
			"sms":  func(c *models.ChooseContact) { c.Answers[models.WaySMS] = "maybe" },
		} {
			cmd := good()
			change(&cmd)
			var bad *models.Invalid
			if err := s.ChooseContact(ctx, anna, cmd); !errors.As(err, &bad) || bad.Fields[field].Code == "" {
				t.Errorf("%s: %v", field, err)
			}
		}
		cmd := good()
		cmd.AccountID++
		if err := s.ChooseContact(ctx, anna, cmd); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("nobody's choice: %v", err)
		}
		ok(t, s.ChooseContact(ctx, anna, good()))
		cmd = good()
		cmd.Answers[models.WayCall] = models.AnswerAllowed
		if err := s.ChooseContact(ctx, anna, cmd); !errors.Is(err, models.ErrConflict) {
			t.Errorf("over another history: %v", err)
		}
		link := models.CustomerLink{ID: 1, AccountID: a.ID}
		customer := (&models.CustomerVisit{Link: link}).Actor("request", "")
		history := must[[]models.ContactChoice](t)(s.ContactHistory(ctx, a.ID))
		cmd.Seen = models.ChoicesSeen(history)
		ok(t, s.CustomerContact(ctx, customer, &link, cmd))
		if got := must[[]models.ContactChoice](t)(s.ContactHistory(ctx, a.ID))[0]; got.Told != models.ChannelPortal || got.ByKind != models.ActorCustomer || !got.Allowed {
			t.Errorf("the customer's own choice %+v", got)
		}
	})
}

// TestTheSenderHonoursChoices sends to a customer who refuses text messages, then every channel, then asks for messages at night.
func TestTheSenderHonoursChoices(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		s.SetOutlets(models.Outlets{SMS: true})
		a := reachable(t, s, lenderAccount(t, s, "1"))
		tell(t, s, c, a, models.TemplateLimitRaised, models.TemplateSanctionStarted) // both planned, then refused
		ok(t, choose(t, s, a, map[models.ContactWay]models.ContactAnswer{models.WaySMS: models.AnswerRefused, models.WayLetter: models.AnswerRefused}))
		if claim(t, s) != nil {
			t.Error("a message left that the customer refuses")
		}
		withheld := func() (n int) {
			for _, d := range deliveriesOf(t, s, a.ID) {
				if d.State == models.DeliveryDead && d.Code == models.CodeWithheld && d.DoneAt != nil {
					n++
				}
			}
			return n
		}
		if withheld() != 2 || audited(t, s, models.ActionMessageFailed) != 2 {
			t.Errorf("%d withheld, %d on record", withheld(), audited(t, s, models.ActionMessageFailed))
		}
		tell(t, s, c, a, models.TemplateLimitRaised, models.TemplateLimitLowered)
		byHand := 0
		for _, d := range deliveriesOf(t, s, a.ID) {
			if d.State == models.DeliveryByHand && d.Mandatory {
				byHand++
			}
		}
		if claim(t, s) != nil || withheld() != 3 || byHand != 2 || audited(t, s, models.ActionMessageFailed) != 3 {
			t.Errorf("%d withheld, %d letters, %d on record", withheld(), byHand, audited(t, s, models.ActionMessageFailed))
		}
		ok(t, choose(t, s, a, map[models.ContactWay]models.ContactAnswer{models.WaySMS: models.AnswerAllowed, models.WayNight: models.AnswerAllowed}))
		c.advance(5 * time.Hour) // after 22:00 in Shanghai
		tell(t, s, c, a, models.TemplateLimitRaised)
		if p := claim(t, s); p == nil || p.Message.Template != models.TemplateLimitRaised {
			t.Error("who asked for messages at night got none")
		}
	})
}

// TestADutyGoesByAChannelThatIsAllowed refuses text messages after a duty was planned for them: it leaves by mail once that is there,
// and by no way twice.
func TestADutyGoesByAChannelThatIsAllowed(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		s.SetOutlets(models.Outlets{SMS: true})
		a := reachable(t, s, lenderAccount(t, s, "1"))
		tell(t, s, c, a, models.TemplateSanctionStarted)
		ok(t, choose(t, s, a, map[models.ContactWay]models.ContactAnswer{models.WaySMS: models.AnswerRefused}))
		s.SetOutlets(models.Outlets{SMS: true, Email: true})
		p := claim(t, s)
		if p == nil || p.Delivery.Channel != models.ChannelEmail || p.Message.Template != models.TemplateSanctionStarted || !p.Delivery.Mandatory {
			t.Fatalf("claimed %+v", p)
		}
		ok(t, s.FinishDelivery(context.Background(), p, accepted))
		if claim(t, s) != nil {
			t.Error("it leaves twice")
		}
		states := map[models.Channel]models.DeliveryState{}
		for _, d := range deliveriesOf(t, s, a.ID) {
			states[d.Channel] = d.State
		}
		if len(states) != 2 || states[models.ChannelSMS] != models.DeliveryDead || states[models.ChannelEmail] != models.DeliveryDelivered {
			t.Errorf("states = %v", states)
		}
	})
}
