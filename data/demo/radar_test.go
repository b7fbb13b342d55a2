package demo

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"candor/data"
	"candor/engine/misjudge"
	"candor/models"
)

// TestTheTeacherIsOnTheRadar: of all measures in force, the one that is wrong comes first.
func TestTheTeacherIsOnTheRadar(t *testing.T) {
	clock := &mover{at: until}
	ctx := context.Background()
	s, err := data.Open(ctx, data.Options{Dir: t.TempDir(), Now: clock.now, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	out, err := Seed(ctx, s, Options{Accounts: 200, Seed: 5, Password: "see every reason", Clock: func(at time.Time) { clock.at = at }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.RunJobs(ctx, "test", 100); err != nil {
		t.Fatal(err)
	}
	page, err := s.Radar(ctx, models.RadarFilter{Limit: 50, Now: s.Now()})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Items) < 4 {
		t.Fatalf("%d measures in force", len(page.Items))
	}
	for i, item := range page.Items {
		t.Logf("%d %s %s: %d basis points, harm %d, lines %+v", i, item.Account.ExternalID, item.Kind, item.WrongBP, item.Harm, item.Lines)
	}
	first := page.Items[0]
	if first.AccountID != out.Personas[Teacher] || first.Kind != misjudge.KindDeactivate || first.WrongBP < models.RadarMinBP {
		t.Errorf("first is %s of %s at %d", first.Kind, first.Account.ExternalID, first.WrongBP)
	}
	for _, item := range page.Items {
		if item.AccountID == out.Personas[Defaulter] && item.WrongBP >= models.RadarMinBP {
			t.Errorf("the defaulter's deactivation looks wrong: %+v", item.Lines)
		}
	}
}
