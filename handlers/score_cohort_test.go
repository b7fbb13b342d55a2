package handlers

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candor/engine/cohort"
	"candor/engine/decide"
	"candor/models"
)

// ScoreCohort sets the score that the test set beside thirty others.
func (s *reviewStore) ScoreCohort(_ context.Context, account models.ID, of models.CohortOf, zone *time.Location) (*models.ScoreCohort, error) {
	if account != 1<<40 {
		return nil, models.ErrNotFound
	}
	whole, err := s.score()
	if err != nil {
		return nil, err
	}
	if zone == nil || zone.String() != "CST" { // a year is the lender's, whoever reads
		return nil, errors.New("the zone is not the lender's")
	}
	return cohortOf(whole, of, 30)
}

// cohortOf is a score beside n others, whose factors lie in every bin, except that nothing is known of the face of nearly all.
func cohortOf(d *models.ScoreDetail, of models.CohortOf, n int) (*models.ScoreCohort, error) {
	c := &models.ScoreCohort{
		Account: d.Account, Masked: d.Masked, Decision: d.Decision, ModelName: d.ModelName, Bands: d.Policy.Bands, Of: of, Year: 2024, Products: []models.Product{models.ProductPayLater, models.ProductCashLoan},
	}
	own, err := decide.DecodeResult(d.Decision.Result)
	if err != nil {
		return nil, err
	}
	others := make([]decide.Result, n)
	for i := range others {
		r := decide.Result{Score: d.Card.Base}
		for j, f := range d.Card.Factors {
			bin := (i + j) % len(f.Bins)
			if f.Key == "face_similarity" {
				bin = i / (n - 4)
			}
			r.Bins, r.Points, r.Score = append(r.Bins, bin), append(r.Points, f.Bins[bin].Points), r.Score+f.Bins[bin].Points
		}
		others[i] = r
	}
	return c, c.Measure(&d.Card, &own, others)
}

// cohortStore answers with one cohort.
type cohortStore struct {
	*reviewStore
	c *models.ScoreCohort
}

func (s cohortStore) ScoreCohort(context.Context, models.ID, models.CohortOf, *time.Location) (*models.ScoreCohort, error) {
	return s.c, nil
}

// besidePage is the page of a cohort as a role reads it.
func besidePage(t *testing.T, c *models.ScoreCohort, lang string) string {
	t.Helper()
	s := testSite(t)
	w := call(s, as(t, models.RoleReviewer, lang), (&Scores{Site: s, Store: cohortStore{c: c}}).Cohort, http.MethodGet, "/x?with="+string(c.Of), nil, "id", c.Account.PublicID())
	want(t, w, http.StatusOK)
	lacks(t, w, "⟦", "NaN", "%!", "<no value>", " style=")
	return w.Body.String()
}

func TestAScoreBesideACohortLooksAsItDid(t *testing.T) {
	for _, lang := range []string{"en", "zh-CN"} {
		d := someScore(t)
		s := testSite(t)
		store := &reviewStore{score: func() (*models.ScoreDetail, error) { return d, nil }}
		w := call(s, as(t, models.RoleLead, lang), (&Scores{Site: s, Store: store}).Cohort, http.MethodGet, "/x?with=product", nil, "id", d.Account.PublicID())
		want(t, w, http.StatusOK, "Card &lt;b&gt;")
		lacks(t, w, "⟦", "NaN", "%!", "<no value>", " style=", "javascript:", canary.Name, canary.Phone, canary.IDNumber)
		compare(t, filepath.Join("..", "views", "testdata", "score-cohort."+lang+".html"), mainOf(w))
	}
}

func TestACohortSaysHowMuchOfItWasRead(t *testing.T) {
	for _, lang := range []string{"en", "zh-CN"} {
		p := wordsOf(t, lang)
		for name, x := range map[string]struct {
			change func(*models.ScoreCohort)
			says   string
		}{
			"all":    {func(*models.ScoreCohort) {}, p.T("cohort.read_all", "n", "30")},
			"more":   {func(c *models.ScoreCohort) { c.More = true }, p.T("cohort.read_newest", "n", "30")},
			"looked": {func(c *models.ScoreCohort) { c.Looked = true }, p.T("cohort.read_looked", "n", "30", "looked", "20,000")},
		} {
			c, err := cohortOf(someScore(t), models.CohortAll, 30)
			if err != nil {
				t.Fatal(err)
			}
			x.change(c)
			if page := besidePage(t, c, lang); !strings.Contains(page, x.says) {
				t.Errorf("%s %s: the page does not say %q", lang, name, x.says)
			}
		}
	}
}

// TestASmallCohortShowsNoFigure: neither how many there are nor anything of them, but why.
func TestASmallCohortShowsNoFigure(t *testing.T) {
	for n, few := range map[int]bool{0: true, cohort.Fewest - 1: true, cohort.Fewest: false} {
		for _, of := range models.Cohorts() {
			c, err := cohortOf(someScore(t), of, n)
			if err != nil {
				t.Fatal(err)
			}
			page := besidePage(t, c, "en")
			if strings.Contains(page, "Fewer than 20 accounts") != few || strings.Contains(page, "point at single persons") != few {
				t.Errorf("%s of %d: it does not say why nothing is shown", of, n)
			}
			if strings.Contains(page, `id="factors"`) == few || strings.Contains(page, "<svg class=\"plot\"") == few || strings.Contains(page, "Cohort&#39;s median") == few || few && strings.Contains(page, "19 accounts") {
				t.Errorf("%s of %d: figures %v", of, n, !few)
			}
		}
	}
}

