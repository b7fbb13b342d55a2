package data

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// asksOf lists the letters about a case that ask for things, oldest first: what each asks for, and "held" or what became of it.
func (f *fixture) asksOf(c *models.Case) []string {
	f.Helper()
	var list []string
	for _, m := range must[[]models.Message](f.T)(f.s.Messages(ctx, c.AccountID)) {
		list = append(list, m.Values["evidence"]+" "+string(m.State))
	}
	slices.Reverse(list)
	return list
}

// TestTheHeldLetterOfACase: a claim leaves it, what is settled is asked for no more, and a decision, by one or by many, or a call-off
// recalls it.
func TestTheHeldLetterOfACase(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		decide := func(c *models.Case) error {
			held, err := s.ClaimCase(ctx, anna, c.ID)
			if err != nil {
				return err
			}
			_, err = s.DecideCase(ctx, anna, models.DecideCase{CaseID: c.ID, Version: held.Version, Outcome: models.CaseCleared, Reason: "all here"})
			return err
		}
		late := func(c *models.Case) error {
			clock.advance(models.MessageHold)
			must[int](t)(s.RunJobs(ctx, "w", 10))
			return decide(c)
		}
		many := func(c *models.Case) error {
			b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, models.MakeBatch{Kind: models.BatchClear, IDs: []models.ID{c.ID}, Reason: "nothing to find"}))
			worked(t, s, confirmed(t, s, leadA, b).ID)
			return nil
		}
		for n, one := range []struct {
			name string
			act  func(c *models.Case) error
			want string
		}{
			{"claimed", func(c *models.Case) error { _, err := s.ClaimCase(ctx, anna, c.ID); return err }, "id_card,income held"},
			{"decided", decide, "id_card,income recalled"},
			{"decided by many", many, "id_card,income recalled"},
			{"called off", func(c *models.Case) error {
				return s.CallOffAsk(ctx, anna, models.CallOffAsk{CaseID: c.ID, Version: c.Version, Reason: "asked by mistake"})
			}, "id_card,income recalled"},
			{"one is here", func(c *models.Case) error { return f.settle(c, 0, models.EvidenceReceived, models.HowCounter, "") }, "id_card,income recalled; income held"},
			{"too late", late, "id_card,income ready"},
		} {
			c := f.ask(f.open(n+1, models.SeverityHigh, 400, time.Hour), 5, "id_card", "income")
			if err := one.act(c); err != nil {
				t.Fatalf("%s: %v", one.name, err)
			}
			if got := strings.Join(f.asksOf(c), "; "); got != one.want {
				t.Errorf("%s: %s, want %s", one.name, got, one.want)
			}
		}
	})
}

// TestARequestIsCalledOff: with a reason, of a page that is not stale, once; the case is back and says why.
func TestARequestIsCalledOff(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		c := f.ask(f.open(1, models.SeverityHigh, 400, time.Hour), 5, "id_card", "income")
		off := func(version int64, reason string) error {
			return s.CallOffAsk(ctx, anna, models.CallOffAsk{CaseID: c.ID, Version: version, Reason: reason})
		}
		var bad *models.Invalid
		if err := off(c.Version, ""); !errors.As(err, &bad) {
			t.Errorf("without a reason: %v", err)
		}
		if err := off(c.Version+1, "by mistake"); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: %v", err)
		}
		if err := off(c.Version, "by mistake"); err != nil {
			t.Fatal(err)
		}
		d := must[*models.CaseDetail](t)(s.CaseDetail(ctx, c.ID))
		if d.Case.CameBack != models.BackOff || d.Case.Place != models.PlaceReturned || d.Case.WaitingSince != nil {
			t.Errorf("back: %+v", d.Case)
		}
		if e := &d.Asked[1].Evidence; e.State() != models.EvidenceWaived || e.How != models.HowCalledOff || e.ByName != anna.Name || e.WaivedAt == nil {
			t.Errorf("called off: %+v", e)
		}
		if err := off(d.Case.Version, "once more"); !errors.Is(err, models.ErrState) {
			t.Errorf("twice: %v", err)
		}
		if e := f.entries(models.ActionCaseCalledOff); len(e) != 1 || e[0].Reason != "by mistake" || !contains(e[0].After, "id_card,income") {
			t.Errorf("on record: %+v", e)
		}
		f.ask(d.Case, 5, "income")
	})
}

