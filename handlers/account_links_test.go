package handlers

import (
	"context"
	"net/http"
	"regexp"
	"testing"

	"candor/models"
)

// linkedStore answers with the links of a test.
type linkedStore struct {
	d     *models.AccountLinks
	asked models.LinkFilter
	set   models.LinkView
}

func (s *linkedStore) AccountLinks(_ context.Context, f models.LinkFilter) (*models.AccountLinks, error) {
	s.asked = f
	return s.d, f.Validate()
}

// someLinks is an account with a shared device, a hub, and a neighbour of each look.
func someLinks(t *testing.T) *models.AccountLinks {
	t.Helper()
	d := someAccount(t)
	score := 480
	person := func(n int, set func(*models.LinkPerson)) models.LinkPerson {
		p := models.LinkPerson{ID: models.ID(n) << 40, Masked: models.Personal{Name: "L** <b>"}, Status: models.StatusActive, Score: &score, Band: "poor"}
		set(&p)
		return p
	}
	return &models.AccountLinks{
		Account: d.Account, Masked: d.Masked, Sampled: 40,
		Direct:  []models.Relationship{{OtherID: 2 << 40, Kind: "card"}, {OtherID: 2 << 40, Kind: "device"}, {OtherID: 5 << 40, Kind: "address"}},
		Between: []models.Relationship{{AccountID: 3 << 40, OtherID: 4 << 40, Kind: "phone"}},
		Things: []models.LinkThing{
			{Kind: "device", Token: "00000000000000d1", Accounts: 4, Others: []models.ID{2 << 40, 3 << 40, 4 << 40}, First: testNow.AddDate(0, -1, 0), Last: testNow, N: 9},
			{Kind: "ip", Token: "00000000000000f1", Accounts: models.LinkShareMax, First: testNow, Last: testNow, N: 3},
			{Kind: "card", Token: "00000000000000c1", Accounts: 1, First: testNow, Last: testNow, N: 1},
		},
		People: []models.LinkPerson{
			person(2, func(p *models.LinkPerson) { p.Status = models.StatusFrozen }),
			person(5, func(p *models.LinkPerson) { p.Outcome = models.CaseCleared }),
			person(3, func(p *models.LinkPerson) { p.DaysPastDue = 12 }),
			person(4, func(p *models.LinkPerson) { p.Open, p.Score = true, nil }),
		},
	}
}

func TestLinksAnswer(t *testing.T) {
	s, store := testSite(t), &linkedStore{d: someLinks(t)}
	h := &Linked{Site: s, Store: store}
	id := store.d.Account.PublicID()
	w := call(s, as(t, models.RoleAuditor, "en"), h.Show, http.MethodGet, "/x?kind=device", nil, "id", id)
	want(t, w, 200, "4 linked accounts", "200+", "hub", "Show hubs", "net-bad", "net-good", "net-late", "net-thing", "net-soft", "only=00000000000000d1", "L** &lt;b&gt;", "Open case", "/accounts/"+models.ID(4<<40).Public(models.PrefixAccount), `"/audit?account=`+id+`"`)
	lacks(t, w, "NaN", " style=", canary.Name, canary.Phone)
	if store.asked.Kind != "device" || store.asked.Hubs {
		t.Errorf("asked for %+v", store.asked)
	}
	lacks(t, call(s, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/x", nil, "id", id), "/audit")
	want(t, call(s, as(t, models.RoleLead, "zh-CN"), h.Show, http.MethodGet, "/x?only=00000000000000d1&hubs=1", nil, "id", id), 200, "隐藏公共节点", "仅看")
	for query, code := range map[string]int{"?kind=shoe": 400, "?only=xyz": 400, "?only=0": 400, "?sort=1": 400, "?kind=device&kind=card": 400} {
		if got := call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/x"+query, nil, "id", id).Code; got != code {
			t.Errorf("%s answers %d, want %d", query, got, code)
		}
	}
	want(t, call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/x", nil, "id", "acc_0"), 404)
	store.d = &models.AccountLinks{Account: store.d.Account}
	want(t, call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/x", nil, "id", id), 200, "No link to another account is known", "came with no device")
}

// TestTheTableSaysAllThatThePictureSays finds every account that is drawn in the table too, and
// the same picture for the same links.
func TestTheTableSaysAllThatThePictureSays(t *testing.T) {
	s, store := testSite(t), &linkedStore{d: someLinks(t)}
	h := &Linked{Site: s, Store: store}
	show := func() string {
		w := call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/x", nil, "id", store.d.Account.PublicID())
		return mainOf(w)
	}
	page := show()
	if page != show() {
		t.Error("the same links have two pictures")
	}
	drawn := regexp.MustCompile(`<a href="(/accounts/acc_[0-9a-z]+)">\s*<title>`).FindAllStringSubmatch(page, -1)
	if len(drawn) != 4 {
		t.Errorf("%d accounts are drawn", len(drawn))
	}
	for _, m := range drawn {
		if !regexp.MustCompile(`<td[^>]*>\s*<a[^>]*href="` + m[1] + `"`).MatchString(page) {
			t.Errorf("%s is drawn and not in the table", m[1])
		}
	}
}
