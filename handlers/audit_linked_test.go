package handlers

import (
	"net/http"
	"strings"
	"testing"

	"candor/models"
)

// TestAnEntryLeadsToWhatItNames: to cases, appeals and what a second person answers, once each and in its data alone, for who may open them.
func TestAnEntryLeadsToWhatItNames(t *testing.T) {
	cas, app, lim, own := models.ID(4).Public(models.PrefixCase), models.ID(5).Public(models.PrefixAppeal), models.ID(6).Public(models.PrefixLimit), models.ID(7).Public(models.PrefixSanction)
	list := entries(1)
	list[0].ObjectType, list[0].ObjectID = "sanction", own
	list[0].Before = `{"case":"` + cas + `","said":"cas_nonsense and ` + app + ` within words"}`
	list[0].After = `{"case":"` + cas + `","parts":[{"appeal":"` + app + `"},"` + lim + `","` + own + `","usr_1"]}`
	d := newDesk(t, models.PermAuditRead, models.PermCaseRead, models.PermAppealRead, models.PermAccountRead)
	page := func(d *desk) string {
		h := &Audit{Site: d.site, Store: &auditFake{entries: list}}
		facts, _, _ := strings.Cut(d.ask(http.MethodGet, "/audit/:seq", "/audit/1", nil, h.Show).Body.String(), "<del")
		return facts
	}
	got := page(d)
	for href, n := range map[string]int{"/cases/" + cas: 1, "/appeals/" + app: 1, "/limits/" + lim: 1, "/sanctions/" + own: 1, "/cases/cas_nonsense": 0} {
		if c := strings.Count(got, `href="`+href+`"`); c != n {
			t.Errorf("%s stands there %d times, want %d", href, c, n)
		}
	}
	if got := page(newDesk(t, models.PermAuditRead)); strings.Contains(got, "/cases/") || strings.Contains(got, "/appeals/") {
		t.Error("who may open neither is led there")
	}
}

func TestTheLogOfAnAccountLeadsToItsDossier(t *testing.T) {
	acc := models.ID(5).Public(models.PrefixAccount)
	href := `href="/accounts/` + acc + `/dossier"`
	for _, may := range []bool{true, false} {
		held := []models.Permission{models.PermAuditRead}
		if may {
			held = append(held, models.PermDossierExport)
		}
		d := newDesk(t, held...)
		h := &Audit{Site: d.site, Store: &auditFake{entries: entries(2)}}
		for target, narrowed := range map[string]bool{
			"/audit?account=" + acc: true, "/audit?type=account&object=" + acc: true, "/audit": false, "/audit?type=limit&object=" + acc: false, "/audit?type=account&object=acc_x": false,
		} {
			body := d.ask(http.MethodGet, "/audit", target, nil, h.List).Body.String()
			if got := strings.Contains(body, href); got != (may && narrowed) {
				t.Errorf("%s, may take it: %t: the link is there: %t", target, may, got)
			}
		}
	}
}

// TestTheLogOfOnePendingActionAndOfOneKey: the address asks the store for it, a chip says so, and what is no pending action is refused.
func TestTheLogOfOnePendingActionAndOfOneKey(t *testing.T) {
	d := newDesk(t, models.PermAuditRead)
	lim, key := models.ID(6<<22).Public(models.PrefixLimit), models.APIKey{ID: 9 << 22, Name: "core <1>", Prefix: "candor_0123456789", Tail: "wxyz"}
	fake := &auditFake{entries: entries(2), keys: []models.APIKey{key}}
	h := &Audit{Site: d.site, Store: fake}
	body := d.ask(http.MethodGet, "/audit", "/audit?approval="+lim+"&key="+key.PublicID(), nil, h.List).Body.String()
	if f := fake.filter; f.Approval != lim || f.Key != key.PublicID() || f.Folded {
		t.Errorf("filter = %+v", f)
	}
	for _, has := range []string{"<strong>" + lim + "</strong>", "<strong>core &lt;1&gt; · candor_0123…wxyz</strong>", "/audit/export?approval=" + lim + "&amp;key=" + key.PublicID()} {
		if !strings.Contains(body, has) {
			t.Errorf("no %q", has)
		}
	}
	for target, status := range map[string]int{
		"/audit?approval=7": 200, "/audit?approval=07": 422, "/audit?approval=0": 422, "/audit?approval=" + models.ID(5).Public(models.PrefixAccount): 422,
		"/audit?approval=_" + lim[4:]: 422, "/audit?key=core": 422, "/audit?key=" + models.ID(5).Public(models.PrefixKey): 200,
	} {
		if w := d.ask(http.MethodGet, "/audit", target, nil, h.List); w.Code != status {
			t.Errorf("%s: status %d, want %d", target, w.Code, status)
		}
	}
	entry := d.ask(http.MethodGet, "/audit/:seq", "/audit/1", nil, h.Show).Body.String()
	if !strings.Contains(entry, `href="/audit?approval=2"`) { // it is about version 2 of the policy
		t.Error("the entry does not lead to the whole of it")
	}
	if got := recordHref(d.visitor, "limit", lim); got != "/audit?approval="+lim {
		t.Errorf("the page of a limit change leads to %s", got)
	}
}

// TestFiltersThatFewUseAreFolded: they stand open where one of them narrows the log or holds what was refused.
func TestFiltersThatFewUseAreFolded(t *testing.T) {
	d := newDesk(t, models.PermAuditRead)
	h := &Audit{Site: d.site, Store: &auditFake{entries: entries(2)}}
	for target, open := range map[string]bool{"/audit": false, "/audit?action=case.": false, "/audit?ip=127.0.0.1": true, "/audit?personal=1": true, "/audit?approval=07": true} {
		body := d.ask(http.MethodGet, "/audit", target, nil, h.List).Body.String()
		if strings.Contains(body, `<details class="filter-more" open>`) != open || strings.Contains(body, `<details class="filter-more">`) == open {
			t.Errorf("%s: open is not %v", target, open)
		}
	}
}
