package handlers

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"candor/models"
)

// dossierStore hands out the test account's dossier and keeps what was recorded.
type dossierStore struct {
	*reviewStore
	d        *models.Dossier
	rows     models.DossierRows
	most     int // rows that were handed over at once
	recorded []models.ExportDossier
	refuse   error
}

func (s *dossierStore) Dossier(_ context.Context, _ models.Actor, cmd models.ExportDossier, use func(*models.Dossier) error) error {
	if err := cmd.Validate(); err != nil {
		return err
	}
	s.d.Source = s.read
	return use(s.d)
}

// read hands over copies, so that what is done to them stays with who did it.
func (s *dossierStore) read(list models.DossierList, take func(*models.DossierRows) error) error {
	r := &s.rows
	switch list {
	case models.DossierLines:
		return inParts(s, r.Lines, take, func(p *models.DossierRows, rows []models.CreditLine) { p.Lines = rows })
	case models.DossierStatements:
		return inParts(s, r.Statements, take, func(p *models.DossierRows, rows []models.Statement) { p.Statements = rows })
	case models.DossierLimits:
		return inParts(s, r.Limits, take, func(p *models.DossierRows, rows []models.LimitChange) { p.Limits = rows })
	case models.DossierScores:
		return inParts(s, r.Decisions, take, func(p *models.DossierRows, rows []models.Decision) { p.Decisions = rows })
	case models.DossierFlags:
		return inParts(s, r.Flags, take, func(p *models.DossierRows, rows []models.Flag) { p.Flags = rows })
	case models.DossierCases:
		return inParts(s, r.Cases, take, func(p *models.DossierRows, rows []models.Case) { p.Cases = rows })
	case models.DossierSanctions:
		return inParts(s, r.Sanctions, take, func(p *models.DossierRows, rows []models.Sanction) { p.Sanctions = rows })
	case models.DossierAppeals:
		return inParts(s, r.Appeals, take, func(p *models.DossierRows, rows []models.Appeal) { p.Appeals = rows })
	case models.DossierChecks:
		return inParts(s, r.Checks, take, func(p *models.DossierRows, rows []models.IdentityCheck) { p.Checks = rows })
	case models.DossierDevices:
		return inParts(s, r.Devices, take, func(p *models.DossierRows, rows []models.Device) { p.Devices = rows })
	case models.DossierLinks:
		return inParts(s, r.Links, take, func(p *models.DossierRows, rows []models.Relationship) { p.Links = rows })
	case models.DossierNotes:
		return inParts(s, r.Notes, take, func(p *models.DossierRows, rows []models.NoteText) { p.Notes = rows })
	case models.DossierHardships:
		return inParts(s, r.Hardships, take, func(p *models.DossierRows, rows []models.HardshipText) { p.Hardships = rows })
	case models.DossierEvents:
		return inParts(s, r.Events, take, func(p *models.DossierRows, rows []models.Event) { p.Events = rows })
	case models.DossierRecord:
		return inParts(s, r.Entries, take, func(p *models.DossierRows, rows []models.AuditEntry) { p.Entries = rows })
	}
	return nil
}

