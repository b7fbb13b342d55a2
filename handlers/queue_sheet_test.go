package handlers

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"candor/models"
)

// TestColumnsAreToldOnce: a page of the queue names the style sheet of its columns, which holds what its cells do not say, in the
// language of the page, at an address that changes with the words; other addresses are refused.
func TestColumnsAreToldOnce(t *testing.T) {
	s := testSite(t)
	h := &Queue{Site: s, Store: &reviewStore{cases: func(models.CaseFilter) (models.CasePage, error) {
		d := someAccount(t)
		return models.CasePage{Items: []models.CaseItem{{Case: *d.OpenCase, Account: briefly(&d.Account), Masked: d.Masked}}}, nil
	}}}
	address := regexp.MustCompile(`"(/queue/sheet\.css\?[^"]+)"`)
	sheet := func(role, lang, query string) (string, string) {
		w := call(s, as(t, role, lang), h.List, http.MethodGet, "/queue?"+query, nil)
		want(t, w, 200, `class="dense sheeted"`)
		lacks(t, w, "data-l=", "<td class=num")
		found := address.FindStringSubmatch(w.Body.String())
		if found == nil {
			t.Fatal("the page names no sheet of its columns")
		}
		href := strings.ReplaceAll(found[1], "&amp;", "&")
		w = call(s, as(t, role, lang), h.Sheet, http.MethodGet, href, nil)
		want(t, w, 200)
		if got := w.Header().Get("Content-Type") + " " + w.Header().Get("Cache-Control"); got != "text/css; charset=utf-8 private, max-age=31536000, immutable" {
			t.Errorf("sheet: %s", got)
		}
		return href, w.Body.String()
	}
	english, body := sheet(models.RoleLead, "en", "sort=risk&cols=account,exposure,tags")
	if body != "@layer parts{\n#cases td:nth-child(3){--label:\"Exposure\";--side:right}\n#cases td:nth-child(4){--label:\"Tag\";}\n}\n" {
		t.Errorf("a lead's columns, after the boxes: %s", body)
	}
	if _, body := sheet(models.RoleAuditor, "en", "sort=risk&cols=account,code"); body != "@layer parts{\n#cases td:nth-child(2){--space:normal;--least:14rem}\n}\n" {
		t.Errorf("a column that wraps: %s", body)
	}
	if _, body := sheet(models.RoleAuditor, "en", "sort=risk&cols=account,exposure"); !strings.Contains(body, "nth-child(2)") { // no boxes
		t.Errorf("an auditor's columns: %s", body)
	}
	if chinese, body := sheet(models.RoleLead, "zh-CN", "sort=risk&cols=account,exposure,tags"); chinese == english || !strings.Contains(body, "敞口") {
		t.Errorf("%s: %s", chinese, body)
	}
	for _, bad := range []string{"", "cols=a", "cols=e&lang=en", "cols=a&lang=xx", "cols=a!&lang=en", "cols=a&lang=en&tick=2", "cols=a&lang=en&evil=1"} {
		want(t, call(s, as(t, models.RoleLead, "en"), h.Sheet, http.MethodGet, "/queue/sheet.css?"+bad, nil), 400)
	}
}

// TestTickedRowsAreAddedUpByTheirColumn: where a view shows the exposure its cells say it, elsewhere the boxes.
func TestTickedRowsAreAddedUpByTheirColumn(t *testing.T) {
	s := testSite(t)
	h := &Queue{Site: s, Store: &reviewStore{cases: func(models.CaseFilter) (models.CasePage, error) {
		d := someAccount(t)
		return models.CasePage{Items: []models.CaseItem{{Case: *d.OpenCase, Account: briefly(&d.Account), Masked: d.Masked}}}, nil
	}}}
	lead := as(t, models.RoleLead, "en")
	w := call(s, lead, h.List, http.MethodGet, "/queue?sort=risk&cols=score,account,exposure", nil)
	want(t, w, 200, `data-column="3"`, "<td>¥8,700.00")
	lacks(t, w, "data-f=")
	w = call(s, lead, h.List, http.MethodGet, "/queue?sort=risk&cols=score,account", nil)
	want(t, w, 200, "data-f=870000")
	lacks(t, w, "data-column")
}

func TestWordsStandInASheetAsStrings(t *testing.T) {
	if got := cssString("a \"b\" \\ c\nd"); got != `"a \"b\" \\ c d"` {
		t.Error(got)
	}
}
