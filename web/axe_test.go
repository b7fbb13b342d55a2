package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sync"

	"github.com/chromedp/chromedp"
)

// spoken is a look and the language that pages are read in.
type spoken struct {
	look
	lang string
}

// everyLook has both widths, themes and languages once. axe looks at colours in the other
// theme and at the width of the other screen by itself, so that no pair needs a page of its own.
var everyLook = []spoken{{look{}, "en"}, {look{width: 390, dark: true}, "zh-CN"}}

// wrapRows lets every row of links or buttons that scrolls sideways wrap: what stands half behind
// its edge is a small target to axe, and a whole one to whoever scrolls.
const wrapRows = `document.querySelectorAll("main .tabs, main .chips, main .queue-tools").forEach(e => {
	if (getComputedStyle(e).overflowX === "auto") e.style.flexWrap = "wrap" })`

// axed is the elements that axe has found nothing wrong with in this run, by look and print. A page of none but those
// is not given to axe again: many tests pass the same pages, and axe is most of what a page costs.
var axed struct {
	sync.Mutex
	prints map[string]bool
}

// fresh is the elements of the page, as prints of a look, that axe has not judged yet.
func (b *browser) fresh() []string {
	b.t.Helper()
	source, err := os.ReadFile("testdata/prints.js")
	if err != nil {
		b.t.Fatal(err)
	}
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](string(source)))
	var prints []string
	if err == nil {
		err = json.Unmarshal([]byte(found), &prints)
	}
	if err != nil || len(prints) == 0 {
		b.t.Fatalf("%d prints of %s: %v", len(prints), b.path(), err)
	}
	axed.Lock()
	defer axed.Unlock()
	var out []string
	for _, p := range prints {
		if p = fmt.Sprint(b.look.width > 600, b.look.dark, p); !axed.prints[p] {
			out = append(out, p)
		}
	}
	return out
}

// judged notes elements that axe has found nothing wrong with.
func judged(prints []string) {
	axed.Lock()
	defer axed.Unlock()
	if axed.prints == nil {
		axed.prints = map[string]bool{}
	}
	for _, p := range prints {
		axed.prints[p] = true
	}
}

// axe checks the page against the accessibility rules of WCAG 2.2 A and AA and axe's best
// practices, its colours in the other theme too, and that it fits on a wide screen and on a
// phone; it fails for each violation. It needs scripting.
func (b *browser) axe() {
	b.t.Helper()
	source, err := os.ReadFile("../static/node_modules/axe-core/axe.min.js")
	if err != nil {
		if os.Getenv("CI") != "" {
			b.t.Fatalf("axe-core is required: %v", err)
		}
		b.t.Skipf("skipped: needs axe-core from npm: %v", err)
	}
	defer b.size(900)
	if prints := b.fresh(); len(prints) > 0 {
		// On a tall screen nothing is half hidden by the edge of a scrolling table, which axe
		// would take for a small target.
		b.size(12000)
		b.do("load axe", chromedp.Evaluate[chromedp.Void](string(source)))
		b.do("let rows that scroll sideways wrap", chromedp.Evaluate[chromedp.Void](wrapRows))
		faults := b.violations(b.look.dark, `["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]`)
		b.theme(!b.look.dark)
		defer b.theme(b.look.dark)
		faults += b.violations(!b.look.dark, `{type: "rule", values: ["color-contrast","link-in-text-block"]}`) // all that colours decide
		if faults == 0 {
			judged(prints)
		}
		b.size(900)
	}
	b.fits()
	b.screen(map[bool]int{true: 390, false: 1440}[b.look.width > 600], 900)
	b.fits()
}

// violations fails the test for each violation of some rules of axe, which the page has loaded, and returns how many there are.
func (b *browser) violations(dark bool, rules string) int {
	b.t.Helper()
	// Without resultTypes axe describes every element that is right, which is most of its work.
	run := `axe.run(document, {runOnly: ` + rules + `, resultTypes: ["violations"]})
		.then(r => JSON.stringify(r.violations.map(v => v.id + ": " + v.help + " — " + v.nodes.slice(0, 3).map(n => n.html).join(" | "))))`
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](run, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("axe on %s: %v", b.path(), err)
	}
	var all []string
	if err := json.Unmarshal([]byte(found), &all); err != nil {
		b.t.Fatal(err)
	}
	for _, v := range all {
		b.t.Errorf("axe on %s, dark %t: %s", b.path(), dark, v)
	}
	return len(all)
}

// fits fails when the page is wider than the screen.
func (b *browser) fits() {
	b.t.Helper()
	wide, err := chromedp.Run(b.ctx, chromedp.Evaluate[int]("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
	if err != nil {
		b.t.Fatal(err)
	}
	if wide > 0 {
		b.t.Errorf("%s is %d pixels wider than the screen", b.path(), wide)
	}
}
