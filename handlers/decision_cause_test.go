package handlers

import (
	"testing"

	"candor/models"
)

// TestADecisionNamesItsCause: in the table of both pages, with the person or key, and none is made up for one of which nothing is known.
func TestADecisionNamesItsCause(t *testing.T) {
	l := testLabels(t)
	list := []models.Decision{{ID: 1}, {ID: 2}, {ID: 3}, {ID: 4}, {ID: 5, RunID: 9}}
	causes := map[models.ID]models.DecisionCause{
		1: {Kind: models.ActorUser, Name: "Ben", Why: models.CauseOverride}, 2: {Kind: models.ActorUser, Name: "Anna"}, 3: {Kind: models.ActorKey, Name: "core"},
	}
	table := l.decisionTable("acc_1", list, causes)
	for i, want := range [][2]string{{"Score set by hand", "Ben"}, {"Asked for by hand", "Anna"}, {"Interface", "core"}, {"This account alone", ""}, {"Rescoring of the book", ""}} {
		cells := table.Rows[i].Cells
		if last := cells[len(cells)-1]; len(cells) != len(table.Heads) || last.Text != want[0] || last.Sub != want[1] {
			t.Errorf("decision %d: %q %q, want %q", i, last.Text, last.Sub, want)
		}
	}
}
