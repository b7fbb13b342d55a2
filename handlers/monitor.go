package handlers

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// MonitorStore is what the live monitor needs of the record.
type MonitorStore interface {
	MinuteCounts(ctx context.Context, from int64) ([]models.MinuteCount, error)
	MonitorWaiting(ctx context.Context) (models.MonitorWaiting, error)
	NoticedEvents(ctx context.Context, limit int) ([]models.EventItem, error)
	NoticedSince(ctx context.Context, id models.ID) (int, error)
}

// Monitor is the page of what is being decided now, and the stream that keeps it current.
type Monitor struct {
	*Site
	Store MonitorStore
	// Still reports whether the request's visitor may go on reading: a stream outlives the
	// check that let it in.
	Still func(c echo.Context) bool
	board board
	gate  gate
}

// noticedShown is how many decisions the page lists.
const noticedShown = 50

// Show shows the monitor.
func (h *Monitor) Show(c echo.Context) error {
	if _, err := h.readQuery(c); err != nil {
		return err
	}
	ctx := c.Request().Context()
	now, err := h.board.read(ctx, h.Store, h.Now())
	if err != nil {
		return err
	}
	noticed, err := h.Store.NoticedEvents(ctx, noticedShown)
	if err != nil {
		return err
	}
	p := h.page(c, "monitor.title")
	return h.render(c, http.StatusOK, views.Monitor(p, monitorView(p, now, noticed, CurrentVisitor(c))))
}

// snapshot is what everybody who watches is told of one moment.
type snapshot struct {
	at      time.Time
	pulse   models.Pulse
	waiting models.MonitorWaiting
}

// boardFresh is how old a snapshot may be: streams tick every second and share it.
const boardFresh = 900 * time.Millisecond

// boardOpen is how many of the newest minutes are read again: counts of a minute come late
// from other replicas, but never by minutes.
const boardOpen = 2

// board reads the counts once for all who watch, and of minutes that are over only once.
type board struct {
	mu   sync.Mutex
	last snapshot
	rows []models.MinuteCount
}

func (b *board) read(ctx context.Context, store MonitorStore, now time.Time) (snapshot, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if age := now.Sub(b.last.at); age >= 0 && age < boardFresh {
		return b.last, nil
	}
	last := now.Unix() / 60
	first := last - models.PulseMinutes + 1
	from := max(first, b.last.at.Unix()/60-boardOpen)
	fresh, err := store.MinuteCounts(ctx, from)
	if err != nil {
		return snapshot{}, err
	}
	kept := make([]models.MinuteCount, 0, len(b.rows)+len(fresh))
	for _, r := range b.rows {
		if r.Minute >= first && r.Minute < from {
			kept = append(kept, r)
		}
	}
	s := snapshot{at: now}
	if s.waiting, err = store.MonitorWaiting(ctx); err != nil {
		return snapshot{}, err
	}
	b.rows = append(kept, fresh...)
	s.pulse = models.NewPulse(b.rows, first, last)
	b.last = s
	return s, nil
}

// Streams are bounded: each holds a connection and a goroutine for as long as a page is open.
const (
	streamsMost    = 64
	streamsOfOne   = 6 // as many connections as a browser opens to one host over HTTP/1.1
	streamEvery    = time.Second
	streamWrite    = 10 * time.Second
	streamRecheck  = 5 // messages between two looks at the session
	streamRetrySec = "15"
)

// gate counts the streams that are open, and closes them when the server stops.
type gate struct {
	mu     sync.Mutex
	open   map[models.ID]int
	all    int
	closed chan struct{}
}

// enter returns a channel that closes when streams must end, and how to leave; ok is false
// when there are too many.
func (g *gate) enter(user models.ID) (stop <-chan struct{}, leave func(), ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.open == nil {
		g.open = map[models.ID]int{}
	}
	if g.closed == nil {
		g.closed = make(chan struct{})
	}
	if g.all >= streamsMost || g.open[user] >= streamsOfOne {
		return nil, nil, false
	}
	g.all++
	g.open[user]++
	return g.closed, func() { g.leave(user) }, true
}

func (g *gate) leave(user models.ID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.all--
	if g.open[user]--; g.open[user] == 0 {
		delete(g.open, user)
	}
}

// Stop ends every stream, now and later; the server calls it when it shuts down.
func (h *Monitor) Stop() {
	g := &h.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed == nil {
		g.closed = make(chan struct{})
	}
	select {
	case <-g.closed:
	default:
		close(g.closed)
	}
}

// streamPath is where the monitor's numbers come from. A browser opens it again by itself, so that it does not count as use.
const streamPath = "/monitor/stream"

// Stream sends what the page shows once a second, until the reader goes, the session ends
// or the server stops.
func (h *Monitor) Stream(c echo.Context) error {
	f, err := h.readQuery(c, "since")
	if err != nil {
		return err
	}
	since := f.id("since", models.PrefixDecision)
	if f.err() != nil {
		return errBadForm
	}
	stop, leave, ok := h.gate.enter(CurrentVisitor(c).UserID())
	if !ok {
		c.Response().Header().Set("Retry-After", streamRetrySec)
		return echo.NewHTTPError(http.StatusServiceUnavailable, "too many streams")
	}
	defer leave()
	s := stream{c: c, control: http.NewResponseController(c.Response()), page: views.Page{Texts: h.words(c), Lang: h.words(c).Lang(), Zone: h.zone(c)}}
	if err := s.begin(); err != nil {
		return err
	}
	tick := time.NewTicker(streamEvery)
	defer tick.Stop()
	for n := 1; ; n++ {
		if err := h.send(&s, since); err != nil {
			return s.end(err)
		}
		select {
		case <-c.Request().Context().Done():
			return nil
		case <-stop:
			return nil
		case <-tick.C:
		}
		if n%streamRecheck == 0 && h.Still != nil && !h.Still(c) {
			return nil
		}
	}
}

func (h *Monitor) send(s *stream, since models.ID) error {
	ctx := s.c.Request().Context()
	now, err := h.board.read(ctx, h.Store, h.Now())
	if err != nil {
		return err
	}
	fresh, err := h.Store.NoticedSince(ctx, since)
	if err != nil {
		return err
	}
	return s.write(monitorMessage(s.page, now, fresh))
}
