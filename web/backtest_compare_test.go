package main

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// TestTheCommandPrintsTheReportOfTheConsole asks the same question both ways, for different numbers of workers.
func TestTheCommandPrintsTheReportOfTheConsole(t *testing.T) {
	env := testEnv(t)
	store, err := env.Open()
	if err != nil {
		t.Fatal(err)
	}
	seedSmall(t, store)
	version := drafted(t, store)
	now := env.Now()
	env.Now = func() time.Time { return now } // the window of days ends at the moment of asking
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	print := func(json bool, workers int) string {
		var out bytes.Buffer
		env.Stdout = &out
		c := backtestCmd{Policy: strconv.Itoa(version), CaseMinutes: 15, AlarmCost: 20, LabelDelay: -1, JSON: json, Workers: workers}
		if err := c.Validate(); err != nil {
			t.Fatal(err)
		}
		if err := c.Run(env); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	one := print(true, 1)
	if two := print(true, 2); one != two {
		t.Errorf("two workers print otherwise:\n%s\n%s", one, two)
	}
	if text := print(false, 2); !strings.Contains(text, "version 2 against 1") || !strings.Contains(text, "held") && !strings.Contains(text, "hold") || !strings.Contains(text, "accounts") {
		t.Errorf("for a person: %s", text)
	}
	if store, err = env.OpenReadOnly(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	b, err := store.PlannedBacktest(context.Background(), models.AskBacktest{Policy: version, Days: 30, CaseMinutes: 15, AlarmFen: 2000})
	if err != nil {
		t.Fatal(err)
	}
	report, err := store.Backtest(context.Background(), b, 1, nil)
	if err != nil || string(report)+"\n" != one {
		t.Errorf("the console's report is another: %v", err)
	}
}
