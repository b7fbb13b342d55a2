package models

import (
	"fmt"
	"strings"

	"candor/engine/decide"
)

// GroundVariables is what the words of a ground may name: the measure that the appeal is against, and the day that it came in.
func GroundVariables() []string { return []string{"kind", "received"} }

// checkGrounds refuses variables that there are not, by their place, and words for customers that give the engine or a third party
// away.
func checkGrounds(bad *Invalid, doc *decide.Policy) {
	for i, g := range doc.Grounds {
		at := func(name string) string { return fmt.Sprintf("appeal_grounds.%d.%s", i, name) }
		checkVariables(bad, at("title"), g.Title, nil)
		checkVariables(bad, at("grounds"), g.Reason, GroundVariables())
		checkVariables(bad, at("customer"), g.Customer, GroundVariables())
		if found := gaveAway(g.Customer, doc); len(found) > 0 {
			bad.Add(at("customer"), "leak", "found", strings.Join(found, ", "))
		}
	}
}

// gaveAway is what a text for customers says of the engine and of third parties.
func gaveAway(text string, doc *decide.Policy) []string {
	found := Leaks(text, doc)
	lower := strings.ToLower(text)
	for _, word := range outsideWords() {
		if strings.Contains(lower, word) {
			found = append(found, word)
		}
	}
	return found
}
