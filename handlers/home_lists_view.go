package handlers

import (
	"net/url"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// worksAppeals reports whether appeals are a person's own work: taking them in or deciding them.
func worksAppeals(v *Visitor) bool {
	return v.Can(models.PermAppealIntake) || v.Can(models.PermAppealDecide)
}

// readsRecord reports whether a person looks after the record instead of working on cases or appeals.
func readsRecord(v *Visitor) bool {
	return v.Can(models.PermAuditRead) && !v.Can(models.PermCaseWork) && !worksAppeals(v)
}

// mineTable lists the cases that the reader holds. Everybody in it is the reader: what counts is how long the claim still lasts.
func (l labels) mineTable(cases []models.CaseItem) *views.Records {
	t := l.caseTable(cases, url.Values{"sort": {"risk"}}, "")
	t.Caption, t.Empty, t.Keys = l.p.T("home.mine"), l.p.T("home.mine_none"), true
	last, row := len(t.Heads)-1, t.Row
	t.Heads[last].Label = l.p.T("home.lease")
	t.Row = func(i int, cells []views.Cell) views.Record {
		r := row(i, cells)
		r.Cells[last] = views.Text(l.leaseShort(&cases[i].Case))
		return r
	}
	return &t
}

// nextTable lists the cases that "review next case" would lead to, less who holds them: nobody does.
func (l labels) nextTable(cases []models.CaseItem) *views.Records {
	t := l.caseTable(cases, url.Values{"sort": {"risk"}}, "")
	t.ID, t.Caption, t.Empty, t.Keys = "up-next", l.p.T("home.next"), l.p.T("home.next_none"), true
	last, row := len(t.Heads)-1, t.Row
	t.Heads = t.Heads[:last]
	t.Row = func(i int, cells []views.Cell) views.Record {
		r := row(i, cells)
		r.Cells = r.Cells[:last]
		return r
	}
	return &t
}

// dueTable lists the open appeals that are due first.
func (l labels) dueTable(rows []models.AppealRow) *views.Records {
	p := l.p
	t := &views.Records{ID: "due-first", Caption: p.T("home.due"), Empty: p.T("home.due_none"), Keys: true, Heads: []ui.ThArgs{
		{Label: p.T("appeal.due")}, {Label: p.T("appeal.account")}, {Label: p.T("appeal.against")}, {Label: p.T("appeal.received")},
		{Label: p.T("appeal.stage")}, {Label: p.T("appeal.assignee")}, {Label: p.T("appeal.evidence_col"), Numeric: true},
	}}
	for i := range rows {
		r := appealListRow(p, &rows[i])
		t.Rows = append(t.Rows, views.Record{ID: r.ID, Cells: []views.Cell{
			views.State(r.Due), {Text: r.Name, Href: r.Href, Row: true, Wide: true}, {Text: r.Sanction, Sub: r.Product}, views.At(r.Received),
			views.State(r.Stage), views.Text(orDash(r.Assignee)), views.Num(orDash(r.Evidence)),
		}})
	}
	return t
}
