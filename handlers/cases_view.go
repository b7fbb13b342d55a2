package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// caseView is a case's page as one person may see it.
func caseView(p views.Page, d *models.CaseDetail, v *Visitor, view string, staff []models.User) views.CaseData {
	l, c, a := labels{p}, &d.Case, &d.Account.Account
	href := "/accounts/" + a.PublicID()
	data := views.CaseData{
		ID: p.Copy(c.PublicID()), View: view, Open: c.State == models.CaseOpen, Badges: append([]ui.BadgeArgs{l.severity(c.Severity), l.status(a.Status)}, hardshipBadges(p, a)...),
		Facts: l.caseFacts(d, v), Summary: l.caseSummary(&d.Account, v),
		Exposure: l.exposure(&d.Account), Calendar: l.calendar(d.Account.Statements), Earlier: l.earlier(d.Earlier), Checks: l.checkTable(d.Account.Checks), Payments: l.paymentTable(d.Account.Events, v.Can(models.PermScoreRead)),
		Timeline: l.events(d.Entries, true), Notes: l.notes(&d.Account, v, caseHref(c.ID, view)),
	}
	l.caseWhy(d, v, &data)
	data.Linked, _, data.LinkNote = l.linkTable(&d.Account)
	data.Sharing = l.sharing(d.Account.Events, v)
	if view != "" {
		data.Back = rowHref(view, c.ID)
	}
	if v.Can(models.PermScoreRead) {
		data.Score = l.scoreCard(&d.Account)
	}
	l.caseHold(d, v, &data)
	if data.CanDecide {
		data.Quick = l.quickReasons(d)
	}
	l.caseDesk(d, v, view, &data)
	data.Desk.Notes = slices.Concat(data.Desk.Notes, l.caseHardship(d), l.caseProofs(d))
	l.undoNewest(d, v, &data)
	l.reopening(d, v, &data)
	l.lowered(d, v, &data)
	data.Asked = l.askedOf(d, v)
	if v.Can(models.PermAccountRead) {
		data.Links = append(data.Links, ui.LinkArgs{Label: p.T("events.open"), Href: href + "/events", Icon: "list", Key: "v"})
		data.Links = append(data.Links, ui.LinkArgs{Label: p.T("case.to_account"), Href: href, Icon: "user", Key: "@"})
	}
	may := d.May(v.UserID(), v.Can, p.Now)
	if may.Limit && len(d.Account.Lines) > 0 {
		data.Links = append(data.Links, ui.LinkArgs{Label: p.T("case.to_limit"), Href: caseLimitHref(c, d.Account.Lines[0].ID), Icon: "limit", Key: "l"})
	}
	if may.Sanction {
		data.Links = append(data.Links, ui.LinkArgs{Label: p.T("case.to_sanction"), Href: caseSanctionHref(c), Icon: "shield", Key: "p"})
	}
	if may.Assign {
		for _, u := range staff {
			data.Assign = append(data.Assign, ui.Option{Value: u.PublicID(), Label: u.Name})
		}
	}
	return data
}

// caseLimitHref is the form of a limit change that comes from a case.
func caseLimitHref(c *models.Case, line models.ID) string {
	q := url.Values{"line": {line.Public(models.PrefixLine)}, "case": {c.PublicID()}}
	return accountHref(c.AccountID.Public(models.PrefixAccount)) + "/limit?" + q.Encode()
}

// caseSanctionHref is the form of a measure that comes from a case.
func caseSanctionHref(c *models.Case) string {
	return accountHref(c.AccountID.Public(models.PrefixAccount)) + "/sanction?case=" + c.PublicID()
}

// caseHold sets who holds the case and what this person may do about it.
func (l labels) caseHold(d *models.CaseDetail, v *Visitor, data *views.CaseData) {
	c := &d.Case
	if d.Blinded {
		data.Held, data.HeldTone = l.p.T("case.blind"), ui.Amber
		return
	}
	if c.State == models.CaseClosed {
		if c.ClosedAt != nil {
			data.Outcome = l.p.T("case.closed_by", "name", c.ClosedName, "time", l.p.DateTime(*c.ClosedAt),
				"outcome", l.outcome(c.Outcome).Label, "reason", c.Reason)
			if len(c.Principal) > 0 {
				data.Principal = []ui.Pair{principalPair(l.p, "sanction", c.Principal)}
			}
		}
		return
	}
	may := d.May(v.UserID(), v.Can, l.p.Now)
	data.CanClaim, data.CanRenew, data.CanRelease, data.CanDecide = may.Claim, may.Renew, may.Release, may.Decide
	switch c.HeldBy(l.p.Now) {
	case 0:
	case v.UserID():
		data.Held, data.HeldTone = l.p.T("case.held_you", "left", l.leaseLeft(c)), ui.Blue
	default:
		data.Held, data.HeldTone = l.p.T("case.held_other", "name", c.AssigneeName, "left", l.leaseLeft(c)), ui.Amber
	}
	data.Decide = views.DecideForm{
		Action: "/cases/" + c.PublicID() + "/decide", Version: strconv.FormatInt(c.Version, 10), Warning: hardshipWarning(l.p, &d.Account.Account),
	}
}

