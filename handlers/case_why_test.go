package handlers

import (
	"net/http"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/engine/score"
	"candor/models"
)

// TestWhyACaseIsHere: each reason says what was seen, what it met, its points and its version, the most points first; versions are links for
// who may read them, and who sees no scores sees no points.
func TestWhyACaseIsHere(t *testing.T) {
	s, d := testSite(t), caseOf(t)
	h := &Cases{Site: s, Store: &reviewStore{detail: func() (*models.CaseDetail, error) { return d, nil }}}
	show := func(role string) string {
		w := call(s, as(t, role, "en"), h.Show, http.MethodGet, "/cases/x", nil, "id", d.Case.PublicID())
		want(t, w, 200)
		return w.Body.String()
	}
	const event, assessed = models.ID(77 << 22), models.ID(78 << 22)
	flag := func(n int, f models.Flag) models.Flag {
		f.ID, f.Severity, f.State, f.RaisedAt = models.ID(n<<22), models.SeverityMedium, models.FlagOpen, testNow
		return f
	}
	d.Flags = []models.Flag{
		flag(51, models.Flag{Source: "rule", Code: "abnormal_hour", Value: 70, Threshold: 30, DecisionID: event}),
		flag(52, models.Flag{Source: "model", Code: "score_drop", Value: 75, Threshold: 60, DecisionID: assessed}),
		flag(53, models.Flag{Source: "person", Code: "manual"}),
		flag(54, models.Flag{Source: "model", Code: "score_low", Value: 440, Threshold: 480, DecisionID: assessed}),
	}
	d.Decided = map[models.ID]models.FlagDecision{
		event: {Event: true, PolicyVersion: 4, Fired: []decide.Fired{{Rule: "night", Risk: 30}}}, assessed: {PolicyVersion: 3},
	}
	d.Rules = map[models.ID]string{51 << 22: "night"}
	page := show(models.RoleLead)
	follow(t, page, "−75", "below 480", "−40", "risk 70", "+30", `href="/policy/4/rules/night">rule, policy 4`, "Raised by staff")
	if !strings.Contains(page, `href="/policy/3">policy 3`) {
		t.Error("no way to the policy")
	}
	_, lines, found := strings.Cut(page, "What moved the score most")
	if !found {
		t.Fatal("no lines of the score")
	}
	line := d.Account.Breakdown.Lines[1]
	for _, part := range []string{"/score#f-" + line.Key, "/models/" + d.Account.Decision.ModelID.Public(models.PrefixModel), points(line.Points)} {
		if !strings.Contains(lines, part) {
			t.Errorf("the lines lack %q", part)
		}
	}
	d.Account.Breakdown.Lines[1].Bin = 0
	d.Account.Card = &score.Scorecard{Factors: []score.Factor{{Key: line.Key, Bins: []score.Bin{{Kind: score.BinMissing}}}}}
	follow(t, show(models.RoleLead), "What moved the score most", "/score#f-"+line.Key, `data-label="Falls into">not known`)

	page = show(models.RoleReviewer)
	if strings.Contains(page, "/policy/") || !strings.Contains(page, "rule, policy 4") {
		t.Error("a reviewer is led to the policy, or not told its version")
	}
	page = show(models.RoleService)
	if strings.Contains(page, "What moved the score") || strings.Contains(page, "−75<") {
		t.Error("customer service sees points")
	}
}

// follow wants parts of a page, one after the other.
func follow(t *testing.T, page string, parts ...string) {
	t.Helper()
	rest := page
	for _, part := range parts {
		_, after, found := strings.Cut(rest, part)
		if !found {
			t.Fatalf("%q does not follow", part)
		}
		rest = after
	}
}

// TestACapCountsForItsFlag: what a cap takes from the score is among the points of the flag of the same factor.
func TestACapCountsForItsFlag(t *testing.T) {
	d := caseOf(t)
	policy := decide.Default()
	flag, held := policy.Flags[0], policy.Caps[1]
	for _, f := range policy.Flags {
		if f.Measure == held.Factor {
			flag = f
		}
	}
	f := &models.Flag{ID: 1, Code: flag.Code, DecisionID: d.Account.Decision.ID}
	d.Account.Policy = &policy
	d.Account.Breakdown = &score.Breakdown{Lines: []score.Line{
		{Kind: score.LineFactor, Key: flag.Measure, Points: -20}, {Kind: score.LineCap, Key: held.Key, Points: -100}, {Kind: score.LineFactor, Key: "another", Points: 5},
	}}
	if w := weigh(f, d); flag.Measure != held.Factor || !w.known || w.points != -120 {
		t.Errorf("%s on %s, cap %s: %+v", flag.Code, flag.Measure, held.Key, w)
	}
	f.DecisionID++
	if w := weigh(f, d); w.known {
		t.Error("points of another decision")
	}
}