func inParts[T any](s *dossierStore, list []T, take func(*models.DossierRows) error, put func(*models.DossierRows, []T)) error {
	for part := range slices.Chunk(slices.Clone(list), models.DossierRowsMost) {
		s.most = max(s.most, len(part))
		var p models.DossierRows
		put(&p, part)
		if err := take(&p); err != nil {
			return err
		}
	}
	return nil
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
		d:           &models.Dossier{Account: a.Account, Personal: a.Masked, Head: models.AuditHead{Seq: 9, Hash: []byte{0xab, 0xcd}}, HeadAt: testNow},
		rows: models.DossierRows{
			Lines: a.Lines, Statements: a.Statements, Checks: a.Checks, Devices: a.Devices, Links: []models.Relationship{{OtherID: 2 << 40, Kind: "device", Since: testNow}},
			Decisions: a.Decisions, Flags: a.OpenFlags, Cases: a.Cases, Limits: a.Limits, Sanctions: a.Sanctions, Appeals: a.Appeals, Notes: a.Notes, Events: a.Events,
			Entries: []models.AuditEntry{{Seq: 8, Action: models.ActionNoteAdded, ActorName: "=Bob", At: testNow, Hash: []byte{1}}},
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

func checkDossier(files map[string][]byte) (*models.DossierManifest, error) {
	return models.CheckDossier(slices.Collect(maps.Keys(files)), func(name string) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(files[name])), nil
	})
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
	m, err := checkDossier(files)
	if err != nil || m.ChainSeq != 9 || m.Chain != "abcd" || m.Personal != "masked" || m.Rows["lines"] != 2 || len(m.SHA256) != 23 || len(m.Cut) != 0 {
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

// TestADossierOfAnySizeIsWhole: nothing of 5,000 events and as many entries is left out of any file, and no more than a page of
// them is ever asked for at once.
func TestADossierOfAnySizeIsWhole(t *testing.T) {
	s, store := testSite(t), someDossier(t)
	const n = 5000
	store.rows.Events = make([]models.Event, n)
	store.rows.Entries = make([]models.AuditEntry, n)
	for i := range n {
		store.rows.Events[i] = models.Event{ID: models.ID(n-i) << 22, Kind: models.EventPurchase, AmountFen: int64(i), At: testNow}
		store.rows.Entries[i] = models.AuditEntry{Seq: int64(n - i), Action: models.ActionNoteAdded, At: testNow}
	}
	w := call(s, as(t, models.RoleLead, "en"), (&Dossiers{Site: s, Store: store}).Export, http.MethodPost, "/x",
		url.Values{"lang": {"en"}, "reason": {"asked for by the court"}}, "id", store.d.Account.PublicID())
	want(t, w, 200)
	files := unpacked(t, w.Body.Bytes())
	m, err := checkDossier(files)
	if err != nil || m.Rows["events"] != n || m.Rows["record"] != n || len(m.Cut) != 0 || store.most != models.DossierRowsMost {
		t.Fatalf("%+v, %d rows at once, %v", m, store.most, err)
	}
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(files["dossier.json"], &whole); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, list := range []string{"events", "record"} {
		var rows []map[string]string
		if err := json.Unmarshal(whole[list], &rows); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(files["csv/"+list+".csv"])), "\n")
		if len(rows) != n || len(lines) != n+1 {
			t.Errorf("%s: %d rows in JSON, %d lines of CSV", list, len(rows), len(lines))
		}
		for i, row := range rows {
			id := row["id"] + row["seq"]
			if seen[id]++; seen[id] > 1 || !strings.Contains(lines[i+1], id) {
				t.Errorf("%s, row %d: %s is there %d times, CSV says %s", list, i, id, seen[id], lines[i+1])
			}
		}
	}
	if got := bytes.Count(files["dossier.html"], []byte("<tr>")); got < 2*n {
		t.Errorf("the page has %d rows", got)
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

// TestADossierSaysThatAFlagEndedWithThePerson: nobody ended it, and neither did its day.
func TestADossierSaysThatAFlagEndedWithThePerson(t *testing.T) {
	for lang, says := range map[string]string{"en": "With the erasure of the person", "zh-CN": "随个人信息删除而结束"} {
		s, store, erased := testSite(t), someDossier(t), testNow
		store.d.Account.ErasedAt = &erased
		for i, name := range []string{"", "Cleo", ""} {
			h := models.Hardship{Since: testNow, MadeAt: testNow, EndsAt: testNow.AddDate(0, 1, 0), EndedAt: &erased, EndedName: name}
			if i == 2 { // its day came first
				h.EndsAt = testNow
			}
			store.rows.Hardships = append(store.rows.Hardships, models.HardshipText{Hardship: h})
		}
		form := url.Values{"lang": {lang}, "reason": {"asked for by the court"}}
		w := call(s, as(t, models.RoleLead, "en"), (&Dossiers{Site: s, Store: store}).Export, http.MethodPost, "/x", form, "id", store.d.Account.PublicID())
		want(t, w, http.StatusOK)
		files := unpacked(t, w.Body.Bytes())
		for _, name := range []string{"csv/hardships.csv", "dossier.html", "dossier.json"} {
			if got := string(files[name]); strings.Count(got, says) != 1 || !strings.Contains(got, "Cleo") {
				t.Errorf("%s: %s says %d times how it ended", lang, name, strings.Count(got, says))
			}
		}
	}
}
