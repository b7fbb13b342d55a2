package handlers

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views/ui"
)

// viewStore is what views of the queue need of the store.
type viewStore interface {
	QueueViews(ctx context.Context, user models.ID, roles []string) ([]models.QueueView, error)
	QueueSetting(ctx context.Context, user models.ID) (models.QueueSetting, error)
	CountViews(ctx context.Context, views []models.ViewCount) error
}

// shippedView is a view that everybody has.
type shippedView struct {
	key     string
	query   url.Values // of all requests: not to be changed
	counted bool
	encoded string
	href    string
	same    string // as comparable has it
}

// highFen is from when an amount is high: ¥20,000.
const highFen = 2_000_000

// shippedViews are the views that everybody has, in the order of their tabs. Each reads its rows by an index.
var shippedViews = sync.OnceValue(func() []shippedView {
	q := func(kv ...string) url.Values {
		v := url.Values{"sort": {string(models.SortRisk)}}
		for i := 0; i+1 < len(kv); i += 2 {
			v.Set(kv[i], kv[i+1])
		}
		return v
	}
	view := func(key string, query url.Values) shippedView {
		return shippedView{key: key, query: query, counted: true}
	}
	views := []shippedView{
		view("all", q()), view("mine", q("who", "mine")), view("free", q("who", "free")), view("soon", q("due", "soon", "sort", "due")),
		view("high", q("exposure", strconv.Itoa(highFen/100), "sort", "exposure")),
		view("payments", q("payment", models.PaymentYes, "cols", paymentColumns)),
		view("second", q("queue", "lead")), view("changed", q("changed", "1")), view("appeal", q("appeal", models.AppealOpen)), view("snoozed", q("state", "snoozed")),
		{key: "closed", query: q("state", "closed", "sort", "newest")},
	}
	for i := range views {
		s := &views[i]
		s.encoded, s.href, s.same = s.query.Encode(), "/queue?"+linked(s.query).Encode(), comparable(s.query)
	}
	return views
})

// paymentColumns are those of the view of payments: what was paid, and with what, in place of how the account stands.
const paymentColumns = "severity,account,code,score,due,amount,device,card,ip,who"

// tabsInLine is how many views stand in the line of tabs, beside the one that is open.
const tabsInLine = 8

// inLine parts views into those that stand in the line, the first ones and the one that is open, and those in the menu at its end.
func inLine(tabs []ui.Tab) (line, menu []ui.Tab) {
	for i, t := range tabs {
		if i < tabsInLine || t.Current {
			line = append(line, t)
		} else {
			menu = append(menu, t)
		}
	}
	return line, menu
}

func roleKeys(v *Visitor) []string {
	keys := make([]string, len(v.Roles))
	for i, r := range v.Roles {
		keys[i] = r.Key
	}
	return keys
}

// tabs are the views that this visitor has, with how many cases each holds.
func (h *Queue) tabs(c echo.Context, l labels, v *Visitor, f *form) ([]ui.Tab, error) {
	ctx := c.Request().Context()
	saved, err := h.Store.QueueViews(ctx, v.UserID(), roleKeys(v))
	if err != nil {
		return nil, err
	}
	here := comparable(f.Values)
	var tabs []ui.Tab
	var counts []models.ViewCount
	var counted []int // which tab a count belongs to
	count := func(key string, query url.Values, slow bool) {
		filter := func() (models.CaseFilter, bool) { return h.filterOf(c, query, v) }
		counts = append(counts, models.ViewCount{Key: key + " " + v.User.PublicID(), Filter: filter, Slow: slow})
		counted = append(counted, len(tabs))
	}
	for _, s := range shippedViews() {
		if s.counted {
			count(s.key, s.query, false)
		}
		tabs = append(tabs, ui.Tab{Label: l.p.Texts.T("queue.tab_" + s.key), Href: s.href, Current: s.same == here})
	}
	for i := range saved {
		if query, err := url.ParseQuery(saved[i].Query); err == nil {
			count(saved[i].Query, query, true)
			tabs = append(tabs, ui.Tab{Label: saved[i].Name, Href: "/queue?" + linked(query).Encode(), Current: comparable(query) == here})
		}
	}
	if err := h.Store.CountViews(ctx, counts); err != nil {
		return nil, err
	}
	for i, n := range counted {
		if counts[i].Known {
			tabs[n].Count = capped(counts[i].N)
		}
	}
	return tabs, nil
}

// comparable is a view without what only changes how it looks or which page is shown.
func comparable(values url.Values) string {
	view := viewQuery(values)
	view.Del("cols")
	view.Del("density")
	if view.Get("state") == string(models.CaseOpen) {
		view.Del("state")
	}
	return view.Encode()
}

// filterOf reads a view that is kept; false for one that an older version wrote and this one cannot read.
func (s *Site) filterOf(c echo.Context, query url.Values, v *Visitor) (models.CaseFilter, bool) {
	f, err := s.formOf(c, query, queueFields)
	if err != nil {
		return models.CaseFilter{}, false
	}
	groups, err := s.groupsFor(c, f)
	if err != nil {
		return models.CaseFilter{}, false
	}
	filter := queueFilter(f, v, s.Now().UTC(), groups)
	return filter, f.err() == nil
}

// workTab is the first other view of open work that holds a case, nil without one.
func workTab(tabs []ui.Tab) *ui.Tab {
	for i, s := range shippedViews() {
		if i < len(tabs) && slices.Contains([]string{"mine", "free", "second"}, s.key) && !tabs[i].Current && tabs[i].Count != "" && tabs[i].Count != "0" {
			return &tabs[i]
		}
	}
	return nil
}

// firstView is the query of the view that the visitor's queue begins with, empty for none.
func (h *Queue) firstView(c echo.Context) (string, error) {
	v, ctx := CurrentVisitor(c), c.Request().Context()
	set, err := h.Store.QueueSetting(ctx, v.UserID())
	if err != nil || set.FirstView == "" {
		return "", err
	}
	for _, s := range shippedViews() {
		if s.key == set.FirstView {
			return s.encoded, nil
		}
	}
	saved, err := h.Store.QueueViews(ctx, v.UserID(), roleKeys(v))
	if err != nil {
		return "", err
	}
	for i := range saved {
		if query, err := url.ParseQuery(saved[i].Query); err == nil && saved[i].PublicID() == set.FirstView {
			if _, ok := h.filterOf(c, query, v); ok {
				return viewQuery(query).Encode(), nil
			}
		}
	}
	return "", nil // the view is gone, or no longer shared
}
