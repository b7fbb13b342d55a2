package views

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/views/text"
	"candor/views/ui"
)

// queueLine is one row of the queue in plain values, from which both sides draw.
type queueLine struct {
	ID, Severity, Tone, Source, Href, Name, Account, Short, Flag, Score, Band, Due, DueExact, Exposure, Used, Of string
	Share                                                                                                        string
	Late, Machine, Exact, Ago, Holder                                                                            string
	share                                                                                                        float64
}

func queueLines() []queueLine {
	lines := make([]queueLine, 50)
	for i := range lines {
		id := fmt.Sprintf("%013d", i)
		lines[i] = queueLine{
			ID: "cas_" + id, Severity: "High", Tone: "red", Source: "rule", Href: "/cases/cas_" + id + "?view=sort%3Drisk", Name: "Z*** <" + id + ">",
			Account: "acc_" + id, Short: shortID("acc_" + id), Flag: "Owes more than the limit & late", Score: fmt.Sprint(400 + i), Band: "Poor",
			Due: fmt.Sprint(i, " hours left"), DueExact: "2026-11-22 12:05:00 CST", Exposure: Money(int64(i) * 12345), Used: fmt.Sprint(i, "%"), Of: "of ¥10k",
			Share: fmt.Sprintf("%d.00", i), share: float64(i) / 100, Late: fmt.Sprint(i), Machine: "2026-11-21T06:05:00Z", Exact: "2026-11-21 14:05:00 CST",
			Ago: fmt.Sprint(i, " days ago"), Holder: "—",
		}
	}
	lines[0].Share = "0"
	return lines
}

// queueFixture is the page with those rows.
func queueFixture(tb testing.TB, lines []queueLine) (Page, QueueData) {
	tb.Helper()
	bundle, err := text.Load()
	if err != nil {
		tb.Fatal(err)
	}
	p := Page{
		Title: "Queue", Lang: "en", Path: "/queue", User: &User{Name: "Anna", Role: "Reviewer"}, Now: time.Date(2026, 11, 22, 6, 5, 0, 0, time.UTC),
		Texts: bundle.For("en"), Version: "test", Nav: []NavItem{{Label: "Queue", Href: "/queue", Icon: "queue", Current: true, Count: "12"}},
	}
	d := QueueData{Table: Records{ID: "cases", Caption: "Queue", Keys: true, Framed: true, Dense: true}, Older: "/queue?after=1", Note: "50 cases", CanNext: true}
	for _, head := range []string{"Severity", "Account", "Flag", "Score", "Due", "Exposure", "Used", "Days late", "Flagged", "Held by"} {
		d.Table.Heads = append(d.Table.Heads, ui.ThArgs{Label: head})
	}
	d.Table.Count, d.Table.Row = len(lines), func(i int, cells []Cell) Record {
		l := &lines[i]
		return Record{ID: l.ID, Cells: append(cells,
			Cell{Badge: &ui.BadgeArgs{Label: l.Severity, Tone: ui.Tone(l.Tone), Icon: "flag"}, Sub: l.Source},
			Cell{Body: QueueAccountCell(QueueAccount{Href: l.Href, Name: l.Name, ID: l.Account}), Wide: true},
			Cell{Text: l.Flag, Wide: true}, Cell{Body: ScoreCell(l.Score, ui.BadgeArgs{Label: l.Band, Tone: ui.Red})},
			Cell{Body: DueCell(ui.TimeArgs{Text: l.Due, Exact: l.DueExact}, ui.Amber)}, Num(l.Exposure),
			Cell{Body: QueueUseCell(QueueUse{Text: l.Used, Of: l.Of, Share: l.share, Tone: ui.Amber})}, Num(l.Late),
			At(ui.TimeArgs{Text: l.Ago, Exact: l.Exact, Machine: l.Machine, Relative: true}), Text(l.Holder),
		)}
	}
	return p, d
}

// twinRow is a row of the queue for html/template.
const twinRow = `<tr id="{{.ID}}"><td data-label="Severity"><span class="badge t-{{.Tone}}">{{template "icon" "flag"}}{{.Severity}}</span> <span class="muted cell-sub">{{.Source}}</span></td>` +
	`<td class="cell-wide" data-label="Account"><a class="row-link" href="{{.Href}}">{{.Name}}</a><span class="id muted" title="{{.Account}}">{{.Short}}</span></td>` +
	`<td class="cell-wide" data-label="Flag">{{.Flag}}</td>` +
	`<td data-label="Score"><span class="score-cell"><span class="num score-num">{{.Score}}</span> <span class="badge t-red">{{.Band}}</span></span></td>` +
	`<td data-label="Due"><span class="badge t-amber">{{template "icon" "clock"}}{{.Due}}</span> <span class="sr">{{.DueExact}}</span></td>` +
	`<td class="num" data-label="Exposure">{{.Exposure}}</td>` +
	`<td data-label="Used"><span class="use" title="{{.Of}}"><span class="num">{{.Used}}</span><span class="meter t-amber"><svg role="img" aria-label="{{.Used}} {{.Of}}">` +
	`<rect width="{{.Share}}%" height="6" rx="3"></rect></svg></span></span></td>` +
	`<td class="num" data-label="Days late">{{.Late}}</td>` +
	`<td data-label="Flagged"><time datetime="{{.Machine}}" title="{{.Exact}}" data-relative>{{.Ago}}</time></td><td data-label="Held by">{{.Holder}}</td></tr>`

// queueTwin is the same page for html/template. What stands around the rows is one text
// there, so that only the rows, which are most of the page, are compared.
func queueTwin(tb testing.TB, page string) *template.Template {
	tb.Helper()
	head, rest, _ := strings.Cut(page, "<tbody>")
	_, tail, ok := strings.Cut(rest, "</tbody>")
	if !ok {
		tb.Fatal("the page has no table")
	}
	t := template.Must(template.New("queue").Parse(head + "<tbody>{{range .}}" + twinRow + "{{end}}</tbody>" + tail))
	return template.Must(t.New("icon").Parse(`<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#{{.}}"></use></svg>`))
}

func drawQueue(tb testing.TB, p Page, d QueueData, b *bytes.Buffer) {
	tb.Helper()
	b.Reset()
	if err := Queue(p, d).Render(context.Background(), b); err != nil {
		tb.Fatal(err)
	}
}

func TestTheTwinDrawsTheSameBytes(t *testing.T) {
	lines := queueLines()
	p, d := queueFixture(t, lines)
	var want, got bytes.Buffer
	drawQueue(t, p, d, &want)
	if err := queueTwin(t, want.String()).Lookup("queue").Execute(&got, lines); err != nil {
		t.Fatal(err)
	}
	split := func(s string) []string { return strings.SplitAfter(s, ">") }
	if d := cmp.Diff(split(want.String()), split(got.String())); d != "" {
		t.Errorf("(-page +twin):\n%s", d)
	}
}

// BenchmarkQueuePage draws the page of 50 rows both ways.
func BenchmarkQueuePage(b *testing.B) {
	lines := queueLines()
	p, d := queueFixture(b, lines)
	var out bytes.Buffer
	drawQueue(b, p, d, &out)
	twin := queueTwin(b, out.String()).Lookup("queue")
	b.Run("templ", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(out.Len()))
		for b.Loop() {
			drawQueue(b, p, d, &out)
		}
	})
	b.Run("html-template", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(out.Len()))
		for b.Loop() {
			out.Reset()
			if err := twin.Execute(&out, lines); err != nil {
				b.Fatal(err)
			}
		}
	})
}
