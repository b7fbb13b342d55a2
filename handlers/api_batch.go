package handlers

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"
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
	err      error           // why the line got a 500: for the log alone
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
	lines := &lineReader{r: bufio.NewReader(c.Request().Body)}
	c.Response().Header().Set(echo.HeaderContentType, "application/x-ndjson")
	out := json.NewEncoder(c.Response())
	answers := make(chan chan batchLine, batchAhead)
	ctx, stop := context.WithCancel(c.Request().Context())
	defer stop()
	failed := make(chan error, 1)
	go func() {
		defer close(answers)
		failed <- guarded(func() error { return h.readLines(ctx, c, lines, answers) })
	}()
	var broken error // of the first line that found the server at fault
	for answer := range answers {
		h.extend(duplex)
		said := <-answer
		noteRefused(c, &said)
		broken = cmp.Or(broken, said.err)
		if err := out.Encode(said); err != nil {
			stop()
			for range answers { // let the reader end
			}
			return err
		}
	}
	return errors.Join(<-failed, broken)
}

// guarded makes a panic an error: outside the goroutine of its request nothing else would
// keep it from ending the process (F32).
func guarded(work func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return work()
}

// noteRefused notes the first line of a batch that was refused, for the record: one entry
// a batch, so that a sender cannot fill the record with lines.
func noteRefused(c echo.Context, l *batchLine) {
	if l.Status < 400 || l.Status >= 500 || RefusalOf(c).Status != 0 {
		return
	}
	r := Refusal{Status: l.Status, Pointer: "/lines/" + strconv.Itoa(l.Line)}
	if l.Problem != nil && len(l.Problem.Errors) > 0 {
		r.Pointer, r.Code = r.Pointer+l.Problem.Errors[0].Pointer, l.Problem.Errors[0].Code
	}
	c.Set(refusalKey, r)
}

// lineReader reads lines of any length, and keeps those that a body may have.
type lineReader struct{ r *bufio.Reader }

// next returns the next line without its end, io.EOF after the last. A line that is too
// long is skipped to its end, so that it does not take the lines after it along.
func (l *lineReader) next() (text []byte, long bool, err error) {
	for read := 0; ; {
		part, err := l.r.ReadSlice('\n')
		read += len(part)
		long = long || read > jsonBytes+len("\r\n")
		if !long {
			text = append(text, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err == nil, errors.Is(err, io.EOF) && read > 0:
			return bytes.TrimRight(text, "\r\n"), long, nil
		}
		return nil, false, err
	}
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
func (h *API) readLines(ctx context.Context, c echo.Context, lines *lineReader, answers chan<- chan batchLine) error {
	source := CurrentVisitor(c).Key.Name
	for n := 1; ; n++ {
		text, long, err := lines.next()
		answer := make(chan batchLine, 1)
		var tooLarge *http.MaxBytesError
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, context.Canceled):
			return nil // all is read, or the sender went away
		case long, errors.As(err, &tooLarge):
			answer <- refusedLine(n, &jsonFault{Status: http.StatusRequestEntityTooLarge, Code: "too_large"})
		case err != nil:
			answer <- refusedLine(n, echo.NewHTTPError(http.StatusBadRequest, "the body could not be read"))
		case len(bytes.TrimSpace(text)) == 0:
			continue
		default:
			if err := guarded(func() error { h.startLine(ctx, source, n, text, answer); return nil }); err != nil {
				answer <- refusedLine(n, err)
			}
		}
		select {
		case answers <- answer:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err != nil {
			return nil
		}
	}
}

// refusedLine is the answer to a line that was not decided.
func refusedLine(line int, err error) batchLine {
	err = toSender(err)
	status := statusOf(err)
	var f *jsonFault
	if errors.As(err, &f) {
		status = f.Status
	}
	l := batchLine{Line: line, Status: status, Problem: problemOf(status, err)}
	if status == http.StatusInternalServerError {
		l.err = err
	}
	return l
}

// startLine reads one line and queues its event before it returns, so that the order of
// lines is the order of events; the answer follows when the decision is durable.
func (h *API) startLine(ctx context.Context, source string, line int, text []byte, answer chan<- batchLine) {
	refuse := func(err error) { answer <- refusedLine(line, err) }
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
	var other *json.UnmarshalTypeError
	if err := json.Unmarshal(text, &kind); errors.As(err, &other) {
		f := &jsonFault{Status: http.StatusUnprocessableEntity, Code: "type"}
		if other.Field != "" {
			f.Pointer = "/" + other.Field
		}
		return models.NewEvent{}, f
	} else if err != nil {
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
