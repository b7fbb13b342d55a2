package handlers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// DeskStore is what is done with a case besides deciding it.
type DeskStore interface {
	TakeCase(ctx context.Context, actor models.Actor, cmd models.TakeCase) (*models.Case, error)
	SnoozeCase(ctx context.Context, actor models.Actor, cmd models.SnoozeCase) (*models.Case, error)
	EscalateCase(ctx context.Context, actor models.Actor, cmd models.EscalateCase) (*models.Case, error)
	MoveCase(ctx context.Context, actor models.Actor, id models.ID, version int64, to models.CaseQueue) (*models.Case, error)
	UnassignCase(ctx context.Context, actor models.Actor, id models.ID, version int64) (*models.Case, error)
	ReopenCase(ctx context.Context, actor models.Actor, cmd models.ReopenCase) (*models.Case, error)
	DismissCase(ctx context.Context, actor models.Actor, cmd models.DismissCase) (*models.Case, error)
	UseCase(ctx context.Context, actor models.Actor, id models.ID) error
	Case(ctx context.Context, id models.ID) (*models.Case, error)
	Cases(ctx context.Context, f models.CaseFilter) (models.CasePage, error)
}

// CaseDesk takes cases over, puts them off, gives them to another queue, and walks a view from case to case.
type CaseDesk struct {
	*Cases
	Desk DeskStore
}

// What is done with a case, and the parts of its page that a refused form stands open in.
const (
	partClaim    = "claim"
	partRelease  = "release"
	partAssign   = "assign"
	partSnooze   = "snooze"
	partEscalate = "escalate"
	partTake     = "take"
	partMove     = "move"
	partUnassign = "unassign"
	partDismiss  = "dismiss"
)

// act reads one of the forms, does what it asks, and shows the case again with what was typed when that was refused.
func (h *CaseDesk) act(c echo.Context, part string, fields []string, do func(id models.ID, f *form) error) (models.ID, *form, error) {
	f, err := h.readForm(c, append([]string{"view", "version", "from"}, fields...)...)
	if err != nil {
		return 0, nil, err
	}
	id, err := models.ParseID(models.PrefixCase, c.Param("id"))
	if err != nil {
		return 0, nil, err
	}
	err = do(id, f)
	if err != nil && (again(err) || errors.Is(err, models.ErrForbidden)) {
		if done, err := h.refusedOnRow(c, id, part, f, err); done {
			return 0, nil, err
		}
		return 0, nil, h.show(c, f.text("view"), caseTry{f, err}, part)
	}
	return id, f, err
}

// Take takes the case out of another's hands.
func (h *CaseDesk) Take(c echo.Context) error {
	var taken *models.Case
	id, f, err := h.act(c, partTake, []string{"grounds"}, func(id models.ID, f *form) (err error) {
		taken, err = h.Desk.TakeCase(c.Request().Context(), actor(c), models.TakeCase{CaseID: id, Reason: f.text("grounds")})
		return err
	})
	if err != nil || f == nil {
		return err
	}
	back := undoCase(taken, &models.CaseUndo{Verb: "unassign"}, f.text("view"))
	return h.doneUndo(c, caseHref(id, f.text("view")), &back, "desk.taken")
}

// Unassign takes back that the visitor gave the case to somebody, or took it over.
func (h *CaseDesk) Unassign(c echo.Context) error {
	id, f, err := h.act(c, partUnassign, nil, func(id models.ID, f *form) error {
		version := f.version()
		if err := f.err(); err != nil {
			return err
		}
		_, err := h.Desk.UnassignCase(c.Request().Context(), actor(c), id, version)
		return err
	})
	if err != nil || f == nil {
		return err
	}
	return h.done(c, caseHref(id, f.text("view")), "desk.unassigned")
}

// Snooze puts the case off and goes on to the next.
func (h *CaseDesk) Snooze(c echo.Context) error {
	var until time.Time
	var back string
	id, f, err := h.act(c, partSnooze, []string{"until", "date", "why"}, func(id models.ID, f *form) error {
		version := f.version()
		until = h.snoozeUntil(f)
		if err := f.err(); err != nil {
			return err
		}
		var err error
		if back, err = h.rowBelow(c, f, id); err != nil {
			return err
		}
		_, err = h.Desk.SnoozeCase(c.Request().Context(), actor(c), models.SnoozeCase{CaseID: id, Version: version, Until: until, Reason: f.text("why")})
		return err
	})
	if err != nil || f == nil {
		return err
	}
	at := views.DateTime(until, h.zone(c))
	if back != "" {
		return h.doneUndo(c, back, claimRow(id, f.text("view")), "desk.snoozed", "time", at)
	}
	return h.goOn(c, id, f.text("view"), afterwards{alone: "desk.snoozed", progress: "desk.snoozed_progress", kv: []any{"time", at}, undo: claimAgain(id, f.text("view"))})
}

