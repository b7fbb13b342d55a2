package handlers

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// queueViewsView is the page of a visitor's views.
func queueViewsView(p views.Page, v *Visitor, view url.Values, saved []models.QueueView, set models.QueueSetting, f *form, refused error) views.QueueViewsData {
	l, wrong := labels{p}, problems(p, refused)
	d := views.QueueViewsData{
		View: view.Encode(), Back: queueHref(view.Encode()), Stay: set.Stay, Chips: l.queueChips(&form{Values: view, zone: f.zone}, view),
		First:  ui.FieldArgs{Kind: "checkbox", Name: "first", Label: p.T("queue.view_first"), Checked: f.checked("first")},
		Errors: fieldErrors(wrong),
	}
	d.Name, d.Scope = l.viewFields(v, f, wrong)
	for i := range d.Chips {
		d.Chips[i].RemoveHref = "" // here they say what is kept
	}
	row := func(name, key, query, whose string) views.QueueViewRow {
		return views.QueueViewRow{Name: name, Href: "/queue?" + query, Whose: whose, Key: key, First: set.FirstView == key}
	}
	for _, s := range shippedViews() {
		d.Rows = append(d.Rows, row(p.Texts.T("queue.tab_"+s.key), s.key, s.encoded, p.T("queue.scope_shipped")))
	}
	for i := range saved {
		s := &saved[i]
		r := row(s.Name, s.PublicID(), s.Query, l.viewScope(s, v))
		if s.MayRemove(v.UserID(), v.Can(models.PermCaseAssign)) {
			r.Remove = "/queue/views/" + s.PublicID() + "/remove"
		}
		d.Rows = append(d.Rows, r)
	}
	d.Begins = set.FirstView != ""
	return d
}

// viewFields are the name of a view and who sees it: the visitor, one of the visitor's roles, or everyone.
func (l labels) viewFields(v *Visitor, f *form, wrong map[string]string) (name, scope ui.FieldArgs) {
	p := l.p
	name = ui.FieldArgs{Name: "name", Label: p.T("queue.view_name"), Value: f.text("name"), Error: cmp.Or(wrong["name"], wrong[""]), Required: true}
	scope = ui.FieldArgs{
		Kind: "radio", Name: "scope", Label: p.T("queue.view_scope"), Value: cmp.Or(f.text("scope"), string(models.ScopeMine)), Error: wrong["scope"],
		Options: []ui.Option{{Value: string(models.ScopeMine), Label: p.T("queue.scope_mine")}},
	}
	for _, r := range v.Roles {
		scope.Options = append(scope.Options, ui.Option{Value: string(models.ScopeTeam) + ":" + r.Key, Label: p.T("queue.scope_team", "role", roleNames(p.Texts, []models.Role{r}))})
	}
	if v.Can(models.PermCaseAssign) {
		scope.Options = append(scope.Options, ui.Option{Value: string(models.ScopeAll), Label: p.T("queue.scope_all")})
	}
	return name, scope
}

// viewScope says whose a saved view is.
func (l labels) viewScope(s *models.QueueView, v *Visitor) string {
	switch {
	case s.Scope == models.ScopeMine:
		return l.p.T("queue.scope_mine")
	case s.Scope == models.ScopeTeam:
		for _, r := range v.Roles {
			if r.Key == s.Team {
				return l.p.T("queue.scope_team_of", "role", roleNames(l.p.Texts, []models.Role{r}), "name", s.OwnerName)
			}
		}
	}
	return l.p.T("queue.scope_all_of", "name", s.OwnerName)
}

// queueColumnsView is the chooser of columns.
func queueColumnsView(p views.Page, v *Visitor, view url.Values, f *form) views.QueueColumnsData {
	d := views.QueueColumnsData{
		Action: "/queue/columns", Note: p.T("queue.columns_note"), View: view.Encode(), Back: queueHref(view.Encode()),
		Reset: queueHref(with(view, "cols", "", "density", "")),
		Rows: queueColumns.rows(labels{p}, v, bitColumns(view.Get("cols")), f, func(c *queueColumn) string {
			if c.sort != "" {
				return p.T("queue.sorts")
			}
			return p.T("queue.sorts_not")
		}),
	}
	density := cmp.Or(f.text("density"), view.Get("density"))
	d.Density = &ui.FieldArgs{
		Kind: "select", Name: "density", Label: p.T("queue.density"), Value: density, Empty: p.T("queue.density_own"), Error: problems(p, f.err())["density"],
	}
	for _, c := range p.Densities() {
		d.Density.Options = append(d.Density.Options, ui.Option{Value: c.Value, Label: c.Label})
	}
	return d
}

