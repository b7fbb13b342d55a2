package handlers

import (
	"context"
	_ "embed" // for the description of the API
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// APIStore is what the API needs of the record.
type APIStore interface {
	PutAccount(ctx context.Context, actor models.Actor, p models.PutAccount) (*models.Account, bool, error)
	RescoreAccount(ctx context.Context, actor models.Actor, id models.ID) (*models.Decision, error)
	ScoreBySource(ctx context.Context, source, name string) (*models.AccountScore, error)
	RecordEvent(ctx context.Context, n models.NewEvent) (*models.Decided, error)
	QueueEvent(ctx context.Context, n models.NewEvent) (wait func(context.Context) (*models.Decided, error), err error)
	DecidedBySource(ctx context.Context, source string, id models.ID) (*models.Decided, error)
	ChallengeBySource(ctx context.Context, source string, id models.ID) (*models.Challenge, error)
	ResolveChallenge(ctx context.Context, actor models.Actor, cmd models.ResolveChallenge) (*models.Challenge, error)
	LabelEvent(ctx context.Context, actor models.Actor, cmd models.LabelEvent) (*models.Event, bool, error)
}

// API is the machines' side of the record.
type API struct {
	*Site
	Store APIStore
}

//go:embed openapi.yaml
var openAPI []byte

// Describe serves the description of the API.
func (h *API) Describe(c echo.Context) error {
	return c.Blob(http.StatusOK, "application/yaml; charset=utf-8", openAPI)
}

// externalID accepts 1 to 64 letters, digits, dots, underscores and hyphens.
func externalID(s string) bool {
	if len(s) < 1 || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		b := s[i]
		letter := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
		if !letter && (b < '0' || b > '9') && b != '.' && b != '_' && b != '-' {
			return false
		}
	}
	return true
}

// noQuery refuses parameters: these addresses have none, and a repeated one would mean two
// things (S12).
func noQuery(c echo.Context) error {
	if len(c.QueryParams()) > 0 {
		return echo.NewHTTPError(http.StatusBadRequest, "unexpected query parameters")
	}
	return nil
}

// PutAccount creates or replaces what the key's source knows about one account, and scores
// it when there is a model.
func (h *API) PutAccount(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	id := c.Param("id")
	if _, err := models.ParseID(models.PrefixAccount, id); err == nil || !externalID(id) {
		return echo.NewHTTPError(http.StatusBadRequest, "the id is 1 to 64 letters, digits, dots, underscores or hyphens, and not one of ours")
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	var body accountBody
	if err := readJSON(c, &body); err != nil {
		return fault(c, err)
	}
	if err := body.check(); err != nil {
		return err
	}
	ctx, by := c.Request().Context(), actor(c)
	cmd := body.command()
	cmd.Source, cmd.ExternalID, cmd.Version = CurrentVisitor(c).Key.Name, id, version
	a, created, err := h.Store.PutAccount(ctx, by, cmd)
	if err != nil && version != 0 && errors.Is(err, models.ErrConflict) {
		return echo.NewHTTPError(http.StatusPreconditionFailed, "the account is not the version that If-Match names")
	}
	if err != nil {
		return err
	}
	if a.ScoredAt == nil || a.ScoredAt.Before(a.UpdatedAt) {
		_, err := h.Store.RescoreAccount(ctx, by, a.ID)
		if err != nil && !errors.Is(err, models.ErrNotFound) { // no model yet: kept, not scored
			return err
		}
	}
	s, err := h.Store.ScoreBySource(ctx, cmd.Source, id)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if created {
		status = http.StatusCreated
		c.Response().Header().Set("Location", "/api/v1/accounts/"+s.Account.PublicID()+"/score")
	}
	return reply(c, status, &s.Account, accountReply(s))
}

// Score answers how an account's score comes about.
func (h *API) Score(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	id := c.Param("id")
	if !externalID(id) {
		return echo.ErrNotFound
	}
	s, err := h.Store.ScoreBySource(c.Request().Context(), CurrentVisitor(c).Key.Name, id)
	if err != nil {
		return err
	}
	if s.Decision == nil {
		return echo.NewHTTPError(http.StatusNotFound, "the account has no score yet")
	}
	return reply(c, http.StatusOK, &s.Account, h.scoreReply(s))
}

// reply answers with JSON and the account's version as its tag.
func reply(c echo.Context, status int, a *models.Account, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	c.Response().Header().Set("ETag", `"`+strconv.FormatInt(a.Version, 10)+`"`)
	return c.Blob(status, "application/json; charset=utf-8", b)
}

// ifMatch reads the version that the sender has seen, 0 when it does not say.
func ifMatch(c echo.Context) (int64, error) {
	tags := c.Request().Header.Values("If-Match")
	if len(tags) == 0 {
		return 0, nil
	}
	inner := strings.TrimSuffix(strings.TrimPrefix(tags[0], `"`), `"`)
	v, err := strconv.ParseInt(inner, 10, 64)
	if len(tags) > 1 || err != nil || v < 1 || tags[0] != `"`+strconv.FormatInt(v, 10)+`"` {
		return 0, echo.NewHTTPError(http.StatusBadRequest, "If-Match is one tag as ETag gave it")
	}
	return v, nil
}

// readJSON reads a body that must say it is JSON.
func readJSON(c echo.Context, into any) error {
	types := c.Request().Header.Values(echo.HeaderContentType)
	if len(types) != 1 {
		return echo.ErrUnsupportedMediaType
	}
	kind, params, err := mime.ParseMediaType(types[0])
	charset, given := params["charset"]
	if err != nil || kind != "application/json" || (given && !strings.EqualFold(charset, "utf-8")) {
		return echo.ErrUnsupportedMediaType
	}
	body, err := io.ReadAll(io.LimitReader(c.Request().Body, jsonBytes+1))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return &jsonFault{Status: http.StatusRequestEntityTooLarge, Code: "too_large"}
	case err != nil:
		return echo.NewHTTPError(http.StatusBadRequest, "the body could not be read").SetInternal(err)
	}
	return decodeStrict(body, into)
}

// fault answers a body that was not accepted, with a pointer to the place.
func fault(c echo.Context, err error) error {
	var f *jsonFault
	if !errors.As(err, &f) {
		return err
	}
	return WriteProblem(c, f.Status, err)
}