// snoozeUntil reads when a case comes back: one of the choices, or nine o'clock of a date.
func (s *Site) snoozeUntil(f *form) time.Time {
	choice := models.SnoozeUntil(f.text("until"))
	if at, ok := choice.At(s.Now(), f.zone); ok {
		return at
	}
	if choice != models.SnoozeDate {
		f.bad.Add("until", "choice")
		return time.Time{}
	}
	day := f.date("date", false)
	if day == nil {
		f.bad.Add("date", "required")
		return time.Time{}
	}
	return day.Add(9 * time.Hour)
}

// Escalate gives the case to a linked queue and goes on to the next.
func (h *CaseDesk) Escalate(c echo.Context) error {
	var back string
	id, f, err := h.act(c, partEscalate, []string{"to", "because"}, func(id models.ID, f *form) error {
		cmd := models.EscalateCase{CaseID: id, Version: f.version(), To: f.queue("to"), Reason: f.text("because")}
		if err := f.err(); err != nil {
			return err
		}
		var err error
		if back, err = h.rowBelow(c, f, id); err != nil {
			return err
		}
		_, err = h.Desk.EscalateCase(c.Request().Context(), actor(c), cmd)
		return err
	})
	if err != nil || f == nil {
		return err
	}
	if back != "" {
		return h.done(c, back, "desk.escalated")
	}
	return h.goOn(c, id, f.text("view"), afterwards{alone: "desk.escalated", progress: "desk.escalated_progress"})
}

// Move puts the case into another queue.
func (h *CaseDesk) Move(c echo.Context) error {
	var was, is *models.Case
	id, f, err := h.act(c, partMove, []string{"to"}, func(id models.ID, f *form) (err error) {
		version, to := f.version(), f.queue("to")
		if err := f.err(); err != nil {
			return err
		}
		if was, err = h.Desk.Case(c.Request().Context(), id); err != nil {
			return err
		}
		is, err = h.Desk.MoveCase(c.Request().Context(), actor(c), id, version, to)
		return err
	})
	if err != nil || f == nil {
		return err
	}
	back := undoCase(is, &models.CaseUndo{Verb: "move", To: was.Queue}, f.text("view"))
	return h.doneUndo(c, caseHref(id, f.text("view")), &back, "desk.moved")
}

// queue reads the key of a queue.
func (f *form) queue(name string) models.CaseQueue {
	q, ok := models.QueueOf(f.text(name))
	if !ok {
		f.bad.Add(name, "choice")
	}
	return q
}

// Use notes that the page is in use, which keeps the reader's lease going. Only a script asks it.
func (h *CaseDesk) Use(c echo.Context) error {
	id, err := models.ParseID(models.PrefixCase, c.Param("id"))
	if err != nil {
		return err
	}
	if err := h.Desk.UseCase(c.Request().Context(), actor(c), id); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// Step leads to the case before or after this one in the view it was opened from, and back to the queue at its ends.
func (h *CaseDesk) Step(c echo.Context) error {
	f, err := h.readQuery(c, "view", "dir")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixCase, c.Param("id"))
	if err != nil {
		return err
	}
	view, filter, err := h.view(f.text("view"), c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	here, err := h.Desk.Case(ctx, id)
	if err != nil {
		return err
	}
	at := here.Cursor(filter.Sort)
	filter.Limit = 1
	switch f.text("dir") {
	case "next":
		filter.After = &at
	case "previous":
		filter.Before = &at
	default:
		return errBadForm
	}
	page, err := h.Desk.Cases(ctx, filter)
	if err != nil {
		return err
	}
	if len(page.Items) == 0 {
		flash(c, views.Flash{Kind: "warn", Text: h.words(c).T("desk.end_" + f.text("dir"))})
		return h.redirect(c, rowHref(view.Encode(), id))
	}
	return h.redirect(c, caseHref(page.Items[0].ID, view.Encode()))
}

// rowHref is a view of the queue at the row of a case.
func rowHref(view string, id models.ID) string {
	public := id.Public(models.PrefixCase)
	href := "/queue?"
	if view != "" {
		href += view + "&"
	}
	return href + "at=" + public + "#" + public
}
