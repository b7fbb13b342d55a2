package models

import (
	"fmt"

	"candor/engine/decide"
)

// checkQuick refuses double braces in usual reasons: nothing is filled into them.
func checkQuick(bad *Invalid, doc *decide.Policy) {
	for i, q := range doc.Quick {
		for _, lang := range decide.WordingLangs() {
			checkVariables(bad, fmt.Sprintf("quick_reasons.%d.%s", i, lang), q.Text(lang), nil)
		}
	}
}
