package models

import (
	"slices"
	"strings"

	"candor/engine/decide"
)

// VariableGap is a variable that the words of one language name and those of another leave out, though nothing requires it.
type VariableGap struct {
	Name    string
	Missing string // language of the words that leave it out
}

// VariableGaps compares texts by language: every variable that one of them names has to stand in all. Required ones are left out,
// because texts without them are refused. The gaps are in the order of WordingLangs and of the variables' names.
func VariableGaps(required []string, texts map[string]string) []VariableGap {
	named := map[string][]string{}
	var all []string
	for lang, text := range texts {
		names, _, _ := placeholders(text)
		for _, name := range names {
			plain, ok := strings.CutPrefix(name, ".")
			if !ok || slices.Contains(required, plain) {
				continue
			}
			named[lang] = append(named[lang], plain)
			if !slices.Contains(all, plain) {
				all = append(all, plain)
			}
		}
	}
	slices.Sort(all)
	var gaps []VariableGap
	for _, lang := range decide.WordingLangs() {
		if _, has := texts[lang]; !has {
			continue
		}
		for _, name := range all {
			if !slices.Contains(named[lang], name) {
				gaps = append(gaps, VariableGap{name, lang})
			}
		}
	}
	return gaps
}

// GapsKey names gaps, so that who accepts them accepts these and no others.
func GapsKey(gaps []VariableGap) string {
	parts := make([]string, len(gaps))
	for i, g := range gaps {
		parts[i] = g.Missing + ":" + g.Name
	}
	return strings.Join(parts, " ")
}
