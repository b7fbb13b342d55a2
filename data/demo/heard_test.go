package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"testing"
	"time"

	"candor/data"
	"candor/models"
)

// heardIn seeds a lender whose clock the stories move and returns it with its appeals, the newest last.
func heardIn(t *testing.T, accounts int, seed uint64) (*data.Store, []models.AppealRow) {
	t.Helper()
	clock := &mover{at: until}
	s, err := data.Open(context.Background(), data.Options{Dir: t.TempDir(), Now: clock.now, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	ctx := context.Background()
	if _, err := Seed(ctx, s, Options{Accounts: accounts, Seed: seed, Password: "see every reason", Clock: func(at time.Time) { clock.at = at }}); err != nil {
		t.Fatal(err)
	}
	if !clock.at.Equal(until) {
		t.Errorf("the clock ends at %v", clock.at)
	}
	rows, err := s.Appeals(ctx, models.AppealFilter{Limit: 50, Now: until})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(rows, func(a, b models.AppealRow) int { return a.Appeal.ReceivedAt.Compare(b.Appeal.ReceivedAt) })
	return s, rows
}

// told is all of an appeal that follows from the seed.
func told(rows []models.AppealRow) (out []string) {
	for _, r := range rows {
		a := &r.Appeal
		out = append(out, fmt.Sprint(r.Account.ExternalID, a.Kind, a.ReasonCode, a.Stage, a.Outcome, a.Lang, a.Channel, a.DecidedName, a.Band, a.ReceivedAt, a.DecidedAt, a.DueAt, a.WarnedAt, a.BreachedAt))
	}
	return out
}

// In a book that is large enough, the desk has three months of appeals behind it, and each that waits has others like it.
func TestTheDeskHasAHistory(t *testing.T) {
	s, rows := heardIn(t, heardFrom, 5)
	ctx := context.Background()
	m, err := s.AppealMetrics(ctx, 90)
	if err != nil {
		t.Fatal(err)
	}
	if m.All.Whole != 13 || m.All.InTime.Part != 12 || m.All.Overturned.Part != 5 || m.All.Partly != 1 || m.All.Replaced != 2 || m.All.Upheld != 5 {
		t.Errorf("all %+v", m.All)
	}
	if len(m.Reasons) != 5 || len(m.Kinds) != 4 || len(m.Reviewers) != 2 || len(m.Langs) != 2 || len(m.Channels) != 5 {
		t.Errorf("%d reasons, %d kinds, %d reviewers, %d languages, %d channels", len(m.Reasons), len(m.Kinds), len(m.Reviewers), len(m.Langs), len(m.Channels))
	}
	late, open := 0, map[models.AppealStage]int{}
	for _, r := range rows {
		if a := r.Appeal; a.BreachedAt != nil {
			late++
			if a.InTime() || a.WarnedAt == nil || a.EscalatedAt == nil || a.BreachedAt.Sub(a.DueAt) > 2*time.Hour {
				t.Errorf("the late one: %+v", a)
			}
		}
		if !r.Appeal.Undecided() {
			continue
		}
		open[r.Appeal.Stage]++
		d, err := s.Appeal(ctx, r.Appeal.ID)
		if err != nil || d.Alike.Whole != 3 {
			t.Errorf("%d like %s of %s: %v", d.Alike.Whole, r.Appeal.Stage, r.Account.ExternalID, err)
		}
		if r.Appeal.Stage == models.AppealInReview && (r.Appeal.Overdue(until) || r.Appeal.DueAt.Sub(until) > models.AppealSoon || r.Appeal.WarnedAt == nil) {
			t.Errorf("in review, due %v", r.Appeal.DueAt)
		}
	}
	if late != 1 || len(rows) != 16 || open[models.AppealReceived] != 1 || open[models.AppealEvidence] != 1 || open[models.AppealInReview] != 1 {
		t.Errorf("%d appeals, %d late, open %v", len(rows), late, open)
	}
	if chain, err := s.VerifyAudit(ctx, nil); err != nil || !chain.OK {
		t.Errorf("%+v, %v", chain, err)
	}
	if checked, err := s.VerifyRows(ctx, nil); err != nil || !checked.OK() {
		t.Errorf("rows: %+v, %v", checked, err)
	}
	if _, err := s.RunJobs(ctx, "test", 100); err != nil {
		t.Fatal(err)
	}
	page, err := s.Radar(ctx, models.RadarFilter{Limit: 50, Now: until})
	if err != nil || len(page.Items) == 0 || page.Items[0].Account.ExternalID != Teacher {
		t.Errorf("the radar does not begin with the teacher: %v", err)
	}
}

// The appeals follow from the seed, and a small book has those of the stories alone.
func TestTheDesksHistoryFollowsFromTheSeed(t *testing.T) {
	_, first := heardIn(t, heardFrom, 5)
	_, again := heardIn(t, heardFrom, 5)
	_, other := heardIn(t, heardFrom, 6)
	if !slices.Equal(told(first), told(again)) {
		t.Errorf("seed 5 gave\n%v, then\n%v", told(first), told(again))
	}
	if slices.Equal(told(first), told(other)) {
		t.Error("seeds 5 and 6 gave the same appeals")
	}
	if _, small := heardIn(t, heardFrom-1, 5); len(small) != 2 {
		t.Errorf("%d appeals of a small book", len(small))
	}
}
