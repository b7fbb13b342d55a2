package handlers

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// batchTry is a form of a batch that is asked for, or was refused.
type batchTry struct {
	form *form
	err  error
}

// scopeShown is the scope of a batch that means every row of a page.
const scopeShown = "shown"

// Cases makes a dry run of an act on ticked cases, on those of a page, or on all that match a view of the queue.
// What the act still needs is asked for first.
func (h *Batches) Cases(c echo.Context) error {
	f, err := h.readForm(c, "view", "act", "scope", "shown", "step", "user", "until", "date", "to", "tag", "reason", "id*")
	if err != nil {
		return err
	}
	cmd := models.MakeBatch{Kind: models.BatchKind(f.text("act")), AssignTo: f.id("user", models.PrefixUser), Reason: f.text("reason")}
	if !cmd.Kind.OnCases() && f.text("act") != actExport {
		return errBadForm
	}
	view, filter, err := h.view(f.text("view"), c)
	if err != nil {
		return err
	}
	if err := h.choose(c, f, &cmd, view, filter); errors.Is(err, models.ErrNotFound) {
		flash(c, views.Flash{Kind: "warn", Text: h.words(c).T("batch.page_moved")})
		return h.redirect(c, "/queue?"+view.Encode())
	} else if err != nil {
		return err
	}
	if f.text("act") == actExport {
		return h.takeAway(c, cmd, view)
	}
	if f.text("step") == "ask" && cmd.Kind != models.BatchRelease && (len(cmd.IDs) > 0 || cmd.Cases != nil) {
		return h.askCases(c, cmd, batchTry{form: f})
	}
	switch cmd.Kind {
	case models.BatchSnooze:
		cmd.Until = h.snoozeUntil(f)
	case models.BatchEscalate, models.BatchMove:
		cmd.ToQueue = f.queue("to")
	case models.BatchTag, models.BatchUntag:
		cmd.Tag = models.NormTag(f.text("tag"))
	}
	return h.make(c, cmd, f, func(try batchTry) error { return h.askCases(c, cmd, try) })
}

// choose reads which cases are meant. models.ErrNotFound says that the page is another by now.
func (h *Batches) choose(c echo.Context, f *form, cmd *models.MakeBatch, view url.Values, filter models.CaseFilter) (err error) {
	switch f.text("scope") {
	case "page":
		cmd.IDs, err = idList(f.list("id"), models.PrefixCase)
	case scopeShown:
		cmd.IDs, err = h.shownRows(c, f, filter)
	case "all":
		cmd.Cases, cmd.View = &filter, view.Encode()
	default:
		return errBadForm
	}
	return err
}

// actExport stands among the acts of the bar, and makes no batch.
const actExport = "export"

// takeAway leads to the export of the chosen cases with the columns of their view.
func (h *Batches) takeAway(c echo.Context, cmd models.MakeBatch, view url.Values) error {
	if cmd.Cases == nil && len(cmd.IDs) == 0 {
		flash(c, views.Flash{Kind: "warn", Text: h.words(c).T("invalid.batch_none")})
		return h.redirect(c, "/queue?"+view.Encode())
	}
	if len(cmd.IDs) > queueLimit {
		return errBadForm // more than a page has
	}
	ids := make([]string, len(cmd.IDs))
	for i, id := range cmd.IDs {
		ids[i] = id.Public(models.PrefixCase)
	}
	return h.redirect(c, exportHref(models.ExportQueue, with(view, exportIDs, strings.Join(ids, ","))))
}

// shownRows are the rows of a page, which its form tells by the places of the first and of the last: they would be half a kilobyte of ids
// on each page of the queue. models.ErrNotFound says that the page is another by now. Once they were read the form carries their ids.
func (h *Batches) shownRows(c echo.Context, f *form, filter models.CaseFilter) ([]models.ID, error) {
	if f.text("shown") == "" {
		return idList(f.list("id"), models.PrefixCase)
	}
	first, last := f.shown("shown")
	if first == nil || last == nil {
		return nil, errBadForm
	}
	filter.After, filter.Before, filter.Whole = first, nil, true
	filter.WithTags, filter.WithEarlier, filter.WithPeople, filter.WithPayment = false, false, false, false
	page, err := h.Store.Cases(c.Request().Context(), filter)
	if err != nil {
		return nil, err
	}
	var ids []models.ID
	for i := range page.Items {
		if ids = append(ids, page.Items[i].ID); page.Items[i].ID == last.ID {
			return ids, nil
		}
	}
	return nil, models.ErrNotFound
}

