package data

import (
	"errors"
	"slices"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/models"
)

func (f *fixture) ask(c models.Case, days int, kinds ...string) *models.Case {
	f.Helper()
	got, err := f.s.AskCustomer(ctx, anna, models.AskCustomer{CaseID: c.ID, Version: c.Version, Kinds: kinds, Days: days})
	if err != nil {
		f.Fatal(err)
	}
	return got
}

// listed reports whether a case is in the queue, and whether it is among those put off.
func (f *fixture) listed(id models.ID) (queued, off bool) {
	f.Helper()
	for _, snoozed := range []bool{false, true} {
		page, err := f.s.Cases(ctx, models.CaseFilter{Snoozed: snoozed, Limit: 50, Now: f.s.Now()})
		if err != nil {
			f.Fatal(err)
		}
		if slices.Contains(ids(page), id) {
			queued, off = queued || !snoozed, off || snoozed
		}
	}
	return queued, off
}

// settle notes what became of the nth thing that the customer of a case was asked for.
func (f *fixture) settle(c *models.Case, n int, as models.EvidenceState, how models.EvidenceHow, reason string) error {
	f.Helper()
	d := must[*models.CaseDetail](f.T)(f.s.CaseDetail(ctx, c.ID))
	return f.s.SettleAsked(ctx, rita, models.SettleAsked{CaseID: c.ID, EvidenceID: d.Asked[n].ID, As: as, How: how, Reason: reason})
}

// TestACaseWaitsForTheCustomer: it leaves the queue, its clock stands, and the last of what was asked for, not a file or the first,
// brings it back once.
func TestACaseWaitsForTheCustomer(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		c := f.open(1, models.SeverityHigh, 400, 24*time.Hour)
		asked := f.ask(c, 5, "id_card", "income")
		if _, off := f.listed(c.ID); !off || !asked.Waits() || !asked.SnoozedUntil.Equal(s.Now().AddDate(0, 0, 5)) {
			t.Fatalf("asked: %+v", asked)
		}
		var refused *models.Refused
		if _, err := s.SnoozeCase(ctx, anna, models.SnoozeCase{CaseID: c.ID, Version: asked.Version, Until: s.Now().Add(time.Hour)}); !errors.As(err, &refused) || refused.Code != "waits" {
			t.Errorf("put off besides: %v", err)
		}
		m := must[[]models.Message](t)(s.Messages(ctx, c.AccountID))
		if len(m) != 1 || m[0].Template != models.TemplateCaseEvidence || m[0].Values["evidence"] != "id_card,income" || m[0].ObjectID != c.PublicID() {
			t.Errorf("messages = %+v", m)
		}
		clock.advance(48 * time.Hour)
		for _, name := range []string{"one.txt", "two.txt"} {
			must[*models.File](t)(s.AddFile(ctx, rita, models.NewFile{Owner: models.FileOwner{Prefix: models.PrefixAccount, ID: c.AccountID}, Name: name, Content: []byte(name)}))
		}
		if err := f.settle(asked, 0, models.EvidenceReceived, models.HowPost, ""); err != nil {
			t.Fatal(err)
		}
		if _, off := f.listed(c.ID); !off {
			t.Error("back with the first of two")
		}
		if err := f.settle(asked, 1, models.EvidenceWaived, models.HowNone, "salary is paid in here"); err != nil {
			t.Fatal(err)
		}
		back := must[*models.Case](t)(s.Case(ctx, c.ID))
		if queued, _ := f.listed(c.ID); !queued || back.Place != models.PlaceReturned || back.CameBack != models.BackCame || back.WaitedSecs != 48*3600 {
			t.Errorf("back: %+v", back)
		}
		if !back.DueAt.Equal(c.DueAt.Add(48 * time.Hour)) {
			t.Errorf("due %s, was %s and two days were waited", back.DueAt, c.DueAt)
		}
		clock.advance(4 * 24 * time.Hour)
		must[int](t)(s.RunJobs(ctx, "w", 10))
		if e := f.entries(models.ActionCaseReturned); len(e) != 1 || !contains(e[0].After, `"came"`) {
			t.Errorf("brought back %d times: %+v", len(e), e)
		}
		if e := f.entries(models.ActionCaseLapsed); len(e) != 0 {
			t.Errorf("lapsed: %+v", e)
		}
		if e := f.entries(models.ActionCaseReceived); len(e) != 1 || !contains(e[0].After, `"post"`) {
			t.Errorf("received: %+v", e)
		}
		if e := f.entries(models.ActionCaseWaived); len(e) != 1 || e[0].Reason != "salary is paid in here" {
			t.Errorf("waived: %+v", e)
		}
	})
}

