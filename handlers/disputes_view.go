package handlers

import (
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// one draws the page of one dispute.
func (h *Disputes) one(c echo.Context, status int, f *form, cause error) error {
	id, err := pathID(c, models.PrefixDispute)
	if err != nil {
		return err
	}
	x, err := h.Store.Dispute(c.Request().Context(), id)
	if err != nil {
		return err
	}
	read, err := h.Store.ScoreDetail(c.Request().Context(), x.AccountID, x.DecisionID)
	if err != nil {
		return err
	}
	about := models.AuditFilter{ObjectType: "dispute", ObjectID: x.PublicID(), Limit: 50}
	history, err := h.Store.AuditEntries(c.Request().Context(), about)
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	p := h.page(c, "dispute.one")
	p.Record = recordHref(v, "dispute", x.PublicID())
	p.Crumbs = append(accountCrumbs(p, &x.Account, x.Name), views.Crumb{Label: p.T("score.panel"), Href: "/accounts/" + x.Account.PublicID() + "/score"})
	d := disputePage(p, v, x, read)
	d.Events = labels{p}.events(history, true)
	if cause != nil {
		d.Actions.Form = h.typed(c, h.Store, f, cause, about)
	}
	if err := h.asks(c, p, &d.Actions, models.PermScoreOverride, x.MadeBy); err != nil {
		return err
	}
	return h.render(c, status, views.DisputePage(p, d))
}

func disputePage(p views.Page, v *Visitor, x *models.DisputeDetail, s *models.ScoreDetail) views.DisputePageData {
	l, self := labels{p}, "/disputes/"+x.PublicID()
	d := views.DisputePageData{
		Account: measureAccount(p, v, &x.Account, x.Name), ID: x.PublicID(), State: disputeBadge(p, x),
		ScoreHref: "/accounts/" + x.Account.PublicID() + "/score?decision=" + s.Decision.PublicID() + "#f-" + x.Factor,
		Actions:   views.MeasureActions{Version: strconv.FormatInt(x.Version, 10)},
	}
	value, given := views.Dash, views.Dash
	if i := slices.IndexFunc(s.Breakdown.Lines, func(line score.Line) bool { return line.Kind == score.LineFactor && line.Key == x.Factor }); i >= 0 {
		value, given = l.disputedValue(s.Breakdown.Lines[i]), points(s.Breakdown.Lines[i].Points)
	}
	d.Facts = []ui.Pair{
		{Key: p.T("score.factor"), Value: l.factor(x.Factor)}, {Key: p.T("score.value"), Value: value}, {Key: p.T("score.points_head"), Value: given},
		{Key: p.T("score.score"), Value: strconv.Itoa(s.Decision.Score), Numeric: true},
		{Key: p.T("dispute.claim"), Value: x.Claim}, {Key: p.T("dispute.by"), Value: x.MadeName}, timePair(p, "dispute.at", &x.MadeAt),
	}
	if x.State == models.DisputeOpen {
		due := x.DueAt()
		d.Facts = append(d.Facts, timePair(p, "dispute.due", &due))
	}
	if x.AnsweredBy != 0 {
		d.Facts = append(d.Facts, ui.Pair{Key: p.T("dispute.finding"), Value: x.Finding}, ui.Pair{Key: p.T("dispute.checked_by"), Value: x.AnsweredName})
	}
	if x.AnsweredAt != nil {
		d.Facts = append(d.Facts, timePair(p, "dispute.ended", x.AnsweredAt))
	}
	if x.State != models.DisputeOpen {
		return d
	}
	switch own := x.MadeBy == v.UserID() && v.UserID() != 0; {
	case own:
		d.Actions.Withdraw, d.Actions.Why = self+"/withdraw", p.T("dispute.own")
	case !v.Can(models.PermScoreOverride):
		d.Actions.Why = p.T("dispute.needs")
	default:
		d.Answer = self + "/answer"
	}
	return d
}

// disputeBadge is the state of a dispute; an open one past its time is overdue.
func disputeBadge(p views.Page, x *models.DisputeDetail) ui.BadgeArgs {
	b := ui.BadgeArgs{Label: p.T("dispute.state." + string(x.State)), Tone: ui.Neutral}
	switch x.State {
	case models.DisputeOpen:
		b.Tone = ui.Amber
		if p.Now.After(x.DueAt()) {
			b.Label, b.Tone = p.T("dispute.overdue"), ui.Red
		}
	case models.DisputeCorrected:
		b.Tone = ui.Green
	}
	return b
}

// disputes are the open ones as pages about a score name them.
func (l labels) disputes(open []models.Dispute) []views.DisputeNote {
	notes := make([]views.DisputeNote, 0, len(open))
	for i := range open {
		x := &open[i]
		notes = append(notes, views.DisputeNote{
			Text: l.p.T("dispute.note", "factor", l.factor(x.Factor), "name", x.MadeName, "date", l.p.Date(x.MadeAt), "claim", x.Claim),
			Href: "/disputes/" + x.PublicID(),
		})
	}
	return notes
}
