package handlers

import (
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// accountView is an account's page as one person's rights show it. Without the right to
// read scores there is no score, band, rule or threshold anywhere on it.
func accountView(p views.Page, d *models.AccountDetail, newest *models.Timeline, v *Visitor) views.AccountData {
	l, a := labels{p}, &d.Account
	scores := v.Can(models.PermScoreRead)
	data := views.AccountData{
		Head:    l.accountHead(d, v),
		Anchors: l.anchors(scores), Identity: l.identity(d, v), Checks: l.checkTable(d.Checks), Exposure: l.exposure(d), Lines: l.lineTable(d.Lines),
		Calendar: l.years(d.Statements), PastDue: l.pastDueNote(d), Known: l.background(a), Declared: l.declared(a),
		Limits: l.limitTable(d.Limits, v), Sanctions: l.sanctionTable(d.Sanctions, scores), Appeals: l.appealTable(d.Appeals),
		Devices: l.deviceTable(d.Devices), Payments: l.paymentTable(d.Events, scores),
		Notes: l.notes(d, v, ""), Timeline: views.TimelineFew{Events: l.timelineFewEvents(newest, v), Href: timelineHref(a.ID, "")},
	}
	if scores { // who a customer is linked to is other customers' business
		links, chips, note := l.linkTable(d)
		data.Links, data.LinkChips, data.LinkNote = &links, chips, note
	}
	data.Note, data.NoteTone = l.statusNote(a)
	data.Listed, data.Asked = l.listedNotes(d.Listed, scores), l.accountChallenges(d.Challenges, v)
	data.Asides = append(l.asideNotes(d.Asides, scores), l.muteNotes(d.Sanctions)...)
	if d.Breakdown != nil {
		data.Safe = l.reasons(d.Breakdown.Reasons)
		if !scores { // the same words, without what they cost
			for i := range data.Safe {
				data.Safe[i] = views.ReasonLine{Customer: data.Safe[i].Customer, Help: data.Safe[i].Help}
			}
		}
	}
	if len(data.Safe) == 0 {
		data.SafeNote = p.T("account.safe_none")
	} else {
		data.SafeNote = p.T("account.safe_note")
	}
	if scores {
		l.accountScores(d, v, &data)
	}
	return data
}

// accountScores adds what only readers of scores see.
func (l labels) accountScores(d *models.AccountDetail, v *Visitor, data *views.AccountData) {
	if data.Score = l.scoreCard(d); data.Score == nil {
		data.NoScore = l.p.T("account.never_scored")
	}
	data.History = l.scoreHistory(d)
	decisions := l.decisionTable(d.Account.PublicID(), d.Decisions, d.Causes)
	data.Decisions = &decisions
	if len(d.Decisions) > 0 {
		data.DecisionsExport = decisionsHref(d.Account.PublicID())
	}
	if v.Can(models.PermCaseRead) {
		flags, cases := l.flagTable(d.OpenFlags, d.Policy, true), l.earlier(d.Cases)
		cases.Caption, cases.Empty = l.p.T("account.cases"), l.p.T("account.cases_none")
		data.Flags, data.Cases = &flags, &cases
	}
}

// statusNote says what an account may not do, and until when.
func (l labels) statusNote(a *models.Account) (string, ui.Tone) {
	if a.Status == models.StatusActive || a.Status == models.StatusClosed {
		return "", ui.Neutral
	}
	until := l.p.T("account.until_lifted")
	if a.StatusUntil != nil {
		until = l.p.T("account.until", "date", l.p.Date(*a.StatusUntil))
	}
	return l.p.T("account.taken", "functions", l.functions(a.Reach), "until", until), ui.Red
}

func (l labels) available(lines []models.CreditLine) int64 {
	var sum int64
	for i := range lines {
		sum += lines[i].AvailableFen()
	}
	return sum
}

// accountActions are what this person may start from here.
func (l labels) accountActions(d *models.AccountDetail, v *Visitor) []ui.LinkArgs {
	href := "/accounts/" + d.Account.PublicID()
	var list []ui.LinkArgs
	if d.OpenCase != nil && v.Can(models.PermCaseRead) {
		list = append(list, ui.LinkArgs{Label: l.p.T("account.to_case"), Href: caseHref(d.OpenCase.ID, ""), Icon: "queue", Kind: "primary", Key: "c"})
	}
	if d.OpenCase == nil && v.Can(models.PermCaseWork) && d.Account.Status != models.StatusDeactivated {
		list = append(list, ui.LinkArgs{Label: l.p.T("case_open.do"), Href: href + "/case", Icon: "queue", Key: "c"})
	}
	if v.Can(models.PermLimitPropose) && len(d.Lines) > 0 {
		list = append(list, ui.LinkArgs{Label: l.p.T("case.to_limit"), Href: href + "/limit?line=" + d.Lines[0].PublicID(), Icon: "limit", Key: "l"})
	}
	if v.Can(models.PermSanctionPropose) {
		list = append(list, ui.LinkArgs{Label: l.p.T("case.to_sanction"), Href: href + "/sanction", Icon: "shield", Key: "p"})
	}
	if mayAside(v) && d.Account.ErasedAt == nil {
		list = append(list, ui.LinkArgs{Label: l.p.T("aside.to"), Href: href + "/aside", Icon: "flag"})
	}
	if v.Can(models.PermCaseWork) && d.Account.ErasedAt == nil {
		list = append(list, ui.LinkArgs{Label: l.p.T("proof_ask.to"), Href: href + "/proof", Icon: "phone"})
	}
	if v.Can(models.PermAppealIntake) && d.OpenAppeal() == nil {
		for _, s := range d.Sanctions {
			if s.State == models.SanctionActive {
				list = append(list, ui.LinkArgs{Label: l.p.T("account.to_appeal"), Href: href + "/appeal?sanction=" + s.PublicID(), Icon: "appeal", Key: "y"})
				break
			}
		}
	}
	if v.Can(models.PermMessageSend) && d.Account.ErasedAt == nil {
		list = append(list, ui.LinkArgs{Label: l.p.T("tell.to"), Href: href + "/message", Icon: "message"})
	}
	if v.Can(models.PermAccountHardship) && d.Account.ErasedAt == nil {
		list = append(list, ui.LinkArgs{Label: l.p.T("hardship.to"), Href: hardshipHref(&d.Account), Icon: "info"})
	}
	if v.Can(models.PermAccountNote) && d.Account.ErasedAt == nil {
		list = append(list, ui.LinkArgs{Label: l.p.T("contact_log.title"), Href: href + "/contacts", Icon: "phone"})
	}
	return list
}

// anchors are the parts of the page, to jump to.
func (l labels) anchors(scores bool) []ui.Tab {
	names := []string{"reasons", "lines", "statements", "limits", "sanctions", "appeals", "transactions", "identity", "notes", "timeline"}
	if scores {
		names = slices.Concat([]string{"score", "flags"}, names[:3], []string{"decisions"}, names[3:8], []string{"relationships"}, names[8:])
	}
	tabs := make([]ui.Tab, len(names))
	for i, n := range names {
		tabs[i] = ui.Tab{Label: l.p.T("account.part_" + n), Href: "#" + n}
	}
	return tabs
}

// identity is who the customer is, masked, with the way to reveal where it is permitted.
func (l labels) identity(d *models.AccountDetail, v *Visitor) []ui.Pair {
	a := &d.Account
	var pairs []ui.Pair
	for _, f := range models.PersonalFields() {
		value, _ := d.Masked.Get(f)
		pair := ui.Pair{Key: l.word("account.", string(f)), Value: l.p.T("account.not_known")}
		if value != "" {
			pair.Body = l.maskedBody(a, f, value, v)
		}
		pairs = append(pairs, pair)
	}
	return append(pairs,
		ui.Pair{Key: l.p.T("account.source"), Value: a.Source}, ui.Pair{Key: l.p.T("account.external"), Body: ui.CopyID(l.p.Copy(a.ExternalID))},
		ui.Pair{Key: l.p.T("account.opened"), Value: l.datePtr(a.OpenedAt)}, ui.Pair{Key: l.p.T("account.lang"), Value: l.word("lang.", a.Lang)},
		ui.Pair{Key: l.p.T("account.jurisdiction"), Value: orDash(a.Jurisdiction)})
}

// maskedBody is a masked value with the way to reveal it, or the words that stand in its place.
func (l labels) maskedBody(a *models.Account, f models.PersonalField, value string, v *Visitor) templ.Component {
	if !shows(value) {
		return ui.Masked(l.p.Masked(said(l.p, value), ""))
	}
	return ui.Masked(l.p.Masked(value, l.revealHref(a, f, v)))
}

// revealHref is the page that asks for one field, "" when the visitor may not.
func (l labels) revealHref(a *models.Account, f models.PersonalField, v *Visitor) string {
	if !v.Can(models.PermAccountReveal) {
		return ""
	}
	return "/accounts/" + a.PublicID() + "/reveal?field=" + string(f)
}

func (l labels) orDash(s string) string {
	if s == "" {
		return views.Dash
	}
	return s
}

func (l labels) money(fen int64) string {
	if fen == 0 {
		return l.p.T("account.not_known")
	}
	return views.Money(fen)
}

func (l labels) datePtr(t *time.Time) string {
	if t == nil {
		return l.p.T("account.not_known")
	}
	return l.p.Date(*t)
}

// exposure is the use of each line against the limit of all.
func (l labels) exposure(d *models.AccountDetail) chart.StackedArgs {
	a := chart.StackedArgs{Frame: l.p.Frame(l.p.T("account.exposure"), ""), Limit: float64(d.Account.LimitFen)}
	for i := range d.Lines {
		line := &d.Lines[i]
		a.Parts = append(a.Parts, chart.Part{Label: l.word("product.", string(line.Product)), Text: views.Money(line.UsedFen), Value: float64(line.UsedFen)})
	}
	a.LimitText = l.p.T("account.limit_text", "limit", views.Money(d.Account.LimitFen))
	a.FreeText = l.p.T("account.free_text", "free", views.Money(l.available(d.Lines)))
	return a
}

// background is what is known of the customer's life outside the account.
func (l labels) background(a *models.Account) []ui.Pair {
	months, employer := l.p.T("account.not_known"), l.p.T("account.not_known")
	if a.EmploymentMonths != nil {
		months = l.p.N("factor.months", *a.EmploymentMonths)
	}
	if a.Employer != "" {
		employer = l.word("employer.", a.Employer)
	}
	return []ui.Pair{
		{Key: l.p.T("account.education"), Value: l.p.T("education." + strconv.Itoa(a.Education))},
		{Key: l.p.T("account.employer"), Value: employer}, {Key: l.p.T("account.employment"), Value: months},
		{Key: l.p.T("account.income"), Value: l.money(a.IncomeFen)},
	}
}

// declared is what a customer said about themselves and no score ever uses.
func (l labels) declared(a *models.Account) []ui.Pair {
	var pairs []ui.Pair
	for _, key := range sortedKeys(a.Declared) {
		pairs = append(pairs, ui.Pair{Key: l.word("declared.", key), Value: l.word("declared."+key+".", a.Declared[key])})
	}
	return pairs
}
