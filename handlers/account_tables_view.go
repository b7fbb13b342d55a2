package handlers

import (
	"fmt"
	"slices"
	"strconv"

	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// heads makes header cells from the keys of texts; a key that ends in # is a number's.
func (l labels) heads(keys ...string) []ui.ThArgs {
	list := make([]ui.ThArgs, len(keys))
	for i, k := range keys {
		if k[len(k)-1] == '#' {
			list[i] = ui.ThArgs{Label: l.p.Texts.T(k[:len(k)-1]), Numeric: true}
		} else {
			list[i] = ui.ThArgs{Label: l.p.Texts.T(k)}
		}
	}
	return list
}

// checkKinds are the checks that pages list even when nobody ever made them.
func checkKinds() []string { return []string{"name_match", "document", "face", "phone", "card"} }

// checkTable lists the identity checks; one that was never made says so.
func (l labels) checkTable(checks []models.IdentityCheck) views.Records {
	r := views.Records{Caption: l.p.T("account.checks"), Slim: true, Heads: l.heads("account.check", "account.check_result", "account.check_at")}
	kinds := checkKinds()
	for _, c := range checks {
		if !slices.Contains(kinds, c.Kind) {
			kinds = append(kinds, c.Kind)
		}
	}
	for _, kind := range kinds {
		name := views.Note(l.word("check.", kind))
		i := slices.IndexFunc(checks, func(c models.IdentityCheck) bool { return c.Kind == kind })
		if i < 0 {
			never := views.State(ui.BadgeArgs{Label: l.p.T("account.check_never"), Icon: "minus"})
			r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{name, never, views.Text(views.Dash)}})
			continue
		}
		c := checks[i]
		result := ui.BadgeArgs{Label: l.p.T("account.check_passed"), Tone: ui.Green, Icon: "check"}
		if !c.Passed {
			result = ui.BadgeArgs{Label: l.p.T("account.check_failed"), Tone: ui.Red, Icon: "close"}
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{name, {Badge: &result, Sub: l.strength(c)}, views.Text(l.p.Date(c.CheckedAt))}})
	}
	return r
}

func (l labels) strength(c models.IdentityCheck) string {
	switch c.Kind {
	case "face":
		return share(c.Strength / 100)
	case "phone":
		return l.months(c.Strength)
	}
	return ""
}

// lineTable lists the credit lines with what is in force and why.
func (l labels) lineTable(lines []models.CreditLine) views.Records {
	r := views.Records{
		Caption: l.p.T("account.lines"), Empty: l.p.T("account.lines_none"),
		Heads: l.heads("account.product", "account.limit_granted#", "account.limit_now#", "account.used#", "account.available#"),
	}
	for i := range lines {
		line := &lines[i]
		now := views.Num(views.Money(line.InForceFen()))
		switch {
		case line.CapFen != nil && *line.CapFen == line.InForceFen():
			now.Sub = l.p.T("account.capped")
		case line.TempFen != nil && line.TempUntil != nil:
			now.Sub = l.p.T("account.temporary", "date", l.p.Date(*line.TempUntil))
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			views.Text(l.word("product.", string(line.Product))), views.Num(views.Money(line.LimitFen)), now,
			views.Num(views.Money(line.UsedFen)), views.Num(views.Money(line.AvailableFen())),
		}})
	}
	return r
}

// monthState is how a month was paid, in the words of the calendar.
func monthState(s models.Statement) string {
	switch {
	case s.Standing > 0:
		return "late"
	case s.Standing == 0:
		return "revolving"
	case s.Standing == -1:
		return "full"
	}
	return "none"
}

func monthName(m int) string { return fmt.Sprintf("%04d-%02d", m/100, m%100) }

// calendar draws one square a month, the oldest first.
func (l labels) calendar(list []models.Statement) chart.CalendarArgs {
	c := chart.CalendarArgs{Frame: l.p.Frame(l.p.T("account.calendar"), l.p.N("account.calendar_note", len(list)))}
	c.TableLabel, c.EmptyText = l.p.T("account.statement_table"), l.p.T("account.statements_none")
	for _, head := range l.heads("account.month", "account.bill", "account.paid", "account.due", "account.standing", "queue.dpd") {
		c.Table.Head = append(c.Table.Head, head.Label)
	}
	for _, s := range slices.Backward(list) {
		c.Months = append(c.Months, chart.Month{
			Label: monthName(s.Month), Short: fmt.Sprintf("%02d", s.Month%100), State: monthState(s), Late: max(0, s.DaysPastDue),
			Text: l.standing(s.Standing),
		})
	}
	for _, s := range list {
		c.Table.Rows = append(c.Table.Rows, l.billRow(s))
	}
	for _, state := range []string{"full", "revolving", "late", "none"} {
		c.Legend = append(c.Legend, chart.Month{Label: l.p.T("calendar." + state), State: state})
	}
	return c
}

