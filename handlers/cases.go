package handlers

import (
	"context"
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// CaseStore is what cases need of the store.
type CaseStore interface {
	CaseDetail(ctx context.Context, id models.ID) (*models.CaseDetail, error)
	ClaimCase(ctx context.Context, actor models.Actor, id models.ID) (*models.Case, error)
	ReleaseCase(ctx context.Context, actor models.Actor, id models.ID) (*models.Case, error)
	AssignCase(ctx context.Context, actor models.Actor, id, user models.ID) (*models.Case, error)
	DecideCaseLowering(ctx context.Context, actor models.Actor, cmd models.DecideCase) (*models.Case, *models.LimitChange, error)
	NextCase(ctx context.Context, actor models.Actor, f models.CaseFilter) (*models.Case, error)
	CaseProgress(ctx context.Context, user models.ID, since time.Time, f models.CaseFilter) (models.Progress, error)
	Assignees(ctx context.Context) ([]models.User, error)
	QueueSetting(ctx context.Context, user models.ID) (models.QueueSetting, error)
	UseCase(ctx context.Context, actor models.Actor, id models.ID) error
	SeeMentions(ctx context.Context, user, account models.ID) error
	Case(ctx context.Context, id models.ID) (*models.Case, error)
	tagStore
	atHandStore
	changes
}

// Cases is the page of a case and what is done to it.
type Cases struct {
	*Site
	Store CaseStore
	Queue *Queue // draws the queue again when something was refused on a row of it
}

// caseTry is an action that was refused, to be shown on the case's page again.
type caseTry struct {
	form *form
	err  error
}

// Show shows a case.
func (h *Cases) Show(c echo.Context) error {
	f, err := h.caseQuery(c)
	if err != nil {
		return err
	}
	return h.show(c, wholeView(f.Values.Get("view")), caseTry{}, "")
}

// show draws the case, with what went wrong when something did, and in which part of the page besides the decision.
func (h *Cases) show(c echo.Context, view string, try caseTry, part string) error {
	id, err := models.ParseID(models.PrefixCase, c.Param("id"))
	if err != nil {
		return err
	}
	ctx, v := c.Request().Context(), CurrentVisitor(c)
	d, err := h.Store.CaseDetail(ctx, id)
	if err != nil {
		return err
	}
	unjudged, err := h.unjudged(c, d.Case.AccountID)
	if err != nil {
		return err
	}
	d.Blind(unjudged)
	if err := h.used(c, d); err != nil {
		return err
	}
	if try.err == nil { // the notes of the account stand on this page too
		if err := h.Store.SeeMentions(ctx, v.UserID(), d.Case.AccountID); err != nil {
			return err
		}
	}
	var staff []models.User
	if v.Can(models.PermCaseAssign) {
		if staff, err = h.Store.Assignees(ctx); err != nil {
			return err
		}
	}
	p := h.page(c, "case.title", "name", labels{views.Page{Texts: h.words(c)}}.name(d.Account.Masked, &d.Account.Account))
	p.Record = recordHref(CurrentVisitor(c), "case", d.Case.PublicID())
	p.Crumbs = []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("nav.queue"), Href: queueHref(view)}}
	data := caseView(p, d, v, view, staff)
	labels{p}.caseTimeline(d, view, c.QueryParam("kind"), &data)
	openCasePart(c.QueryParam("open"), &data)
	if err := errors.Join(h.pace(c, view, &data), h.decideReasons(c, p, d, try.of(part), &data)); err != nil {
		return err
	}
	if data.Files, err = h.filesPanel(c, p, models.FileOwner{Prefix: models.PrefixCase, ID: id}); err != nil {
		return err
	}
	if try.err != nil && part != partTags {
		h.explain(ctx, p, d, try, part, &data)
	}
	if data.Tags, err = h.caseTags(c, p, d, try, part); err != nil {
		return err
	}
	data.Tags.View = view
	return h.render(c, statusOf(try.err), views.Case(p, data))
}

// explain puts a refused action on the page: what was wrong, and what was typed.
func (h *Cases) explain(ctx context.Context, p views.Page, d *models.CaseDetail, try caseTry, part string, data *views.CaseData) {
	wrong := problems(p, try.err)
	if part == "" {
		data.Decide.Reason, data.Decide.Error, data.Errors = try.form.text("reason"), wrong["reason"], fieldErrors(wrong)
	} else {
		labels{p}.explainDesk(try, part, wrong, data)
	}
	var refused *models.Refused
	switch {
	case errors.As(try.err, &refused):
		data.Problem, data.ProblemHot = p.T("refused."+refused.Code), "red"
	case errors.Is(try.err, models.ErrUnwarned):
		data.Problem, data.ProblemHot = p.T("conflict.hardship"), "amber"
	case len(wrong) == 0:
		data.Problem, data.ProblemHot = whoChanged(ctx, p, h.Store, "case", d.Case.PublicID()), "amber"
		data.Desk.Late = labels{p}.lateEvents(d, try.form.Values.Get("version"))
	}
}

// Claim gives the case to the visitor, or renews the claim.
func (h *Cases) Claim(c echo.Context) error {
	return h.hold(c, partClaim, "", func(ctx context.Context, id models.ID, _ *form) error {
		_, err := h.Store.ClaimCase(ctx, actor(c), id)
		return err
	})
}

