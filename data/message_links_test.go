package data

import (
	"strings"
	"testing"

	"candor/models"
)

// TestAMessageCarriesTheCustomersLink: the letter about a measure leaves with a link that opens, later letters carry the
// same one while it is good, and none once it was taken back. What is about no measure, and servers that customers do
// not reach, send none.
func TestAMessageCarriesTheCustomersLink(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		s.SetOutlets(models.Outlets{SMS: true})
		s.SetLinks(true)
		a := reachable(t, s, lenderAccount(t, s, "1"))
		made := must[*models.Sanction](t)(s.ProposeSanction(ctx, anna, sanction(measured(t, s, a.ID), models.SanctionRestrict, c)))
		next := func() string {
			c.advance(models.MessageHold + 2e9)
			runAll(t, s)
			p := claim(t, s)
			if p == nil {
				t.Fatal("nothing leaves")
			}
			ok(t, s.FinishDelivery(ctx, p, accepted))
			return p.Link
		}
		link := next()
		if !strings.HasPrefix(link, "/c/") || count(t, s, &models.CustomerLink{}, "sanction_id = ?", made.ID) != 1 {
			t.Fatalf("the letter carries %q", link)
		}
		filed := must[*models.Appeal](t)(s.FileAppeal(ctx, cleo, models.FileAppeal{SanctionID: made.ID, Channel: "phone", Lang: "zh-CN", Words: "It was me."}))
		ok(t, s.AcknowledgeAppeal(ctx, cleo, filed.ID, filed.Version))
		if again := next(); again != link {
			t.Errorf("the second letter carries %q", again)
		}
		links := must[[]models.CustomerLink](t)(s.CustomerLinks(ctx, made.PublicID()))
		must[*models.CustomerLink](t)(s.RevokeCustomerLink(ctx, cleo, links[0].ID))
		s.SetLinks(false)
		tell(t, s, c, a, models.TemplateLimitRaised)
		if none := claim(t, s); none == nil || none.Link != "" {
			t.Errorf("a letter about a limit: %+v", none)
		}
		if n := count(t, s, &models.CustomerLink{}, "1 = 1"); n != 1 {
			t.Errorf("%d links", n)
		}
	})
}
