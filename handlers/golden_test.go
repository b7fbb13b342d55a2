package handlers

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/engine/counterfactual"
	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/score"
	"candor/models"
)

var update = flag.Bool("update", false, "write golden files anew")

// version is what addresses of static files end in; it changes with every style.
var version = regexp.MustCompile(`\?v=[0-9a-f]+`)

// mainOf is the part of a page that is its own, one element a line.
func mainOf(w *httptest.ResponseRecorder) string {
	page := version.ReplaceAllString(w.Body.String(), "")
	start, end := strings.Index(page, "<main"), strings.Index(page, "</main>")
	if start < 0 || end < 0 {
		return page
	}
	return strings.ReplaceAll(page[start:end], "><", ">\n<") + "\n"
}

// TestPagesLookAsTheyDid compares the daily pages with what is checked in, in both languages.
func TestPagesLookAsTheyDid(t *testing.T) {
	s := testSite(t)
	score := func() (*models.ScoreDetail, error) { return someScore(t), nil }
	store := &reviewStore{
		account: func() (*models.AccountDetail, error) { d := someAccount(t); return &d, nil },
		detail:  func() (*models.CaseDetail, error) { return caseOf(t), nil },
		score:   score,
		cases: func(models.CaseFilter) (models.CasePage, error) {
			d := someAccount(t)
			return models.CasePage{Older: true, Items: []models.CaseItem{{Case: *d.OpenCase, Account: briefly(&d.Account), Masked: d.Masked}}}, nil
		},
	}
	account := models.ID(1 << 40).Public(models.PrefixAccount)
	for _, lang := range []string{"en", "zh-CN"} {
		lead := as(t, models.RoleLead, lang)
		for name, w := range map[string]*httptest.ResponseRecorder{
			"queue":            call(s, lead, (&Queue{Site: s, Store: store}).List, http.MethodGet, "/queue?severity=3", nil),
			"case":             call(s, lead, (&Cases{Site: s, Store: store}).Show, http.MethodGet, "/x?view=sort%3Ddue", nil, "id", caseOf(t).Case.PublicID()),
			"account":          call(s, lead, (&Accounts{Site: s, Store: store}).Show, http.MethodGet, "/x", nil, "id", account),
			"account-timeline": call(s, lead, (&Timelines{Site: s, Store: store}).Show, http.MethodGet, "/x?kind=", nil, "id", account),
			"account-links":    call(s, lead, (&Linked{Site: s, Store: &linkedStore{d: someLinks(t)}}).Show, http.MethodGet, "/x", nil, "id", account),
			"radar":            call(s, lead, (&Radar{Site: s, Store: radarStore{}}).Show, http.MethodGet, "/x?view=min%3D0", nil, "id", models.ID(7).Public(models.PrefixRadar)),
			"drift":            call(s, lead, (&Drift{Site: s, Store: driftStore{board: someDrift()}}).Show, http.MethodGet, "/drift", nil),
			"effect":           call(s, lead, (&Effects{Site: s, Store: effectStore{page: someEffect()}}).Show, http.MethodGet, "/x", nil, "version", "2"),
			"home":             call(s, lead, (&Home{Site: s, Store: homeStub(someHome(t))}).Show, http.MethodGet, "/", nil),
			"score":            call(s, lead, (&Scores{Site: s, Store: store}).Show, http.MethodGet, "/x", nil, "id", account),
		} {
			t.Run(name+"."+lang, func(t *testing.T) {
				want(t, w, http.StatusOK)
				lacks(t, w, "⟦", "NaN", "%!", "<no value>", " style=", "javascript:", canary.Name, canary.Phone, canary.IDNumber, canary.Email, "<script>alert")
				compare(t, filepath.Join("..", "views", "testdata", name+"."+lang+".html"), mainOf(w))
			})
		}
	}
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("%s changed; -update writes it anew\n%s", file, d)
	}
}

