package data

import (
	"strings"
	"testing"

	"candor/models"
)

// TestAnAccountIsFoundByItsNumberAlone: by our id in any case or the lender's number, whole, and never by what is personal.
func TestAnAccountIsFoundByItsNumberAlone(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		a := lenderAccount(t, s, "A-17")
		for typed, want := range map[string]int{
			a.PublicID(): 1, " " + strings.ToUpper(a.PublicID()) + " ": 1, a.ExternalID: 1, a.ExternalID[:len(a.ExternalID)-1]: 0, "": 0,
			strings.Repeat("9", models.NamedMost+1): 0,
		} {
			hits := must[[]models.SearchHit](t)(s.NamedAccounts(ctx, typed))
			if len(hits) != want || want == 1 && hits[0].Account.ID != a.ID {
				t.Errorf("%q: %+v", typed, hits)
			}
		}
	})
}
