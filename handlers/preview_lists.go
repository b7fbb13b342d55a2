package handlers

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// Preview shows an account beside the book, to a script that puts it there. It is a look, as that of a case: no mention in its notes counts
// as seen.
func (h *Accounts) Preview(c echo.Context) error {
	if _, err := h.readQuery(c, "view"); err != nil {
		return err
	}
	view, err := h.view(c)
	if err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	if topLevel(c.Request()) {
		return h.redirect(c, accountAt(id, view))
	}
	d, err := h.Store.AccountDetail(c.Request().Context(), id)
	if err != nil {
		return err
	}
	p := h.page0(c)
	return h.render(c, http.StatusOK, views.AccountPreview(p, accountPreview(p, d, CurrentVisitor(c), view)))
}

// accountPreview is the start of an account's page as one person may see it, from the same parts. Who sees no scores reads the reasons that
// a customer may be told.
func accountPreview(p views.Page, d *models.AccountDetail, v *Visitor, view string) views.AccountPreviewData {
	l, a := labels{p}, &d.Account
	out := views.AccountPreviewData{
		Title: l.name(d.Masked, a), Href: accountAt(a.ID, view), Badges: []ui.BadgeArgs{l.status(a.Status)}, Why: p.T("score.reasons"),
	}
	out.Note, out.NoteTone = l.statusNote(a)
	facts := l.headFacts(d, v)
	at := 0 // behind the score, where there is one
	if v.Can(models.PermScoreRead) {
		at = 1
	}
	out.Facts = slices.Insert(facts, at, l.owedFacts(a)...)
	for i, f := range out.Facts {
		if strings.HasPrefix(f.Href, "#") { // a part of the account's own page
			out.Facts[i].Href = out.Href + f.Href
		}
	}
	if d.Breakdown != nil {
		out.Reasons = l.reasons(d.Breakdown.Reasons)
	}
	switch {
	case !v.Can(models.PermScoreRead):
		out.Why, out.Safe = p.T("account.safe"), true
		if len(out.Reasons) == 0 {
			out.WhyNot = p.T("account.safe_none")
		}
	case d.Breakdown == nil:
		out.WhyNot = p.T("account.never_scored")
	}
	return out
}

// owedFacts are the limit in force and what is owed of it.
func (l labels) owedFacts(a *models.Account) []views.HeadFact {
	owed := views.HeadFact{Label: l.p.T("account.used"), Value: views.Money(a.UsedFen)}
	if use, _, tone := utilisation(a.UsedFen, a.LimitFen); use != views.Dash {
		owed.Note, owed.Tone = l.p.T("preview.of_limit", "share", use), tone
	}
	return []views.HeadFact{{Label: l.p.T("account.limit"), Value: views.Money(a.LimitFen)}, owed}
}

// Preview shows an appeal beside the list, to a script that puts it there.
func (h *Appeals) Preview(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixAppeal)
	if err != nil {
		return err
	}
	if topLevel(c.Request()) {
		return h.redirect(c, "/appeals/"+c.Param("id"))
	}
	a, err := h.Store.Appeal(c.Request().Context(), id)
	if err != nil {
		return err
	}
	p := h.page0(c)
	return h.render(c, http.StatusOK, views.AppealPreview(p, appealPreview(p, a, CurrentVisitor(c))))
}

// previewWords is how many characters of a customer's words a preview shows.
const previewWords = 280

// appealPreview is the start of an appeal's page as one person may see it.
func appealPreview(p views.Page, a *models.AppealDetail, v *Visitor) views.AppealPreviewData {
	ap, account := &a.Appeal, measureAccount(p, v, &a.Account, a.Name)
	out := views.AppealPreviewData{
		Title: account.Name, Href: "/appeals/" + ap.PublicID(), Badges: []ui.BadgeArgs{appealBadge(p, ap.Stage), account.Status},
		Words: said(p, a.Words), Lang: p.Lang,
	}
	if shows(a.Words) { // a mark in their place is the page's own
		out.Lang = ap.Lang
		if letters := []rune(a.Words); len(letters) > previewWords {
			out.Words = strings.TrimSpace(string(letters[:previewWords])) + "…"
		}
	}
	due, _ := appealClock(p, ap)
	if ap.Undecided() {
		due = p.T("preview.due", "date", p.DateTime(ap.DueAt), "left", due)
	}
	got := 0
	for i := range a.Evidence {
		if a.Evidence[i].ReceivedAt != nil {
			got++
		}
	}
	evidence := views.Dash
	if len(a.Evidence) > 0 {
		evidence = p.T("appeal.evidence_count", "got", got, "asked", len(a.Evidence))
	}
	out.Facts = []ui.Pair{
		{Key: p.T("appeal.due"), Value: due}, {Key: p.T("appeal.against"), Body: views.Link("/sanctions/"+a.Sanction.PublicID(), p.T("sanction.kind."+string(a.Sanction.Kind)))},
		{Key: p.T("preview.held"), Value: views.Money(locked(&a.Sanction, &a.Account))}, timePair(p, "appeal.received", &ap.ReceivedAt),
		{Key: p.T("appeal.evidence_col"), Value: evidence},
	}
	out.WhoTitle, out.Who = appealWho(p, a, v)
	return out
}

// appealWho says who may decide an appeal, the reader first, or who did.
func appealWho(p views.Page, a *models.AppealDetail, v *Visitor) (title string, who []string) {
	ap := &a.Appeal
	if !ap.Undecided() {
		if ap.DecidedAt == nil { // withdrawn, or the same as another
			return p.T("appeal.outcome"), []string{p.T("appeal.stage." + string(ap.Stage))}
		}
		return p.T("appeal.outcome"), []string{p.T("preview.decided", "outcome", p.T("appeal.name."+string(ap.Outcome)), "name", ap.DecidedName)}
	}
	can := appealCan(p, v, a)
	mine := can.Decide != "" || can.Review != ""
	if mine {
		who = append(who, p.T("preview.you_decide"))
	}
	if can.DecideWhy != "" && (!mine || ap.Stage == models.AppealInReview) { // which then names whose it is
		who = append(who, can.DecideWhy)
	}
	others := slices.ContainsFunc(a.Judges, func(u models.User) bool { return u.ID != v.UserID() })
	if !mine || others {
		who = append(who, whomToAsk(p, v, a))
	}
	return p.T("preview.who_decides"), who
}
