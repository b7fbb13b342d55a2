package handlers

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// column is a column that a list can show. It sorts when its rows have an index in that order; the others would have the database look at
// every row to show fifty.
type column[T any] struct {
	key     string
	letter  byte   // in short views of the queue
	label   string // key of its head
	sort    models.CaseSort
	dir     string
	numeric bool
	plain   bool   // shown unless an address says otherwise
	bare    bool   // its cells say themselves what they are: no label on a phone
	scored  bool   // for who may see scores
	wraps   string // the width down to which its words take two lines where the list is wider than the screen; "" for never
	cell    func(l labels, row T, view string) views.Cell
}

// columns is every column of a list, in the order that they are shown in unless an address says otherwise.
type columns[T any] []column[T]

// accountColumn is the one that opens a row, so it is always there.
const accountColumn = "account"

// of are the columns that an address names, in its order; those that are shown unless it says otherwise when it names none. False for
// a name that is no column, or is there twice.
func (cs columns[T]) of(names string) ([]*column[T], bool) {
	var list []*column[T]
	if names == "" {
		for i := range cs {
			if cs[i].plain {
				list = append(list, &cs[i])
			}
		}
		return list, true
	}
	for _, name := range strings.Split(names, ",") {
		i := slices.IndexFunc(cs, func(c column[T]) bool { return c.key == name })
		if i < 0 || slices.Contains(list, &cs[i]) {
			return nil, false
		}
		list = append(list, &cs[i])
	}
	if !slices.ContainsFunc(list, func(c *column[T]) bool { return c.key == accountColumn }) {
		return nil, false
	}
	return list, true
}

// seen is of for a visitor: an address that was passed on may name columns that are not for who opens it, and these are left out.
func (cs columns[T]) seen(names string, v *Visitor) ([]*column[T], bool) {
	list, ok := cs.of(names)
	if !v.Can(models.PermScoreRead) {
		list = slices.DeleteFunc(list, func(c *column[T]) bool { return c.scored })
	}
	return list, ok
}

// rows are the columns to choose from: those that are shown first. sorts says of a column whether it orders the list.
func (cs columns[T]) rows(l labels, v *Visitor, names string, f *form, sorts func(c *column[T]) string) []views.QueueColumnRow {
	shown, _ := cs.seen(names, v)
	wrong := problems(l.p, f.err())
	var rows []views.QueueColumnRow
	add := func(c *column[T], at int) {
		r := views.QueueColumnRow{Key: c.key, Label: l.p.Texts.T(c.label), Fixed: c.key == accountColumn, Error: wrong["at_"+c.key], Sorts: sorts(c)}
		if at > 0 {
			r.Shown, r.At = true, strconv.Itoa(at)
		}
		if f.text("apply") != "" { // refused: what was typed stays
			r.Shown, r.At = r.Fixed || slices.Contains(f.list("show"), c.key), f.text("at_"+c.key)
		}
		rows = append(rows, r)
	}
	for i, c := range shown {
		add(c, i+1)
	}
	for i := range cs {
		if c := &cs[i]; !slices.Contains(shown, c) && (!c.scored || v.Can(models.PermScoreRead)) {
			add(c, 0)
		}
	}
	return rows
}

// fields are those of the form that chooses columns.
func (cs columns[T]) fields() []string {
	fields := []string{"view", "apply", "show*"}
	for _, c := range cs {
		fields = append(fields, "at_"+c.key)
	}
	return fields
}

