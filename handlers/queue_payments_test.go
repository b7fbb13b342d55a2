package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"candor/models"
)

// TestThePaymentBehindAFlag: its columns are off unless they are chosen, and only then is it asked for; what identifies is shown short, and a
// dash stands where no event raised the flag, or where it moved no money.
func TestThePaymentBehindAFlag(t *testing.T) {
	h, store := someSaved(t)
	var asked models.CaseFilter
	payment := &models.Payment{Kind: models.EventPurchase, AmountFen: 123_456, Device: "3f9a1c07d2e4b856", Card: "90ab12cd34ef5678", IP: "7711aa33bb55cc99", Prefix: "203.0.113.0/24"}
	store.cases = func(f models.CaseFilter) (models.CasePage, error) {
		asked = f
		d := someAccount(t)
		return models.CasePage{Items: []models.CaseItem{{Case: *d.OpenCase, Account: briefly(&d.Account), Masked: d.Masked, Payment: payment}}}, nil
	}
	q := &Queue{Site: h.Site, Store: store}
	const chosen = "/queue?sort=risk&cols=account,amount,device,card,ip"
	w := call(h.Site, as(t, models.RoleReviewer, "en"), q.List, http.MethodGet, "/queue?sort=risk", nil)
	want(t, w, 200)
	if lacks(t, w, "Payment amount", "3f9a1c07"); asked.WithPayment {
		t.Error("it is asked for unchosen")
	}
	for lang, heads := range map[string][]string{"en": {"Payment amount", "Device", "Card", "IP address"}, "zh-CN": {"交易金额", "设备", "银行卡", "IP 地址"}} {
		w = call(h.Site, as(t, models.RoleReviewer, lang), q.List, http.MethodGet, chosen, nil)
		want(t, w, 200, append(heads, "<td>¥1,234.56<td>3f9a1c07<td>90ab12cd<td>203.0.113.0/24")...)
		if lacks(t, w, payment.Device, payment.Card, payment.IP); !asked.WithPayment {
			t.Error("it is not asked for")
		}
	}
	payment.Kind, payment.AmountFen, payment.Prefix, payment.Card = models.EventLogin, 0, "", ""
	want(t, call(h.Site, as(t, models.RoleReviewer, "en"), q.List, http.MethodGet, chosen, nil), 200, "<td>—<td>3f9a1c07<td>—<td>7711aa33")
	payment = nil
	want(t, call(h.Site, as(t, models.RoleReviewer, "en"), q.List, http.MethodGet, chosen, nil), 200, "<td>—<td>—<td>—<td>—")

	w = call(h.Site, lacking(t, models.PermScoreRead), q.List, http.MethodGet, chosen, nil)
	want(t, w, 200)
	if lacks(t, w, "Payment amount", "<td>—<td>—<td>—"); asked.WithPayment {
		t.Error("it is read for who may not see it")
	}
	lacks(t, call(h.Site, lacking(t, models.PermScoreRead), h.Columns, http.MethodGet, "/queue/columns?view=", nil), "at_amount", "at_device")
	want(t, call(h.Site, as(t, models.RoleReviewer, "en"), h.Columns, http.MethodGet, "/queue/columns?view=", nil), 200, "at_amount", "at_device", "at_card", "at_ip")
}

// TestAFileOfTheQueueHasThePayment: as the page shows it, amounts in fen, empty where there is none.
func TestAFileOfTheQueueHasThePayment(t *testing.T) {
	text := ExportText{testSite(t)}
	e := &models.Export{Kind: models.ExportQueue, Columns: []string{"amount", "device", "card", "ip"}, Filter: models.ExportFilter{Queue: &models.CaseFilter{}}, AskedAt: testNow, Lang: "en"}
	head := text.ExportHead(e, nil)
	if names := head[len(head)-1]; !slices.Equal(names, []string{"id", "amount_fen", "device", "card", "ip"}) {
		t.Errorf("columns: %v", names)
	}
	rows := &models.ExportRows{Cases: []models.CaseItem{
		{Payment: &models.Payment{Kind: models.EventPurchase, AmountFen: 123_456, Device: "3f9a1c07d2e4b856", Card: "90ab12cd34ef5678", IP: "7711aa33bb55cc99"}}, {},
	}}
	got := text.ExportCells(e, rows)
	if line := strings.Join(got[0][1:], ","); line != "123456,3f9a1c07,90ab12cd,7711aa33" {
		t.Errorf("with a payment: %s", line)
	}
	if line := strings.Join(got[1][1:], ","); line != ",,," {
		t.Errorf("without one: %s", line)
	}
}
