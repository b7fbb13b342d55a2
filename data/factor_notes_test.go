package data

import (
	"errors"
	"strings"
	"testing"

	"candor/models"
)

// TestANoteOnAFactorStandsForEveryAccount: whoever reads the factor of any account reads it, a stale save changes nothing, an empty text
// removes it, and the record has what it said before and after.
func TestANoteOnAFactorStandsForEveryAccount(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ids, f := trained(t, s, 40), newFixture(t, s)
		must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		note := func(account models.ID) models.FactorNote {
			t.Helper()
			return must[*models.FactorDetail](t)(s.FactorDetail(ctx, account, 0, "standing_last")).Note
		}
		set := func(text string, version int64) error {
			return s.SetFactorNote(ctx, anna, models.SetFactorNote{Factor: "standing_last", Text: text, Version: version})
		}
		if n := note(ids[0]); n.Text != "" || n.Version != 0 {
			t.Errorf("before: %+v", n)
		}
		ok(t, set("The bank reports late in March.", 0))
		for _, id := range ids[:2] {
			if n := note(id); n.Text != "The bank reports late in March." || n.ByName != anna.Name || !n.At.Equal(c.now()) || n.Version != 1 {
				t.Errorf("on %s: %+v", id.Public(models.PrefixAccount), n)
			}
		}
		if other := must[*models.FactorDetail](t)(s.FactorDetail(ctx, ids[0], 0, "utilisation_now")).Note; other.Text != "" {
			t.Errorf("on another factor: %+v", other)
		}
		for _, version := range []int64{0, 2} {
			if err := set("over what was not read", version); !errors.Is(err, models.ErrConflict) {
				t.Errorf("version %d: %v", version, err)
			}
		}
		ok(t, set("The bank reports late in March.", 1)) // says so already
		ok(t, set("", 1))
		if n := note(ids[0]); n.Text != "" || n.Version != 2 {
			t.Errorf("removed: %+v", n)
		}
		if err := set("a form from before it was removed", 1); !errors.Is(err, models.ErrConflict) {
			t.Errorf("over a removed one: %v", err)
		}
		ok(t, set("It reports in time again.", 2))
		entries := f.entries(models.ActionFactorNoted)
		if len(entries) != 3 || entries[0].ObjectType != "factor" || entries[0].ObjectID != "standing_last" || !contains(entries[1].Before, "late in March") ||
			contains(entries[1].After, "late in March") || !contains(entries[0].After, "in time again") {
			t.Errorf("recorded: %+v", entries)
		}
	})
}

// TestWhatIsNoNoteOnAFactor is refused: a factor that no card can have, and more than models.FactorNoteMax characters.
func TestWhatIsNoNoteOnAFactor(t *testing.T) {
	long := strings.Repeat("长", models.FactorNoteMax)
	ok(t, models.SetFactorNote{Factor: "standing_last*utilisation_now", Text: long}.Validate())
	wantInvalid(t, models.SetFactorNote{Factor: "standing_last", Text: long + "长"}.Validate(), "text", "length")
	for _, key := range []string{"", "no_such", "standing_last*", "standing_last*utilisation_now*standing_last"} {
		if err := (models.SetFactorNote{Factor: key, Text: "a note"}).Validate(); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%q: %v", key, err)
		}
	}
}
