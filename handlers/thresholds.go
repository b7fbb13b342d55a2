package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/engine/score"
	"candor/models"
	"candor/views"
)

// ThresholdStore is what the thresholds of a version need of the record.
type ThresholdStore interface {
	Policy(ctx context.Context, version int) (*models.Policy, error)
	LivePolicy(ctx context.Context) (*models.Policy, error)
	LatestRun(ctx context.Context) (*models.Run, error)
	Sketches(ctx context.Context, run models.ID, measures []string) (map[string]models.Sketch, error)
	PolicyPreview(ctx context.Context, proposed decide.Policy, names []string) ([]models.Preview, error)
	EditPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, doc decide.Policy) (*models.Policy, error)
	TryPolicy(ctx context.Context, doc decide.Policy, what models.TryEvents) (*models.PolicyTry, error)
	AccountByNumber(ctx context.Context, number string) (models.ID, error)
	CutCount(ctx context.Context, version int) (*models.CutCount, error)
	changes
}

// Thresholds answers for the cuts of a version: cut-offs of bands, thresholds of flags and of caps, with what they hold for.
type Thresholds struct {
	*Site
	Store ThresholdStore
}

// thresholdsShown is what the page is made of.
type thresholdsShown struct {
	version, live *models.Policy
	run           *models.Run
	sketches      map[string]models.Sketch
	exact         *models.CutCount // nil for thresholds that nobody saved
	preview       []models.Preview
	names         string
	typed         map[string]string // nil unless what was typed was refused or tried
	unsaved       unsavedTry
	err           error
	conflict      string
}

// Show shows the cuts of a version: to move to its author while it is a draft, else to read.
func (h *Thresholds) Show(c echo.Context) error {
	if _, err := h.readQuery(c, "try"); err != nil {
		return err
	}
	return h.show(c, http.StatusOK, thresholdsShown{})
}

