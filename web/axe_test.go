package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
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

// axed is the elements that axe has found nothing wrong with in this run, and what of them colours decide, by look. A page of none but those
// is not given to axe again, and the colours of none: many tests pass the same pages, and axe is most of what a page costs.
var axed struct {
	sync.Mutex
	prints, inks map[string]bool
}

// judgeable is the elements of a page as testdata/prints.js tells them apart.
type judgeable struct {
	Prints []string `json:"prints"`
	Inks   []string `json:"inks"`
}

// fresh is what of the page axe has not judged yet in this look.
func (b *browser) fresh() judgeable {
	b.t.Helper()
	source, err := os.ReadFile("testdata/prints.js")
	if err != nil {
		b.t.Fatal(err)
	}
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](string(source)))
	var p judgeable
	if err == nil {
		err = json.Unmarshal([]byte(found), &p)
	}
	if err != nil || len(p.Prints) == 0 || len(p.Inks) == 0 {
		b.t.Fatalf("%d prints and %d inks of %s: %v", len(p.Prints), len(p.Inks), b.path(), err)
	}
	axed.Lock()
	defer axed.Unlock()
	unknown := func(keys []string, known map[string]bool) []string {
		return slices.DeleteFunc(keys, func(key string) bool { return known[b.inThisLook(key)] })
	}
	return judgeable{unknown(p.Prints, axed.prints), unknown(p.Inks, axed.inks)}
}

func (b *browser) inThisLook(key string) string {
	return fmt.Sprint(b.look.width > 600, b.look.dark, key)
}

// judged notes what axe has found nothing wrong with.
func (b *browser) judged(p judgeable) {
	axed.Lock()
	defer axed.Unlock()
	if axed.prints == nil {
		axed.prints, axed.inks = map[string]bool{}, map[string]bool{}
	}
	for _, key := range p.Prints {
		axed.prints[b.inThisLook(key)] = true
	}
	for _, key := range p.Inks {
		axed.inks[b.inThisLook(key)] = true
	}
}

// axe checks the page against the accessibility rules of WCAG 2.2 A and AA and axe's best
// practices, its colours in the other theme too, and that it fits on a wide screen and on a
// phone; it fails for each violation. It needs scripting.
func (b *browser) axe() {
	b.t.Helper()
	defer b.size(900)
	if fresh := b.fresh(); len(fresh.Prints) > 0 {
		// On a screen as tall as the page nothing is half hidden by the edge of a scrolling table, which axe would take for a small target.
		// A much taller one costs more to draw than axe to run.
		b.unroll()
		b.loadAxe()
		b.do("let rows that scroll sideways wrap", chromedp.Evaluate[chromedp.Void](wrapRows))
		if b.violations(b.barriers(fresh)) == 0 {
			b.judged(fresh)
		}
	}
	b.fits()
	b.screen(map[bool]int{true: 390, false: 1440}[b.look.width > 600], 900)
	b.fits()
}

// loadAxe puts axe into the page.
func (b *browser) loadAxe() {
	b.t.Helper()
	source, err := os.ReadFile("../static/node_modules/axe-core/axe.min.js")
	if err != nil {
		if os.Getenv("CI") != "" {
			b.t.Fatalf("axe-core is required: %v", err)
		}
		b.t.Skipf("skipped: needs axe-core from npm: %v", err)
	}
	b.do("load axe", chromedp.Evaluate[chromedp.Void](string(source)))
}

// barriers is what axe, which the page has loaded, finds wrong with what is new on it: by every rule, and by those of colours in the other theme too.
func (b *browser) barriers(fresh judgeable) (all []string) {
	b.t.Helper()
	source, err := os.ReadFile("testdata/judge.js")
	if err != nil {
		b.t.Fatal(err)
	}
	list, err := json.Marshal(fresh)
	if err != nil {
		b.t.Fatal(err)
	}
	b.do("let axe judge what is new", chromedp.Evaluate[chromedp.Void]("("+string(source)+")("+string(list)+")"))
	all = b.findings("document", `["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]`)
	if len(fresh.Inks) == 0 {
		return all
	}
	defer b.theme(b.look.dark)
	b.theme(!b.look.dark)
	return append(all, b.pale(fresh.Inks)...)
}

// pale is the violations of the rules of colours by elements, in the theme of the moment.
func (b *browser) pale(inks []string) []string {
	b.t.Helper()
	list, err := json.Marshal(inks)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.findings("{include: "+string(list)+".map(ink => inks[ink])}", `{type: "rule", values: ["color-contrast","link-in-text-block"]}`)
}

// violations fails the test for each violation and returns how many there are.
func (b *browser) violations(all []string) int {
	b.t.Helper()
	for _, v := range all {
		b.t.Errorf("axe on %s: %s", b.path(), v)
	}
	return len(all)
}

// findings is the violations of some rules of axe by some of the page, which has loaded axe.
func (b *browser) findings(of, rules string) (all []string) {
	b.t.Helper()
	// Without resultTypes axe describes every element that is right, which is most of its work.
	run := `axe.run(` + of + `, {runOnly: ` + rules + `, resultTypes: ["violations"]})
		.then(r => JSON.stringify(r.violations.map(v => v.id + ": " + v.help + " — " + v.nodes.slice(0, 3).map(n => n.html + " " + (n.any[0]?.message ?? "")).join(" | "))))`
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](run, chromedp.EvalAwaitPromise))
	if err == nil {
		err = json.Unmarshal([]byte(found), &all)
	}
	if err != nil {
		b.t.Fatalf("axe on %s: %v", b.path(), err)
	}
	return all
}

// unroll makes the screen so tall that nothing on the page scrolls down.
func (b *browser) unroll() {
	b.t.Helper()
	for _, least := range []int{0, 12000} { // what is a part of the screen's height grows with it
		below, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](`[...document.querySelectorAll("html, body *")].reduce((all, e) =>
			all + (e.scrollHeight > e.clientHeight && (e === document.documentElement || /auto|scroll/.test(getComputedStyle(e).overflowY)) ? e.scrollHeight - e.clientHeight : 0), 0)`))
		if err != nil {
			b.t.Fatal(err)
		}
		if below == 0 {
			return
		}
		b.size(max(least, 900+below+300))
	}
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
