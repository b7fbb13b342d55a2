package handlers

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// CustomerStore is what the customer's own pages need of the store.
type CustomerStore interface {
	CustomerDoor(ctx context.Context, try models.LinkTry) (*models.LinkDoor, error)
	OpenCustomerLink(ctx context.Context, try models.LinkTry) (string, *models.CustomerVisit, error)
	CustomerVisit(ctx context.Context, cookie string) (*models.CustomerVisit, error)
	LeaveCustomerLink(ctx context.Context, actor models.Actor, id models.ID) error
	CustomerCase(ctx context.Context, l *models.CustomerLink) (*models.CustomerCase, error)
	CustomerAppeal(ctx context.Context, actor models.Actor, l *models.CustomerLink, lang, words string, files ...models.NewFile) (*models.Appeal, error)
	CustomerFile(ctx context.Context, actor models.Actor, l *models.CustomerLink, in models.NewFile) error
	CustomerAnswer(ctx context.Context, actor models.Actor, l *models.CustomerLink, in models.CustomerAnswer) error
	CustomerNoMore(ctx context.Context, actor models.Actor, l *models.CustomerLink) error
	CustomerDeny(ctx context.Context, actor models.Actor, l *models.CustomerLink) error
	CustomerWithdraw(ctx context.Context, actor models.Actor, l *models.CustomerLink, version int64) error
	CustomerContact(ctx context.Context, actor models.Actor, l *models.CustomerLink, cmd models.ChooseContact) error
	CustomerLook(ctx context.Context, actor models.Actor, l *models.CustomerLink, id models.ID) (*models.FileContent, error)
}

// Customer answers for the pages that a customer sees through a link. Whatever does not open
// anything, for whatever reason, is answered with one and the same page.
type Customer struct {
	*Site
	Store    CustomerStore
	Sessions *SessionStore
	Log      *slog.Logger
}

// customerCookie names the browser that a link belongs to.
const customerCookie = "candor-customer"

// customerHome is the page behind a link; the link's own address is left behind.
const customerHome = "/c"

// page is the frame of a customer's page: in the language that was chosen here, else the
// customer's own, never with anything of a member of staff who may be signed in beside it.
func (h *Customer) page(c echo.Context, lang, titleKey string) views.Page {
	d := h.Sessions.displayOf(c.Request())
	switch {
	case d.Lang != "":
		lang = d.Lang
	case lang == "":
		lang = c.Request().Header.Get("Accept-Language")
	}
	words := h.Texts.For(lang)
	return views.Page{
		Title: words.T(titleKey), Lang: words.Lang(), Theme: d.Theme, Path: customerHome, Now: h.Now(), Zone: h.Zone, Texts: words,
	}
}

// try is what a request brings to open a link.
func (h *Customer) try(c echo.Context) models.LinkTry {
	return models.LinkTry{
		Token: c.Param("token"), Cookie: h.Sessions.read(c.Request(), customerCookie), IP: c.RealIP(), RequestID: RequestID(c),
	}
}

// Door asks the customer to open the link. Only the form opens it: programs that follow the
// links in messages change nothing.
func (h *Customer) Door(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return h.closed(c, err)
	}
	return h.door(c, "", nil)
}

func (h *Customer) door(c echo.Context, typed string, refused error) error {
	door, err := h.Store.CustomerDoor(c.Request().Context(), h.try(c))
	if err != nil {
		return h.closed(c, err)
	}
	p := h.page(c, door.Lang, "customer.door.title")
	d := views.CustomerDoor{Token: c.Param("token"), Ask: door.AskTail, Tail: typed, Problem: problems(p, refused)["tail"]}
	return h.render(c, statusOf(refused), views.CustomerDoorPage(p, d))
}

// Open binds the link to this browser and shows what is behind it.
func (h *Customer) Open(c echo.Context) error {
	f, err := h.readForm(c, "tail")
	if err != nil {
		return h.closed(c, err)
	}
	try := h.try(c)
	try.Tail = f.text("tail")
	cookie, visit, err := h.Store.OpenCustomerLink(c.Request().Context(), try)
	var bad *models.Invalid
	if errors.As(err, &bad) {
		h.note(c, "missed", 0)
		return h.door(c, "", err)
	}
	if err != nil {
		return h.closed(c, err)
	}
	h.Sessions.set(c.Response(), customerCookie, cookie, visit.Link.ExpiresAt.Sub(h.Now()))
	return c.Redirect(http.StatusSeeOther, customerHome)
}

