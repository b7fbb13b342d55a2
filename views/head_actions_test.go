package views

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

// TestAHeadWithoutActionsHasNoPlaceForThem: neither without children, nor with those that draw nothing or only space.
func TestAHeadWithoutActionsHasNoPlaceForThem(t *testing.T) {
	draw := func(says string) templ.Component {
		return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			_, err := io.WriteString(w, says)
			return err
		})
	}
	for says, want := range map[string]string{"": "", " \n": "", "<a>go</a>": `<div class="actions"><a>go</a></div></header>`} {
		var b strings.Builder
		if err := PageHead("Title", "").Render(templ.WithChildren(t.Context(), draw(says)), &b); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); strings.Contains(got, "actions") != (want != "") || !strings.Contains(got, want) {
			t.Errorf("%q: %s", says, got)
		}
	}
	var b strings.Builder
	if err := PageHead("Title", "A note").Render(t.Context(), &b); err != nil || strings.Contains(b.String(), "actions") || !strings.Contains(b.String(), "A note") {
		t.Errorf("without children: %v %s", err, b.String())
	}
}
