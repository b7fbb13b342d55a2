package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"candor/data"
	"candor/models"
)

// decideSome lets two reviewers decide open cases of the book, and returns how many they decided.
func decideSome(t *testing.T, store *data.Store, most int) int {
	t.Helper()
	ctx := context.Background()
	page, err := store.Cases(ctx, models.CaseFilter{State: models.CaseOpen, Sort: models.SortRisk, Limit: most})
	if err != nil {
		t.Fatal(err)
	}
	for i := range page.Items {
		by := models.Actor{Kind: models.ActorUser, ID: models.ID(900 + i%2).Public(models.PrefixUser), UserID: models.ID(900 + i%2), Name: []string{"Rita Reviewer", "Bo Reviewer"}[i%2], Role: models.RoleReviewer, Source: "ui"}
		c, err := store.ClaimCase(ctx, by, page.Items[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.DecideCase(ctx, by, models.DecideCase{CaseID: c.ID, Version: c.Version, Outcome: []models.CaseOutcome{models.CaseCleared, models.CaseConfirmed}[i/2%2], Reason: "seen in the statements", Principal: []string{"unusual_spending"}}); err != nil {
			t.Fatal(err)
		}
	}
	return len(page.Items)
}

// TestASampleFromTheQueueToItsFigures draws a sample, judges its cases and reads the figures, with scripting and without, on a wide and a
// narrow screen.
func TestASampleFromTheQueueToItsFigures(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"desktop": {}, "phone": {width: 390, dark: true}, "plain": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			env := testEnv(t)
			store := seededStore(t, env)
			if n := decideSome(t, store, 12); n < 4 {
				t.Fatalf("only %d cases to decide", n)
			}
			b := newBrowser(t, serveTest(t, env, store), l)
			look := func(page string) {
				t.Helper()
				b.shot("sample-" + page + "-" + name)
				if !l.noScript {
					b.axe()
					b.fits()
				}
			}
			b.signIn("test_lead")
			if name == "phone" {
				b.click(".tool-language")
			}
			b.open("/queue")
			b.click("a[href='/samples']")
			look("list")
			b.fill("[name=n]", "12")
			b.click("form[action='/samples'] .btn-primary")
			sample := b.path()
			if !strings.HasPrefix(sample, "/samples/smp_") || strings.Contains(b.text("main"), "Rita") {
				t.Fatalf("a new sample at %s says %q", sample, b.text("main"))
			}
			look("drawn")
			for n := 1; n <= 6; n++ {
				b.open(fmt.Sprintf("%s/items/%d", sample, n))
				if text := b.text("main"); strings.Contains(text, "Reviewer") || strings.Contains(text, "seen in the statements") {
					t.Errorf("a case that is not judged says %q", text)
				}
				if n == 1 {
					look("judge")
				}
				b.fill("[name=reason]", "the statements agree")
				b.click([]string{"button[value=cleared]", "button[value=confirmed]"}[n/4])
				if text := b.text("main"); !strings.Contains(text, "Reviewer") || !strings.Contains(text, "the statements agree") {
					t.Errorf("a judged case says %q", text)
				}
			}
			look("judged")
			b.open(sample)
			look("figures")
			text := b.text("main")
			for _, want := range []string{"Rita Reviewer", "66.7%", "50.0%", "0.33"} { // four of six alike; kappa is (2/3 - 1/2) / (1 - 1/2)
				if !strings.Contains(text, want) {
					t.Errorf("the figures lack %s: %q", want, text)
				}
			}
		})
	}
}
