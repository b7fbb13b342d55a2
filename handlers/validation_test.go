package handlers

import (
	"encoding/json"
	"math"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"candor/engine/validate"
	"candor/models"
	"candor/views/text"
)

// validatedModel is a model with a validation.
func validatedModel(t *testing.T, r validate.Report) models.Model {
	t.Helper()
	m := fullModel(t)
	var err error
	if m.Validation, err = json.Marshal(r); err != nil {
		t.Fatal(err)
	}
	m.Validated = true
	return m
}

var (
	modelID    = models.ID(13).Public(models.PrefixModel)
	validation = "/models/" + modelID + "/validation"
)

func TestValidationPageLooksAsItDid(t *testing.T) {
	for _, lang := range text.Languages() {
		t.Run(lang, func(t *testing.T) {
			d := newDesk(t, models.PermModelRead)
			d.visitor.User.Lang = lang
			h := &Models{Site: d.site, Store: modelFake{m: validatedModel(t, someValidation())}}
			w := d.ask(http.MethodGet, "/models/:id/validation", validation, nil, h.Validation)
			want(t, w, http.StatusOK)
			lacks(t, w, "⟦", "NaN", "Inf", "%!", "<no value>", " style=", "javascript:")
			compare(t, filepath.Join("..", "views", "testdata", "validation."+lang+".html"), mainOf(w))
		})
	}
}

func TestValidationSaysWhatItFound(t *testing.T) {
	d := newDesk(t, models.PermModelRead)
	page := func(m models.Model) string {
		t.Helper()
		h := &Models{Site: d.site, Store: modelFake{m: m}}
		w := d.ask(http.MethodGet, "/models/:id/validation", validation, nil, h.Validation)
		want(t, w, http.StatusOK)
		lacks(t, w, "⟦", "NaN", "%!", "<no value>")
		return w.Body.String()
	}
	whole := page(validatedModel(t, someValidation()))
	for _, part := range []string{
		"5 of 11 checks failed", "0.767", "0.750 to 0.784", "0.700 (0.600 to 0.780)", "A larger value should be safer; 1 bin is not: 2", "p &lt; 0.001", "p = 0.300",
		"too few accounts", "3 accounts are in groups too small to be named", "Fewer than two groups hold the 100 accounts", "−0.023", "mean of 8 models", "dot-bad",
		validation + ".json", "trained on other data",
	} {
		if !strings.Contains(whole, part) {
			t.Errorf("no %q", part)
		}
	}
	if strings.Index(whole, "Limit in use now") > strings.Index(whole, "AUC lost") {
		t.Error("the factor that costs most does not come first")
	}
	same := someValidation()
	same.Comparison.SameRows, same.Checks[10].State = true, validate.StateNotDone
	if body := page(validatedModel(t, same)); !strings.Contains(body, "trained on these very accounts") || !strings.Contains(body, "has seen these very accounts") {
		t.Error("a champion that has seen the answers is not said to have")
	}
}

// A book of one class, one month, nothing declared and no champion: every number that is not there is said not to be.
func TestValidationOfAlmostNothing(t *testing.T) {
	none := validate.Unknown()
	r := validate.Report{
		Schema: validate.Schema, Rows: 10, CutScore: 600, PSI: none.Value, OutOfTime: validate.OutOfTime{Skipped: validate.SkippedMonths},
		Comparison: validate.Comparison{Skipped: validate.SkippedNone}, Months: []validate.Month{{Month: 202601, Count: 10, BadRate: none, MeanPD: none.Value, AUC: none, PSI: none.Value}},
		Discrimination: validate.Discrimination{AUC: none, Gini: none.Value, KS: none.Value, Fit: none.Value, Width: 25},
		Calibration:    validate.Calibration{Brier: none.Value, LogLoss: none.Value, ECE: none.Value, Slope: none, Intercept: none},
		Missing:        []validate.Missing{{Key: "education", AUC: none.Value, Drop: none.Value, Mean: none.Value}},
	}
	for _, key := range []string{
		validate.CheckRanking, validate.CheckOverfit, validate.CheckSlope, validate.CheckPSI, validate.CheckDrift, validate.CheckTime, validate.CheckOrder,
		validate.CheckLeaning, validate.CheckFairness, validate.CheckChampion,
	} {
		r.Checks = append(r.Checks, validate.Check{Key: key, State: validate.StateNotDone, Value: validate.Number(math.NaN())})
	}
	d := newDesk(t, models.PermModelRead)
	h := &Models{Site: d.site, Store: modelFake{m: validatedModel(t, r)}}
	w := d.ask(http.MethodGet, "/models/:id/validation", validation, nil, h.Validation)
	want(t, w, http.StatusOK, "10 checks could not be made", "All accounts are of one month.", "No model decided", "no groups can be compared", "known are of 2026-01", "—")
	lacks(t, w, "⟦", "NaN", "%!", "<no value>")
}