// note writes that a link was refused and why: the link's id where there is one, never what was
// sent or who sent it.
func (h *Customer) note(c echo.Context, why string, link models.ID) {
	attrs := []slog.Attr{slog.String("request_id", RequestID(c)), slog.String("why", why)}
	if link != 0 {
		attrs = append(attrs, slog.String("link", link.Public(models.PrefixLink)))
	}
	h.Log.LogAttrs(c.Request().Context(), slog.LevelWarn, "customer link refused", attrs...)
}

// closed answers whatever opens nothing: one page, one status, whether the link is malformed,
// guessed, used elsewhere, over or taken back, or belongs to somebody else.
func (h *Customer) closed(c echo.Context, cause error) error {
	var refused *models.LinkRefused
	var wait *models.Wait
	switch {
	case errors.As(cause, &wait):
		h.note(c, "too many tries", 0)
		left := int(math.Ceil(wait.Until.Sub(h.Now()).Seconds()))
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(max(left, 1)))
		p := h.page(c, "", "customer.wait.title")
		return h.render(c, http.StatusTooManyRequests, views.CustomerClosed(p, p.T("customer.wait.text"), nil))
	case errors.As(cause, &refused):
		h.note(c, refused.Why, refused.Link)
	case statusOf(cause) >= http.StatusInternalServerError:
		return cause
	default:
		h.note(c, "no session or not theirs", 0)
	}
	p := h.page(c, "", "customer.closed.title")
	return h.render(c, http.StatusNotFound, views.CustomerClosed(p, p.T("customer.closed.text"), []string{
		p.T("customer.closed.used"), p.T("customer.closed.old"), p.T("customer.closed.idle"),
	}))
}

// visit is who the request's cookie stands for.
func (h *Customer) visit(c echo.Context) (*models.CustomerVisit, error) {
	return h.Store.CustomerVisit(c.Request().Context(), h.Sessions.read(c.Request(), customerCookie))
}

// with runs a step for the customer behind the request, or answers that nothing is open.
func (h *Customer) with(c echo.Context, step func(v *models.CustomerVisit, by models.Actor) error) error {
	v, err := h.visit(c)
	if err != nil {
		return h.closed(c, err)
	}
	err = step(v, v.Actor(RequestID(c), c.RealIP()))
	switch statusOf(err) {
	case http.StatusNotFound, http.StatusBadRequest, http.StatusForbidden:
		return h.closed(c, err)
	}
	return err
}

// Language settles the language of the customer's pages and goes back to the page.
func (h *Customer) Language(c echo.Context) error {
	f, err := h.readForm(c, "lang", "token")
	if err != nil {
		return h.closed(c, err)
	}
	if err := h.Sessions.setDisplay(c.Response(), c.Request(), models.Display{Lang: f.text("lang")}); err != nil {
		return h.closed(c, err)
	}
	to := customerHome
	if token := f.text("token"); linkShaped(token) {
		to += "/" + token
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// linkShaped reports whether a text could be a link's token, so that it may stand in an address.
func linkShaped(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// AskLeave asks whether the customer wants to end the link.
func (h *Customer) AskLeave(c echo.Context) error {
	return h.with(c, func(v *models.CustomerVisit, _ models.Actor) error {
		p := h.page(c, v.Lang, "customer.leave.title")
		return h.render(c, http.StatusOK, views.CustomerConfirm(p, views.CustomerQuestion{
			Text: p.Texts.T(ofLink("customer.leave.text", v)), Action: "/c/leave", Button: p.T("customer.leave.button"), Back: customerHome,
		}))
	})
}

// Leave ends the link: it opens nothing any more, on this device or another.
func (h *Customer) Leave(c echo.Context) error {
	return h.with(c, func(v *models.CustomerVisit, by models.Actor) error {
		if _, err := h.readForm(c); err != nil {
			return err
		}
		if err := h.Store.LeaveCustomerLink(c.Request().Context(), by, v.Link.ID); err != nil {
			return err
		}
		h.Sessions.set(c.Response(), customerCookie, "", -time.Second)
		c.Response().Header().Set("Clear-Site-Data", `"cache"`)
		p := h.page(c, v.Lang, "customer.left.title")
		return h.render(c, http.StatusOK, views.CustomerClosed(p, p.Texts.T(ofLink("customer.left.text", v)), nil))
	})
}

// ofLink is the key of a sentence that says something else where there is no measure and so no appeal.
func ofLink(key string, v *models.CustomerVisit) string {
	if v.Link.CaseID != 0 {
		return key + "_asked"
	}
	return key
}
