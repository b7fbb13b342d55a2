package handlers

import (
	"strconv"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// form asks for another report; its choices are those of the report that is shown.
func (e effectShown) form() *views.EffectForm {
	p := e.l.p
	ask := models.EffectAsk{Days: models.EffectDays()[0], FollowDays: models.EffectFollows()[0]}
	if e.d.Report != nil {
		ask = e.d.Report.Ask
	}
	days := ui.FieldArgs{Kind: "select", Name: "days", Label: p.T("effect.days"), Value: strconv.Itoa(ask.Days)}
	for _, n := range models.EffectDays() {
		days.Options = append(days.Options, ui.Option{Value: strconv.Itoa(n), Label: p.N("common.days", n)})
	}
	days.Options = append(days.Options, ui.Option{Value: "0", Label: p.T("effect.days_dates")})
	follow := ui.FieldArgs{Kind: "select", Name: "follow", Label: p.T("effect.follow"), Value: strconv.Itoa(ask.FollowDays)}
	for _, n := range models.EffectFollows() {
		follow.Options = append(follow.Options, ui.Option{Value: strconv.Itoa(n), Label: p.N("common.days", n)})
	}
	whom := ui.FieldArgs{Kind: "select", Name: "whom", Label: p.T("effect.whom"), Value: "all", Options: []ui.Option{
		{Value: "all", Label: p.T("effect.whom.all")}, {Value: "new", Label: p.T("effect.whom.new")},
	}}
	if ask.NewOnly {
		whom.Value = "new"
	}
	from, to := ui.FieldArgs{Kind: "date", Name: "from", Label: p.T("effect.from")}, ui.FieldArgs{Kind: "date", Name: "to", Label: p.T("effect.to")}
	if ask.From != nil && ask.To != nil {
		from.Value, to.Value = p.Date(*ask.From), p.Date(*ask.To)
	}
	return &views.EffectForm{Action: effectHref(e.d.Policy.Version), Fields: []ui.FieldArgs{days, from, to, follow, whom}}
}

// effectRefused puts what was typed back into the form with what is wrong with it.
func effectRefused(to *views.EffectForm, f *form, wrong map[string]string, problem string) {
	to.Problem, to.Errors = problem, fieldErrors(wrong)
	for i := range to.Fields {
		a := &to.Fields[i]
		a.Value, a.Error = f.text(a.Name), wrong[a.Name]
	}
}

// history is the version's reports, nil for none.
func (e effectShown) history() *views.Records {
	p := e.l.p
	if len(e.d.History) == 0 {
		return nil
	}
	r := views.Records{
		Caption: p.T("effect.history"), Keys: true, Heads: e.l.heads("effect.asked_at", "effect.asked_by", "effect.days", "effect.follow", "effect.whom", "effect.state"),
	}
	for i := range e.d.History {
		h := &e.d.History[i]
		when := views.Cell{Text: p.DateTime(h.AskedAt), Wide: true}
		state := ui.BadgeArgs{Label: p.Texts.T("effect.state." + string(h.State)), Tone: ui.Green}
		switch {
		case h.State != models.EffectDone:
			state.Tone = ui.Amber
		case e.d.Report != nil && h.ID == e.d.Report.ID:
			state = ui.BadgeArgs{Label: p.T("effect.shown"), Tone: ui.Blue}
		default:
			when.Href, when.Row = effectHref(h.PolicyVersion)+"?report="+h.PublicID(), true
		}
		length := p.N("common.days", h.Ask.Days)
		if h.Ask.From != nil && h.Ask.To != nil {
			length = p.T("effect.span", "from", p.Date(*h.Ask.From), "to", p.Date(*h.Ask.To))
		}
		whom := "effect.whom.all"
		if h.Ask.NewOnly {
			whom = "effect.whom.new"
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			when, views.Text(e.asker(h.AskedName)), views.Text(length), views.Text(p.N("common.days", h.Ask.FollowDays)), views.Text(p.T(whom)), views.State(state),
		}})
	}
	return &r
}
