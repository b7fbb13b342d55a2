package handlers

import (
	"strconv"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// lowering reads the lower limit that a case is confirmed with, nil where none was filled in. The line comes with the version of it
// that the page showed.
func (f *form) lowering() *models.ProposeLimit {
	if f.text("line") == "" && f.text("limit") == "" {
		return nil
	}
	cmd := &models.ProposeLimit{ToFen: f.fen("limit")}
	line, version, _ := strings.Cut(f.text("line"), lineAt)
	id, idErr := models.ParseID(models.PrefixLine, line)
	at, err := strconv.ParseInt(version, 10, 64)
	switch {
	case line == "":
		f.bad.Add("line", "required")
	case idErr != nil || err != nil:
		f.bad.Add("line", "choice")
	}
	cmd.LineID, cmd.Version = id, at
	return cmd
}

// lineAt stands between a line and its version in the value of a choice.
const lineAt = "@"

// lowerPart offers a lower limit with the decision to who may propose one, as it was typed; nil for who may not.
func (l labels) lowerPart(d *models.CaseDetail, v *Visitor, typed views.MeasureForm) *views.CaseLower {
	lines := d.Account.Lines
	if !v.Can(models.PermLimitPropose) || len(lines) == 0 || d.Account.Account.Status == models.StatusClosed {
		return nil
	}
	options, chosen := make([]ui.Option, len(lines)), typed.V("line")
	was, _, _ := strings.Cut(chosen, lineAt)
	for i := range lines {
		line := &lines[i]
		options[i] = ui.Option{
			Value: line.PublicID() + lineAt + strconv.FormatInt(line.Version, 10),
			Label: l.p.T("case.lower_line", "product", productText(l.p, line.Product), "limit", views.Money(line.LimitFen), "used", views.Money(line.UsedFen)),
		}
		if line.PublicID() == was { // of the version that this page shows
			chosen = options[i].Value
		}
	}
	return &views.CaseLower{
		Open: typed.V("line") != "" || typed.V("limit") != "",
		Line: ui.FieldArgs{Kind: "select", Name: "line", Label: l.p.T("limit.line"), Empty: l.p.T("case.lower_none"), Options: options, Value: chosen, Error: typed.Problems["line"]},
		Limit: ui.FieldArgs{
			Kind: "money", Name: "limit", Label: l.p.T("limit.to"), Hint: l.p.T("case.lower_hint"), Value: typed.V("limit"), Error: typed.Problems["limit"],
		},
	}
}

// lowered lists the limit changes that were proposed from a closed case, each with how far it is.
func (l labels) lowered(d *models.CaseDetail, v *Visitor, data *views.CaseData) {
	if d.Case.State != models.CaseClosed || d.Blinded || !v.Can(models.PermAccountRead) {
		return
	}
	for i := range d.Account.Limits {
		if c := &d.Account.Limits[i]; c.CaseID == d.Case.ID {
			data.Made = append(data.Made, views.CaseMade{
				Label: l.p.T("case.reopen_limit", "from", views.Money(c.FromFen), "to", views.Money(c.ToFen)), Href: "/limits/" + c.PublicID(),
				State: limitBadge(l.p, c.State),
			})
		}
	}
}
