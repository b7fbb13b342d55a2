package views

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"candor/static"
	"candor/views/text"
	"candor/views/ui"
	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

func samplePage(t *testing.T, lang string) Page {
	t.Helper()
	l := localizer(t, lang)
	return Page{
		Title: l.T("ui.title"), Lang: lang, Path: "/gallery?a=1", User: &User{Name: "王芳", Role: "reviewer"},
		Nav:    []NavItem{{Label: "Queue", Href: "/queue", Icon: "queue", Current: true, Count: "12"}},
		Crumbs: []Crumb{{Label: "Home", Href: "/"}}, Flashes: []Flash{{Kind: "ok", Text: l.T("ui.m_ok")}},
		Now: time.Date(2026, 11, 22, 6, 5, 9, 0, time.UTC), Zone: time.FixedZone("CST", 8*3600), Texts: l, RequestID: "r1",
	}
}

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// walk calls f for every element of the page.
func walk(t *testing.T, page string, f func(n *html.Node, attrs map[string]string)) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attrs := map[string]string{}
		for _, a := range n.Attr {
			attrs[a.Key] = a.Val
		}
		f(n, attrs)
	}
}

func TestGalleryIsSoundInBothLanguages(t *testing.T) {
	for _, lang := range []string{"en", "zh-CN"} {
		t.Run(lang, func(t *testing.T) {
			page := render(t, Gallery(samplePage(t, lang)))
			for _, bad := range []string{"⟦", "NaN", "%!", "<no value>", " style=", "javascript:"} {
				if strings.Contains(page, bad) {
					t.Errorf("the page contains %q", bad)
				}
			}
			checkReferences(t, page)
		})
	}
}

// checkReferences finds repeated ids and attributes that name an id which is not there.
func checkReferences(t *testing.T, page string) {
	t.Helper()
	ids := map[string]bool{}
	walk(t, page, func(_ *html.Node, a map[string]string) {
		if id := a["id"]; id != "" && ids[id] {
			t.Errorf("id %q is there twice", id)
		}
		ids[a["id"]] = true
	})
	walk(t, page, func(n *html.Node, a map[string]string) {
		for _, key := range []string{"for", "aria-describedby", "aria-labelledby", "commandfor", "form"} {
			for _, id := range strings.Fields(a[key]) {
				if !ids[id] {
					t.Errorf("<%s %s=%q> names no element", n.Data, key, id)
				}
			}
		}
		for key := range a {
			if strings.HasPrefix(key, "on") || key == "style" || strings.HasPrefix(key, "hx-on") {
				t.Errorf("<%s> has %s, which the policy forbids", n.Data, key)
			}
		}
		if n.Data == "script" && a["src"] == "" {
			t.Error("inline script")
		}
	})
}

func TestTextIsEscapedEverywhere(t *testing.T) {
	const hostile = `<em>"'&</em>`
	p := samplePage(t, "en")
	p.Title, p.Path, p.RequestID, p.Version = hostile, hostile, hostile, hostile
	p.User = &User{Name: hostile, Role: hostile}
	p.Nav = []NavItem{{Label: hostile, Href: "javascript:alert(1)", Icon: hostile, Count: hostile}}
	p.Crumbs, p.Flashes = []Crumb{{hostile, hostile}}, []Flash{{Kind: hostile, Text: hostile, Undo: &Undo{Action: "/" + hostile, Fields: [][2]string{{hostile, hostile}}}}}
	body := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, c := range []templ.Component{
			ui.Badge(ui.BadgeArgs{Label: hostile, Tone: hostile}), ui.Copy(p.Copy(hostile)), ui.Masked(p.Masked(hostile, hostile)),
			ui.Field(ui.FieldArgs{Name: hostile, Label: hostile, Value: hostile, Error: hostile, Hint: hostile}),
			ui.Timeline([]ui.Event{{Title: hostile, Text: hostile, Actor: hostile}}), ui.Steps(hostile, []ui.Step{{Label: hostile, State: hostile}}, nil),
			ui.EmptyState(ui.EmptyArgs{Title: hostile, Text: hostile}), ui.DiffTable(ui.DiffArgs{Caption: hostile, Rows: []ui.DiffRow{{Field: hostile}}}),
		} {
			if err := c.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
	var b bytes.Buffer
	if err := Layout(p).Render(templ.WithChildren(context.Background(), body), &b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "<em>") || strings.Contains(b.String(), "javascript:alert") {
		t.Error("a text or address reached the page as it came")
	}
}

func TestLayoutWorksWithoutAUserOrTexts(t *testing.T) {
	page := render(t, Bare(Page{Title: "x", Now: time.Unix(0, 0)}))
	if !strings.Contains(page, `<main id="main"`) || !strings.Contains(page, `data-theme="auto"`) {
		t.Error("the bare frame lost its main region or theme")
	}
	if render(t, Layout(Page{Title: "x"})) == "" {
		t.Error("an empty page draws nothing")
	}
}

func TestDisplaySwitchesComeBackToThePage(t *testing.T) {
	forms := map[string]int{}
	walk(t, render(t, Gallery(samplePage(t, "en"))), func(n *html.Node, a map[string]string) {
		if n.Data == "form" {
			forms[a["method"]+" "+a["action"]]++
		}
		if a["name"] == "back" && a["value"] != "/gallery?a=1" {
			t.Errorf("back = %q", a["value"])
		}
	})
	for form, n := range map[string]int{"post /profile/display": 2, "post /signout": 1, "post /accounts/search": 1} {
		if forms[form] != n {
			t.Errorf("%d forms %q, want %d", forms[form], form, n)
		}
	}
}

// sources yields every template and hand-written Go file below views.
func sources(t *testing.T, f func(path, src string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_templ.go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		if !strings.HasSuffix(path, ".templ") && !strings.HasSuffix(path, ".go") {
			return nil
		}
		src, err := os.ReadFile(path)
		f(path, string(src))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

var forbidden = regexp.MustCompile(`\sstyle=|hx-on|js:|<script>|<style|^css \w|^script \w|templ\.Raw|templ\.ComponentScript`)

func TestTemplatesKeepTheContentSecurityPolicy(t *testing.T) {
	sources(t, func(path, src string) {
		for i, line := range strings.Split(src, "\n") {
			if !strings.HasPrefix(strings.TrimSpace(line), "//") && forbidden.MatchString(line) {
				t.Errorf("%s:%d: %s", path, i+1, strings.TrimSpace(line))
			}
		}
	})
}

var iconUse = regexp.MustCompile(`Icon(?:\(|:\s*)"([^"]+)"`)

func TestEveryIconIsInTheSprite(t *testing.T) {
	sprite, err := os.ReadFile("../static/icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	if !static.Has("icons.svg") || ui.Sprite != "/static/icons.svg" {
		t.Error("the sprite is not where ui looks for it")
	}
	sources(t, func(path, src string) {
		for _, m := range iconUse.FindAllStringSubmatch(src, -1) {
			if !bytes.Contains(sprite, []byte(`id="`+m[1]+`"`)) {
				t.Errorf("%s uses icon %q, which the sprite lacks", path, m[1])
			}
		}
	})
}

func BenchmarkGallery(b *testing.B) {
	bundle, err := text.Load()
	if err != nil {
		b.Fatal(err)
	}
	p := Page{Title: "x", Now: time.Unix(1e9, 0), Lang: "zh-CN", Texts: bundle.For("zh-CN")}
	for b.Loop() {
		if err := Gallery(p).Render(context.Background(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
