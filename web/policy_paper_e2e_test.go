package main

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"candor/models"
)

// TestADraftFitsPaper: the editor of a draft prints its tables whole, in both languages; the last column would be cut otherwise.
func TestADraftFitsPaper(t *testing.T) {
	t.Parallel()
	o := newOffice(t, models.RoleLead, models.RoleAdmin)
	o.clock.at.Store(time.Now().UnixMicro())
	u := o.users[models.RoleAdmin]
	p, _, err := o.store.DraftPolicy(context.Background(), models.Actor{Kind: models.ActorUser, ID: u.PublicID(), UserID: u.ID, Name: u.Name, Source: "ui"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("testdata/looks.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"en", "zh-CN"} {
		t.Run(lang, func(t *testing.T) {
			b := o.as(t, models.RoleAdmin, look{})
			b.language(lang)
			b.open(fmt.Sprintf("/policy/%d", p.Version))
			b.do("load looks.js", chromedp.Evaluate[chromedp.Void](string(source)))
			b.media("print", "prefers-color-scheme", "light")
			b.look.width = paperWidth
			b.size(900)
			b.finds("a draft on paper", "looks.paper()")
			b.finds("a draft on paper", `[...document.querySelectorAll("main .form-table :is(input, select)")].filter(el => el.value && el.type != "checkbox" && el.scrollWidth > el.clientWidth + 1).map(el => el.name + " is cut: " + el.value)`)
			b.shot("draft-paper-" + lang)
		})
	}
}
