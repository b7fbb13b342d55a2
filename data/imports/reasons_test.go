package imports

import (
	"slices"
	"testing"

	"candor/engine/factor"
)

// TestShippedMappingsGiveReasonsThatHaveWords: factor.Reasons is what is held to words for staff and customers in every language,
// so a card of a shipped mapping must count lost points under no other code.
func TestShippedMappingsGiveReasonsThatHaveWords(t *testing.T) {
	tables := 0
	for _, name := range Names() {
		m, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if m.Table == nil {
			continue
		}
		tables++
		for _, c := range m.Table.Factors {
			if !slices.Contains(factor.Reasons, c.Reason) {
				t.Errorf("%s: factor %s has the reason %q, which has no words", name, c.Key, c.Reason)
			}
		}
	}
	if tables == 0 {
		t.Error("no shipped mapping has factors of its own")
	}
	if !slices.Contains(factor.Reasons, guessedReason) {
		t.Errorf("guessed factors have the reason %q, which has no words", guessedReason)
	}
}
