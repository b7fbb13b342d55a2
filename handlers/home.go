package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// HomeStore is what the home page needs of the store.
type HomeStore interface {
	HomeCounts(ctx context.Context, q models.HomeQuery) (models.Home, error)
}

// Home is the first page after sign-in: what needs this person now.
type Home struct {
	*Site
	Store HomeStore
}

// homeDays is how many days the home page looks back, today included.
const homeDays = 14

// Show shows the home page.
func (h *Home) Show(c echo.Context) error {
	v := CurrentVisitor(c)
	q := models.HomeQuery{UserID: v.UserID(), Now: h.Now().UTC(), Days: h.days(c, homeDays), Accounts: v.Can(models.PermAccountRead)}
	q.Cases, q.Appeals, q.Record = v.Can(models.PermCaseWork), worksAppeals(v), readsRecord(v)
	counts, err := h.Store.HomeCounts(c.Request().Context(), q)
	if err != nil {
		return err
	}
	p := h.page(c, "home.title")
	return h.render(c, http.StatusOK, views.Home(p, homeView(p, v, counts)))
}

// days are the starts of the last n days in the reader's zone, today last.
func (s *Site) days(c echo.Context, n int) []time.Time {
	today := s.today(c).In(s.zone(c))
	days := make([]time.Time, n)
	for i := range days {
		days[i] = today.AddDate(0, 0, i-n+1).UTC()
	}
	return days
}

// WaitingStore counts the work that waits.
type WaitingStore interface {
	Waiting(ctx context.Context, user models.ID) (models.Waiting, error)
}

// answering is the rights of which one must be held to answer another person's request.
var answering = []models.Permission{
	models.PermLimitApprove, models.PermSanctionApprove, models.PermPolicyApprove, models.PermModelPromote, models.PermListManage, models.PermBulkApprove,
}

// Waiting returns the function that puts counts of waiting work beside the navigation. A
// page is worth more than its counts: when they cannot be read, they are left out.
func Waiting(store WaitingStore) func(context.Context, *Visitor) map[string]string {
	return func(ctx context.Context, v *Visitor) map[string]string {
		w, err := store.Waiting(ctx, v.UserID())
		if err != nil {
			return nil
		}
		counts := map[string]string{}
		for path, n := range map[string]int{"/queue": w.Cases, "/appeals": w.Appeals, "/approvals": w.Approvals.For(v.Can), "/radar": w.Radar, "/drift": w.Drift} {
			if n > 0 {
				counts[path] = capped(n)
			}
		}
		return counts
	}
}
