package handlers

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"candor/engine/rules"
	"candor/models"
	"candor/views"
	"candor/views/text"
	"candor/views/ui"
)

// Site is what every page needs: the words, the clock, and how to draw the frame.
type Site struct {
	Texts   *text.Bundle
	Now     func() time.Time
	Zone    *time.Location // in which times are shown and dates are typed
	Dev     bool
	Version string
	Public  string // address under which customers reach this server, "" when they do not
	// Waiting counts the work that waits for a visitor, by navigation path. It may be nil.
	Waiting func(ctx context.Context, v *Visitor) map[string]string
	// Recorded returns the number and hash of the last entry of the record. It may be nil.
	Recorded func(ctx context.Context) (models.AuditHead, error)
	// Notices returns what a visitor is told at the next page. It may be nil.
	Notices func(ctx context.Context, v *Visitor, after time.Time) ([]models.StaffNotice, error)
	// Attached finds the files of what a page is about. It may be nil.
	Attached FileLister
	// UnjudgedAll finds every case that a visitor is to judge again, with its account. It may be nil.
	UnjudgedAll func(ctx context.Context, v *Visitor) ([]models.SampleItem, error)
	// Unjudged finds the cases of an account that a visitor is to judge again without knowing what was decided. It may be nil.
	Unjudged func(ctx context.Context, v *Visitor, account models.ID) ([]models.ID, error)
	// Answerers finds who may do what takes a permission. It may be nil.
	Answerers func(ctx context.Context, need models.Permission) (models.Answerers, error)
	// Rules returns the rules on events of the policy in force. It may be nil.
	Rules func(ctx context.Context) ([]rules.Rule, error)
	// Stopped reports whether people decide instead of the engine. It may be nil.
	Stopped func(ctx context.Context) bool
}

// words are the language catalogues for a request: the user's choice, else a visitor's
// choice, else what the browser asks for.
func (s *Site) words(c echo.Context) *text.Localizer {
	v := CurrentVisitor(c)
	switch {
	case v.User != nil:
		return s.Texts.For(v.User.Lang)
	case v.Display.Lang != "":
		return s.Texts.For(v.Display.Lang)
	}
	return s.Texts.For(c.Request().Header.Get("Accept-Language"))
}

// page builds the frame of a page; kv fill the title's placeholders. It takes the
// messages of the last action out of the session, so call it once, before render.
func (s *Site) page(c echo.Context, titleKey string, kv ...any) views.Page {
	v, words := CurrentVisitor(c), s.words(c)
	p := views.Page{
		Title: words.T(titleKey, kv...), Lang: words.Lang(), Path: c.Request().URL.RequestURI(),
		Theme: v.Display.Theme, Density: v.Display.Density,
		Dev: s.Dev, Now: s.Now(), Zone: s.zone(c), Texts: words, RequestID: RequestID(c), Version: s.Version,
	}
	if c.Request().Method != http.MethodGet {
		p.Path = back(c)
	}
	if v.User == nil {
		return p
	}
	p.Theme, p.Density, p.KeysOff = v.User.Theme, v.User.Density, v.User.KeysOff
	p.User = &views.User{Name: v.User.Name, Role: roleNames(words, v.Roles)}
	p.Ends = secondsTo(v.Ends, p.Now)
	if c.Request().URL.Path != "/" { // a page below another one says more
		p.Crumbs = []views.Crumb{{Label: words.T("nav.home"), Href: "/"}}
	}
	if personal(c.Request().URL.Path) {
		p.Mark = words.T("common.mark", "name", v.User.Name, "login", v.User.Login, "time", p.DateTime(p.Now))
	}
	p.Paper = s.paper(c, v, words, p)
	p.Nav = s.nav(c, v, words)
	notices, own := s.notices(c, v, words), takeFlashes(v)
	p.Told = remember(v, slices.Concat(notices, own), p.Now)
	p.Flashes = append(few(notices, words), own...)
	p.Stopped = v.Can(models.PermCaseRead) && s.Stopped != nil && s.Stopped(c.Request().Context())
	if v.Can(models.PermPolicyRead) {
		p.StopHref = "/policy/stop"
	}
	return p
}

// back is where a page that answers a POST sends its display switches: the page the form was on.
func back(c echo.Context) string {
	u, err := url.Parse(c.Request().Referer())
	if err != nil || u.Path == "" || u.Host != c.Request().Host {
		return "/"
	}
	return u.RequestURI()
}

func roleNames(words *text.Localizer, roles []models.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = r.Name
		if r.Builtin {
			names[i] = words.T("role." + r.Key)
		}
	}
	return strings.Join(names, words.T("common.list_separator"))
}

