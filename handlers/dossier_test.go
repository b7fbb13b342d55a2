package handlers

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candor/models"
)

// dossierStore hands out the test account's dossier and keeps what was recorded.
type dossierStore struct {
	*reviewStore
	d        *models.Dossier
	recorded []models.ExportDossier
	refuse   error
}

func (s *dossierStore) Dossier(_ context.Context, _ models.Actor, cmd models.ExportDossier) (*models.Dossier, error) {
	if err := cmd.Validate(); err != nil {
		return nil, err
	}
	return s.d, nil
}

func (s *dossierStore) RecordDossier(_ context.Context, _ models.Actor, cmd models.ExportDossier, sha256 string) error {
	if len(sha256) != 64 {
		return errors.New("no hash")
	}
	s.recorded = append(s.recorded, cmd)
	return s.refuse
}

func someDossier(t *testing.T) *dossierStore {
	t.Helper()
	a := someAccount(t)
	return &dossierStore{
		reviewStore: &reviewStore{account: func() (*models.AccountDetail, error) { return &a, nil }},
		d: &models.Dossier{
			Account: a.Account, Personal: a.Masked, Lines: a.Lines, Statements: a.Statements, Checks: a.Checks, Devices: a.Devices,
			Links: []models.Relationship{{OtherID: 2 << 40, Kind: "device", Since: testNow}}, Decisions: a.Decisions, Flags: a.OpenFlags, Cases: a.Cases,
			Limits: a.Limits, Sanctions: a.Sanctions, Appeals: a.Appeals, Notes: a.Notes, Events: a.Events,
			Entries: []models.AuditEntry{{Seq: 8, Action: models.ActionNoteAdded, ActorName: "=Bob", At: testNow, Hash: []byte{1}}},
			Head:    models.AuditHead{Seq: 9, Hash: []byte{0xab, 0xcd}}, HeadAt: testNow,
		},
	}
}

func unpacked(t *testing.T, body []byte) map[string][]byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range r.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(part); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func TestADossierHoldsWhatItsManifestSays(t *testing.T) {
	s, store := testSite(t), someDossier(t)
	h := &Dossiers{Site: s, Store: store}
	take := func(lang string) map[string][]byte {
		form := url.Values{"lang": {lang}, "reason": {"asked for by the court"}}
		w := call(s, as(t, models.RoleLead, "en"), h.Export, http.MethodPost, "/x", form, "id", store.d.Account.PublicID())
		want(t, w, 200)
		again := call(s, as(t, models.RoleAuditor, "zh-CN"), h.Export, http.MethodPost, "/x", form, "id", store.d.Account.PublicID())
		if !bytes.Equal(w.Body.Bytes(), again.Body.Bytes()) {
			t.Error("the same state gives two files")
		}
		if !strings.Contains(w.Header().Get("Content-Disposition"), store.d.Account.PublicID()+"-9.zip") {
			t.Error(w.Header())
		}
		return unpacked(t, w.Body.Bytes())
	}
	files := take("en")
	m, err := models.CheckDossier(files)
	if err != nil || m.ChainSeq != 9 || m.Chain != "abcd" || m.Personal != "masked" || m.Rows["lines"] != 2 || len(m.SHA256) != 19 || len(m.Cut) != 0 {
		t.Fatalf("%+v, %v", m, err)
	}
	page := string(files["dossier.html"])
	for _, bad := range []string{"⟦", "<script", "href=", "src=", "NaN", canary.Name, canary.Phone, canary.IDNumber, canary.Email} {
		if strings.Contains(page, bad) || (bad == canary.Name && bytes.Contains(files["dossier.json"], []byte(bad))) {
			t.Errorf("the page holds %q", bad)
		}
	}
	for _, part := range []string{"¥10,000.00", "abcd", "Restriction", "&lt;i&gt;answer", `lang="en"`} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	if !strings.Contains(string(files["csv/record.csv"]), "'=Bob") || !json.Valid(files["dossier.json"]) {
		t.Error("a cell is read as a formula, or the JSON is none")
	}
	if zh := string(take("zh-CN")["dossier.html"]); !strings.Contains(zh, "授信额度") || strings.Contains(zh, "⟦") || strings.Contains(zh, "Credit lines") {
		t.Error("the page is not in Chinese")
	}
}

func TestADossierLeavesOnlyForARecordedReason(t *testing.T) {
	s, store := testSite(t), someDossier(t)
	h := &Dossiers{Site: s, Store: store}
	id := store.d.Account.PublicID()
	post := func(role string, form url.Values) int {
		return call(s, as(t, role, "en"), h.Export, http.MethodPost, "/x", form, "id", id).Code
	}
	for name, tt := range map[string]struct {
		form url.Values
		code int
	}{
		"no reason": {url.Values{"lang": {"en"}, "reason": {" "}}, 422}, "no such language": {url.Values{"lang": {"fr"}, "reason": {"the court asked"}}, 422},
		"a field of nobody": {url.Values{"lang": {"en"}, "to": {"me"}}, 400},
	} {
		if got := post(models.RoleLead, tt.form); got != tt.code {
			t.Errorf("%s: %d, want %d", name, got, tt.code)
		}
	}
	clearly := url.Values{"lang": {"en"}, "reason": {"the court asked"}, "clear": {"on"}}
	if got := post(models.RoleAuditor, clearly); got != 403 || len(store.recorded) != 0 {
		t.Errorf("an auditor takes it in clear: %d", got)
	}
	if got := post(models.RoleLead, clearly); got != 200 || !store.recorded[0].Personal {
		t.Errorf("a lead: %d, %+v", got, store.recorded)
	}
	store.refuse = models.ErrQuota
	w := call(s, as(t, models.RoleLead, "en"), h.Export, http.MethodPost, "/x", clearly, "id", id)
	want(t, w, 429)
	if bytes.HasPrefix(w.Body.Bytes(), []byte("PK")) {
		t.Error("it leaves although it could not be recorded")
	}
	want(t, call(s, as(t, models.RoleLead, "en"), h.Ask, http.MethodGet, "/x", nil, "id", id), 200, "What do you need it for?", `name="clear"`)
	lacks(t, call(s, as(t, models.RoleAuditor, "en"), h.Ask, http.MethodGet, "/x", nil, "id", id), `name="clear"`)
	want(t, call(s, as(t, models.RoleLead, "en"), h.Ask, http.MethodGet, "/x", nil, "id", "acc_1"), 404)
}
