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

// TestLongListsShowWhatIsChosen: what each value of a filter leaves is counted, and the columns of the book and of the appeals are chosen on a page of their own, with scripting and without, and
// the address keeps them.
func TestLongListsShowWhatIsChosen(t *testing.T) {
	t.Parallel()
	o := newOffice(t, models.RoleReviewer, models.RoleLead, models.RoleService)
	o.frozen(t, "1", "I bought building material, all of it for my own house.")
	for _, l := range []struct {
		name, lang string
		look
	}{{"desktop", "zh-CN", look{}}, {"phone", "en", look{width: 320}}, {"plain", "en", look{noScript: true}}} {
		t.Run(l.name, func(t *testing.T) {
			b := o.as(t, models.RoleService, l.look)
			b.language(l.lang)
			b.open("/accounts")
			if got := b.text("fieldset.field"); !strings.Contains(got, "1") {
				t.Errorf("nothing is counted beside the states: %s", got)
			}
			b.click(".facet-links a")
			if got := b.path(); got != "/accounts?late_max=0&late_min=0" {
				t.Errorf("who is not late is at %s", got)
			}
			b.shot("facets-" + l.name)
			b.open("/appeals?stage=received")
			b.shot("facets-appeals-" + l.name)
			for list, column := range map[string]string{"/accounts": "opened", "/appeals": "channel"} {
				b.open(list)
				b.click(".queue-tools a[href*='/columns']")
				if !l.noScript {
					b.fits()
					b.axe()
				}
				b.shot("columns-" + list[1:] + "-" + l.name)
				b.check("[name=show][value=" + column + "]")
				b.click("main form button[name=apply]")
				if got := b.path(); !strings.HasPrefix(got, list+"?cols=") || !strings.Contains(got, column) {
					t.Errorf("the columns lead to %s", got)
				}
				if !l.noScript {
					b.fits()
					b.axe()
				}
				b.shot("chosen-" + list[1:] + "-" + l.name)
				b.click("tbody .row-link")
				if got := b.path0(); !strings.HasPrefix(got, list+"/") {
					t.Errorf("the row leads to %s", got)
				}
			}
		})
	}
}
