package handlers

import (
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// bookFields are the filters of the book that a batch takes over: all but what another model would say.
var bookFields = slices.DeleteFunc(slices.Clone(accountFields), func(name string) bool {
	return slices.Contains([]string{"model", "was", "would", "after", "before"}, name)
})

// limitFields are the fields of a change of limits by a filter of the book.
var limitFields = append(withPrincipal("product", "to", "by", "reason", "alone", "view"), bookFields...)

// AskLimits shows the form for limits by a filter of the book, or of the accounts of a view of the queue.
func (h *Batches) AskLimits(c echo.Context) error {
	f, err := h.readQuery(c, append([]string{"view"}, bookFields...)...)
	if err != nil {
		return err
	}
	return h.asksBook(c, models.BatchLimit, f)
}

// Limits makes a dry run of new limits by a filter of the book, or of the accounts of a view of the queue.
func (h *Batches) Limits(c echo.Context) error {
	f, err := h.readForm(c, limitFields...)
	if err != nil {
		return err
	}
	book, bookView, err := bookFilter(f, CurrentVisitor(c))
	if err != nil {
		return err
	}
	cmd := models.MakeBatch{
		Kind: models.BatchLimit, Product: models.Product(f.text("product")), ByBP: f.share("by", "batch_percent"), Reason: f.text("reason"), Alone: f.checked("alone"),
		Accounts: book, View: bookView,
	}
	cmd.ReasonCode, cmd.Further = f.principal()
	if f.text("to") != "" {
		cmd.ToFen = f.fen("to")
	}
	if f.text("view") != "" {
		if !CurrentVisitor(c).Can(models.PermCaseRead) {
			return models.ErrForbidden
		}
		view, filter, err := h.view(f.text("view"), c)
		if err != nil {
			return err
		}
		cmd.Cases, cmd.View = &filter, queueSource+view.Encode()
		if bookView != "" {
			cmd.View += bookSource + bookView
		}
	}
	return h.make(c, cmd, f, func(try batchTry) error { return h.askBook(c, models.BatchLimit, *book, try) })
}

// AskLift shows the form that ends sanctions by a filter of the book.
func (h *Batches) AskLift(c echo.Context) error {
	f, err := h.readQuery(c, bookFields...)
	if err != nil {
		return err
	}
	return h.asksBook(c, models.BatchLift, f)
}

// Lift makes a dry run of ending the sanctions of all accounts of a filter.
func (h *Batches) Lift(c echo.Context) error {
	f, err := h.readForm(c, append([]string{"reason"}, bookFields...)...)
	if err != nil {
		return err
	}
	book, view, err := bookFilter(f, CurrentVisitor(c))
	if err != nil {
		return err
	}
	cmd := models.MakeBatch{Kind: models.BatchLift, Reason: f.text("reason"), Accounts: book, View: view}
	return h.make(c, cmd, f, func(try batchTry) error { return h.askBook(c, models.BatchLift, *book, try) })
}

// bookFilter reads the filter of the book before anything else of a form, and writes it as the batch keeps it. What is wrong with it is
// on the form.
func bookFilter(f *form, v *Visitor) (*models.AccountFilter, string, error) {
	filter, err := readAccountFilter(f, v)
	if err != nil && f.err() == nil {
		return nil, "", err
	}
	return &filter, accountQuery(f, filter).Encode(), nil
}

// queueSource stands before the filter of a batch that is a view of the queue although its items are no cases; bookSource between it and
// a filter of the book that narrows it further.
const (
	queueSource = "queue?"
	bookSource  = "#accounts?"
)

// asksBook shows the form for the filter that an address holds.
func (h *Batches) asksBook(c echo.Context, kind models.BatchKind, f *form) error {
	book, _, err := bookFilter(f, CurrentVisitor(c))
	if err != nil {
		return err
	}
	return h.askBook(c, kind, *book, batchTry{form: f, err: f.err()})
}

func (h *Batches) askBook(c echo.Context, kind models.BatchKind, book models.AccountFilter, try batchTry) error {
	p, v := h.page(c, "batch.title."+string(kind)), CurrentVisitor(c)
	p.Crumbs = []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("batch.list"), Href: "/batches"}}
	var source *ui.FieldArgs
	if kind == models.BatchLimit && v.Can(models.PermCaseRead) {
		saved, err := h.Store.QueueViews(c.Request().Context(), v.UserID(), roleKeys(v))
		if err != nil {
			return err
		}
		source = labels{p}.viewSource(saved, try.form.text("view"))
	}
	return h.render(c, statusOf(try.err), views.BatchAsk(bookBatchForm(p, v, kind, book, source, try)))
}

// viewSource offers the accounts of a view of the queue instead of the whole book: of those that everybody has, of the saved ones, and
// of the one that the visitor comes from.
func (l labels) viewSource(saved []models.QueueView, chosen string) *ui.FieldArgs {
	a := ui.FieldArgs{Kind: "select", Name: "view", Label: l.p.T("batch.from_view"), Hint: l.p.T("batch.from_view_hint"), Empty: l.p.T("batch.whole_book"), Wide: true}
	for _, s := range shippedViews() {
		a.Options = append(a.Options, ui.Option{Value: s.key, Label: l.p.Texts.T("queue.tab_" + s.key)})
	}
	for i := range saved {
		if query, err := url.ParseQuery(saved[i].Query); err == nil {
			a.Options = append(a.Options, ui.Option{Value: shortView(viewQuery(query)), Label: saved[i].Name})
		}
	}
	if chosen != "" && !slices.ContainsFunc(a.Options, func(o ui.Option) bool { return o.Value == chosen }) {
		a.Options = append(a.Options, ui.Option{Value: chosen, Label: l.p.T("batch.this_view")})
	}
	return &a
}

// share reads an optional percentage of at most two decimals as basis points; fault is what is wrong with anything else.
func (f *form) share(name, fault string) int64 {
	typed := strings.NewReplacer("%", "", "％", "", "−", "-", "＋", "+", " ", "").Replace(f.text(name))
	if typed == "" {
		return 0
	}
	digits, negative := typed, false
	switch typed[0] {
	case '-':
		digits, negative = typed[1:], true
	case '+':
		digits = typed[1:]
	}
	v, ok := parseYuan(digits)
	if !ok || v == 0 {
		f.bad.Add(name, fault)
	}
	if negative {
		return -v
	}
	return v
}
