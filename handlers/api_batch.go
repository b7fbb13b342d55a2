package handlers

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// batchAhead is how many lines are read ahead of the decisions: one commit's worth.
const batchAhead = 128

// batchLine is the answer to one line: the status that the event alone would have got,
// with the decision or the problem.
type batchLine struct {
	Line     int             `json:"line"`
	Status   int             `json:"status"`
	Decision json.RawMessage `json:"decision,omitempty"`
	Problem  *problem        `json:"problem,omitempty"`
}

// batchTypes is what a line may be, by its field type; the other fields are those of the
// address of that type.
var batchTypes = map[string]func() eventBody{
	"transaction":    func() eventBody { return &transactionLine{} },
	"login":          func() eventBody { return &loginLine{} },
	"repayment":      func() eventBody { return &repaymentLine{} },
	"identity_check": func() eventBody { return &identityLine{} },
}

// The lines: an event with its type beside it.
type (
	lineType struct {
		Type string `json:"type"`
	}
	transactionLine struct {
		Type string `json:"type"`
		transactionBody
	}
	loginLine struct {
		Type string `json:"type"`
		loginBody
	}
	repaymentLine struct {
		Type string `json:"type"`
		repaymentBody
	}
	identityLine struct {
		Type string `json:"type"`
		identityBody
	}
)

// Batch decides events of newline-delimited JSON and answers a line for each, in their
// order. Lines of one account are decided in their order. A line that is refused does not
// stop the others; what was decided stays decided when the connection breaks.
func (h *API) Batch(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	if c.Request().Header.Get(echo.HeaderContentType) != "application/x-ndjson" {
		return echo.ErrUnsupportedMediaType
	}
	duplex := http.NewResponseController(c.Response())
	if err := duplex.EnableFullDuplex(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	lines := bufio.NewScanner(c.Request().Body)
	lines.Buffer(make([]byte, 0, 4096), jsonBytes)
	c.Response().Header().Set(echo.HeaderContentType, "application/x-ndjson")
	out := json.NewEncoder(c.Response())
	answers := make(chan chan batchLine, batchAhead)
	ctx, stop := context.WithCancel(c.Request().Context())
	defer stop()
	failed := make(chan error, 1)
	go func() {
		defer close(answers)
		failed <- h.readLines(ctx, c, lines, answers)
	}()
	for answer := range answers {
		h.extend(duplex)
		if err := out.Encode(<-answer); err != nil {
			stop()
			for range answers { // let the reader end
			}
			return err
		}
	}
	return <-failed
}

// batchPatience is how long one line may take to come and to be answered.
const batchPatience = 30 * time.Second

// extend gives the next line its time; a long batch is not a slow one.
func (h *API) extend(duplex *http.ResponseController) {
	until := time.Now().Add(batchPatience)
	_ = duplex.SetReadDeadline(until)  // not supported by a recorder in tests, and then
	_ = duplex.SetWriteDeadline(until) // there is no deadline to extend
}

// readLines hands each line on and gives its answer a place in the order.
func (h *API) readLines(ctx context.Context, c echo.Context, lines *bufio.Scanner, answers chan<- chan batchLine) error {
	source := CurrentVisitor(c).Key.Name
	n := 0
	for lines.Scan() {
		n++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		answer := make(chan batchLine, 1)
		h.startLine(ctx, source, n, bytes.Clone(lines.Bytes()), answer)
		select {
		case answers <- answer:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := lines.Err()
	if err == nil {
		return nil
	}
	code := http.StatusBadRequest
	var tooLarge *http.MaxBytesError
	if errors.Is(err, bufio.ErrTooLong) || errors.As(err, &tooLarge) {
		code = http.StatusRequestEntityTooLarge
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.Canceled) {
		return nil // the sender went away
	}
	last := make(chan batchLine, 1)
	last <- batchLine{Line: n + 1, Status: code, Problem: problemOf(code, err)}
	answers <- last
	return nil
}

// startLine reads one line and queues its event before it returns, so that the order of
// lines is the order of events; the answer follows when the decision is durable.
func (h *API) startLine(ctx context.Context, source string, line int, text []byte, answer chan<- batchLine) {
	refuse := func(err error) {
		status := statusOf(err)
		var f *jsonFault
		if errors.As(err, &f) {
			status = f.Status
		}
		answer <- batchLine{Line: line, Status: status, Problem: problemOf(status, err)}
	}
	n, err := readLine(text)
	if err != nil {
		refuse(err)
		return
	}
	n.Source = source
	wait, err := h.Store.QueueEvent(ctx, n)
	if err != nil {
		refuse(err)
		return
	}
	go func() {
		d, err := wait(ctx)
		if err != nil {
			refuse(err)
			return
		}
		b, err := h.decided(d)
		if err != nil {
			refuse(err)
			return
		}
		status := http.StatusCreated
		if d.Repeat {
			status = http.StatusOK
		}
		answer <- batchLine{Line: line, Status: status, Decision: b}
	}()
}

// readLine reads the event of one line.
func readLine(text []byte) (models.NewEvent, error) {
	var kind lineType
	if err := json.Unmarshal(text, &kind); err != nil {
		return models.NewEvent{}, &jsonFault{Status: http.StatusBadRequest, Code: "syntax"}
	}
	body, ok := batchTypes[kind.Type]
	if !ok {
		var bad models.Invalid
		bad.Add("type", "choice")
		return models.NewEvent{}, bad.OrNil()
	}
	b := body()
	if err := decodeStrict(text, b); err != nil {
		return models.NewEvent{}, err
	}
	return b.event()
}
