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
