package handlers

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// Exporter gives a list out as rows, or has a job write it when there are too many.
type Exporter interface {
	Export(ctx context.Context, actor models.Actor, ask models.AskExport) (*models.ExportRows, *models.Export, error)
}

// ExportStore is what the exports need of the store.
type ExportStore interface {
	Exporter
	Exports(ctx context.Context, user, before models.ID, limit int) ([]models.Export, error)
	OwnExport(ctx context.Context, user, id models.ID) (*models.Export, error)
	CancelExport(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	TakeExport(ctx context.Context, actor models.Actor, id models.ID, give func(part []byte) error) error
}

// Exports is the lists that people take away as CSV.
type Exports struct {
	*Site
	Store ExportStore
}

// exportsPerPage is how many exports a page of the list has.
const exportsPerPage = 30

// List shows what the visitor asked for: what waits, what can be taken, and what is gone.
func (h *Exports) List(c echo.Context) error {
	f, err := h.readQuery(c, "before")
	if err != nil {
		return err
	}
	before := f.id("before", models.PrefixExport)
	if f.err() != nil {
		return errBadForm
	}
	list, err := h.Store.Exports(c.Request().Context(), CurrentVisitor(c).UserID(), before, exportsPerPage+1)
	if err != nil {
		return err
	}
	p := h.page(c, "export.title")
	return h.render(c, http.StatusOK, views.Exports(p, exportsView(p, list, before)))
}

// Ask shows what an export of a list would hold, and the form that takes it.
func (h *Exports) Ask(c echo.Context) error {
	f, err := h.readQuery(c, "of", "view")
	if err != nil {
		return err
	}
	ask, err := h.asked(c, f)
	if err != nil {
		return err
	}
	return h.ask(c, ask, nil)
}

func (h *Exports) ask(c echo.Context, ask models.AskExport, problem error) error {
	p := h.page(c, "export.ask_"+string(ask.Kind))
	p.Crumbs = exportCrumbs(p, ask)
	return h.render(c, statusOf(problem), views.AskExport(p, askExportView(p, CurrentVisitor(c), ask, problem)))
}

// Make gives the list out, or has it written.
func (h *Exports) Make(c echo.Context) error {
	f, err := h.readForm(c, "of", "view", "clear", "reason")
	if err != nil {
		return err
	}
	ask, err := h.asked(c, f)
	if err != nil {
		return err
	}
	ask.Clear, ask.Reason = f.checked("clear"), f.text("reason")
	if ask.Clear && !CurrentVisitor(c).Can(models.PermAccountReveal) {
		return models.ErrForbidden
	}
	err = h.export(c, h.Store, ask)
	if again(err) {
		return h.ask(c, ask, err)
	}
	return overQuota(err)
}

// asked reads which list, with the filter that stood in its address. What the visitor may not read is refused.
func (h *Exports) asked(c echo.Context, f *form) (models.AskExport, error) {
	ask := models.AskExport{Kind: models.ExportKind(f.text("of"))}
	v := CurrentVisitor(c)
	if ask.Kind.Needs() == "" {
		return ask, errBadForm
	}
	if !v.Can(ask.Kind.Needs()) {
		return ask, models.ErrForbidden
	}
	ask.Scores = v.Can(models.PermScoreRead)
	query, err := url.ParseQuery(f.text("view"))
	if err != nil {
		return ask, errBadForm
	}
	switch ask.Kind {
	case models.ExportQueue:
		return h.askQueue(c, ask, f.text("view"))
	case models.ExportAccounts:
		list, err := h.formOf(c, query, accountFields)
		if err != nil {
			return ask, err
		}
		filter, err := readAccountFilter(list, v)
		if err == nil {
			query = accountQuery(list, filter)
		}
		filter.After, filter.Before = 0, 0
		ask.Filter.Accounts, ask.Query = &filter, without(query, "after", "before")
		return ask, err
	case models.ExportAppeals:
		return h.askAppeals(c, ask, query)
	case models.ExportItems:
		return h.askItems(c, ask, query)
	case models.ExportDecisions:
		return h.askDecisions(c, ask, query)
	case models.ExportRadar:
		return h.askRadar(c, ask, query)
	case models.ExportOutbox:
		return h.askOutbox(c, ask, query)
	case models.ExportChallenges:
		return h.askChallenges(c, ask, query)
	case models.ExportApprovals:
		return h.askApprovals(c, ask, query)
	}
	return h.askStaff(c, ask, query)
}

// askAppeals reads which appeals.
func (h *Exports) askAppeals(c echo.Context, ask models.AskExport, query url.Values) (models.AskExport, error) {
	list, err := h.formOf(c, query, appealQuery())
	if err != nil {
		return ask, err
	}
	filter, err := readAppealFilter(list, CurrentVisitor(c))
	filter.After, filter.Now = nil, h.Now()
	ask.Filter.Appeals, ask.Query = &filter, without(query, "after")
	return ask, err
}

// askItems reads which batch, and which of its items.
func (h *Exports) askItems(c echo.Context, ask models.AskExport, query url.Values) (models.AskExport, error) {
	list, err := h.formOf(c, query, []string{"batch", "items", "after"})
	if err != nil {
		return ask, err
	}
	filter := models.ItemFilter{Batch: list.id("batch", models.PrefixBulk)}
	if filter.State, _, err = itemPlace(list); err != nil || filter.Batch == 0 {
		return ask, errBadForm
	}
	ask.Filter.Items, ask.Query = &filter, without(query, "after")
	return ask, list.err()
}

// askDecisions reads whose decisions. They stand on the account's page, and only who may open it takes them away.
func (h *Exports) askDecisions(c echo.Context, ask models.AskExport, query url.Values) (models.AskExport, error) {
	if !CurrentVisitor(c).Can(models.PermAccountRead) {
		return ask, models.ErrForbidden
	}
	list, err := h.formOf(c, query, []string{"account"})
	if err != nil {
		return ask, err
	}
	filter := models.DecisionFilter{Account: list.id("account", models.PrefixAccount)}
	if list.err() != nil || filter.Account == 0 {
		return ask, errBadForm
	}
	ask.Filter.Decisions, ask.Query = &filter, query.Encode()
	return ask, nil
}

// without is a query less some fields.
func without(q url.Values, names ...string) string {
	for _, name := range names {
		q.Del(name)
	}
	return q.Encode()
}

// export answers with a list as CSV, or, when it is too long for an answer, has it written and says so.
func (s *Site) export(c echo.Context, store Exporter, ask models.AskExport) error {
	ask.Lang = s.words(c).Lang()
	if u := CurrentVisitor(c).User; u != nil {
		ask.Login = u.Login
	}
	rows, kept, err := store.Export(c.Request().Context(), actor(c), ask)
	var refused *models.Refused
	if errors.As(err, &refused) && refused.Code == "exports_open" {
		flash(c, views.Flash{Kind: "warn", Text: s.words(c).T("refused.exports_open", "max", models.ExportsOpen)})
		return s.redirect(c, "/exports")
	}
	if err != nil { // what cannot be recorded does not leave
		return err
	}
	if kept != nil {
		return s.done(c, "/exports", "export.queued", "n", views.Number(models.ExportAtOnce))
	}
	e := ask.Export(actor(c), s.Now())
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	format := ExportText{s}
	err = errors.Join(w.WriteAll(format.ExportHead(e, rows.Withheld)), w.WriteAll(format.ExportCells(e, rows)))
	if err != nil {
		return err
	}
	exportHeaders(c, e)
	return c.Blob(http.StatusOK, csvType, b.Bytes())
}

const csvType = "text/csv; charset=utf-8"

// exportHeaders name the file by list and time, and keep it out of caches.
func exportHeaders(c echo.Context, e *models.Export) {
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="candor-`+string(e.Kind)+"-"+e.AskedAt.UTC().Format("20060102-150405")+`.csv"`)
}

// Cancel ends an export that waits or is written.
func (h *Exports) Cancel(c echo.Context) error {
	f, err := h.readForm(c, "version")
	if err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixExport)
	if err != nil {
		return err
	}
	err = h.Store.CancelExport(c.Request().Context(), actor(c), id, int64(f.number("version", true)))
	if errors.Is(err, models.ErrState) || errors.Is(err, models.ErrConflict) {
		flash(c, views.Flash{Kind: "warn", Text: h.words(c).T("export.not_open")})
		return h.redirect(c, "/exports")
	}
	if err != nil {
		return err
	}
	return h.done(c, "/exports", "export.cancelled")
}

// Take sends the file of one's own export. What it holds is checked against what the visitor may read now: a right that was lost since,
// or a case that is to be judged again, keeps it here.
func (h *Exports) Take(c echo.Context) error {
	id, err := pathID(c, models.PrefixExport)
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	e, err := h.Store.OwnExport(c.Request().Context(), v.UserID(), id)
	if err != nil {
		return err
	}
	for _, needed := range e.Needs() {
		if !v.Can(needed) {
			return models.ErrForbidden
		}
	}
	unjudged, err := h.unjudgedAll(c)
	if err != nil {
		return err
	}
	if e.Tells(unjudged) || !e.Ready(h.Now()) {
		flash(c, views.Flash{Kind: "warn", Text: h.words(c).T(map[bool]string{true: "export.tells", false: "export.gone"}[e.Ready(h.Now())])})
		return h.redirect(c, "/exports")
	}
	sent := false
	err = h.Store.TakeExport(c.Request().Context(), actor(c), id, func(part []byte) error {
		if !sent { // from here on the answer is under way
			sent = true
			exportHeaders(c, e)
			c.Response().Header().Set(echo.HeaderContentType, csvType)
			c.Response().Header().Set(echo.HeaderContentLength, strconv.FormatInt(e.Bytes, 10))
			c.Response().WriteHeader(http.StatusOK)
		}
		_, err := c.Response().Write(part)
		return err
	})
	return err
}
