package handlers

import (
	"strconv"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// rowsHeld is what holding the rows of today against the record found, as one person may follow it.
func rowsHeld(p views.Page, v *Visitor, c *models.RowCheck) views.AuditRows {
	l := labels{p}
	d := views.AuditRows{OK: c.OK(), Verdict: p.N("audit.rows_ok", int(c.Rows))}
	if !d.OK {
		d.Verdict = p.N("audit.rows_bad", len(c.Findings)+int(c.More))
	}
	if c.More > 0 {
		d.More = p.N("audit.rows_more", int(c.More))
	}
	before, erased := c.Unheld()
	if before > 0 {
		d.Before = p.N("audit.rows_before", int(before))
	}
	if erased > 0 {
		d.Erased = p.N("audit.rows_erased", int(erased))
	}
	for _, t := range c.Tables {
		d.Tables = append(d.Tables, ui.Pair{Key: l.word("audit.row_table.", t.Table), Value: views.Number(t.Rows), Numeric: true})
	}
	for _, f := range c.Findings {
		problem := f.Problem
		if problem == models.RowDiffers && f.Seq == 0 {
			problem = "program"
		}
		row := views.AuditRowFinding{
			Table: l.word("audit.row_table.", f.Table), ID: f.ID, Href: objectHref(v, rowObjects[f.Table], f.ID), Field: f.Field,
			Problem: l.word("audit.row_problem.", problem), Entry: views.Dash,
		}
		if f.Problem == models.RowGone {
			row.Href = ""
		}
		if f.Seq > 0 {
			row.Entry = strconv.FormatInt(f.Seq, 10)
			if v.Can(models.PermAuditRead) {
				row.EntryHref = "/audit/" + row.Entry
			}
		}
		d.Findings = append(d.Findings, row)
	}
	return d
}

// rowObjects is what entries call the things of a table.
var rowObjects = map[string]string{
	"users": "user", "roles": "role", "api_keys": "key", "policies": "policy", "models": "model", "stops": "stop",
	"limit_changes": "limit", "sanctions": "sanction", "accounts": "account", "list_entries": "list",
	"cases": "case", "appeals": "appeal",
}
