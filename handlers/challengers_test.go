package handlers

import (
	"bytes"
	"context"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"candor/engine/contrast"
	"candor/engine/decide"
	"candor/models"
	"candor/views/text"
)

// challengerFake answers from memory, or refuses with err what changes something.
type challengerFake struct {
	err        error
	trainings  []models.Training
	retrain    models.Retrain
	promotions []models.PromotionDetail
	comparison *models.Comparison
	flips      []models.Flip
	run        *models.Run
}

func (f challengerFake) AskTraining(context.Context, models.Actor, models.AskTraining) (*models.Training, error) {
	return &models.Training{}, f.err
}
func (f challengerFake) CancelTraining(context.Context, models.Actor, models.ID, int64) error {
	return f.err
}
func (f challengerFake) Trainings(context.Context, int) ([]models.Training, error) {
	return f.trainings, nil
}
func (f challengerFake) TrainingLabels(context.Context) ([]models.LabelCount, error) {
	return []models.LabelCount{{Name: models.ObservedOutcome, Rows: 12, Bad: 3}, {Name: "default_next_month", Rows: 5000, Bad: 900}}, nil
}
func (f challengerFake) Retrain(context.Context) (models.Retrain, error) { return f.retrain, nil }
func (f challengerFake) SetRetrain(context.Context, models.Actor, models.Retrain) error {
	return f.err
}
func (f challengerFake) ImportModel(_ context.Context, _ models.Actor, file []byte) (*models.Model, error) {
	if f.err == nil {
		_, err := models.ReadArtefact(file)
		return &models.Model{ID: 13}, err
	}
	return nil, f.err
}
func (f challengerFake) SetShadow(context.Context, models.Actor, models.ID, int64, bool) (*models.Model, error) {
	return &models.Model{ID: 13}, f.err
}
func (f challengerFake) Compare(context.Context, models.ID) (*models.Comparison, error) {
	return f.comparison, f.err
}
func (f challengerFake) Flips(context.Context, models.FlipFilter) ([]models.Flip, error) {
	return f.flips, nil
}
func (f challengerFake) ProposePromotion(context.Context, models.Actor, models.ID, int64, string) (*models.Promotion, error) {
	return &models.Promotion{ID: 14}, f.err
}
func (f challengerFake) ReturnChampion(context.Context, models.Actor, models.ID, int64, string) (*models.Model, error) {
	return &models.Model{ID: 13}, f.err
}
func (f challengerFake) AskRescore(context.Context, models.Actor) error { return f.err }
func (f challengerFake) Promotions(context.Context, models.ID, int) ([]models.PromotionDetail, error) {
	return f.promotions, nil
}
func (f challengerFake) LatestRun(context.Context) (*models.Run, error) {
	if f.run == nil {
		return nil, models.ErrNotFound
	}
	return f.run, nil
}

// promotionFake is one promotion.
type promotionFake struct {
	recordStore
	d   models.PromotionDetail
	err error
}

func (f promotionFake) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	return []models.AuditEntry{{Seq: 1, Action: models.ActionPromotionAsked, ActorName: "Anna", At: deskTime}}, nil
}
func (f promotionFake) Promotion(context.Context, models.ID) (*models.PromotionDetail, error) {
	return &f.d, nil
}
func (f promotionFake) ApprovePromotion(context.Context, models.Actor, models.ID, int64) error {
	return f.err
}
func (f promotionFake) RejectPromotion(context.Context, models.Actor, models.ID, int64, string) error {
	return f.err
}
func (f promotionFake) WithdrawPromotion(context.Context, models.Actor, models.ID, int64) error {
	return f.err
}

func somePromotion(state models.PromotionState) models.PromotionDetail {
	return models.PromotionDetail{
		Promotion: models.Promotion{
			ID: 14, Kind: models.PromotionPromote, ModelID: 13, ModelSHA256: "abc", ChampionID: 12, PayloadHash: "def", Reason: "Better <em>.", State: state,
			MadeBy: 99, MadeName: "Anna", MadeAt: deskTime, Version: 1,
		},
		Models: models.PromotionModels{Model: "card-new", Champion: "card-old"},
	}
}

