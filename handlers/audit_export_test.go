package handlers

import (
	"encoding/csv"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"candor/models"
)

func TestAuditExportIsMarkedAndHarmless(t *testing.T) {
	d := newDesk(t, models.PermAuditRead)
	list := entries(20)
	payloads := []string{"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "=cmd|' /C calc'!A0", "＝1", "＋1", "－1", "＠x"}
	for i, p := range payloads {
		list[i].Reason = p
	}
	store := &auditFake{entries: list}
	h := &Audit{Site: d.site, Store: store}
	w := d.ask(http.MethodGet, "/audit/export", "/audit/export?type=policy&before=9", nil, h.Export)
	if store.exported != len(list) || store.filter.Before != 0 || store.filter.Folded {
		t.Errorf("%d rows were recorded as taken away, by %+v", store.exported, store.filter)
	}
	unwritten := &Audit{Site: d.site, Store: &auditFake{entries: list, unwritten: errors.New("disk full")}}
	if w := d.ask(http.MethodGet, "/audit/export", "/audit/export", nil, unwritten.Export); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "Anna (anna)") {
		t.Errorf("an export that cannot be recorded left: %d", w.Code)
	}
	r := csv.NewReader(w.Body)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) != len(list)+2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, want := range []string{"Audit log", "Anna (anna)", "2026-03-02T09:00:00Z", "type=policy"} {
		if !strings.Contains(rows[0][0], want) {
			t.Errorf("first line %q lacks %q", rows[0][0], want)
		}
	}
	at := slices.Index(rows[1], "reason")
	for i, p := range payloads {
		if got := rows[i+2][at]; !strings.HasPrefix(got, "'") {
			t.Errorf("payload %q is exported as %q", p, got)
		}
	}
}

// TestALongAuditExportIsWrittenByAJob: more rows than an answer holds lead to the page of exports, where the file will stand.
func TestALongAuditExportIsWrittenByAJob(t *testing.T) {
	d := newDesk(t, models.PermAuditRead)
	h := &Audit{Site: d.site, Store: &auditFake{entries: entries(models.ExportAtOnce + 1)}}
	w := d.ask(http.MethodGet, "/audit/export", "/audit/export", nil, h.Export)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/exports" {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
}
