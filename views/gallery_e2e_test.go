//go:build e2e

package views

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"candor/static"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"

// openBrowser starts the system's Chromium; any console message or exception fails the test.
func openBrowser(t *testing.T) context.Context {
	t.Helper()
	allocator, stop := chromedp.NewExecAllocator(t.Context(), chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true))
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	must(t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	must(t, chromedp.Listen(ctx, func(ev any) {
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			t.Errorf("console: %s (%s)", e.Entry.Text, e.Entry.URL)
		case *runtime.EventExceptionThrown:
			t.Errorf("exception: %s", e.ExceptionDetails.Text)
		}
	}))
	return ctx
}

// serveGallery serves the gallery under the policy of the real server; the query chooses language and theme.
func serveGallery(t *testing.T) string {
	t.Helper()
	pages := map[string]Page{"en": samplePage(t, "en"), "zh-CN": samplePage(t, "zh-CN")}
	mux := http.NewServeMux()
	mux.Handle("/static/", static.Handler())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		p := pages[r.FormValue("lang")]
		p.Theme = r.FormValue("theme")
		w.Header().Set("Content-Security-Policy", policy)
		if err := Gallery(p).Render(r.Context(), w); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func eval[T any](t *testing.T, ctx context.Context, js string, opts ...chromedp.EvaluateOption) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, opts...))
	must(t, err)
	return v
}

func TestGalleryIsAccessibleAndFits(t *testing.T) {
	axe, err := os.ReadFile("../static/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("axe-core is not fetched: ", err)
	}
	ctx, base := openBrowser(t), serveGallery(t)
	for _, c := range []struct {
		lang, theme string
		width       int64
	}{{"en", "light", 1440}, {"zh-CN", "dark", 1440}, {"en", "dark", 390}, {"zh-CN", "light", 390}, {"en", "light", 320}} {
		name := fmt.Sprintf("%s %s %d", c.lang, c.theme, c.width)
		must(t, chromedp.Do(ctx, chromedp.EmulateViewport(c.width, 900), chromedp.Navigate(base+"/?lang="+c.lang+"&theme="+c.theme)))
		if over := eval[float64](t, ctx, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
			t.Errorf("%s: the page is %v px too wide", name, over)
		}
		eval[float64](t, ctx, string(axe)+";1")
		found := eval[string](t, ctx, `axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html).join("\n  ")).join("\n"))`,
			chromedp.EvalAwaitPromise)
		if found != "" {
			t.Errorf("%s:\n%s", name, found)
		}
	}
}

func TestKeysMoveTickAndHelp(t *testing.T) {
	ctx, base := openBrowser(t), serveGallery(t)
	must(t, chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900), chromedp.Navigate(base+"/?lang=en")))
	eval[bool](t, ctx, "document.activeElement.blur(), true")
	press := func(keys ...string) {
		for _, k := range keys {
			must(t, chromedp.Do(ctx, chromedp.KeyEvent(k)))
		}
	}
	want := func(js string) {
		t.Helper()
		if !eval[bool](t, ctx, js) {
			t.Errorf("not so: %s", js)
		}
	}
	press("j", "j")
	want(`document.querySelector("tr.is-current .id").textContent === "acc_1Kd83p"`)
	press("x", "j", "j", "X")
	want(`document.querySelectorAll(".row-select:checked").length === 3`)
	press("/")
	want(`document.activeElement.id === "search"`)
	press("j", "?", kb.Escape)
	want(`document.activeElement === document.body && !document.getElementById("keys").open`)
	press("?")
	want(`document.getElementById("keys").open`)
	press("j", kb.Escape, "s")
	want(`document.getElementById("snooze").open`)
}