func someComparison() *models.Comparison {
	return &models.Comparison{
		Model:    models.Model{ID: 13, Name: "card-new", Label: "default_next_month", State: models.ModelChallenger, Shadow: true},
		Champion: &models.Model{ID: 12, Name: "card-old"}, Bands: decide.Default().Bands, ScoredAt: deskTime,
		Pairs: []contrast.Pair{
			{Champion: 700, Challenger: 720, Count: 60, Known: 40, Bad: 2}, {Champion: 580, Challenger: 540, Count: 12, Known: 6, Bad: 3},
			{Champion: 530, Challenger: 640, Count: 9}, {Champion: 400, Challenger: 410, Count: 19, Known: 10, Bad: 8},
		},
		Matured: contrast.AUCs{Rows: 400, Bads: 60, Champion: .71, Challenger: .75, Difference: .04, Low: .01, High: .07},
	}
}

// drawn fails on a page with a key without words or a format gone wrong.
func drawn(t *testing.T, what string, w *httptest.ResponseRecorder) string {
	t.Helper()
	body := w.Body.String()
	if w.Code != http.StatusOK || !strings.Contains(body, "<h1") || !strings.HasSuffix(strings.TrimSpace(body), "</html>") {
		t.Errorf("%s: status %d, %d bytes", what, w.Code, len(body))
	}
	for _, bad := range []string{"⟦", "NaN", "%!", "<no value>", " style=", "<em>"} {
		if strings.Contains(body, bad) {
			t.Errorf("%s contains %q", what, bad)
		}
	}
	return body
}

// TestPagesOfChallengersAreWholeInBothLanguages draws each page in each of its states.
func TestPagesOfChallengersAreWholeInBothLanguages(t *testing.T) {
	challenger := fullModel(t)
	challenger.State, challenger.Shadow, challenger.ChampionAt = models.ModelChallenger, true, nil
	imported := challenger
	imported.Report, imported.Origin, imported.Shadow = []byte("null"), models.OriginImported, false
	champion := fullModel(t)
	champion.PreviousID = 12
	next := deskTime
	busy := challengerFake{
		trainings: []models.Training{
			{ID: 1, Method: "woe_logistic", Label: "default_next_month", State: models.TrainingRunning, Step: 2, Steps: 6, AskedName: "Anna", AskedAt: deskTime},
			{ID: 2, Method: "boosted_additive", Label: models.ObservedOutcome, State: models.TrainingFailed, Problem: "train: 3 bad", AskedAt: deskTime},
			{ID: 3, State: models.TrainingDone, ModelID: 13, AskedAt: deskTime}, {ID: 4, State: models.TrainingQueued, AskedAt: deskTime}, {ID: 5, State: models.TrainingCancelled, AskedAt: deskTime},
		},
		retrain: models.Retrain{Days: 30, Next: &next, Version: 2}, comparison: someComparison(),
		promotions: []models.PromotionDetail{somePromotion(models.PromotionRejected), somePromotion(models.PromotionApproved), somePromotion(models.PromotionLapsed), somePromotion(models.PromotionWithdrawn)},
		flips:      []models.Flip{{ShadowScore: models.ShadowScore{AccountID: 11, Score: 640, ChampionScore: 530, Gap: 110}, ExternalID: "A1"}},
	}
	none := challengerFake{comparison: &models.Comparison{Model: challenger}}
	for _, lang := range text.Languages() {
		d := newDesk(t, models.Permissions()...)
		d.visitor.User.Lang = lang
		id := models.ID(13).Public(models.PrefixModel)
		for name, m := range map[string]models.Model{"challenger": challenger, "imported": imported, "champion": champion} {
			h := &Models{Site: d.site, Store: modelFake{challengerFake: busy, m: m}}
			drawn(t, lang+" "+name, d.ask(http.MethodGet, "/models/:id", "/models/"+id, nil, h.Show))
		}
		h := &Models{Site: d.site, Store: modelFake{challengerFake: busy, m: challenger}}
		drawn(t, lang+" list", d.ask(http.MethodGet, "/models", "/models", nil, h.List))
		drawn(t, lang+" comparison", d.ask(http.MethodGet, "/models/:id/compare", "/models/"+id+"/compare?cut=600", nil, h.Compare))
		h = &Models{Site: d.site, Store: modelFake{challengerFake: none, m: challenger}}
		drawn(t, lang+" empty comparison", d.ask(http.MethodGet, "/models/:id/compare", "/models/"+id+"/compare", nil, h.Compare))
		for _, state := range []models.PromotionState{models.PromotionProposed, models.PromotionApproved, models.PromotionRejected} {
			p := &Promotions{Site: d.site, Store: promotionFake{d: somePromotion(state)}}
			drawn(t, lang+" promotion", d.ask(http.MethodGet, "/promotions/:id", "/promotions/"+models.ID(14).Public(models.PrefixPromotion), nil, p.Show))
		}
	}
}

