package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPictures draws the README's picture: a case as its reviewer sees it. With
// CANDOR_PICTURES set (make pictures) it is written beside the README's other files.
func TestPictures(t *testing.T) {
	_, base := smallLender(t)
	b := newBrowser(t, base, look{})
	b.signIn("test_reviewer")
	b.open("/queue?sort=risk")
	b.click("form[action='/queue/next'] button")
	b.size(1000)
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil || len(picture) < 10_000 {
		t.Fatalf("%d bytes, %v", len(picture), err)
	}
	if os.Getenv("CANDOR_PICTURES") != "" {
		if err := os.WriteFile(filepath.Join("..", "static", "readme", "case.png"), picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
