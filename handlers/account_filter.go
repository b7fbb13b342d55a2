package handlers

import (
	"net/url"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// accountFields is what the list's address may hold.
var accountFields = append([]string{
	"status*", "status_not", "band*", "band_not", "tag", "model", "was", "would", "after", "before",
}, accountSpanFields()...)

// accountSpan is a number of an account that the book can be narrowed by.
type accountSpan struct {
	name, kind string // kind is of the field: "number" or "money"
	most       int64
	score      bool // for who may see scores
	of         func(*models.AccountFilter) *models.Span
}

// accountSpans are those numbers, in the order of the page.
func accountSpans() []accountSpan {
	return []accountSpan{
		{"score", "number", decide.ScoreMax, true, func(f *models.AccountFilter) *models.Span { return &f.Score }},
		{"late", "number", 10_000, false, func(f *models.AccountFilter) *models.Span { return &f.Late }},
		{"used", "money", models.MaxFen, false, func(f *models.AccountFilter) *models.Span { return &f.UsedFen }},
		{"limit", "money", models.MaxFen, false, func(f *models.AccountFilter) *models.Span { return &f.LimitFen }},
	}
}

// write is a number of the span in words.
func (s accountSpan) write(n int64) string {
	if s.kind == "money" {
		return views.Money(n)
	}
	return views.Number(n)
}

func accountSpanFields() []string {
	var names []string
	for _, s := range accountSpans() {
		names = append(names, s.name+spanEnds[0], s.name+spanEnds[1])
	}
	return names
}

// readAccountFilter reads the list's address. What narrows by score is for who may see scores. What cannot be read is a *models.Invalid by
// field, or a bad request where no field of the page sends it.
func readAccountFilter(f *form, v *Visitor) (models.AccountFilter, error) {
	filter := models.AccountFilter{
		Tag: models.NormTag(f.text("tag")), Limit: accountLimit,
		After: f.id("after", models.PrefixAccount), Before: f.id("before", models.PrefixAccount),
	}
	if model := f.id("model", models.PrefixModel); model != 0 {
		filter.Cell = &models.ShadowCell{ModelID: model, Was: f.text("was"), Would: f.text("would")}
	}
	if f.err() != nil {
		return filter, errBadForm
	}
	status, not := f.several("status", statuses())
	filter.Status, filter.Not.Status = models.AccountStatus(status), not
	filter.Band, filter.Not.Band = f.several("band", bandNames())
	scored := filter.Band != "" || f.text("band") != "" || filter.Cell != nil
	for _, s := range accountSpans() {
		span := f.span(s.name, s.kind == "money", s.most)
		*s.of(&filter) = span
		scored = scored || s.score && (f.text(s.name+spanEnds[0]) != "" || f.text(s.name+spanEnds[1]) != "")
	}
	if scored && !v.Can(models.PermScoreRead) {
		return filter, models.ErrForbidden
	}
	return filter, f.err()
}

// accountQuery is the filter as an address holds it, without the page.
func accountQuery(f *form, filter models.AccountFilter) url.Values {
	query := url.Values{}
	set := func(name, value string) {
		if value != "" {
			query.Set(name, value)
		}
	}
	if filter.Status != "" {
		set("status", severalText(string(filter.Status), filter.Not.Status))
	}
	if filter.Band != "" {
		set("band", severalText(filter.Band, filter.Not.Band))
	}
	set("tag", filter.Tag)
	for _, name := range accountSpanFields() {
		set(name, f.text(name))
	}
	if cell := filter.Cell; cell != nil {
		set("model", cell.ModelID.Public(models.PrefixModel))
		set("was", cell.Was)
		set("would", cell.Would)
	}
	return query
}

// accountFilterFields are the fields of the filter, those in view and the others.
func (l labels) accountFilterFields(v *Visitor, f *form, filter models.AccountFilter) (main, more []ui.FieldArgs) {
	wrong := problems(l.p, f.err())
	options := func(prefix string, values []string) (list []ui.Option) {
		for _, v := range values {
			list = append(list, ui.Option{Value: v, Label: l.word(prefix, v)})
		}
		return list
	}
	main = l.severalFields("status", l.p.T("account.status"), string(filter.Status), filter.Not.Status, options("status.", statuses()), wrong)
	if v.Can(models.PermScoreRead) {
		main = append(main, l.severalFields("band", l.p.T("account.band"), filter.Band, filter.Not.Band, options("band.", bandNames()), wrong)...)
	}
	main = append(main, ui.FieldArgs{
		Name: "tag", Wide: true, Label: l.p.T("account.tag"), Value: filter.Tag, Attrs: map[string]any{"list": "tags-in-use", "maxlength": "48", "autocomplete": "off"},
	})
	for _, s := range accountSpans() {
		if s.score && !v.Can(models.PermScoreRead) {
			continue
		}
		more = append(more, l.spanFields(f, s.name, s.kind, "account."+s.name, wrong)...)
	}
	return main, more
}

// accountFilters puts the filters of the list on its page and shows those that are set.
func (l labels) accountFilters(d *views.AccountsData, v *Visitor, f *form, filter models.AccountFilter, query url.Values) {
	d.Filters, d.More = l.accountFilterFields(v, f, filter)
	for _, field := range d.More {
		d.MoreOn = d.MoreOn || query.Get(field.Name) != ""
	}
	d.Errors = fieldsWrong(append(append([]ui.FieldArgs{}, d.Filters...), d.More...))
	d.Hidden = map[string]string{}
	for _, kept := range []string{"model", "was", "would", "cols"} {
		if query.Get(kept) != "" {
			d.Hidden[kept] = query.Get(kept)
		}
	}
	l.accountChips(d, filter, query)
}

// accountChips repeats the filters that are on, each with the address without it.
func (l labels) accountChips(d *views.AccountsData, filter models.AccountFilter, query url.Values) {
	chip := func(label, value string, gone ...string) {
		var without []string
		for _, name := range gone {
			without = append(without, name, "")
		}
		d.Chips = append(d.Chips, ui.ChipArgs{
			Label: label, Value: value, RemoveHref: "/accounts?" + with(query, without...), Remove: l.p.T("queue.remove_filter", "name", label),
		})
	}
	words := func(prefix string) func(string) string { return func(v string) string { return l.word(prefix, v) } }
	if filter.Status != "" {
		chip(l.p.T("account.status"), l.severalWords(string(filter.Status), filter.Not.Status, words("status.")), "status")
	}
	if filter.Band != "" {
		chip(l.p.T("account.band"), l.severalWords(filter.Band, filter.Not.Band, words("band.")), "band")
	}
	if filter.Tag != "" {
		chip(l.p.T("account.tag"), filter.Tag, "tag")
	}
	for _, s := range accountSpans() {
		if span := *s.of(&filter); !span.Open() {
			chip(l.p.Texts.T("account.span."+s.name), l.spanWords(span, s.write), s.name+spanEnds[0], s.name+spanEnds[1])
		}
	}
	if cell := filter.Cell; cell != nil {
		chip(l.p.T("compare.cell"), l.p.T("compare.cell_value", "was", l.word("band.", cell.Was), "would", l.word("band.", cell.Would)), "model", "was", "would")
	}
}
