package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"candor/models"
)

// TestPaperNamesPageReaderAndRecord: a page about one thing says at the foot of each sheet which page it is, who asked for it, and how
// far the record went; a list does not, and a record that cannot be read takes nothing else with it.
func TestPaperNamesPageReaderAndRecord(t *testing.T) {
	s, d := testSite(t), caseOf(t)
	d.Viewers = []models.CaseViewer{{UserID: 7, At: testNow}}
	h := &Cases{Site: s, Store: &reviewStore{detail: func() (*models.CaseDetail, error) { return d, nil }}}
	show := func(lang string) string {
		t.Helper()
		w := call(s, as(t, models.RoleReviewer, lang), h.Show, http.MethodGet, "/cases/"+d.Case.PublicID()+"?view=all", nil, "id", d.Case.PublicID())
		want(t, w, 200)
		return w.Body.String()
	}
	if got := show("en"); strings.Contains(got, "paper-line") {
		t.Error("without a record the foot says something")
	}
	var failed error
	s.Recorded = func(context.Context) (models.AuditHead, error) {
		return models.AuditHead{Seq: 1234, Hash: []byte{0xab, 0xcd}}, failed
	}
	for lang, words := range map[string][]string{
		"en":    {"<span>/cases/" + d.Case.PublicID() + "</span>", "Printed from the page that", "entry 1,234, hash abcd"},
		"zh-CN": {"<span>/cases/" + d.Case.PublicID() + "</span>", "打印自", "第 1,234 条，哈希 abcd"},
	} {
		for _, word := range words {
			if !strings.Contains(show(lang), word) {
				t.Errorf("%s: the foot lacks %q", lang, word)
			}
		}
	}
	failed = errors.New("disk")
	if got := show("en"); !strings.Contains(got, "Printed from the page that") || strings.Contains(got, "The record then") {
		t.Error("a record that cannot be read is not left out alone")
	}
	queue := &Queue{Site: s, Store: &reviewStore{cases: func(models.CaseFilter) (models.CasePage, error) { return models.CasePage{}, nil }}}
	lacks(t, call(s, as(t, models.RoleReviewer, "en"), queue.List, http.MethodGet, "/queue?sort=risk", nil), "paper-line")
}
