package main

import (
	"context"
	"testing"

	"candor/models"
)

// TestAccountPagesAreAccessible opens every page of one account on a wide and on a narrow screen.
func TestAccountPagesAreAccessible(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	store := openTestStore(t, env)
	seedSmall(t, store)
	page, err := store.Accounts(context.Background(), models.AccountFilter{Limit: 1})
	if err != nil || len(page.Items) != 1 {
		t.Fatal(err)
	}
	href := "/accounts/" + page.Items[0].PublicID()
	base := serveTest(t, env, store)
	for name, l := range map[string]look{"wide": {}, "narrow and dark": {width: 320, dark: true}} {
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, base, l)
			b.signIn("test_lead")
			for _, below := range []string{"", "/timeline", "/links", "/compare", "/compare?at=2026-01-01", "/dossier"} {
				if status := b.open(href + below); status != 200 {
					t.Errorf("%s answers %d", below, status)
				}
				b.axe()
			}
		})
	}
}
