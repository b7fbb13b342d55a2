package data

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/models"
)

// everything is what a person may open who may open all that a search finds.
var everything = []models.Permission{models.PermCaseRead, models.PermAppealRead, models.PermAccountRead, models.PermScoreRead, models.PermMonitorRead}

// searched is what a search finds, as kinds and the ids of what they are, 0 for accounts themselves.
func searched(t *testing.T, s *Store, query string, may ...models.Permission) (out []models.SearchHit) {
	t.Helper()
	for _, h := range must[[]models.SearchHit](t)(s.Search(ctx, anna, models.Search{Query: query, May: may})) {
		out = append(out, models.SearchHit{Account: models.Account{ID: h.Account.ID}, Kind: h.Kind, Of: h.Of})
	}
	return out
}

// TestSearchFindsByNumbers finds things by their ids, an event by its order number, and accounts and list entries by a token; without the
// right to open the page of one there is no hit.
func TestSearchFindsByNumbers(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		n := spend(a, c, "ORDER-77", 20_000)
		n.Device, n.Payee = "phone-1", "shop-9"
		event := decideNow(t, s, n).Event
		one := f.open(5, models.SeverityHigh, 400, time.Hour)
		listed := listNow(t, s, models.AddListEntry{Lane: models.ListWatch, Kind: models.ListPayee, Value: "shop-9", Reason: "a mule's"})
		set := must[*models.Override](t)(proposal(t, s, a.ID, 500))
		hit := func(account models.ID, kind models.SearchKind, of models.ID) []models.SearchHit {
			return []models.SearchHit{{Account: models.Account{ID: account}, Kind: kind, Of: of}}
		}
		for query, want := range map[string]struct {
			hits  []models.SearchHit
			needs models.Permission
		}{
			one.PublicID():                        {hit(one.AccountID, models.SearchByCase, one.ID), models.PermCaseRead},
			set.PublicID():                        {hit(a.ID, models.SearchByOverride, set.ID), models.PermScoreRead},
			"ORDER-77":                            {hit(a.ID, models.SearchByOrder, event.ID), models.PermAccountRead},
			s.token("device", n.Device):           {hit(a.ID, models.SearchByToken, 0), models.PermScoreRead},
			"token:" + s.token("payee", n.Payee):  {hit(0, models.SearchByEntry, listed.ID), models.PermMonitorRead},
			s.token("device", n.Device)[:8] + "…": {hit(a.ID, models.SearchByToken, 0), models.PermScoreRead},
			"ORDER-7":                             {}, s.token("device", "phone-2"): {}, models.ID(99).Public(models.PrefixCase): {}, models.ID(99).Public(models.PrefixBulk): {},
		} {
			if d := cmp.Diff(want.hits, searched(t, s, query, everything...)); d != "" {
				t.Errorf("%s:\n%s", query, d)
			}
			without := slices.DeleteFunc(slices.Clone(everything), func(p models.Permission) bool { return p == want.needs })
			if got := searched(t, s, query, without...); want.needs != "" && len(got) > 0 {
				t.Errorf("%s without %s: %+v", query, want.needs, got)
			}
		}
		if got := searched(t, s, event.PublicID(), models.PermAccountRead); !cmp.Equal(got, hit(a.ID, models.SearchByDecision, 0)) {
			t.Errorf("whoever may not open the decision finds %+v", got)
		}
		if got := searched(t, s, event.PublicID(), everything...); !cmp.Equal(got, hit(a.ID, models.SearchByDecision, event.ID)) {
			t.Errorf("the decision: %+v", got)
		}
		for _, e := range f.entries(models.ActionPersonalSearched) {
			if contains(e.After, "ORDER", "token:", s.token("device", n.Device)[:8], "cas_") {
				t.Errorf("the record shows what was typed: %s", e.After)
			}
		}
	})
}

// TestSearchKnowsEveryThing finds one of each kind of thing by its id.
func TestSearchKnowsEveryThing(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		for _, thing := range models.SearchedThings() {
			if got := searched(t, s, models.ID(5).Public(thing.Prefix), everything...); len(got) != 0 {
				t.Errorf("%s of an empty lender: %+v", thing.Kind, got)
			}
		}
	})
}
