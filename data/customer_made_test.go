package data

import (
	"errors"
	"testing"

	"candor/models"
)

// TestLinksAreMadeForWhatTookEffect refuses links for proposals, strangers and too many.
func TestLinksAreMadeForWhatTookEffect(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		proposed := must[*models.Sanction](t)(s.ProposeSanction(ctx, anna, sanction(measured(t, s, a.ID), models.SanctionFreeze, c)))
		_, _, err := s.MakeCustomerLink(ctx, cleo, proposed.PublicID())
		wantRefused(t, err, "link_not_started")
		for _, about := range []string{"", "san_", a.PublicID(), models.ID(1).Public(models.PrefixSanction), models.ID(1).Public(models.PrefixAppeal)} {
			if _, _, err := s.MakeCustomerLink(ctx, cleo, about); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%q: %v", about, err)
			}
		}
		sn := put(t, s, c, a.ID, models.SanctionRestrict)
		filed := file(t, s, sn)
		for n := range models.LinksLiveMax {
			l, _, err := s.MakeCustomerLink(ctx, cleo, []string{sn.PublicID(), filed.PublicID()}[n%2])
			if err != nil || l.SanctionID != sn.ID {
				t.Errorf("link %d: %+v, %v", n, l, err)
			}
		}
		_, _, err = s.MakeCustomerLink(ctx, cleo, sn.PublicID())
		wantRefused(t, err, "links_many")
		if list := must[[]models.CustomerLink](t)(s.CustomerLinks(ctx, filed.PublicID())); len(list) != models.LinksLiveMax {
			t.Errorf("%d links", len(list))
		}
	})
}
