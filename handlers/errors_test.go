package handlers

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// TestErrorPagesSayWhatBecameOfTheStep asks for each kind of failure by reading and by sending, in both languages.
func TestErrorPagesSayWhatBecameOfTheStep(t *testing.T) {
	s := testSite(t)
	invalid := &models.Invalid{}
	invalid.Add("x", "required")
	for _, c := range []struct {
		name   string
		err    error
		status int
		says   string
	}{
		{"bad request", errBadForm, 400, "error.bad_request"},
		{"signed out", echo.ErrUnauthorized, 401, "error.unauthorized"},
		{"forbidden", models.ErrForbidden, 403, "error.forbidden"},
		{"not found", fmt.Errorf("case: %w", models.ErrNotFound), 404, "error.not_found"},
		{"method", echo.ErrMethodNotAllowed, 405, "error.method_not_allowed"},
		{"conflict", models.ErrConflict, 409, "error.conflict"},
		{"state", models.ErrState, 409, "error.conflict"},
		{"too large", echo.ErrStatusRequestEntityTooLarge, 413, "error.request_entity_too_large"},
		{"refused field", invalid, 422, "error.unprocessable_entity"},
		{"quota", overQuota(models.ErrQuota), 429, "error.too_many_requests"},
		{"fault", errors.New("disk of 10.0.0.7 is full"), 500, "error.internal_server_error"},
		{"a gateway's status", echo.NewHTTPError(http.StatusBadGateway), 502, "error.internal_server_error"},
		{"a client's status", echo.NewHTTPError(http.StatusTeapot), 418, "error.bad_request"},
		{"busy", models.ErrBusy, 503, "error.service_unavailable"},
	} {
		for _, lang := range []string{"en", "zh-CN"} {
			fail := func(echo.Context) error { return c.err }
			words, v := s.Texts.For(lang), as(t, models.RoleReviewer, lang)
			saved := "error.saved_none"
			if c.status == http.StatusInternalServerError {
				saved = "error.saved_unsure"
			}
			w := call(s, v, fail, http.MethodPost, "/x", url.Values{"a": {"b"}})
			want(t, w, c.status, words.T(c.says+".title"), words.T(c.says+".text"), words.T(c.says+".do"), words.T(saved), `data-copy="r1"`)
			lacks(t, w, "10.0.0.7", "⟦")
			want(t, call(s, v, fail, http.MethodGet, "/x?a=1", nil), c.status, words.T("error.saved_read"))
		}
	}
}

// TestErrorPagesLeadOn looks at the ways on: try again where that may help, and back to where the step was taken.
func TestErrorPagesLeadOn(t *testing.T) {
	s, v := testSite(t), as(t, models.RoleReviewer, "en")
	fail := func(err error) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.Request().Header.Set("Referer", "http://example.com/queue?sort=due")
			return err
		}
	}
	want(t, call(s, v, fail(models.ErrConflict), http.MethodPost, "/x", url.Values{}), 409, `href="/queue?sort=due"`, "Open the page again")
	want(t, call(s, v, fail(errors.New("no")), http.MethodGet, "/x?a=1", nil), 500, `href="/x?a=1"`, "Try again")
	lacks(t, call(s, v, fail(models.ErrNotFound), http.MethodGet, "/x?a=1", nil), "Try again")
	want(t, call(s, v, fail(overQuota(models.ErrQuota)), http.MethodGet, "/x", nil), 429, "reads out the book")
	elsewhere := func(c echo.Context) error {
		c.Request().Header.Set("Referer", "https://elsewhere.example/queue")
		return models.ErrConflict
	}
	lacks(t, call(s, v, elsewhere, http.MethodPost, "/x", url.Values{}), "elsewhere", "chevron-left")
}

// TestWhoMeetsABusyStoreIsToldWhen looks at the answer to a person and to a machine.
func TestWhoMeetsABusyStoreIsToldWhen(t *testing.T) {
	s := testSite(t)
	for _, path := range []string{"/queue", "/api/v1/accounts/C-1"} {
		w := httptest.NewRecorder()
		c := echo.New().NewContext(httptest.NewRequest(http.MethodPost, path, nil), w)
		SetVisitor(c, as(t, models.RoleReviewer, "en"))
		s.ErrorHandler(slog.New(slog.DiscardHandler))(fmt.Errorf("store: %w", models.ErrBusy), c)
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("%s: %d, Retry-After %q", path, w.Code, w.Header().Get("Retry-After"))
		}
	}
}
