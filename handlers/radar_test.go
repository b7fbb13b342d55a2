package handlers

import (
	"context"
	"net/http"
	"testing"
	"time"

	"candor/engine/misjudge"
	"candor/models"
	"candor/views/text"
)

// radarStore answers with one wrongly deactivated account.
type radarStore struct {
	page    models.RadarPage
	filters *[]models.RadarFilter
	detail  *models.RadarDetail
	closed  error
}

func (s radarStore) Radar(_ context.Context, f models.RadarFilter) (models.RadarPage, error) {
	if s.filters != nil {
		*s.filters = append(*s.filters, f)
	}
	return s.page, nil
}

func (s radarStore) RadarDetail(context.Context, models.ID) (*models.RadarDetail, error) {
	if s.detail != nil {
		return s.detail, nil
	}
	d := someRadar()
	return &d, nil
}

func (s radarStore) NextRadar(context.Context, models.Actor, models.RadarFilter) (*models.RadarItem, error) {
	return nil, models.ErrNotFound
}

func (s radarStore) ClaimRadar(context.Context, models.Actor, models.ID) (*models.RadarItem, error) {
	return nil, &models.Refused{Code: "radar_own"}
}

func (s radarStore) ReleaseRadar(context.Context, models.Actor, models.ID) (*models.RadarItem, error) {
	return &models.RadarItem{}, nil
}

func (s radarStore) CloseRadar(_ context.Context, _ models.Actor, cmd models.CloseRadar) (*models.RadarItem, error) {
	return &models.RadarItem{Outcome: cmd.Outcome}, s.closed
}

func (s radarStore) LastChange(context.Context, string, string) (*models.AuditEntry, error) {
	return &models.AuditEntry{ActorName: "Ben", Action: models.ActionRadarClosed}, nil
}

// someRadar is a deactivation for a shared phone, eight days old.
func someRadar() models.RadarDetail {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	e := misjudge.Evidence{
		Kind: misjudge.KindDeactivate, Reason: "identity_shared", ScoreThen: 700, ScoreNow: 780, BandThen: "very_good", BandNow: "excellent",
		BandAt: 4, Bands: 5, PDO: 60, FlagsThen: []string{"identity_shared", "linked_sanctions"}, FlagsNow: []string{"identity_shared"},
		Passed: []string{"face"}, Links: 3, BadThen: 1, IdentitySure: true, Harm: misjudge.Taken{Fen: 3_600_000, Functions: 4, Days: 8},
	}
	f := misjudge.Judge(&e)
	r := models.RadarItem{ID: 7, AccountID: 1 << 40, Kind: e.Kind, SubjectID: 9, State: models.RadarOpen, FoundAt: at, Version: 3}
	r.Judge(e, f, false, at)
	return models.RadarDetail{
		Item: r, Account: models.Account{ID: 1 << 40, ExternalID: "C-1", Status: models.StatusDeactivated}, Masked: models.Personal{Name: "林**"},
		Sanction: &models.Sanction{ID: 9, AccountID: 1 << 40, Kind: models.SanctionDeactivate, ReasonCode: "identity_shared", Reason: "same <b>phone</b>", State: models.SanctionActive,
			StartsAt: &at, MadeBy: 40, MadeName: "Mei", MadeAt: at, ApprovedBy: 41, ApprovedName: "Hanna"},
	}
}

// TestRadarReadsItsAddress: what cannot be read is refused beside the field, and nothing is asked
// of the store then.
func TestRadarReadsItsAddress(t *testing.T) {
	s := testSite(t)
	for query, status := range map[string]int{
		"": 200, "min=0": 200, "kind=event&who=mine&state=right": 200, "min=101": 422, "min=-1": 422, "min=x": 422, "kind=none": 422, "who=all": 422,
		"state=none": 422, "after=1.rad_1": 422, "after=1": 422, "page=2": 400, "min=1&min=2": 400,
	} {
		var asked []models.RadarFilter
		w := call(s, as(t, models.RoleReviewer, "en"), (&Radar{Site: s, Store: radarStore{filters: &asked}}).List, http.MethodGet, "/radar?"+query, nil)
		if w.Code != status || (len(asked) == 1) != (status == 200) {
			t.Errorf("%q: %d, store asked %d times", query, w.Code, len(asked))
		}
		if query == "" && (asked[0].MinBP != models.RadarMinBP || asked[0].State != models.RadarOpen) {
			t.Errorf("by default: %+v", asked[0])
		}
		if query == "min=0" && asked[0].MinBP != 0 {
			t.Errorf("min=0: %+v", asked[0])
		}
	}
}

