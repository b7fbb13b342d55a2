package views

import (
	"bytes"
	"context"
	"io"

	"github.com/a-h/templ"
)

// headActions draws the actions of a page's head, its children, and nothing at all where they draw nothing: an empty block would leave a gap
// below the title on a phone.
func headActions() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		children := templ.GetChildren(ctx)
		if children == nil {
			return nil
		}
		var b bytes.Buffer
		if err := children.Render(templ.ClearChildren(ctx), &b); err != nil || len(bytes.TrimSpace(b.Bytes())) == 0 {
			return err
		}
		for _, part := range [][]byte{[]byte(`<div class="actions">`), b.Bytes(), []byte("</div>")} {
			if _, err := w.Write(part); err != nil {
				return err
			}
		}
		return nil
	})
}
