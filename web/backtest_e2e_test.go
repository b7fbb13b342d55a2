package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"candor/data"
	"candor/engine/rules"
	"candor/models"
)

// drafted gives a lender purchases of many sizes, of which the large ones turned out bad, and
// a draft that holds some of them and asks for a higher score; it returns the draft's number.
func drafted(t *testing.T, store *data.Store) int {
	t.Helper()
	ctx, operator := context.Background(), models.Operator("test")
	page, err := store.Accounts(ctx, models.AccountFilter{Limit: 40})
	if err != nil || len(page.Items) == 0 {
		t.Fatal(err)
	}
	for i := range 160 {
		n := models.NewEvent{
			Source: "test", ExternalID: fmt.Sprintf("past-%d", i), Account: page.Items[i%len(page.Items)].PublicID(), Kind: models.EventPurchase,
			At: time.Now(), AmountFen: int64(1_000 + 700*(i%37)), Currency: models.Currency, Product: models.ProductPayLater, Merchant: "Shop", City: "Chengdu", Device: "phone",
		}
		if i%9 == 0 {
			n.AmountFen = 900_000_000
		}
		if _, err := store.RecordEvent(ctx, n); err != nil {
			t.Fatal(err)
		}
		if i%3 > 0 {
			if _, _, err := store.LabelEvent(ctx, operator, models.LabelEvent{Source: "test", ExternalID: n.ExternalID, Bad: n.AmountFen > 14_000, At: time.Now()}); err != nil {
				t.Fatal(err)
			}
		}
	}
	p, _, err := store.DraftPolicy(ctx, operator, 1)
	if err != nil {
		t.Fatal(err)
	}
	doc := p.Document
	events := *doc.Events
	events.Rules = append([]rules.Rule{{
		Key: "large_purchase", Family: "cash_out", When: "amount_fen >= 12000", Outcome: rules.Hold, Risk: 70, Reason: "cash_out_burst", On: true,
		Kinds: []string{"purchase"}, Severity: 3,
	}}, events.Rules...)
	doc.Events = &events
	doc.Flags[0].Threshold, doc.Bands[2].From = 560, 620
	doc.Limits[2].CapFen = 4_000_000
	if p, err = store.EditPolicy(ctx, operator, models.PolicyStep{Version: p.Version, Revision: p.Revision}, doc); err != nil {
		t.Fatal(err)
	}
	return p.Version
}

// TestABacktestIsAskedForFollowedAndRead goes the whole way by hand, with and without
// scripting: ask, see it wait, have it done, read it, open an example, repeat, cancel.
func TestABacktestIsAskedForFollowedAndRead(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	store := seededStore(t, env)
	version := drafted(t, store)
	base := serveTest(t, env, store)
	for _, l := range []look{{}, {noScript: true, width: 390}} {
		t.Run(fmt.Sprintf("no script %t", l.noScript), func(t *testing.T) {
			admin := newBrowser(t, base, l)
			admin.signIn("test_admin")
			admin.language("en")
			askBacktest(t, admin, version)
			if !l.noScript {
				admin.shot("backtest-waiting")
			}
			done := admin.path()
			for did := true; did; { // one that was cancelled while it waited counts too
				var err error
				if did, err = store.RunBacktests(context.Background(), "test", 2); err != nil {
					t.Fatal(err)
				}
			}
			if l.noScript {
				admin.open(done)
			} else {
				admin.becomes("the state of the backtest", func() bool { return strings.Contains(admin.text("#backtest-live"), "How do events end?") })
				admin.open(done) // for the head of the page
			}
			readBacktest(t, admin, l)
			repeatAndCancel(t, admin, done)
		})
	}
}

// askBacktest asks on the page of the version, wrong first.
func askBacktest(t *testing.T, b *browser, version int) {
	t.Helper()
	b.open(fmt.Sprintf("/policy/%d/backtests", version))
	b.fill("[name=minutes]", "9999")
	b.click("#ask .form-actions button")
	if got := b.text("#ask"); !strings.Contains(got, "Between 1 and 480") {
		t.Fatalf("9999 minutes a case: %s", got)
	}
	b.fill("[name=minutes]", "20")
	b.click("#ask .form-actions button")
	if got := b.text("main"); !strings.Contains(got, "waits for its turn") || !strings.HasPrefix(b.path(), "/backtests/bkt_") {
		t.Fatalf("not queued: %s", got)
	}
}

func readBacktest(t *testing.T, b *browser, l look) {
	t.Helper()
	page := b.text("main")
	for _, part := range []string{"Newly stopped", "How do events end?", "Who is gained and lost?", "What happens to accounts?", "large_purchase", "20 minutes"} {
		if !strings.Contains(page, part) {
			t.Errorf("the report says nothing of %q", part)
		}
	}
	if !l.noScript {
		b.axe()
		b.shot("backtest-desktop")
	}
	report := b.path()
	b.open(b.attribute("#newly-stopped a[href^='/decisions/'], #examples a[href^='/decisions/']", "href"))
	if got := b.text("main"); !strings.Contains(got, "¥") {
		t.Errorf("the example is no decision: %.200s", got)
	}
	b.open(report)
}

// repeatAndCancel asks again and takes it back.
func repeatAndCancel(t *testing.T, b *browser, first string) {
	t.Helper()
	b.click("form[action$='/repeat'] button")
	if b.path() == first || !strings.Contains(b.text("main"), "waits for its turn") {
		t.Fatalf("not asked again: %s", b.path())
	}
	b.click("form[action$='/cancel'] button")
	if got := b.text("main"); !strings.Contains(got, "Cancelled") && !strings.Contains(got, "cancelled") {
		t.Errorf("not cancelled: %s", got)
	}
}

// TestABacktestLooksRightEverywhere draws list and report on other screens and in Chinese,
// and reads the document as a machine would.
func TestABacktestLooksRightEverywhere(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	store := seededStore(t, env)
	version := drafted(t, store)
	base := serveTest(t, env, store)
	ctx := context.Background()
	asked, err := store.AskBacktest(ctx, models.Operator("test"), models.AskBacktest{Policy: version, Days: 90, CaseMinutes: 15, AlarmFen: 2000})
	if err != nil {
		t.Fatal(err)
	}
	if did, err := store.RunBacktests(ctx, "test", 2); err != nil || !did {
		t.Fatal(did, err)
	}
	for _, c := range []struct {
		name, lang string
		look
	}{{"zh-dark", "zh-CN", look{dark: true}}, {"phone", "en", look{width: 390}}, {"phone-zh", "zh-CN", look{width: 390, dark: true}}} {
		b := newBrowser(t, base, c.look)
		b.signIn("test_auditor")
		b.language(c.lang)
		for page, path := range map[string]string{"report": "/backtests/" + asked.PublicID(), "list": fmt.Sprintf("/policy/%d/backtests", version), "all": "/backtests"} {
			if status := b.open(path); status != http.StatusOK {
				t.Fatalf("%s: %d", path, status)
			}
			b.axe()
			b.shot("backtest-" + page + "-" + c.name)
		}
	}
	b, err := store.Backtested(ctx, asked.ID)
	if err != nil || !json.Valid(b.Report) {
		t.Fatalf("report %.100s, %v", b.Report, err)
	}
}