// queueNarrowView is the page of what a view can be narrowed to.
func queueNarrowView(p views.Page, view url.Values, groups ruleGroups, filter models.CaseFilter, f *models.QueueFacets) views.QueueNarrowData {
	l := labels{p}
	d := views.QueueNarrowData{Back: queueHref(view.Encode()), Chips: l.queueChips(&form{Values: view, zone: p.Zone}, view)}
	if f.Cut() {
		d.Note = p.T("queue.facets_cut", "n", views.Number(models.FacetRows))
	}
	stayOn("/queue/narrow", d.Chips)
	group := func(name string, turn bool, values []facetValue) {
		g := views.QueueFacet{Title: p.Texts.T("queue." + name)}
		for _, v := range values {
			if v.n == 0 {
				continue
			}
			row := views.QueueFacetRow{
				Value: v.value, Label: cmp.Or(v.label, l.filterWord(name, v.value, nil)), N: l.atLeast(v.n, f.Cut()), Href: "/queue?" + with(view, name, v.value), On: view.Get(name) == v.value,
			}
			if turn && !row.On {
				row.Not, row.NotLabel = "/queue?"+with(view, name, "!"+v.value), p.T("queue.leave_out", "value", row.Label)
			}
			g.Rows = append(g.Rows, row)
		}
		if len(g.Rows) > 2 && slices.Contains(severalFields, name) { // of two values any is all, and none nothing
			g.Of, g.View = name, view.Encode()
		}
		if len(g.Rows) > 0 {
			d.Facets = append(d.Facets, g)
		}
	}
	severities, queues := map[string]int{}, map[string]int{}
	for s, n := range f.Severity {
		severities[strconv.Itoa(int(s))] = n
	}
	for q, n := range f.Queue {
		queues[q.Key()] = n
	}
	group("severity", true, inOrder(severities, "4", "3", "2", "1"))
	group("code", true, byCount(f.Code))
	group("group", true, inOrder(groups.count(f.Code), groups.names()...))
	group("band", true, inOrder(f.Band, bandNames()...))
	group("source", true, byCount(f.Source))
	group("queue", true, inOrder(queues, queueKeys()...))
	group("tag", true, byCount(f.Tag))
	group("product", true, inOrder(f.Product, lineProducts()...))
	group("appeal", true, inOrder(f.Appeal, models.AppealOpen, models.AppealEver))
	group("hardship", false, inOrder(f.Hardship, models.HardshipYes, models.HardshipNo))
	group("payment", false, inOrder(f.Payment, models.PaymentYes, models.PaymentNo))
	group("who", false, holders(f))
	group("state", false, inOrder(f.State, "open", "snoozed", "closed"))
	return d
}

// holders are who holds cases of a view.
func holders(f *models.QueueFacets) []facetValue {
	people := []facetValue{{value: "free", n: f.Free}}
	for _, a := range f.Assignees {
		people = append(people, facetValue{value: a.ID.Public(models.PrefixUser), label: a.Name, n: a.N})
	}
	return people
}

// stayOn makes removing a filter lead to a page below the queue instead of to the queue.
func stayOn(page string, chips []ui.ChipArgs) {
	for i := range chips {
		chips[i].RemoveHref = page + "?" + url.Values{"view": {strings.TrimPrefix(chips[i].RemoveHref, "/queue?")}}.Encode()
	}
}

// facetValue is a value that a view can be narrowed to.
type facetValue struct {
	value, label string
	n            int
}

func inOrder(counts map[string]int, order ...string) []facetValue {
	list := make([]facetValue, len(order))
	for i, v := range order {
		list[i] = facetValue{value: v, n: counts[v]}
	}
	return list
}

// byCount lists values by how many cases have them, the most first.
func byCount(counts map[string]int) []facetValue {
	var list []facetValue
	for v, n := range counts {
		list = append(list, facetValue{value: v, n: n})
	}
	slices.SortFunc(list, func(a, b facetValue) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.value, b.value)) })
	return list
}

// atLeast is a count; one that stopped at the cap, or did not look at all cases, says in words that there may be more.
func (l labels) atLeast(n int, cut bool) string {
	if cut || n >= models.CountCap {
		return l.p.T("queue.or_more", "n", views.Number(int64(min(n, models.CountCap-1))))
	}
	return views.Number(int64(n))
}
