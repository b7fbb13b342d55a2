package handlers

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// ReleaseStore is what bringing a version into force needs of the record.
type ReleaseStore interface {
	Policy(ctx context.Context, version int) (*models.Policy, error)
	LivePolicy(ctx context.Context) (*models.Policy, error)
	Candidate(ctx context.Context) (*models.Policy, error)
	Trial(ctx context.Context, version, most int) ([]models.TrialCount, []models.TrialFlip, error)
	ReopenPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep) (*models.Policy, error)
	ShadowPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep) (*models.Policy, error)
	RolloutPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, percent int) (*models.Policy, error)
	PublishPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep) (*models.Policy, error)
	SchedulePolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, when time.Time) (*models.Policy, error)
	CallOffPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep) (*models.Policy, error)
	PausePolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, reason string) (*models.Policy, error)
	ResumePolicy(ctx context.Context, actor models.Actor, at models.PolicyStep) (*models.Policy, error)
	WithdrawPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, reason string) (*models.Policy, error)
	RollbackPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, reason string) (*models.Policy, error)
	OpenStop(ctx context.Context) (*models.Stop, error)
	LastStop(ctx context.Context) (*models.Stop, error)
	BeginStop(ctx context.Context, actor models.Actor, reason string) (*models.Stop, error)
	EndStop(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error
	changes
}

// Releases brings versions of the policy into force, and takes them out of it.
type Releases struct {
	*Site
	Store ReleaseStore
}

// flipsShown is how many events the release page names of which both versions said different
// things.
const flipsShown = 20

// releaseTry is what a refused step leaves to show again.
type releaseTry struct {
	step string
	form *form
	err  error
}

// Show shows how far a version is on its way, and what it said beside the live one.
func (h *Releases) Show(c echo.Context) error {
	if _, err := h.readQuery(c); err != nil {
		return err
	}
	return h.show(c, releaseTry{})
}

func (h *Releases) show(c echo.Context, try releaseTry) error {
	version, err := policyAt(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	what := releaseShown{try: try}
	if what.version, err = h.Store.Policy(ctx, version); err != nil {
		return err
	}
	if what.live, err = h.Store.LivePolicy(ctx); err != nil {
		return err
	}
	if what.candidate, err = candidateOf(ctx, h.Store); err != nil {
		return err
	}
	if what.counts, what.flips, err = h.Store.Trial(ctx, version, flipsShown); err != nil {
		return err
	}
	p := h.page(c, "release.title", "version", version)
	p.Record = recordHref(CurrentVisitor(c), "policy", strconv.Itoa(version))
	p.Crumbs = []views.Crumb{{Label: p.T("policy.title"), Href: "/policy"}, {Label: p.T("policy.version_title", "version", version), Href: policyHref(version)}}
	if errors.Is(try.err, models.ErrConflict) || errors.Is(try.err, models.ErrState) {
		what.conflict = whoChangedPolicy(ctx, p, h.Store, version)
	}
	return h.render(c, statusOf(try.err), views.Release(releasePage(p, CurrentVisitor(c), what)))
}

// step runs one step of a version's release and stays on its page.
func (h *Releases) step(c echo.Context, name, said string, fields []string, run func(at models.PolicyStep, f *form) (*models.Policy, error)) error {
	version, err := policyAt(c)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, append(fields, "version", "ticked", "confirm")...)
	if err != nil {
		return err
	}
	at := models.PolicyStep{Version: version, Revision: f.version()}
	if needsTick(name) && f.text("ticked") == "" {
		f.bad.Add("ticked", "tick")
	}
	if needsTyping(name) && f.text("confirm") != strconv.Itoa(version) {
		f.bad.Add("confirm", "type_version", "version", strconv.Itoa(version))
	}
	var p *models.Policy
	if err = f.err(); err == nil {
		p, err = run(at, f)
	}
	switch {
	case err == nil:
		return h.done(c, releaseHref(p.Version), said, "version", p.Version)
	case again(err) || refusedText(h.words(c), err) != "":
		return h.show(c, releaseTry{name, f, err})
	}
	return err
}

func releaseHref(version int) string { return policyHref(version) + "/release" }

// needsTick reports whether a step has consequences that whoever takes it ticks off first.
func needsTick(step string) bool { return needsTyping(step) || step == "rollback" }

// needsTyping reports whether a step cannot be undone, so that whoever takes it types the number of the version: a rollback
// after it is another version, and what was decided between the two stays decided.
func needsTyping(step string) bool { return step == "publish" || step == "schedule" }

