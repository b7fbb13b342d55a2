package main

import (
	"encoding/json"
	"os"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// looks holds a page against what readers ask of it besides axe: it fits a screen of 320 pixels, holds labels that are 1.6 times as long
// without one lying on another, keeps its marks and edges in colours of the reader's own, holds still where motion is not wanted, and prints
// without navigation and without cutting a table. The page's texts are changed by it: it is opened anew afterwards.
func (b *browser) looks(name string) {
	b.t.Helper()
	source, err := os.ReadFile("testdata/looks.js")
	if err != nil {
		b.t.Fatal(err)
	}
	b.do("load looks.js", chromedp.Evaluate[chromedp.Void](string(source)))
	b.finds(name, "looks.still()")
	if b.look.width >= 1440 {
		b.finds(name, "looks.cut()")
	}
	b.do("note marks", chromedp.Evaluate[chromedp.Void]("looks.noteMarks()"))
	b.media("", "forced-colors", "active")
	b.finds(name+" in forced colours", "looks.forced()")
	b.shot(name + "-forced")
	was := b.look.width
	b.media("print", "prefers-color-scheme", "light")
	b.look.width = paperWidth
	b.size(900)
	b.finds(name+" on paper", "looks.paper()")
	b.shot(name + "-paper")
	b.emulate()
	for _, width := range []int{320, was} {
		b.look.width = width
		b.size(900)
		if width == 320 {
			b.finds(name+" at 320 px", "[...looks.wide(), ...looks.overlaps()]")
			b.do("lengthen", chromedp.Evaluate[chromedp.Void]("looks.longer()"))
		}
		b.finds(name+" with longer labels at "+map[bool]string{true: "320 px", false: "full width"}[width == 320], "[...looks.wide(), ...looks.overlaps()]")
	}
	b.shot(name + "-longer")
}

// paperWidth is what the margins leave of a sheet of A4, in CSS pixels.
const paperWidth = 688

// media pretends a medium ("" for the screen) and one feature of it.
func (b *browser) media(medium, feature, value string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media:    medium,
		Features: []*emulation.MediaFeature{{Name: feature, Value: value}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// finds fails for each fault that an expression of looks.js returns.
func (b *browser) finds(where, expression string) {
	b.t.Helper()
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("JSON.stringify("+expression+")"))
	if err != nil {
		b.t.Fatalf("%s: %v", where, err)
	}
	var faults []string
	if err := json.Unmarshal([]byte(found), &faults); err != nil {
		b.t.Fatal(err)
	}
	if len(faults) > 0 {
		b.t.Errorf("%s (%s):\n\t%s", where, b.path(), strings.Join(faults, "\n\t"))
	}
}
