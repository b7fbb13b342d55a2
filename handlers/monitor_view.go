package handlers

import (
	"strconv"
	"time"

	"candor/engine/rules"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// rulesShown is how many rules the ranking has.
const rulesShown = 20

// monitorView is the monitor at one moment.
func monitorView(p views.Page, now snapshot, noticed []models.EventItem, v *Visitor) views.MonitorData {
	l := labels{p}
	since := models.ID(0)
	if len(noticed) > 0 {
		since = noticed[0].ID
	}
	d := views.MonitorData{
		Tabs: l.monitorTabs(v, "monitor"), Stream: streamPath, Zone: p.Zone.String(), Clock: p.Clock(now.at),
		Figures: l.figures(now), Minutes: l.minuteTable(&now.pulse), Noticed: l.noticedTable(noticed, v),
	}
	if since != 0 {
		d.Stream += "?since=" + since.Public(models.PrefixDecision)
	}
	for i, o := range rules.Outcomes {
		d.Outcomes = append(d.Outcomes, views.MonitorShare{
			Key: string(o), Badge: l.rung(o), N: views.Number(now.pulse.Outcomes[i]),
			Text: share(part(now.pulse.Outcomes[i], now.pulse.Total)),
		})
	}
	for _, r := range now.pulse.Rules[:min(len(now.pulse.Rules), rulesShown)] {
		d.Rules = append(d.Rules, views.MonitorRule{Key: r.Name, Name: l.ruleName(r.Name, ""), N: views.Number(r.N)})
	}
	return d
}

// part is a share of a whole, 0 of nothing.
func part(n, all int64) float64 {
	if all <= 0 {
		return 0
	}
	return float64(n) / float64(all)
}

// figure is one number of the monitor: key, its text, and what is said below it.
type figure struct {
	key, value, note, href string
	tone                   ui.Tone
}

// figureList is the numbers of now, as page and stream show them.
func (l labels) figureList(s snapshot) []figure {
	m := s.pulse.LastWhole()
	speed := func(micros int64) string {
		if micros == 0 {
			return views.Dash
		}
		return l.took(micros)
	}
	waits := func(n int) ui.Tone {
		if n > 0 {
			return ui.Amber
		}
		return ui.Neutral
	}
	others := l.p.T("monitor.no_decisions")
	if m.Total > 0 {
		others = l.p.T("monitor.others", "p50", speed(m.P50), "p99", speed(m.P99))
	}
	return []figure{
		{key: "minute", value: views.Number(m.Total), note: l.p.T("monitor.hour_total", "n", views.Number(s.pulse.Total))},
		{key: "noticed", value: share(part(s.pulse.Noticed(), s.pulse.Total)), note: l.p.T("monitor.hour_noticed", "n", views.Number(s.pulse.Noticed()))},
		{key: "p95", value: speed(m.P95), note: others},
		{key: "challenges", value: capped(s.waiting.Challenges), href: "/challenges", tone: waits(s.waiting.Challenges)},
		{key: "held", value: capped(s.waiting.Held), tone: waits(s.waiting.Held)},
		{key: "late", value: capped(s.waiting.Late), href: "/corrections", tone: waits(s.waiting.Late)},
	}
}

func (l labels) figures(s snapshot) []views.MonitorFigure {
	var out []views.MonitorFigure
	for _, f := range l.figureList(s) {
		out = append(out, views.MonitorFigure{
			Key: f.key, Label: l.p.T("monitor.figure_" + f.key), Value: f.value, Note: f.note, Href: f.href, Tone: f.tone,
		})
	}
	return out
}

// minuteTable lists the minutes, the newest first.
func (l labels) minuteTable(p *models.Pulse) views.MonitorTable {
	t := views.MonitorTable{Heads: []string{l.p.T("monitor.minute"), l.p.T("monitor.all")}}
	for _, o := range rules.Outcomes {
		t.Heads = append(t.Heads, l.rung(o).Label)
	}
	t.Heads = append(t.Heads, l.p.T("monitor.p50_ms"), l.p.T("monitor.p95_ms"), l.p.T("monitor.p99_ms"))
	for i := len(p.Minutes) - 1; i >= 0; i-- {
		m := &p.Minutes[i]
		row := []string{l.p.HourMinute(time.Unix(m.Minute*60, 0)), views.Number(m.Total)}
		for _, n := range m.Outcomes {
			row = append(row, views.Number(n))
		}
		for _, micros := range []int64{m.P50, m.P95, m.P99} {
			text := views.Dash
			if micros > 0 {
				text = strconv.FormatFloat(milliseconds(micros), 'f', -1, 64)
			}
			row = append(row, text)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// noticedTable lists decisions that were not plain allow.
func (l labels) noticedTable(items []models.EventItem, v *Visitor) views.Records {
	r := views.Records{
		ID: "noticed", Caption: l.p.T("monitor.noticed"), Empty: l.p.T("monitor.noticed_none"), Keys: true,
		Heads: l.heads("event.decided_at", "event.outcome", "event.risk#", "event.kind", "common.amount#", "event.account", "event.state"),
	}
	for i := range items {
		e := &items[i]
		at := views.Cell{Text: l.p.Clock(e.ID.Time())}
		if v.Can(models.PermScoreRead) {
			at.Href, at.Row = decisionHref(e.ID), true
		}
		state := views.Text(views.Dash)
		if e.Disposition != models.DispositionFinal {
			state = views.State(l.disposition(e.Disposition))
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			at, views.State(l.rung(e.Outcome)), views.Num(strconv.Itoa(e.Risk)), views.Text(l.eventKind(e.Kind)), l.eventAmount(&e.Event),
			{Text: l.name(e.Masked, &e.Account), Href: "/accounts/" + e.AccountID.Public(models.PrefixAccount)}, state,
		}})
	}
	return r
}

// pulseMessage is what the stream sends: numbers for the charts, texts for the figures.
type pulseMessage struct {
	Clock    string            `json:"clock"`
	Minutes  []int64           `json:"minutes"` // seconds since 1970
	Outcomes [5][]int64        `json:"outcomes"`
	P50      []*float64        `json:"p50"` // milliseconds, null without a decision
	P95      []*float64        `json:"p95"`
	P99      []*float64        `json:"p99"`
	Figures  map[string]string `json:"figures"`
	Notes    map[string]string `json:"notes"`
	Mix      []string          `json:"mix"` // of the hour, in the order of the ladder
	Shares   []string          `json:"shares"`
	Rules    map[string]string `json:"rules"`
	Table    [][]string        `json:"table"` // the newest minutes, as the page writes them
	Fresh    string            `json:"fresh,omitempty"`
}

// monitorMessage is a moment as the stream tells it.
func monitorMessage(p views.Page, now snapshot, fresh int) pulseMessage {
	l, pulse := labels{p}, &now.pulse
	m := pulseMessage{Clock: p.Clock(now.at), Figures: map[string]string{}, Notes: map[string]string{}, Rules: map[string]string{}}
	for _, f := range l.figureList(now) {
		m.Figures[f.key], m.Notes[f.key] = f.value, f.note
	}
	for i := range pulse.Minutes {
		minute := &pulse.Minutes[i]
		m.Minutes = append(m.Minutes, minute.Minute*60)
		for j, n := range minute.Outcomes {
			m.Outcomes[j] = append(m.Outcomes[j], n)
		}
		m.P50, m.P95, m.P99 = append(m.P50, orNull(minute.P50)), append(m.P95, orNull(minute.P95)), append(m.P99, orNull(minute.P99))
	}
	for _, n := range pulse.Outcomes {
		m.Mix, m.Shares = append(m.Mix, views.Number(n)), append(m.Shares, share(part(n, pulse.Total)))
	}
	for _, r := range pulse.Rules {
		m.Rules[r.Name] = views.Number(r.N)
	}
	m.Table = l.minuteTable(pulse).Rows
	if fresh > 0 {
		m.Fresh = l.p.T("monitor.fresh", "n", capped(fresh))
	}
	return m
}

func orNull(micros int64) *float64 {
	if micros == 0 {
		return nil
	}
	ms := milliseconds(micros)
	return &ms
}
