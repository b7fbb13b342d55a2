package handlers

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// statusBadge is an account's status.
func statusBadge(p views.Page, status models.AccountStatus) ui.BadgeArgs {
	tone, icon := ui.Green, "check"
	switch status {
	case models.StatusRestricted:
		tone, icon = ui.Amber, "shield"
	case models.StatusFrozen:
		tone, icon = ui.Red, "snow"
	case models.StatusDeactivated:
		tone, icon = ui.Red, "x-circle"
	case models.StatusClosed:
		tone, icon = ui.Neutral, "lock"
	}
	return ui.BadgeArgs{Label: p.T("measure.status." + string(status)), Tone: tone, Icon: icon}
}

// measureAccount is the strip about an account. Score and band are for those who may see them.
func measureAccount(p views.Page, v *Visitor, a *models.Account, name string) views.MeasureAccount {
	if name == "" {
		name = p.T("measure.no_name")
	}
	out := views.MeasureAccount{Href: "/accounts/" + a.PublicID(), ID: a.PublicID(), Name: said(p, name), Status: statusBadge(p, a.Status), Care: hardshipWarning(p, a)}
	out.Facts = []ui.Pair{
		{Key: p.T("measure.limit_total"), Value: views.Money(a.LimitFen), Numeric: true},
		{Key: p.T("measure.used_total"), Value: views.Money(a.UsedFen), Numeric: true},
		{Key: p.T("measure.functions_lost"), Value: functionsText(p, a.Reach)},
	}
	if v.Can(models.PermScoreRead) {
		out.Facts = append(out.Facts, ui.Pair{Key: p.T("measure.score"), Value: scoreText(p, a)}, ui.Pair{
			Key: p.T("measure.income"), Value: incomeText(p, a.IncomeFen), Numeric: true,
		})
	}
	return out
}

func scoreText(p views.Page, a *models.Account) string {
	if a.Score == nil {
		return views.Dash
	}
	return strconv.Itoa(*a.Score) + " · " + bandText(p, a.Band)
}

// bandText names a band: the shipped ones in the reader's language, others as the policy does.
func bandText(p views.Page, band string) string {
	if key := "measure.band." + band; p.Texts.Has(key) {
		return p.T(key)
	}
	return band
}

func incomeText(p views.Page, fen int64) string {
	if fen == 0 {
		return p.T("measure.unknown")
	}
	return views.Money(fen)
}

// functionsText lists functions in the order pages show them, or says none.
func functionsText(p views.Page, functions []models.Function) string {
	if len(functions) == 0 {
		return p.T("common.none")
	}
	var names []string
	for _, f := range models.Functions() {
		if slices.Contains(functions, f) {
			names = append(names, p.T("measure.function."+string(f)))
		}
	}
	return strings.Join(names, p.T("common.list_separator"))
}

func functionsOf(joined string) []models.Function {
	var out []models.Function
	for _, name := range strings.Split(joined, ",") {
		if name != "" {
			out = append(out, models.Function(name))
		}
	}
	return out
}

func productText(p views.Page, product models.Product) string {
	return p.T("measure.product." + string(product))
}

// timeOf is a moment that may be missing.
func timeOf(p views.Page, t *time.Time) ui.TimeArgs {
	if t == nil {
		return ui.TimeArgs{Text: views.Dash}
	}
	return p.Moment(*t)
}

// timePair is a line with a moment in it.
func timePair(p views.Page, key string, t *time.Time) ui.Pair {
	return ui.Pair{Key: p.T(key), Body: ui.Time(timeOf(p, t))}
}

// yuanValue is an amount as a money field holds it: 1234.50.
func yuanValue(fen int64) string {
	return strconv.FormatInt(fen/100, 10) + "." + strconv.FormatInt(100+fen%100, 10)[1:]
}

// reasonText is a coded reason in staff's words, the code itself when nobody wrote any.
func reasonText(p views.Page, area, code string) string {
	for _, key := range []string{area + ".reason." + code, "reason." + code + ".staff", "reason." + code} {
		if p.Texts.Has(key) {
			return p.T(key)
		}
	}
	return code
}

// events are the record's entries about one thing, newest first, as a timeline.
func events(p views.Page, entries []models.AuditEntry) []ui.Event {
	out := make([]ui.Event, len(entries))
	for i, e := range entries {
		out[i] = ui.Event{
			ID: "e" + strconv.FormatInt(e.Seq, 10), Title: actionText(p, e.Action), Text: labels{p}.recordedReason(e.Reason),
			Actor: actorText(p, &e), Person: e.ActorKind == models.ActorUser, Time: p.Time(e.At), Tone: ui.Neutral,
		}
		if e.ActorKind != models.ActorUser && e.ActorKind != models.ActorCustomer {
			out[i].Actor = p.T("common.system")
		}
		if e.Action == models.ActionAppealMoved {
			if stage := stageIn(e.After); stage != "" {
				out[i].Title = p.T("appeal.stage." + stage)
			}
		}
	}
	return out
}

// stageIn reads the stage that an entry about an appeal moved it to.
func stageIn(after string) string {
	var moved struct {
		Stage string `json:"stage"`
	}
	if err := json.Unmarshal([]byte(after), &moved); err != nil {
		return "" // an entry without a stage, such as evidence that came in
	}
	return moved.Stage
}

// messageRows are the messages about one thing.
func messageRows(p views.Page, all []models.Message, objectID string) []views.MeasureRow {
	var rows []views.MeasureRow
	for i := range all {
		m := &all[i]
		if m.ObjectID != objectID {
			continue
		}
		rows = append(rows, views.MeasureRow{
			Href: "/messages/" + m.PublicID(), Title: messageTitle(p, m),
			State: messageBadge(p, m.State), Time: p.Time(m.CreatedAt),
		})
	}
	return rows
}

func messageBadge(p views.Page, state models.MessageState) ui.BadgeArgs {
	tone := ui.Amber
	switch state {
	case models.MessageReady:
		tone = ui.Green
	case models.MessageRecalled:
		tone = ui.Neutral
	}
	return ui.BadgeArgs{Label: p.T("letter.state." + string(state)), Tone: tone}
}

// stepWords are the states of steps for screen readers.
func stepWords(p views.Page) map[string]string {
	return map[string]string{
		"done": p.T("measure.step.done"), "current": p.T("measure.step.current"),
		"todo": p.T("measure.step.todo"), "skipped": p.T("measure.step.skipped"),
	}
}

// steps lays out a way: all before the place are done, the rest to do. An end that is not
// on the way is put after what was reached.
func steps(p views.Page, prefix string, way []string, at string) views.MeasureSteps {
	out := views.MeasureSteps{Label: p.T("measure.steps"), Words: stepWords(p)}
	place := -1
	for i, s := range way {
		if s == at {
			place = i
		}
	}
	if place < 0 {
		out.Steps = []ui.Step{{Label: p.T(prefix + way[0]), State: "done"}, {Label: p.T(prefix + at), State: "current"}}
		return out
	}
	for i, s := range way {
		state := "todo"
		switch {
		case i < place:
			state = "done"
		case i == place:
			state = "current"
		}
		out.Steps = append(out.Steps, ui.Step{Label: p.T(prefix + s), State: state})
	}
	return out
}
