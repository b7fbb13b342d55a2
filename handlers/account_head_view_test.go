package handlers

import (
	"net/http"
	"strings"
	"testing"

	"candor/models"
	"candor/views/ui"
)

// TestActionsOfFewDaysShareAMenu: actions without a key leave the head for its menu, but not one alone.
func TestActionsOfFewDaysShareAMenu(t *testing.T) {
	key, rare := ui.LinkArgs{Label: "often", Key: "l"}, ui.LinkArgs{Label: "rare"}
	for _, c := range []struct {
		all             []ui.LinkArgs
		buttons, inMenu int
	}{
		{nil, 0, 0},
		{[]ui.LinkArgs{key, rare}, 2, 0},
		{[]ui.LinkArgs{rare, key, rare}, 1, 2},
		{[]ui.LinkArgs{rare, rare}, 0, 2},
	} {
		if often, menu := rareApart(c.all); len(often) != c.buttons || len(menu) != c.inMenu {
			t.Errorf("%d actions make %d buttons and %d in the menu, not %d and %d", len(c.all), len(often), len(menu), c.buttons, c.inMenu)
		}
	}
}

// TestTheHeadCountsEverythingThatWaits: what is asked of the score and of the rules waits for a second person as measures do, one
// thing leads to its own page, and whoever may not read scores is told of the measures alone.
func TestTheHeadCountsEverythingThatWaits(t *testing.T) {
	s := testSite(t)
	lead, service := as(t, models.RoleLead, "en"), as(t, models.RoleService, "en")
	change := models.LimitChange{ID: 5 << 22, State: models.LimitProposed}
	override := &models.Override{ID: 6 << 22, State: models.OverrideProposed, MadeAt: testNow, EndsAt: testNow}
	dispute := models.Dispute{ID: 7 << 22, State: models.DisputeOpen, MadeAt: testNow}
	aside := models.RuleAside{ID: 8 << 22, State: models.OverrideProposed, MadeAt: testNow, EndsAt: testNow}
	ends := models.RuleAside{ID: 9 << 22, State: models.OverrideActive, MadeAt: testNow, EndsAt: testNow.AddDate(0, 0, 9)}
	for name, c := range map[string]struct {
		v     *Visitor
		fill  func(*models.AccountDetail)
		says  string
		leads string
	}{
		"a score by hand":          {lead, func(d *models.AccountDetail) { d.Proposed = override }, "1 proposal", "/overrides/" + override.PublicID()},
		"a dispute":                {lead, func(d *models.AccountDetail) { d.Disputes = []models.Dispute{dispute} }, "1 proposal", "/disputes/" + dispute.PublicID()},
		"a rule to be set aside":   {lead, func(d *models.AccountDetail) { d.Asides = []models.RuleAside{ends, aside} }, "1 proposal", "/asides/" + aside.PublicID()},
		"a limit and more":         {lead, func(d *models.AccountDetail) { d.Limits, d.Proposed = []models.LimitChange{change}, override }, "2 proposals", "#limits"},
		"a score and a rule":       {lead, func(d *models.AccountDetail) { d.Proposed, d.Asides = override, []models.RuleAside{aside} }, "2 proposals", "#score"},
		"a limit, without scores":  {service, func(d *models.AccountDetail) { d.Limits, d.Proposed = []models.LimitChange{change}, override }, "1 proposal", "/limits/" + change.PublicID()},
		"nothing, without scores":  {service, func(d *models.AccountDetail) { d.Proposed, d.Disputes = override, []models.Dispute{dispute} }, "", ""},
		"a rule that is set aside": {lead, func(d *models.AccountDetail) { d.Asides = []models.RuleAside{ends} }, "", ""},
	} {
		d := someAccount(t)
		d.Limits, d.Sanctions, d.Proposed, d.Disputes, d.Asides = nil, nil, nil, nil, nil
		c.fill(&d)
		h := &Accounts{Site: s, Store: &reviewStore{account: func() (*models.AccountDetail, error) { return &d, nil }}}
		w := call(s, c.v, h.Show, http.MethodGet, "/x", nil, "id", d.Account.PublicID())
		want(t, w, 200)
		_, fact, found := strings.Cut(w.Body.String(), "Waiting for a second person")
		if fact, _, _ = strings.Cut(fact, "</div>"); found != (c.says != "") || !strings.Contains(fact, c.says) || !strings.Contains(fact, c.leads) {
			t.Errorf("%s: the head says %q", name, fact)
		}
	}
}
