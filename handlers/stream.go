package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"candor/views"
)

// errStream is a stream that broke after its first byte: nobody is left to be told.
var errStream = errors.New("stream broken")

// stream is one answer of server-sent events. It goes out uncompressed, each message whole.
type stream struct {
	c       echo.Context
	control *http.ResponseController
	page    views.Page // words alone
}

// begin sends the head. The server's limits on one answer do not fit one that lasts: the
// time to read ends with the request, and the time to write starts anew with each message.
func (s *stream) begin() error {
	if err := s.control.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	h := s.c.Response().Header()
	h.Set(echo.HeaderContentType, "text/event-stream")
	h.Set(echo.HeaderCacheControl, "no-store, no-transform") // a proxy that compresses would hold messages back
	h.Set("X-Accel-Buffering", "no")
	s.c.Response().WriteHeader(http.StatusOK)
	return s.flush([]byte("retry: 3000\n\n"))
}

// write sends one message as JSON on one line.
func (s *stream) write(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	line := make([]byte, 0, len(b)+8)
	line = append(line, "data: "...)
	line = append(line, b...)
	return s.flush(append(line, "\n\n"...))
}

func (s *stream) flush(b []byte) error {
	if err := s.control.SetWriteDeadline(time.Now().Add(streamWrite)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := s.c.Response().Write(b); err != nil {
		return fmt.Errorf("%w: %w", errStream, err)
	}
	if err := s.control.Flush(); err != nil {
		return fmt.Errorf("%w: %w", errStream, err)
	}
	return nil
}

// end is how a stream ends that could not go on. A reader that went away is no fault.
func (s *stream) end(err error) error {
	if errors.Is(err, errStream) || s.c.Request().Context().Err() != nil {
		return nil
	}
	return err
}