// leaseLeft is how many minutes a claim still lasts, begun minutes counted whole, in a sentence.
func (l labels) leaseLeft(c *models.Case) string {
	return l.p.N("common.minutes", leaseMinutes(c, l.p.Now))
}

// leaseShort is leaseLeft for a row.
func (l labels) leaseShort(c *models.Case) string {
	if c.LeaseUntil == nil {
		return views.Dash
	}
	return l.p.T("common.min", "n", strconv.Itoa(leaseMinutes(c, l.p.Now)))
}

func leaseMinutes(c *models.Case, now time.Time) int {
	return int(c.LeaseUntil.Sub(now).Minutes() + 0.99)
}

// caseFacts are the facts of the decision bar.
func (l labels) caseFacts(d *models.CaseDetail, v *Visitor) []ui.Pair {
	c, a := &d.Case, &d.Account.Account
	facts := []ui.Pair{{Key: l.p.T("common.status"), Body: ui.Badge(l.status(a.Status))}}
	if v.Can(models.PermScoreRead) {
		facts = append(facts, ui.Pair{Key: l.p.T("score.score"), Body: views.ScoreCell(strconv.Itoa(c.Score), l.band(c.Band))})
	}
	facts = append(facts, ui.Pair{Key: l.p.T("queue.exposure_head"), Value: views.Money(c.ExposureFen), Numeric: true})
	facts = append(facts, l.proposalFact(d, v)...)
	if c.State == models.CaseClosed {
		return append(facts, ui.Pair{Key: l.p.T("case.outcome"), Body: ui.Badge(l.outcome(c.Outcome))})
	}
	at, tone := l.caseDue(c)
	facts = append(facts, ui.Pair{Key: l.p.T("queue.due"), Body: views.DueCell(at, tone)})
	if p := d.Account.Policy; p != nil && p.SLA.Business != nil {
		facts = append(facts, ui.Pair{Key: l.p.T("case.due_hours"), Value: l.business(p.SLA.Business)})
	}
	owner := l.p.T("case.nobody")
	if c.HeldBy(l.p.Now) != 0 {
		owner = c.AssigneeName + " · " + l.leaseShort(c)
	}
	return append(facts, ui.Pair{Key: l.p.T("queue.who"), Value: owner})
}

// caseSummary is the account beside a case.
func (l labels) caseSummary(d *models.AccountDetail, v *Visitor) []ui.Pair {
	a := &d.Account
	pairs := []ui.Pair{
		{Key: l.p.T("account.name"), Body: l.maskedBody(a, models.FieldName, l.orDash(d.Masked.Name), v)},
		{Key: l.p.T("account.phone"), Body: l.maskedBody(a, models.FieldPhone, l.orDash(d.Masked.Phone), v)},
		{Key: l.p.T("account.external"), Value: a.ExternalID},
		{Key: l.p.T("account.dpd"), Value: l.p.N("common.days", a.DaysPastDue)},
		{Key: l.p.T("account.income"), Value: l.money(a.IncomeFen)},
		{Key: l.p.T("account.opened"), Value: l.datePtr(a.OpenedAt)},
	}
	if appeal := d.OpenAppeal(); appeal != nil {
		pairs = append(pairs, ui.Pair{Key: l.p.T("account.open_appeal"), Body: views.Link("/appeals/"+appeal.PublicID(), l.word("appeal.stage.", string(appeal.Stage)))})
	}
	return pairs
}

// earlier lists the account's other cases.
func (l labels) earlier(list []models.Case) views.Records {
	r := views.Records{Dense: true, Caption: l.p.T("case.earlier"), Empty: l.p.T("case.earlier_none"), Heads: []ui.ThArgs{
		{Label: l.p.T("queue.flagged")}, {Label: l.p.T("queue.severity")}, {Label: l.p.T("queue.code")}, {Label: l.p.T("case.outcome")},
		{Label: l.p.T("common.by")}, {Label: l.p.T("common.reason")},
	}}
	for i := range list {
		c := &list[i]
		outcome := views.State(ui.BadgeArgs{Label: l.p.T("case_state.open"), Tone: ui.Blue})
		if c.State == models.CaseClosed {
			outcome = views.State(l.outcome(c.Outcome))
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: l.p.Date(c.OpenedAt), Href: caseHref(c.ID, ""), Row: true, Wide: true}, views.State(l.severity(c.Severity)),
			{Text: l.flagName(c.TopCode), Wrap: true}, outcome, l.holder(c), views.Note(c.Reason),
		}})
	}
	return r
}
