package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
)

// PolicyStore is what the policy pages need of the record.
type PolicyStore interface {
	Policies(ctx context.Context, below, limit int) ([]models.Policy, error)
	Policy(ctx context.Context, version int) (*models.Policy, error)
	LivePolicy(ctx context.Context) (*models.Policy, error)
	Candidate(ctx context.Context) (*models.Policy, error)
	DraftPolicy(ctx context.Context, actor models.Actor, base int) (*models.Policy, bool, error)
	EditPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, doc decide.Policy) (*models.Policy, error)
	SubmitPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, note string) (*models.Policy, error)
	ApprovePolicy(ctx context.Context, actor models.Actor, at models.PolicyStep) (*models.Policy, error)
	RejectPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, reason string) (*models.Policy, error)
	DiscardPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep) (*models.Policy, error)
	PolicyImpact(ctx context.Context, proposed decide.Policy) (models.Impact, *models.Run, error)
	PolicyPreview(ctx context.Context, proposed decide.Policy, names []string) ([]models.Preview, error)
	TryPolicy(ctx context.Context, doc decide.Policy, what models.TryEvents) (*models.PolicyTry, error)
	AccountByNumber(ctx context.Context, number string) (models.ID, error)
	AuditEntries(ctx context.Context, f models.AuditFilter) ([]models.AuditEntry, error)
	changes
}

// Policies is the lender's rules: versions, editor, approval.
type Policies struct {
	*Site
	Store PolicyStore
}

// versionsPerPage is how many versions a page of the list holds.
const versionsPerPage = 25

// List shows the policy in force and its history.
func (h *Policies) List(c echo.Context) error {
	f, err := h.readQuery(c, "before")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	live, err := h.Store.LivePolicy(ctx)
	if err != nil {
		return err
	}
	list, err := h.Store.Policies(ctx, f.number("before", false), versionsPerPage+1)
	if err != nil {
		return err
	}
	candidate, err := candidateOf(ctx, h.Store)
	if err != nil {
		return err
	}
	impact, run, err := h.Store.PolicyImpact(ctx, live.Document)
	if err != nil {
		return err
	}
	p := h.page(c, "policy.title")
	return h.render(c, http.StatusOK, views.PolicyList(policyList(p, CurrentVisitor(c), policyBook{live, candidate, list, impact, run}, f.text("before"))))
}

// policyAt reads the version in the address. Anything but a plain number is not found.
func policyAt(c echo.Context) (int, error) {
	v, err := strconv.ParseInt(c.Param("version"), 10, 32)
	if err != nil || v < 1 {
		return 0, fmt.Errorf("%w: policy version", models.ErrNotFound)
	}
	return int(v), nil
}

// Show shows one version: its editor to its author while it is a draft, else the document.
func (h *Policies) Show(c echo.Context) error {
	if _, err := h.readQuery(c, "try"); err != nil {
		return err
	}
	return h.show(c, http.StatusOK, policyTry{})
}

// policyTry is what a refused step leaves to show again.
type policyTry struct {
	input *policyInput
	step  string // submit, approve, reject or discard
	typed string
	known bool // ticked that the draft lacks what went live
	err   error
	on    unsavedTry
}

