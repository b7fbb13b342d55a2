package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestGalleryIsAccessible looks at every component in every state, in both themes, both languages and on a
// narrow screen, and holds it against looks in both languages.
func TestGalleryIsAccessible(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	base := serveTest(t, env, openTestStore(t, env))
	for _, l := range []spoken{
		{look{}, "en"}, {look{dark: true}, "en"}, {look{width: 390}, "en"}, {look{width: 320, dark: true}, "en"}, {look{}, "zh-CN"}, {look{width: 390, dark: true}, "zh-CN"},
	} {
		t.Run(fmt.Sprintf("width %d dark %t %s", l.width, l.dark, l.lang), func(t *testing.T) {
			b := newBrowser(t, base, l.look)
			b.open("/gallery")
			b.language(l.lang)
			if status := b.open("/gallery"); status != 200 || !b.has("html[lang="+l.lang+"]") {
				t.Fatalf("status %d in %s", status, b.text("html[lang]"))
			}
			b.axe()
			if l == (spoken{look{}, "en"}) {
				b.damaged()
				b.open("/gallery")
			}
			b.shot(fmt.Sprintf("gallery-%d-%t-%s", l.width, l.dark, l.lang))
			if l.look == (look{}) {
				b.looks("gallery-" + l.lang)
			}
		})
	}
}

// damaged fails when something that a rule decides by changes on a page that axe has judged, and axe is not asked again or finds nothing wrong.
func (b *browser) damaged() {
	b.t.Helper()
	if left := b.fresh(); len(left.Prints)+len(left.Inks) > 0 {
		b.t.Fatalf("%d elements and %d inks are not noted as judged", len(left.Prints), len(left.Inks))
	}
	for what, script := range map[string]string{
		"a name taken away":       `document.querySelector("main button").textContent = ""`,
		"a name hidden within":    `document.querySelectorAll("main a > span").forEach(e => e.setAttribute("aria-hidden", "true"))`,
		"a colour":                `document.querySelector("main p").style.color = "#ccc"`,
		"a colour too dark":       `document.querySelector("main p").style.color = "#333"`, // in the other theme
		"a ground":                `document.querySelector("main section, main div").style.background = "#888"`,
		"a role":                  `document.querySelector("main li").setAttribute("role", "button")`,
		"an order of headings":    `document.querySelector("main h2").replaceWith(document.createElement("h5"))`,
		"a label of no field":     `document.querySelector("label[for]").htmlFor = "nothing"`,
		"a state of no meaning":   `document.querySelector("main a, main button").setAttribute("aria-checked", "maybe")`,
		"a text out of landmarks": `document.body.append(Object.assign(document.createElement("p"), {textContent: "outside"}))`,
		"a target beside others": `document.querySelector("main").prepend(document.createElement("div"));
			for (const i of [1, 2]) document.querySelector("main div").append(Object.assign(document.createElement("button"), {textContent: i, style: "display:block;width:8px;height:8px;min-height:0;padding:0"}))`,
	} {
		b.open("/gallery")
		b.do(what, chromedp.Evaluate[chromedp.Void](script))
		fresh := b.fresh()
		if len(fresh.Prints) == 0 {
			b.t.Errorf("%s is not seen", what)
		}
		b.loadAxe()
		if len(b.barriers(fresh)) == 0 {
			b.t.Errorf("%s: nothing is found to be wrong with %d elements and %d inks", what, len(fresh.Prints), len(fresh.Inks))
		}
	}
}
