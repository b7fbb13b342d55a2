package handlers

import (
	"strconv"
	"time"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

func hardshipHref(a *models.Account) string { return "/accounts/" + a.PublicID() + "/hardship" }

// hardshipBadges is the mark of an account whose customer is in hardship: until when, and nothing of why.
func hardshipBadges(p views.Page, a *models.Account) []ui.BadgeArgs {
	until := a.Hardship(p.Now)
	if until == nil {
		return nil
	}
	return []ui.BadgeArgs{hardshipBadge(p, *until)}
}

func hardshipBadge(p views.Page, until time.Time) ui.BadgeArgs {
	return ui.BadgeArgs{Label: p.T("hardship.badge", "date", p.Date(until)), Tone: ui.Amber, Icon: "info"}
}

// hardshipWarning is what whoever is about to act on an account reads before, "" for nothing. It never stops them.
func hardshipWarning(p views.Page, a *models.Account) string {
	if until := a.Hardship(p.Now); until != nil {
		return p.T("hardship.warning", "date", p.Date(*until))
	}
	return ""
}

// caseHardship is the same sentence on an open case.
func (l labels) caseHardship(d *models.CaseDetail) []views.CaseNote {
	text := hardshipWarning(l.p, &d.Account.Account)
	if text == "" || d.Case.State != models.CaseOpen {
		return nil
	}
	return []views.CaseNote{{Tone: ui.Amber, Icon: "info", Text: text}}
}

func (l labels) hardshipKinds() []ui.Option {
	var options []ui.Option
	for _, kind := range models.HardshipKinds() {
		options = append(options, ui.Option{Value: string(kind), Label: l.hardshipKind(kind)})
	}
	return options
}

// hardshipKind names a kind, or says that nobody can read it any more.
func (l labels) hardshipKind(kind models.HardshipKind) string {
	if !shows(string(kind)) {
		return orDash(said(l.p, string(kind)))
	}
	return l.word("hardship.kind.", string(kind))
}

// hardshipOpen is the flag that stands, nil for none, as those see it who may know what it is about.
func (l labels) hardshipOpen(h *models.HardshipText) *views.HardshipOpen {
	if h == nil {
		return nil
	}
	account := h.AccountID.Public(models.PrefixAccount)
	return &views.HardshipOpen{
		ID: h.PublicID(), Version: strconv.FormatInt(h.Version, 10), Href: "/accounts/" + account + "/hardship", Words: said(l.p, h.Words),
		Facts: []ui.Pair{
			{Key: l.p.T("hardship.kind"), Value: l.hardshipKind(h.About)}, {Key: l.p.T("hardship.since"), Value: l.p.Date(h.Since)},
			{Key: l.p.T("hardship.until"), Value: l.p.Date(h.EndsAt)}, {Key: l.p.T("hardship.by"), Value: dotted(h.MadeName, l.p.DateTime(h.MadeAt))},
		},
	}
}

// hardshipTable lists the flags that ended, the newest first.
func (l labels) hardshipTable(d *models.HardshipDetail) views.Records {
	r := views.Records{
		Caption: l.p.T("hardship.former"), Empty: l.p.T("hardship.none"),
		Heads: l.heads("hardship.kind", "hardship.since", "hardship.until", "hardship.note", "hardship.how"),
	}
	for i := range d.Flags {
		h := &d.Flags[i]
		if h.EndedAt == nil {
			continue
		}
		how := l.p.T("hardship.expired")
		switch {
		case h.EndedWith(&d.Account):
			how = l.p.T("hardship.ended_erased")
		case h.EndedName != "":
			how = l.p.T("hardship.ended_by", "name", h.EndedName, "reason", h.EndReason)
		}
		kind, note, end := views.Text(l.hardshipKind(h.About)), views.Text(said(l.p, h.Words)), views.Text(how)
		note.Wrap, note.Wide, note.Sub, end.Wrap, end.Wide = true, true, dotted(h.MadeName, l.p.DateTime(h.MadeAt)), true, true
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{kind, views.Text(l.p.Date(h.Since)), views.Text(l.p.Date(*h.EndedAt)), note, end}})
	}
	return r
}
