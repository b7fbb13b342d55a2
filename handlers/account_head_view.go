package handlers

import (
	"strconv"

	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// accountHead is the head of an account's own page: who, what state, how much, what is open.
func (l labels) accountHead(d *models.AccountDetail, v *Visitor) views.AccountHead {
	h := l.headOf(&d.Account, d.Masked, v, "")
	h.Actions, h.More = rareApart(l.accountActions(d, v))
	h.Facts = l.headFacts(d, v)
	h.Bar, h.BarText = l.headBar(d)
	return h
}

// rareApart parts the actions that have a key of their own from those of few days, which share a menu where there are several.
func rareApart(all []ui.LinkArgs) (often, rare []ui.LinkArgs) {
	for _, a := range all {
		if a.Key == "" {
			rare = append(rare, a)
		} else {
			often = append(often, a)
		}
	}
	if len(rare) < 2 {
		return all, nil
	}
	return often, rare
}

// headOf is the head that every page of an account has: the name, the state, and the way to
// the others. page is the end of this one's address, "" for the account's own.
func (l labels) headOf(a *models.Account, masked models.Personal, v *Visitor, page string) views.AccountHead {
	h := views.AccountHead{
		Name: l.name(masked, a), Href: "/accounts/" + a.PublicID(), ID: l.p.Copy(a.PublicID()), Badges: append([]ui.BadgeArgs{l.status(a.Status)}, hardshipBadges(l.p, a)...),
	}
	for _, t := range accountPages(v) {
		h.Tabs = append(h.Tabs, ui.Tab{Label: l.p.T("account.page_" + t.key), Href: h.Href + t.path, Current: t.path == page})
	}
	if v.Can(models.PermAuditRead) {
		h.Tabs = append(h.Tabs, ui.Tab{Label: l.p.T("nav.audit"), Href: "/audit?account=" + a.PublicID()})
	}
	return h
}

// accountPage is one of an account's pages.
type accountPage struct{ key, path string }

// accountPages is the pages of an account that a person may see, in the order of their tabs.
func accountPages(v *Visitor) []accountPage {
	scores := v.Can(models.PermScoreRead)
	var list []accountPage
	for _, t := range []struct {
		accountPage
		may bool
	}{
		{accountPage{"overview", ""}, true}, {accountPage{"timeline", "/timeline"}, true}, {accountPage{"events", "/events"}, true},
		{accountPage{"links", "/links"}, scores}, {accountPage{"score", "/score"}, scores}, {accountPage{"compare", "/compare"}, scores}, {accountPage{"contact", "/contact"}, true},
		{accountPage{"dossier", "/dossier"}, v.Can(models.PermDossierExport)},
	} {
		if t.may {
			list = append(list, t.accountPage)
		}
	}
	return list
}

// headFacts are the answers of the head, the most important first.
func (l labels) headFacts(d *models.AccountDetail, v *Visitor) []views.HeadFact {
	a := &d.Account
	var facts []views.HeadFact
	if v.Can(models.PermScoreRead) {
		facts = append(facts, l.headScore(a))
	}
	facts = append(facts, l.headState(a)...)
	facts = append(facts, l.headLate(d))
	if v.Can(models.PermCaseRead) {
		facts = append(facts, l.headCase(d.OpenCase))
	}
	if v.Can(models.PermAppealRead) {
		facts = append(facts, l.headAppeal(d.OpenAppeal()))
	}
	if waits := d.Waiting(v.Can(models.PermScoreRead)); len(waits) > 0 {
		facts = append(facts, views.HeadFact{Label: l.p.T("account.waiting"), Value: l.p.N("account.waiting_n", len(waits)), Href: waitingHref(waits), Tone: ui.Amber})
	}
	return facts
}

// headLate is for how long and how much is late. What nobody can know is said to be unknown.
func (l labels) headLate(d *models.AccountDetail) views.HeadFact {
	f := views.HeadFact{Label: l.p.T("account.past_due"), Value: l.p.T("account.not_late")}
	if d.Account.DaysPastDue <= 0 {
		return f
	}
	f.Value, f.Note, f.Tone = l.p.N("account.days_late", d.Account.DaysPastDue), l.p.T("account.past_due_unknown"), ui.Red
	if d.PastDue.Known {
		f.Note = l.p.T("account.past_due_fen", "amount", views.Money(d.PastDue.Fen))
	}
	return f
}

// pastDueNote says from what the amount that is past due was worked out, "" when nothing is late.
func (l labels) pastDueNote(d *models.AccountDetail) string {
	due := &d.PastDue
	switch {
	case d.Account.DaysPastDue <= 0:
		return ""
	case !due.Known:
		return l.p.T("account.past_due_why_unknown")
	}
	return l.p.T("account.past_due_why", "month", monthName(due.Bill), "bill", views.Money(due.BillFen), "paid", views.Money(due.PaidFen),
		"rest", views.Money(due.Fen))
}

func (l labels) headScore(a *models.Account) views.HeadFact {
	f := views.HeadFact{Label: l.p.T("score.score"), Value: l.p.T("account.unscored")}
	if a.Score == nil {
		return f
	}
	band := l.band(a.Band)
	f.Value, f.Note, f.Href = strconv.Itoa(*a.Score), band.Label, "/accounts/"+a.PublicID()+"/score"
	if a.Band == "poor" {
		f.Tone = ui.Red
	}
	return f
}

// headState is when the state beside the name ends; what has no end says so.
func (l labels) headState(a *models.Account) []views.HeadFact {
	if a.Status == models.StatusActive || a.Status == models.StatusClosed {
		return nil
	}
	f := views.HeadFact{Label: l.p.T("account.state_ends"), Value: l.p.T("account.no_end")}
	if a.StatusUntil != nil {
		f.Value = l.p.Date(*a.StatusUntil)
	}
	return []views.HeadFact{f}
}

func (l labels) headCase(c *models.Case) views.HeadFact {
	f := views.HeadFact{Label: l.p.T("account.open_case"), Value: l.p.T("common.none")}
	if c != nil {
		due, tone := l.caseDue(c)
		f.Value, f.Note, f.Tone, f.Href = l.severity(c.Severity).Label, due.Text, tone, caseHref(c.ID, "")
	}
	return f
}

func (l labels) headAppeal(a *models.Appeal) views.HeadFact {
	f := views.HeadFact{Label: l.p.T("account.open_appeal"), Value: l.p.T("common.none")}
	if a == nil {
		return f
	}
	f.Value, f.Href = l.word("appeal.stage.", string(a.Stage)), "/appeals/"+a.PublicID()
	if a.PausedAt == nil {
		due, tone := l.due(a.DueAt)
		f.Note, f.Tone = due.Text, tone
	}
	return f
}

// waitingHref is where what waits is shown: its own page when it is one thing, and else the first part of the account's page that
// shows some of it.
func waitingHref(waits []models.Approval) string {
	w := &waits[0]
	if len(waits) == 1 {
		return approvalHref(w)
	}
	switch {
	case w.Limit != nil:
		return "#limits"
	case w.Sanction != nil:
		return "#sanctions"
	case w.Aside != nil:
		return "#main"
	}
	return "#score"
}

// headBar is what is used of the limit in force, line by line, with what is left.
func (l labels) headBar(d *models.AccountDetail) (*chart.ExposureArgs, []ui.Pair) {
	a := &d.Account
	if a.LimitFen <= 0 && a.UsedFen <= 0 {
		return nil, nil
	}
	use, _, _ := utilisation(a.UsedFen, a.LimitFen)
	bar := chart.ExposureArgs{
		Limit: float64(a.LimitFen),
		Label: l.p.T("account.exposure_words", "used", views.Money(a.UsedFen), "limit", views.Money(a.LimitFen), "share", use),
	}
	var words []ui.Pair
	for i := range d.Lines {
		line := &d.Lines[i]
		name := l.word("product.", string(line.Product))
		bar.Parts = append(bar.Parts, chart.Part{Label: name, Text: views.Money(line.UsedFen), Value: float64(line.UsedFen)})
		words = append(words, ui.Pair{Key: name, Value: views.Money(line.UsedFen)})
	}
	limit := views.Money(a.LimitFen)
	if a.LimitFen > 0 {
		limit = l.p.T("account.limit_used", "limit", limit, "share", use)
	}
	return &bar, append(words,
		ui.Pair{Key: l.p.T("account.available"), Value: views.Money(l.available(d.Lines))}, ui.Pair{Key: l.p.T("account.limit"), Value: limit})
}
