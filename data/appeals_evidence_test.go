package data

import (
	"slices"
	"testing"

	"candor/engine/decide"
	"candor/models"
)

// TestAnAppealAgainstAFreezeHasEvidenceByReasonAndByKind under the policy in force, as by reason alone: a running appeal is judged under
// what the lender asks for today. One against another kind of measure has what its reason asks for.
func TestAnAppealAgainstAFreezeHasEvidenceByReasonAndByKind(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		frozen := file(t, s, put(t, s, c, lenderAccount(t, s, "1").ID, models.SanctionFreeze))
		restricted := file(t, s, put(t, s, c, lenderAccount(t, s, "2").ID, models.SanctionRestrict))
		kinds := func(id models.ID) (list []string) {
			d := must[*models.AppealDetail](t)(s.Appeal(ctx, id))
			items, _ := models.Checklist(&d.Policy.Document, &d.Sanction, nil)
			for _, i := range items {
				list = append(list, i.Kind)
			}
			return list
		}
		byReason := []string{"explanation", "purchase_proof"} // of unusual_spending
		if got := kinds(frozen.ID); !slices.Equal(got, byReason) {
			t.Errorf("shipped: %v", got)
		}
		live := must[*models.Policy](t)(s.LivePolicy(ctx))
		live.Document.ByMeasure = []decide.MeasureEvidence{{Measure: "freeze", Kinds: []string{"id_card", "explanation"}}}
		newFixture(t, s).must(func(tx *writeTx) error { return tx.db.Model(live).Select("document").Updates(live).Error })
		if got := kinds(frozen.ID); !slices.Equal(got, append(byReason, "id_card")) {
			t.Errorf("against the freeze: %v", got)
		}
		if got := kinds(restricted.ID); !slices.Equal(got, byReason) {
			t.Errorf("against the restriction: %v", got)
		}
	})
}
