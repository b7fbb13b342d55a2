package handlers

import (
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// one draws the page of one rule set aside.
func (h *RuleAsides) one(c echo.Context, status int, f *form, cause error) error {
	id, err := pathID(c, models.PrefixAside)
	if err != nil {
		return err
	}
	a, err := h.Store.RuleAside(c.Request().Context(), id)
	if err != nil {
		return err
	}
	about := models.AuditFilter{ObjectType: "aside", ObjectID: a.PublicID(), Limit: 50}
	history, err := h.Store.AuditEntries(c.Request().Context(), about)
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	p := h.page(c, "aside.one")
	p.Record = recordHref(v, "aside", a.PublicID())
	p.Crumbs = accountCrumbs(p, &a.Account, a.Name)
	d := asidePage(p, v, a)
	d.Events = labels{p}.events(history, true)
	if cause != nil {
		d.Actions.Form = h.typed(c, h.Store, f, cause, about)
	}
	if err := h.asks(c, p, &d.Actions, models.PermScoreOverride, a.MadeBy); err != nil {
		return err
	}
	return h.render(c, status, views.AsidePage(p, d))
}

func asidePage(p views.Page, v *Visitor, a *models.RuleAsideDetail) views.AsidePageData {
	l, self := labels{p}, "/asides/"+a.PublicID()
	d := views.AsidePageData{
		Account: measureAccount(p, v, &a.Account, a.Name), ID: a.PublicID(), State: overrideBadge(p, a.State), Rule: l.ruleName(a.Rule, ""),
		Steps:   steps(p, "override.state.", []string{string(models.OverrideProposed), string(models.OverrideActive), string(models.OverrideEnded)}, string(a.State)),
		Actions: views.MeasureActions{Version: strconv.FormatInt(a.Version, 10)},
	}
	if v.Can(models.PermPolicyRead) {
		d.RuleHref = qualityHref(a.Rule, 0)
	}
	d.Facts = []ui.Pair{
		{Key: p.T("rules.rule"), Value: p.T("rules.named", "name", d.Rule, "key", a.Rule)}, timePair(p, "aside.until", &a.EndsAt),
		{Key: p.T("measure.reason_staff"), Value: a.Reason},
		{Key: p.T("measure.made_by"), Value: a.MadeName}, timePair(p, "measure.made_at", &a.MadeAt),
	}
	if a.DecidedAt != nil {
		d.Facts = append(d.Facts, ui.Pair{Key: p.T("measure.decided_by"), Value: a.ApprovedName}, timePair(p, "measure.decided_at", a.DecidedAt))
	}
	if a.DecideReason != "" {
		d.Facts = append(d.Facts, ui.Pair{Key: p.T("measure.decide_reason"), Value: a.DecideReason})
	}
	switch {
	case a.State == models.OverrideProposed:
		if a.MadeBy == v.UserID() && v.UserID() != 0 {
			d.Actions.Withdraw = self + "/withdraw"
		}
		waiting{self, models.PermScoreOverride, a.MadeBy, a.MadeAt}.answer(p, v, &d.Actions)
	case a.InForce(p.Now) && v.Can(models.PermCaseWork):
		d.End = self + "/end"
	}
	return d
}

// asideText says of an account which rule is set aside for it, or waits to be.
func (l labels) asideText(a *models.RuleAside) string {
	key := "aside.note"
	if a.State == models.OverrideProposed {
		key = "aside.note_waits"
	}
	return l.p.T(key, "rule", l.ruleName(a.Rule, ""), "key", a.Rule, "date", l.p.Date(a.EndsAt), "name", a.MadeName, "reason", a.Reason)
}

func (l labels) asideNote(a *models.RuleAside) views.ListedNote {
	n := views.ListedNote{Tone: ui.Violet, Text: l.asideText(a), Href: "/asides/" + a.PublicID(), Label: l.p.T("common.open")}
	if a.State == models.OverrideProposed {
		n.Tone = ui.Amber
	}
	return n
}

// asideNotes are what an account's page says of rules set aside; whoever reads no scores learns of no rule.
func (l labels) asideNotes(list []models.RuleAside, scores bool) (notes []views.ListedNote) {
	for i := range list {
		if scores {
			notes = append(notes, l.asideNote(&list[i]))
		}
	}
	return notes
}

// decidedAside is what a decision says of the rules that held and did not count.
func (l labels) decidedAside(d *models.EventDetail) (notes []views.DecisionNote) {
	for _, key := range d.Result.Aside {
		n := views.DecisionNote{Tone: ui.Violet, Icon: "flag", Text: l.p.T("aside.decided", "rule", l.ruleName(key, ""), "key", key)}
		if i := slices.IndexFunc(d.Asides, func(a models.RuleAside) bool { return a.Rule == key }); i >= 0 {
			a := &d.Asides[i]
			n.Text = l.p.T("aside.decided_until", "rule", l.ruleName(key, ""), "key", key, "date", l.p.Date(a.EndsAt), "reason", a.Reason)
			n.Href, n.Label = "/asides/"+a.PublicID(), l.p.T("common.open")
		}
		notes = append(notes, n)
	}
	return notes
}

// asideMark is how a rule that held is marked where it was set aside.
func (l labels) asideMark(d *models.EventDetail, r *rules.Rule, was ui.BadgeArgs) ui.BadgeArgs {
	if decide.SetsAside(d.Result.Aside, r) {
		return ui.BadgeArgs{Label: l.p.T("aside.mark"), Tone: ui.Violet}
	}
	return was
}

// asideHref is where a rule that fired on an event is set aside for its account, "" where it may not be or a person may not ask.
func asideHref(d *models.EventDetail, v *Visitor, r *rules.Rule) string {
	if !mayAside(v) || models.MayAside(r) != nil || slices.Contains(d.Result.Aside, r.Key) {
		return ""
	}
	return "/accounts/" + d.Account.PublicID() + "/aside?rule=" + r.Key
}

// ruleAsides is the accounts for which a rule is set aside.
func (l labels) ruleAsides(v *Visitor, d *models.RuleDetail) views.Records {
	r := views.Records{ID: "asides", Caption: l.p.T("rule.asides"), Heads: l.heads("appeal.account", "aside.until", "measure.made_by", "measure.decided_by", "common.reason", "aside.open"), Slim: true}
	for i := range d.Asides {
		a := &d.Asides[i]
		who := views.Cell{Text: said(l.p, a.Name)}
		if who.Text == "" {
			who.Text = a.Account.PublicID()
		}
		open := views.Cell{Text: a.PublicID(), Code: true}
		if v.Can(models.PermAccountRead) {
			who.Href = "/accounts/" + a.Account.PublicID()
		}
		if v.Can(models.PermScoreRead) {
			open.Href = "/asides/" + a.PublicID()
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{who, views.At(l.p.Time(a.EndsAt)), views.Text(a.MadeName), views.Text(a.ApprovedName), {Text: a.Reason, Wrap: true, Wide: true}, open}})
	}
	return r
}
