package decide_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/rules"
)

func encoded(t *rapid.T, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestEditingOneRuleLeavesTheOthersAsTheyAre draws an edit of one rule: every other rule, the
// rest of the document and the policy that was edited keep their bytes.
func TestEditingOneRuleLeavesTheOthersAsTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		was := decide.Default()
		before := encoded(t, was)
		keys := make([]string, len(was.Events.Rules))
		for i, r := range was.Events.Rules {
			keys[i] = r.Key
		}
		key := rapid.SampledFrom(keys).Draw(t, "key")
		changed := rule("made_anew", "hour > 1", rules.Hold, 7)
		by := rapid.IntRange(-40, 40).Draw(t, "by")
		edits := map[string]decide.Policy{
			"put": was.PutRule(key, changed), "add": was.PutRule("nobody", changed), "drop": was.DropRule(key), "move": was.MoveRule(key, by),
			"drop nobody": was.DropRule("nobody"), "move nobody": was.MoveRule("nobody", by),
		}
		for name, is := range edits {
			for i := range is.Events.Rules { // whatever is written to the new list shows in it alone
				is.Events.Rules[i].Risk++
				is.Events.Rules[i].Risk--
			}
			if !bytes.Equal(encoded(t, was), before) {
				t.Fatalf("%s changed the policy it was called on", name)
			}
			for _, r := range was.Events.Rules {
				at := is.RuleAt(r.Key)
				if r.Key == key && (name == "put" || name == "drop") {
					if at >= 0 {
						t.Fatalf("%s left %s", name, key)
					}
					continue
				}
				if at < 0 || !bytes.Equal(encoded(t, is.Events.Rules[at]), encoded(t, r)) {
					t.Fatalf("%s of %s changed %s", name, key, r.Key)
				}
			}
			rest, old := is.WithRules(nil), was.WithRules(nil)
			if !bytes.Equal(encoded(t, rest), encoded(t, old)) {
				t.Fatalf("%s changed more than rules", name)
			}
			if faults := is.Check(); len(faults) > 0 {
				t.Fatalf("%s: %v", name, faults)
			}
		}
		at := slices.Index(keys, key)
		moved, put, added := edits["move"], edits["put"], edits["add"]
		if to := moved.RuleAt(key); to != min(max(at+by, 0), len(keys)-1) {
			t.Fatalf("moved %d from %d to %d", by, at, to)
		}
		if at != put.RuleAt("made_anew") || added.RuleAt("made_anew") != len(keys) {
			t.Fatal("the rule stands in another place")
		}
	})
}

// TestADocumentWithoutEventsGetsNone by an edit.
func TestADocumentWithoutEventsGetsNone(t *testing.T) {
	old := decide.Policy{}
	if old.PutRule("a", rules.Rule{}).Events != nil || old.DropRule("a").Events != nil || old.MoveRule("a", 1).Events != nil || old.RuleAt("a") != -1 {
		t.Error("a document without a part on events got one")
	}
}
