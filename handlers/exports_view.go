package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// exportHref is the form that takes a list away with what its address holds.
func exportHref(of models.ExportKind, view string) string {
	return "/exports/new?" + url.Values{"of": {string(of)}, "view": {view}}.Encode()
}

// decisionsHref is the form that takes away what was decided about an account.
func decisionsHref(account string) string {
	return exportHref(models.ExportDecisions, url.Values{"account": {account}}.Encode())
}

// exportsView is a page of one's own exports.
func exportsView(p views.Page, list []models.Export, before models.ID) views.ExportsData {
	l := labels{p}
	d := views.ExportsData{Empty: ui.EmptyArgs{Kind: "nothing", Title: p.T("export.none"), Text: p.T("export.none_text", "n", views.Number(models.ExportAtOnce))}}
	if len(list) > exportsPerPage {
		list = list[:exportsPerPage]
		d.Older = "/exports?before=" + list[len(list)-1].PublicID()
	}
	if before != 0 {
		d.First = "/exports"
	}
	d.Table = views.Records{
		ID: "exports", Caption: p.T("export.list"),
		Heads: l.heads("export.of", "common.status", "export.rows#", "export.size#", "export.asked", "export.until", "export.act"),
	}
	for i := range list {
		e := &list[i]
		d.Open = d.Open || e.Open()
		rows, size, until := views.Num(views.Dash), views.Num(views.Dash), views.Text(views.Dash)
		if e.State == models.ExportDone || e.State == models.ExportExpired {
			rows, size = views.Num(views.Number(e.Step)), views.Num(sizeText(p, e.Bytes))
		}
		if e.ExpiresAt != nil {
			until = views.At(p.Time(*e.ExpiresAt))
		}
		d.Table.Rows = append(d.Table.Rows, views.Record{ID: e.PublicID(), Cells: []views.Cell{
			{Text: p.T("export.of_" + string(e.Kind)), Sub: e.Query, Wide: true, Wrap: true}, views.State(l.exportState(e)), rows, size,
			views.At(p.Time(e.AskedAt)), until, {Body: views.ExportCell(p, l.exportRow(e)), Wrap: true},
		}})
	}
	return d
}

// exportState is an export's stage as a badge. A file whose time is over is gone, whether or not it was taken away yet.
func (l labels) exportState(e *models.Export) ui.BadgeArgs {
	state := e.State
	if state == models.ExportDone && !e.Ready(l.p.Now) {
		state = models.ExportExpired
	}
	tone := map[models.ExportState]ui.Tone{
		models.ExportQueued: ui.Blue, models.ExportRunning: ui.Blue, models.ExportDone: ui.Green, models.ExportFailed: ui.Red,
	}[state]
	return ui.BadgeArgs{Label: l.p.T("export.state." + string(state)), Tone: tone}
}

// exportRow is what can be done with an export, or how far it is.
func (l labels) exportRow(e *models.Export) views.ExportRow {
	href, r := "/exports/"+e.PublicID(), views.ExportRow{}
	if e.Ready(l.p.Now) {
		r.Take = href + "/file"
	}
	if e.Open() {
		r.Cancel, r.Version = href+"/cancel", strconv.FormatInt(e.Version, 10)
	}
	if e.State == models.ExportRunning && e.Steps > 0 {
		r.Progress = &ui.MeterArgs{
			Label: l.p.T("export.progress"), Value: float64(e.Step), Max: float64(e.Steps),
			Text: l.p.T("export.progress_text", "done", views.Number(e.Step), "all", views.Number(e.Steps)),
		}
	}
	if !e.Open() && !e.Ready(l.p.Now) {
		r.Again = exportHref(e.Kind, e.Query)
		if e.Kind == models.ExportAudit || e.Kind == models.ExportLists { // they are asked for where they are read
			r.Again = exportedHref(e.Kind, e.Query)
		}
	}
	if e.State == models.ExportFailed {
		r.Note = l.p.T("export.failed", "problem", e.Problem)
	}
	return r
}

// listPaths are the pages of the lists that are taken away.
var listPaths = map[models.ExportKind]string{
	models.ExportQueue: "/queue", models.ExportAccounts: "/accounts", models.ExportAppeals: "/appeals", models.ExportAudit: "/audit", models.ExportLists: "/lists",
	models.ExportRadar: "/radar", models.ExportOutbox: "/outbox", models.ExportChallenges: "/challenges",
	models.ExportUsers: "/users", models.ExportBatches: "/batches", models.ExportApprovals: "/approvals",
}

// exportedHref is the page of a list with what its address held.
func exportedHref(of models.ExportKind, query string) string {
	if of == models.ExportItems {
		q, _ := url.ParseQuery(query) // which wrote it
		id, _ := models.ParseID(models.PrefixBulk, q.Get("batch"))
		return batchQuery(id, models.ItemState(q.Get("items")), 0)
	}
	if of == models.ExportDecisions {
		q, _ := url.ParseQuery(query)
		return accountHref(q.Get("account")) + "#decisions"
	}
	if of == models.ExportQueue {
		_, _ = takeIDs(&query) // the queue shows the whole view
	}
	if query == "" {
		return listPaths[of]
	}
	return listPaths[of] + "?" + query
}

func exportCrumbs(p views.Page, ask models.AskExport) []views.Crumb {
	return []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("export.of_" + string(ask.Kind)), Href: exportedHref(ask.Kind, ask.Query)}}
}

// askExportView is the form that takes a list away.
func askExportView(p views.Page, v *Visitor, ask models.AskExport, problem error) views.AskExportData {
	e := ask.Export(models.Actor{}, p.Now)
	d := views.AskExportData{
		Of: string(ask.Kind), View: ask.Query, Back: exportedHref(ask.Kind, ask.Query), Clear: ask.Clear, Reason: ask.Reason, Wrong: problems(p, problem),
		MayClear: ask.Kind == models.ExportAccounts && v.Can(models.PermAccountReveal), Most: views.Number(models.RevealQuota),
	}
	d.Errors = fieldErrors(d.Wrong)
	d.Facts = []ui.Pair{
		{Key: p.T("export.of"), Value: p.T("export.of_" + string(ask.Kind))},
		{Key: p.T("export.filter"), Body: views.CodeOrDash(p, ask.Query)},
		{Key: p.T("export.columns"), Value: strings.Join(ExportText{}.columns(e), p.T("common.list_separator"))},
		{Key: p.T("export.identity"), Value: p.T("export.masked")},
	}
	return d
}
