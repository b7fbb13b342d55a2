package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long a step of a test may take on a machine that does other things besides.
const patience = time.Minute

// uncover brings what a selector finds to the middle of the screen and closes the notices that lie on it there, as a reader would who cannot
// get at it; a press in the middle of a notice would go to that instead.
func (b *browser) uncover(selector string) {
	b.t.Helper()
	quoted, err := json.Marshal(selector)
	if err != nil {
		b.t.Fatal(err)
	}
	b.do("uncover "+selector, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const el = document.querySelector(%s);
		if (!el || el.closest(".toasts")) return;
		el.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
		const a = el.getBoundingClientRect();
		for (const toast of document.querySelectorAll(".toasts > *")) {
			const t = toast.getBoundingClientRect();
			if (a.left < t.right && t.left < a.right && a.top < t.bottom && t.top < a.bottom) toast.remove();
		}
	})()`, quoted)))
}

// click presses what a selector finds and waits for the page it leads to.
func (b *browser) click(selector string) {
	b.t.Helper()
	b.uncover(selector)
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		b.t.Fatalf("click %s on %s: %v", selector, b.path(), err)
	}
}

// press sends keys to the page.
func (b *browser) press(keys string) { b.t.Helper(); b.do("press "+keys, chromedp.KeyEvent(keys)) }

// fill replaces what a field holds.
func (b *browser) fill(selector, value string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.SetValue(chromedp.CSS(selector), value)); err != nil {
		b.t.Fatalf("fill %s on %s: %v", selector, b.path(), err)
	}
}

// check presses a checkbox or radio button, which leads nowhere.
func (b *browser) check(selector string) {
	b.t.Helper()
	b.uncover(selector)
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		b.t.Fatalf("check %s on %s: %v", selector, b.path(), err)
	}
}
