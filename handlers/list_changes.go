package handlers

import (
	"context"
	"errors"
	"io"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// ListChangeStore is what the pages of list changes need of the store.
type ListChangeStore interface {
	recordStore
	ReadListFile(ctx context.Context, actor models.Actor, file models.ListFile) (*models.ListChange, error)
	ListChange(ctx context.Context, id models.ID) (*models.ListChange, error)
	ConfirmListChange(ctx context.Context, actor models.Actor, id models.ID, version int64) (*models.ListChange, error)
	ApproveListChange(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	RejectListChange(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error
	WithdrawListChange(ctx context.Context, actor models.Actor, id models.ID, version int64) error
}

// ListChanges is files of entries, and what a second person decides about the lists.
type ListChanges struct {
	*Site
	Store ListChangeStore
}

func listChangeHref(id models.ID) string {
	return "/lists/changes/" + id.Public(models.PrefixListChange)
}

func listCrumbs(p views.Page) []views.Crumb {
	return []views.Crumb{{Label: p.T("nav.monitor"), Href: "/monitor"}, {Label: p.T("lists.title"), Href: "/lists"}}
}

// New asks for a file.
func (h *ListChanges) New(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	return h.ask(c, nil, nil)
}

func (h *ListChanges) ask(c echo.Context, f *form, refused error) error {
	p := h.page(c, "list_import.title")
	p.Crumbs = listCrumbs(p)
	return h.render(c, statusOf(refused), views.ListImport(p, listImportView(p, f, refused)))
}

// Read reads a file and shows what it would add.
func (h *ListChanges) Read(c echo.Context) error {
	f, name, file, err := h.readUpload(c)
	if err != nil {
		return err
	}
	var made *models.ListChange
	switch {
	case f.text("reason") == "":
		f.bad.Add("reason", "required")
		err = f.err()
	case file == nil:
		f.bad.Add("file", "required")
		err = f.err()
	default:
		made, err = h.Store.ReadListFile(c.Request().Context(), actor(c), models.ListFile{Name: name, Content: file, Reason: f.text("reason"), Zone: h.Zone})
	}
	if again(err) {
		return h.ask(c, f, err)
	}
	if err != nil {
		return err
	}
	return h.redirect(c, listChangeHref(made.ID))
}

// fileNameMax bounds what is kept of a file's name, in characters.
const fileNameMax = 80

// readUpload reads the form with its file, of which one byte more than the bound is read so
// that what is too large is told apart. No file is nil.
func (h *ListChanges) readUpload(c echo.Context) (f *form, name string, file []byte, err error) {
	r := c.Request()
	if err := r.ParseMultipartForm(models.ListFileMax); err != nil {
		return nil, "", nil, errBadForm
	}
	if f, err = h.formOf(c, r.PostForm, []string{"reason"}); err != nil {
		return nil, "", nil, err
	}
	header, err := c.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) {
		return f, "", nil, nil
	}
	if err != nil {
		return nil, "", nil, errBadForm
	}
	open, err := header.Open()
	if err != nil {
		return nil, "", nil, err
	}
	file, err = io.ReadAll(io.LimitReader(open, models.ListFileMax+1))
	return f, plainName(header.Filename), file, errors.Join(err, open.Close())
}

// plainName is a file's name without folders and control characters, cut short.
func plainName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xfffd {
			return -1
		}
		return r
	}, strings.ToValidUTF8(path.Base(strings.ReplaceAll(s, `\`, "/")), ""))
	if runes := []rune(s); len(runes) > fileNameMax {
		return string(runes[:fileNameMax])
	}
	return s
}

// Show shows one change.
func (h *ListChanges) Show(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	return h.show(c, http.StatusOK, nil, nil)
}

func (h *ListChanges) show(c echo.Context, status int, f *form, cause error) error {
	ctx := c.Request().Context()
	id, err := pathID(c, models.PrefixListChange)
	if err != nil {
		return err
	}
	d, err := h.Store.ListChange(ctx, id)
	if err != nil {
		return err
	}
	about := models.AuditFilter{ObjectType: "list_change", ObjectID: d.PublicID(), Limit: 50}
	history, err := h.Store.AuditEntries(ctx, about)
	if err != nil {
		return err
	}
	typed := views.MeasureForm{}
	if cause != nil {
		typed = h.typed(c, h.Store, f, cause, about)
	}
	title := "list_change.title_entry"
	if d.File != "" {
		title = "list_change.title_file"
	}
	p := h.page(c, title, "file", d.File)
	p.Record = recordHref(CurrentVisitor(c), "list_change", d.PublicID())
	p.Crumbs = listCrumbs(p)
	page := listChangeView(p, CurrentVisitor(c), d)
	page.Events = labels{p}.events(history, true)
	page.Actions.Form = typed
	if err := h.asks(c, p, &page.Actions, models.PermListManage, d.MadeBy); err != nil {
		return err
	}
	return h.render(c, status, views.ListChange(page))
}

// Confirm adds all that was read, or puts it to a second person.
func (h *ListChanges) Confirm(c echo.Context) error {
	var done *models.ListChange
	return h.step(c, "", nil, func(id models.ID, _ *form, version int64) (err error) {
		done, err = h.Store.ConfirmListChange(c.Request().Context(), actor(c), id, version)
		if err == nil {
			key := "list_change.done_added"
			if done.State == models.ListProposed {
				key = "list_change.done_proposed"
			}
			flash(c, views.Flash{Kind: "ok", Text: h.words(c).T(key)})
		}
		return err
	})
}

// Approve lets a second person agree.
func (h *ListChanges) Approve(c echo.Context) error {
	return h.step(c, "list_change.done_added", nil, func(id models.ID, _ *form, version int64) error {
		return h.Store.ApproveListChange(c.Request().Context(), actor(c), id, version)
	})
}

// Reject lets a second person refuse.
func (h *ListChanges) Reject(c echo.Context) error {
	return h.step(c, "list_change.done_rejected", []string{"reason"}, func(id models.ID, f *form, version int64) error {
		return h.Store.RejectListChange(c.Request().Context(), actor(c), id, version, f.text("reason"))
	})
}

// Withdraw drops what was read or proposed.
func (h *ListChanges) Withdraw(c echo.Context) error {
	return h.step(c, "list_change.done_withdrawn", nil, func(id models.ID, _ *form, version int64) error {
		return h.Store.WithdrawListChange(c.Request().Context(), actor(c), id, version)
	})
}

func (h *ListChanges) step(c echo.Context, flash string, fields []string, do func(models.ID, *form, int64) error) error {
	id, err := pathID(c, models.PrefixListChange)
	if err != nil {
		return err
	}
	return h.act(c, action{
		fields: fields, to: listChangeHref(id), flash: flash,
		step: func(f *form, version int64) error { return do(id, f, version) },
		show: func(status int, f *form, err error) error { return h.show(c, status, f, err) },
	})
}
