package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"candor/data"
	"candor/models"
)

// spendNow decides n purchases of one of the lender's accounts, some of them more than it has.
func spendNow(t *testing.T, store *data.Store, name string, n int) {
	t.Helper()
	ctx := context.Background()
	page, err := store.Accounts(ctx, models.AccountFilter{Limit: 5})
	if err != nil || len(page.Items) == 0 {
		t.Fatal(err)
	}
	for i := range n {
		fen := int64(1_000)
		if i%2 == 1 {
			fen = 900_000_000
		}
		_, err := store.RecordEvent(ctx, models.NewEvent{
			Source: "test", ExternalID: fmt.Sprintf("%s-%d", name, i), Account: page.Items[i%len(page.Items)].PublicID(), Kind: models.EventPurchase,
			At: time.Now(), AmountFen: fen, Currency: models.Currency, Product: models.ProductPayLater, Merchant: "Shop", City: "Chengdu", Device: "phone",
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := store.FlushCounts(ctx); err != nil {
		t.Fatal(err)
	}
}

// TestMonitorMoves watches the numbers change by themselves after events are recorded, with
// charts drawn and no rule of the content policy broken.
func TestMonitorMoves(t *testing.T) {
	for _, l := range []look{{}, {width: 390, dark: true}} {
		store, base := watchedLender(t)
		spendNow(t, store, "before", 4)
		b := newBrowser(t, base, l)
		b.signIn("test_reviewer")
		if status := b.open("/monitor"); status != 200 {
			t.Fatal(status)
		}
		before := b.text("[data-mix]")
		spendNow(t, store, "after", 6)
		deadline := time.Now().Add(patience)
		for b.text("[data-mix]") == before || b.text("[data-live-fresh]") == "" || b.has("[data-live-fresh][hidden]") {
			if time.Now().After(deadline) {
				t.Fatalf("nothing moved: %s, then %s; %s", before, b.text("[data-mix]"), b.text(".live"))
			}
			time.Sleep(200 * time.Millisecond)
		}
		if !b.has("[data-live-dot=on]") {
			t.Errorf("not live: %s", b.text(".live"))
		}
		if b.has("script[src*=uPlot]") && !b.has("[data-plot=latency] canvas") {
			t.Error("there is no chart")
		}
		b.axe()
		b.shot(fmt.Sprintf("monitor-%d", l.width))
	}
}

// TestMonitorWithoutScripts reads the same numbers from the page alone.
func TestMonitorWithoutScripts(t *testing.T) {
	store, base := watchedLender(t)
	spendNow(t, store, "before", 4)
	b := newBrowser(t, base, look{noScript: true})
	b.signIn("test_reviewer")
	if status := b.open("/monitor"); status != 200 {
		t.Fatal(status)
	}
	if n := b.measured("[...document.querySelectorAll('#minutes tbody tr')].reduce((n, row) => n + Number(row.cells[1].textContent), 0)"); n != 4 {
		t.Errorf("%d decisions of 4: %s", n, b.text("#minutes"))
	}
	if !b.has("[data-minutes][open]") || !b.has("#noticed a[href^='/decisions/']") {
		t.Error("the table of minutes or of decisions is not there")
	}
	b.click("#noticed a[href^='/decisions/']")
	if !strings.Contains(b.text("#ladder"), "decided") || !strings.Contains(b.text("#decision"), "identical") {
		t.Errorf("the decision: %s", b.text("main"))
	}
}

// watchedLender serves a small lender with people to watch it.
func watchedLender(t *testing.T) (*data.Store, string) {
	t.Helper()
	env := testEnv(t)
	store := seededStore(t, env)
	return store, serveTest(t, env, store)
}
