package handlers

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// StatusOf is statusOf for middleware.
func StatusOf(err error) int { return statusOf(err) }

// statusOf is the one table from an error to an HTTP status.
func statusOf(err error) int {
	var invalid *models.Invalid
	var http4xx *echo.HTTPError
	switch {
	case err == nil:
		return http.StatusOK
	case errors.As(err, &invalid), errors.Is(err, models.ErrDifferent):
		return http.StatusUnprocessableEntity
	case errors.Is(err, models.ErrTwice):
		return http.StatusSeeOther
	case errors.Is(err, models.ErrForbidden):
		return http.StatusForbidden
	case errors.Is(err, models.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, models.ErrConflict), errors.Is(err, models.ErrState), errors.Is(err, models.ErrInFlight):
		return http.StatusConflict
	case errors.Is(err, models.ErrBusy), errors.Is(err, models.ErrUnchecked):
		return http.StatusServiceUnavailable
	case errors.As(err, &http4xx):
		return http4xx.Code
	}
	return http.StatusInternalServerError
}

// again reports whether an error is one that the same form is shown again for: refused
// input, or a row that changed meanwhile.
func again(err error) bool {
	status := statusOf(err)
	return status == http.StatusUnprocessableEntity || status == http.StatusConflict
}

// invalidOf returns the refused fields in an error, none when it is another error.
func invalidOf(err error) *models.Invalid {
	var invalid *models.Invalid
	if errors.As(err, &invalid) {
		return invalid
	}
	return &models.Invalid{}
}

// ErrorHandler answers what a handler could not: a page, or a problem document for
// machines. The cause of a 500 goes to the log alone.
func (s *Site) ErrorHandler(log *slog.Logger) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		if c.Response().Committed && c.Request().Context().Err() != nil {
			return // the answer broke off because the asker went away
		}
		status := statusOf(err)
		if status >= http.StatusInternalServerError {
			log.LogAttrs(c.Request().Context(), slog.LevelError, "request failed",
				slog.String("request_id", RequestID(c)), slog.String("route", c.Path()), slog.String("error", err.Error()))
		}
		if c.Response().Committed {
			return
		}
		if errors.Is(err, models.ErrBusy) {
			c.Response().Header().Set("Retry-After", "1")
		}
		var failed error
		if errors.Is(err, models.ErrTwice) {
			failed = s.done(c, back(c), "common.sent_twice")
		} else if strings.HasPrefix(c.Request().URL.Path, "/api/") {
			failed = WriteProblem(c, status, err)
		} else {
			failed = s.errorPage(c, status, err)
		}
		if failed != nil {
			log.LogAttrs(c.Request().Context(), slog.LevelError, "error page failed",
				slog.String("request_id", RequestID(c)), slog.String("error", failed.Error()))
		}
	}
}

func (s *Site) errorPage(c echo.Context, status int, err error) error {
	key := errorKey(s.words(c).Has, status)
	p := s.page(c, key+".title")
	if path := c.Request().URL.Path; strings.HasPrefix(path, "/c/") && c.Request().Method != http.MethodHead {
		p.User, p.Path = nil, customerHome // a customer learns nothing of the console
		return s.render(c, status, views.CustomerClosed(p, p.T("customer.failed"), nil))
	}
	if c.Request().Method == http.MethodHead {
		return c.NoContent(status)
	}
	return s.render(c, status, views.ErrorPage(p, errorData(c, p, key, status, err)))
}

// errorKey is the start of the words about a status: its own, or those of its kind.
func errorKey(has func(string) bool, status int) string {
	key := "error." + strings.ToLower(strings.ReplaceAll(http.StatusText(status), " ", "_"))
	switch {
	case has(key + ".title"):
		return key
	case status < http.StatusInternalServerError:
		return "error.bad_request"
	}
	return "error.internal_server_error"
}

// errorData is what the page says beside its title.
func errorData(c echo.Context, p views.Page, key string, status int, err error) views.ErrorPageData {
	d := views.ErrorPageData{Status: status, Text: p.T(key + ".text"), Do: p.T(key + ".do"), Saved: p.T("error.saved_none")}
	read := c.Request().Method == http.MethodGet
	switch {
	case read:
		d.Saved = p.T("error.saved_read")
	case status == http.StatusInternalServerError:
		d.Saved = p.T("error.saved_unsure")
	}
	if read && (status >= http.StatusInternalServerError || status == http.StatusTooManyRequests) {
		d.Again = p.Path
	}
	if from := back(c); from != "/" && from != d.Again {
		d.Back = from
	}
	var refused *models.Refused
	switch {
	case errors.As(err, &refused):
		d.Why = p.T("refused." + refused.Code)
	case errors.Is(err, models.ErrQuota):
		d.Why = p.T("refused.quota")
	}
	return d
}

// problem is an RFC 9457 problem document.
type problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail,omitempty"`
	RequestID string         `json:"request_id,omitempty"`
	Errors    []problemField `json:"errors,omitempty"`
}

// problemField is one refused field of a problem document.
type problemField struct {
	Pointer string            `json:"pointer"` // RFC 6901 pointer into the body
	Code    string            `json:"code"`
	Args    map[string]string `json:"args,omitempty"`
}

// WriteProblem answers a machine with a problem document (RFC 9457).
func WriteProblem(c echo.Context, status int, err error) error {
	p := problemOf(status, err)
	p.RequestID = RequestID(c)
	if len(p.Errors) > 0 {
		SetRefusal(c, p.Errors[0].Pointer, p.Errors[0].Code)
	}
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return c.Blob(status, "application/problem+json", b)
}

// problemOf is the problem document of an error, without the request's name. The cause of
// a 500 is nobody's business outside.
func problemOf(status int, err error) *problem {
	p := &problem{Type: "about:blank", Title: http.StatusText(status), Status: status}
	var refusedBody *jsonFault
	if errors.As(err, &refusedBody) {
		p.Errors = []problemField{{Pointer: refusedBody.Pointer, Code: refusedBody.Code, Args: refusedBody.Args}}
	}
	var refused *models.Refused
	var http4xx *echo.HTTPError
	switch {
	case errors.As(err, &refused):
		p.Detail = refused.Code
	case errors.As(err, &http4xx) && status < http.StatusInternalServerError:
		if text, ok := http4xx.Message.(string); ok {
			p.Detail = text
		}
	}
	invalid := invalidOf(err)
	for _, name := range sortedKeys(invalid.Fields) {
		f := invalid.Fields[name]
		p.Errors = append(p.Errors, problemField{Pointer: "/" + strings.ReplaceAll(name, ".", "/"), Code: f.Code, Args: f.Args})
	}
	return p
}
