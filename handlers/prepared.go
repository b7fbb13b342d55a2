package handlers

import (
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// preparedChoice offers the prepared wordings that are true of an account, to be put into a field; name is that of the choice.
func preparedChoice(p views.Page, d spokenOf, name string, f *form) *views.PreparedChoice {
	a := &views.PreparedChoice{Field: ui.FieldArgs{Kind: "select", Name: name, Label: p.T("prepared.choose"), Empty: p.T("prepared.none")}}
	for _, code := range d.Written() {
		a.Field.Options = append(a.Field.Options, ui.Option{Value: string(code), Label: p.T("prepared." + string(code))})
	}
	if f != nil {
		a.Field.Value = f.text(name)
	}
	return a
}

// insertPrepared puts the wording that a choice names at the end of what was typed into a field, as it is without scripting. A choice of
// none, or of one that is not true of the account, adds nothing.
func insertPrepared(letter views.Page, d spokenOf, f *form, choice, into string) {
	for _, code := range d.Written() {
		if string(code) == f.text(choice) {
			f.Values.Set(into, atEnd(f.text(into), preparedText(letter, d, code)))
		}
	}
}

// spokenOfAppeal is what the wordings of an appeal's page are filled from: the appeal and its measure alone.
func spokenOfAppeal(a *models.AppealDetail) spokenOf {
	return spokenOf{&models.AccountDetail{Account: a.Account, Sanctions: []models.Sanction{a.Sanction}, Appeals: []models.Appeal{a.Appeal}}, &a.Policy.Document}
}
