package handlers

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// TimelineStore is what an account's timeline needs of the store.
type TimelineStore interface {
	Timeline(ctx context.Context, f models.TimelineFilter) (*models.Timeline, error)
}

// Timelines is the page of everything that happened on an account.
type Timelines struct {
	*Site
	Store TimelineStore
}

// How many items the timeline's page has, and how many the account's own.
const (
	timelineLimit  = 50
	timelineFewest = 12
)

// Show shows a page of the timeline.
func (h *Timelines) Show(c echo.Context) error {
	f, err := h.readQuery(c, "kind", "after", "before", "from", "day")
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	filter := models.TimelineFilter{
		Limit: timelineLimit, Kinds: timelineKinds(v), After: f.mark("after"), Before: f.mark("before"), From: f.mark("from"), Until: f.dayEnd("day"),
	}
	kind := models.TimelineKind(f.text("kind"))
	if kind != "" && !slices.Contains(models.TimelineKinds(), kind) {
		return errBadForm
	}
	if kind != "" && !slices.Contains(filter.Kinds, kind) {
		return models.ErrForbidden
	}
	if kind != "" {
		filter.Kinds = []models.TimelineKind{kind}
	}
	wrong := f.err()
	if wrong != nil && invalidOf(wrong).Fields["day"].Code == "" {
		return errBadForm
	}
	if filter.AccountID, err = models.ParseID(models.PrefixAccount, c.Param("id")); err != nil {
		return err
	}
	t, err := h.Store.Timeline(c.Request().Context(), filter)
	if err != nil {
		return err
	}
	unjudged, err := h.unjudged(c, filter.AccountID)
	if err != nil {
		return err
	}
	t.Blind(unjudged)
	name := labels{views.Page{Texts: h.words(c)}}.name(t.Masked, &t.Account)
	p := h.page(c, "timeline.title", "name", name)
	p.Crumbs = accountCrumbs(p, &t.Account, name)
	data := timelineView(p, v, kind, filter, t)
	data.Day, data.Wrong = f.text("day"), problems(p, wrong)["day"]
	return h.render(c, statusOf(wrong), views.AccountTimeline(p, data))
}

// timelineKinds is what of a timeline a person may see. Who may not read scores sees what
// happened and what was done, without scores, flags, cases and the rest of the record; who
// looked at personal data is for those who may read the whole record.
func timelineKinds(v *Visitor) []models.TimelineKind {
	needs := map[models.TimelineKind]models.Permission{
		models.TimelineScores: models.PermScoreRead, models.TimelineFlags: models.PermCaseRead, models.TimelineCases: models.PermCaseRead,
		models.TimelineRecord: models.PermScoreRead, models.TimelineViews: models.PermAuditRead, models.TimelineAppeals: models.PermAppealRead,
	}
	return slices.DeleteFunc(models.TimelineKinds(), func(k models.TimelineKind) bool {
		needed, limited := needs[k]
		return limited && !v.Can(needed)
	})
}

// timelineHref is a page of an account's timeline.
func timelineHref(account models.ID, kind models.TimelineKind, kv ...string) string {
	href := "/accounts/" + account.Public(models.PrefixAccount) + "/timeline"
	if query := with(url.Values{}, append([]string{"kind", string(kind)}, kv...)...); query != "" {
		href += "?" + query
	}
	return href
}

// mark reads a place in a timeline; a malformed one is refused, none is nil.
func (f *form) mark(name string) *models.TimelineMark {
	typed := f.text(name)
	if typed == "" {
		return nil
	}
	m, ok := models.ParseTimelineMark(typed)
	if !ok {
		f.bad.Add(name, "choice")
		return nil
	}
	return &m
}

// dayEnd reads a day as the moment at which the next one begins.
func (f *form) dayEnd(name string) *time.Time {
	start := f.date(name, false)
	if start == nil {
		return nil
	}
	next := start.In(f.zone).AddDate(0, 0, 1).UTC()
	return &next
}
