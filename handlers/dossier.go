package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// DossierStore is what an account's dossier needs of the store.
type DossierStore interface {
	AccountDetail(ctx context.Context, id models.ID) (*models.AccountDetail, error)
	Dossier(ctx context.Context, actor models.Actor, cmd models.ExportDossier, use func(*models.Dossier) error) error
	RecordDossier(ctx context.Context, actor models.Actor, cmd models.ExportDossier, sha256 string) error
}

// Dossiers hands out everything on record about an account as one file.
type Dossiers struct {
	*Site
	Store DossierStore
}

// Ask shows the form.
func (h *Dossiers) Ask(c echo.Context) error {
	if _, err := h.readQuery(c); err != nil {
		return err
	}
	return h.ask(c, models.ExportDossier{Lang: h.words(c).Lang()}, nil)
}

func (h *Dossiers) ask(c echo.Context, cmd models.ExportDossier, problem error) error {
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	d, err := h.Store.AccountDetail(c.Request().Context(), id)
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	name := labels{views.Page{Texts: h.words(c)}}.name(d.Masked, &d.Account)
	p := h.page(c, "dossier.title", "name", name)
	p.Crumbs = accountCrumbs(p, &d.Account, name)
	wrong := problems(p, problem)
	data := views.DossierData{
		Head: labels{p}.headOf(&d.Account, d.Masked, v, "/dossier"), Action: "/accounts/" + d.Account.PublicID() + "/dossier",
		Langs: []ui.Option{{Value: "zh-CN", Label: p.T("lang.zh-CN")}, {Value: "en", Label: p.T("lang.en")}}, Lang: cmd.Lang,
		Reason: cmd.Reason, Wrong: wrong, MayClear: v.Can(models.PermAccountReveal), Clear: cmd.Personal,
	}
	for _, field := range []string{"lang", "reason"} {
		if wrong[field] != "" {
			data.Errors = append(data.Errors, ui.FieldError{Name: field, Text: wrong[field]})
		}
	}
	return h.render(c, statusOf(problem), views.Dossier(p, data))
}

// Export records why the dossier leaves, and then lets it.
func (h *Dossiers) Export(c echo.Context) (err error) {
	f, err := h.readForm(c, "lang", "reason", "clear")
	if err != nil {
		return err
	}
	cmd := models.ExportDossier{Lang: f.text("lang"), Reason: f.text("reason"), Personal: f.checked("clear")}
	if cmd.Personal && !CurrentVisitor(c).Can(models.PermAccountReveal) {
		return models.ErrForbidden
	}
	if cmd.AccountID, err = models.ParseID(models.PrefixAccount, c.Param("id")); err != nil {
		return err
	}
	unjudged, err := h.unjudged(c, cmd.AccountID)
	if err != nil {
		return err
	}
	file, err := newSpool()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return h.export(c, cmd, unjudged, file)
}

// export makes the file whole, records it, and then hands it over.
func (h *Dossiers) export(c echo.Context, cmd models.ExportDossier, unjudged []models.ID, file *spool) error {
	ctx, words := c.Request().Context(), h.Texts.For(cmd.Lang)
	var name string
	err := h.Store.Dossier(ctx, actor(c), cmd, func(d *models.Dossier) error {
		d.Blind(unjudged)
		name = d.Account.PublicID() + "-" + strconv.FormatInt(d.Head.Seq, 10) + ".zip"
		p := views.Page{Title: words.T("dossier.heading"), Lang: cmd.Lang, Texts: words, Zone: h.Zone, Now: d.HeadAt}
		return newDossierFile(ctx, p, cmd, d, file).write()
	})
	if again(err) {
		return h.ask(c, cmd, err)
	}
	if err != nil {
		return err
	}
	if err := h.Store.RecordDossier(ctx, actor(c), cmd, file.Hash()); err != nil { // what cannot be recorded does not leave
		return overQuota(err)
	}
	body, err := file.Reader()
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	c.Response().Header().Set(echo.HeaderContentLength, strconv.FormatInt(file.size, 10))
	return c.Stream(http.StatusOK, "application/zip", body)
}
