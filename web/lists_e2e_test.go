package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"candor/data"
	"candor/models"
)

// fromNetwork decides a purchase of each of n accounts from addresses of 203.0.113.0/24.
func fromNetwork(t *testing.T, store *data.Store, name string, n int) {
	t.Helper()
	ctx := context.Background()
	page, err := store.Accounts(ctx, models.AccountFilter{Limit: n})
	if err != nil || len(page.Items) < n {
		t.Fatal(err)
	}
	for i := range n {
		_, err := store.RecordEvent(ctx, models.NewEvent{
			Source: "test", ExternalID: fmt.Sprintf("%s-%d", name, i), Account: page.Items[i].PublicID(), Kind: models.EventPurchase, At: time.Now(),
			AmountFen: 1_000, Currency: models.Currency, Product: models.ProductPayLater, Merchant: "Shop", City: "Chengdu",
			IP: fmt.Sprintf("203.0.113.%d", i+1), Device: fmt.Sprintf("phone-%d", i),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := store.FlushCounts(ctx); err != nil {
		t.Fatal(err)
	}
}

// sendFile chooses a file in the import form, gives a reason and sends it.
func sendFile(t *testing.T, b *browser, content string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ring.csv")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	b.open("/lists/import")
	b.do("choose "+file, chromedp.SetUploadFiles(chromedp.CSS("[name=file]"), []string{file}))
	b.fill("[name=reason]", "found in a ring")
	b.click("form[enctype] .btn-primary")
}

// TestAListFileFromPreviewToHit reads a file, looks at what it would do, adds it, and finds
// the event that met it; with scripting and without.
func TestAListFileFromPreviewToHit(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"desktop": {}, "phone": {width: 390, dark: true}, "plain": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			env := testEnv(t)
			store := seededStore(t, env)
			fromNetwork(t, store, "before", 12)
			b := newBrowser(t, serveTest(t, env, store), l)
			b.signIn("test_lead")
			sendFile(t, b, "kind,value\n")
			if !b.has("#f-file-error") {
				t.Fatalf("a wrong header is not refused: %s", b.text("main"))
			}
			const watch = "lane,kind,value,reason,until\nwatch,cidr,203.0.113.0/24,,\nwatch,merchant,Shop,many complaints,2099-12-31\nblock,cidr,0.0.0.0/0,,\nblock,phone,12,,\n"
			sendFile(t, b, strings.ReplaceAll(watch, "2099", fmt.Sprint(time.Now().Year()+1)))
			preview := b.text("main")
			for _, want := range []string{"203.0.113.0/24", "12", "every address there is", "6 to 20 digits", "Add all 2 entries"} {
				if !strings.Contains(preview, want) {
					t.Errorf("the preview lacks %q: %s", want, preview)
				}
			}
			if !l.noScript {
				b.axe()
			}
			b.shot("lists-preview-" + name)
			b.click("form[action$='/confirm'] button")
			b.open(b.path())
			b.open("/lists")
			if rows := b.text("#entries"); !strings.Contains(rows, "203.0.113.0/24") || !strings.Contains(rows, "many complaints") {
				t.Fatalf("the entries are not there: %s", rows)
			}
			time.Sleep(1100 * time.Millisecond) // every process knows them by then
			fromNetwork(t, store, "after", 1)
			b.open("/lists?kind=cidr")
			b.click("#entries tbody tr:first-child a")
			if facts := b.text("#entry"); !metOnce.MatchString(facts) || !b.has("#entry a[href^='/decisions/']") {
				t.Errorf("the event is not seen: %s", facts)
			}
			b.shot("lists-entry-" + name)
			b.open("/lists")
			b.shot("lists-" + name)
			b.click("#entries a[href^='/decisions/']")
			if page := b.text("main"); !strings.Contains(page, "203.0.113.0/24") {
				t.Errorf("the decision does not name the network: %s", page)
			}
		})
	}
}

// metOnce is an entry's page that says that one event met it.
var metOnce = regexp.MustCompile(`Events met\s*1\D`)

// TestAWideEntryWaitsForASecondPerson blocks a network of many accounts.
func TestAWideEntryWaitsForASecondPerson(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	store := seededStore(t, env)
	addTestUser(t, store, "test_second", models.RoleLead)
	fromNetwork(t, store, "wide", 101)
	base := serveTest(t, env, store)
	b := newBrowser(t, base, look{})
	b.signIn("test_lead")
	b.open("/lists/new?kind=cidr&value=203.0.113.0/24")
	b.do("allow", chromedp.SetValue(chromedp.CSS("[name=lane]"), "allow"))
	b.fill("[name=reason]", "our own branch")
	b.click("form[action='/lists'] button")
	if page := b.text("main"); !strings.Contains(page, "waits for a second person") || b.has("form[action$='/approve']") {
		t.Fatalf("one person is enough: %s", page)
	}
	change := b.path()
	b.axe()
	b.shot("lists-waits")
	second := newBrowser(t, base, look{})
	second.signIn("test_second")
	second.open("/approvals")
	second.shot("lists-approvals")
	if !strings.Contains(second.text("main"), "List change") {
		t.Errorf("it does not stand under approvals: %s", second.text("main"))
	}
	second.open(change)
	second.click("form[action$='/approve'] button")
	second.open("/lists")
	if !strings.Contains(second.text("#entries"), "203.0.113.0/24") {
		t.Errorf("it was not added: %s", second.text("main"))
	}
}
