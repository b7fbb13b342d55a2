package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// wholeBook names the book that nothing narrows where a view of it is carried.
const wholeBook = "all"

// accountAt is the page of an account that remembers which view of the book led there.
func accountAt(id models.ID, view string) string {
	href := "/accounts/" + id.Public(models.PrefixAccount)
	if view != "" {
		href += "?view=" + url.QueryEscape(view)
	}
	return href
}

// bookView is what narrows the book, and its columns, as the pages of its accounts carry it.
func bookView(look url.Values) string {
	if len(look) == 0 {
		return wholeBook
	}
	return look.Encode()
}

// bookHref is the book as a view that was carried shows it.
func bookHref(view string) string {
	if view == "" || view == wholeBook {
		return "/accounts"
	}
	return "/accounts?" + view
}

// carried reads a view of the book that came with an account's page, and writes it anew.
func (h *Accounts) carried(c echo.Context, view string) (string, models.AccountFilter, error) {
	if view == wholeBook {
		view = ""
	}
	values, err := url.ParseQuery(view)
	if err != nil {
		return "", models.AccountFilter{}, errBadForm
	}
	f, err := h.formOf(c, values, bookAddress())
	if err != nil {
		return "", models.AccountFilter{}, err
	}
	filter, err := readAccountFilter(f, CurrentVisitor(c))
	return bookView(withColumns(accountQuery(f, filter), f)), filter, err
}

// view is the view of the book that an account's page was asked for with, "" for none.
func (h *Accounts) view(c echo.Context) (string, error) {
	if c.QueryParam("view") == "" {
		return "", nil
	}
	view, _, err := h.carried(c, c.QueryParam("view"))
	if statusOf(err) == http.StatusUnprocessableEntity {
		return "", errBadForm
	}
	return view, err
}

// Step leads to the account before or after this one in the view of the book that it was opened from, and stays where there is none.
func (h *Accounts) Step(c echo.Context) error {
	f, err := h.readQuery(c, "view", "dir")
	if err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	view, filter, err := h.carried(c, f.text("view"))
	if statusOf(err) == http.StatusUnprocessableEntity {
		return errBadForm
	} else if err != nil {
		return err
	}
	filter.Limit, filter.After, filter.Before = 1, 0, 0
	switch f.text("dir") {
	case "next":
		filter.After = id
	case "previous":
		filter.Before = id
	default:
		return errBadForm
	}
	page, err := h.Store.Accounts(c.Request().Context(), filter)
	if err != nil {
		return err
	}
	if len(page.Items) == 0 {
		flash(c, views.Flash{Kind: "warn", Text: h.words(c).T("account.end_" + f.text("dir"))})
		return h.redirect(c, accountAt(id, view))
	}
	return h.redirect(c, accountAt(page.Items[0].ID, view))
}

// accountSteps lead to the neighbours of an account in the view of the book that it was opened from.
func (l labels) accountSteps(id models.ID, view string) []ui.LinkArgs {
	if view == "" {
		return nil
	}
	step := accountAt(id, "") + "/step?" + url.Values{"view": {view}}.Encode() + "&dir="
	return []ui.LinkArgs{
		{Label: l.p.T("account.previous"), Href: step + "previous", Kind: "quiet", Icon: "chevron-left", Key: "["},
		{Label: l.p.T("account.next"), Href: step + "next", Kind: "quiet", Icon: "chevron-right", Key: "]"},
	}
}
