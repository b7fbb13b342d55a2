package models

import (
	"slices"
	"strings"
	"testing"
)

// TestEveryActOnACaseHasItsPart: none of those on record falls to the flags but those that raise some.
func TestEveryActOnACaseHasItsPart(t *testing.T) {
	found := map[CaseAct]int{}
	for _, a := range Actions() {
		if strings.HasPrefix(a, "case.") {
			found[CaseActOf(a)]++
		}
		if raised := slices.Contains([]string{ActionCaseFlagged, ActionCaseOpened}, a); strings.HasPrefix(a, "case.") && (CaseActOf(a) == CaseActFlags) != raised {
			t.Errorf("%s belongs to %s", a, CaseActOf(a))
		}
	}
	for _, k := range CaseActs() {
		if found[k] == 0 {
			t.Errorf("nothing belongs to %s", k)
		}
	}
}