func TestTheComparisonSaysWhoMovesAndWhoIsSwapped(t *testing.T) {
	d := newDesk(t, models.PermModelRead, models.PermAccountRead, models.PermScoreRead)
	id := models.ID(13).Public(models.PrefixModel)
	h := &Models{Site: d.site, Store: modelFake{challengerFake: challengerFake{comparison: someComparison()}}}
	body := drawn(t, "comparison", d.ask(http.MethodGet, "/models/:id/compare", "/models/"+id+"/compare", nil, h.Compare))
	for _, want := range []string{"/accounts?model=" + id, "was=poor&amp;would=good", "PSI", "0.0400", "The challenger separates better.", "Only the champion approves", "50.0% bad"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	for _, query := range []string{"?cut=x", "?after=x", "?after=12-mod_1", "?other=1"} {
		if w := d.ask(http.MethodGet, "/models/:id/compare", "/models/"+id+"/compare"+query, nil, h.Compare); w.Code != http.StatusBadRequest {
			t.Errorf("%s: status %d", query, w.Code)
		}
	}
	few := someComparison()
	few.Matured = contrast.AUCs{Rows: 12, Bads: 2}
	h = &Models{Site: d.site, Store: modelFake{challengerFake: challengerFake{comparison: few}}}
	if body := d.ask(http.MethodGet, "/models/:id/compare", "/models/"+id+"/compare", nil, h.Compare).Body.String(); !strings.Contains(body, "Too few outcomes yet") {
		t.Error("two bad outcomes pass for enough")
	}
}

func TestRefusedStepsShowWhyBesideTheForm(t *testing.T) {
	challenger := fullModel(t)
	challenger.State = models.ModelChallenger
	id := "/models/" + models.ID(13).Public(models.PrefixModel)
	var bad models.Invalid
	bad.Add("label", "no_such_label", "label", "x")
	var reason models.Invalid
	reason.Add("reason", "required")
	for _, test := range []struct {
		name   string
		err    error
		status int
		want   string
		ask    func(d *desk, h *Models) *httptest.ResponseRecorder
	}{
		{"no such label", bad.OrNil(), 422, "No account has the label", func(d *desk, h *Models) *httptest.ResponseRecorder {
			return d.ask(http.MethodPost, "/models/train", "/models/train", url.Values{"method": {"woe_logistic"}, "label": {"x"}, "folds": {"5"}}, h.Train)
		}},
		{"folds that are no number", nil, 422, "aria-invalid", func(d *desk, h *Models) *httptest.ResponseRecorder {
			return d.ask(http.MethodPost, "/models/train", "/models/train", url.Values{"method": {"woe_logistic"}, "label": {"x"}, "folds": {"many"}}, h.Train)
		}},
		{"pairs that are no number", nil, 422, "aria-invalid", func(d *desk, h *Models) *httptest.ResponseRecorder {
			return d.ask(http.MethodPost, "/models/train", "/models/train", url.Values{"label": {"x"}, "pairs": {"few"}}, h.Train)
		}},
		{"too many pairs", (&models.AskTraining{Method: "boosted_additive", Label: "x", Folds: 5, Pairs: 11}).Validate(), 422, "Between 0 and 10", func(d *desk, h *Models) *httptest.ResponseRecorder {
			return d.ask(http.MethodPost, "/models/train", "/models/train", url.Values{"method": {"boosted_additive"}, "label": {"x"}, "pairs": {"11"}}, h.Train)
		}},
		{"pairs of a card that has none", (&models.AskTraining{Method: "woe_logistic", Label: "x", Folds: 5, Pairs: 1}).Validate(), 422, "Only boosted cards", func(d *desk, h *Models) *httptest.ResponseRecorder {
			return d.ask(http.MethodPost, "/models/train", "/models/train", url.Values{"label": {"x"}, "pairs": {"1"}}, h.Train)
		}},
		{"a training runs", &models.Refused{Code: "training_open"}, 403, "A training waits or runs already", func(d *desk, h *Models) *httptest.ResponseRecorder {
			return d.ask(http.MethodPost, "/models/train", "/models/train", url.Values{"label": {"x"}}, h.Train)
		}},
		{"no reason", reason.OrNil(), 422, "aria-invalid", func(d *desk, h *Models) *httptest.ResponseRecorder {
			return d.ask(http.MethodPost, "/models/:id/propose", id+"/propose", url.Values{"version": {"1"}, "reason": {""}}, h.Propose)
		}},
		{"a stale model", models.ErrConflict, 409, "changed", func(d *desk, h *Models) *httptest.ResponseRecorder {
			return d.ask(http.MethodPost, "/models/:id/shadow", id+"/shadow", url.Values{"version": {"1"}, "on": {"1"}}, h.Shadow)
		}},
		{"an unknown field", nil, 400, "", func(d *desk, h *Models) *httptest.ResponseRecorder {
			return d.ask(http.MethodPost, "/models/schedule", "/models/schedule", url.Values{"days": {"1"}, "champion": {"1"}}, h.Schedule)
		}},
		{"a failing store", errors.New("boom"), 500, "", func(d *desk, h *Models) *httptest.ResponseRecorder {
			return d.ask(http.MethodPost, "/models/:id/return", id+"/return", url.Values{"version": {"1"}, "reason": {"Because."}}, h.Return)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, models.Permissions()...)
			w := test.ask(d, &Models{Site: d.site, Store: modelFake{challengerFake: challengerFake{err: test.err}, m: challenger}})
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.want) {
				t.Errorf("status %d, want %d with %q in %s", w.Code, test.status, test.want, w.Body.String()[:min(300, w.Body.Len())])
			}
		})
	}
}

