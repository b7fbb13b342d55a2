package data

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"candor/engine/learn"
	"candor/models"
)

const outcome = "default_next_month"

// withOutcomes gives a store n accounts of which those that stand badly are mostly bad.
func withOutcomes(t *testing.T, s *Store, n int) {
	t.Helper()
	ids, err := s.BulkIDs(n)
	ok(t, err)
	entries := make([]Entry, n)
	for i := range entries {
		standing, bad := 0, i%11 == 0
		if i%4 == 3 {
			standing, bad = 2, i%3 != 0
		}
		entries[i] = Entry{
			Account: models.Account{ID: ids[i], Source: "core", ExternalID: "L" + ids[i].Public("x")},
			Lines:   []models.CreditLine{{Product: models.ProductPayLater, LimitFen: 1_000_000, UsedFen: int64(i%100) * 10_000}},
			Statements: []models.Statement{
				{Month: 202602, BillFen: int64(i%100) * 10_000, Standing: standing, DaysPastDue: 30 * standing}, {Month: 202601, BillFen: 5_000, Standing: -1},
			},
			Labels: []models.Label{{Name: outcome, Bad: bad, At: start}},
		}
	}
	ok(t, s.BulkEntries(ctx, anna, models.ActionAccountImported, "test", entries))
}

func ask() models.AskTraining { return models.AskTraining{Label: outcome, Folds: 2} }

func TestATrainingMakesAChallengerAndNeverAChampion(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		withOutcomes(t, s, 1200)
		asked := must[*models.Training](t)(s.AskTraining(ctx, anna, ask()))
		var refused *models.Refused
		if _, err := s.AskTraining(ctx, anna, ask()); !errors.As(err, &refused) || refused.Code != "training_open" {
			t.Errorf("a second training beside the first: %v", err)
		}
		var steps []int
		if did := must[bool](t)(s.RunTrainings(ctx, "test", func(done, _ int) { steps = append(steps, done) })); !did {
			t.Fatal("no training was done")
		}
		got := must[*models.Training](t)(s.Training(ctx, asked.ID))
		if got.State != models.TrainingDone || got.ModelID == 0 || got.Step != 3 || got.Method != learn.MethodWoE || got.EndedAt == nil {
			t.Fatalf("training %+v", got)
		}
		m := must[*models.Model](t)(s.Model(ctx, got.ModelID))
		if m.State != models.ModelChallenger || !m.Shadow || m.CreatedBy != anna.Name || !m.Intact() || m.Origin != models.OriginTrained {
			t.Errorf("model %+v", m)
		}
		if _, _, err := s.Live(ctx); !errors.Is(err, ErrNoModel) {
			t.Errorf("the first challenger decides: %v", err)
		}
		if did := must[bool](t)(s.RunTrainings(ctx, "test", nil)); did || len(steps) == 0 {
			t.Errorf("trained twice, or told nothing: %v", steps)
		}
		if n := audited(t, s, models.ActionTrainingAsked); n != 1 || audited(t, s, models.ActionTrainingEnded) != 1 {
			t.Errorf("%d entries of asking", n)
		}
	})
}

func TestWhatCannotBeLearntSaysWhy(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		var bad *models.Invalid
		if _, err := s.AskTraining(ctx, anna, ask()); !errors.As(err, &bad) || bad.Fields["label"].Code != "no_such_label" {
			t.Errorf("a label that no account has: %v", err)
		}
		for name, a := range map[string]models.AskTraining{
			"method": {Label: outcome, Method: "black_box"}, "folds": {Label: outcome, Folds: 99}, "label": {Label: "No such"},
		} {
			if _, err := s.AskTraining(ctx, anna, a); !errors.As(err, &bad) || bad.Fields[name].Code == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		withOutcomes(t, s, 100)
		asked := must[*models.Training](t)(s.AskTraining(ctx, anna, ask()))
		must[bool](t)(s.RunTrainings(ctx, "test", nil))
		got := must[*models.Training](t)(s.Training(ctx, asked.ID))
		if got.State != models.TrainingFailed || !strings.Contains(got.Problem, "want at least 200 of each") || got.ModelID != 0 {
			t.Errorf("training %+v", got)
		}
		none := must[*models.Training](t)(s.AskTraining(ctx, anna, models.AskTraining{Label: models.ObservedOutcome}))
		must[bool](t)(s.RunTrainings(ctx, "test", nil))
		if got = must[*models.Training](t)(s.Training(ctx, none.ID)); got.State != models.TrainingFailed || !strings.Contains(got.Problem, models.ObservedOutcome) {
			t.Errorf("training without outcomes %+v", got)
		}
	})
}

