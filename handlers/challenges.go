package handlers

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// ChallengeStore is what challenges need of the store.
type ChallengeStore interface {
	Challenges(ctx context.Context, f models.ChallengeFilter) (models.ChallengePage, error)
	ChallengesSince(ctx context.Context, since time.Time) (int, error)
	ChallengeDetail(ctx context.Context, id models.ID) (*models.ChallengeDetail, error)
	CancelProof(ctx context.Context, actor models.Actor, cmd models.CancelProof) error
	ResolveChallenge(ctx context.Context, actor models.Actor, cmd models.ResolveChallenge) (*models.Challenge, error)
	changes
}

// Challenges is what customers are asked for, and the answers that staff look at.
type Challenges struct {
	*Site
	Store ChallengeStore
}

// challengeLimit is how many rows a page of the list has.
const challengeLimit = 50

// List shows challenges of one state, those due first.
func (h *Challenges) List(c echo.Context) error {
	f, err := h.readQuery(c, challengeFields...)
	if err != nil {
		return err
	}
	filter, err := challengeFilter(f)
	if err != nil {
		return err
	}
	page, err := h.Store.Challenges(c.Request().Context(), filter)
	if err != nil {
		return err
	}
	p := h.page(c, "challenges.title")
	return h.render(c, http.StatusOK, views.Challenges(p, challengesView(p, CurrentVisitor(c), filter, page)))
}

// challengeFields are what an address of the list holds.
var challengeFields = []string{"state", "after", "before"}

func challengeFilter(f *form) (models.ChallengeFilter, error) {
	filter := models.ChallengeFilter{
		State: models.ChallengeState(f.text("state")), Limit: challengeLimit,
		After: f.placeOf("after", models.PrefixChallenge), Before: f.placeOf("before", models.PrefixChallenge),
	}
	if filter.State == "" {
		filter.State = models.ChallengeOpen
	}
	if f.err() != nil || !slices.Contains(models.ChallengeStates(), filter.State) {
		return filter, errBadForm
	}
	return filter, nil
}

// Show shows one challenge.
func (h *Challenges) Show(c echo.Context) error {
	if _, err := h.readQuery(c); err != nil {
		return err
	}
	return h.show(c, caseTry{})
}

func (h *Challenges) show(c echo.Context, try caseTry) error {
	id, err := models.ParseID(models.PrefixChallenge, c.Param("id"))
	if err != nil {
		return err
	}
	ctx, v := c.Request().Context(), CurrentVisitor(c)
	d, err := h.Store.ChallengeDetail(ctx, id)
	if err != nil {
		return err
	}
	words := labels{views.Page{Texts: h.words(c)}}
	name := words.name(d.Masked, &d.Account)
	p := h.page(c, "challenge.title", "kind", words.word("challenge.kind.", string(d.Challenge.Kind)), "name", name)
	p.Record = recordHref(CurrentVisitor(c), "challenge", d.Challenge.PublicID())
	p.Crumbs = []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("nav.challenges"), Href: "/challenges"}}
	data := challengeView(p, d, v)
	if try.err != nil {
		wrong := problems(p, try.err)
		data.Errors = fieldErrors(wrong)
		data.Finding, data.FindingError = try.form.text("finding"), wrong["finding"]
		data.Because, data.BecauseError = try.form.text("because"), wrong["because"]
		if len(wrong) == 0 {
			data.Problem = whoChanged(ctx, p, h.Store, "challenge", d.Challenge.PublicID())
		}
	}
	return h.render(c, statusOf(try.err), views.Challenge(p, data))
}

// Result takes what a person found.
func (h *Challenges) Result(c echo.Context) error {
	f, err := h.readForm(c, "version", "result", "finding")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixChallenge, c.Param("id"))
	if err != nil {
		return err
	}
	result := f.text("result")
	cmd := models.ResolveChallenge{ID: id, Passed: result == string(models.ChallengePassed), Finding: f.text("finding"), Version: f.version()}
	if !cmd.Passed && result != string(models.ChallengeFailed) {
		f.bad.Add("result", "choice")
	}
	if cmd.Finding == "" {
		f.bad.Add("finding", "required")
	}
	var done *models.Challenge
	if err = f.err(); err == nil {
		done, err = h.Store.ResolveChallenge(c.Request().Context(), actor(c), cmd)
	}
	if again(err) {
		return h.show(c, caseTry{f, err})
	}
	if err != nil {
		return err
	}
	if done.Proof() {
		return h.done(c, challengeHref(id), "proof_ask.done_"+result)
	}
	return h.done(c, challengeHref(id), "challenge.done_"+result)
}

// challengesHref is the list of one state.
func challengesHref(state models.ChallengeState, kv ...string) string {
	q := url.Values{}
	if state != models.ChallengeOpen {
		q.Set("state", string(state))
	}
	if query := with(q, kv...); query != "" {
		return "/challenges?" + query
	}
	return "/challenges"
}