// navigation is the side navigation: path, label, icon, the key that leads there after g, and who sees it.
var navigation = []struct {
	path, key, icon, letter string
	needs                   []models.Permission
}{
	{"/", "nav.home", "home", "h", []models.Permission{models.SignedIn}},
	{"/queue", "nav.queue", "queue", "q", []models.Permission{models.PermCaseRead}},
	{"/monitor", "nav.monitor", "pulse", "m", []models.Permission{models.PermMonitorRead}},
	{"/challenges", "nav.challenges", "phone", "c", []models.Permission{models.PermCaseRead}},
	{"/accounts", "nav.accounts", "accounts", "a", []models.Permission{models.PermAccountRead}},
	{"/appeals", "nav.appeals", "appeal", "p", []models.Permission{models.PermAppealRead}},
	{"/radar", "nav.radar", "eye", "r", []models.Permission{models.PermRadarRead}},
	{"/approvals", "nav.approvals", "check-circle", "w", append([]models.Permission{models.PermLimitPropose, models.PermSanctionPropose, models.PermPolicyEdit}, answering...)},
	{"/outbox", "nav.outbox", "message", "x", []models.Permission{models.PermAccountRead}},
	{"/policy", "nav.policy", "policy", "o", []models.Permission{models.PermPolicyRead}},
	{"/rules", "nav.rules", "filter", "u", []models.Permission{models.PermPolicyRead}},
	{"/models", "nav.models", "model", "d", []models.Permission{models.PermModelRead}},
	{"/drift", "nav.drift", "impact", "f", []models.Permission{models.PermModelRead}},
	{"/users", "nav.users", "user", "s", []models.Permission{models.PermUserRead}},
	{"/keys", "nav.keys_api", "key", "k", []models.Permission{models.PermKeyManage}},
	{"/audit", "nav.audit", "audit", "l", []models.Permission{models.PermAuditRead}},
	{"/help", "nav.help", "info", "e", []models.Permission{models.SignedIn}},
}

func (s *Site) nav(c echo.Context, v *Visitor, words *text.Localizer) []views.NavItem {
	var waiting map[string]string
	if s.Waiting != nil {
		waiting = s.Waiting(c.Request().Context(), v)
	}
	here := c.Request().URL.Path
	var items []views.NavItem
	for _, n := range navigation {
		if canAny(v, n.needs) {
			items = append(items, views.NavItem{
				Label: words.T(n.key), Href: n.path, Icon: n.icon, Letter: n.letter, Count: waiting[n.path],
				Current: here == n.path || (n.path != "/" && strings.HasPrefix(here, n.path+"/")) ||
					(n.path == "/users" && strings.HasPrefix(here, "/roles")) || // one area, several tabs
					(n.path == "/queue" && (strings.HasPrefix(here, "/batches") || strings.HasPrefix(here, "/samples"))) ||
					(n.path == "/outbox" && (here == "/inbox" || strings.HasPrefix(here, "/messages/"))) ||
					(n.path == "/monitor" && (strings.HasPrefix(here, "/lists") || strings.HasPrefix(here, "/corrections"))),
			})
		}
	}
	return items
}

// buffers are reused between requests: a page is drawn whole before its first byte leaves,
// so that an error can still become an error page.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render draws a page with a status.
func (s *Site) render(c echo.Context, status int, page templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b)
	if err := page.Render(ui.WithTerms(c.Request().Context(), meanings(s.words(c))), b); err != nil {
		return fmt.Errorf("draw page: %w", err)
	}
	if err := saveSession(c); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Vary", "HX-Request")
	h.Set(echo.HeaderContentLength, strconv.Itoa(b.Len())) // known, so the page leaves whole and not in chunks
	return c.HTMLBlob(status, b.Bytes())
}

// done answers a successful action: a message, then the page to go to.
func (s *Site) done(c echo.Context, to, flashKey string, kv ...any) error {
	if flashKey != "" {
		flash(c, views.Flash{Kind: "ok", Text: s.words(c).T(flashKey, kv...)})
	}
	return s.redirect(c, to)
}

// doneUndo is done for an action that a form takes back.
func (s *Site) doneUndo(c echo.Context, to string, undo *views.Undo, flashKey string, kv ...any) error {
	flash(c, views.Flash{Kind: "ok", Text: s.words(c).T(flashKey, kv...), Undo: undo})
	return s.redirect(c, to)
}

// redirect sends the browser to a page of ours with GET.
func (s *Site) redirect(c echo.Context, to string) error {
	if err := saveSession(c); err != nil {
		return err
	}
	if c.Request().Header.Get("HX-Request") != "" {
		c.Response().Header().Set("HX-Redirect", to)
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// saveSession writes the session's values before the first byte of the body.
func saveSession(c echo.Context) error {
	v := CurrentVisitor(c)
	if v.Session == nil {
		return nil
	}
	if err := v.Session.Save(c.Request(), c.Response()); err != nil {
		return fmt.Errorf("save session: %w", err)
	}
	return nil
}

// Show draws a page that needs nothing but its frame.
func (s *Site) Show(c echo.Context, titleKey string, page func(views.Page) templ.Component) error {
	return s.render(c, http.StatusOK, page(s.page(c, titleKey)))
}