// TestACaseIsBackWhenNothingCame: once, when the time is over; two workers do not make it twice.
func TestACaseIsBackWhenNothingCame(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		late := f.open(1, models.SeverityHigh, 400, -2*time.Hour)
		f.ask(late, 3, "explanation")
		clock.advance(72*time.Hour - time.Second)
		must[int](t)(s.RunJobs(ctx, "w", 10))
		if _, off := f.listed(late.ID); !off {
			t.Error("back before its time")
		}
		clock.advance(time.Second)
		for _, worker := range []string{"one", "two"} {
			must[int](t)(s.RunJobs(ctx, worker, 10))
		}
		back := must[*models.Case](t)(s.Case(ctx, late.ID))
		if back.CameBack != models.BackLapsed || back.Place != models.PlaceReturned || len(f.entries(models.ActionCaseReturned)) != 1 {
			t.Errorf("back: %+v", back)
		}
		if !back.DueAt.Equal(late.DueAt.Add(72 * time.Hour)) {
			t.Errorf("due %s: it was two hours late and is so still", back.DueAt)
		}
		must[*models.File](t)(s.AddFile(ctx, rita, models.NewFile{Owner: models.FileOwner{Prefix: models.PrefixCase, ID: late.ID}, Name: "a.txt", Content: []byte("a")}))
		if len(f.entries(models.ActionCaseReturned)) != 1 {
			t.Error("a file brought it back again")
		}
	})
}

// TestWhoTakesACaseUpEndsItsWaiting: by whatever brings a case that is put off back, and the clock keeps business hours.
func TestWhoTakesACaseUpEndsItsWaiting(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		f.user(rita)
		office := &decide.Business{Weekdays: []int{1, 2, 3, 4, 5, 6, 7}, Opens: "00:00", Closes: "06:00", Zone: "UTC"}
		f.must(func(tx *writeTx) error {
			p, err := livePolicyRow(tx.db)
			if err != nil {
				return err
			}
			p.Document.SLA.Business = office
			return tx.db.Model(p).Select("document").Updates(p).Error
		})
		acts := []func(c *models.Case) error{
			func(c *models.Case) error { _, err := s.ClaimCase(ctx, anna, c.ID); return err },
			func(c *models.Case) error { _, err := s.AssignCase(ctx, lead, c.ID, rita.UserID); return err },
			func(c *models.Case) error {
				_, err := s.EscalateCase(ctx, anna, models.EscalateCase{CaseID: c.ID, Version: c.Version, To: models.QueueFraud, Reason: "looks like a ring"})
				return err
			},
			func(c *models.Case) error {
				return s.write(ctx, anna, func(tx *writeTx) error {
					h, err := tx.hold(c.AccountID)
					if err != nil {
						return err
					}
					return tx.flagByHand(h, codeReview, models.SeverityHigh, map[string]any{})
				})
			},
			func(c *models.Case) error {
				return s.write(ctx, anna, func(tx *writeTx) error {
					open, err := tx.openCases([]models.ID{c.AccountID})
					if err != nil {
						return err
					}
					w := flagWork{tx: tx, policy: decide.Policy{SLA: decide.SLA{CaseHours: [4]int{720, 720, 720, 720}, Business: office}}, open: open}
					err = w.raise(&scoreRow{ID: c.AccountID}, decide.Result{Score: 380, Band: "poor"}, decide.Flag{Source: "model", Code: "score_low", Severity: 2}, cause{})
					if err != nil {
						return err
					}
					_, err = w.store()
					return err
				})
			},
		}
		var waiting []*models.Case
		for i := range acts {
			waiting = append(waiting, f.ask(f.open(i+1, models.SeverityHigh, 400, 60*time.Hour), 9, "other"))
		}
		asked := s.Now()
		clock.advance(50 * time.Hour)
		for i, act := range acts {
			if err := act(waiting[i]); err != nil {
				t.Errorf("act %d: %v", i, err)
				continue
			}
			got := must[*models.Case](t)(s.Case(ctx, waiting[i].ID))
			want := models.BusinessDue(office, s.Now(), models.BusinessBetween(office, asked, asked.Add(60*time.Hour)))
			if got.WaitingSince != nil || got.CameBack != models.BackNone || got.WaitedSecs != 50*3600 || !got.DueAt.Equal(want) {
				t.Errorf("act %d: due %s, want %s: %+v", i, got.DueAt, want, got)
			}
		}
	})
}

