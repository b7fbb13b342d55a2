package data

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/models"
)

// lead is a person with the role of a lead, rita one with a reviewer's.
var (
	lead = models.Actor{Kind: models.ActorUser, ID: models.ID(70).Public(models.PrefixUser), UserID: 70, Name: "Lena", Role: models.RoleLead, Source: "ui"}
	rita = models.Actor{Kind: models.ActorUser, ID: models.ID(71).Public(models.PrefixUser), UserID: 71, Name: "Rita", Role: models.RoleReviewer, Source: "ui"}
)

func ids(page models.CasePage) []models.ID {
	var list []models.ID
	for _, c := range page.Items {
		list = append(list, c.ID)
	}
	return list
}

func TestTakingACaseTellsWhoHeldIt(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		c := f.open(1, models.SeverityHigh, 400, time.Hour)
		take := func(reason string) (*models.Case, error) {
			return s.TakeCase(ctx, lead, models.TakeCase{CaseID: c.ID, Reason: reason})
		}
		var refused *models.Refused
		if _, err := take("nobody is on it"); !errors.As(err, &refused) || refused.Code != "not_held" {
			t.Errorf("a free case: %v", err)
		}
		held, err := s.ClaimCase(ctx, rita, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		var invalid *models.Invalid
		if _, err := take(" "); !errors.As(err, &invalid) {
			t.Errorf("without a reason: %v", err)
		}
		got, err := take("Rita is ill")
		if err != nil || got.HeldBy(s.Now()) != lead.UserID {
			t.Fatalf("take: %+v, %v", got, err)
		}
		if _, err := s.DecideCase(ctx, rita, models.DecideCase{CaseID: c.ID, Version: held.Version, Outcome: models.CaseCleared, Reason: "all good"}); !errors.Is(err, models.ErrForbidden) {
			t.Errorf("whoever lost it decides: %v", err)
		}
		told, err := s.Notices(ctx, rita.UserID, start.Add(-time.Hour))
		if err != nil || len(told) != 1 || told[0].Kind != models.NoticeCaseTaken || told[0].ByName != "Lena" || told[0].Reason != "Rita is ill" || told[0].ObjectID != c.PublicID() {
			t.Errorf("notices = %+v, %v", told, err)
		}
		if again, err := s.Notices(ctx, rita.UserID, told[0].At); err != nil || len(again) != 0 {
			t.Errorf("told twice: %+v, %v", again, err)
		}
		if list := f.entries(models.ActionCaseTaken); len(list) != 1 || list[0].Reason != "Rita is ill" || !contains(list[0].Before, "Rita") {
			t.Errorf("entries = %+v", list)
		}
	})
}

func TestSnoozedCasesLeaveTheQueueAndComeBackFirst(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		low := f.open(1, models.SeverityLow, 470, 5*time.Hour)
		f.open(2, models.SeverityMedium, 450, 4*time.Hour)
		f.open(3, models.SeverityCritical, 360, 3*time.Hour)
		until := s.Now().Add(20 * time.Hour)
		snoozed, err := s.SnoozeCase(ctx, anna, models.SnoozeCase{CaseID: low.ID, Version: low.Version, Until: until, Reason: "papers asked for"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.SnoozeCase(ctx, anna, models.SnoozeCase{CaseID: low.ID, Version: low.Version, Until: until}); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: %v", err)
		}
		orders := models.CaseSorts()
		show := func(f models.CaseFilter) []models.ID {
			f.Limit, f.Now = 2, s.Now()
			return walk(t, s, f, nil)
		}
		for _, sort := range orders {
			if got := show(models.CaseFilter{Sort: sort}); slices.Contains(got, low.ID) || len(got) != 2 {
				t.Errorf("%s: put off, yet %v", sort, got)
			}
			if got := show(models.CaseFilter{Sort: sort, Snoozed: true}); !slices.Equal(got, []models.ID{low.ID}) {
				t.Errorf("%s: put off are %v", sort, got)
			}
		}
		clock.advance(19 * time.Hour)
		if n, err := s.RunJobs(ctx, "w", 10); err != nil || n != 0 {
			t.Fatalf("too early: %d, %v", n, err)
		}
		clock.advance(time.Hour)
		if n, err := s.RunJobs(ctx, "w", 10); err != nil || n != 1 {
			t.Fatalf("the job: %d, %v", n, err)
		}
		for _, sort := range orders {
			got := show(models.CaseFilter{Sort: sort})
			if len(got) != 3 || got[0] != low.ID {
				t.Errorf("%s: back, yet %v", sort, got)
			}
			page, err := s.Cases(ctx, models.CaseFilter{Sort: sort, Limit: 5, Before: ptr(mustItem(t, s, sort, got[2]).Cursor(sort))})
			if err != nil || !slices.Equal(ids(page), got[:2]) {
				t.Errorf("%s: before the last are %v, %v, want %v", sort, ids(page), err, got[:2])
			}
		}
		if e := f.entries(models.ActionCaseReturned); len(e) != 1 || e[0].ActorKind != models.ActorJob {
			t.Errorf("entries = %+v", e)
		}
		next, err := s.NextCase(ctx, anna, models.CaseFilter{})
		if err != nil || next.ID != low.ID || next.Place != models.PlaceReturned || next.SnoozeReason != "papers asked for" || next.Version <= snoozed.Version {
			t.Errorf("next = %+v, %v", next, err)
		}
	})
}

