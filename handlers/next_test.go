package handlers

import (
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"candor/engine/counterfactual"
	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/text"
)

// everyAction is each action with each number of months that it can have.
func everyAction() []counterfactual.Action {
	var list []counterfactual.Action
	for _, k := range counterfactual.Kinds() {
		switch k {
		case counterfactual.PayDown:
			list = append(list, counterfactual.Action{Kind: k, Fen: 50_000}, counterfactual.Action{Kind: k, Fen: 123_456_789})
		case counterfactual.PayInFull, counterfactual.PayOnTime:
			for n := range counterfactual.MaxMonths {
				list = append(list, counterfactual.Action{Kind: k, Months: n + 1})
			}
		default:
			list = append(list, counterfactual.Action{Kind: k})
		}
	}
	return list
}

func answers() []counterfactual.Answer {
	return []counterfactual.Answer{counterfactual.Reached, counterfactual.Top, counterfactual.Overridden, counterfactual.Capped, counterfactual.Beyond}
}

// everyCustomerText is all that a score's reasons and next steps can say to a customer, by what it is.
func everyCustomerText(words *text.Localizer) map[string]string {
	l := labels{views.Page{Texts: words}}
	all := map[string]string{}
	for _, code := range factor.Reasons {
		for _, part := range []string{"customer", "help"} {
			all[code+" "+part] = words.T("reason." + code + "." + part)
		}
	}
	for _, answer := range answers() {
		for _, actions := range [][]counterfactual.Action{nil, everyAction()} {
			if len(actions) > 0 && (answer == counterfactual.Top || answer == counterfactual.Overridden) {
				continue // these propose nothing
			}
			c := l.customerSteps(&counterfactual.Result{Answer: answer, Actions: actions})
			all[string(answer)+" "+c.Lead] = c.Lead
			for _, s := range c.Steps {
				all[s] = s
			}
		}
	}
	return all
}

// TestCustomerTextsOfAScoreGiveNothingAway holds every text that a customer may be told of a score to the check that letters go
// through, and to words that no reason may be made of: that a score is too low is no reason, and nobody answers for others.
func TestCustomerTextsOfAScoreGiveNothingAway(t *testing.T) {
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	policy := decide.Default()
	banned := map[string][]string{
		"en":    {"rule", "too low", "internal polic", "band", "points", "bureau", "police", "court", "merchant", "neighbour", "family", "friend", "other customer", "somebody else"},
		"zh-CN": {"规则", "过低", "内部政策", "档位", "征信", "公安", "法院", "商户", "邻", "家人", "朋友", "其他客户", "他人"},
	}
	for _, lang := range text.Languages() {
		texts := everyCustomerText(bundle.For(lang))
		if len(texts) < 2*len(factor.Reasons)+20 {
			t.Errorf("%s: only %d texts", lang, len(texts))
		}
		for what, said := range texts {
			if found := models.Leaks(said, &policy); len(found) > 0 {
				t.Errorf("%s %s gives away %q: %s", lang, what, found, said)
			}
			for _, word := range banned[lang] {
				if strings.Contains(strings.ToLower(said), word) {
					t.Errorf("%s %s says %q: %s", lang, what, word, said)
				}
			}
			if strings.TrimSpace(said) == "" || strings.Contains(said, "⟦") || strings.Contains(said, "<no value>") {
				t.Errorf("%s %s has no words: %q", lang, what, said)
			}
		}
	}
}

// TestEveryReasonOfTheCatalogueIsListed: what has words is what any card over the catalogue can produce.
func TestEveryReasonOfTheCatalogueIsListed(t *testing.T) {
	for _, spec := range factor.Catalogue {
		if !slices.Contains(factor.Reasons, spec.Reason) {
			t.Errorf("%s: reason %s is not listed, so nothing checks its words", spec.Key, spec.Reason)
		}
	}
}

// scorePage draws the score page of a changed detail.
func scorePage(t *testing.T, lang string, change func(*models.ScoreDetail)) string {
	t.Helper()
	d := someScore(t)
	change(d)
	store := &reviewStore{score: func() (*models.ScoreDetail, error) { return d, nil }}
	w := call(testSite(t), as(t, models.RoleLead, lang), (&Scores{Site: testSite(t), Store: store}).Show, http.MethodGet, "/x", nil, "id", d.Account.PublicID())
	want(t, w, http.StatusOK)
	lacks(t, w, "⟦", "NaN", "%!", "<no value>", " style=")
	return w.Body.String()
}