// TestAskingIsRefused for nothing, for too long, for what is asked for already, of a stale page and of what another holds.
func TestAskingIsRefused(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		c := f.open(1, models.SeverityHigh, 400, time.Hour)
		ask := func(version int64, days int, kinds ...string) error {
			_, err := s.AskCustomer(ctx, anna, models.AskCustomer{CaseID: c.ID, Version: version, Kinds: kinds, Days: days})
			return err
		}
		var bad *models.Invalid
		for name, err := range map[string]error{
			"nothing": ask(c.Version, 5), "no such kind": ask(c.Version, 5, "passport"), "too long": ask(c.Version, models.EvidenceDaysMax+1, "income"),
		} {
			if !errors.As(err, &bad) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := ask(c.Version+1, 5, "income"); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: %v", err)
		}
		asked := f.ask(c, 5, "income")
		if err := ask(asked.Version, 5, "income"); !errors.As(err, &bad) {
			t.Errorf("asked for already: %v", err)
		}
		again := f.ask(*asked, 2, "id_card", "income")
		if !again.SnoozedUntil.Equal(*asked.SnoozedUntil) || !again.WaitingSince.Equal(*asked.WaitingSince) {
			t.Errorf("asked for more: %+v", again)
		}
		must[*models.Case](t)(s.ClaimCase(ctx, rita, c.ID))
		var refused *models.Refused
		if err := ask(again.Version+1, 5, "other"); !errors.As(err, &refused) || refused.Code != "claimed" {
			t.Errorf("another's: %v", err)
		}
	})
}

