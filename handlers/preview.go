package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// previewNotes is how many of the newest notes a preview shows.
const previewNotes = 3

// Preview shows a case beside the queue, to a script that puts it there. It is a look, not a visit: it marks nothing as opened or
// seen and tells nobody that somebody is here. Whoever follows its address gets the case's own page.
func (h *Cases) Preview(c echo.Context) error {
	f, err := h.readQuery(c, "view")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixCase, c.Param("id"))
	if err != nil {
		return err
	}
	view := f.Values.Get("view") // as the row carries it, so that the link is the row's own
	if topLevel(c.Request()) {
		return h.redirect(c, caseHref(id, view))
	}
	d, err := h.Store.CaseDetail(c.Request().Context(), id)
	if err != nil {
		return err
	}
	unjudged, err := h.unjudged(c, d.Case.AccountID)
	if err != nil {
		return err
	}
	d.Blind(unjudged)
	p := h.page0(c)
	return h.render(c, http.StatusOK, views.CasePreview(p, casePreview(p, d, CurrentVisitor(c), view)))
}

// casePreview is the start of a case's page as one person may see it, from the same parts.
func casePreview(p views.Page, d *models.CaseDetail, v *Visitor, view string) views.CasePreviewData {
	l, whole := labels{p}, caseView(p, d, v, view, nil)
	out := views.CasePreviewData{
		Title: p.T("case.title", "name", l.name(d.Account.Masked, &d.Account.Account)), Href: caseHref(d.Case.ID, view), Badges: whole.Badges[:1],
		Facts: whole.Facts, Held: whole.Held, HeldTone: whole.HeldTone, Outcome: whole.Outcome, Score: whole.Score, Measures: l.openMeasures(&d.Account),
		Exposure: whole.Exposure,
	}
	for i := range d.Flags {
		out.Flags = append(out.Flags, l.flagName(d.Flags[i].Code))
	}
	for i := range d.Account.Notes[:min(len(d.Account.Notes), previewNotes)] {
		out.Notes = append(out.Notes, l.note(&d.Account.Notes[i], views.NotesData{}, false, false))
	}
	if (whole.CanClaim || whole.CanRelease) && v.Can(models.PermAccountNote) {
		whole.RowTag = p.T("tag.hint", "max", models.TagLength)
	}
	whole.RowDismiss = whole.CanDecide || whole.CanClaim && d.Case.EscalatedBy != v.UserID()
	if whole.CanClaim || whole.CanRelease || whole.Desk.Snooze != nil || len(whole.Desk.Escalate) > 0 {
		whole.From = fromQueue
		out.Acts = &whole
	}
	return out
}

// openMeasures are the limit changes and measures that wait or hold, each with a link to its page.
func (l labels) openMeasures(d *models.AccountDetail) []ui.Pair {
	var pairs []ui.Pair
	for i := range d.Sanctions {
		if s := &d.Sanctions[i]; s.Waiting() {
			pairs = append(pairs, ui.Pair{
				Key:  l.word("sanction.kind.", string(s.Kind)),
				Body: views.Link("/sanctions/"+s.PublicID(), l.word("sanction.state.", string(s.State))),
			})
		}
	}
	for i := range d.Limits {
		if c := &d.Limits[i]; c.State == models.LimitProposed || c.State == models.LimitScheduled {
			pairs = append(pairs, ui.Pair{
				Key:  l.p.T("preview.limit_to", "product", l.word("product.", string(c.Product)), "amount", views.Money(c.ToFen)),
				Body: views.Link("/limits/"+c.PublicID(), l.word("limit.state.", string(c.State))),
			})
		}
	}
	return pairs
}