// ticked reads which columns are ticked, in the order of their numbers and, among equals, of the list. Those that the visitor is shown
// anyway give an empty text, so that the address stays short.
func (cs columns[T]) ticked(f *form, v *Visitor) string {
	type choice struct {
		key string
		at  int
	}
	var list []choice
	for i, c := range cs {
		if c.key != accountColumn && !slices.Contains(f.list("show"), c.key) {
			continue
		}
		at := f.number("at_"+c.key, false)
		if at < 0 || at > 99 {
			f.bad.Add("at_"+c.key, "range_between", "min", "1", "max", "99")
		}
		if at == 0 {
			at = 100 + i // without a number: after the others
		}
		list = append(list, choice{c.key, at})
	}
	slices.SortStableFunc(list, func(a, b choice) int { return cmp.Compare(a.at, b.at) })
	keys, plain := make([]string, len(list)), []string{}
	for i, c := range list {
		keys[i] = c.key
	}
	shown, _ := cs.seen("", v)
	for _, c := range shown {
		plain = append(plain, c.key)
	}
	if slices.Equal(keys, plain) {
		return ""
	}
	return strings.Join(keys, ",")
}

// columnHeads are the heads of columns in a list that has one order.
func columnHeads[T any](l labels, shown []*column[T]) []ui.ThArgs {
	heads := make([]ui.ThArgs, len(shown))
	for i, c := range shown {
		heads[i] = ui.ThArgs{Label: l.p.Texts.T(c.label), Numeric: c.numeric}
	}
	return heads
}

// columnCells are the cells of a row.
func columnCells[T any](l labels, shown []*column[T], row T, view string) []views.Cell {
	cells := make([]views.Cell, len(shown))
	for i, c := range shown {
		cells[i] = c.cell(l, row, view)
	}
	return cells
}

// withColumns is what narrows a list, with the columns that its address names.
func withColumns(query url.Values, f *form) url.Values {
	look := url.Values{}
	maps.Copy(look, query)
	if f.text("cols") != "" {
		look.Set("cols", f.text("cols"))
	}
	return look
}

// lookHref is the address of a list that looks in some way.
func lookHref(list string, look url.Values) string {
	if len(look) == 0 {
		return list
	}
	return list + "?" + look.Encode()
}

// columnsLink leads from a list to the chooser of its columns.
func (l labels) columnsLink(list string, look url.Values) ui.LinkArgs {
	return ui.LinkArgs{Label: l.p.T("queue.columns"), Href: list + "/columns?" + url.Values{"view": {look.Encode()}}.Encode(), Icon: "list", Size: "small", Kind: "quiet"}
}

// columnPage is the chooser of the columns of a list that is no view of the queue.
type columnPage struct {
	list  string // its address
	name  string // of its words
	crumb string // key of the list's name
	read  func(c echo.Context, view url.Values) error
}

// chooseColumns offers the columns of a list and their order. The form is GET: what it asks for is the list's new address.
func chooseColumns[T any](s *Site, c echo.Context, cs columns[T], page columnPage) error {
	f, err := s.readQuery(c, cs.fields()...)
	if err != nil {
		return err
	}
	view, err := url.ParseQuery(f.text("view"))
	if err != nil {
		return errBadForm
	}
	v := CurrentVisitor(c)
	err = page.read(c, view)
	if _, ok := cs.of(view.Get("cols")); !ok || again(err) {
		return errBadForm
	}
	if err != nil {
		return err
	}
	if f.text("apply") != "" {
		cols := cs.ticked(f, v)
		if f.err() == nil {
			return s.redirect(c, page.list+"?"+with(view, "cols", cols))
		}
	}
	p := s.page(c, page.name+".columns_title")
	p.Crumbs = []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T(page.crumb), Href: page.list + "?" + view.Encode()}}
	return s.render(c, statusOf(f.err()), views.QueueColumns(p, views.QueueColumnsData{
		Action: page.list + "/columns", Note: p.T(page.name + ".columns_note"), View: view.Encode(), Back: page.list + "?" + view.Encode(), Reset: page.list + "?" + with(view, "cols", ""),
		Rows: cs.rows(labels{p}, v, view.Get("cols"), f, func(col *column[T]) string {
			if col.sort != "" {
				return p.T(page.name + ".columns_order")
			}
			return p.T(page.name + ".columns_unsorted")
		}),
	}))
}