// shownSeparator parts the places of the first and the last row of a page.
const shownSeparator = ","

// shown reads the places of the first and the last row of a page, nil for what is none.
func (f *form) shown(name string) (first, last *models.CaseCursor) {
	from, to, _ := strings.Cut(f.text(name), shownSeparator)
	return f.cursorIn(name, from), f.cursorIn(name, to)
}

// idList reads the ids of ticked rows; the same one twice counts once.
func idList(list []string, prefix string) ([]models.ID, error) {
	seen := map[models.ID]bool{}
	var ids []models.ID
	for _, s := range list {
		id, err := models.ParseID(prefix, s)
		if err != nil {
			return nil, errBadForm
		}
		if !seen[id] {
			seen[id], ids = true, append(ids, id)
		}
	}
	if len(ids) > models.BatchItemsMax {
		return nil, errBadForm
	}
	return ids, nil
}

// make asks the record for the dry run and goes to it, or shows the form with what was wrong.
func (h *Batches) make(c echo.Context, cmd models.MakeBatch, f *form, again func(batchTry) error) error {
	err := f.err()
	var b *models.Batch
	if err == nil {
		b, err = h.Store.MakeBatch(c.Request().Context(), actor(c), cmd)
	}
	if err == nil {
		return h.redirect(c, batchHref(b.ID))
	}
	if _, yes := shown(err); yes {
		return again(batchTry{form: f, err: err})
	}
	return err
}

func (h *Batches) askCases(c echo.Context, cmd models.MakeBatch, try batchTry) error {
	v := CurrentVisitor(c)
	var staff []models.User
	if cmd.Kind == models.BatchAssign && v.Can(models.PermCaseAssign) {
		var err error
		if staff, err = h.Store.Assignees(c.Request().Context()); err != nil {
			return err
		}
	}
	p := h.page(c, "batch.title."+string(cmd.Kind))
	p.Crumbs = []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("nav.queue"), Href: queueHref(try.form.text("view"))}}
	d := caseBatchForm(p, cmd, staff, try)
	if cmd.Kind.Tags() {
		var err error
		if d.Tags, err = h.Store.TagsInUse(c.Request().Context()); err != nil {
			return err
		}
	}
	return h.render(c, statusOf(try.err), views.BatchAsk(d))
}

// AskFile shows the form for a file of limits.
func (h *Batches) AskFile(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	return h.askFile(c, batchTry{})
}

func (h *Batches) askFile(c echo.Context, try batchTry) error {
	p := h.page(c, "batch.file_title")
	p.Crumbs = []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("batch.list"), Href: "/batches"}}
	return h.render(c, statusOf(try.err), views.BatchAsk(fileBatchForm(p, try)))
}

// File makes a dry run of a file of limits.
func (h *Batches) File(c echo.Context) error {
	r := c.Request()
	if err := r.ParseMultipartForm(models.BatchFileMax); err != nil {
		return errBadForm
	}
	f, err := h.formOf(c, r.PostForm, withPrincipal("reason", "alone"))
	if err != nil {
		return err
	}
	cmd := models.MakeBatch{Kind: models.BatchLimit, Reason: f.text("reason"), Alone: f.checked("alone")}
	cmd.ReasonCode, cmd.Further = f.principal()
	header, err := c.FormFile("file")
	switch {
	case errors.Is(err, http.ErrMissingFile):
		f.bad.Add("file", "required")
	case err != nil:
		return errBadForm
	default:
		open, err := header.Open()
		if err != nil {
			return err
		}
		// One byte more than the bound, so that what is too large is told apart.
		content, err := io.ReadAll(io.LimitReader(open, models.BatchFileMax+1))
		if err := errors.Join(err, open.Close()); err != nil {
			return err
		}
		cmd.File = &models.BatchFile{Name: plainName(header.Filename), Content: content}
	}
	return h.make(c, cmd, f, func(try batchTry) error { return h.askFile(c, try) })
}
