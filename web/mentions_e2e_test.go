package main

import (
	"context"
	"strings"
	"testing"

	"candor/models"
)

// TestANoteAsksAColleagueToLook has customer service write a note that mentions a reviewer, who is told, finds it on the home page,
// pins it on the account, and no longer has it waiting.
func TestANoteAsksAColleagueToLook(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	store := seededStore(t, env)
	page, err := store.Accounts(context.Background(), models.AccountFilter{Limit: 1})
	if err != nil || len(page.Items) != 1 {
		t.Fatal(err)
	}
	href, base := "/accounts/"+page.Items[0].PublicID(), serveTest(t, env, store)
	for _, c := range []struct {
		name string
		look look
	}{{"without scripting", look{noScript: true}}, {"with scripting", look{}}, {"phone", look{width: 390, dark: true}}} {
		t.Run(c.name, func(t *testing.T) { askColleague(t, base, href, c.name, c.look) })
	}
}

func askColleague(t *testing.T, base, href, name string, l look) {
	service := newBrowser(t, base, l)
	service.signIn("test_service")
	service.open(href)
	service.fill("#f-text", "@nobody please look")
	service.click(".note-form .btn")
	if got := service.text("#notes .field"); !strings.Contains(got, "@nobody") {
		t.Errorf("beside the field: %q", got)
	}
	service.fill("#f-text", "@Test_reviewer the customer says that the bill of October was paid twice, please compare it with the statements")
	service.click(".note-form .btn")

	reviewer := newBrowser(t, base, l)
	reviewer.signIn("test_reviewer") // which leads home
	if got := reviewer.text("#flash"); !strings.Contains(got, "mentions you") {
		t.Errorf("told %q", got)
	}
	if got := reviewer.text("#mentions"); !strings.Contains(got, "the customer says") || strings.Contains(got, "statements") {
		t.Errorf("waits: %q", got)
	}
	reviewer.checked(l, "mentions home "+name)
	reviewer.click("#mentions a")
	if got := reviewer.path(); !strings.HasPrefix(got, href) {
		t.Fatalf("the mention leads to %s", got)
	}
	reviewer.click("#notes [name=pinned][value=true]")
	if got := reviewer.text("#notes .timeline > li:first-child"); !strings.Contains(got, "Pinned by Test_reviewer") {
		t.Errorf("first note: %q", got)
	}
	reviewer.checked(l, "mentions notes "+name)
	reviewer.click("#notes [name=pinned][value=false]")
	reviewer.open("/")
	if reviewer.has("#mentions") {
		t.Error("what was opened waits still")
	}
}
