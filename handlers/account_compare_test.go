package handlers

import (
	"context"
	"net/http"
	"testing"

	"candor/models"
)

type compareStore struct {
	*reviewStore
	asked models.CompareAccounts
	c     *models.AccountComparison
	none  bool // there is no such account
}

func (s *compareStore) CompareAccounts(_ context.Context, q models.CompareAccounts) (*models.AccountComparison, error) {
	s.asked = q
	if s.none {
		return nil, models.ErrNotFound
	}
	return s.c, nil
}

func TestAccountsStandSideBySide(t *testing.T) {
	s, d := testSite(t), someAccount(t)
	other := d.Account
	other.ID, other.LimitFen, other.Status = 2<<40, 5, models.StatusActive
	stood := func(a *models.Account) models.AccountThen {
		return models.AccountThen{Recorded: true, Status: &a.Status, LimitFen: &a.LimitFen, UsedFen: &a.UsedFen, DaysPastDue: &a.DaysPastDue, Statement: &d.Statements[0]}
	}
	store := &compareStore{
		reviewStore: &reviewStore{account: func() (*models.AccountDetail, error) { return &d, nil }},
		c: &models.AccountComparison{
			Left:  models.CompareSide{Account: d.Account, Masked: d.Masked, Decision: d.Decision, Breakdown: d.Breakdown, Sanctions: d.Sanctions, Cases: 2, Then: stood(&d.Account)},
			Right: models.CompareSide{Account: other, Masked: models.Personal{Name: "L** <b>"}, Then: stood(&other)},
		},
	}
	h := &AccountCompare{Site: s, Store: store}
	id := d.Account.PublicID()
	get := func(query, lang string, status int, parts ...string) {
		t.Helper()
		w := call(s, as(t, models.RoleAuditor, lang), h.Show, http.MethodGet, "/x"+query, nil, "id", id)
		want(t, w, status, parts...)
		lacks(t, w, canary.Name, "NaN", "⟦")
	}
	get("", "en", 200, "With another account")
	get("?with="+other.PublicID(), "en", 200, "L** &lt;b&gt;, now", "differs", "same", "Restriction", "¥10,000.00", "¥0.05", "Base", "2026-10: ¥5,000.00")
	if store.asked.With != other.ID {
		t.Errorf("asked for %+v", store.asked)
	}
	at := testNow
	store.c.Right = models.CompareSide{Account: d.Account, Masked: d.Masked, At: &at, Decision: d.Decision, Breakdown: d.Breakdown}
	get("?at=2026-11-01&and=2026-11-20", "zh-CN", 200, "截至 2026-11-22", "各因素得分")
	if store.asked.With != d.Account.ID || store.asked.At == nil || store.asked.And == nil {
		t.Errorf("asked for %+v", store.asked)
	}
	left := &store.c.Left.Then
	left.UsedFen, store.c.Right.Then = nil, models.AccountThen{}
	get("?at=2026-11-01&and=2026-11-20", "en", 200, "Limit in force", "¥10,000.00", "not known", "a reserved amount was freed", "the account was not on record yet", "cannot be said")
	get("?at=2026-11-01&and=2026-11-20", "zh-CN", 200, "无法比较", "当时系统还没有此账户")
	get("?with="+id, "en", 422)
	get("?with=nobody", "en", 422, `value="nobody"`, "Nobody has an account of this id")
	get("?with=nobody", "zh-CN", 422, "没有此编号的账户")
	linked := models.ID(2 << 40).Public(models.PrefixAccount)
	get("", "en", 200, "Linked to this one", `href="/accounts/`+id+"/compare?with="+linked+`"`)
	store.none = true
	get("?with="+linked, "en", 422, `value="`+linked+`"`, "Nobody has an account of this id")
	store.none = false
	get("?at=2026-11-01&and=2026-11-01", "en", 422)
	get("?at=yesterday", "en", 422)
	get("?which=1", "en", 400)
}
