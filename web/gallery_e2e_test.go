package main

import (
	"fmt"
	"testing"
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
			b.shot(fmt.Sprintf("gallery-%d-%t", l.width, l.dark))
		})
	}
}