func (h *Policies) show(c echo.Context, status int, try policyTry) error {
	version, err := policyAt(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	v, err := h.Store.Policy(ctx, version)
	if err != nil {
		return err
	}
	live, err := h.Store.LivePolicy(ctx)
	if err != nil {
		return err
	}
	history, err := h.Store.AuditEntries(ctx, models.AuditFilter{ObjectType: "policy", ObjectID: strconv.Itoa(version), Limit: 20})
	if err != nil {
		return err
	}
	what := policyShown{version: v, live: live, history: history, try: try, names: c.QueryParam("try")}
	if what.candidate, err = candidateOf(ctx, h.Store); err != nil {
		return err
	}
	if v.State == models.PolicyDraft || v.State == models.PolicySubmitted {
		if what.impact, what.run, err = h.Store.PolicyImpact(ctx, v.Document); err != nil {
			return err
		}
		if what.preview, err = h.Store.PolicyPreview(ctx, v.Document, splitList(what.names)); err != nil {
			return err
		}
	}
	p := h.page(c, "policy.version_title", "version", version)
	p.Record = recordHref(CurrentVisitor(c), "policy", strconv.Itoa(version))
	p.Crumbs = []views.Crumb{{Label: p.T("policy.title"), Href: "/policy"}}
	if errors.Is(try.err, models.ErrConflict) || errors.Is(try.err, models.ErrState) {
		what.conflict = whoChangedPolicy(ctx, p, h.Store, version)
	}
	return h.render(c, status, views.Policy(policyPage(p, CurrentVisitor(c), what)))
}

// splitList splits what was typed into a list of names.
func splitList(typed string) []string {
	return strings.FieldsFunc(typed, func(r rune) bool { return r == ',' || r == '，' || r == '、' || r == ' ' || r == '\n' || r == '\t' })
}

// Draft starts a draft from a version, or opens the author's draft.
func (h *Policies) Draft(c echo.Context) error {
	f, err := h.readForm(c, "base")
	if err != nil {
		return err
	}
	base := f.number("base", true)
	if err := f.err(); err != nil {
		return err
	}
	v, created, err := h.Store.DraftPolicy(c.Request().Context(), actor(c), base)
	if err != nil {
		return err
	}
	said := "policy.drafted"
	if !created {
		said = "policy.draft_open"
	}
	return h.done(c, policyHref(v.Version), said, "version", v.Version)
}

func policyHref(version int) string { return "/policy/" + strconv.Itoa(version) }

// Save keeps what was typed into a draft's editor.
func (h *Policies) Save(c echo.Context) error {
	version, err := policyAt(c)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, policyFields()...)
	if err != nil {
		return err
	}
	was, err := h.Store.Policy(c.Request().Context(), version)
	if err != nil {
		return err
	}
	in := readPolicy(f)
	at := models.PolicyStep{Version: version, Revision: f.version()}
	doc := in.document(was.Document, &f.bad)
	try := policyTry{input: &in, on: unsavedTry{on: f.text(unsavedField)}}
	if f.text("do") == "try" {
		return h.tryTyped(c, f, was, doc, try)
	}
	if err = f.err(); err == nil {
		_, err = h.Store.EditPolicy(c.Request().Context(), actor(c), at, doc)
	}
	switch {
	case err == nil:
		return h.done(c, policyHref(version)+"#impact", "policy.saved")
	case again(err):
		try.err = err
		return h.show(c, statusOf(err), try)
	}
	return err
}

// tryTyped tries the document as it is typed and shows the answer in the form. Nothing is saved.
func (h *Policies) tryTyped(c echo.Context, f *form, was *models.Policy, doc decide.Policy, try policyTry) error {
	if v := CurrentVisitor(c); !ownDraft(v, was) || !v.Can(models.PermScoreRead) {
		return models.ErrForbidden
	}
	if try.err = f.err(); try.err == nil {
		try.on, try.err = tryUnsaved(c.Request().Context(), h.Store, doc, try.on.on)
	}
	if try.err != nil && !again(try.err) {
		return try.err
	}
	return h.show(c, statusOf(try.err), try)
}

// step runs one step of a version's life and goes on to a page.
func (h *Policies) step(c echo.Context, name, field, said string, run func(at models.PolicyStep, typed string) error) error {
	version, err := policyAt(c)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, stepFields(name, field)...)
	if err != nil {
		return err
	}
	at := models.PolicyStep{Version: version, Revision: f.version(), Over: f.number("over", false)}
	if at.Over != 0 && f.text("known") == "" {
		f.bad.Add("known", "tick")
	}
	if err = f.err(); err == nil {
		err = run(at, f.text(field))
	}
	switch {
	case err == nil:
		if name == "approve" {
			return h.done(c, releaseHref(version), said, "version", version)
		}
		return h.done(c, policyHref(version), said, "version", version)
	case again(err) || refusedText(h.words(c), err) != "":
		return h.show(c, statusOf(err), policyTry{step: name, typed: f.text(field), known: f.text("known") != "", err: err})
	}
	return err
}

// stepFields are the fields of a step's form: a reason or note where it asks for one, and at a
// submission the live version whose changes it leaves out.
func stepFields(name, field string) []string {
	fields := []string{"version"}
	if field != "" {
		fields = append(fields, field)
	}
	if name == "submit" {
		fields = append(fields, "over", "known")
	}
	return fields
}

// Submit asks for the approval of a draft.
func (h *Policies) Submit(c echo.Context) error {
	return h.step(c, "submit", "note", "policy.submitted", func(at models.PolicyStep, note string) error {
		_, err := h.Store.SubmitPolicy(c.Request().Context(), actor(c), at, note)
		return err
	})
}

// Approve agrees to a submitted version, and goes on to its release.
func (h *Policies) Approve(c echo.Context) error {
	return h.step(c, "approve", "", "policy.approved", func(at models.PolicyStep, _ string) error {
		_, err := h.Store.ApprovePolicy(c.Request().Context(), actor(c), at)
		return err
	})
}

// Reject sends a submitted version back.
func (h *Policies) Reject(c echo.Context) error {
	return h.step(c, "reject", "reason", "policy.rejected", func(at models.PolicyStep, reason string) error {
		_, err := h.Store.RejectPolicy(c.Request().Context(), actor(c), at, reason)
		return err
	})
}
