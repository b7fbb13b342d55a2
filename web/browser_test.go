package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// look is how a test's browser shows pages.
type look struct {
	noScript bool
	width    int
	dark     bool
}

// browser is one tab of a headless Chromium that a test drives. It collects everything
// that must not happen on our pages: console errors, exceptions, policy violations and
// requests to another host.
type browser struct {
	t    *testing.T
	ctx  context.Context
	base string
	look look

	mu     sync.Mutex
	faults []string
}

// chromium is the one browser process of the test run.
var chromium struct {
	once   sync.Once
	ctx    context.Context
	cancel context.CancelFunc
	err    error
}

// browserPath is Chromium without windows where there is one: it draws the same pages for two thirds of the processor time. Otherwise the whole.
func browserPath() (string, error) {
	if path, err := exec.LookPath("chromium-headless-shell"); err == nil {
		return path, nil
	}
	return exec.LookPath("chromium")
}

func startChromium() {
	path, err := browserPath()
	if err != nil {
		chromium.err = err
		return
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.NoFirstRun, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		// No page lives long enough for optimised code to be worth its making.
		chromedp.Flag("js-flags", "--no-opt --no-maglev"),
		// Only one tab is in front; without these the timers of all others run once a second.
		chromedp.Flag("disable-background-timer-throttling", true), chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true))
	ctx, stop := chromedp.NewContext(allocator)
	chromium.ctx, chromium.cancel = ctx, func() { stop(); stopAllocator() }
	chromium.err = chromedp.Do(ctx)
}

// stopChromium ends the browser; TestMain calls it.
func stopChromium() {
	if chromium.cancel != nil {
		chromium.cancel()
	}
}

// newBrowser opens a tab with cookies of its own on a server's address.
func newBrowser(t *testing.T, base string, l look) *browser {
	t.Helper()
	chromium.once.Do(startChromium)
	if chromium.err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("Chromium is required: %v", chromium.err)
		}
		t.Skipf("skipped: needs Chromium: %v", chromium.err)
	}
	if l.width == 0 {
		l.width = 1440
	}
	ctx, cancel := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 10*time.Minute)
	t.Cleanup(stop)
	b := &browser{t: t, ctx: ctx, base: base, look: l}
	b.do("open a tab")
	b.watch()
	b.emulate()
	t.Cleanup(b.report)
	return b
}

// watch collects faults from here on.
func (b *browser) watch() {
	console, requests := chromedp.Console(b.ctx), chromedp.Events(b.ctx, network.RequestWillBeSent)
	if _, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{}); err != nil {
		b.t.Fatal(err)
	}
	go func() {
		for m, err := range console {
			if err != nil {
				return
			}
			// A page answered with a 4xx status is what some tests ask for.
			if text := m.String(); strings.Contains(strings.ToLower(text), "error") && !strings.Contains(text, "the server responded with a status of 4") {
				b.fault("console: " + text)
			}
		}
	}()
	go func() {
		for r, err := range requests {
			if err != nil {
				return
			}
			if !strings.HasPrefix(r.Request.URL, b.base) && !strings.HasPrefix(r.Request.URL, "data:") {
				b.fault("request to another host: " + r.Request.URL)
			}
		}
	}()
}

func (b *browser) fault(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, what)
}

// report fails the test for each fault, and keeps a picture of a failed test's last page.
func (b *browser) report() {
	b.mu.Lock()
	for _, f := range b.faults {
		b.t.Error(f)
	}
	b.mu.Unlock()
	if b.t.Failed() {
		b.shot("failed-" + strings.NewReplacer("/", "-", " ", "_").Replace(b.t.Name()))
	}
}

func (b *browser) emulate() {
	b.t.Helper()
	b.size(900)
	b.theme(b.look.dark)
	if !b.look.noScript {
		return
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		b.t.Fatal(err)
	}
}

// theme says which colours the reader's system prefers.
func (b *browser) theme(dark bool) {
	b.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// size sets the height of the screen; its width is the look's.
func (b *browser) size(height int) { b.t.Helper(); b.screen(b.look.width, height) }

// screen sets the width and height of the screen in CSS pixels.
func (b *browser) screen(width, height int) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: int64(width), Height: int64(height), DeviceScaleFactor: 1, Mobile: width < 600,
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// do runs steps; what says in a failure what was tried.
func (b *browser) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

// open loads a path of the server and returns the status.
func (b *browser) open(path string) int {
	b.t.Helper()
	r, err := chromedp.Run(b.ctx, chromedp.NavigateResponse(b.base+path))
	if err != nil {
		b.t.Fatalf("open %s: %v", path, err)
	}
	return int(r.Status)
}

// text is the text of the first element a selector finds, with single spaces.
func (b *browser) text(selector string) string {
	b.t.Helper()
	quoted, err := json.Marshal(selector)
	if err != nil {
		b.t.Fatal(err)
	}
	s, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](fmt.Sprintf("document.querySelector(%s)?.textContent ?? ''", quoted)))
	if err != nil {
		b.t.Fatalf("text of %s on %s: %v", selector, b.path(), err)
	}
	return strings.Join(strings.Fields(s), " ")
}

// has reports whether the page holds a selector now.
func (b *browser) has(selector string) bool {
	b.t.Helper()
	quoted, err := json.Marshal(selector)
	if err != nil {
		b.t.Fatal(err)
	}
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](fmt.Sprintf("document.querySelector(%s) !== null", quoted)))
	if err != nil {
		b.t.Fatalf("look for %s: %v", selector, err)
	}
	return found
}

// path is where the tab is.
func (b *browser) path() string {
	where, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil {
		return err.Error()
	}
	if u, err := url.Parse(where); err == nil {
		return u.RequestURI()
	}
	return where
}

// shots is where pictures go when CANDOR_SHOTS names a folder.
func (b *browser) shot(name string) {
	dir := os.Getenv("CANDOR_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644)
	}
	if err != nil {
		b.t.Logf("no picture %s: %v", name, err)
	}
}
