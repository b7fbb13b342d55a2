package handlers

import (
	"context"
	"strings"
	"testing"

	"candor/views/text"
	"candor/views/ui"
)

// TestMeasuresAreExplainedWhereTheyStand: a label that the help page has a word for carries its sentence, as a column's head and as
// the name of a figure, and any other label stands as it is.
func TestMeasuresAreExplainedWhereTheyStand(t *testing.T) {
	texts, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range text.Languages() {
		known := meanings(texts.For(lang))
		for label, about := range known {
			if label == "" || about == "" || strings.Contains(label+about, "⟦") {
				t.Errorf("%s: %q is explained by %q", lang, label, about)
			}
		}
		for _, label := range []string{"drift.vintage", "help.word.fpd"} {
			if known[texts.For(lang).T(label)] == "" {
				t.Errorf("%s: %s is not explained", lang, label)
			}
		}
		var b strings.Builder
		ctx := ui.WithTerms(context.Background(), known)
		for _, label := range []string{texts.For(lang).T("model.auc"), texts.For(lang).T("model.gini"), "nothing"} {
			if err := ui.Th(ui.ThArgs{Label: label}).Render(ctx, &b); err != nil {
				t.Fatal(err)
			}
			if err := ui.Stat(ui.StatArgs{Label: label, Value: "1"}).Render(ctx, &b); err != nil {
				t.Fatal(err)
			}
		}
		if n := strings.Count(b.String(), `tabindex="0"`); n != 4 || strings.Count(b.String(), `role="tooltip"`) != n {
			t.Errorf("%s: %d labels can be asked: %s", lang, n, b.String())
		}
	}
}
