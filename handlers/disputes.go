package handlers

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// DisputeStore is what disputes of values need of the store.
type DisputeStore interface {
	ScoreDetail(ctx context.Context, account, decision models.ID) (*models.ScoreDetail, error)
	OpenDispute(ctx context.Context, actor models.Actor, cmd models.OpenDispute) (*models.Dispute, error)
	Dispute(ctx context.Context, id models.ID) (*models.DisputeDetail, error)
	AnswerDispute(ctx context.Context, actor models.Actor, id models.ID, version int64, found models.DisputeState, finding string) error
	WithdrawDispute(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	entriesStore
}

// Disputes answers for values that somebody says are wrong.
type Disputes struct {
	*Site
	Store DisputeStore
}

// disputed reads which score of which account is disputed; without a decision it is the one that counts. The routes ask for the right to
// work on cases, and who disputes a value reads it.
func disputed(v *Visitor, account, decision string) (a, d models.ID, err error) {
	if !v.Can(models.PermScoreRead) {
		return 0, 0, models.ErrForbidden
	}
	if a, err = models.ParseID(models.PrefixAccount, account); err == nil && decision != "" {
		d, err = models.ParseID(models.PrefixDecision, decision)
	}
	return a, d, err
}

// Ask shows the form for one score.
func (h *Disputes) Ask(c echo.Context) error {
	return h.form(c, c.QueryParam("decision"), url.Values{"factor": {c.QueryParam("factor")}}, nil)
}

func (h *Disputes) form(c echo.Context, decision string, typed url.Values, cause error) error {
	account, of, err := disputed(CurrentVisitor(c), c.Param("id"), decision)
	if err != nil {
		return err
	}
	d, err := h.Store.ScoreDetail(c.Request().Context(), account, of)
	if err != nil {
		return err
	}
	p := h.page(c, "dispute.title")
	l, href := labels{p}, "/accounts/"+d.Account.PublicID()
	p.Crumbs = append(accountCrumbs(p, &d.Account, l.name(d.Masked, &d.Account)), views.Crumb{Label: p.T("score.panel"), Href: href + "/score"})
	form := views.DisputeForm{
		Action: href + "/dispute", Back: href + "/score?decision=" + d.Decision.PublicID(), Decision: d.Decision.PublicID(),
		Head: p.T("score.now", "score", d.Decision.Score, "band", l.band(d.Decision.Band).Label), Factors: l.disputable(d),
		Form: views.MeasureForm{Values: typed},
	}
	if cause != nil {
		form.Form = h.typed(c, h.Store, nil, cause, models.AuditFilter{ObjectType: "account", ObjectID: d.Account.PublicID()})
		form.Form.Values = typed
	}
	return h.render(c, statusOf(cause), views.DisputeAsk(p, form))
}

// disputable is the factors of a score, the strongest first, with the value that each had.
func (l labels) disputable(d *models.ScoreDetail) []ui.Option {
	lines, _ := split(d.Breakdown.Lines)
	byMagnitude(lines)
	options := make([]ui.Option, 0, len(lines))
	for _, line := range lines {
		options = append(options, ui.Option{Value: line.Key, Label: l.p.T("dispute.value_of", "factor", l.factor(line.Key), "value", l.disputedValue(line))})
	}
	return options
}

func (l labels) disputedValue(line score.Line) string {
	if line.Missing {
		return l.p.T("score.bin_missing")
	}
	return l.lineValue(line)
}

// Open disputes one value.
func (h *Disputes) Open(c echo.Context) error {
	f, err := h.readForm(c, "decision", "factor", "reason")
	if err != nil {
		return err
	}
	cmd := models.OpenDispute{Factor: f.text("factor"), Claim: f.text("reason")}
	if cmd.AccountID, cmd.DecisionID, err = disputed(CurrentVisitor(c), c.Param("id"), f.text("decision")); err != nil {
		return err
	}
	d, err := h.Store.OpenDispute(c.Request().Context(), actor(c), cmd)
	if err != nil {
		if _, yes := shown(err); yes {
			return h.form(c, f.text("decision"), f.Values, err)
		}
		return err
	}
	return h.done(c, "/disputes/"+d.PublicID(), "dispute.done")
}

// Show shows one dispute, with what may be done about it.
func (h *Disputes) Show(c echo.Context) error { return h.one(c, http.StatusOK, nil, nil) }

// Answer lets a second person say what the check found.
func (h *Disputes) Answer(c echo.Context) error {
	return h.step(c, "dispute.answered", []string{"found", "reason"}, func(id models.ID, f *form, version int64) error {
		return h.Store.AnswerDispute(c.Request().Context(), actor(c), id, version, models.DisputeState(f.text("found")), f.text("reason"))
	})
}

// Withdraw takes a dispute back.
func (h *Disputes) Withdraw(c echo.Context) error {
	return h.step(c, "dispute.withdrawn", nil, func(id models.ID, _ *form, version int64) error {
		return h.Store.WithdrawDispute(c.Request().Context(), actor(c), id, version)
	})
}

func (h *Disputes) step(c echo.Context, flash string, fields []string, do func(models.ID, *form, int64) error) error {
	id, err := pathID(c, models.PrefixDispute)
	if err != nil {
		return err
	}
	return h.act(c, action{
		fields: fields, to: "/disputes/" + c.Param("id"), flash: flash,
		step: func(f *form, version int64) error { return do(id, f, version) },
		show: func(status int, f *form, err error) error { return h.one(c, status, f, err) },
	})
}
