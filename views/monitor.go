package views

import (
	"candor/static"
	"candor/views/ui"
)

// MonitorData is the page of what is being decided now.
type MonitorData struct {
	Tabs     []ui.Tab
	Stream   string // where the numbers come from once a second
	Zone     string // of the charts' time axis
	Clock    string // when the page was drawn
	Figures  []MonitorFigure
	Outcomes []MonitorShare // in the order of the ladder
	Rules    []MonitorRule
	Minutes  MonitorTable
	Noticed  Records
}

// MonitorFigure is one number of now.
type MonitorFigure struct {
	Key, Label, Value, Note, Href string
	Tone                          ui.Tone
}

func (f MonitorFigure) class() string {
	if f.Tone == ui.Neutral {
		return "stat t-neutral"
	}
	return "stat t-" + string(f.Tone)
}

// MonitorShare is one outcome with its part of all decisions.
type MonitorShare struct {
	Key     string
	Badge   ui.BadgeArgs
	N, Text string // of the hour, and as a part of all
}

// MonitorRule is a rule with how often it fired.
type MonitorRule struct {
	Key, Name, N string
}

// MonitorTable is the minutes in numbers.
type MonitorTable struct {
	Heads []string
	Rows  [][]string
}

// monitorPlot is a chart: what it shows, with the series in the order of the stream.
type monitorPlot struct {
	id, title string
	series    []monitorSeries
}

// monitorSeries is a line of a chart. Color is a class whose background gives the colour.
type monitorSeries struct{ key, label, color string }

func (p Page) plots() []monitorPlot {
	rung := func(key, color string) monitorSeries { return monitorSeries{key, p.Texts.T("rung." + key), color} }
	return []monitorPlot{
		{"rate", p.T("monitor.chart_rate"), []monitorSeries{{"total", p.T("monitor.all"), "series-0"}}},
		{"mix", p.T("monitor.chart_mix"), []monitorSeries{
			rung("monitor", "series-0"), rung("step_up", "series-1"), rung("hold", "series-2"), rung("decline", "series-4"),
		}},
		{"latency", p.T("monitor.chart_latency"), []monitorSeries{
			{"p50", p.T("monitor.p50"), "series-0"}, {"p95", p.T("monitor.p95"), "series-1"}, {"p99", p.T("monitor.p99"), "series-2"},
		}},
	}
}

// plotScript is the charts' script and its sheet; without them the table is all there is.
const (
	plotScript = "vendor/uPlot.iife.min.js"
	plotSheet  = "vendor/uPlot.min.css"
)

func hasPlot() bool { return static.Has(plotScript) && static.Has(plotSheet) }