// TestTheCustomerHandsInWhatACaseWaitsFor: by the link that the message carries, which shows nothing else and opens no measure's page.
func TestTheCustomerHandsInWhatACaseWaitsFor(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		s.SetLinks(true)
		c := f.open(1, models.SeverityHigh, 400, time.Hour)
		if _, _, err := s.MakeCustomerLink(ctx, anna, c.PublicID()); err == nil {
			t.Error("a link to a case for which nothing was asked")
		}
		f.ask(c, 5, "id_card", "explanation")
		clock.advance(models.MessageHold)
		must[int](t)(s.RunJobs(ctx, "w", 10))
		links := must[[]models.CustomerLink](t)(s.CustomerLinks(ctx, c.PublicID()))
		if len(links) != 1 || links[0].CaseID != c.ID || links[0].SanctionID != 0 {
			t.Fatalf("links = %+v", links)
		}
		l := &links[0]
		by := (&models.CustomerVisit{Link: *l}).Actor("r", "192.0.2.1")
		show := func() *models.CustomerCase { return must[*models.CustomerCase](t)(s.CustomerCase(ctx, l)) }
		if cs := show(); cs.Asked == nil || len(cs.Evidence) != 2 || len(cs.Letters) != 1 || cs.Appeal != nil {
			t.Fatalf("shows %+v", cs)
		}
		answer := func(of *models.Evidence, words string, file *models.NewFile) error {
			return s.CustomerAnswer(ctx, by, l, models.CustomerAnswer{EvidenceID: of.ID, Words: words, File: file})
		}
		if err := answer(&show().Evidence[1].Evidence, "It was a gift to my sister.", nil); err != nil {
			t.Fatal(err)
		}
		if got := must[*models.Case](t)(s.Case(ctx, c.ID)); !got.Waits() {
			t.Errorf("back with the first of two: %+v", got)
		}
		if err := answer(&show().Evidence[0].Evidence, "", &models.NewFile{Name: "card.txt", Content: []byte("card")}); err != nil {
			t.Fatal(err)
		}
		if got := must[*models.Case](t)(s.Case(ctx, c.ID)); got.CameBack != models.BackCame || got.Place != models.PlaceReturned {
			t.Errorf("all is here: %+v", got)
		}
		if err := s.CustomerFile(ctx, by, l, models.NewFile{Name: "more.txt", Content: []byte("more")}); err != nil {
			t.Fatal(err)
		}
		cs := show()
		if len(cs.Files) != 2 || cs.Evidence[0].ReceivedAt == nil || cs.Evidence[1].ReceivedAt == nil || cs.Files[1].EvidenceID != cs.Evidence[0].ID {
			t.Errorf("shows %+v", cs)
		}
		must[*models.FileContent](t)(s.CustomerLook(ctx, by, l, cs.Files[0].ID))
		if n := len(f.entries(models.ActionCaseReturned)); n != 1 {
			t.Errorf("brought back %d times", n)
		}
		d := must[*models.CaseDetail](t)(s.CaseDetail(ctx, c.ID))
		if len(d.Asked) != 2 || d.Asked[1].FindingText != "It was a gift to my sister." {
			t.Errorf("the case says %+v", d.Asked)
		}
		other := f.ask(f.open(2, models.SeverityHigh, 400, time.Hour), 5, "income")
		theirs := must[*models.CaseDetail](t)(s.CaseDetail(ctx, other.ID))
		if err := answer(&theirs.Asked[0].Evidence, "Not mine.", nil); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("another's request: %v", err)
		}
		if _, err := s.CustomerAppeal(ctx, by, l, "en", "Against nothing."); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("an appeal against no measure: %v", err)
		}
		held := must[*models.Case](t)(s.ClaimCase(ctx, anna, c.ID))
		must[*models.Case](t)(s.DecideCase(ctx, anna, models.DecideCase{CaseID: c.ID, Version: held.Version, Outcome: models.CaseCleared, Reason: "all here"}))
		if err := s.CustomerFile(ctx, by, l, models.NewFile{Name: "late.txt", Content: []byte("late")}); !errors.Is(err, models.ErrState) {
			t.Errorf("after the decision: %v", err)
		}
	})
}

// TestABatchLeavesWaitingCasesAlone: it does not put them off, and a case that it decides while it was put off is among those decided.
func TestABatchLeavesWaitingCasesAlone(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		waits := f.ask(f.open(1, models.SeverityHigh, 400, time.Hour), 5, "income")
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, models.MakeBatch{Kind: models.BatchSnooze, IDs: []models.ID{waits.ID}, Until: s.Now().Add(time.Hour)}))
		if b.Eligible != 0 || itemsOf(t, s, b.ID)[waits.ID].Code != models.CodeWaits {
			t.Errorf("put off: %+v", b)
		}
		clock.advance(time.Hour)
		b = must[*models.Batch](t)(s.MakeBatch(ctx, leadA, models.MakeBatch{Kind: models.BatchClear, IDs: []models.ID{waits.ID}, Reason: "nothing to find"}))
		worked(t, s, confirmed(t, s, leadA, b).ID)
		page := must[models.CasePage](t)(s.Cases(ctx, models.CaseFilter{State: models.CaseClosed, Limit: 5, Now: s.Now()}))
		if len(page.Items) != 1 || page.Items[0].WaitingSince != nil {
			t.Errorf("decided: %+v", page.Items)
		}
	})
}
