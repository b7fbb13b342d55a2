package handlers

import (
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// waiting is something that a second person answers.
type waiting struct {
	self   string // its address
	need   models.Permission
	madeBy models.ID
	madeAt time.Time
}

// answer says whether the viewer may answer it, and if not why.
func (w waiting) answer(p views.Page, v *Visitor, a *views.MeasureActions) {
	until := p.DateTime(w.madeAt.Add(models.ApprovalTTL))
	switch {
	case p.Now.Sub(w.madeAt) > models.ApprovalTTL:
		a.Why = p.T("refused.approval_expired")
	case w.madeBy == v.UserID():
		a.Own, a.Why = true, p.T("measure.own_proposal", "date", until)
	case !v.Can(w.need):
		a.Why = p.T("measure.needs_approver", "date", until)
	default:
		a.Approve, a.Reject = w.self+"/approve", w.self+"/reject"
	}
}

// whom names the roles, and people of them, that may do what takes a permission, but the one who asked for it.
func (s *Site) whom(c echo.Context, p views.Page, need models.Permission, but models.ID) (string, error) {
	if s.Answerers == nil {
		return "", nil
	}
	a, err := s.Answerers(c.Request().Context(), need)
	if err != nil {
		return "", err
	}
	roles := roleNames(p.Texts, a.Roles)
	var names []string
	for _, u := range a.But(but) {
		names = append(names, u.Name)
	}
	said := strings.Join(names[:min(len(names), judgesNamed)], p.T("common.list_separator"))
	switch {
	case len(names) == 0:
		return p.T("measure.ask_nobody", "roles", roles), nil
	case len(names) > judgesNamed:
		return p.N("measure.ask_more", len(names)-judgesNamed, "roles", roles, "names", said), nil
	}
	return p.T("measure.ask_these", "roles", roles, "names", said), nil
}

// asks puts whom to ask beside what the viewer may not answer.
func (s *Site) asks(c echo.Context, p views.Page, a *views.MeasureActions, need models.Permission, but models.ID) (err error) {
	if a.Why != "" || a.LiftWhy != "" {
		a.Ask, err = s.whom(c, p, need, but)
	}
	return err
}

// ownStep is the button of a step that only somebody else may take, with the reason.
func ownStep(p views.Page, label string) views.BatchStep {
	return views.BatchStep{Button: ui.ButtonArgs{Label: label, Icon: "check", Kind: "primary", Disabled: true, Why: p.T("refused.own_proposal")}}
}
