package handlers

import (
	"context"
	"net/http"
	"testing"
	"time"

	"candor/engine/drift"
	"candor/models"
	"candor/views/text"
)

// driftStore answers with a board of two weeks.
type driftStore struct {
	board  models.DriftBoard
	closed error
}

func (s driftStore) DriftBoard(context.Context) (*models.DriftBoard, error) { return &s.board, nil }

func (s driftStore) DriftAccounts(context.Context, models.DriftBin) (models.DriftBinPage, error) {
	return models.DriftBinPage{Items: []models.AccountItem{{Account: models.Account{ID: 5, ExternalID: "C-5", Status: models.StatusActive}}}, Next: 5, Seen: 40}, nil
}

func (s driftStore) CloseDriftAlert(context.Context, models.Actor, models.ID, int64, string) error {
	return s.closed
}

func (s driftStore) LastChange(context.Context, string, string) (*models.AuditEntry, error) {
	return &models.AuditEntry{ActorName: "Ben", Action: models.ActionDriftClosed}, nil
}

// someDrift is a board of two weeks, in the second of which use went up.
func someDrift() models.DriftBoard {
	c := testCard()
	point := func(week int, counts ...int) models.DriftPoint {
		ref := []int{0, 500, 500}[:len(counts)]
		p := models.DriftPoint{Week: week, N: drift.Total(counts), Counts: counts, PSI: drift.Index(ref, counts)}
		p.Level = drift.LevelOf(p.PSI, len(counts), p.N)
		return p
	}
	b := models.DriftBoard{
		Model: &models.Model{ID: 3, Name: "Card <b>"}, Card: &c, Weeks: []int{202609, 202610},
		Score:   models.DriftSeries{Key: drift.ScoreKey, Reference: []int{0, 500, 500}, Starts: []int{0, 20, 30}, Points: []models.DriftPoint{point(202609, 0, 200, 210), point(202610, 0, 5, 405)}},
		Factors: []models.DriftSeries{{Key: "utilisation_now", Reference: []int{0, 500, 500}, Points: []models.DriftPoint{point(202609, 0, 5, 3), point(202610, 0, 40, 361)}}},
		Cohorts: []models.DriftCohort{{ModelID: 3, Week: 202609, Accounts: 295, Bads: 95, AUC: 0.875, KS: 0.75}},
		Alerts:  []models.DriftAlert{{ID: 9, ModelID: 3, Factor: "utilisation_now", Week: 202610, PSI: 0.8, Accounts: 401, State: models.DriftAlertOpen, OpenedAt: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), Version: 2}},
	}
	return b
}

// TestDriftPages: what moved is said in words, with the way to the accounts.
func TestDriftPages(t *testing.T) {
	s := testSite(t)
	h := &Drift{Site: s, Store: driftStore{board: someDrift()}}
	admin := as(t, models.RoleAdmin, "en")
	w := call(s, admin, h.Show, http.MethodGet, "/drift", nil)
	want(t, w, 200, "2026-W10", "heat-3", "▲", "0.875", "/drift/factors/utilisation_now?week=202610", "Card &lt;b&gt;")
	lacks(t, w, "⟦", "NaN", "Only one week", "No week has")
	want(t, call(s, admin, h.Factor, http.MethodGet, "/x", nil, "key", "utilisation_now"), 200, "/drift/alerts/drf_", "+40.0", "accounts?bin=2", "shifted")
	want(t, call(s, admin, h.Factor, http.MethodGet, "/x?week=202609", nil, "key", "utilisation_now"), 200, "too few")
	lacks(t, call(s, as(t, models.RoleReviewer, "en"), h.Factor, http.MethodGet, "/x", nil, "key", "utilisation_now"), "/close", "⟦")
	want(t, call(s, admin, h.Factor, http.MethodGet, "/x", nil, "key", "score"), 200, "350 to 549", "650 to 950")
	want(t, call(s, admin, h.Accounts, http.MethodGet, "/x?bin=2", nil, "key", "utilisation_now"), 200, "C-5", "after=acc_", "over 50%")
	one := someDrift()
	one.Score.Points[0].Level = drift.TooFew
	want(t, call(s, admin, (&Drift{Site: s, Store: driftStore{board: one}}).Show, http.MethodGet, "/drift", nil), 200, "Only one week, 2026-W10")
	want(t, call(s, admin, (&Drift{Site: s, Store: driftStore{}}).Show, http.MethodGet, "/drift", nil), 200, "No model decides yet")
	one.Score.Points[1].Level = drift.TooFew
	want(t, call(s, admin, (&Drift{Site: s, Store: driftStore{board: one}}).Show, http.MethodGet, "/drift", nil), 200, "No week has 200 assessments")
	one.Weeks = nil
	want(t, call(s, admin, (&Drift{Site: s, Store: driftStore{board: one}}).Show, http.MethodGet, "/drift", nil), 200, "candor rebuild --drift")
}

// TestDriftRefusals: addresses and forms that no page of ours makes.
func TestDriftRefusals(t *testing.T) {
	s := testSite(t)
	h := &Drift{Site: s, Store: driftStore{board: someDrift()}}
	admin := as(t, models.RoleAdmin, "en")
	id := models.ID(9).Public(models.PrefixDriftAlert)
	want(t, call(s, admin, h.Show, http.MethodGet, "/drift?week=1", nil), 400)
	want(t, call(s, admin, h.Factor, http.MethodGet, "/x?week=x", nil, "key", "utilisation_now"), 400)
	want(t, call(s, admin, h.Factor, http.MethodGet, "/x?week=202601", nil, "key", "utilisation_now"), 404)
	want(t, call(s, admin, h.Factor, http.MethodGet, "/x", nil, "key", "nothing"), 404)
	want(t, call(s, admin, (&Drift{Site: s, Store: driftStore{}}).Factor, http.MethodGet, "/x", nil, "key", "score"), 404)
	want(t, call(s, admin, h.Accounts, http.MethodGet, "/x", nil, "key", "score"), 400)
	want(t, call(s, admin, h.Accounts, http.MethodGet, "/x?bin=1&after=rad_1", nil, "key", "score"), 400)
	want(t, call(s, admin, h.Close, http.MethodPost, "/x", map[string][]string{"version": {"2"}, "note": {"ok"}}, "id", "rad_0000000000009"), 404)
	want(t, call(s, admin, h.Close, http.MethodPost, "/x", map[string][]string{"extra": {"2"}}, "id", id), 400)
	var bad models.Invalid
	bad.Add("note", "required")
	h.Store = driftStore{board: someDrift(), closed: bad.OrNil()}
	want(t, call(s, admin, h.Close, http.MethodPost, "/x", map[string][]string{"version": {"2"}, "note": {""}}, "id", id), 422, "aria-invalid", "/close")
	h.Store = driftStore{board: someDrift(), closed: models.ErrConflict}
	want(t, call(s, admin, h.Close, http.MethodPost, "/x", map[string][]string{"version": {"1"}, "note": {"a campaign"}}, "id", id), 409, "Ben", "a campaign")
}

func TestEveryDriftCodeHasWords(t *testing.T) {
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range text.Languages() {
		for _, level := range []drift.Level{drift.TooFew, drift.Steady, drift.Watch, drift.Alarm, drift.Base} {
			for _, prefix := range []string{"drift.level.", "drift.legend."} {
				if !bundle.For(lang).Has(prefix + string(level)) {
					t.Errorf("%s has no %s%s", lang, prefix, level)
				}
			}
		}
	}
}