func TestATrainingIsCancelledAndTakenOver(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		withOutcomes(t, s, 1200)
		asked := must[*models.Training](t)(s.AskTraining(ctx, anna, ask()))
		killed := must[*models.Job](t)(s.claimJob(ctx, "killed", models.JobModelTrain))
		must[*models.Training](t)(s.beginTraining(ctx, *killed))
		if did := must[bool](t)(s.RunTrainings(ctx, "early", nil)); did {
			t.Error("taken over while the lease ran")
		}
		c.advance(models.JobLease + time.Second)
		if did := must[bool](t)(s.RunTrainings(ctx, "other", nil)); !did {
			t.Fatal("not taken over")
		}
		if err := s.endTraining(ctx, *killed, nil, errors.New("late")); !errors.Is(err, errLeaseLost) {
			t.Errorf("the killed worker came back: %v", err)
		}
		if got := must[*models.Training](t)(s.Training(ctx, asked.ID)); got.State != models.TrainingDone {
			t.Fatalf("training %+v", got)
		}
		second := must[*models.Training](t)(s.AskTraining(ctx, anna, ask()))
		job := must[*models.Job](t)(s.claimJob(ctx, "worker", models.JobModelTrain))
		must[*models.Training](t)(s.beginTraining(ctx, *job))
		if err := s.CancelTraining(ctx, bob, second.ID, second.Version+1); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: %v", err)
		}
		ok(t, s.CancelTraining(ctx, bob, second.ID, second.Version))
		if err := s.beatTraining(ctx, *job, second.ID, 1); err != nil {
			t.Errorf("the beat that notices: %v", err)
		}
		if err := s.beatTraining(ctx, *job, second.ID, 1); !errors.Is(err, errUnwanted) {
			t.Errorf("the beat after it: %v", err)
		}
		if err := s.CancelTraining(ctx, bob, second.ID, second.Version+1); !errors.Is(err, models.ErrState) {
			t.Errorf("cancelled twice: %v", err)
		}
		if n := count(t, s, &models.Model{}, "1 = 1"); n != 1 {
			t.Errorf("%d models", n)
		}
	})
}

// TestACancelledTrainingStopsItsFit cancels a training while it fits: the trainer is told within that fit, and nothing is stored.
func TestACancelledTrainingStopsItsFit(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		withOutcomes(t, s, 1200)
		asked := must[*models.Training](t)(s.AskTraining(ctx, anna, ask()))
		told := make(chan error, 1)
		s.trainer = func(_ learn.Data, o learn.Options) (learn.Trained, error) {
			running, err := s.Training(ctx, asked.ID)
			if err == nil {
				err = s.CancelTraining(ctx, bob, asked.ID, running.Version)
			}
			if err != nil {
				return learn.Trained{}, err
			}
			o.Progress(1, 3) // a beat, which notices; the next one ends it
			for o.Stopped() == nil {
				o.Progress(1, 3)
				runtime.Gosched()
			}
			told <- o.Stopped()
			return learn.Trained{}, o.Stopped()
		}
		if did := must[bool](t)(s.RunTrainings(ctx, "worker", nil)); !did {
			t.Fatal("no training was run")
		}
		if err := <-told; !errors.Is(err, context.Canceled) {
			t.Errorf("the trainer was told %v", err)
		}
		if got := must[*models.Training](t)(s.Training(ctx, asked.ID)); got.State != models.TrainingCancelled || got.ModelID != 0 || got.Problem != "" {
			t.Errorf("training %+v", got)
		}
		if n := count(t, s, &models.Model{}, "1 = 1"); n != 0 {
			t.Errorf("%d models", n)
		}
	})
}

func TestASignalHandsATrainingBack(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		withOutcomes(t, s, 1200)
		asked := must[*models.Training](t)(s.AskTraining(ctx, anna, ask()))
		stopped, stop := context.WithCancel(ctx)
		_, err := s.RunTrainings(stopped, "stopped", func(int, int) { stop() })
		stop()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped: %v", err)
		}
		if did := must[bool](t)(s.RunTrainings(ctx, "next", nil)); !did {
			t.Fatal("the next worker had to wait for the lease")
		}
		if got := must[*models.Training](t)(s.Training(ctx, asked.ID)); got.State != models.TrainingDone {
			t.Errorf("training %+v", got)
		}
	})
}

func TestTheScheduleTrainsEverySoManyDays(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		withOutcomes(t, s, 10)
		var bad *models.Invalid
		if err := s.SetRetrain(ctx, anna, models.Retrain{Days: 400, Label: outcome}); !errors.As(err, &bad) || bad.Fields["days"].Code == "" {
			t.Errorf("400 days: %v", err)
		}
		ok(t, s.SetRetrain(ctx, anna, models.Retrain{Days: 30, Method: learn.MethodWoE, Label: outcome}))
		if err := s.SetRetrain(ctx, anna, models.Retrain{Days: 10, Label: outcome}); !errors.Is(err, models.ErrConflict) {
			t.Errorf("on the version before: %v", err)
		}
		runs := func() int64 { runAll(t, s); return count(t, s, &models.Training{}, "1 = 1") }
		if n := runs(); n != 0 {
			t.Fatalf("%d trainings at once", n)
		}
		c.advance(30*24*time.Hour + time.Second)
		if n := runs(); n != 1 {
			t.Fatalf("%d trainings after a month", n)
		}
		c.advance(95 * 24 * time.Hour) // three turns were missed: the first still waits, and none is added
		if n := runs(); n != 1 {
			t.Errorf("%d trainings while one waits", n)
		}
		must[bool](t)(s.RunTrainings(ctx, "test", nil))
		r := must[models.Retrain](t)(s.Retrain(ctx))
		if r.Next == nil || !r.Next.After(c.now()) || r.Next.After(c.now().AddDate(0, 0, 30)) {
			t.Errorf("next %v", r.Next)
		}
		r.Days = 0
		ok(t, s.SetRetrain(ctx, anna, r))
		c.advance(365 * 24 * time.Hour)
		if n := runs(); n != 1 {
			t.Errorf("%d trainings after the schedule ended", n)
		}
		counts := must[[]models.LabelCount](t)(s.TrainingLabels(ctx))
		if len(counts) != 2 || counts[0].Name != models.ObservedOutcome || counts[1] != (models.LabelCount{Name: outcome, Rows: 10, Bad: 2}) {
			t.Errorf("labels %+v", counts)
		}
	})
}
