package views

import (
	"slices"
	"time"

	"candor/views/chart"
	"candor/views/text"
	"candor/views/ui"
)

// Page is what the frame of every page needs. Handlers build it once per request.
type Page struct {
	Title     string         // the page's heading, without the product's name
	Lang      string         // "zh-CN" or "en"
	Theme     string         // "auto", "light" or "dark"
	Density   string         // "compact", "regular" or "roomy"
	KeysOff   bool           // the reader turned single-key shortcuts off
	Path      string         // path and query of this page, where the display switches return to
	User      *User          // nil when nobody is signed in
	Nav       []NavItem      // the side navigation, in order
	Record    string         // the entries of the record about what the page shows, "" for none
	Crumbs    []Crumb        // the way here without this page; trail begins it with the home page. None on that page itself
	Flashes   []Flash        // messages of the last action
	Told      []Told         // the last messages of this session, newest first
	Stopped   bool           // people decide instead of the engine: every page says so
	StopHref  string         // where the switch for that is, for who may see it
	Dev       bool           // development mode: marks the page
	Now       time.Time      // the moment that relative times count from
	Zone      *time.Location // the reader's zone; nil means UTC
	Texts     *text.Localizer
	RequestID string   // shown in the footer and on error pages
	Version   string   // the program's version, shown in the footer
	Ends      int      // seconds until the session ends without further use, 0 when nobody is signed in
	Mark      string   // who looks at personal data and when, drawn faintly over the page; empty for other pages
	Paper     []string // what stands at the foot of each sheet when a page about one thing is printed
}

// trail is the crumbs from the home page on.
func (p Page) trail() []Crumb {
	if p.Crumbs[0].Href == homePath {
		return p.Crumbs
	}
	return append([]Crumb{{Label: p.T("nav.home"), Href: homePath}}, p.Crumbs...)
}

// homePath is the page that everything is reached from.
const homePath = "/"

// User is the signed-in person.
type User struct {
	Name string
	Role string // the role's name in the page's language
}

// NavItem is one entry of the side navigation.
type NavItem struct {
	Label   string
	Href    string
	Icon    string // a name of the sprite, for example "queue"
	Letter  string // the key that leads there after g
	Current bool   // this page or one below it
	Count   string // work that waits, "12" or "1,000+"; empty for none
}

// barItems is how many entries of the navigation the bar of a phone holds beside its menu.
const barItems = 4

// NavRest is the entries that a phone shows in a menu.
func (p Page) NavRest() []NavItem {
	if len(p.Nav) <= barItems+1 {
		return nil
	}
	return p.Nav[barItems:]
}

// anyCurrent reports whether this page is one of the entries.
func anyCurrent(items []NavItem) bool {
	return slices.ContainsFunc(items, func(n NavItem) bool { return n.Current })
}

// Crumb is one step of the way to this page.
type Crumb struct {
	Label string
	Href  string
}

// Flash is a message about the last action. Kind is "ok", "warn" or "error".
type Flash struct {
	Kind string
	Text string
	Undo *Undo  `json:",omitempty"` // what takes the action back, nil when nothing does
	Href string `json:",omitempty"` // the page that it is about, "" for none
	Link string `json:",omitempty"` // the words of the link there
}

// Undo is the form that takes the last action back.
type Undo struct {
	Action string
	Fields [][2]string // name and value
}

// Told is a message that this session was shown before.
type Told struct {
	Kind string
	Text string
	At   time.Time
	Href string `json:",omitempty"`
	Link string `json:",omitempty"`
}

// T returns a text in the page's language; see text.Localizer.T.
func (p Page) T(key string, kv ...any) string { return p.Texts.T(key, kv...) }

// N returns a text in the plural form for n; see text.Localizer.N.
func (p Page) N(key string, n int, kv ...any) string { return p.Texts.N(key, n, kv...) }

// Date formats the day of t in the reader's zone, "2026-11-22"; the zero time is "—".
func (p Page) Date(t time.Time) string { return Date(t, p.zone()) }

// DateTime formats t to the minute in the reader's zone, "2026-11-22 14:05"; the zero time is "—".
func (p Page) DateTime(t time.Time) string { return DateTime(t, p.zone()) }

// Clock formats t to the second of its day in the reader's zone, "14:05:09".
func (p Page) Clock(t time.Time) string { return layout(t, p.zone(), "15:04:05") }

// HourMinute formats t to the minute of its day in the reader's zone, "14:05".
func (p Page) HourMinute(t time.Time) string { return layout(t, p.zone(), "15:04") }

