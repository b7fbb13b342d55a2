package models_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/models"
)

func TestChannelsAreThoseThatAreSetUpAndKnown(t *testing.T) {
	phone, email := models.Sealed("p"), models.Sealed("e")
	gone := time.Now()
	for name, tt := range map[string]struct {
		outlets models.Outlets
		account models.Account
		want    []models.Channel
	}{
		"all of it":           {models.Outlets{SMS: true, Email: true, Webhook: true}, models.Account{Phone: phone, Email: email}, []models.Channel{"sms", "email", "webhook"}},
		"no phone":            {models.Outlets{SMS: true, Email: true}, models.Account{Email: email}, []models.Channel{"email"}},
		"no gateway for it":   {models.Outlets{SMS: true}, models.Account{Email: email}, []models.Channel{"letter"}},
		"nothing known":       {models.Outlets{SMS: true, Email: true}, models.Account{}, []models.Channel{"letter"}},
		"the lender sends":    {models.Outlets{Webhook: true}, models.Account{}, []models.Channel{"webhook"}},
		"the inbox":           {models.Outlets{}, models.Account{Phone: phone, Email: email}, []models.Channel{"sms", "email"}},
		"erased":              {models.Outlets{SMS: true, Webhook: true}, models.Account{Phone: phone, ErasedAt: &gone}, []models.Channel{"letter"}},
		"the inbox has paper": {models.Outlets{}, models.Account{}, []models.Channel{"letter"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tt.outlets.Plan(&tt.account, nil, false); !slices.Equal(got, tt.want) {
				t.Errorf("plan %v, want %v", got, tt.want)
			}
		})
	}
}

// TestChoicesNarrowThePlan plans messages to customers who refuse some channels, those they must get and others.
func TestChoicesNarrowThePlan(t *testing.T) {
	both := models.Account{Phone: []byte{1}, Email: []byte{1}}
	choose := func(refused ...models.ContactWay) models.ContactChoices {
		c := models.ContactChoices{}
		for _, way := range refused {
			c[way] = models.ContactChoice{Way: way}
		}
		return c
	}
	for name, tt := range map[string]struct {
		outlets models.Outlets
		chosen  models.ContactChoices
		duty    []models.Channel
		other   []models.Channel
	}{
		"no text messages":      {models.Outlets{SMS: true, Email: true}, choose("sms"), []models.Channel{"email"}, []models.Channel{"email"}},
		"neither":               {models.Outlets{SMS: true, Email: true}, choose("sms", "email"), []models.Channel{"letter"}, []models.Channel{"letter"}},
		"nothing at all":        {models.Outlets{SMS: true, Email: true}, choose("sms", "email", "letter"), []models.Channel{"letter"}, nil},
		"the lender's system":   {models.Outlets{Webhook: true}, choose("sms", "email", "letter"), []models.Channel{"webhook"}, []models.Channel{"webhook"}},
		"a call is no message":  {models.Outlets{SMS: true}, choose("call", "night"), []models.Channel{"sms"}, []models.Channel{"sms"}},
		"nothing was ever said": {models.Outlets{SMS: true}, nil, []models.Channel{"sms"}, []models.Channel{"sms"}},
	} {
		if got := tt.outlets.Plan(&both, tt.chosen, true); !slices.Equal(got, tt.duty) {
			t.Errorf("%s: a duty leaves by %v, want %v", name, got, tt.duty)
		}
		if got := tt.outlets.Plan(&both, tt.chosen, false); !slices.Equal(got, tt.other) {
			t.Errorf("%s: another leaves by %v, want %v", name, got, tt.other)
		}
	}
}

// TestADeliveryKeepsItsPromises walks deliveries through whatever happens to them: attempts are bounded, only the holder of the
// newest token ends one, and what is delivered stays so.
func TestADeliveryKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		d := models.Delivery{State: models.DeliveryQueued, Most: models.DeliveryTries, NextAt: now}
		rounds, done := 1, false
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			was := d
			switch rapid.IntRange(0, 6).Draw(t, "what") {
			case 0:
				now = now.Add(time.Duration(rapid.IntRange(1, 30_000).Draw(t, "seconds")) * time.Second)
			case 1, 2:
				if try, err := d.Take("w", now); err == nil && (try.N != was.Attempts+1 || d.Token != was.Token+1 || !was.Due(now)) {
					t.Fatalf("took %+v, try %+v", d, try)
				}
			case 3:
				token := d.Token - int64(rapid.IntRange(0, 1).Draw(t, "late"))
				result := rapid.SampledFrom([]models.TryResult{models.TryAccepted, models.TryFailed, models.TryRefused}).Draw(t, "result")
				err := d.Record(token, models.HandOver{Result: result, Code: "x"}, now)
				if (err == nil) != (was.State == models.DeliverySending && token == was.Token) {
					t.Fatalf("recorded %v over %+v by token %d", err, was, token)
				}
			case 4:
				if d.Again(now) == nil {
					rounds++
				}
			case 5:
				if d.Lose(now) == nil && was.Attempts < was.Most {
					t.Fatalf("given up early: %+v", was)
				}
			case 6:
				if err := d.Delay(models.ContactQuiet, now.Add(time.Hour), now); err == nil && d.Attempts != was.Attempts {
					t.Fatal("a delay counts as an attempt")
				}
			}
			if done && d.State != models.DeliveryDelivered {
				t.Fatalf("what was delivered is %s", d.State)
			}
			done = d.State == models.DeliveryDelivered
			if d.Attempts > d.Most || d.Most > rounds*models.DeliveryTries {
				t.Fatalf("%d attempts in %d rounds: %+v", d.Attempts, rounds, d)
			}
		}
	})
}

