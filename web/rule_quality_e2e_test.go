package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"candor/data"
	"candor/engine/rules"
	"candor/models"
)

// ownRules are rules that catch purchases by their amount.
func ownRules() []rules.Rule {
	rule := func(key, when, reason string, outcome rules.Outcome) rules.Rule {
		return rules.Rule{Key: key, Family: "ring", When: when, Outcome: outcome, Risk: 20, Severity: 2, Reason: reason, Kinds: []string{"purchase"}, On: true, Intent: "Purchases of an unusual amount."}
	}
	return []rules.Rule{
		rule("own_ring", "amount_fen >= 2000 and amount_fen < 6000", "shared_device", rules.Monitor), rule("own_large", "amount_fen >= 4000", "abnormal_hour", rules.StepUp),
		rule("own_round", "amount_fen == 3000 or amount_fen == 5000", "impossible_travel", rules.Monitor), rule("own_silent", "amount_fen == 1", "sudden_spending", rules.Hold),
	}
}

// publishRules makes these rules the live ones, by two people.
func publishRules(t *testing.T, store *data.Store, list []rules.Rule) {
	t.Helper()
	ctx := context.Background()
	who := func(id models.ID, name string) models.Actor {
		return models.Actor{Kind: models.ActorUser, ID: id.Public(models.PrefixUser), UserID: id, Name: name, Source: "ui"}
	}
	live, err := store.LivePolicy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := store.DraftPolicy(ctx, who(901, "Ann"), live.Version)
	if err != nil {
		t.Fatal(err)
	}
	p.Document.Events.Rules = append(p.Document.Events.Rules, list...)
	doc := p.Document
	steps := []func(models.PolicyStep) (*models.Policy, error){
		func(at models.PolicyStep) (*models.Policy, error) {
			return store.EditPolicy(ctx, who(901, "Ann"), at, doc)
		},
		func(at models.PolicyStep) (*models.Policy, error) {
			return store.SubmitPolicy(ctx, who(901, "Ann"), at, "rules of our own")
		},
		func(at models.PolicyStep) (*models.Policy, error) {
			return store.ApprovePolicy(ctx, who(902, "Ben"), at)
		},
		func(at models.PolicyStep) (*models.Policy, error) {
			return store.PublishPolicy(ctx, who(901, "Ann"), at)
		},
	}
	for _, step := range steps {
		if p, err = step(models.PolicyStep{Version: p.Version, Revision: p.Revision}); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(1100 * time.Millisecond) // until every process knows it
}

// busyRules is a lender whose own rules fired, alone and together, on events of which many
// are labelled.
func busyRules(t *testing.T) string {
	t.Helper()
	ctx := context.Background()
	store, base := watchedLender(t)
	publishRules(t, store, ownRules())
	page, err := store.Accounts(ctx, models.AccountFilter{Limit: 40})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		n := models.NewEvent{
			Source: "test", ExternalID: fmt.Sprint("busy-", i), Account: page.Items[i*i%len(page.Items)].PublicID(), Kind: models.EventPurchase, At: time.Now(),
			AmountFen: int64(1_000 * (i%7 + 1)), Currency: models.Currency, Product: models.ProductPayLater, Merchant: "Shop", City: "Chengdu", Device: fmt.Sprint("phone-", i%9),
		}
		if _, err := store.RecordEvent(ctx, n); err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			label := models.LabelEvent{Source: "test", ExternalID: n.ExternalID, Bad: i%6 == 0, At: time.Now()}
			if _, _, err := store.LabelEvent(ctx, models.System("test"), label); err != nil {
				t.Fatal(err)
			}
		}
	}
	fromNetwork(t, store, "net", 12)
	for _, cmd := range []models.AddListEntry{
		{Lane: models.ListBlock, Kind: models.ListNetwork, Value: "10.0.0.0/16"}, {Lane: models.ListWatch, Kind: models.ListNetwork, Value: "203.0.113.0/24"},
		{Lane: models.ListAllow, Kind: models.ListNetwork, Value: "203.0.113.0/28"}, {Lane: models.ListBlock, Kind: models.ListPhone, Value: "13800138000"},
	} {
		cmd.Reason = "seen in three cases"
		if _, err := store.AddListEntry(ctx, models.System("test"), cmd); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.FlushCounts(ctx); err != nil {
		t.Fatal(err)
	}
	return base
}

// TestARuleIsDraftedOffFromItsPage goes from the board to a rule and to a draft without it;
// the live version stays.
func TestARuleIsDraftedOffFromItsPage(t *testing.T) {
	t.Parallel()
	base := busyRules(t)
	for _, l := range []look{{}, {noScript: true}} {
		b := newBrowser(t, base, l)
		b.signIn("test_admin")
		b.open("/rules?days=7")
		b.click("#rule-own_ring a")
		if page := b.text("main"); !strings.Contains(page, "amount_fen >= 2000 and amount_fen < 6000") || !strings.Contains(page, "Versions of its text") {
			t.Fatalf("the rule is not shown: %s", page)
		}
		if l.noScript {
			b.open("/rules/own_large")
		}
		b.click("form[action$='/off'] button")
		if !strings.HasPrefix(b.path(), "/policy/") || !strings.Contains(b.text("body"), "off in your draft") {
			t.Fatalf("no draft at %s: %s", b.path(), b.text("main"))
		}
		b.open("/rules")
		if !b.has("#rule-own_ring") || strings.Contains(b.text("#rule-own_ring"), "off") {
			t.Error("the live rule changed")
		}
	}
}

// TestListAndRulePagesAreAccessible looks at the pages as people do.
func TestListAndRulePagesAreAccessible(t *testing.T) {
	t.Parallel()
	base := busyRules(t)
	for _, c := range everyLook {
		name := fmt.Sprintf("%d-%t-%s", c.width, c.dark, c.lang)
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, base, c.look)
			b.signIn("test_admin")
			b.language(c.lang)
			for at, path := range map[string]string{"rules": "/rules", "rule": "/rules/own_ring", "import": "/lists/import", "lists": "/lists", "new": "/lists/new"} {
				if status := b.open(path); status != 200 {
					t.Fatalf("%s: %d", path, status)
				}
				if path == "/rules" && !b.has("#rule-own_ring") {
					t.Error("the list lacks its rules")
				}
				b.axe()
				b.shot("quality-" + at + "-" + name)
			}
		})
	}
}