// TestACohortOfAYearNeedsAnOpeningDay: where it is not known the page says that, not that there are few, and the other cohorts stay to choose.
func TestACohortOfAYearNeedsAnOpeningDay(t *testing.T) {
	c, err := cohortOf(someScore(t), models.CohortYear, 0)
	if err != nil {
		t.Fatal(err)
	}
	c.Year = 0
	page := besidePage(t, c, "en")
	for says, there := range map[string]bool{"Opening day not known": true, "with=all": true, "When this account was opened is not known": true, "Fewer than 20": false, `id="factors"`: false, "opened in": false} {
		if strings.Contains(page, says) != there {
			t.Errorf("%q there: %v", says, !there)
		}
	}
}

func TestEveryCohortIsNamed(t *testing.T) {
	for _, lang := range []string{"en", "zh-CN"} {
		p := wordsOf(t, lang)
		d := someScore(t)
		for name, change := range map[string]func(*models.ScoreCohort){
			"cohort.name.band": func(c *models.ScoreCohort) {}, "cohort.name.all": func(c *models.ScoreCohort) { c.Of = models.CohortAll },
			"cohort.name.year": func(c *models.ScoreCohort) { c.Of = models.CohortYear }, "cohort.name.year_none": func(c *models.ScoreCohort) { c.Of, c.Year, c.N = models.CohortYear, 0, 0 },
			"cohort.name.product_none": func(c *models.ScoreCohort) { c.Of, c.Products = models.CohortProduct, nil }, "cohort.name.product": func(c *models.ScoreCohort) { c.Of = models.CohortProduct },
			"cohort.name.proposal_flag": func(c *models.ScoreCohort) { c.Of, c.Decision.Outcome = models.CohortProposal, "flag" },
			"cohort.name.proposal_pass": func(c *models.ScoreCohort) { c.Of, c.Decision.Outcome = models.CohortProposal, "pass" },
		} {
			c, err := cohortOf(d, models.CohortBand, 30)
			if err != nil {
				t.Fatal(err)
			}
			change(c)
			said := p.T(name, "value", "§", "model", "Card &lt;b&gt;")
			before, after, _ := strings.Cut(said, "§")
			if page := besidePage(t, c, lang); !p.Has(name) || !strings.Contains(page, before) || !strings.Contains(page, after) {
				t.Errorf("%s: the page does not say %q", lang, said)
			}
		}
	}
}

// TestWhereAScoreStands goes through the sentences: the lowest, the highest, none different, more below and more above.
func TestWhereAScoreStands(t *testing.T) {
	for says, others := range map[string][]int{
		"Lower than every score of the cohort": {601, 700}, "Higher than every score of the cohort": {400, 599}, "The same as every score of the cohort": {600, 600},
		"Higher than 66% of the cohort": {500, 510, 700}, "Lower than 66% of the cohort": {500, 710, 700}, "Higher than 50% of the cohort": {500, 600},
	} {
		c := &models.ScoreCohort{Score: cohort.Stand(600, others)}
		if got := testLabels(t).cohortStanding(c); got != says {
			t.Errorf("600 among %v: %s", others, got)
		}
	}
}

func TestAskingForACohortThatIsNotThere(t *testing.T) {
	d, s := someScore(t), testSite(t)
	h := &Scores{Site: s, Store: &reviewStore{score: func() (*models.ScoreDetail, error) { return d, nil }}}
	ask := func(query, id string) int {
		return call(s, as(t, models.RoleReviewer, "en"), h.Cohort, http.MethodGet, "/x"+query, nil, "id", id).Code
	}
	for query, status := range map[string]int{"": 200, "?with=": 200, "?with=all": 200, "?with=sex": 422, "?with=band%27": 422, "?by=sex": 400, "?with=all&with=band": 400} {
		if got := ask(query, d.Account.PublicID()); got != status {
			t.Errorf("%q: %d, want %d", query, got, status)
		}
	}
	w := call(s, as(t, models.RoleReviewer, "en"), h.Cohort, http.MethodGet, "/x?with=sex", nil, "id", d.Account.PublicID())
	want(t, w, http.StatusUnprocessableEntity, "callout t-red", `with=band" aria-current="page"`)
	for _, id := range []string{"x", models.ID(9).Public(models.PrefixAccount), models.ID(1 << 40).Public(models.PrefixCase)} {
		if got := ask("", id); got != http.StatusNotFound {
			t.Errorf("%s: %d", id, got)
		}
	}
}

// TestOnlyTheScoreThatCountsLeadsToACohort: of an older one the cohort of then is not known.
func TestOnlyTheScoreThatCountsLeadsToACohort(t *testing.T) {
	for counts, page := range map[bool]string{
		true: scorePage(t, "en", func(*models.ScoreDetail) {}), false: scorePage(t, "en", func(d *models.ScoreDetail) { d.Account.DecisionID++ }),
	} {
		if strings.Contains(page, "/cohort\"") != counts {
			t.Errorf("counts %v: the way to a cohort is wrong", counts)
		}
	}
}
