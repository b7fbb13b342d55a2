package models_test

import (
	"errors"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/models"
)

func TestTheWindowOfABacktest(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	at := func(days int) *time.Time { v := now.AddDate(0, 0, days); return &v }
	b := models.Backtest{PolicyVersion: 3, Days: 7, FromAt: *at(-9), ToAt: *at(-2), CaseMinutes: 5, AlarmFen: 7}
	again := b.Again()
	for name, tt := range map[string]struct {
		ask      models.AskBacktest
		from, to time.Time
	}{
		"days":       {models.AskBacktest{Days: 30, CaseMinutes: 1}, *at(-30), now},
		"dates":      {models.AskBacktest{From: at(-5), To: at(-1), CaseMinutes: 1}, *at(-5), *at(-1)},
		"not so far": {models.AskBacktest{From: at(-5), To: at(3), CaseMinutes: 1}, *at(-5), now},
		"again":      {again, *at(-9), *at(-2)},
	} {
		if err := tt.ask.Validate(now); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if from, to := tt.ask.Window(now); !from.Equal(tt.from) || !to.Equal(tt.to) {
			t.Errorf("%s: %s to %s", name, from, to)
		}
	}
	if again.Policy != 3 || again.CaseMinutes != 5 || again.AlarmFen != 7 {
		t.Errorf("again %+v", again)
	}
}

func TestABacktestEndsOnceAndKnowsItsDocument(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, state := range []models.BacktestState{models.BacktestDone, models.BacktestFailed, models.BacktestCancelled} {
		b := models.Backtest{State: state}
		if err := b.Cancel(now); !errors.Is(err, models.ErrState) {
			t.Errorf("%s: %v", state, err)
		}
	}
	b := models.Backtest{State: models.BacktestRunning}
	if err := b.Cancel(now); err != nil || b.State != models.BacktestCancelled || b.EndedAt == nil {
		t.Errorf("%+v, %v", b, err)
	}
	p := models.Policy{Document: decide.Default()}
	if stale, err := b.Stale(&p); err != nil || !stale {
		t.Errorf("another document: %t, %v", stale, err)
	}
	for name, report := range map[string]string{"none": "", "no JSON": "{", "another form": `{"policy":1,"verdict":"good"}`} {
		b.Report = []byte(report)
		if _, err := b.Found(); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}
