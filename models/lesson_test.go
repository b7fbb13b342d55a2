package models_test

import (
	"slices"
	"testing"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/models"
)

// TestEveryReasonHasItsLesson walks every code that a customer can be given a reason by.
func TestEveryReasonHasItsLesson(t *testing.T) {
	codes := slices.Concat(models.SanctionReasons(), models.LimitReasons(), factor.Reasons)
	for _, r := range decide.Default().Events.Rules {
		codes = append(codes, r.Reason)
	}
	seen := map[models.Lesson]bool{}
	for _, code := range codes {
		if code == "" {
			continue
		}
		if !models.LessonKnown(code) {
			t.Errorf("no lesson was chosen for %s", code)
		}
		lesson := models.LessonOf(code)
		if lesson != models.LessonNone && !slices.Contains(models.Lessons(), lesson) {
			t.Errorf("%s has the lesson %q, which is none", code, lesson)
		}
		seen[lesson] = true
	}
	for _, lesson := range models.Lessons() {
		if !seen[lesson] {
			t.Errorf("no reason leads to %s", lesson)
		}
	}
	if models.LessonOf("a code of the lender's own") != models.LessonAsk {
		t.Error("an unknown code teaches something")
	}
}

func TestOnlyWhatGoesAgainstACustomerTeaches(t *testing.T) {
	for _, template := range models.Templates() {
		m := models.Message{Template: template, Values: map[string]string{"reason": "cash_out"}}
		want := models.LessonNone
		if template == models.TemplateSanctionStarted || template == models.TemplateLimitLowered {
			want = models.LessonCashOut
		}
		if got := m.Lesson(); got != want {
			t.Errorf("%s teaches %q, want %q", template, got, want)
		}
	}
}
