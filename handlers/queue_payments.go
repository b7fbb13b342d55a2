package handlers

import (
	"cmp"
	"net/url"
	"strings"

	"candor/models"
	"candor/views"
)

// columnsFor leaves out of a view that was passed on the columns that are not for who opens it.
func columnsFor(v *Visitor, view url.Values) url.Values {
	columns, ok := queueColumns.seen(bitColumns(view.Get("cols")), v)
	if view.Get("cols") == "" || !ok || v.Can(models.PermScoreRead) {
		return view
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.key
	}
	view.Set("cols", strings.Join(names, ","))
	return view
}

// shownPayment is what pages and files show of the event that raised a case's flag: of tokens their beginning, of an address its network where that is
// known, as the decision's own page does.
type shownPayment struct{ fen, device, card, ip string }

// shownOf is that of a case's row; all empty where no event raised one.
func shownOf(c *models.CaseItem) (s shownPayment) {
	p := c.Payment
	if p == nil {
		return s
	}
	if p.Kind.Money() {
		s.fen = fen(p.AmountFen)
	}
	s.device, s.card, s.ip = beginning(p.Device), beginning(p.Card), cmp.Or(p.Prefix, beginning(p.IP))
	return s
}

// beginning is short without its mark, which would stand in every row: what other pages show, and what a search finds.
func beginning(token string) string { return strings.TrimSuffix(short(token), "…") }

// paidCell is the amount of that payment.
func (l labels) paidCell(c *models.CaseItem, _ string) views.Cell {
	if p := c.Payment; p != nil && p.Kind.Money() {
		return views.Num(views.Money(p.AmountFen))
	}
	return views.Num(views.Dash)
}
