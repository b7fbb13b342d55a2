package handlers

import (
	"context"
	"errors"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// recordStore is what pages about measures read of the record.
type recordStore interface {
	entriesStore
	Messages(ctx context.Context, accountID models.ID) ([]models.Message, error)
}

// entriesStore is what tells who was faster.
type entriesStore interface {
	AuditEntries(ctx context.Context, f models.AuditFilter) ([]models.AuditEntry, error)
}

// typed returns a form as it was typed, with what was wrong with it. Where somebody else
// was faster it says who and what, from the newest entry of the record that about names.
func (s *Site) typed(c echo.Context, store entriesStore, f *form, err error, about models.AuditFilter) views.MeasureForm {
	p := s.page0(c)
	out := views.MeasureForm{Problems: problems(p, err)}
	if f != nil {
		out.Values = f.Values
	}
	if whole := out.Problems[""]; whole != "" {
		out.Notice = whole
	}
	var refused *models.Refused
	switch {
	case errors.As(err, &refused):
		out.Notice = p.T("refused." + refused.Code)
	case errors.Is(err, models.ErrConflict):
		out.Notice = p.T("conflict.unknown")
		about.Limit = 10 // a change has letters after it
		if found, lookup := store.AuditEntries(c.Request().Context(), about); lookup == nil {
			if e := newestChange(found, about); e != nil {
				out.Notice = changedBy(p, e)
			}
		}
	case errors.Is(err, models.ErrState):
		out.Notice = p.T("measure.state")
	}
	return out
}

// page0 is only words and zone: unlike page it leaves the session's messages where they are.
func (s *Site) page0(c echo.Context) views.Page {
	words := s.words(c)
	return views.Page{Lang: words.Lang(), Now: s.Now(), Zone: s.zone(c), Texts: words}
}

// actionText names an action of the record.
func actionText(p views.Page, action string) string {
	key := "measure.act." + strings.ReplaceAll(action, ".", "_")
	if p.Texts.Has(key) {
		return p.T(key)
	}
	return labels{p}.actionText(action)
}

// shown reports whether the same page is drawn again for an error, and with which status.
// A refusal is shown in place too: the reader sees why, beside what it is about.
func shown(err error) (status int, yes bool) {
	status = statusOf(err)
	var refused *models.Refused
	return status, again(err) || errors.As(err, &refused)
}

// atHandStore is what forms of measures need to know of what the engine has against an account.
type atHandStore interface {
	ReasonsAtHand(ctx context.Context, accountID, caseID models.ID) ([]models.ReasonAtHand, error)
}

// atHand is what the engine has against an account, of the case that the form was opened from; an id that is none is no case.
func atHand(ctx context.Context, store atHandStore, account models.ID, caseID string) ([]models.ReasonAtHand, error) {
	id, err := models.ParseID(models.PrefixCase, caseID)
	if err != nil {
		id = 0
	}
	return store.ReasonsAtHand(ctx, account, id)
}

// pathID reads the id in a route's path.
func pathID(c echo.Context, prefix string) (models.ID, error) {
	return models.ParseID(prefix, c.Param("id"))
}

// act reads the small forms of a page about one thing (version, and a reason where there
// is one), takes the step, and goes back to the page.
func (s *Site) act(c echo.Context, a action) error {
	fields := append([]string{"version"}, a.fields...)
	f, err := s.readForm(c, fields...)
	if err != nil {
		return err
	}
	version := f.version()
	if err = f.err(); err == nil {
		err = a.step(f, version)
	}
	if err == nil {
		return s.done(c, a.to, a.flash)
	}
	if status, yes := shown(err); yes {
		return a.show(status, f, err)
	}
	return err
}

// action is one step that a page offers.
type action struct {
	fields []string
	step   func(f *form, version int64) error
	show   func(status int, f *form, err error) error
	to     string
	flash  string
}
