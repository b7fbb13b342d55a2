package ui

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func draw(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// contains fails for each wanted piece that the component does not hold.
func contains(t *testing.T, got string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(got, w) {
			t.Errorf("want %s in\n%s", w, got)
		}
	}
}

func TestFieldTiesErrorAndHintToItsControl(t *testing.T) {
	got := draw(t, Field(FieldArgs{Kind: "money", Name: "limit", Label: "Limit", Hint: "h", Error: "e", Required: true, Value: "5.00"}))
	contains(t, got, `for="f-limit"`, `id="f-limit"`, `aria-describedby="f-limit-error f-limit-hint"`, `id="f-limit-error"`, `id="f-limit-hint"`,
		`aria-invalid="true"`, `inputmode="decimal"`, ` required`, "¥", `value="5.00"`, `type="text"`)
	plain := draw(t, Field(FieldArgs{Name: "x", Label: "X"}))
	for _, unwanted := range []string{"aria-", " required", " disabled", "error", "hint"} {
		if strings.Contains(plain, unwanted) {
			t.Errorf("a plain field has %q: %s", unwanted, plain)
		}
	}
}

func TestEveryFieldKindHasOneLabelledControl(t *testing.T) {
	for kind, want := range map[string]string{
		"": `type="text"`, "email": `type="email"`, "password": `type="password"`, "number": `type="number"`, "date": `type="date"`,
		"textarea": "<textarea", "select": "<select", "range": `type="range"`, "file": `type="file"`, "search": `type="search"`,
		"checkbox": `type="checkbox"`, "radio": `type="radio"`, "checkboxes": `type="checkbox"`,
	} {
		t.Run("kind "+kind, func(t *testing.T) {
			a := FieldArgs{Kind: kind, Name: "n", Label: "Label", Options: []Option{{Value: "1", Label: "One"}}}
			contains(t, draw(t, Field(a)), want, "Label", `id="f-n"`, `name="n"`)
		})
	}
}

// TestWhatIsNoNumberStays: browsers show nothing in a field of numbers that holds something else.
func TestWhatIsNoNumberStays(t *testing.T) {
	contains(t, draw(t, Field(FieldArgs{Kind: "number", Name: "n", Label: "Label", Value: "-1.5"})), `type="number"`)
	contains(t, draw(t, Field(FieldArgs{Kind: "number", Name: "n", Label: "Label", Value: "x"})), `type="text"`, `value="x"`)
}

func TestGroupsKeepTheirChoices(t *testing.T) {
	options := []Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B", Disabled: true}, {Value: "c", Label: "C"}}
	radio := draw(t, Field(FieldArgs{Kind: "radio", Name: "r", Label: "R", Value: "c", Options: options}))
	contains(t, radio, `<fieldset`, `id="f-r"`, `id="f-r-2"`, `value="c" checked`, `value="b" disabled`)
	boxes := draw(t, Field(FieldArgs{Kind: "checkboxes", Name: "r", Label: "R", Values: []string{"a", "c"}, Options: options}))
	if strings.Count(boxes, " checked") != 2 {
		t.Errorf("two boxes should be ticked: %s", boxes)
	}
	list := draw(t, Field(FieldArgs{Kind: "select", Name: "r", Label: "R", Value: "a", Empty: "choose", Options: options}))
	contains(t, list, `<option value="">choose</option>`, `value="a" selected`)
}

func TestErrorSummaryLinksToControls(t *testing.T) {
	got := draw(t, ErrorSummary(ErrorSummaryArgs{Title: "2", Fields: []FieldError{{"limit", "too low"}, {"code", "missing"}}}))
	contains(t, got, `role="alert"`, `href="#f-limit"`, `href="#f-code"`, "too low")
	if draw(t, ErrorSummary(ErrorSummaryArgs{Title: "0"})) != "" {
		t.Error("a form without errors shows a summary")
	}
}