func mustItem(t *testing.T, s *Store, sort models.CaseSort, id models.ID) *models.Case {
	t.Helper()
	c, err := s.Case(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func ptr[T any](v T) *T { return &v }

func TestANewFlagWakesACaseAndAnotherTimeReplacesTheFirst(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		c := f.open(1, models.SeverityLow, 470, time.Hour)
		first, err := s.SnoozeCase(ctx, anna, models.SnoozeCase{CaseID: c.ID, Version: c.Version, Until: s.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.SnoozeCase(ctx, anna, models.SnoozeCase{CaseID: c.ID, Version: first.Version, Until: s.Now().Add(48 * time.Hour)}); err != nil {
			t.Fatal(err)
		}
		clock.advance(2 * time.Hour)
		if _, err := s.RunJobs(ctx, "w", 10); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Case(ctx, c.ID); err != nil || got.Place != models.PlaceSnoozed {
			t.Errorf("the first time woke it: %+v, %v", got, err)
		}
		f.must(func(tx *writeTx) error {
			open, err := tx.openCases([]models.ID{c.AccountID})
			if err != nil {
				return err
			}
			row := &open[c.AccountID].row
			row.Extend(&models.Flag{Severity: models.SeverityHigh, Code: "over_limit"}, 450)
			return tx.update(row, &row.Version, "place", "flag_count")
		})
		if got, err := s.Case(ctx, c.ID); err != nil || got.Place != models.PlaceReturned {
			t.Errorf("a flag did not wake it: %+v, %v", got, err)
		}
	})
}

func TestEscalatedCasesAreForOthers(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		c := f.open(1, models.SeverityHigh, 400, time.Hour)
		held, err := s.ClaimCase(ctx, rita, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		cmd := models.EscalateCase{CaseID: c.ID, Version: held.Version, To: models.QueueFraud, Reason: "one device, four accounts"}
		got, err := s.EscalateCase(ctx, rita, cmd)
		if err != nil || got.Queue != models.QueueFraud || got.HeldBy(s.Now()) != 0 {
			t.Fatalf("escalated = %+v, %v", got, err)
		}
		if _, err := s.NextCase(ctx, rita, models.CaseFilter{}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("who escalated it gets it next: %v", err)
		}
		mine, err := s.ClaimCase(ctx, rita, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		var refused *models.Refused
		_, err = s.DecideCase(ctx, rita, models.DecideCase{CaseID: c.ID, Version: mine.Version, Outcome: models.CaseCleared, Reason: "all good"})
		if !errors.As(err, &refused) || refused.Code != "own_escalation" {
			t.Errorf("who escalated it decides: %v", err)
		}
		up, err := s.EscalateCase(ctx, rita, models.EscalateCase{CaseID: c.ID, Version: mine.Version, To: models.QueueLead, Reason: "above my head"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.ClaimCase(ctx, models.Actor{Kind: models.ActorUser, ID: "usr_x", UserID: 72, Name: "Max", Role: models.RoleReviewer}, c.ID); !errors.As(err, &refused) || refused.Code != "other_queue" {
			t.Errorf("a reviewer works in the lead's queue: %v", err)
		}
		filter := func(f models.CaseFilter) []models.ID { f.Limit, f.Now = 5, s.Now(); return walk(t, s, f, nil) }
		if d := cmp.Diff([]models.ID{c.ID}, filter(models.CaseFilter{Queue: "lead"})); d != "" {
			t.Error(d)
		}
		for _, none := range []string{"first", "fraud", "x"} {
			if got := filter(models.CaseFilter{Queue: none}); len(got) != 0 {
				t.Errorf("%s holds %v", none, got)
			}
		}
		if _, err := s.MoveCase(ctx, lead, c.ID, up.Version-1, models.QueueFirst); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale move: %v", err)
		}
		back, err := s.MoveCase(ctx, lead, c.ID, up.Version, models.QueueFirst)
		if err != nil || back.Queue != models.QueueFirst || back.EscalatedBy != rita.UserID {
			t.Errorf("moved back = %+v, %v", back, err)
		}
		if next, err := s.NextCase(ctx, lead, models.CaseFilter{}); err != nil || next.ID != c.ID {
			t.Errorf("next of the lead: %+v, %v", next, err)
		}
	})
}

func TestUsingAPageKeepsTheLeaseAndIsSeen(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		c := f.open(1, models.SeverityHigh, 400, time.Hour)
		held, err := s.ClaimCase(ctx, rita, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		clock.advance(10 * time.Minute)
		for _, who := range []models.Actor{rita, lead} {
			if err := s.UseCase(ctx, who, c.ID); err != nil {
				t.Fatal(err)
			}
		}
		clock.advance(4 * time.Minute)
		d, err := s.CaseDetail(ctx, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if d.Case.Version != held.Version || !d.Case.LeaseUntil.Equal(s.Now().Add(11*time.Minute)) || d.Case.HeldBy(s.Now()) != rita.UserID {
			t.Errorf("held until %v, version %d", d.Case.LeaseUntil, d.Case.Version)
		}
		if len(d.Viewers) != 2 || d.Viewers[0].UserName != "Lena" {
			t.Errorf("viewers = %+v", d.Viewers)
		}
		clock.advance(models.CaseLease)
		if err := s.UseCase(ctx, rita, c.ID); err != nil { // what has run out is not revived
			t.Fatal(err)
		}
		if d, err = s.CaseDetail(ctx, c.ID); err != nil || d.Case.HeldBy(s.Now()) != 0 || len(d.Viewers) != 1 {
			t.Errorf("after the lease: %+v, %v", d, err)
		}
	})
}

func TestChangedShowsWhatMovedUnderItsHolder(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		c := f.open(1, models.SeverityHigh, 400, time.Hour)
		f.open(2, models.SeverityLow, 450, time.Hour)
		if _, err := s.ClaimCase(ctx, rita, c.ID); err != nil {
			t.Fatal(err)
		}
		changed := func() []models.CaseItem {
			page, err := s.Cases(ctx, models.CaseFilter{Changed: true, Limit: 5, Now: s.Now()})
			if err != nil {
				t.Fatal(err)
			}
			return page.Items
		}
		if got := changed(); len(got) != 0 {
			t.Errorf("nothing moved, yet %+v", got)
		}
		f.must(func(tx *writeTx) error {
			return tx.db.Model(&models.Account{}).Where("id = ?", c.AccountID).Update("score", 388).Error
		})
		got := changed()
		if len(got) != 1 || got[0].ID != c.ID || got[0].Now.Score != 388 {
			t.Fatalf("changed = %+v", got)
		}
		if d := cmp.Diff([]models.CaseChange{models.ChangedScore}, got[0].Changes(got[0].Now.Score, got[0].Now.Status)); d != "" {
			t.Error(d)
		}
		if _, err := s.ClaimCase(ctx, rita, c.ID); err != nil { // renewing is having seen it
			t.Fatal(err)
		}
		if got := changed(); len(got) != 0 {
			t.Errorf("seen, yet %+v", got)
		}
	})
}