func TestOnesOwnProposalIsExplainedAndNotOffered(t *testing.T) {
	d := newDesk(t, models.PermModelRead, models.PermModelPromote, models.PermModelTrain)
	own := somePromotion(models.PromotionProposed)
	own.MadeBy, own.MadeAt = d.visitor.UserID(), d.site.Now()
	target := "/promotions/" + own.PublicID()
	h := &Promotions{Site: d.site, Store: promotionFake{d: own, err: &models.Refused{Code: "own_proposal"}}}
	body := d.ask(http.MethodGet, "/promotions/:id", target, nil, h.Show).Body.String()
	if strings.Contains(body, target+"/approve") || !strings.Contains(body, "Somebody else must answer") || !strings.Contains(body, target+"/withdraw") {
		t.Error("the proposer is offered to approve, or not told why not")
	}
	w := d.ask(http.MethodPost, "/promotions/:id/approve", target+"/approve", url.Values{"version": {"1"}}, h.Approve)
	if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "You proposed this yourself") {
		t.Errorf("status %d", w.Code)
	}
}

func TestAModelFileIsRefusedBesideItsField(t *testing.T) {
	for name, test := range map[string]struct{ field, content, want string }{
		"not JSON": {"file", "PK", "no scorecard"}, "no file": {"", "", "aria-invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			form := multipart.NewWriter(&b)
			if test.field != "" {
				part, err := form.CreateFormFile(test.field, "card.json")
				if err != nil {
					t.Fatal(err)
				}
				if _, err := part.Write([]byte(test.content)); err != nil {
					t.Fatal(err)
				}
			}
			if err := form.Close(); err != nil {
				t.Fatal(err)
			}
			d := newDesk(t, models.Permissions()...)
			h := &Models{Site: d.site, Store: modelFake{m: fullModel(t)}}
			w := d.send(http.MethodPost, "/models/import", "/models/import", &b, form.FormDataContentType(), h.Import)
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), test.want) {
				t.Errorf("status %d without %q", w.Code, test.want)
			}
		})
	}
}