// billRow is a statement in the table behind the calendar.
func (l labels) billRow(s models.Statement) []string {
	due := views.Dash
	if s.DueAt != nil {
		due = l.p.Date(*s.DueAt)
	}
	return []string{
		monthName(s.Month), views.Money(s.BillFen), views.Money(s.PaidFen), due, l.standing(s.Standing), strconv.Itoa(s.DaysPastDue),
	}
}

// linkTable lists linked accounts with how they stand, and counts them by what is shared.
func (l labels) linkTable(d *models.AccountDetail) (r views.Records, chips []ui.ChipArgs, note string) {
	r = views.Records{
		Caption: l.p.T("account.links"), Empty: l.p.T("account.links_none"), Slim: true,
		Heads: l.heads("queue.account", "account.shared", "account.status", "queue.dpd#"),
	}
	for _, kind := range shownKinds(d) {
		chips = append(chips, ui.ChipArgs{Label: l.word("shared.", kind), Value: strconv.Itoa(d.LinkCounts[kind])})
	}
	for _, link := range shownLinks(d) {
		other := models.Account{ID: link.OtherID}
		late := views.Num(strconv.Itoa(link.DaysPastDue))
		if link.DaysPastDue > 0 {
			late.Tone = ui.Red
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: l.name(link.Masked, &other), Href: "/accounts/" + other.PublicID(), Row: true, Wide: true},
			views.Text(l.word("shared.", link.Kind)), views.State(l.status(link.Status)), late,
		}})
	}
	if d.MoreLinks {
		note = l.p.T("account.links_more", "n", models.LinkMax)
	}
	note = dotted(note, l.hiddenKinds(d.LinkView, ""))
	return r, chips, note
}

// limitTable lists limit changes. Free reasons are for those who may read scores.
func (l labels) limitTable(list []models.LimitChange, v *Visitor) views.Records {
	r := views.Records{
		Caption: l.p.T("account.limits"), Empty: l.p.T("account.limits_none"),
		Heads: l.heads("common.date", "account.product", "common.from#", "common.to#", "common.status", "common.reason", "common.by"),
	}
	for i := range list {
		c := &list[i]
		reason := views.Cell{Text: l.reasonNames("limit", c.Reasons()), Wrap: true}
		files := restsLink(l.p, v, c)
		if files.Href != "" {
			reason.Body = views.WithLink(reason.Text, files.Href, files.Label)
		}
		reason.Sub = limitMarks(l.p, c, files)
		if v.Can(models.PermScoreRead) {
			reason.Sub = dotted(c.Reason, reason.Sub)
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: l.p.Date(c.MadeAt), Href: "/limits/" + c.PublicID()}, views.Text(l.word("product.", string(c.Product))), views.Num(views.Money(c.FromFen)),
			views.Num(views.Money(c.ToFen)), views.Text(l.word("limit.state.", string(c.Stands()))), reason, views.Text(c.MadeName),
		}})
	}
	return r
}

// sanctionTable lists sanctions. Free reasons are for those who may read scores.
func (l labels) sanctionTable(list []models.Sanction, reasons bool) views.Records {
	r := views.Records{
		Caption: l.p.T("account.sanctions"), Empty: l.p.T("account.sanctions_none"),
		Heads: l.heads("common.date", "account.sanction", "common.status", "account.ends", "common.reason", "common.by"),
	}
	for i := range list {
		s := &list[i]
		state := ui.BadgeArgs{Label: l.word("sanction.state.", string(s.State))}
		switch s.State {
		case models.SanctionActive:
			state.Tone = ui.Red
		case models.SanctionProposed:
			state.Tone = ui.Amber
		case models.SanctionOverturned:
			state.Tone = ui.Violet
		}
		ends := views.Dash
		if s.EndsAt != nil {
			ends = l.p.Date(*s.EndsAt)
		} else if s.ReviewAt != nil {
			ends = l.p.T("account.review", "date", l.p.Date(*s.ReviewAt))
		}
		reason := views.Cell{Text: views.Dash, Wrap: true}
		if reasons {
			reason.Text = l.engineReason(s.Reason)
		}
		kind := views.Cell{Text: l.word("sanction.kind.", string(s.Kind))}
		if s.Kind == models.SanctionRestrict {
			kind.Sub = l.functions(s.Reach)
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: l.p.Date(s.MadeAt), Href: "/sanctions/" + s.PublicID()}, kind, views.State(state), views.Text(ends), reason, views.Text(s.MadeName),
		}})
	}
	return r
}