// someScore is the test account's decision taken apart.
func someScore(t *testing.T) *models.ScoreDetail {
	t.Helper()
	d := someAccount(t)
	assessor, err := decide.NewAssessor(testCard(), *d.Policy)
	if err != nil {
		t.Fatal(err)
	}
	identical, again, err := assessor.Replay(d.Decision.Input, d.Decision.Result)
	if err != nil {
		t.Fatal(err)
	}
	full := &models.ScoreDetail{
		Account: d.Account, Masked: d.Masked, Decision: *d.Decision, Confirmed: d.Confirmed, Breakdown: *d.Breakdown, Card: testCard(), Policy: *d.Policy, Identical: identical,
		Again: again.Score, History: d.Decisions, ModelName: "Card <b>", Quantiles: map[string][]float64{"utilisation_now": {0, 0.25, 0.5, 0.75, 1}}, Sample: 100,
		Gaps: assessor.Evaluator().Gaps(d.Breakdown), Observed: &models.Observed{
			Statements: models.MonthEnd(202610), Told: testNow.AddDate(0, 0, -80), Checks: map[string]time.Time{"face": testNow.AddDate(0, 0, -100)},
		},
	}
	bagged, err := score.Compile(baggedCard(), factor.Keys())
	if err != nil {
		t.Fatal(err)
	}
	if r, ok := bagged.Range(factor.Compute(someFacts())); ok {
		full.Range = &r
	}
	next := counterfactual.Search(assessor, someState())
	full.Next, full.Before = &next, beforeOf(t, full, testCard())
	return full
}

// beforeOf is the older of the test account's decisions, of when half as much was used, by a card.
func beforeOf(t *testing.T, d *models.ScoreDetail, card score.Scorecard) *models.ScoreBefore {
	t.Helper()
	assessor, err := decide.NewAssessor(card, d.Policy)
	if err != nil {
		t.Fatal(err)
	}
	then := someFacts()
	then.UsedFen /= 2
	earlier := assessor.Explain(decide.Input{Vector: factor.Compute(then)})
	return &models.ScoreBefore{Decision: d.History[1], ModelName: d.ModelName, Score: earlier.Score, Changes: score.Changes(&earlier, &d.Breakdown)}
}

// someState is the facts of the test account as its decision read them.
func someState() counterfactual.State {
	f := someFacts()
	return counterfactual.State{Facts: f, Vector: factor.Compute(f)}
}

func TestTheFactorTableSumsToTheScore(t *testing.T) {
	s, d := testSite(t), someScore(t)
	sum := 0
	for _, line := range d.Breakdown.Lines {
		sum += line.Points
	}
	if sum != d.Decision.Score {
		t.Errorf("lines sum to %d, the score is %d", sum, d.Decision.Score)
	}
	store := &reviewStore{score: func() (*models.ScoreDetail, error) { return d, nil }}
	h := &Scores{Site: s, Store: store}
	id := d.Account.PublicID()
	w := call(s, as(t, models.RoleAuditor, "en"), h.Show, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, "identical", "over 50%", "1 month or more", "Card &lt;b&gt;", "?decision=dec_")
	lacks(t, w, "/override", "/rescore")
	d.Identical, d.Again = false, 601
	want(t, call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/x", nil, "id", id), 200, "differs: 601", "/override", "/rescore")
	want(t, call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/x?decision=acc_1", nil, "id", id), 404)
}

func TestPercentilesOfABook(t *testing.T) {
	q := []float64{0, 0, 0, 1, 2, 3, 4, 5, 6, 7}
	for _, c := range []struct {
		v    float64
		want int
	}{{-1, 0}, {0, 15}, {3, 55}, {7, 95}, {9, 100}} {
		if got, ok := percentile(q, c.v); !ok || got != c.want {
			t.Errorf("percentile(%v) = %d, %v, want %d", c.v, got, ok, c.want)
		}
	}
	if _, ok := percentile(nil, 1); ok {
		t.Error("no book, yet a percentile")
	}
}
