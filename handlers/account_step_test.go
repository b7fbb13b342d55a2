package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"candor/models"
)

// bookNeighbour is a book in which an account has one neighbour, or none.
type bookNeighbour struct {
	bookAsked
	items []models.AccountItem
}

func (s *bookNeighbour) Accounts(_ context.Context, f models.AccountFilter) (models.AccountPage, error) {
	s.filter = &f
	return models.AccountPage{Items: s.items}, nil
}

// TestAccountsAreWalkedInTheViewThatLedThere: rows carry what narrows the book, the page leads on in it, back to it, and a note keeps it.
func TestAccountsAreWalkedInTheViewThatLedThere(t *testing.T) {
	s, d := testSite(t), someAccount(t)
	store := &bookNeighbour{bookAsked: bookAsked{reviewStore: &reviewStore{account: func() (*models.AccountDetail, error) { return &d, nil }}}}
	h := &Accounts{Site: s, Store: store}
	id, reviewer := d.Account.PublicID(), as(t, models.RoleReviewer, "en")
	get := func(do func() *httptest.ResponseRecorder, parts ...string) {
		t.Helper()
		want(t, do(), 200, parts...)
	}
	store.items = []models.AccountItem{{Account: d.Account, Masked: d.Masked}}
	get(func() *httptest.ResponseRecorder {
		return call(s, reviewer, h.List, http.MethodGet, "/accounts?status=frozen&late_min=1", nil)
	},
		`href="/accounts/`+id+`?view=late_min%3D1%26status%3Dfrozen"`)
	get(func() *httptest.ResponseRecorder { return call(s, reviewer, h.List, http.MethodGet, "/accounts", nil) }, `href="/accounts/`+id+`?view=all"`)

	page := call(s, reviewer, h.Show, http.MethodGet, "/x?view=status%3Dfrozen%26after%3D"+id, nil, "id", id)
	want(t, page, 200, "/accounts/"+id+"/step?view=status%3Dfrozen&amp;dir=next", "dir=previous", `href="/accounts?status=frozen"`, `name="back" value="/accounts/`+id+"?view=status%3Dfrozen")
	for _, without := range []string{"/x", "/x?view=evil%3D1", "/x?view=late_min%3Dsoon"} {
		lacks(t, call(s, reviewer, h.Show, http.MethodGet, without, nil, "id", id), "/step?")
	}
	lacks(t, call(s, as(t, models.RoleService, "en"), h.Show, http.MethodGet, "/x?view=band%3Dpoor", nil, "id", id), "/step?")

	step := func(role, query string) *httptest.ResponseRecorder {
		return call(s, as(t, role, "en"), h.Step, http.MethodGet, "/x?"+query, nil, "id", id)
	}
	store.items = []models.AccountItem{{Account: models.Account{ID: 9 << 22}}}
	if got := step(models.RoleReviewer, "view=status%3Dfrozen&dir=next").Header().Get("Location"); got != accountAt(9<<22, "status=frozen") || store.filter.After != d.Account.ID || store.filter.Limit != 1 || store.filter.Status != "frozen" {
		t.Errorf("the next is %s, asked %+v", got, store.filter)
	}
	if got := step(models.RoleReviewer, "view=all&dir=previous").Header().Get("Location"); got != accountAt(9<<22, wholeBook) || store.filter.Before != d.Account.ID || store.filter.After != 0 {
		t.Errorf("the one before is %s, asked %+v", got, store.filter)
	}
	store.items = nil
	if got := step(models.RoleReviewer, "view=status%3Dfrozen&dir=next").Header().Get("Location"); got != accountAt(d.Account.ID, "status=frozen") {
		t.Errorf("the end leads to %s", got)
	}
	for _, bad := range []string{"view=all&dir=up", "view=evil%3D1&dir=next", "view=late_min%3Dsoon&dir=next"} {
		want(t, step(models.RoleReviewer, bad), 400)
	}
	want(t, step(models.RoleService, "view=band%3Dpoor&dir=next"), 403)

	for back, kept := range map[string]bool{accountAt(d.Account.ID, "status=frozen"): true, accountAt(5<<22, "status=frozen"): false, accountAt(d.Account.ID, "") + "?view=a#b": false} {
		if got := noteBack(back, d.Account.ID); (got == back) != kept {
			t.Errorf("a note written on %s leads to %s", back, got)
		}
	}
	for _, view := range []string{"status=frozen", wholeBook} {
		if u, err := url.Parse(accountAt(1<<40, view)); err != nil || u.Query().Get("view") != view {
			t.Errorf("%s does not come back: %v", view, err)
		}
	}
}