// Reopen makes a draft again of what was submitted or approved.
func (h *Releases) Reopen(c echo.Context) error {
	return h.step(c, "reopen", "release.reopened", nil, func(at models.PolicyStep, _ *form) (*models.Policy, error) {
		return h.Store.ReopenPolicy(c.Request().Context(), actor(c), at)
	})
}

// Shadow lets an approved version run beside the live one.
func (h *Releases) Shadow(c echo.Context) error {
	return h.step(c, "shadow", "release.shadowed", nil, func(at models.PolicyStep, _ *form) (*models.Policy, error) {
		return h.Store.ShadowPolicy(c.Request().Context(), actor(c), at)
	})
}

// Rollout lets the candidate decide for a share of the accounts.
func (h *Releases) Rollout(c echo.Context) error {
	return h.step(c, "rollout", "release.rolled_out", []string{"percent"}, func(at models.PolicyStep, f *form) (*models.Policy, error) {
		percent := f.number("percent", true)
		if err := f.err(); err != nil {
			return nil, err
		}
		return h.Store.RolloutPolicy(c.Request().Context(), actor(c), at, percent)
	})
}

// Publish makes a version live.
func (h *Releases) Publish(c echo.Context) error {
	return h.step(c, "publish", "release.published", nil, func(at models.PolicyStep, _ *form) (*models.Policy, error) {
		return h.Store.PublishPolicy(c.Request().Context(), actor(c), at)
	})
}

// Pause takes the candidate out until it resumes.
func (h *Releases) Pause(c echo.Context) error {
	return h.step(c, "pause", "release.paused", []string{"reason"}, func(at models.PolicyStep, f *form) (*models.Policy, error) {
		return h.Store.PausePolicy(c.Request().Context(), actor(c), at, f.text("reason"))
	})
}

// Resume lets a paused candidate go on.
func (h *Releases) Resume(c echo.Context) error {
	return h.step(c, "resume", "release.resumed", nil, func(at models.PolicyStep, _ *form) (*models.Policy, error) {
		return h.Store.ResumePolicy(c.Request().Context(), actor(c), at)
	})
}

// Withdraw ends the candidate.
func (h *Releases) Withdraw(c echo.Context) error {
	return h.step(c, "withdraw", "release.withdrawn", []string{"reason"}, func(at models.PolicyStep, f *form) (*models.Policy, error) {
		return h.Store.WithdrawPolicy(c.Request().Context(), actor(c), at, f.text("reason"))
	})
}

// Rollback brings the version before the live one back.
func (h *Releases) Rollback(c echo.Context) error {
	return h.step(c, "rollback", "release.rolled_back", []string{"reason"}, func(at models.PolicyStep, f *form) (*models.Policy, error) {
		return h.Store.RollbackPolicy(c.Request().Context(), actor(c), at, f.text("reason"))
	})
}

// Stop shows whether people decide instead of the engine.
func (h *Releases) Stop(c echo.Context) error {
	if _, err := h.readQuery(c); err != nil {
		return err
	}
	return h.stop(c, releaseTry{})
}

func (h *Releases) stop(c echo.Context, try releaseTry) error {
	open, err := h.Store.OpenStop(c.Request().Context())
	if err != nil {
		return err
	}
	last, err := h.Store.LastStop(c.Request().Context())
	if err != nil {
		return err
	}
	p := h.page(c, "stop.title")
	p.Crumbs = []views.Crumb{{Label: p.T("policy.title"), Href: "/policy"}}
	return h.render(c, statusOf(try.err), views.Stop(stopPage(p, CurrentVisitor(c), open, last, try)))
}

// BeginStop leaves every decision to people.
func (h *Releases) BeginStop(c echo.Context) error {
	f, err := h.readForm(c, "reason")
	if err != nil {
		return err
	}
	_, err = h.Store.BeginStop(c.Request().Context(), actor(c), f.text("reason"))
	if again(err) {
		return h.stop(c, releaseTry{"begin", f, err})
	}
	if err != nil {
		return err
	}
	return h.done(c, "/policy/stop", "stop.begun")
}

// EndStop lets the engine decide again.
func (h *Releases) EndStop(c echo.Context) error {
	f, err := h.readForm(c, "id", "version", "reason")
	if err != nil {
		return err
	}
	id, version := f.id("id", models.PrefixStop), f.version()
	if err = f.err(); err == nil {
		err = h.Store.EndStop(c.Request().Context(), actor(c), id, version, f.text("reason"))
	}
	if again(err) {
		return h.stop(c, releaseTry{"end", f, err})
	}
	if err != nil {
		return err
	}
	return h.done(c, "/policy/stop", "stop.ended")
}