func TestTheScorePageGivesEachAnswer(t *testing.T) {
	goal := score.Band{Name: "good", From: 600}
	pay := []counterfactual.Action{{Kind: counterfactual.PayInFull, Months: 2}, {Kind: counterfactual.VerifyFace}}
	tests := []struct {
		name  string
		r     counterfactual.Result
		staff []string
		said  []string
		lacks []string
	}{
		{
			name:  "reached",
			r:     counterfactual.Result{Answer: counterfactual.Reached, Now: 512, Goal: goal, Score: 611, Band: "good", Actions: pay, Months: 2, SpendFen: 12_300, Caps: []string{"cap_three_months_late"}, Moves: []counterfactual.Move{{Key: "face_similarity", From: math.NaN(), To: 90, Points: 18}, {Key: "paid_last", From: 1, To: 2}}},
			staff: []string{"take the score to 611, band Good. The next band, Good, begins at 600", "Pay the next 2 bills in full", "after 2 more statements", "¥123.00 a month", "no longer then: Cap: three months late", "not known", "+18"},
			said:  []string{"This would help most:", "effect shows after the next 2 statements", "face check in the app"},
			lacks: []string{"Paid last month"},
		},
		{
			name:  "one statement",
			r:     counterfactual.Result{Answer: counterfactual.Reached, Now: 512, Goal: goal, Score: 611, Band: "good", Actions: []counterfactual.Action{{Kind: counterfactual.PayOnTime, Months: 1}}, Months: 1},
			staff: []string{"This step takes", "minimum of the next bill, on time", "after 1 more statement."}, said: []string{"the next bill on time"},
		},
		{name: "top", r: counterfactual.Result{Answer: counterfactual.Top, Now: 800, Score: 800}, staff: []string{"in the highest band", "on those of today the score is 800"}, said: []string{"keeps your account in good order"}},
		{name: "by hand", r: counterfactual.Result{Answer: counterfactual.Overridden, Now: 560, Goal: goal, Score: 560}, staff: []string{"set by hand at 560"}, said: []string{"assessed your account individually"}},
		{
			name:  "capped",
			r:     counterfactual.Result{Answer: counterfactual.Capped, Now: 520, Goal: goal, Score: 520, Held: []string{"cap_identity_failed"}, Caps: []string{"cap_identity_failed"}},
			staff: []string{"held at 520", "Cap: identity not confirmed"}, said: []string{"has to be cleared up"}, lacks: []string{"Shows after", "left as they are"},
		},
		{
			name:  "capped, with steps",
			r:     counterfactual.Result{Answer: counterfactual.Capped, Now: 500, Goal: goal, Score: 540, Held: []string{"cap_identity_failed"}, Actions: pay},
			staff: []string{"out of reach while this holds: Cap: identity not confirmed. These steps reach 540"}, said: []string{"This helps meanwhile"},
		},
		{name: "beyond", r: counterfactual.Result{Answer: counterfactual.Beyond, Now: 512, Goal: goal, Score: 512}, staff: []string{"raises the score above 512. Good begins at 600"}, said: []string{"it takes time"}},
		{name: "beyond, with steps", r: counterfactual.Result{Answer: counterfactual.Beyond, Now: 512, Goal: goal, Score: 590, Actions: pay}, staff: []string{"furthest they lead is 590"}, said: []string{"helps on the way"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page := scorePage(t, "en", func(d *models.ScoreDetail) { d.Next = &tt.r })
			start := strings.Index(page, `id="next"`)
			said := strings.Index(page, `data-testid="customer-steps"`)
			end := strings.Index(page, `id="reasons"`)
			if start < 0 || said < start || end < said {
				t.Fatal("the panels are not there in order")
			}
			for _, s := range tt.staff {
				if !strings.Contains(page[start:said], s) {
					t.Errorf("staff do not read %q", s)
				}
			}
			for _, s := range tt.said {
				if !strings.Contains(page[said:end], s) {
					t.Errorf("service does not read %q", s)
				}
			}
			for _, s := range tt.lacks {
				if strings.Contains(page[start:end], s) {
					t.Errorf("the page says %q", s)
				}
			}
			scorePage(t, "zh-CN", func(d *models.ScoreDetail) { d.Next = &tt.r })
		})
	}
}

func TestTheScorePageSaysWhatItRestsOn(t *testing.T) {
	page := scorePage(t, "en", func(*models.ScoreDetail) {})
	for _, s := range []string{"90 % range from the bagged models", "What is missing", "80 days ago", "stale", "Observed", "older than 62 days"} {
		if !strings.Contains(page, s) {
			t.Errorf("the page does not say %q", s)
		}
	}
	plain := scorePage(t, "en", func(d *models.ScoreDetail) { d.Range, d.Observed, d.Next, d.Gaps = nil, nil, nil, nil })
	for _, s := range []string{"Observed", "What is missing", `id="next"`, "whisker"} {
		if strings.Contains(plain, s) {
			t.Errorf("without it, the page says %q", s)
		}
	}
	if !strings.Contains(plain, "No range: this model is a single card") {
		t.Error("the page does not say why there is no range")
	}
	capped := scorePage(t, "en", func(d *models.ScoreDetail) { d.Breakdown.CardSum = d.Breakdown.Score + 40 })
	if !strings.Contains(capped, "before caps and overrides") || strings.Contains(capped, "whisker") {
		t.Error("a capped score is shown with the card's range as if it were its own")
	}
	if !strings.Contains(scorePage(t, "en", func(d *models.ScoreDetail) { d.Policy.Reasons.Reference = score.ReferenceMean }), "Against the mean") {
		t.Error("the page does not say what reasons are counted against")
	}
}

func TestAnAgeOfFactsThatRunAheadIsNone(t *testing.T) {
	page := scorePage(t, "en", func(d *models.ScoreDetail) { d.Observed.Told = testNow.Add(time.Hour) })
	if !strings.Contains(page, ">today<") {
		t.Error("no age of nought")
	}
}

// TestAnAppealSaysWhatHelpsInWordsForTheCustomer: on the page of an appeal nobody needs a number of the score to say it.
func TestAnAppealSaysWhatHelpsInWordsForTheCustomer(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, "!What service may say")
	f.next = &counterfactual.Result{
		Answer: counterfactual.Reached, Now: 537, Goal: score.Band{Name: "fair", From: 550}, Score: 561, Band: "fair",
		Actions: []counterfactual.Action{{Kind: counterfactual.PayDown, Fen: 200_000}, {Kind: counterfactual.BindCard}},
	}
	for _, role := range []string{models.RoleService, models.RoleLead} {
		wants(t, asked(t, s, h.Show, role, app10), http.StatusOK, "What service may say", "This would help most:", "Paying off ¥2,000.00 of what you owe",
			"Binding a bank card in your own name", "!537", "!550", "!561", "!bind_card")
	}
}
