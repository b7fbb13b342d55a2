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
	b.open("/queue?sort=newest&state=closed")
	if n, px := b.measured(lines), b.measured(hidden); n != 1 || px > 0 || b.text("main .tabs [aria-current=page]") != "Closed" {
		t.Errorf("with a view of the menu open the tabs stand in %d lines, %d px not seen, on %q", int(n), int(px), b.text("main .tabs [aria-current=page]"))
	}
	b.shot("queue-tabs-menu")
	b.open("/queue")
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

// TestViewsWithoutRoomOpenFromTheirMenu: it opens by its keys and by a press, with scripting and without, stands within the screen, and leads
// to its views.
func TestViewsWithoutRoomOpenFromTheirMenu(t *testing.T) {
	t.Parallel()
	_, base := smallLender(t)
	for name, l := range map[string]look{"desk": {width: 1280}, "phone, dark, without scripting": {noScript: true, width: 320, dark: true}} {
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, base, l)
			b.signIn("test_lead")
			b.open("/queue?sort=risk")
			if b.measured(`Number(document.querySelector(".views .menu-panel").checkVisibility())`) != 0 {
				t.Error("the menu is open")
			}
			if l.noScript {
				b.check(".views summary")
			} else {
				b.do("focus", chromedp.Focus(chromedp.CSS(".views summary")))
				b.press("\r")
			}
			b.shot("queue-views-" + name[:4])
			if !l.noScript {
				b.axe()
			}
			if out := b.measured(`(() => { const p = document.querySelector(".views .menu-panel").getBoundingClientRect(); return Math.max(p.height ? 0 : 999, -p.left, p.right - innerWidth) | 0 })()`); out > 0 {
				t.Errorf("the menu reaches %v px out of the screen", out)
			}
			b.click(".views .menu-panel a[href*='state=snoozed']")
			if !b.has(".views .tabs a[aria-current=page][href*='state=snoozed']") || b.has(".views .menu-panel a[href*='state=snoozed']") {
				t.Errorf("the view is not among the tabs of %s", b.path())
			}
		})
	}
}
