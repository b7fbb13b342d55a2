package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"candor/models"
)

// TestTheViewOfPayments: it asks for cases that payments raised, with what was paid in its rows for whoever may see scores.
func TestTheViewOfPayments(t *testing.T) {
	h, store := someSaved(t)
	var asked models.CaseFilter
	store.cases = func(f models.CaseFilter) (models.CasePage, error) {
		asked = f
		d := someAccount(t)
		payment := &models.Payment{Kind: models.EventPurchase, AmountFen: 123_456, Device: "3f9a1c07d2e4b856"}
		return models.CasePage{Items: []models.CaseItem{{Case: *d.OpenCase, Account: briefly(&d.Account), Masked: d.Masked, Payment: payment}}}, nil
	}
	q := &Queue{Site: h.Site, Store: store}
	at := slices.IndexFunc(shippedViews(), func(s shippedView) bool { return s.key == "payments" })
	view := shippedViews()[at].query
	if _, ok := queueColumnsOf(view.Get("cols")); !ok || bitColumns(linked(view).Get("cols")) != view.Get("cols") {
		t.Fatalf("its columns are %s", view.Get("cols"))
	}
	for lang, words := range map[string][]string{"en": {"Payments", "Payment amount", "Remove the filter Payment"}, "zh-CN": {"交易", "交易金额", "由交易触发"}} {
		w := call(h.Site, as(t, models.RoleReviewer, lang), q.List, http.MethodGet, "/queue?"+linked(view).Encode(), nil)
		lacks(t, w, `class="filter-more" open`) // its tab says it
		want(t, w, 200, append(words, "¥1,234.56", "3f9a1c07", ` aria-current=page>`+words[0])...)
		if asked.Payment != models.PaymentYes || !asked.WithPayment {
			t.Errorf("asked for %+v", asked)
		}
	}
	want(t, call(h.Site, as(t, models.RoleReviewer, "en"), q.List, http.MethodGet, "/queue?payment=yes&sort=risk&severity=4", nil), 200, `class="filter-more" open`)
	w := call(h.Site, lacking(t, models.PermScoreRead), q.List, http.MethodGet, "/queue?"+view.Encode(), nil)
	want(t, w, 200, " aria-current=page>Payments")
	lacks(t, w, "Payment amount", "3f9a1c07")
}

// TestViewsWithoutRoomStandInAMenu: the first views are tabs, and the one that is open is, wherever it stands; the others follow in a menu.
func TestViewsWithoutRoomStandInAMenu(t *testing.T) {
	h, store := someSaved(t)
	store.cases = func(models.CaseFilter) (models.CasePage, error) { return models.CasePage{}, nil }
	store.views = []models.QueueView{{ID: 7, Name: "Night <b>", Scope: models.ScopeMine, Query: "severity=4&sort=risk"}}
	q := &Queue{Site: h.Site, Store: store}
	parts := func(query string) (line, menu string) {
		w := call(h.Site, as(t, models.RoleReviewer, "en"), q.List, http.MethodGet, "/queue?"+query, nil)
		want(t, w, 200, "<summary>More views</summary>")
		_, page, _ := strings.Cut(w.Body.String(), "<nav class=views")
		page, _, _ = strings.Cut(page, "</nav>")
		line, menu, _ = strings.Cut(page, "<details class=menu data-menu>")
		return line, menu
	}
	for query, beyond := range map[string]string{"sort=risk": "", "state=snoozed&sort=risk": "Put off", "severity=4&sort=risk": "Night &lt;b&gt;"} {
		line, menu := parts(query)
		n := tabsInLine
		if beyond != "" {
			n++
		}
		if strings.Count(line, "<a ") != n || strings.Count(menu, "<a ") != len(shippedViews())+1-n || strings.Count(line, "aria-current=page") != 1 || strings.Contains(menu, "aria-current") {
			t.Errorf("%s: in line %s, in the menu %s", query, line, menu)
		}
		for _, name := range []string{"Put off", "Closed", "Night &lt;b&gt;"} {
			if strings.Contains(line, ">"+name) != (name == beyond) || strings.Contains(menu, ">"+name) == (name == beyond) {
				t.Errorf("%s: %s is at the wrong place", query, name)
			}
		}
		if beyond == "" && !strings.Contains(menu, `">Put off <b>`) {
			t.Errorf("views of the menu have no counts: %s", menu)
		}
	}
}