func TestModelsWithoutAValidationSayIt(t *testing.T) {
	d := newDesk(t, models.PermModelRead)
	newer := someValidation()
	newer.Schema = validate.Schema + 1
	torn := fullModel(t)
	torn.Validation = []byte(`{"schema":`)
	for name, c := range map[string]struct {
		m     models.Model
		title string
		file  int
	}{
		"none":  {fullModel(t), "stored without a validation", http.StatusNotFound},
		"newer": {validatedModel(t, newer), "cannot be read", http.StatusOK}, "torn": {torn, "cannot be read", http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			h := &Models{Site: d.site, Store: modelFake{m: c.m}}
			w := d.ask(http.MethodGet, "/models/:id/validation", validation, nil, h.Validation)
			want(t, w, http.StatusOK, c.title)
			lacks(t, w, "<svg class=\"plot")
			want(t, d.ask(http.MethodGet, "/models/:id/validation.json", validation+".json", nil, h.ValidationDocument), c.file)
		})
	}
	h := &Models{Site: d.site, Store: modelFake{m: validatedModel(t, someValidation())}}
	want(t, d.ask(http.MethodGet, "/models", "/models", nil, h.List), http.StatusOK, `href="`+validation+`"`)
	h.Store = modelFake{m: fullModel(t)}
	want(t, d.ask(http.MethodGet, "/models", "/models", nil, h.List), http.StatusOK, "not validated")
}

func TestValidationIsGivenAsItIsKept(t *testing.T) {
	d := newDesk(t, models.PermModelRead)
	m := validatedModel(t, someValidation())
	h := &Models{Site: d.site, Store: modelFake{m: m}}
	w := d.ask(http.MethodGet, "/models/:id/validation.json", validation+".json", nil, h.ValidationDocument)
	want(t, w, http.StatusOK)
	if w.Body.String() != string(m.Validation) || !strings.Contains(w.Header().Get("Content-Disposition"), modelID+".json") {
		t.Errorf("headers %v", w.Header())
	}
	for _, target := range []string{"/models/mod_x/validation", "/models/acc_1/validation", validation + "?a=1"} {
		if w := d.ask(http.MethodGet, "/models/:id/validation", target, nil, h.Validation); w.Code != http.StatusNotFound && w.Code != http.StatusBadRequest {
			t.Errorf("%s: status %d", target, w.Code)
		}
	}
}

// TestEveryValidationCodeHasWords looks up the keys that the page puts together at run time.
func TestEveryValidationCodeHasWords(t *testing.T) {
	texts, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, c := range someValidation().Checks {
		keys = append(keys, "validation.check."+c.Key, "validation.section."+checkPart[c.Key])
	}
	for _, s := range []string{validate.StatePassed, validate.StateFailed, validate.StateNotDone} {
		keys = append(keys, "validation.state."+s)
	}
	for _, s := range []string{
		validate.SkippedMonths, validate.SkippedFit, validate.SkippedTrain, validate.SkippedTest, validate.SkippedNone, validate.SkippedUnreadable,
		"same_rows", "undeclared", "no_direction", "unknown",
	} {
		keys = append(keys, "validation.skipped."+s)
	}
	for _, s := range sections() {
		keys = append(keys, "validation.section."+s)
	}
	for _, s := range []string{"under_25", "25_34", "35_44", "45_59", "60_over"} {
		keys = append(keys, "declared.age."+s)
	}
	keys = append(keys, "validation.shape.kept_up", "validation.shape.kept_down", "validation.shape.broken_up", "validation.shape.broken_down",
		"validation.silent", "validation.hidden", "validation.others", "validation.this_card", "validation.champion")
	for _, lang := range text.Languages() {
		for _, key := range keys {
			if !texts.For(lang).Has(key) {
				t.Errorf("%s has no %s", lang, key)
			}
		}
	}
}

func TestRatesBetweenThePointsOfACurve(t *testing.T) {
	points := []validate.Point{{}, {Good: .2, Bad: .6}, {Good: 1, Bad: 1}}
	for good, want := range map[float64]float64{0: 0, .1: .3, .2: .6, .6: .8, 1: 1} {
		if got := float64(badAt(points, good)); math.Abs(got-want) > 1e-12 {
			t.Errorf("at %v: %v, want %v", good, got, want)
		}
	}
	if badAt(nil, .5).Known() {
		t.Error("no curve, yet a rate")
	}
}
