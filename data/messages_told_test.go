package data

import (
	"errors"
	"testing"
	"time"

	"candor/models"
)

// TestAPreparedWordingIsToldOnce: as a held letter with its values and not its words, which can be recalled; twice within the minute is refused, and
// so is what is not true of the account.
func TestAPreparedWordingIsToldOnce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		tell := func(wording models.Prepared) (*models.Message, error) {
			return s.TellCustomer(ctx, anna, models.TellCustomer{AccountID: a.ID, Wording: wording})
		}
		for _, untrue := range []models.Prepared{models.PreparedMeasure, models.PreparedPastDue, models.PreparedIdentify, "x", ""} {
			_, err := tell(untrue)
			wantRefused(t, err, "wording_untrue")
		}
		ok(t, s.w.Model(a).Updates(map[string]any{"days_past_due": 12}).Error)
		ok(t, s.w.Where("account_id = ?", a.ID).Delete(&models.Statement{}).Error)
		ok(t, s.w.Create([]models.Statement{{AccountID: a.ID, Month: 202601, BillFen: 50_000}, {AccountID: a.ID, Month: 202602, DaysPastDue: 12}}).Error)
		m := must[*models.Message](t)(tell(models.PreparedPastDue))
		if m.State != models.MessageHeld || m.Template != models.TemplateContact || m.Values["n"] != "12" || m.Values["wording"] != "past_due" || m.ObjectID != a.PublicID() {
			t.Errorf("held: %+v", m)
		}
		_, err := tell(models.PreparedPastDue)
		wantRefused(t, err, "message_held")
		must[*models.Message](t)(tell(models.PreparedThanks))
		ok(t, s.RecallMessage(ctx, ben, m.ID))
		again := must[*models.Message](t)(tell(models.PreparedPastDue))
		c.advance(models.MessageHold + time.Second)
		must[int](t)(s.RunJobs(ctx, "w", 10))
		if got, _, _, err := s.Message(ctx, again.ID); err != nil || got.State != models.MessageReady {
			t.Errorf("after its minute: %+v, %v", got, err)
		}
		if n := audited(t, s, models.ActionMessageQueued); n != 3 {
			t.Errorf("%d entries", n)
		}
		ok(t, s.w.Model(a).Update("erased_at", s.Now()).Error)
		if _, err := tell(models.PreparedThanks); !errors.Is(err, models.ErrState) {
			t.Errorf("to nobody: %v", err)
		}
	})
}
