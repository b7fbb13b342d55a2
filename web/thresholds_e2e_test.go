package main

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// moveTo types a value into a box as a person does, so that the script follows.
func (b *browser) moveTo(field, value string) {
	b.t.Helper()
	b.do("move "+field, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(
		`{ const box = document.querySelector("[name='%s']"); box.value = %q; box.dispatchEvent(new Event("input", {bubbles: true})) }`, field, value)))
}

// cutFigures is what the page's rows say: by the cut, share, accounts, money, change and how far off.
const cutFigures = `(doc) => [...doc.querySelectorAll("[data-cut]")].map((row) => [row.dataset.cut,
	...["share", "accounts", "money", "change", "off"].map((part) => row.querySelector("[data-" + part + "]")?.textContent ?? "")].join(" "))`

func (b *browser) figures(of string) []string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](of, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	var rows []string
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		b.t.Fatal(err)
	}
	return rows
}

// shownFigures is the script's, servedFigures what the server wrote into the same page.
func (b *browser) shownFigures() []string {
	b.t.Helper()
	return b.figures("JSON.stringify((" + cutFigures + ")(document))")
}

func (b *browser) servedFigures() []string {
	b.t.Helper()
	return b.figures(`fetch(location.pathname).then((r) => r.text()).then((t) => JSON.stringify((` + cutFigures + `)(new DOMParser().parseFromString(t, "text/html"))))`)
}

func (b *browser) draftThresholds() {
	b.t.Helper()
	b.open("/policy")
	b.click("form[action='/policy/draft'] button")
	b.open("/policy/2/thresholds")
}

// TestThresholdsMoveWithTheirFigures moves cuts of a draft: what the script says of them is what the server says once they are saved.
func TestThresholdsMoveWithTheirFigures(t *testing.T) {
	t.Parallel()
	_, base := smallLender(t)
	b := newBrowser(t, base, look{})
	b.signIn("test_admin")
	b.draftThresholds()
	b.shot("thresholds-draft")
	b.axe()
	if got, want := fmt.Sprint(b.shownFigures()), fmt.Sprint(b.servedFigures()); got != want {
		t.Errorf("before a move the script says\n%s\nand the server\n%s", got, want)
	}
	for field, value := range map[string]string{
		"bands.1.from": "537", "bands.3.from": "661", "flags.0.threshold": "493.5", "flags.2.threshold": "41", "flags.4.threshold": "0.83", "caps.0.threshold": "2",
	} {
		b.moveTo(field, value)
	}
	moved := b.shownFigures()
	b.shot("thresholds-moved")
	b.click("#edit [type=submit]")
	if got := b.servedFigures(); fmt.Sprint(got) != fmt.Sprint(moved) {
		t.Errorf("the script said\n%s\nand once saved the server says\n%s", fmt.Sprint(moved), fmt.Sprint(got))
	}
	b.shot("thresholds-saved")
}

// TestThresholdsByKeyboard moves a slider with the arrow keys, and is told at the field of cut-offs that do not rise.
func TestThresholdsByKeyboard(t *testing.T) {
	_, base := smallLender(t)
	b := newBrowser(t, base, look{})
	b.signIn("test_admin")
	b.draftThresholds()
	row := "[data-cut='bands.1.from'] "
	b.do("go to the slider", chromedp.Evaluate[chromedp.Void](`document.querySelector("`+row+`[data-slider]").focus()`))
	value := func() string {
		t.Helper()
		v, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.querySelector("`+row+`[data-box]").value`))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	was := value()
	b.press(kb.ArrowRight)
	if now := value(); was != "550" || now != "551" {
		t.Errorf("the arrow moved %s to %s", was, now)
	}
	b.moveTo("bands.1.from", "610")
	if said := b.text("[data-cut='bands.2.from'] [data-order-said]"); said == "" {
		t.Error("cut-offs fall, and nothing is said")
	}
	b.click("#edit [type=submit]")
	if !b.has("[aria-invalid=true][name='bands.2.from']") {
		t.Errorf("the server took cut-offs that fall: %s", b.text("main"))
	}
	b.shot("thresholds-refused")
	b.axe()
}

// TestThresholdsLooks shows the page in every look, and without scripting as whole.
func TestThresholdsLooks(t *testing.T) {
	t.Parallel()
	_, base := smallLender(t)
	for name, l := range map[string]look{"phone": {width: 390}, "dark": {dark: true}, "plain": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, base, l)
			b.signIn("test_admin")
			b.open("/policy")
			if b.has("form[action='/policy/draft']") {
				b.click("form[action='/policy/draft'] button")
			}
			b.open("/policy/2/thresholds")
			b.shot("thresholds-" + name)
			if !b.has("[data-cut='flags.0.threshold'] [data-accounts]") {
				t.Error("a rule has no figures")
			}
			if !l.noScript {
				b.axe()
			}
			b.open("/policy/1/thresholds")
			if b.has("main input[type=range]") {
				t.Error("the version in force has sliders")
			}
			b.shot("thresholds-live-" + name)
		})
	}
}