// show draws the page around what was typed, if anything was.
func (h *Thresholds) show(c echo.Context, status int, s thresholdsShown) error {
	version, err := policyAt(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	s.names = c.QueryParam("try")
	if s.version, err = h.Store.Policy(ctx, version); err != nil {
		return err
	}
	if s.live, err = h.Store.LivePolicy(ctx); err != nil {
		return err
	}
	if s.run, err = h.Store.LatestRun(ctx); errors.Is(err, models.ErrNotFound) {
		s.run = nil // the book was never scored
	} else if err != nil {
		return err
	}
	if s.run != nil {
		if s.sketches, err = h.Store.Sketches(ctx, s.run.ID, measuresOf(s.version.Document)); err != nil {
			return err
		}
		s.sketches[decide.MeasureScore] = s.run.Summary.SketchOfScores()
		if s.exact, err = h.Store.CutCount(ctx, version); errors.Is(err, models.ErrNotFound) {
			s.exact = nil
		} else if err != nil {
			return err
		}
		if s.preview, err = h.Store.PolicyPreview(ctx, s.version.Document, splitList(s.names)); err != nil {
			return err
		}
	}
	p := h.page(c, "thresholds.title", "version", version)
	p.Crumbs = []views.Crumb{{Label: p.T("policy.title"), Href: "/policy"}, {Label: p.T("policy.version_title", "version", version), Href: policyHref(version)}}
	if errors.Is(s.err, models.ErrConflict) || errors.Is(s.err, models.ErrState) {
		s.conflict = whoChangedPolicy(ctx, p, h.Store, version)
	}
	return h.render(c, status, views.Thresholds(thresholdsPage(p, CurrentVisitor(c), s)))
}

// measuresOf is what the cuts of a document are on, but for the score.
func measuresOf(doc decide.Policy) []string {
	var keys []string
	add := func(key string) {
		if key != decide.MeasureScore && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	for _, f := range doc.Flags {
		add(f.Measure)
	}
	for _, c := range doc.Caps {
		add(c.Factor)
	}
	return keys
}

// thresholdFields is every field that the page sends for a document.
func thresholdFields(doc decide.Policy) []string {
	fields := []string{"version"}
	for i := range doc.Bands[min(1, len(doc.Bands)):] {
		fields = append(fields, bandField(i+1))
	}
	for i := range doc.Flags {
		fields = append(fields, flagField(i))
	}
	for i := range doc.Caps {
		fields = append(fields, capField(i), capScoreField(i))
	}
	return fields
}

func bandField(i int) string     { return fmt.Sprintf("bands.%d.from", i) }
func flagField(i int) string     { return fmt.Sprintf("flags.%d.threshold", i) }
func capField(i int) string      { return fmt.Sprintf("caps.%d.threshold", i) }
func capScoreField(i int) string { return fmt.Sprintf("caps.%d.score", i) }

// Save keeps the cuts that were typed. All else in the document stays as it is.
func (h *Thresholds) Save(c echo.Context) error {
	version, err := policyAt(c)
	if err != nil {
		return err
	}
	was, err := h.Store.Policy(c.Request().Context(), version)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, append(thresholdFields(was.Document), "do", unsavedField)...)
	if err != nil {
		return err
	}
	at := models.PolicyStep{Version: version, Revision: f.version()}
	typed := map[string]string{}
	for _, name := range thresholdFields(was.Document) {
		typed[name] = f.text(name)
	}
	doc := withThresholds(was.Document, typed, &f.bad)
	shown := thresholdsShown{typed: typed, unsaved: unsavedTry{on: f.text(unsavedField)}}
	if f.text("do") == "try" {
		return h.tryTyped(c, f, was, doc, shown)
	}
	if err = f.err(); err == nil {
		_, err = h.Store.EditPolicy(c.Request().Context(), actor(c), at, doc)
	}
	switch {
	case err == nil:
		return h.done(c, policyHref(version)+"/thresholds", "policy.saved")
	case again(err):
		shown.err = err
		return h.show(c, statusOf(err), shown)
	}
	return err
}

// tryTyped tries the thresholds as they are typed and shows the answer in the form. Nothing is saved.
func (h *Thresholds) tryTyped(c echo.Context, f *form, was *models.Policy, doc decide.Policy, shown thresholdsShown) error {
	if v := CurrentVisitor(c); !ownDraft(v, was) || !v.Can(models.PermScoreRead) {
		return models.ErrForbidden
	}
	if shown.err = f.err(); shown.err == nil {
		shown.unsaved, shown.err = tryUnsaved(c.Request().Context(), h.Store, doc, shown.unsaved.on)
	}
	if shown.err != nil && !again(shown.err) {
		return shown.err
	}
	return h.show(c, statusOf(shown.err), shown)
}

// withThresholds is a document with other cuts. What cannot be read, and what Check finds wrong then, is added to bad by field.
func withThresholds(was decide.Policy, typed map[string]string, bad *models.Invalid) decide.Policy {
	r := policyReader{bad}
	doc := was
	doc.Bands = slices.Clone(was.Bands)
	for i := range doc.Bands[min(1, len(doc.Bands)):] {
		doc.Bands[i+1] = score.Band{Name: doc.Bands[i+1].Name, From: r.number(bandField(i+1), typed[bandField(i+1)])}
	}
	doc.Flags = slices.Clone(was.Flags)
	for i := range doc.Flags {
		doc.Flags[i].Threshold = r.decimal(flagField(i), typed[flagField(i)])
	}
	doc.Caps = slices.Clone(was.Caps)
	for i := range doc.Caps {
		doc.Caps[i].Threshold = r.decimal(capField(i), typed[capField(i)])
		doc.Caps[i].Score = r.number(capScoreField(i), typed[capScoreField(i)])
	}
	for _, fault := range doc.Check() {
		bad.Add(fault.Field, fault.Code, fault.Args...)
	}
	return doc
}
