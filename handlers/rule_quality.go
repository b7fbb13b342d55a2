package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// RuleQualityStore is what the pages about rules need of the store.
type RuleQualityStore interface {
	RuleBoard(ctx context.Context, days int) (*models.RuleBoard, error)
	RuleDetail(ctx context.Context, key string, days int) (*models.RuleDetail, error)
	DraftRuleOff(ctx context.Context, actor models.Actor, key string) (*models.Policy, error)
}

// RuleQuality is how good the rules of the live policy are.
type RuleQuality struct {
	*Site
	Store RuleQualityStore
}

// ruleWindow is over how many days rules are looked at unless the address says otherwise.
const ruleWindow = 30

// ruleSorts is what the table of rules can be ordered by, always the most first.
func ruleSorts() []string {
	return []string{"hits", "precision", "accounts", "fen", "overturned"}
}

// readWindow reads over how many days.
func readWindow(f *form) (int, bool) {
	if f.text("days") == "" {
		return ruleWindow, true
	}
	days, err := strconv.Atoi(f.text("days"))
	return days, err == nil && slices.Contains(models.RuleWindows(), days)
}

// List shows every rule of the live version.
func (h *RuleQuality) List(c echo.Context) error {
	f, err := h.readQuery(c, "days", "sort")
	if err != nil {
		return err
	}
	days, known := readWindow(f)
	order := f.text("sort")
	if order == "" {
		order = "hits"
	}
	if !known || !slices.Contains(ruleSorts(), order) {
		return errBadForm
	}
	b, err := h.Store.RuleBoard(c.Request().Context(), days)
	if err != nil {
		return err
	}
	p := h.page(c, "rules.title")
	return h.render(c, http.StatusOK, views.RuleQuality(p, rulesView(p, CurrentVisitor(c), b, order)))
}

// Show shows one rule.
func (h *RuleQuality) Show(c echo.Context) error {
	f, err := h.readQuery(c, "days")
	if err != nil {
		return err
	}
	days, known := readWindow(f)
	if !known {
		return errBadForm
	}
	return h.show(c, days, nil)
}

func (h *RuleQuality) show(c echo.Context, days int, cause error) error {
	d, err := h.Store.RuleDetail(c.Request().Context(), c.Param("key"), days)
	if err != nil {
		return err
	}
	words := labels{views.Page{Texts: h.words(c)}}
	p := h.page(c, "rule.title", "name", words.ruleName(d.Quality.Rule.Key, d.Quality.Rule.Reason))
	p.Crumbs = []views.Crumb{{Label: p.T("nav.policy"), Href: "/policy"}, {Label: p.T("rules.title"), Href: "/rules"}}
	data := ruleView(p, CurrentVisitor(c), d)
	var refused *models.Refused
	switch {
	case errors.As(cause, &refused):
		data.Problem = p.T("refused." + refused.Code)
	case cause != nil:
		data.Problem = p.T("conflict.unknown")
	}
	return h.render(c, statusOf(cause), views.RuleQualityOne(p, data))
}

// Off puts the rule off in a draft, which somebody submits and somebody else approves.
func (h *RuleQuality) Off(c echo.Context) error {
	if _, err := h.readForm(c); err != nil {
		return err
	}
	p, err := h.Store.DraftRuleOff(c.Request().Context(), actor(c), c.Param("key"))
	if _, yes := shown(err); yes {
		return h.show(c, ruleWindow, err)
	}
	if err != nil {
		return err
	}
	return h.done(c, policyHref(p.Version), "rule.drafted")
}

func qualityHref(key string, days int) string {
	href := "/rules/" + key
	if days != 0 && days != ruleWindow {
		href += "?days=" + strconv.Itoa(days)
	}
	return href
}
