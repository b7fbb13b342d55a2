package main

import (
	"os"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestTheTabsOfTheQueueStandInOneLine: on a narrow desk all of them are seen at once, and with labels that are 1.6 times as long they scroll
// in one line still.
func TestTheTabsOfTheQueueStandInOneLine(t *testing.T) {
	t.Parallel()
	_, base := smallLender(t)
	b := newBrowser(t, base, look{width: 1280})
	b.signIn("test_lead")
	b.screen(1280, 720)
	b.open("/queue")
	const lines = `new Set([...document.querySelectorAll("main .tabs > *")].map((e) => Math.round(e.getBoundingClientRect().top))).size`
	const hidden = `(() => { const tabs = document.querySelector("main .tabs"); return tabs.scrollWidth - tabs.clientWidth })()`
	b.shot("queue-tabs")
	if n := b.measured(lines); n != 1 {
		t.Errorf("the tabs stand in %d lines", n)
	}
	if px := b.measured(hidden); px > 0 {
		t.Errorf("%d px of the tabs are not seen", px)
	}
	source, err := os.ReadFile("testdata/looks.js")
	if err != nil {
		t.Fatal(err)
	}
	b.do("load looks.js", chromedp.Evaluate[chromedp.Void](string(source)))
	b.do("lengthen", chromedp.Evaluate[chromedp.Void]("looks.longer()"))
	if n := b.measured(lines); n != 1 {
		t.Errorf("with longer labels the tabs stand in %d lines", n)
	}
	b.finds("the tabs with longer labels", "[...looks.wide(), ...looks.overlaps()]")
	b.shot("queue-tabs-longer")
}
