package handlers

import (
	"context"
	"encoding/hex"
	"html"
	"io"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// dossierStyle is the whole style of the page to print, which stands alone.
const dossierStyle = `body{font:14px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1a1d24;margin:2rem auto;max-width:70rem;padding:0 1rem}` +
	`h1{font-size:1.5rem}h2{font-size:1.1rem;margin:1.75rem 0 .4rem}table{border-collapse:collapse;width:100%;font-size:12px}` +
	`th,td{border:1px solid #c9cdd6;padding:.25rem .4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{background:#f0f2f5}` +
	`.note{color:#555b66}code{overflow-wrap:anywhere}@media print{body{margin:0;max-width:none}tr{break-inside:avoid}h2{break-after:avoid}}`

// page writes the page to print: one file, without a script or another file.
func (f *dossierFile) page(w io.Writer) error {
	p, d, l := f.p, f.d, labels{f.p}
	data := views.DossierPage{
		Account: d.Account.PublicID(), Chain: hex.EncodeToString(d.Head.Hash), ChainNote: p.T("dossier.chain", "seq", d.Head.Seq, "time", p.Exact(d.HeadAt)),
		Note: p.T("dossier.masked"), Facts: l.dossierFacts(d),
	}
	if f.cmd.Personal {
		data.Note = p.T("dossier.clear_note")
	}
	if len(d.Withheld) > 0 {
		data.Withheld = p.T("dossier.withheld", "cases", strings.Join(d.Withheld, p.T("common.list_separator")))
	}
	for _, t := range f.tables {
		list := views.DossierList{Title: p.T("dossier.table_" + string(t.list)), Empty: p.T("dossier.empty")}
		for _, c := range t.columns {
			list.Heads = append(list.Heads, p.T("dossier.col_"+c.key))
		}
		if f.manifest.Rows[string(t.list)] > 0 {
			list.Rows = f.rows(t)
		}
		data.Lists = append(data.Lists, list)
	}
	_, err := io.WriteString(w, `<!doctype html><html lang="`+html.EscapeString(p.Lang)+`"><head><meta charset="utf-8"><title>`+
		html.EscapeString(p.Title+" "+data.Account)+`</title><style>`+dossierStyle+`</style></head><body>`)
	if err == nil {
		err = views.DossierBody(p, data).Render(f.ctx, w)
	}
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "</body></html>\n")
	return err
}

// rows draws the rows of a table as they are read.
func (f *dossierFile) rows(t dossierTable) templ.Component {
	l := labels{f.p}
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return f.each(t, func(row []string) error {
			for i, value := range row {
				row[i] = l.shown(t.columns[i], value)
			}
			return views.DossierRow(row).Render(ctx, w)
		})
	})
}

// dossierFacts are who the dossier is about and where the account stands.
func (l labels) dossierFacts(d *models.Dossier) []ui.Pair {
	var facts []ui.Pair
	for _, f := range models.PersonalFields() {
		value, _ := d.Personal.Get(f)
		facts = append(facts, ui.Pair{Key: l.word("account.", string(f)), Value: orDash(said(l.p, value))})
	}
	return append(facts,
		ui.Pair{Key: l.p.T("account.status"), Value: l.word("status.", string(d.Account.Status))}, ui.Pair{Key: l.p.T("account.external"), Value: d.Account.ExternalID},
		ui.Pair{Key: l.p.T("account.limit"), Value: views.Money(d.Account.LimitFen)}, ui.Pair{Key: l.p.T("account.used"), Value: views.Money(d.Account.UsedFen)},
		ui.Pair{Key: l.p.T("account.dpd"), Value: strconv.Itoa(d.Account.DaysPastDue)})
}
