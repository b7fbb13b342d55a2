package handlers

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/learn"
	"candor/engine/score"
	"candor/models"
	"candor/views/text"
)

// TestEveryGovernanceCodeHasWords looks up the keys that pages put together at run time.
func TestEveryGovernanceCodeHasWords(t *testing.T) {
	var keys []string
	add := func(prefix string, codes ...string) {
		for _, c := range codes {
			keys = append(keys, prefix+c)
		}
	}
	add("action.", models.Actions()...)
	add("audit.noun.", nouns()...)
	add("audit.type.", objectTypes()...)
	add("audit.source.", "ui", "api", "job", "cli")
	for _, problem := range []string{"missing", "not linked to the entry before", "content changed", "rewritten: its seal does not hold",
		"differs from a signed checkpoint", "the end of the record is missing", "a checkpoint's signature does not hold", "two checkpoints disagree"} {
		add("audit.problem.", strings.NewReplacer(" ", "_", ":", "", "'", "").Replace(problem))
	}
	add("policy.state.", "draft", "submitted", "live", "archived", "rejected", "discarded")
	add("policy.sanction.", decide.SanctionKinds()...)
	add("source.", decide.FlagSources()...)
	add("severity.", "1", "2", "3", "4")
	add("model.state.", "champion", "challenger", "retired")
	add("model.dropped.", learn.DroppedConstant, learn.DroppedMissing, learn.DroppedLeaking, learn.DroppedWeak, learn.DroppedSign, learn.DroppedIdle, learn.DroppedFaint)
	for _, spec := range factor.Catalogue {
		add("factor.", spec.Key)
		add("policy.unit.", string(spec.Unit))
		add("aspect.", string(spec.Aspect))
	}
	for _, step := range []string{"submit", "approve", "reject", "discard"} {
		add("policy.step.", step, step+"_text")
	}
	for _, f := range decide.Default().Flags {
		add("flag.", f.Code)
	}
	b, err := json.Marshal(decide.Default())
	if err != nil {
		t.Fatal(err)
	}
	fields, err := models.Compare(string(b), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fields {
		parts := strings.Split(f.Path, "/")
		add("policy.field.", parts[len(parts)-1])
		if len(parts) > 2 {
			add("policy.list.", parts[0])
		}
	}
	texts, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range text.Languages() {
		words := texts.For(lang)
		for _, key := range keys {
			if !words.Has(key) {
				t.Errorf("%s has no %s", lang, key)
			}
		}
	}
}

// fullModel is a model with a report of every part.
func fullModel(t *testing.T) models.Model {
	t.Helper()
	half := 0.5
	report, err := json.Marshal(learn.Report{
		AUC: .7671, AUCSD: .005, KS: .41, Gini: .534, Brier: .14, LogLoss: .45, ECE: .004, Rows: 1000, Bads: 200, Recipe: "stratified 5-fold, shuffled, seed 7", SHA256: "abc",
		Calibration: []learn.CalibrationBin{{Count: 500, Predicted: .1, Observed: .11}, {Count: 500, Predicted: .3, Observed: .29}},
		Factors: []learn.FactorReport{{Key: "utilisation_now", IV: .3, Weight: .8, Bins: []score.Bin{
			{Kind: score.BinRange, UpTo: &half, Points: 20, Count: 600, Bad: 60, WoE: .5}, {Kind: score.BinRange, Over: &half, Points: -30, Count: 300, Bad: 120, WoE: -.8}, {Kind: score.BinMissing, Points: -1, Count: 100, Bad: 20},
		}}, {Key: "education", IV: .4, Weight: .5, Bins: []score.Bin{{Kind: score.BinCodes, Codes: []float64{1, 2}, Points: 5, Count: 900, Bad: 150}, {Kind: score.BinMissing, Count: 100, Bad: 50}}}},
		Dropped: []learn.Dropped{{Key: "spend_last", Why: learn.DroppedWeak, IV: .004}},
		Folds:   []learn.FoldReport{{Rows: 200, Bads: 40, Factors: 2, AUC: .76, KS: .4, Brier: .14}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return models.Model{ID: 13, Name: "card-1", Method: "woe_logistic", Label: "default_next_month", State: models.ModelChampion, Report: report, SHA256: "def", CreatedBy: "demo", CreatedAt: deskTime, ChampionAt: &publishedAt}
}

// modelFake answers with one model.
type modelFake struct {
	challengerFake
	m models.Model
}

func (f modelFake) Models(context.Context, models.ID, int) ([]models.Model, error) {
	return []models.Model{f.m}, nil
}
func (f modelFake) Model(context.Context, models.ID) (*models.Model, error) { return &f.m, nil }

// TestGovernancePagesAreWholeInBothLanguages draws every page and looks for a key without
// words and for formats gone wrong.
func TestGovernancePagesAreWholeInBothLanguages(t *testing.T) {
	everything := models.Permissions()
	policies := &policyFake{policy: draftOf(7, models.PolicyDraft)}
	submitted := &policyFake{policy: draftOf(8, models.PolicySubmitted)}
	record := &auditFake{entries: entries(3), chain: models.Chain{OK: true, Entries: 3}}
	broken := fullModel(t)
	broken.Report = []byte(`{}`)
	for _, lang := range text.Languages() {
		d := newDesk(t, everything...)
		d.visitor.User.Lang = lang
		p, s := &Policies{Site: d.site, Store: policies}, &Policies{Site: d.site, Store: submitted}
		a := &Audit{Site: d.site, Store: record}
		m, none := &Models{Site: d.site, Store: modelFake{m: fullModel(t)}}, &Models{Site: d.site, Store: modelFake{m: broken}}
		h := &Help{Site: d.site}
		id := models.ID(13).Public(models.PrefixModel)
		for _, page := range []struct {
			pattern, target string
			handle          echo.HandlerFunc
		}{
			{"/policy", "/policy", p.List}, {"/policy/:version", "/policy/2", p.Show}, {"/policy/:version", "/policy/2", s.Show},
			{"/policy/:version/diff", "/policy/2/diff?with=1", p.Diff}, {"/models", "/models", m.List}, {"/models/:id", "/models/" + id, m.Show},
			{"/models/:id", "/models/" + id, none.Show}, {"/audit", "/audit?type=policy", a.List}, {"/audit/:seq", "/audit/1", a.Show}, {"/help", "/help", h.Show},
		} {
			w := d.ask(http.MethodGet, page.pattern, page.target, nil, page.handle)
			body := w.Body.String()
			if w.Code != http.StatusOK {
				t.Errorf("%s %s: status %d", lang, page.target, w.Code)
			}
			for _, bad := range []string{"⟦", "NaN", "%!", "<no value>", " style="} {
				if strings.Contains(body, bad) {
					t.Errorf("%s %s contains %q", lang, page.target, bad)
				}
			}
		}
	}
}

func TestModelReportShowsWhatTrainingFound(t *testing.T) {
	d := newDesk(t, models.PermModelRead)
	h := &Models{Site: d.site, Store: modelFake{m: fullModel(t)}}
	body := d.ask(http.MethodGet, "/models/:id", "/models/"+models.ID(13).Public(models.PrefixModel), nil, h.Show).Body.String()
	for _, want := range []string{"0.7671", "± 0.0050", "0.4100", "stratified 5-fold", "−30 to +20", "40.0%", "information value below 0.01", "0.004", "200"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Index(body, "Education") > strings.Index(body, "Limit in use now") {
		t.Error("the strongest factor does not come first")
	}
	if w := d.ask(http.MethodGet, "/models/:id", "/models/mod_x", nil, h.Show); w.Code != http.StatusNotFound {
		t.Errorf("status %d", w.Code)
	}
}
