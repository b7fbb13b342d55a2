package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"testing"

	"candor/engine/decide"
	"candor/models"
)

// thresholdFake has one account with ¥1 of use at each score, outcomes of each, and two measures.
type thresholdFake struct {
	policyFake
	unscored bool
	exact    *models.CutCount
}

func (f *thresholdFake) LatestRun(context.Context) (*models.Run, error) {
	if f.unscored {
		return nil, models.ErrNotFound
	}
	r := models.Run{ID: 9, Accounts: 601, Flagged: 33, EndedAt: &deskTime}
	for i := range 601 {
		r.Summary.Points, r.Summary.PointsFen = append(r.Summary.Points, 1), append(r.Summary.PointsFen, 100)
		r.Summary.Known, r.Summary.Bad = append(r.Summary.Known, 1), append(r.Summary.Bad, 0)
		if i < 60 {
			r.Summary.Bad[i] = 1
		}
		if i%10 == 0 {
			r.Summary.Scores, r.Summary.UsedFen = append(r.Summary.Scores, min(10, 601-i)), append(r.Summary.UsedFen, 1000)
		}
	}
	return &r, nil
}

func (f *thresholdFake) Sketches(context.Context, models.ID, []string) (map[string]models.Sketch, error) {
	return map[string]models.Sketch{
		"utilisation_now": {Steps: []models.SketchStep{{Lo: 0, Hi: .9, N: 500, Fen: 50_000}, {Lo: 1, Hi: 1.5, N: 100, Fen: 10_000}}, Missing: 1, MissingFen: 100},
		"name_match":      {Steps: []models.SketchStep{{Lo: 0, Hi: 0, N: 1, Fen: 100}, {Lo: 1, Hi: 1, N: 600, Fen: 60_000}}},
	}, nil
}

func (f *thresholdFake) CutCount(context.Context, int) (*models.CutCount, error) {
	if f.exact == nil {
		return nil, models.ErrNotFound
	}
	return f.exact, nil
}

func (f *thresholdFake) PolicyPreview(context.Context, decide.Policy, []string) ([]models.Preview, error) {
	return []models.Preview{{AccountID: 1 << 40, ExternalID: "C1", ScoreNow: 470, ScoreNew: 470, BandNow: "poor", BandNew: "poor", FlagsNow: []string{"score_low"}}}, nil
}

func (d *desk) thresholds(f *thresholdFake) *httptest.ResponseRecorder {
	h := &Thresholds{Site: d.site, Store: f}
	return d.ask(http.MethodGet, "/policy/:version/thresholds", "/policy/2/thresholds", nil, h.Show)
}

func (d *desk) saveThresholds(f *thresholdFake, form url.Values) *httptest.ResponseRecorder {
	h := &Thresholds{Site: d.site, Store: f}
	return d.ask(http.MethodPost, "/policy/:version/thresholds", "/policy/2/thresholds", form, h.Save)
}

// thresholdForm is the form as a browser sends it for a document.
func thresholdForm(doc decide.Policy) url.Values {
	form := policyFormOf(doc)
	out := url.Values{"version": {"3"}}
	for _, name := range thresholdFields(doc)[1:] {
		out.Set(name, form.Get(name))
	}
	return out
}

// TestThresholdsLookAsTheyDid compares the page of a draft, to its author, with what is checked in.
func TestThresholdsLookAsTheyDid(t *testing.T) {
	for _, lang := range []string{"en", "zh-CN"} {
		d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
		d.visitor.User.Lang = lang
		f := &thresholdFake{policyFake: policyFake{policy: draftOf(7, models.PolicyDraft)}}
		f.policy.Document.Flags[0].Threshold = 490
		f.exact = models.NewCutCount(2, 3, &f.policy.Document, deskTime)
		for i := range f.exact.Cuts {
			f.exact.Cuts[i].Accounts, f.exact.Cuts[i].UsedFen = 140+i, 14_000
		}
		f.exact.State, f.exact.Accounts, f.exact.CountedAt = models.CountDone, 601, &deskTime
		w := d.thresholds(f)
		want(t, w, http.StatusOK)
		lacks(t, w, "⟦", "NaN", "%!", "<no value>", " style=")
		compare(t, filepath.Join("..", "views", "testdata", "thresholds."+lang+".html"), mainOf(w))
	}
}

