package data

import (
	"context"
	"errors"
	"testing"
	"time"

	"candor/models"
)

// TestANewerChangeTakesTheOldersPlace: of permanent changes the newest stands, a temporary one leaves them as they are, and the record says each.
func TestANewerChangeTakesTheOldersPlace(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, now *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		propose := func(to int64, until *time.Time) *models.LimitChange {
			cmd := raise(measured(t, s, a.ID), to)
			cmd.ExpiresAt = until
			return must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, cmd))
		}
		stands := func(c *models.LimitChange) models.LimitState {
			again := must[*models.LimitChange](t)(s.LimitChange(ctx, c.ID))
			return again.Stands()
		}
		day, later := now.now().AddDate(0, 0, 5), now.now().AddDate(0, 0, 9)
		first := propose(1_100_000, nil)
		temporary := propose(1_150_000, &day)
		if stands(first) != models.LimitApplied {
			t.Error("a temporary limit took a granted one's place")
		}
		longer, second := propose(1_160_000, &later), propose(1_200_000, nil)
		for c, want := range map[*models.LimitChange]models.LimitState{
			first: models.LimitSuperseded, temporary: models.LimitSuperseded, longer: models.LimitApplied, second: models.LimitApplied,
		} {
			if got := stands(c); got != want {
				t.Errorf("the change to %d stands as %s, want %s", c.ToFen, got, want)
			}
		}
		entries := must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{ObjectType: "limit", ObjectID: first.PublicID(), Limit: 1}))
		if len(entries) != 1 || entries[0].Action != models.ActionLimitSuperseded {
			t.Errorf("the record of the first says last %+v", entries)
		}
	})
}

// TestAChangeMayWaitForTheDueDay: by the account's own statements, refused where they name none and beside a date.
func TestAChangeMayWaitForTheDueDay(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, now *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		if err := s.w.Exec("UPDATE statements SET due_at = NULL WHERE account_id = ?", a.ID).Error; err != nil {
			t.Fatal(err)
		}
		cmd := raise(measured(t, s, a.ID), 1_200_000)
		cmd.AtDue = true
		_, err := s.ProposeLimit(ctx, anna, cmd)
		wantField(t, err, "start", "no_due")
		due := now.now().AddDate(0, 0, -20)
		month := due.Year()*100 + int(due.Month())
		if err := s.w.Create(&models.Statement{AccountID: a.ID, Month: month, DueAt: &due}).Error; err != nil {
			t.Fatal(err)
		}
		cmd.EffectiveAt = now.now().AddDate(0, 0, 3)
		_, err = s.ProposeLimit(ctx, anna, cmd)
		wantField(t, err, "effective_at", "due_or_date")
		cmd.EffectiveAt = time.Time{}
		c := must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, cmd))
		want := models.NextDue([]models.Statement{{DueAt: &due}}, now.now())
		if c.State != models.LimitScheduled || want == nil || !c.EffectiveAt.Equal(*want) || !c.EffectiveAt.After(now.now()) {
			t.Errorf("%s from %s, want the due day %v", c.State, c.EffectiveAt, want)
		}
	})
}

func TestAChangeGoesBackToAnAppealOfItsAccount(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		cmd := raise(measured(t, s, lenderAccount(t, s, "1").ID), 1_200_000)
		cmd.AppealID = 77
		_, err := s.ProposeLimit(context.Background(), anna, cmd)
		wantField(t, err, "appeal", "choice")
	})
}

// wantField wants a command to be refused for one field.
func wantField(t *testing.T, err error, field, code string) {
	t.Helper()
	var bad *models.Invalid
	if !errors.As(err, &bad) || bad.Fields[field].Code != code {
		t.Errorf("err = %v, want %s of %s", err, code, field)
	}
}

// TestACustomerIsToldInTheChosenLanguage: the letters of one change keep it, and the account's own language stays. How the customer is
// reached follows what they allow.
func TestACustomerIsToldInTheChosenLanguage(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx, a := context.Background(), lenderAccount(t, s, "1")
		until := c.now().Add(48 * time.Hour)
		cmd := raise(measured(t, s, a.ID), 1_200_000)
		cmd.TellLang, cmd.ExpiresAt = "fr", &until
		var bad *models.Invalid
		if _, err := s.ProposeLimit(ctx, anna, cmd); !errors.As(err, &bad) || bad.Fields["tell_lang"].Code != "choice" {
			t.Errorf("a language that there are no words in: %v", err)
		}
		cmd.TellLang = "en"
		must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, cmd))
		c.advance(49 * time.Hour)
		runAll(t, s)
		told := must[[]models.Message](t)(s.Messages(ctx, a.ID))
		if len(told) != 2 || told[0].Lang != "en" || told[1].Lang != "en" {
			t.Errorf("told %+v", told)
		}
		must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, raise(measured(t, s, a.ID), 1_250_000)))
		if told = must[[]models.Message](t)(s.Messages(ctx, a.ID)); told[0].Lang != "zh-CN" {
			t.Errorf("the next change is told in %s", told[0].Lang)
		}
		around := must[*models.LimitContext](t)(s.LimitContext(ctx, a.ID))
		if len(around.Told) != 1 || around.Told[0].Channel != models.ChannelLetter { // no phone is known
			t.Errorf("told by %+v", around.Told)
		}
	})
}
