package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// FileLister is what every page with files on it needs of the store.
type FileLister interface {
	Files(ctx context.Context, owner models.FileOwner) ([]models.FileRow, error)
	ScansFiles() bool
}

// FileStore is what the pages about files need of the store.
type FileStore interface {
	FileLister
	FilesOf(ctx context.Context, owner models.FileOwner) (*models.FilesOf, error)
	File(ctx context.Context, id models.ID) (*models.FileRow, error)
	AddFile(ctx context.Context, actor models.Actor, in models.NewFile) (*models.File, error)
	LookAtFile(ctx context.Context, actor models.Actor, id models.ID, how models.FileLook) (*models.FileContent, error)
}

// Files answers for what people hand in.
type Files struct {
	*Site
	Store FileStore
}

// filesPanel is the part of a page with an object's files; nil for who may not read them.
func (s *Site) filesPanel(c echo.Context, p views.Page, owner models.FileOwner) (*views.FilesPanel, error) {
	v := CurrentVisitor(c)
	if s.Attached == nil || !v.Can(models.PermFileRead) {
		return nil, nil
	}
	files, err := s.Attached.Files(c.Request().Context(), owner)
	if err != nil {
		return nil, err
	}
	d := filesPanel(p, v, owner, files, s.Attached.ScansFiles())
	return &d, nil
}

// Of shows the files of one object.
func (h *Files) Of(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	return h.of(c, nil)
}

func (h *Files) of(c echo.Context, refused error) error {
	owner, err := models.ParseFileOwner(c.Param("id"))
	if err != nil {
		return err
	}
	of, err := h.Store.FilesOf(c.Request().Context(), owner)
	if err != nil {
		return err
	}
	p := h.page(c, "files.title")
	p.Crumbs = fileCrumbs(p, of)
	d := views.FilesPage{Account: measureAccount(p, CurrentVisitor(c), &of.Account, of.Name)}
	d.Panel = filesPanel(p, CurrentVisitor(c), owner, of.Files, h.Store.ScansFiles())
	if d.Panel.Add != nil {
		d.Panel.Add.File.Error = problems(p, refused)["file"]
	}
	if errors.Is(refused, models.ErrUnchecked) {
		d.Problem = p.T("files.unchecked")
	}
	return h.render(c, statusOf(refused), views.Files(p, d))
}

// fileCrumbs is the way to an object's files.
func fileCrumbs(p views.Page, of *models.FilesOf) []views.Crumb {
	crumbs := accountCrumbs(p, &of.Account, of.Name)
	switch of.Owner.Prefix {
	case models.PrefixCase:
		crumbs = append(crumbs, views.Crumb{Label: p.T("audit.type.case"), Href: ownerHref(of.Owner)})
	case models.PrefixLimit:
		crumbs = append(crumbs, views.Crumb{Label: p.T("limit.change_title"), Href: ownerHref(of.Owner)})
	case models.PrefixAppeal:
		crumbs = append(crumbs, views.Crumb{Label: p.T("appeal.title"), Href: ownerHref(of.Owner)})
	}
	return crumbs
}

// Add keeps a file that was sent.
func (h *Files) Add(c echo.Context) error {
	owner, err := models.ParseFileOwner(c.Param("id"))
	if err != nil {
		return err
	}
	u, err := h.readUpload(c)
	if err != nil {
		return err
	}
	in := u.file(owner)
	if err = u.err(); err == nil {
		_, err = h.Store.AddFile(c.Request().Context(), actor(c), in)
	}
	switch {
	case err == nil:
		return h.done(c, ownerHref(owner)+"#files", "files.added")
	case again(err), errors.Is(err, models.ErrUnchecked):
		return h.of(c, err)
	}
	return err
}

// Show shows what a file is, with a text's words or a picture; whoever sees either is on record.
func (h *Files) Show(c echo.Context) error {
	id, err := pathID(c, models.PrefixFile)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	f, err := h.Store.File(ctx, id)
	if err != nil {
		return err
	}
	owner, err := models.ParseFileOwner(f.OwnerID)
	if err != nil {
		return err
	}
	of, err := h.Store.FilesOf(ctx, owner)
	if err != nil {
		return err
	}
	p := h.page(c, "files.one_title")
	p.Crumbs = append(fileCrumbs(p, of), views.Crumb{Label: p.T("files.title"), Href: "/files/of/" + f.OwnerID})
	d := filePage(p, f)
	if f.Readable() && f.ErasedAt == nil {
		content, err := h.Store.LookAtFile(ctx, actor(c), id, models.LookPreview)
		if err != nil {
			return err
		}
		d.Text, d.Cut = readablePart(content.Content)
	}
	return h.render(c, http.StatusOK, views.File(p, d))
}

// Picture sends an image that was drawn anew, for a page to show.
func (h *Files) Picture(c echo.Context) error {
	f, err := h.look(c, models.LookPreview, func(f *models.FileRow) bool { return f.Picture() })
	if err != nil {
		return err
	}
	return sendFile(c, f, "inline")
}

// Download sends a file to be kept, never to be shown.
func (h *Files) Download(c echo.Context) error {
	f, err := h.look(c, models.LookDownload, func(*models.FileRow) bool { return true })
	if err != nil {
		return err
	}
	return sendFile(c, f, "attachment")
}

// look opens a file for who asks, if it is of a kind that may be asked for in this way.
func (h *Files) look(c echo.Context, how models.FileLook, may func(*models.FileRow) bool) (*models.FileContent, error) {
	id, err := pathID(c, models.PrefixFile)
	if err != nil {
		return nil, err
	}
	f, err := h.Store.File(c.Request().Context(), id)
	if err != nil {
		return nil, err
	}
	if !may(f) {
		return nil, models.ErrNotFound
	}
	return h.Store.LookAtFile(c.Request().Context(), actor(c), id, how)
}

// sendFile sends a file so that no browser takes it for a page of ours (S19): with its own
// type that may not be guessed at, in a sandbox that may load and do nothing.
func sendFile(c echo.Context, f *models.FileContent, how string) error {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set(echo.HeaderContentDisposition, disposition(how, sentName(&f.FileRow)))
	return c.Blob(http.StatusOK, mediaType(f.Kind), f.Content)
}

func mediaType(kind models.FileKind) string {
	switch kind {
	case models.FileJPEG:
		return "image/jpeg"
	case models.FilePNG:
		return "image/png"
	case models.FilePDF:
		return "application/pdf"
	case models.FileText, models.FileCSV:
		return "text/plain; charset=utf-8"
	}
	return echo.MIMEOctetStream
}

// sentName is the name a file is offered under. A table is offered as a text: a spreadsheet
// would run what a customer wrote into its cells (S8).
func sentName(f *models.FileRow) string {
	if f.Kind == models.FileCSV {
		return f.Title + ".txt"
	}
	return f.Title
}

// disposition is the header of RFC 6266: a plain name for old readers, and the whole one in
// the coding of RFC 8187.
func disposition(how, name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\%;`, r) {
			return '_'
		}
		return r
	}, name)
	whole := strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
	return how + `; filename="` + plain + `"; filename*=UTF-8''` + whole
}
