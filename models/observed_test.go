package models_test

import (
	"testing"
	"time"

	"candor/engine/factor"
	"candor/models"
)

func TestAgeOfFacts(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	ago := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	o := models.Observed{
		Statements: models.MonthEnd(202512), Told: ago(70), Linked: now.Add(time.Hour),
		Checks: map[string]time.Time{"face": ago(731), "document": ago(732), "name_match": {}},
	}
	tests := []struct {
		key       string
		days      int
		stale, ok bool
	}{
		{"standing_last", 62, true, true}, // from the first of January, and half a day
		{"utilisation_now", 70, true, true},
		{"education", 70, false, true},
		{"linked_defaults", 0, false, true}, // seen by a clock that runs ahead
		{"shared_identity", 0, false, true},
		{"face_similarity", 731, false, true}, // to the day
		{"document_match", 732, true, true},
		{"name_match", 0, false, false},
		{"card_bound", 0, false, false},
	}
	for _, tt := range tests {
		spec, _, _ := factor.Lookup(tt.key)
		if days, stale, ok := o.Age(spec, now); days != tt.days || stale != tt.stale || ok != tt.ok {
			t.Errorf("%s: %d days, stale %v, known %v; want %d, %v, %v", tt.key, days, stale, ok, tt.days, tt.stale, tt.ok)
		}
	}
	var none models.Observed
	for _, spec := range factor.Catalogue {
		if _, ok := none.At(spec); ok {
			t.Errorf("%s: seen, although nothing was", spec.Key)
		}
	}
}

func TestMonthEnd(t *testing.T) {
	for month, want := range map[int]string{202602: "2026-03-01", 202412: "2025-01-01", 202402: "2024-03-01"} {
		if got := models.MonthEnd(month).Format(time.DateOnly); got != want {
			t.Errorf("%d ends %s, want %s", month, got, want)
		}
	}
}