// TestRadarRefusals: a bad id, a bad form, and who made the measure.
func TestRadarRefusals(t *testing.T) {
	s := testSite(t)
	h := &Radar{Site: s, Store: radarStore{}}
	id := models.ID(7).Public(models.PrefixRadar)
	lead := as(t, models.RoleLead, "en")
	want(t, call(s, lead, h.Show, http.MethodGet, "/x", nil, "id", "cas_0000000000001"), 404)
	want(t, call(s, lead, h.Show, http.MethodGet, "/x?view=page%3D2", nil, "id", id), 400)
	want(t, call(s, lead, h.Claim, http.MethodPost, "/x", map[string][]string{"view": {""}}, "id", id), 403, "Somebody else")
	want(t, call(s, lead, h.Close, http.MethodPost, "/x", map[string][]string{"extra": {"1"}}, "id", id), 400)
	want(t, call(s, lead, h.Close, http.MethodPost, "/x", map[string][]string{"version": {"x"}, "outcome": {"lift"}, "reason": {"because"}}, "id", id), 422)
	d := someRadar()
	d.Sanction.ApprovedBy = lead.UserID()
	h.Store = radarStore{detail: &d}
	w := call(s, lead, h.Show, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, "Somebody else must say")
	lacks(t, w, "/close", "/claim")
	held, until := someRadar(), s.Now().Add(time.Minute)
	held.Item.AssigneeID, held.Item.LeaseUntil = lead.UserID(), &until
	h.Store = radarStore{detail: &held, closed: models.ErrConflict}
	want(t, call(s, lead, h.Close, http.MethodPost, "/x", map[string][]string{"version": {"3"}, "outcome": {"right"}, "reason": {"the papers are forged"}}, "id", id), 409,
		"Ben", "the papers are forged")
}

// TestServiceSeesTheReasonsWithoutScores: neither scores nor codes nor what a colleague wrote.
func TestServiceSeesTheReasonsWithoutScores(t *testing.T) {
	s := testSite(t)
	w := call(s, as(t, models.RoleService, "en"), (&Radar{Site: s, Store: radarStore{}}).Show, http.MethodGet, "/x", nil, "id", models.ID(7).Public(models.PrefixRadar))
	want(t, w, 200, "Good standing today", "Checks passed since")
	lacks(t, w, "780", "700", "Identity data shared", "phone&lt;/b", "same &lt;b")
}

// TestEveryRadarCodeHasWords walks the keys that the pages put together at run time.
func TestEveryRadarCodeHasWords(t *testing.T) {
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, k := range misjudge.LineKeys() {
		keys = append(keys, "radar.line."+k)
	}
	for _, st := range models.RadarStates() {
		keys = append(keys, "radar.state_"+string(st), "radar.tab_"+string(st), "radar.none_"+string(st))
	}
	for _, r := range []models.RadarItem{{Kind: misjudge.KindEvent}, {Kind: misjudge.KindFreeze}} {
		for _, o := range r.Outcomes() {
			keys = append(keys, "radar.way_"+string(o), "radar.way_"+string(o)+"_text", "radar.outcome_"+string(o), "radar.done_"+string(o))
		}
	}
	for _, lang := range text.Languages() {
		for _, key := range keys {
			if !bundle.For(lang).Has(key) {
				t.Errorf("%s has no %s", lang, key)
			}
		}
	}
}
