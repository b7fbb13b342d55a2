package models_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"candor/models"
)

func TestTimelineMarksComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := models.TimelineMark{
			Milli:  rapid.Int64Range(1_735_689_600_000, 1_735_689_600_000+1<<41-2).Draw(t, "milli"),
			Source: rapid.IntRange(0, models.TimelineSource-1).Draw(t, "source"), ID: rapid.Int64Min(0).Draw(t, "id"),
		}
		if back, ok := models.ParseTimelineMark(m.String()); !ok || back != m {
			t.Fatalf("%s came back as %v, %v", m, back, ok)
		}
	})
	rapid.Check(t, func(t *rapid.T) { // history, from before anybody was there to decide it
		m := models.TimelineMark{Milli: rapid.Int64Range(-62_135_596_800_000, 253_402_300_799_998).Draw(t, "milli"), ID: rapid.Int64Min(0).Draw(t, "id")}
		if back, ok := models.ParseTimelineMark(m.String()); !ok || back != m {
			t.Fatalf("%s came back as %v, %v", m, back, ok)
		}
	})
	for _, bad := range []string{"-0-0-1", "--1-0-1", "-1-1-1", "-62135596800001-0-1", "253402300799999-0-1", "-1-0", "", "1", "1-2-3", "1764115200000-9-1", "1764115200000--1-1", "1764115200000-1-01", "+1764115200000-1-1", "x-y-z", "9223372036854775807-1-1"} {
		if m, ok := models.ParseTimelineMark(bad); ok {
			t.Errorf("%q is read as %v", bad, m)
		}
	}
}

func FuzzParseTimelineMark(f *testing.F) {
	f.Add("1764115200000-5-42")
	f.Add("-1-1")
	f.Fuzz(func(t *testing.T, s string) {
		if m, ok := models.ParseTimelineMark(s); ok && m.String() != s {
			t.Errorf("%q is read as %s", s, m)
		}
	})
}

func TestEveryActionHasAPlaceInTheTimeline(t *testing.T) {
	told := []string{models.ActionNoteAdded, models.ActionContactLogged, models.ActionAccountScored, models.ActionFlagRaised, models.ActionCaseFlagged, models.ActionEventsDecided}
	for _, a := range models.Actions() {
		k := models.TimelineKindOf(a)
		if (k == "") != slices.Contains(told, a) || (k != "" && !slices.Contains(models.TimelineKinds(), k)) {
			t.Errorf("%s is of kind %q", a, k)
		}
	}
	if got := models.TimelineActions([]models.TimelineKind{models.TimelineViews}); !slices.Contains(got, models.ActionPersonalRevealed) || slices.Contains(got, models.ActionLimitApplied) {
		t.Errorf("views of personal data are %v", got)
	}
}
