package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestGalleryIsAccessible looks at every component in every state, in both themes and on a
// narrow screen.
func TestGalleryIsAccessible(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	base := serveTest(t, env, openTestStore(t, env))
	for _, l := range []look{{}, {dark: true}, {width: 390}, {width: 320, dark: true}} {
		t.Run(fmt.Sprintf("width %d dark %t", l.width, l.dark), func(t *testing.T) {
			b := newBrowser(t, base, l)
			if status := b.open("/gallery"); status != 200 {
				t.Fatalf("status %d", status)
			}
			b.axe()
			if l == (look{}) {
				b.damaged()
			}
			b.shot(fmt.Sprintf("gallery-%d-%t", l.width, l.dark))
		})
	}
}

// damaged fails when a page that axe has judged would not be given to it again after something that a rule decides by has changed.
func (b *browser) damaged() {
	b.t.Helper()
	if left := b.fresh(); len(left.Prints)+len(left.Inks) > 0 {
		b.t.Fatalf("%d elements and %d inks are not noted as judged", len(left.Prints), len(left.Inks))
	}
	for what, script := range map[string]string{
		"a name taken away":     `document.querySelector("main button").textContent = ""`,
		"a colour":              `document.querySelector("main p").style.color = "#ccc"`,
		"a ground":              `document.querySelector("main section, main div").style.background = "#888"`,
		"a role":                `document.querySelector("main li").setAttribute("role", "button")`,
		"an order of headings":  `document.querySelector("main h2").replaceWith(document.createElement("h5"))`,
		"a label of no field":   `document.querySelector("label[for]").htmlFor = "nothing"`,
		"a state of no meaning": `document.querySelector("main a, main button").setAttribute("aria-checked", "maybe")`,
	} {
		b.open("/gallery")
		b.do(what, chromedp.Evaluate[chromedp.Void](script))
		fresh := b.fresh()
		if len(fresh.Prints) == 0 {
			b.t.Errorf("%s is not seen", what)
		}
		if what != "a colour" && what != "a ground" {
			continue
		}
		b.loadAxe()
		if len(fresh.Inks) == 0 || len(b.pale(fresh.Inks)) == 0 {
			b.t.Errorf("%s: nothing is found to be pale among %d inks", what, len(fresh.Inks))
		}
	}
}