func TestBackoffIsTheScheduleThatIsTold(t *testing.T) {
	want := []time.Duration{10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 6 * time.Hour}
	for i, w := range want {
		if got := models.DeliveryBackoff(i + 1); got != w {
			t.Errorf("after %d: %s, want %s", i+1, got, w)
		}
	}
	if models.DeliveryBackoff(0) != 10*time.Second {
		t.Error("no failure is taken for the first")
	}
}

func TestContactRulesHoldMessages(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	shipped := decide.DefaultContact()
	berlin := decide.Contact{QuietFrom: "21:00", QuietTo: "08:00", Zone: "Europe/Berlin", DayMost: 1, WeekMost: 2}
	always := shipped
	always.QuietFrom, always.QuietTo = "", ""
	for name, tt := range map[string]struct {
		rules     decide.Contact
		mandatory bool
		past      models.Contacts
		now       string
		rule      models.ContactRule
		until     string
	}{
		"by day":                      {shipped, false, models.Contacts{}, "2026-03-02T17:00:00+08:00", "", "2026-03-02T17:00:00+08:00"},
		"the last minute":             {shipped, true, models.Contacts{}, "2026-03-02T21:59:59+08:00", "", "2026-03-02T21:59:59+08:00"},
		"the first quiet second":      {shipped, true, models.Contacts{}, "2026-03-02T22:00:00+08:00", "quiet", "2026-03-03T08:00:00+08:00"},
		"after midnight":              {shipped, false, models.Contacts{}, "2026-03-03T07:59:59+08:00", "quiet", "2026-03-03T08:00:00+08:00"},
		"the cap of a day":            {shipped, false, models.Contacts{Day: 6, Week: 6}, "2026-03-02T17:00:00+08:00", "day_cap", "2026-03-03T08:00:00+08:00"},
		"a cap holds no letter":       {shipped, true, models.Contacts{Day: 6, Week: 42}, "2026-03-02T17:00:00+08:00", "", "2026-03-02T17:00:00+08:00"},
		"the cap of a week":           {berlin, false, models.Contacts{Day: 0, Week: 2}, "2026-03-02T17:00:00+01:00", "week_cap", "2026-03-03T08:00:00+01:00"},
		"clocks go forward":           {berlin, true, models.Contacts{}, "2026-03-28T23:00:00+01:00", "quiet", "2026-03-29T08:00:00+02:00"},
		"rules nobody can read":       {always, true, models.Contacts{}, "2026-03-02T12:00:00+08:00", "quiet", "2026-03-03T12:00:00+08:00"},
		"a zone nobody knows is UTC":  {decide.Contact{QuietFrom: "22:00", QuietTo: "08:00", Zone: "Mars/Base", DayMost: 6, WeekMost: 42}, true, models.Contacts{}, "2026-03-02T23:00:00Z", "quiet", "2026-03-03T08:00:00Z"},
		"one below the cap of a day":  {shipped, false, models.Contacts{Day: 5, Week: 41}, "2026-03-02T17:00:00+08:00", "", "2026-03-02T17:00:00+08:00"},
		"asked for at night":          {shipped, false, models.Contacts{Night: true}, "2026-03-02T23:00:00+08:00", "", "2026-03-02T23:00:00+08:00"},
		"asked for, not by the rules": {berlin, true, models.Contacts{Night: true}, "2026-03-02T23:00:00+01:00", "quiet", "2026-03-03T08:00:00+01:00"},
		"a cap holds at night, too":   {shipped, false, models.Contacts{Day: 6, Night: true}, "2026-03-02T23:00:00+08:00", "day_cap", "2026-03-03T00:00:00+08:00"},
		"capped and quiet: the cap's": {shipped, false, models.Contacts{Day: 6, Week: 6}, "2026-03-02T23:00:00+08:00", "day_cap", "2026-03-03T08:00:00+08:00"},
	} {
		t.Run(name, func(t *testing.T) {
			rule, until := models.ContactWait(tt.rules, tt.mandatory, tt.past, at(tt.now))
			if rule != tt.rule || !until.Equal(at(tt.until)) {
				t.Errorf("%q until %s, want %q until %s", rule, until, tt.rule, tt.until)
			}
		})
	}
	if day := models.ContactDay(shipped, at("2026-03-02T17:00:00Z")); !day.Equal(at("2026-03-03T00:00:00+08:00")) {
		t.Errorf("the customer's day began %s", day)
	}
}

func TestOnlyALetterIsHandedOver(t *testing.T) {
	now := time.Now()
	for _, state := range models.DeliveryStates() {
		d := models.Delivery{State: state}
		if err := d.Handed(now); errors.Is(err, models.ErrState) == (state == models.DeliveryByHand) {
			t.Errorf("%s: %v", state, err)
		}
	}
}
