package handlers

import (
	"strconv"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// appealListRow is one line of the desk.
func appealListRow(p views.Page, r *models.AppealRow) views.AppealListRow {
	a := &r.Appeal
	row := views.AppealListRow{
		Href: "/appeals/" + a.PublicID(), ID: a.PublicID(), Name: said(p, r.Name), Sanction: p.T("sanction.kind." + string(r.Sanction.Kind)),
		Product: appealProduct(p, &r.Sanction), Decider: r.Sanction.MadeName, Stage: appealBadge(p, a.Stage), Assignee: a.AssigneeName,
		Received: p.Time(a.ReceivedAt), Locked: locked(&r.Sanction, &r.Account),
	}
	if row.Name == "" {
		row.Name = p.T("measure.no_name")
	}
	if r.Asked > 0 {
		row.Evidence = strconv.Itoa(r.Received) + "/" + strconv.Itoa(r.Asked)
	}
	if r.AlikeDecided > 0 {
		row.Alike = p.T("appeal.n_of_m", "n", r.AlikeOverturned, "m", r.AlikeDecided)
	}
	if a.Earlier > 0 {
		row.Repeat = p.N("appeal.earlier_count", a.Earlier)
	}
	row.Due = appealDue(p, a)
	if r.Referral != nil {
		row.Stage.Label, row.Since = p.T("appeal.with."+r.Referral.Reason), p.T("appeal.with_from", "date", p.Date(r.Referral.AskedAt))
	}
	row.Stage.Icon = "" // the same for all of them, and a page of 50 counts its bytes
	return row
}

// appealDue is the due chip: red when late, amber once it warned, quiet while the customer is waited for.
func appealDue(p views.Page, a *models.Appeal) ui.BadgeArgs {
	words, late := appealClock(p, a)
	chip := ui.BadgeArgs{Label: words}
	switch {
	case !a.Undecided():
	case late:
		chip.Tone, chip.Icon = ui.Red, "alert"
	case a.PausedAt != nil:
	case a.Escalated():
		chip.Tone, chip.Icon = ui.Red, "clock"
	case a.WarnedAt != nil:
		chip.Tone, chip.Icon = ui.Amber, "clock"
	}
	return chip
}

// appealProduct is the lines that a measure holds down, "" for one that holds none.
func appealProduct(p views.Page, sn *models.Sanction) string {
	switch sn.Kind {
	case models.SanctionLimitCut:
		return productText(p, sn.CutProduct)
	case models.SanctionDecline:
		if sn.Declined != nil {
			return views.Money(sn.Declined.AmountFen)
		}
		return ""
	case models.SanctionFreeze, models.SanctionDeactivate:
		return p.T("appeal.all_lines")
	}
	return functionsText(p, sn.Lost())
}
