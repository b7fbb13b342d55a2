package text

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestServesTextInBothLanguages(t *testing.T) {
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, asked, want string }{
		{"exact tag", "en", "en"},
		{"region falls to its language", "en-GB", "en"},
		{"header with weights", "fr;q=0.9, en;q=0.5", "en"},
		{"other Chinese", "zh-TW", "zh-CN"},
		{"nothing asked", "", "zh-CN"},
		{"unsupported language", "fr", "zh-CN"},
		{"noise", ";;;\x00", "zh-CN"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := b.For(c.asked).Lang(); got != c.want {
				t.Errorf("For(%q) = %s, want %s", c.asked, got, c.want)
			}
		})
	}
}

func TestFillsPlaceholdersAndPlurals(t *testing.T) {
	b, err := load(fstest.MapFS{
		"x.en.json":    {Data: []byte(`{"x.rows": {"one": "{{.n}} row", "other": "{{.n}} rows"}, "x.by": "by {{.who}}", "x.ok": "OK"}`)},
		"x.zh-CN.json": {Data: []byte(`{"x.rows": {"other": "{{.n}} 行"}, "x.by": "由{{.who}}", "x.ok": "好"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	en, zh := b.For("en"), b.For("zh-CN")
	got := []string{
		en.N("x.rows", 1), en.N("x.rows", 0), en.N("x.rows", 12345), zh.N("x.rows", 1), zh.T("x.by", "who", "王"),
		en.T("x.ok"), en.T("x.none"), en.N("x.none", 2), (*Localizer)(nil).T("x.ok"),
	}
	want := []string{"1 row", "0 rows", "12,345 rows", "1 行", "由王", "OK", "⟦x.none⟧", "⟦x.none⟧", "⟦x.ok⟧"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !en.Has("x.ok") || en.Has("x.none") {
		t.Error("Has does not match the catalogue")
	}
}

func TestRefusesMalformedCatalogues(t *testing.T) {
	for name, src := range map[string]string{
		"empty text":         `{"a": " "}`,
		"repeated key":       `{"a": "x", "a": "y"}`,
		"unknown plural":     `{"a": {"many": "x", "other": "y"}}`,
		"not an object":      `["a"]`,
		"number for a text":  `{"a": 1}`,
		"cut short":          `{"a": "x"`,
		"broken placeholder": `{"a": "x", "b" }`,
	} {
		t.Run(name, func(t *testing.T) {
			fsys := fstest.MapFS{"x.en.json": {Data: []byte(src)}, "x.zh-CN.json": {Data: []byte(src)}}
			if _, err := load(fsys); err == nil {
				t.Errorf("accepted %s", src)
			}
		})
	}
}

func TestRefusesOneKeyInTwoAreas(t *testing.T) {
	file := &fstest.MapFile{Data: []byte(`{"a": "x"}`)}
	_, err := load(fstest.MapFS{"x.en.json": file, "y.en.json": file, "x.zh-CN.json": file, "y.zh-CN.json": file})
	if err == nil || !strings.Contains(err.Error(), "already in") {
		t.Errorf("got %v", err)
	}
}

var placeholder = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

func placeholders(s string) []string {
	var out []string
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		out = append(out, m[1])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestLanguagesHaveTheSameKeysAndPlaceholders(t *testing.T) {
	sets := map[string]map[string][]string{}
	for _, lang := range Languages() {
		entries, err := readLanguage(catalogues, lang)
		if err != nil {
			t.Fatal(err)
		}
		sets[lang] = map[string][]string{}
		for _, e := range entries {
			sets[lang][e.ID] = placeholders(e.Other)
			if strings.Count(e.Other, "{{") != len(placeholder.FindAllString(e.Other, -1)) {
				t.Errorf("%s %s: only {{.name}} is allowed, got %q", lang, e.ID, e.Other)
			}
		}
	}
	if d := cmp.Diff(sets["en"], sets[Default]); d != "" {
		t.Errorf("en (-) and %s (+) differ:\n%s", Default, d)
	}
}

var (
	usedKey    = regexp.MustCompile(`\.[TN]\(\s*"([^"]+)"\s*([,)+])`)
	knownSkips = []string{"text_test.go"}
)

// TestEveryKeyThatPagesAskForExists reads the pages' source. Keys built at run time end in a dot or are
// followed by +, and are left to the tests of the page that builds them.
func TestEveryKeyThatPagesAskForExists(t *testing.T) {
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	l := b.For(Default)
	for _, root := range []string{"..", "../../handlers"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if os.IsNotExist(err) {
				return nil // handlers may not exist in a partial checkout
			}
			if err != nil || d.IsDir() || skipSource(d.Name()) {
				return err
			}
			src, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range usedKey.FindAllStringSubmatch(string(src), -1) {
				if m[2] != "+" && !strings.HasSuffix(m[1], ".") && !l.Has(m[1]) {
					t.Errorf("%s asks for %q, which no catalogue holds", path, m[1])
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func skipSource(name string) bool {
	if slices.Contains(knownSkips, name) || strings.HasSuffix(name, "_templ.go") {
		return true
	}
	return !strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, ".templ")
}

func BenchmarkPlain(b *testing.B) {
	bundle, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	l := bundle.For("en")
	for b.Loop() {
		_ = l.T("common.save")
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPlural(b *testing.B) {
	bundle, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	l := bundle.For("en")
	for b.Loop() {
		_ = l.N("time.hours_ago", 3)
	}
}
