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
		var want []models.Lesson
		if template == models.TemplateSanctionStarted || template == models.TemplateLimitLowered {
			want = []models.Lesson{models.LessonCashOut}
		}
		if got := m.Lessons(2); !slices.Equal(got, want) {
			t.Errorf("%s teaches %q, want %q", template, got, want)
		}
	}
}

// TestLessonsComeInOrder: the coded reason first, or last where it says nothing by itself; then by the points that were lost; none twice,
// none beyond the cap.
func TestLessonsComeInOrder(t *testing.T) {
	for name, tt := range map[string]struct {
		values map[string]string
		most   int
		want   []models.Lesson
	}{
		"the code alone":          {map[string]string{"reason": "late_payment"}, 2, []models.Lesson{models.LessonPayOnTime}},
		"then by points":          {map[string]string{"reason": "late_payment", "scored": "high_utilisation,short_history"}, 3, []models.Lesson{models.LessonPayOnTime, models.LessonUseLess, models.LessonRecord}},
		"no more than the cap":    {map[string]string{"reason": "late_payment", "scored": "high_utilisation,short_history"}, 2, []models.Lesson{models.LessonPayOnTime, models.LessonUseLess}},
		"one":                     {map[string]string{"reason": "late_payment", "scored": "high_utilisation"}, 1, []models.Lesson{models.LessonPayOnTime}},
		"a risk that rose":        {map[string]string{"reason": "risk_increase", "scored": "high_utilisation,late_often"}, 2, []models.Lesson{models.LessonUseLess, models.LessonPayOnTime}},
		"a risk, and no score":    {map[string]string{"reason": "risk_increase"}, 2, []models.Lesson{models.LessonRecord}},
		"each once":               {map[string]string{"reason": "late_payment", "scored": "late_often,late_recently,near_limit_at_once"}, 3, []models.Lesson{models.LessonPayOnTime, models.LessonUseLess}},
		"nothing to learn from":   {map[string]string{"reason": "correction"}, 2, nil},
		"ask, if nothing else":    {map[string]string{"reason": "lenders_own"}, 2, []models.Lesson{models.LessonAsk}},
		"not besides another":     {map[string]string{"reason": "lenders_own", "scored": "low_limit"}, 2, []models.Lesson{models.LessonRecord}},
		"of a payment's decision": {map[string]string{"reason": "unusual_spending", "reasons": "new_device_spend,band_floor,cash_out_merchant"}, 2, []models.Lesson{models.LessonTakeover, models.LessonCashOut}},
	} {
		m := models.Message{Template: models.TemplateSanctionStarted, Values: tt.values}
		if got := m.Lessons(tt.most); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
