package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// Show shows one score set by hand, with what may be done about it.
func (h *Overrides) Show(c echo.Context) error { return h.one(c, http.StatusOK, nil, nil) }

func (h *Overrides) one(c echo.Context, status int, f *form, cause error) error {
	id, err := pathID(c, models.PrefixOverride)
	if err != nil {
		return err
	}
	o, err := h.Store.Override(c.Request().Context(), id)
	if err != nil {
		return err
	}
	history, err := h.Store.AuditEntries(c.Request().Context(), models.AuditFilter{ObjectType: "override", ObjectID: o.PublicID(), Limit: 50})
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	p := h.page(c, "score.override_one")
	p.Record = recordHref(v, "override", o.PublicID())
	p.Crumbs = append(accountCrumbs(p, &o.Account, o.Name), views.Crumb{Label: p.T("score.panel"), Href: "/accounts/" + o.Account.PublicID() + "/score"})
	d := overridePage(p, v, o)
	d.Events = labels{p}.events(history, true)
	if cause != nil {
		d.Actions.Form = h.typed(c, h.Store, f, cause, models.AuditFilter{ObjectType: "override", ObjectID: o.PublicID()})
	}
	if err := h.asks(c, p, &d.Actions, models.PermScoreOverride, o.MadeBy); err != nil {
		return err
	}
	return h.render(c, status, views.OverridePage(p, d))
}

func overridePage(p views.Page, v *Visitor, o *models.OverrideDetail) views.OverridePageData {
	self := "/overrides/" + o.PublicID()
	d := views.OverridePageData{
		Account: measureAccount(p, v, &o.Account, o.Name), ID: o.PublicID(), State: overrideBadge(p, o.State),
		Steps:   steps(p, "override.state.", []string{string(models.OverrideProposed), string(models.OverrideActive), string(models.OverrideEnded)}, string(o.State)),
		Actions: views.MeasureActions{Version: strconv.FormatInt(o.Version, 10)},
	}
	d.Facts = []ui.Pair{
		{Key: p.T("score.override_score"), Value: strconv.Itoa(o.Score), Numeric: true}, timePair(p, "score.override_until", &o.EndsAt),
		{Key: p.T("measure.reason_staff"), Value: o.Reason}, restsOnFile(p, v, o.File),
		{Key: p.T("measure.made_by"), Value: o.MadeName}, timePair(p, "measure.made_at", &o.MadeAt),
	}
	if o.DecidedAt != nil {
		d.Facts = append(d.Facts, ui.Pair{Key: p.T("measure.decided_by"), Value: o.ApprovedName}, timePair(p, "measure.decided_at", o.DecidedAt))
	}
	if o.DecideReason != "" {
		d.Facts = append(d.Facts, ui.Pair{Key: p.T("measure.decide_reason"), Value: o.DecideReason})
	}
	switch {
	case o.State == models.OverrideProposed:
		if o.MadeBy == v.UserID() && v.UserID() != 0 {
			d.Actions.Withdraw = self + "/withdraw"
		}
		waiting{self, models.PermScoreOverride, o.MadeBy, o.MadeAt}.answer(p, v, &d.Actions)
	case o.InForce(p.Now) && v.Can(models.PermScoreOverride):
		d.End = self + "/end"
	}
	return d
}

// restsOnFile is the file that a score by hand rests on; only that there is one for whoever may not read files.
func restsOnFile(p views.Page, v *Visitor, f *models.FileRow) ui.Pair {
	pair := ui.Pair{Key: p.T("limit.file"), Value: p.T("limit.file_none")}
	if f == nil {
		return pair
	}
	pair.Value = p.T("limit.with_file")
	if v.Can(models.PermFileRead) {
		pair.Body = views.LinkList([]ui.LinkArgs{{Label: fileTitle(p, f), Href: "/files/" + f.PublicID()}})
	}
	return pair
}

func overrideBadge(p views.Page, state models.OverrideState) ui.BadgeArgs {
	tone := ui.Neutral
	switch state {
	case models.OverrideProposed:
		tone = ui.Amber
	case models.OverrideActive:
		tone = ui.Violet
	case models.OverrideRejected:
		tone = ui.Red
	}
	return ui.BadgeArgs{Label: p.T("override.state." + string(state)), Tone: tone}
}

// Approve lets a second person agree.
func (h *Overrides) Approve(c echo.Context) error {
	return h.step(c, "score.override_approved", nil, func(id models.ID, _ *form, version int64) error {
		return h.Store.ApproveOverride(c.Request().Context(), actor(c), id, version)
	})
}

// Reject lets a second person refuse.
func (h *Overrides) Reject(c echo.Context) error {
	return h.step(c, "score.override_rejected", []string{"reason"}, func(id models.ID, f *form, version int64) error {
		return h.Store.RejectOverride(c.Request().Context(), actor(c), id, version, f.text("reason"))
	})
}

// Withdraw takes a proposal back.
func (h *Overrides) Withdraw(c echo.Context) error {
	return h.step(c, "score.override_withdrawn", nil, func(id models.ID, _ *form, version int64) error {
		return h.Store.WithdrawOverride(c.Request().Context(), actor(c), id, version)
	})
}

// End ends what counts before its time.
func (h *Overrides) End(c echo.Context) error {
	return h.step(c, "score.override_ended", []string{"reason"}, func(id models.ID, f *form, version int64) error {
		return h.Store.EndOverride(c.Request().Context(), actor(c), id, version, f.text("reason"))
	})
}

func (h *Overrides) step(c echo.Context, flash string, fields []string, do func(models.ID, *form, int64) error) error {
	id, err := pathID(c, models.PrefixOverride)
	if err != nil {
		return err
	}
	return h.act(c, action{
		fields: fields, to: "/overrides/" + c.Param("id"), flash: flash,
		step: func(f *form, version int64) error { return do(id, f, version) },
		show: func(status int, f *form, err error) error { return h.one(c, status, f, err) },
	})
}
