package ui

import (
	"context"
	"strings"
	"testing"
)

// TestASlimHeadSaysWhatAHeadDoes: in fewer bytes; one that is explained keeps its explanation, and one that ticks rows its box.
func TestASlimHeadSaysWhatAHeadDoes(t *testing.T) {
	ctx := WithTerms(context.Background(), map[string]string{"Score": "What it is."})
	for want, a := range map[string]ThArgs{
		`<th scope=col class=num>A &lt; B`:  {Label: "A < B", Numeric: true},
		`<th scope=col class=stays>Account`: {Label: "Account", Stays: true},
		`<th scope=col aria-sort="ascending"><a class="sort" href="/queue?a=1&amp;b=2">Due<svg class=icon aria-hidden=true><use href=` + Sprite + `#arrow-up></use></svg><span class=sr> sorted</span></a>`: {Label: "Due", Href: "/queue?a=1&b=2", Dir: "asc", Note: "sorted"},
		`<th scope=col aria-sort="none"><a class="sort" href="/queue">Due<svg class=icon aria-hidden=true><use href=` + Sprite + `#sort></use></svg></a>`:                                                   {Label: "Due", Href: "/queue"},
		`What it is.`:   {Label: "Score"},
		`data-tick-all`: {Label: "Select", Quiet: true, Tick: "All"},
	} {
		var b strings.Builder
		if err := SlimTh(a).Render(ctx, &b); err != nil || !strings.Contains(b.String(), want) {
			t.Errorf("%s: %v, want %s", b.String(), err, want)
		}
	}
}
