package handlers

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// AuditStore is what the audit pages need of the record.
type AuditStore interface {
	AuditEntries(ctx context.Context, f models.AuditFilter) ([]models.AuditEntry, error)
	AuditPlace(ctx context.Context, seq int64) (*models.AuditPlace, error)
	VerifyAudit(ctx context.Context, progress func(done int64)) (models.Chain, error)
	Exporter
	VerifyRows(ctx context.Context, progress func(done int64)) (models.RowCheck, error)
	AuditViews(ctx context.Context, user models.ID, roles []string) ([]models.QueueView, error)
	Keys(ctx context.Context, limit int) ([]models.APIKey, error)
	SaveView(ctx context.Context, actor models.Actor, cmd models.SaveView) (*models.QueueView, error)
	RemoveView(ctx context.Context, actor models.Actor, id models.ID) error
	RestoreView(ctx context.Context, actor models.Actor, id models.ID) error
}

// Audit is the record of who did what.
type Audit struct {
	*Site
	Store AuditStore
}

const auditPerPage = 50

// List shows a page of the record.
func (h *Audit) List(c echo.Context) error {
	q, f, err := h.readAudit(c)
	if err != nil {
		return err
	}
	tabs, err := h.viewTabs(c, q)
	if err != nil {
		return err
	}
	if err := h.withKeys(c, &q); err != nil {
		return err
	}
	p := h.page(c, "audit.title")
	v := CurrentVisitor(c)
	d := views.AuditLogPage{
		Page: p, CanVerify: v.Can(models.PermAuditVerify), Filter: auditFilter(p, q, f), Views: tabs, Dossier: auditDossier(v, q.filter),
		Keep: "/audit/views?" + url.Values{"view": {q.values.Encode()}}.Encode(),
	}
	if f.err() != nil {
		d.NoMatch = true
		return h.render(c, http.StatusUnprocessableEntity, views.AuditLog(d))
	}
	q.filter.Limit = auditPerPage + 1
	entries, err := h.Store.AuditEntries(c.Request().Context(), q.filter)
	if err != nil {
		return err
	}
	more := len(entries) > auditPerPage
	if more && q.filter.After > 0 {
		entries = entries[1:] // the page above starts where this one ends
	} else if more {
		entries = entries[:auditPerPage]
	}
	if n := len(entries); n > 0 {
		if more || q.filter.After > 0 {
			d.OlderHref = q.with("before", strconv.FormatInt(entries[n-1].Seq, 10))
		}
		if q.filter.Before > 0 || (q.filter.After > 0 && more) {
			d.NewerHref = q.with("after", strconv.FormatInt(entries[0].Seq, 10))
		}
	}
	if entries, err = h.blinded(c, entries, q.filter); err != nil {
		return err
	}
	d.Rows, d.NoMatch = auditRows(p, v, entries), len(q.values) > 0
	return h.render(c, http.StatusOK, views.AuditLog(d))
}

// seqAt reads the entry's number in the address.
func seqAt(c echo.Context) (int64, error) {
	seq, err := strconv.ParseInt(c.Param("seq"), 10, 64)
	if err != nil || seq < 1 {
		return 0, fmt.Errorf("%w: audit entry", models.ErrNotFound)
	}
	return seq, nil
}

// Show shows one entry in its place.
func (h *Audit) Show(c echo.Context) error {
	seq, err := seqAt(c)
	if err != nil {
		return err
	}
	entry, err := h.Store.AuditPlace(c.Request().Context(), seq)
	if err != nil {
		return err
	}
	unjudged, err := h.unjudgedAll(c)
	if err != nil {
		return err
	}
	entry.Blind(unjudged)
	p := h.page(c, "audit.entry_title", "seq", seq)
	p.Crumbs = []views.Crumb{{Label: p.T("audit.title"), Href: "/audit"}}
	d, err := auditEntry(p, CurrentVisitor(c), entry)
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.AuditEntry(d))
}

// Verify walks the whole record, holds the rows of today against it, and shows what it found.
func (h *Audit) Verify(c echo.Context) error {
	if _, err := h.readForm(c); err != nil {
		return err
	}
	began := h.Now()
	chain, err := h.Store.VerifyAudit(c.Request().Context(), nil)
	if err != nil {
		return err
	}
	rows, err := h.Store.VerifyRows(c.Request().Context(), nil)
	if err != nil {
		return err
	}
	p := h.page(c, "audit.verify_title")
	p.Crumbs = []views.Crumb{{Label: p.T("audit.title"), Href: "/audit"}}
	d := auditVerify(p, chain, began, h.Now().Sub(began))
	d.Rows = rowsHeld(p, CurrentVisitor(c), &rows)
	return h.render(c, http.StatusOK, views.AuditVerify(d))
}

// Export writes the filtered record as CSV, newest first. A copy holds every entry, also those of the items of batches.
func (h *Audit) Export(c echo.Context) error {
	q, f, err := h.readAudit(c)
	if err != nil {
		return err
	}
	if f.err() != nil {
		return errBadForm
	}
	q.filter.Before, q.filter.After, q.filter.Folded = 0, 0, false
	return h.export(c, h.Store, models.AskExport{Kind: models.ExportAudit, Filter: models.ExportFilter{Audit: &q.filter}, Query: q.values.Encode()})
}

// safeCell keeps a spreadsheet from reading a cell as a formula (S8).
func safeCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}

// nouns is the first halves of all actions, each once.
func nouns() []string {
	var out []string
	for _, a := range models.Actions() {
		noun, _, _ := strings.Cut(a, ".")
		if !slices.Contains(out, noun) {
			out = append(out, noun)
		}
	}
	return out
}
