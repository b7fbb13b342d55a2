package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// PolicyFileStore is what the policy as a file needs of the record.
type PolicyFileStore interface {
	Policy(ctx context.Context, version int) (*models.Policy, error)
	ImportPolicy(ctx context.Context, actor models.Actor, doc decide.Policy) (*models.Policy, error)
}

// PolicyFiles answers for versions as files.
type PolicyFiles struct {
	*Site
	Store PolicyFileStore
}

// Download sends a version as a file.
func (h *PolicyFiles) Download(c echo.Context) error {
	version, err := policyAt(c)
	if err != nil {
		return err
	}
	v, err := h.Store.Policy(c.Request().Context(), version)
	if err != nil {
		return err
	}
	b, err := WritePolicyFile(v)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, fmt.Sprintf("attachment; filename=policy-%d.json", version))
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, b)
}

// Ask shows the form that takes a file.
func (h *PolicyFiles) Ask(c echo.Context) error { return h.ask(c, http.StatusOK, nil) }

func (h *PolicyFiles) ask(c echo.Context, status int, refused error) error {
	p := h.page(c, "policy_file.title")
	p.Crumbs = []views.Crumb{{Label: p.T("policy.title"), Href: "/policy"}}
	said := problems(p, refused)
	d := views.PolicyFilePage{Page: p, File: ui.FieldArgs{
		Kind: "file", Name: "file", Label: p.T("policy_file.file"), Hint: p.T("policy_file.hint"), Required: true, Error: said["file"],
	}}
	d.File.Attrs = map[string]any{"accept": "application/json,.json"}
	for _, name := range sortedKeys(said) {
		if name != "file" {
			d.Faults = append(d.Faults, ui.Pair{Key: name, Value: said[name]})
		}
	}
	var no *models.Refused
	if errors.As(refused, &no) {
		d.Refused = p.T("refused." + no.Code)
	}
	return h.render(c, status, views.PolicyFile(d))
}

// Import makes a draft of a file.
func (h *PolicyFiles) Import(c echo.Context) error {
	file, err := c.FormFile("file")
	if err != nil {
		var bad models.Invalid
		bad.Add("file", "required")
		return h.ask(c, http.StatusUnprocessableEntity, &bad)
	}
	f, err := file.Open()
	if err != nil {
		return fmt.Errorf("open policy file: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(f, PolicyFileMost+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("read policy file: %w", err)
	}
	read, err := ReadPolicyFile(b)
	if err == nil {
		var v *models.Policy
		if v, err = h.Store.ImportPolicy(c.Request().Context(), actor(c), read.Document); err == nil {
			return h.done(c, policyHref(v.Version), "policy_file.taken", "version", v.Version)
		}
	}
	if status, yes := shown(err); yes {
		return h.ask(c, status, err)
	}
	return err
}

// addFileFault says in a form's terms what the strict reader refused. A place outside the document is the file's.
func addFileFault(bad *models.Invalid, err error) {
	var f *jsonFault
	if !errors.As(err, &f) {
		bad.Add("file", "file_syntax", "at", "")
		return
	}
	where := strings.ReplaceAll(strings.TrimPrefix(f.Pointer, "/"), "/", ".")
	if inside, ok := strings.CutPrefix(where, "document."); ok && f.Code != "syntax" { // a fault of the form is often told behind its place
		bad.Add(inside, "file_"+f.Code, "want", f.Args["want"], "at", inside)
		return
	}
	bad.Add("file", "file_"+f.Code, "want", f.Args["want"], "at", where)
}