// Release gives the case back to the queue.
func (h *Cases) Release(c echo.Context) error {
	return h.hold(c, partRelease, "case.released", func(ctx context.Context, id models.ID, _ *form) error {
		_, err := h.Store.ReleaseCase(ctx, actor(c), id)
		return err
	})
}

// Assign gives the case to somebody else.
func (h *Cases) Assign(c echo.Context) error {
	var given *models.Case
	return h.holdUndo(c, partAssign, "case.assigned", func(ctx context.Context, id models.ID, f *form) (err error) {
		user := f.id("user", models.PrefixUser)
		if err := f.err(); err != nil {
			return err
		}
		given, err = h.Store.AssignCase(ctx, actor(c), id, user)
		return err
	}, func(view string) *views.Undo {
		back := undoCase(given, &models.CaseUndo{Verb: "unassign"}, view)
		return &back
	})
}

// hold runs one action about who holds a case.
func (h *Cases) hold(c echo.Context, part, said string, act func(context.Context, models.ID, *form) error) error {
	return h.holdUndo(c, part, said, act, nil)
}

// holdUndo is hold for an action that a form takes back, which undo makes for a view.
func (h *Cases) holdUndo(c echo.Context, part, said string, act func(context.Context, models.ID, *form) error, undo func(view string) *views.Undo) error {
	f, err := h.readForm(c, "view", "user", "from")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixCase, c.Param("id"))
	if err != nil {
		return err
	}
	row := f.one("from", fromQueue)
	if row {
		if _, _, err := h.view(f.text("view"), c); err != nil {
			return err
		}
	}
	if err := act(c.Request().Context(), id, f); err != nil {
		if again(err) || errors.Is(err, models.ErrForbidden) {
			if done, err := h.refusedOnRow(c, id, part, f, err); done {
				return err
			}
			return h.show(c, f.text("view"), caseTry{f, err}, "")
		}
		return err
	}
	if row {
		return h.heldFromRow(c, id, f.text("view"), said)
	}
	to := caseHref(id, f.text("view"))
	if undo != nil {
		return h.doneUndo(c, to, undo(f.text("view")), said)
	}
	if said == "case.released" {
		return h.doneUndo(c, to, claimAgain(id, f.text("view")), said)
	}
	return h.done(c, to, said)
}

// claimAgain is the form that takes back that a case was given up or put off.
func claimAgain(id models.ID, view string) *views.Undo {
	return &views.Undo{Action: "/cases/" + id.Public(models.PrefixCase) + "/claim", Fields: [][2]string{{"view", view}}}
}

// afterwards is what a person is told after an act: alone, or with how far the view is worked off.
type afterwards struct {
	alone, progress string
	kv              []any
	undo            *views.Undo // nil for what cannot be taken back
	next            bool        // the next one was asked for, whatever was chosen
}

// finish tells what was done, and leads on.
func (h *Cases) finish(c echo.Context, to, key string, undo *views.Undo, kv []any) error {
	if undo == nil {
		return h.done(c, to, key, kv...)
	}
	return h.doneUndo(c, to, undo, key, kv...)
}

// goOn opens the next case of a view; without a view, or for whoever chose so, it stays unless the next one was asked for.
func (h *Cases) goOn(c echo.Context, id models.ID, query string, words afterwards) error {
	if query == "" && !words.next {
		return h.finish(c, caseHref(id, ""), words.alone, words.undo, words.kv)
	}
	view, filter, err := h.view(query, c)
	if err != nil {
		return err
	}
	ctx, v := c.Request().Context(), CurrentVisitor(c)
	set, err := h.Store.QueueSetting(ctx, v.UserID())
	if err != nil {
		return err
	}
	next := &models.Case{ID: id}
	if words.next || !set.Stay {
		if next, err = h.Store.NextCase(ctx, actor(c), filter); err != nil && !errors.Is(err, models.ErrNotFound) {
			return err
		}
	}
	progress, countErr := h.Store.CaseProgress(ctx, v.UserID(), h.today(c), filter)
	if countErr != nil {
		return countErr
	}
	kv := append(words.kv, "done", capped(progress.Done), "left", capped(progress.Left))
	if next == nil {
		return h.finish(c, "/queue?"+view.Encode(), words.progress, words.undo, kv)
	}
	return h.finish(c, caseHref(next.ID, view.Encode()), words.progress, words.undo, kv)
}

// used notes that the visitor has the case's page open, at most once a minute, and keeps the visitor's lease going.
func (h *Cases) used(c echo.Context, d *models.CaseDetail) error {
	if d.Case.State != models.CaseOpen {
		return nil
	}
	me, now := CurrentVisitor(c).UserID(), h.Now()
	for _, w := range d.Viewers {
		if w.UserID == me && now.Sub(w.At) < models.ViewerTouch {
			return nil
		}
	}
	if err := h.Store.UseCase(c.Request().Context(), actor(c), d.Case.ID); err != nil {
		return err
	}
	if d.Case.HeldBy(now) == me {
		until := now.Add(models.CaseLease)
		d.Case.LeaseUntil = &until
	}
	return nil
}

// queueHref is the queue at a view, whole or short.
func queueHref(view string) string {
	if view == "" {
		return "/queue"
	}
	return "/queue?" + wholeView(view)
}
