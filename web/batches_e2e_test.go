package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"candor/data"
	"candor/models"
)

// workJobs does what jobs are due, as the server does in the background.
func workJobs(t *testing.T, store *data.Store) {
	t.Helper()
	if _, err := store.RunJobs(context.Background(), "test", 500); err != nil {
		t.Fatal(err)
	}
}

// TestABatchFromTheQueueToUndo closes ticked cases as false alarms and takes it back, with
// scripting and without, on a wide and a narrow screen.
func TestABatchFromTheQueueToUndo(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"desktop": {}, "phone": {width: 390, dark: true}, "plain": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			env := testEnv(t)
			store := seededStore(t, env)
			b := newBrowser(t, serveTest(t, env, store), l)
			b.signIn("test_lead")
			if name == "phone" {
				b.click(".tool-language")
			}
			b.open("/queue")
			b.check("#cases tbody tr:nth-child(1) [form][name=id]")
			b.check("#cases tbody tr:nth-child(2) [form][name=id]")
			b.do("choose an act", chromedp.SetValue(chromedp.CSS("#f-act"), "clear"))
			b.shot("batches-queue-" + name)
			if !l.noScript {
				b.waitFor("the sum of two rows in the bar", func() bool {
					sum := b.text(".bulk-sum")
					return strings.Contains(sum, "2") && !strings.Contains(sum, "¥0.00")
				})
				b.axe()
			}
			b.click("button[name=scope][value=page]")
			b.shot("batches-ask-" + name)
			b.fill("[name=reason]", "a card tester that is known")
			b.click("form[action='/batches/cases'] .btn-primary")
			draft := b.path()
			b.shot("batches-draft-" + name)
			if !l.noScript {
				b.axe()
			}
			confirmAndUndo(t, store, b, draft, name)
			if !l.noScript {
				b.axe()
			}
		})
	}
}

// confirmAndUndo goes on from a dry run to its end and back.
func confirmAndUndo(t *testing.T, store *data.Store, b *browser, draft, name string) {
	t.Helper()
	if !strings.HasPrefix(draft, "/batches/blk_") || !b.has("form[action$='/confirm']") {
		t.Fatalf("no dry run at %s: %s", draft, b.text("main"))
	}
	b.click("form[action$='/confirm'] button")
	workJobs(t, store)
	b.open(draft)
	if !b.has("form[action$='/undo']") {
		t.Fatalf("it is not done: %s", b.text("main"))
	}
	b.shot("batches-done-" + name)
	b.click("form[action$='/undo'] button")
	workJobs(t, store)
	b.open(draft)
	if b.has("form[action$='/undo']") || !b.has("a[href*='items=undone']") {
		t.Errorf("it is not undone: %s", b.text("main"))
	}
	b.open("/batches")
	b.shot("batches-list-" + name)
}

// TestLimitsFromAFileNeedASecondPerson sends a file with faults, lets a second person agree,
// and undoes it within the minute in which customers hear nothing.
func TestLimitsFromAFileNeedASecondPerson(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	store := seededStore(t, env)
	addTestUser(t, store, "test_second", models.RoleLead)
	ctx := context.Background()
	page, err := store.Accounts(ctx, models.AccountFilter{Limit: 30, Status: models.StatusActive})
	if err != nil {
		t.Fatal(err)
	}
	rows := []string{"account,product,limit,percent,reason", "nobody,paylater,1,,", page.Items[0].PublicID() + ",car,1,,"}
	for _, a := range page.Items {
		rows = append(rows, a.PublicID()+",paylater,,90,good_history")
	}
	base := serveTest(t, env, store)
	b := newBrowser(t, base, look{})
	b.signIn("test_lead")
	sendLimits(t, b, rows)
	draft := b.path()
	text := b.text("main")
	for _, want := range []string{"second person", "nobody", "paylater, cashloan"} {
		if !strings.Contains(text, want) {
			t.Errorf("the dry run lacks %q: %s", want, text)
		}
	}
	b.axe()
	b.shot("batches-limits-draft")
	b.click("form[action$='/confirm'] button")
	if b.has("form[action$='/approve']") {
		t.Error("its maker may agree to it")
	}
	second := newBrowser(t, base, look{dark: true})
	second.signIn("test_second")
	second.open(draft)
	second.axe()
	second.shot("batches-limits-waiting")
	second.click("form[action$='/approve'] button")
	workJobs(t, store)
	second.open(draft + "?items=done")
	second.shot("batches-limits-done")
	second.click("form[action$='/undo'] button")
	workJobs(t, store)
	second.open(draft)
	second.shot("batches-limits-undone")
	second.open("/batches/limits?band=good")
	second.axe()
	second.shot("batches-limits-filter")
	second.open("/accounts?band=good")
	second.shot("batches-accounts")
}

// sendLimits sends rows as a file of limits.
func sendLimits(t *testing.T, b *browser, rows []string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "limits.csv")
	if err := os.WriteFile(file, []byte(strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.open("/batches/file")
	b.axe()
	b.shot("batches-file")
	b.do("choose "+file, chromedp.SetUploadFiles(chromedp.CSS("[name=file]"), []string{file}))
	b.do("choose a code", chromedp.SetValue(chromedp.CSS("[name=reason_code]"), "good_history"))
	b.fill("[name=reason]", "review of the quarter")
	b.click("form[enctype] .btn-primary")
}