// Ago tells how long ago or how far ahead t is, in the page's language.
func (p Page) Ago(t time.Time) string { return Ago(p.Texts, p.Now, t) }

// Time is the relative time with the exact moment in its title, for ui.Time.
func (p Page) Time(t time.Time) ui.TimeArgs {
	if t.IsZero() {
		return ui.TimeArgs{Text: Dash}
	}
	return ui.TimeArgs{Text: p.Ago(t), Exact: DateTimeZone(t, p.zone()), Machine: machineTime(t), Relative: true}
}

// Moment is the exact time as text, for ui.Time in tables where rows are compared.
func (p Page) Moment(t time.Time) ui.TimeArgs {
	if t.IsZero() {
		return ui.TimeArgs{Text: Dash}
	}
	return ui.TimeArgs{Text: p.DateTime(t), Exact: DateTimeZone(t, p.zone()), Machine: machineTime(t)}
}

// Exact is a moment to the second with the zone's name.
func (p Page) Exact(t time.Time) string { return DateTimeZone(t, p.zone()) }

// Copy is a copy button for value, for ui.Copy.
func (p Page) Copy(value string) ui.CopyArgs {
	return ui.CopyArgs{Value: value, Label: p.T("common.copy_value", "value", value), Done: p.T("common.copied")}
}

// Masked is a masked value with the link that reveals and records it, for ui.Masked. An empty href means that
// this reader may not reveal it.
func (p Page) Masked(value, revealHref string) ui.MaskedArgs {
	return ui.MaskedArgs{Value: value, Href: revealHref, Label: p.T("common.reveal"), Note: p.T("common.masked")}
}

// Pager is the newer/older pair of a keyset list, for ui.Pager. An empty href draws a disabled step; note says
// what is shown ("1–50").
func (p Page) Pager(newerHref, olderHref, note string) ui.PagerArgs {
	return ui.PagerArgs{
		Label: p.T("common.page_of_list"), Newer: p.T("common.newer"), Older: p.T("common.older"),
		NewerHref: newerHref, OlderHref: olderHref, Note: note,
	}
}

// Errors is the summary at the head of a refused form, for ui.ErrorSummary.
func (p Page) Errors(fields []ui.FieldError) ui.ErrorSummaryArgs {
	return ui.ErrorSummaryArgs{Title: p.N("common.errors_title", len(fields)), Fields: fields}
}

// Frame starts a chart: the question it answers, and its n and period, with the words of the page's language.
func (p Page) Frame(title, caption string) chart.Frame {
	return chart.Frame{Title: title, Caption: caption, TableLabel: p.T("common.chart_table"), EmptyText: p.T("common.chart_empty")}
}

// SortHead is a header cell that sorts its column. dir is the present direction, "asc", "desc" or empty when
// another column leads; href asks for the order that a click gives.
func (p Page) SortHead(label, href, dir string, numeric bool) ui.ThArgs {
	a := ui.ThArgs{Label: label, Href: href, Dir: dir, Numeric: numeric}
	switch dir {
	case "asc":
		a.Note = p.T("common.sorted_asc")
	case "desc":
		a.Note = p.T("common.sorted_desc")
	}
	return a
}

func (p Page) zone() *time.Location {
	if p.Zone == nil {
		return time.UTC
	}
	return p.Zone
}

// other returns the language the quick switch offers: the one that is not shown.
func (p Page) other() (tag, label string) {
	if p.Lang == "en" {
		return "zh-CN", "中文"
	}
	return "en", "English"
}

// Choice is one value of a display setting with its label, for forms that offer them all.
type Choice struct{ Value, Label string }

// Themes lists the values of Theme with their labels.
func (p Page) Themes() []Choice {
	return []Choice{{"auto", p.T("nav.theme_auto")}, {"light", p.T("nav.theme_light")}, {"dark", p.T("nav.theme_dark")}}
}

// Densities lists the values of Density with their labels.
func (p Page) Densities() []Choice {
	return []Choice{{"compact", p.T("nav.density_compact")}, {"regular", p.T("nav.density_regular")}, {"roomy", p.T("nav.density_roomy")}}
}

// theme and density guard the attributes against an empty Page.
func (p Page) theme() string {
	if p.Theme == "light" || p.Theme == "dark" {
		return p.Theme
	}
	return "auto"
}

func (p Page) density() string {
	if p.Density == "compact" || p.Density == "roomy" {
		return p.Density
	}
	return "regular"
}
