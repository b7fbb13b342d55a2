package handlers

import (
	"net/http"
	"testing"
	"time"

	"candor/models"
)

// TestTheAccountListsWhatChangedOfItsProfile in the words of the page; a phone number is shown masked where it is the present one, and not
// at all where it was another.
func TestTheAccountListsWhatChangedOfItsProfile(t *testing.T) {
	s, d := testSite(t), someAccount(t)
	store := &reviewStore{
		account:  func() (*models.AccountDetail, error) { return &d, nil },
		timeline: func(models.TimelineFilter) (*models.Timeline, error) { return &models.Timeline{}, nil },
	}
	h, id := &Accounts{Site: s, Store: store}, d.Account.PublicID()
	show := func(role, lang string, parts ...string) {
		t.Helper()
		w := call(s, as(t, role, lang), h.Show, http.MethodGet, "/x", nil, "id", id)
		want(t, w, 200, parts...)
		lacks(t, w, "⟦", canary.Phone)
	}
	show(models.RoleReviewer, "en", "Nothing has changed since the account is known.")
	by := models.AuditEntry{ActorKind: models.ActorKey, ActorName: "core-banking <key>"}
	store.changes = []models.ProfileChange{
		{At: testNow, Event: models.EventPhoneChange, EventID: 9 << 22, Source: "app"},
		{At: testNow.Add(-time.Hour), Identity: models.FieldPhone, By: by},
		{At: testNow.Add(-2 * time.Hour), Identity: models.FieldPhone, By: by},
		{At: testNow.Add(-3 * time.Hour), Field: models.ProfileIncome, Old: "900000", By: by},
		{At: testNow.Add(-4 * time.Hour), Field: models.ProfileDeclared + "sex", Old: "male", New: "female", By: by},
	}
	phone := d.Masked.Phone
	show(models.RoleReviewer, "en", "not kept → "+phone, "not kept → not kept", "¥9,000.00 → —", "male → female", "core-banking &lt;key&gt;", `href="/decisions/`+models.ID(9<<22).Public(models.PrefixDecision)+`"`)
	show(models.RoleService, "zh-CN", "不留存 → "+phone, "月收入", "资料变更记录")
}
