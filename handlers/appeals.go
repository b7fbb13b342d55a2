package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// AppealStore is what pages about appeals need of the store.
type AppealStore interface {
	recordStore
	Appeals(ctx context.Context, f models.AppealFilter) ([]models.AppealRow, error)
	AppealsSince(ctx context.Context, f models.AppealFilter, since time.Time) (int, error)
	AppealFacets(ctx context.Context, f models.AppealFilter) (*models.AppealFacets, error)
	Appeal(ctx context.Context, id models.ID) (*models.AppealDetail, error)
	SanctionContext(ctx context.Context, accountID, sanctionID models.ID) (*models.SanctionContext, error)
	FileAppeal(ctx context.Context, actor models.Actor, cmd models.FileAppeal) (*models.Appeal, error)
	AcknowledgeAppeal(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	RequestEvidence(ctx context.Context, actor models.Actor, cmd models.AskEvidence) error
	ReceiveEvidence(ctx context.Context, actor models.Actor, evidenceID models.ID, finding string) error
	StartAppealReview(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	DecideAppeal(ctx context.Context, actor models.Actor, id models.ID, version int64, v models.Verdict) error
	ExecuteAppeal(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	CloseAppeal(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	WithdrawAppeal(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	MarkAppealDuplicate(ctx context.Context, actor models.Actor, id models.ID, version int64, of models.ID) error
	AskOpinion(ctx context.Context, actor models.Actor, id models.ID, version int64, reason, question string) error
	GiveOpinion(ctx context.Context, actor models.Actor, id models.ID, version int64, advice models.AppealOutcome, text string) error
	AnswerReferral(ctx context.Context, actor models.Actor, id models.ID, version int64, text string) error
	AppealMetrics(ctx context.Context, days int) (models.AppealMetrics, error)
	RecordAppealExport(ctx context.Context, actor models.Actor, days int) error
	NextAppeal(ctx context.Context, user, after models.ID) (models.ID, error)
}

// Appeals answers for customers' requests to undo a sanction.
type Appeals struct {
	*Site
	Store AppealStore
}

// NewIntake shows the form in which staff take an appeal in.
func (h *Appeals) NewIntake(c echo.Context) error {
	f, err := h.readQuery(c, "sanction")
	if err != nil {
		return err
	}
	return h.intake(c, http.StatusOK, views.MeasureForm{Values: url.Values{"sanction": {f.text("sanction")}}})
}

// File takes an appeal in.
func (h *Appeals) File(c echo.Context) error {
	accountID, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	f, err := h.readUploads(c, models.FilesPerForm, "sanction", "channel", "lang", "words")
	if err != nil {
		return err
	}
	if len(f.Files) > 0 && !CurrentVisitor(c).Can(models.PermFileAdd) {
		return models.ErrForbidden
	}
	cmd := models.FileAppeal{
		SanctionID: f.id("sanction", models.PrefixSanction), Channel: f.text("channel"), Lang: f.text("lang"), Words: f.text("words"), Files: f.Files,
	}
	if f.text("sanction") == "" {
		f.bad.Add("sanction", "required")
	}
	var filed *models.Appeal
	if err = f.err(); err == nil {
		filed, err = h.Store.FileAppeal(c.Request().Context(), actor(c), cmd)
	}
	if err == nil {
		return h.done(c, "/appeals/"+filed.PublicID(), "appeal.filed")
	}
	if status, yes := shown(err); yes || errors.Is(err, models.ErrUnchecked) {
		return h.intake(c, status, h.typedWithFiles(c, h.Store, f, err, models.AuditFilter{AccountID: accountID}))
	}
	return err
}

func (h *Appeals) intake(c echo.Context, status int, typed views.MeasureForm) error {
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	around, err := h.Store.SanctionContext(c.Request().Context(), id, 0)
	if err != nil {
		return err
	}
	p := h.page(c, "appeal.intake_title")
	p.Crumbs = accountCrumbs(p, &around.Account, around.Name)
	if typed.V("lang") == "" && typed.Values != nil {
		typed.Values["lang"] = []string{around.Account.Lang}
	}
	d := appealIntake(p, CurrentVisitor(c), around)
	d.Action, d.Form = "/accounts/"+c.Param("id")+"/appeal", typed
	if CurrentVisitor(c).Can(models.PermFileAdd) {
		d.Papers = papersField(p, h.Attached != nil && h.Attached.ScansFiles(), typed.Problems["file"])
	}
	return h.render(c, status, views.AppealIntakePage(p, d))
}

// Acknowledge tells the customer that the appeal is here, or shows the letter that says so.
func (h *Appeals) Acknowledge(c echo.Context) error {
	return h.told(c, "appeal.done.acknowledged", models.TemplateAppealReceived, h.Store.AcknowledgeAppeal)
}

// Review gives the appeal to the visitor.
func (h *Appeals) Review(c echo.Context) error {
	return h.simple(c, "appeal.done.review", h.Store.StartAppealReview)
}

// Execute carries the decision out.
func (h *Appeals) Execute(c echo.Context) error {
	return h.simple(c, "appeal.done.executed", h.Store.ExecuteAppeal)
}

// Close ends an executed appeal.
func (h *Appeals) Close(c echo.Context) error {
	return h.simple(c, "appeal.done.closed", h.Store.CloseAppeal)
}

// Withdraw ends an undecided appeal at the customer's wish, or shows the letter that says so.
func (h *Appeals) Withdraw(c echo.Context) error {
	return h.told(c, "appeal.done.withdrawn", models.TemplateAppealWithdrawn, h.Store.WithdrawAppeal)
}

// simple is a step that takes nothing but the version.
func (h *Appeals) simple(c echo.Context, flash string, do func(context.Context, models.Actor, models.ID, int64) error) error {
	return h.step(c, flash, nil, func(id models.ID, _ *form, version int64) error {
		return do(c.Request().Context(), actor(c), id, version)
	})
}

// told is such a step that sends a letter of a template, or a look at that letter when the preview was asked for.
func (h *Appeals) told(c echo.Context, flash, template string, do func(context.Context, models.Actor, models.ID, int64) error) error {
	f, err := h.readForm(c, "version", "preview")
	if err != nil {
		return err
	}
	if f.checked("preview") {
		return h.show(c, http.StatusOK, shownAppeal{tells: template})
	}
	return h.simple(c, flash, do)
}

func (h *Appeals) step(c echo.Context, flash string, fields []string, do func(models.ID, *form, int64) error) error {
	id, err := pathID(c, models.PrefixAppeal)
	if err != nil {
		return err
	}
	return h.act(c, action{
		fields: fields, to: "/appeals/" + c.Param("id"), flash: flash,
		step: func(f *form, version int64) error { return do(id, f, version) },
		show: func(status int, f *form, err error) error { return h.show(c, status, shownAppeal{form: f, cause: err}) },
	})
}
