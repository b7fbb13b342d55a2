package handlers

import (
	"net/http"
	"testing"

	"candor/engine/score"
	"candor/models"
)

// TestTheAppealsPageNamesWhatChangedSince: the factors whose points changed and none else, to who may see scores; files and messages stand
// with what the customer says.
func TestTheAppealsPageNamesWhatChangedSince(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	f.since = &models.AppealSince{Then: 512, Now: 600, Again: 530, Changes: []score.Change{
		{Kind: score.LineFactor, Key: "utilisation_now", Before: -60, After: 28}, {Kind: score.LineFactor, Key: "late_6m", Before: -5, After: -5}, {Kind: score.LineBase, Before: 500, After: 501},
	}}
	wants(t, asked(t, s, h.Show, models.RoleLead, app10), http.StatusOK, `id="since"`, "The score was 512 and is 600 (+88).", "Limit in use now", "−60 → +28 (+88)", "530 (+18)", "!−5 → −5")
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, `!id="since"`)
	f.since.Changes, f.since.Again = nil, 0
	wants(t, asked(t, s, h.Show, models.RoleLead, app10), http.StatusOK, "No factor gives other points than then.", "!The facts of then")
}
