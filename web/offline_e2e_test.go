package main

import (
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// TestALostConnectionIsSaid shows the bar while the browser has no network, keeps what was typed, and says when it is back.
func TestALostConnectionIsSaid(t *testing.T) {
	_, base := smallLender(t)
	for name, l := range map[string]look{"desk": {}, "phone": {width: 390, dark: true}} {
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, base, l)
			b.signIn("test_reviewer")
			b.open("/queue?sort=risk")
			b.click("form[action='/queue/next'] button")
			b.fill("[name=reason]", "Nothing of this is lost.")
			b.network(false)
			b.waitFor("the bar", func() bool { return b.text("#offline") != "" })
			b.axe()
			b.shot("offline-" + name)
			b.network(true)
			b.waitFor("the notice", func() bool { return b.text("#offline") == "" && b.text(".toasts") != "" })
			if got, err := chromedp.Run(b.ctx, chromedp.Value(chromedp.CSS("[name=reason]"))); err != nil || got != "Nothing of this is lost." {
				t.Errorf("the field holds %q, %v", got, err)
			}
		})
	}
}

// network takes the browser's connection away, or gives it back.
func (b *browser) network(on bool) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{
		Offline: !on, DownloadThroughput: -1, UploadThroughput: -1,
	}); err != nil {
		b.t.Fatal(err)
	}
}
