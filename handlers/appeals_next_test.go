package handlers

import (
	"net/http"
	"testing"

	"candor/models"
)

// TestADecisionLeadsOnWhereThatIsAsked: "decide, then the next" goes on in the list's order, "decide" stays.
func TestADecisionLeadsOnWhereThatIsAsked(t *testing.T) {
	s := measureSite(t)
	typed := []string{"version", "4", "outcome", "uphold", "reason", "receipts do not match", "customer_text", "We looked again and it stands."}
	for then, to := range map[string]string{"": "/appeals/" + app10, "next": "/appeals/next?after=" + app10} {
		h := &Appeals{s, fakeAppeals{fakeCase: newFakeCase()}}
		w := asked(t, s, h.Decide, models.RoleService, app10, append(typed, "then", then)...)
		if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != to {
			t.Errorf("then %q: %d to %q, want %q", then, w.Code, got, to)
		}
	}
}