// TestWhatWasAskedForIsSettled: by a way or with a reason, once, and by nobody while somebody else holds the case.
func TestWhatWasAskedForIsSettled(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		c := f.ask(f.open(1, models.SeverityHigh, 400, time.Hour), 5, "id_card", "income", "other")
		var bad *models.Invalid
		for name, err := range map[string]error{
			"no way":    f.settle(c, 0, models.EvidenceReceived, models.HowNone, ""),
			"no reason": f.settle(c, 0, models.EvidenceWaived, models.HowNone, ""),
			"no state":  f.settle(c, 0, models.EvidenceLapsed, models.HowPost, "because"),
		} {
			if !errors.As(err, &bad) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := f.settle(c, 0, models.EvidenceWaived, models.HowNone, "seen before"); err != nil {
			t.Fatal(err)
		}
		if err := f.settle(c, 0, models.EvidenceWaived, models.HowNone, "seen before"); !errors.Is(err, models.ErrState) {
			t.Errorf("twice: %v", err)
		}
		if err := f.settle(c, 0, models.EvidenceReceived, models.HowPost, ""); err != nil {
			t.Errorf("came after all: %v", err)
		}
		must[*models.Case](t)(s.ClaimCase(ctx, anna, c.ID))
		var refused *models.Refused
		if err := f.settle(c, 1, models.EvidenceReceived, models.HowPost, ""); !errors.As(err, &refused) || refused.Code != "claimed" {
			t.Errorf("another's: %v", err)
		}
		other := f.ask(f.open(2, models.SeverityHigh, 400, time.Hour), 5, "income")
		theirs := must[*models.CaseDetail](t)(s.CaseDetail(ctx, other.ID))
		err := s.SettleAsked(ctx, rita, models.SettleAsked{CaseID: c.ID, EvidenceID: theirs.Asked[0].ID, As: models.EvidenceReceived, How: models.HowPost})
		if err == nil {
			t.Error("a thing of another case")
		}
		clock.advance(6 * 24 * time.Hour)
		must[int](t)(s.RunJobs(ctx, "w", 10))
		if err := f.settle(other, 0, models.EvidenceReceived, models.HowPost, ""); err != nil {
			t.Errorf("late: %v", err)
		}
		if d := must[*models.CaseDetail](t)(s.CaseDetail(ctx, other.ID)); d.Case.CameBack != models.BackLapsed || d.Asked[0].State() != models.EvidenceReceived {
			t.Errorf("late: %+v", d.Asked[0])
		}
	})
}

// TestACustomerSaysThatIsAll: the case comes back with what is here, once.
func TestACustomerSaysThatIsAll(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		c := f.ask(f.open(1, models.SeverityHigh, 400, time.Hour), 5, "id_card", "income")
		l, _, err := s.MakeCustomerLink(ctx, anna, c.PublicID())
		if err != nil {
			t.Fatal(err)
		}
		by := (&models.CustomerVisit{Link: *l}).Actor("r", "192.0.2.1")
		answer := models.CustomerAnswer{EvidenceID: must[*models.CaseDetail](t)(s.CaseDetail(ctx, c.ID)).Asked[0].ID, Words: "Here it is."}
		if err := s.CustomerAnswer(ctx, by, l, answer); err != nil {
			t.Fatal(err)
		}
		if err := s.CustomerNoMore(ctx, by, l); err != nil {
			t.Fatal(err)
		}
		d := must[*models.CaseDetail](t)(s.CaseDetail(ctx, c.ID))
		if d.Case.CameBack != models.BackNoMore || d.Asked[0].State() != models.EvidenceReceived || d.Asked[1].State() != models.EvidenceNoMore {
			t.Errorf("back: %+v %+v", d.Case, d.Asked)
		}
		if err := s.CustomerNoMore(ctx, by, l); !errors.Is(err, models.ErrState) {
			t.Errorf("twice: %v", err)
		}
		if e := f.entries(models.ActionCaseNoMore); len(e) != 1 || !contains(e[0].After, "income") || e[0].ActorKind != models.ActorCustomer {
			t.Errorf("on record: %+v", e)
		}
		clock.advance(6 * 24 * time.Hour)
		must[int](t)(s.RunJobs(ctx, "w", 10))
		if len(f.entries(models.ActionCaseLapsed)) != 0 || len(f.entries(models.ActionCaseReturned)) != 1 {
			t.Error("it lapsed besides")
		}
	})
}
