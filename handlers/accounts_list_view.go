package handlers

import (
	"net/url"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// ownCasePage accepts the address of a case's page of ours and nothing else.
func ownCasePage(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Fragment != "" {
		return false
	}
	id, ok := strings.CutPrefix(u.Path, "/cases/")
	if !ok {
		return false
	}
	_, err = models.ParseID(models.PrefixCase, id)
	return err == nil
}

// statuses are the states an account can be in, as filters offer them.
func statuses() []string { return texts(models.AccountStatuses()) }

// accountsView is a page of the list of accounts.
func accountsView(p views.Page, v *Visitor, f *form, filter models.AccountFilter, page models.AccountPage) views.AccountsData {
	l := labels{p}
	var d views.AccountsData
	shown, _ := bookColumns.seen(f.text("cols"), v)
	query := accountQuery(f, filter)
	look, bare := withColumns(query, f), withColumns(nil, f) // with what narrows the list, and without
	l.accountFilters(&d, v, f, filter, look)
	if len(d.Errors) > 0 {
		d.Table, d.Empty = l.accountTable(shown), l.queueUnread()
		d.Empty.Href, d.Empty.Text = lookHref("/accounts", bare), p.T("account.unread_text")
		return d
	}
	if len(d.Chips) > 0 {
		d.Clear = lookHref("/accounts", bare)
	}
	d.Tools = []ui.LinkArgs{l.columnsLink("/accounts", look)}
	d.Bulk = append(l.bookActions(v, filter, query), ui.LinkArgs{
		Label: p.T("common.export_csv"), Href: exportHref(models.ExportAccounts, query.Encode()), Icon: "download", Kind: "quiet",
	})
	d.Table = l.accountTable(shown)
	for i := range page.Items {
		d.Table.Rows = append(d.Table.Rows, l.accountRow(shown, &page.Items[i], bookView(look)))
	}
	if n := len(page.Items); n > 0 {
		if page.Newer {
			d.Newer = "/accounts?" + with(look, "before", page.Items[0].PublicID())
		}
		if page.Older {
			d.Older = "/accounts?" + with(look, "after", page.Items[n-1].PublicID())
		}
		d.Note = p.N("account.shown", n)
	}
	d.Empty = ui.EmptyArgs{Kind: "nothing", Title: p.T("common.empty_nothing"), Text: p.T("account.empty")}
	if d.Clear != "" {
		d.Empty = ui.EmptyArgs{Kind: "no-match", Title: p.T("common.empty_no_match"), Href: d.Clear, Label: p.T("common.clear_filters")}
	}
	return d
}

// foundView is what a search found. What was typed is not shown again.
func foundView(p views.Page, v *Visitor, hits []models.SearchHit, problem error) views.AccountsData {
	l := labels{p}
	shown, _ := bookColumns.seen("", v)
	d := views.AccountsData{Found: true, Table: l.accountTable(shown)}
	d.Search.Error = problems(p, problem)["q"]
	d.Table.Heads = append(d.Table.Heads, ui.ThArgs{Label: p.T("account.found_by")})
	for i := range hits {
		row := l.hitRow(shown, &hits[i], len(d.Table.Heads)-1)
		row.Cells = append(row.Cells, views.Text(l.word("search.", string(hits[i].Kind))))
		d.Table.Rows = append(d.Table.Rows, row)
	}
	switch {
	case problem != nil:
		d.Empty = ui.EmptyArgs{Kind: "no-match", Title: p.T("account.not_searched"), Href: "/accounts", Label: p.T("account.all")}
	case len(hits) == models.SearchMax:
		d.Search.Note = p.T("account.found_many", "n", models.SearchMax)
	default:
		d.Search.Note = p.N("account.found_n", len(hits))
		d.Empty = ui.EmptyArgs{
			Kind: "no-match", Title: p.T("account.found_none"), Text: p.T("account.found_none_text"), Href: "/accounts", Label: p.T("account.all"),
		}
	}
	return d
}

// revealView is the form that asks for a field, or the field.
func revealView(p views.Page, d *models.AccountDetail, data views.RevealData, problem error) views.RevealData {
	l, href := labels{p}, "/accounts/"+d.Account.PublicID()
	data.Account, data.Href, data.Action = l.name(d.Masked, &d.Account), href, href+"/reveal"
	for _, f := range models.PersonalFields() {
		if value, _ := d.Masked.Get(f); value != "" && value != models.Erased {
			data.Fields = append(data.Fields, ui.Option{Value: string(f), Label: l.word("account.", string(f)) + " · " + said(p, value)})
		}
	}
	data.Wrong = problems(p, problem)
	data.Errors = fieldErrors(data.Wrong)
	data.Label = l.word("account.", data.Field)
	return data
}

// fieldErrors lists problems in name order, for the summary at a form's head.
func fieldErrors(wrong map[string]string) []ui.FieldError {
	var list []ui.FieldError
	for _, name := range sortedKeys(wrong) {
		list = append(list, ui.FieldError{Name: name, Text: wrong[name]})
	}
	return list
}
