package ui

import (
	"maps"
	"slices"
)

// sortedKeys keeps the order of hidden fields stable, so that the same page is the same bytes.
func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

func currentStep(state string) string {
	if state == "current" {
		return "step"
	}
	return "false"
}

// stepState keeps an unknown state from becoming an unknown class.
func stepState(s string) string {
	switch s {
	case "done", "current", "skipped":
		return s
	}
	return "todo"
}

func eventIcon(e Event) string {
	switch {
	case e.Icon != "":
		return e.Icon
	case e.Person:
		return "user"
	}
	return "system"
}