func TestSortHeadsTellTheirOrder(t *testing.T) {
	for dir, want := range map[string]string{"asc": "ascending", "desc": "descending", "": "none", "x": "none"} {
		contains(t, draw(t, Th(ThArgs{Label: "A", Href: "?sort=a", Dir: dir, Numeric: true})), `aria-sort="`+want+`"`, `class="num"`, `href="?sort=a"`)
	}
	if strings.Contains(draw(t, Th(ThArgs{Label: "A"})), "aria-sort") {
		t.Error("a column that cannot be sorted claims an order")
	}
}

func TestDialogTriggerIsALinkToAPage(t *testing.T) {
	got := draw(t, DialogOpen(DialogOpenArgs{ID: "d", Href: "/cases/1/snooze", Label: "Snooze"}))
	contains(t, got, `href="/cases/1/snooze"`, `data-dialog="d"`, `aria-haspopup="dialog"`)
	contains(t, draw(t, Dialog(DialogArgs{ID: "d", Title: "T", Close: "C"})), `<dialog id="d"`, `aria-labelledby="d-title"`, `id="d-title"`, `command="close"`)
}

func TestUnknownTonesAndStatesFallBack(t *testing.T) {
	contains(t, draw(t, Badge(BadgeArgs{Label: "x", Tone: "pink\" onload"})), `class="badge t-neutral"`)
	contains(t, draw(t, Steps("s", []Step{{Label: "x", State: "odd"}, {Label: "y", State: "current"}}, nil)), "step-todo", `aria-current="step"`)
}

func TestAddressesAreMadeSafe(t *testing.T) {
	for _, c := range []templ.Component{
		LinkButton(LinkArgs{Label: "x", Href: "javascript:alert(1)"}), Chip(ChipArgs{Label: "x", Href: "javascript:alert(1)"}),
		RowLink("javascript:alert(1)", "x"), Tabs("t", []Tab{{Label: "x", Href: "javascript:alert(1)"}}),
	} {
		if got := draw(t, c); strings.Contains(got, "alert(1)") {
			t.Errorf("an unsafe address reached the page: %s", got)
		}
	}
}

func TestDisabledButtonSaysWhy(t *testing.T) {
	contains(t, draw(t, Button(ButtonArgs{Label: "Publish", Disabled: true, Why: "Ask a lead"})), " disabled", "Ask a lead", `type="submit"`)
	contains(t, draw(t, Button(ButtonArgs{Label: "Go", Key: "g", Name: "n", Value: "v"})), `data-key="g"`, `aria-keyshortcuts="g"`, `name="n"`, `value="v"`)
}

func TestPagerKeepsBothSteps(t *testing.T) {
	got := draw(t, Pager(PagerArgs{Label: "p", Newer: "Newer", Older: "Older", OlderHref: "?after=9"}))
	contains(t, got, `aria-disabled="true"`, `rel="next"`, `href="?after=9"`)
}

func TestCountersStopAtTheirLimit(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000+", 54321: "1,000+"} {
		if got := Count(n, 1000); got != want {
			t.Errorf("Count(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestMeterStaysInsideItsBar(t *testing.T) {
	for _, c := range []struct {
		part, whole float64
		want        string
	}{{5, 10, "50.00"}, {20, 10, "100"}, {-1, 10, "0"}, {1, 0, "0"}} {
		if got := percent(c.part, c.whole); got != c.want {
			t.Errorf("percent(%v, %v) = %s, want %s", c.part, c.whole, got, c.want)
		}
	}
}

// TestComponentsImportNothingOfOurs keeps ui and chart free of the trade: templ and the standard library only.
func TestComponentsImportNothingOfOurs(t *testing.T) {
	ours := regexp.MustCompile(`"(candor/[^"]*|github\.com/[^"]*)"`)
	for _, dir := range []string{".", "../chart"} {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal("no files in", dir, err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			src, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range ours.FindAllStringSubmatch(string(src), -1) {
				if !strings.HasPrefix(m[1], "github.com/a-h/templ") {
					t.Errorf("%s imports %s", f, m[1])
				}
			}
		}
	}
}