func TestThresholdsSaveNothingElse(t *testing.T) {
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
	f := &thresholdFake{policyFake: policyFake{policy: draftOf(7, models.PolicyDraft)}}
	form := thresholdForm(decide.Default())
	form.Set("bands.1.from", "540")
	form.Set("flags.0.threshold", "490.5")
	form.Set("caps.0.score", "500")
	want(t, d.saveThresholds(f, form), http.StatusSeeOther)
	expected := decide.Default()
	expected.Bands[1].From, expected.Flags[0].Threshold, expected.Caps[0].Score = 540, 490.5, 500
	changes, err := comparePolicies(expected, *f.saved)
	if err != nil || len(changes) > 0 {
		t.Errorf("saved otherwise: %+v, %v", changes, err)
	}
	if again := decide.Default(); f.policy.Document.Bands[1].From != again.Bands[1].From {
		t.Error("the stored document was changed in place")
	}
}

// TestThresholdsRefuse sends one bad value at a time: it is told at its field, and what was typed stays.
func TestThresholdsRefuse(t *testing.T) {
	tests := map[string]struct{ field, value, said string }{
		"no number":           {"flags.0.threshold", "many", "A number."},
		"nothing":             {"flags.2.threshold", "", "Fill this in."},
		"off the scale":       {"flags.1.threshold", "951", "Between 350 and 950."},
		"no finite number":    {"flags.2.threshold", "1e300", "A number."},
		"a half point":        {"bands.2.from", "600.5", "A number."},
		"falling cut-offs":    {"bands.2.from", "520", "Must be above 550, the band before."},
		"a cap off the scale": {"caps.1.score", "349", "Between 350 and 950."},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
			f := &thresholdFake{policyFake: policyFake{policy: draftOf(7, models.PolicyDraft)}}
			form := thresholdForm(decide.Default())
			form.Set(tt.field, tt.value)
			w := d.saveThresholds(f, form)
			want(t, w, http.StatusUnprocessableEntity, tt.said, `name="`+tt.field+`"`, `value="`+tt.value+`"`)
			if f.saved != nil {
				t.Error("it was saved")
			}
		})
	}
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
	f := &thresholdFake{policyFake: policyFake{policy: draftOf(7, models.PolicyDraft)}}
	form := thresholdForm(decide.Default())
	form.Set("bands.0.from", "360")
	want(t, d.saveThresholds(f, form), http.StatusBadRequest)
}

func TestThresholdsTellWhoWasFaster(t *testing.T) {
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
	f := &thresholdFake{policyFake: policyFake{policy: draftOf(7, models.PolicyDraft), err: models.ErrConflict}}
	form := thresholdForm(decide.Default())
	form.Set("flags.0.threshold", "491")
	want(t, d.saveThresholds(f, form), http.StatusConflict, "Ben", `value="491"`)
}

// TestThresholdsOfOthersAreToRead shows no field to anybody but the author of a draft.
func TestThresholdsOfOthersAreToRead(t *testing.T) {
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
	for _, policy := range map[string]models.Policy{"another's": draftOf(8, models.PolicyDraft), "submitted": draftOf(7, models.PolicySubmitted)} {
		w := d.thresholds(&thresholdFake{policyFake: policyFake{policy: policy}})
		want(t, w, http.StatusOK, "data-cut=")
		lacks(t, w, `type="range"`, `name="bands.1.from"`, "Save draft")
	}
	w := d.thresholds(&thresholdFake{policyFake: policyFake{policy: draftOf(7, models.PolicyDraft)}, unscored: true})
	want(t, w, http.StatusOK, "has not been scored", `name="bands.1.from"`)
}

// TestThresholdsSayHowFarTheirCountIs shows a count under way without exact figures, and one of other thresholds not beside these.
func TestThresholdsSayHowFarTheirCountIs(t *testing.T) {
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
	f := &thresholdFake{policyFake: policyFake{policy: draftOf(7, models.PolicyDraft)}}
	lacks(t, d.thresholds(f), "exact-live", "data-counted")
	f.exact = models.NewCutCount(2, 3, &f.policy.Document, deskTime)
	f.exact.Looked, f.exact.Accounts = 40_000, 1_000_000
	w := d.thresholds(f)
	want(t, w, http.StatusOK, "are being counted", "40,000 of 1,000,000", "data-refresh")
	lacks(t, w, "data-counted")
	f.exact.State, f.exact.CountedAt = models.CountDone, &deskTime
	w = d.thresholds(f)
	want(t, w, http.StatusOK, `data-counted="550"`)
	lacks(t, w, "data-refresh")
	f.policy.Document.Bands[1].From = 551
	lacks(t, d.thresholds(f), `data-counted="550"`, `data-counted="551"`)
}
