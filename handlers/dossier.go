package handlers

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"html"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// DossierStore is what an account's dossier needs of the store.
type DossierStore interface {
	AccountDetail(ctx context.Context, id models.ID) (*models.AccountDetail, error)
	Dossier(ctx context.Context, actor models.Actor, cmd models.ExportDossier) (*models.Dossier, error)
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
func (h *Dossiers) Export(c echo.Context) error {
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
	ctx := c.Request().Context()
	d, err := h.Store.Dossier(ctx, actor(c), cmd)
	if again(err) {
		return h.ask(c, cmd, err)
	}
	if err != nil {
		return err
	}
	unjudged, err := h.unjudged(c, cmd.AccountID)
	if err != nil {
		return err
	}
	d.Blind(unjudged)
	words := h.Texts.For(cmd.Lang)
	p := views.Page{Title: words.T("dossier.heading"), Lang: cmd.Lang, Texts: words, Zone: h.Zone, Now: d.HeadAt}
	files, err := dossierFiles(ctx, p, cmd, d)
	if err != nil {
		return err
	}
	body, err := zipped(files, d)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	if err := h.Store.RecordDossier(ctx, actor(c), cmd, hex.EncodeToString(sum[:])); err != nil { // what cannot be recorded does not leave
		return overQuota(err)
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+d.Account.PublicID()+"-"+strconv.FormatInt(d.Head.Seq, 10)+`.zip"`)
	return c.Blob(http.StatusOK, "application/zip", body)
}

// dossierStyle is the whole style of the page to print, which stands alone.
const dossierStyle = `body{font:14px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1a1d24;margin:2rem auto;max-width:70rem;padding:0 1rem}` +
	`h1{font-size:1.5rem}h2{font-size:1.1rem;margin:1.75rem 0 .4rem}table{border-collapse:collapse;width:100%;font-size:12px}` +
	`th,td{border:1px solid #c9cdd6;padding:.25rem .4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{background:#f0f2f5}` +
	`.note{color:#555b66}code{overflow-wrap:anywhere}@media print{body{margin:0;max-width:none}tr{break-inside:avoid}h2{break-after:avoid}}`

// dossierPage is the page to print: one file, without a script or another file.
func dossierPage(ctx context.Context, p views.Page, cmd models.ExportDossier, d *models.Dossier, tables []dossierTable) ([]byte, error) {
	l := labels{p}
	data := views.DossierPage{
		Account: d.Account.PublicID(), Chain: hex.EncodeToString(d.Head.Hash), ChainNote: p.T("dossier.chain", "seq", d.Head.Seq, "time", p.Exact(d.HeadAt)),
		Note: p.T("dossier.masked"),
	}
	if cmd.Personal {
		data.Note = p.T("dossier.clear_note")
	}
	if len(d.Withheld) > 0 {
		data.Withheld = p.T("dossier.withheld", "cases", strings.Join(d.Withheld, p.T("common.list_separator")))
	}
	for _, f := range models.PersonalFields() {
		value, _ := d.Personal.Get(f)
		data.Facts = append(data.Facts, ui.Pair{Key: l.word("account.", string(f)), Value: orDash(said(p, value))})
	}
	data.Facts = append(data.Facts,
		ui.Pair{Key: p.T("account.status"), Value: l.word("status.", string(d.Account.Status))}, ui.Pair{Key: p.T("account.external"), Value: d.Account.ExternalID},
		ui.Pair{Key: p.T("account.limit"), Value: views.Money(d.Account.LimitFen)}, ui.Pair{Key: p.T("account.used"), Value: views.Money(d.Account.UsedFen)},
		ui.Pair{Key: p.T("account.dpd"), Value: strconv.Itoa(d.Account.DaysPastDue)})
	for _, t := range tables {
		list := views.DossierList{Title: p.T("dossier.table_" + t.key), Empty: p.T("dossier.empty")}
		for _, c := range t.columns {
			list.Heads = append(list.Heads, p.T("dossier.col_"+c.key))
		}
		for _, row := range t.rows {
			cells := make([]string, len(row))
			for i, value := range row {
				cells[i] = l.shown(t.columns[i], value)
			}
			list.Rows = append(list.Rows, cells)
		}
		data.Lists = append(data.Lists, list)
	}
	var b bytes.Buffer
	b.WriteString(`<!doctype html><html lang="` + html.EscapeString(p.Lang) + `"><head><meta charset="utf-8"><title>` +
		html.EscapeString(p.Title+" "+data.Account) + `</title><style>` + dossierStyle + `</style></head><body>`)
	err := views.DossierBody(p, data).Render(ctx, &b)
	b.WriteString("</body></html>\n")
	return b.Bytes(), err
}
