package main

import (
	"strings"
	"testing"

	"candor/models"
)

// TestLongListsAreLookedThroughBeside: the book and the appeals have the preview that the queue has.
func TestLongListsAreLookedThroughBeside(t *testing.T) {
	t.Parallel()
	o := newOffice(t, models.RoleReviewer, models.RoleLead, models.RoleService)
	_, first := o.frozen(t, "1", "I bought building material, all of it for my own house.")
	o.frozen(t, "2", "The phone is mine.")
	for _, l := range []struct {
		name, role, lang string
		look
	}{{"desktop", models.RoleLead, "en", look{}}, {"dark", models.RoleService, "zh-CN", look{dark: true}}, {"phone", models.RoleLead, "en", look{width: 360}}} {
		t.Run(l.name, func(t *testing.T) {
			b := o.as(t, l.role, l.look)
			b.language(l.lang)
			previewBeside(t, b, "/accounts?status=frozen", "book-"+l.name)
			previewBeside(t, b, "/appeals?view=all", "appeals-"+l.name)
			b.press("\r")
			if got := b.path(); !strings.HasPrefix(got, "/appeals/"+first.PublicID()[:4]) {
				t.Errorf("Enter on a row leads to %s", got)
			}
		})
	}
}
