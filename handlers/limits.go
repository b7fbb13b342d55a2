package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
)

// LimitStore is what pages about limit changes need of the store.
type LimitStore interface {
	recordStore
	LimitContext(ctx context.Context, accountID models.ID) (*models.LimitContext, error)
	LimitChange(ctx context.Context, id models.ID) (*models.LimitChange, error)
	filesOf
	File(ctx context.Context, id models.ID) (*models.FileRow, error)
	ProposeLimit(ctx context.Context, actor models.Actor, cmd models.ProposeLimit) (*models.LimitChange, error)
	ApproveLimit(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	RejectLimit(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error
	WithdrawLimit(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	atHandStore
	LiveAssessor(ctx context.Context) (*decide.Assessor, models.ID, int, error)
}

// Limits answers for changes of credit limits.
type Limits struct {
	*Site
	Store LimitStore
}

// New shows the form of a limit change.
func (h *Limits) New(c echo.Context) error {
	f, err := h.readQuery(c, "line", "case")
	if err != nil {
		return err
	}
	return h.form(c, http.StatusOK, limitInput{line: f.text("line"), caseID: f.text("case")})
}

// limitInput is what the form is drawn from.
type limitInput struct {
	line, caseID string
	step         string // which way the typed limit goes a step
	form         views.MeasureForm
	cmd          *models.ProposeLimit // to show the effect of
}

// Propose takes the form, or shows what it would do when the preview was asked for.
func (h *Limits) Propose(c echo.Context) error {
	accountID, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	f, err := h.readWithFiles(c, withPrincipal("line", "case", "version", "limit", "unit", "reason", "effective_at", "expires_at", "review_at", "kept", "start", "appeal", "tell_lang", "warned", "step", "preview")...)
	if err != nil {
		return err
	}
	if len(f.Files) > 0 && !CurrentVisitor(c).Can(models.PermFileAdd) {
		return models.ErrForbidden
	}
	cmd := readLimit(f.form)
	cmd.AccountID, cmd.Files = accountID, f.Files
	f.plan(&cmd, CurrentVisitor(c))
	if cmd.FileID != 0 && !CurrentVisitor(c).Can(models.PermFileRead) { // their form offers none
		f.bad.Add("kept", "choice")
	}
	in := limitInput{line: f.text("line"), caseID: f.text("case"), step: f.text("step")}
	if f.checked("preview") || in.step != "" {
		return h.preview(c, f, &cmd, in)
	}
	var change *models.LimitChange
	if err = f.err(); err == nil {
		change, err = h.Store.ProposeLimit(c.Request().Context(), actor(c), cmd)
	}
	if err == nil {
		return h.done(c, "/limits/"+change.PublicID(), "limit.done."+string(change.State))
	}
	if status, yes := shown(err); yes || errors.Is(err, models.ErrUnchecked) {
		in.form = h.typedWithFiles(c, h.Store, f, err, models.AuditFilter{AccountID: accountID})
		return h.form(c, status, in)
	}
	return err
}

// preview shows what the change would do. A page that comes back has lost the files that were chosen, and says so.
func (h *Limits) preview(c echo.Context, f *sentFiles, cmd *models.ProposeLimit, in limitInput) error {
	in.form = views.MeasureForm{Values: f.Values, Problems: map[string]string{}}
	status := http.StatusOK
	if typed := onlyField(f.form, "limit"); typed != nil {
		in.form.Problems, status = problems(h.page0(c), typed), http.StatusUnprocessableEntity
	} else {
		in.cmd = cmd
	}
	if len(f.Files) > 0 {
		in.form.Problems["file"] = h.page0(c).T("limit.papers_again")
	}
	return h.form(c, status, in)
}

// onlyField returns what is wrong with one field so far, as an error of its own.
func onlyField(f *form, name string) error {
	problem, wrong := f.bad.Fields[name]
	if !wrong {
		return nil
	}
	return &models.Invalid{Fields: map[string]models.Problem{name: problem}}
}

func readLimit(f *form) models.ProposeLimit {
	cmd := models.ProposeLimit{
		LineID: f.id("line", models.PrefixLine), CaseID: f.id("case", models.PrefixCase), FileID: f.id("kept", models.PrefixFile),
		Reason: f.text("reason"), ExpiresAt: f.date("expires_at", true), ReviewAt: f.date("review_at", false), Version: f.version(), Unwarned: !f.checked("warned"),
	}
	f.proposedLimit(&cmd)
	cmd.ReasonCode, cmd.Further = f.principal()
	if at := f.date("effective_at", false); at != nil {
		cmd.EffectiveAt = *at
	}
	return cmd
}

// proposedLimit reads the new limit, or the share by which the granted one changes.
func (f *form) proposedLimit(cmd *models.ProposeLimit) {
	switch f.text("unit") {
	case "", unitYuan:
		cmd.ToFen = f.fen("limit")
	case unitPercent:
		if cmd.ByBP = f.share("limit", "limit_percent"); f.text("limit") == "" {
			f.bad.Add("limit", "required")
		}
	default:
		f.bad.Add("unit", "choice")
	}
}

// form draws the form with what was typed.
func (h *Limits) form(c echo.Context, status int, in limitInput) error {
	ctx := c.Request().Context()
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	around, err := h.Store.LimitContext(ctx, id)
	if err != nil {
		return err
	}
	line := around.Line(in.line)
	if line == nil {
		return models.ErrNotFound
	}
	assessor, _, _, err := h.Store.LiveAssessor(ctx)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return err
	}
	p := h.page(c, "limit.title")
	p.Crumbs = accountCrumbs(p, &around.Account, around.Name)
	d := limitForm(p, CurrentVisitor(c), around, line)
	d.Action, d.Case, d.Form = "/accounts/"+c.Param("id")+"/limit", in.caseID, in.form
	at, err := atHand(ctx, h.Store, id, in.caseID)
	if err != nil {
		return err
	}
	d.Reasons = principalPicker(p, CurrentVisitor(c), principalAsk{area: "limit", at: at, typed: in.form, chosen: in.caseID != ""})
	if d.Form.Values == nil {
		d.Form.Values = url.Values{"limit": {yuanValue(line.LimitFen)}}
	}
	if d.Step = limitStep(p, around); in.step != "" {
		in.take(d.Step.Fen, d.Form)
	}
	d.Unit, d.Start, d.Told, d.Appeal = unitChoice(p, d.Form), startChoice(p, around, d.Form), toldChoice(p, around, d.Form), appealChoice(p, CurrentVisitor(c), around, d.Form)
	if d.File, err = h.fileChoice(c, p, h.Store, id, d.Form); err != nil {
		return err
	}
	d.Papers = h.papers(c, p, in.form.Problems["file"])
	if in.cmd != nil {
		err := h.effects(c, p, &d, limitPreview{around, line, pdOf(assessor, &around.Account), in.cmd})
		if _, yes := shown(err); yes {
			d.Form.Problems = problems(p, err)
			d.Start = startChoice(p, around, d.Form)
			return h.render(c, http.StatusUnprocessableEntity, views.LimitFormPage(p, d))
		} else if err != nil {
			return err
		}
	}
	return h.render(c, status, views.LimitFormPage(p, d))
}

// papers is the field for files that come with a change, nil for who may not add any.
func (h *Limits) papers(c echo.Context, p views.Page, problem string) *views.PapersField {
	if !CurrentVisitor(c).Can(models.PermFileAdd) {
		return nil
	}
	f := papersField(p, h.Attached != nil && h.Attached.ScansFiles(), problem)
	f.File.Label, f.File.Hint = p.T("limit.papers"), p.T("limit.papers_hint", "n", models.FilesPerForm)
	return f
}

// accountCrumbs is the way to a page below an account's.
func accountCrumbs(p views.Page, a *models.Account, name string) []views.Crumb {
	if name == "" {
		name = a.PublicID()
	}
	return []views.Crumb{{Label: p.T("nav.accounts"), Href: "/accounts"}, {Label: said(p, name), Href: "/accounts/" + a.PublicID()}}
}

// pdOf is the probability of default that the live model gives an account's score, −1
// when nothing scored it.
func pdOf(assessor *decide.Assessor, a *models.Account) float64 {
	if assessor == nil || a.Score == nil {
		return -1
	}
	return assessor.Evaluator().Card().Scale.PD(*a.Score)
}

// Show shows one limit change.
func (h *Limits) Show(c echo.Context) error { return h.show(c, http.StatusOK, nil, nil) }

func (h *Limits) show(c echo.Context, status int, f *form, cause error) error {
	ctx := c.Request().Context()
	id, err := pathID(c, models.PrefixLimit)
	if err != nil {
		return err
	}
	change, err := h.Store.LimitChange(ctx, id)
	if err != nil {
		return err
	}
	around, err := h.Store.LimitContext(ctx, change.AccountID)
	if err != nil {
		return err
	}
	history, err := h.Store.AuditEntries(ctx, models.AuditFilter{ObjectType: "limit", ObjectID: change.PublicID(), Limit: 50})
	if err != nil {
		return err
	}
	messages, err := h.Store.Messages(ctx, change.AccountID)
	if err != nil {
		return err
	}
	typed := views.MeasureForm{}
	if cause != nil {
		typed = h.typed(c, h.Store, f, cause, models.AuditFilter{ObjectType: "limit", ObjectID: change.PublicID()})
	}
	p := h.page(c, "limit.change_title")
	p.Record = recordHref(CurrentVisitor(c), "limit", change.PublicID())
	p.Crumbs = accountCrumbs(p, &around.Account, around.Name)
	d := limitPage(p, CurrentVisitor(c), change, around)
	d.Events, d.Messages = events(p, history), messageRows(p, messages, change.PublicID())
	d.Actions.Form = typed
	if change.Evidence() > 0 {
		if err := h.restsOn(c, p, change, &d); err != nil {
			return err
		}
	}
	if err := h.asks(c, p, &d.Actions, models.PermLimitApprove, change.MadeBy); err != nil {
		return err
	}
	return h.render(c, status, views.LimitChangePage(p, d))
}

// Approve lets a second person agree.
func (h *Limits) Approve(c echo.Context) error {
	return h.step(c, "limit.approved", nil, func(id models.ID, _ *form, version int64) error {
		return h.Store.ApproveLimit(c.Request().Context(), actor(c), id, version)
	})
}

// Reject lets a second person refuse.
func (h *Limits) Reject(c echo.Context) error {
	return h.step(c, "limit.rejected", []string{"reason"}, func(id models.ID, f *form, version int64) error {
		return h.Store.RejectLimit(c.Request().Context(), actor(c), id, version, f.text("reason"))
	})
}

// Withdraw takes a proposal back.
func (h *Limits) Withdraw(c echo.Context) error {
	return h.step(c, "limit.withdrawn", nil, func(id models.ID, _ *form, version int64) error {
		return h.Store.WithdrawLimit(c.Request().Context(), actor(c), id, version)
	})
}

func (h *Limits) step(c echo.Context, flash string, fields []string, do func(models.ID, *form, int64) error) error {
	id, err := pathID(c, models.PrefixLimit)
	if err != nil {
		return err
	}
	return h.act(c, action{
		fields: fields, to: "/limits/" + c.Param("id"), flash: flash,
		step: func(f *form, version int64) error { return do(id, f, version) },
		show: func(status int, f *form, err error) error { return h.show(c, status, f, err) },
	})
}
