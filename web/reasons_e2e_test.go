package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"candor/data"
	"candor/engine/counterfactual"
	"candor/engine/learn"
	"candor/engine/score"
	"candor/models"
)

// bag makes a store's champion the mean of five models whose points lie around its own, as one that was trained on bootstrap
// samples is, and scores the book by it.
func bag(t *testing.T, store *data.Store) {
	t.Helper()
	ctx := context.Background()
	list, err := store.Models(ctx, 0, 1)
	if err != nil || len(list) == 0 {
		t.Fatalf("%d models, %v", len(list), err)
	}
	champion, err := store.Model(ctx, list[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	card, err := score.Read(champion.Artefact)
	if err != nil {
		t.Fatal(err)
	}
	around := func(points, by int) []int {
		return []int{points - 2*by, points - by, points, points + by, points + 2*by}
	}
	card.ID, card.BaseBags = card.ID+"-bagged", around(card.Base, 4)
	for i := range card.Factors {
		for j, b := range card.Factors[i].Bins {
			card.Factors[i].Bins[j].Bags = around(b.Points, (i+j)%5-2)
		}
	}
	if _, err := store.SaveModel(ctx, models.Operator("test"), data.NewModel{Card: card, Report: learn.Report{Rows: 300}, Champion: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Rescore(ctx, models.Operator("test"), nil); err != nil {
		t.Fatal(err)
	}
}

// answersIn finds an account of a book for each answer that its score page gives there.
func answersIn(t *testing.T, store *data.Store) map[counterfactual.Answer]models.ID {
	t.Helper()
	found := map[counterfactual.Answer]models.ID{}
	page, err := store.Accounts(context.Background(), models.AccountFilter{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range page.Items {
		d, err := store.ScoreDetail(context.Background(), item.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		if d.Next == nil || d.Range == nil || d.Observed == nil {
			t.Fatalf("%s: %+v, %+v, %+v", item.PublicID(), d.Next, d.Range, d.Observed)
		}
		if d.Next.Now != d.Decision.Score {
			t.Errorf("%s: the search starts at %d, the score is %d", item.PublicID(), d.Next.Now, d.Decision.Score)
		}
		answer := d.Next.Answer
		if answer == counterfactual.Reached && len(d.Next.Actions) > 1 {
			answer = "reached by several"
		}
		if _, ok := found[answer]; !ok {
			found[answer] = item.ID
		}
	}
	return found
}

// appealOf restricts an account and files an appeal against it.
func appealOf(t *testing.T, store *data.Store, id models.ID) *models.Appeal {
	t.Helper()
	ctx := context.Background()
	a, err := store.Account(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	ends := time.Now().AddDate(0, 0, 20)
	made, err := store.ProposeSanction(ctx, models.Operator("test"), models.ProposeSanction{
		AccountID: id, Kind: models.SanctionRestrict, Reach: []models.Function{models.FunctionDraw}, ReasonCode: "unusual_spending",
		Reason: "five purchases in an hour", EndsAt: &ends, Version: a.Version,
	})
	if err != nil {
		t.Fatal(err)
	}
	filed, err := store.FileAppeal(ctx, models.Operator("test"), models.FileAppeal{SanctionID: made.ID, Channel: "phone", Lang: "zh-CN", Words: "这些消费都是我本人的。"})
	if err != nil {
		t.Fatal(err)
	}
	return filed
}

// TestScorePagesSayWhatWouldHelp looks at the breakdown of accounts with different answers, and at an appeal, in both themes, both
// languages and on a phone.
func TestScorePagesSayWhatWouldHelp(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	store := seededStore(t, env)
	bag(t, store)
	base := serveTest(t, env, store)
	found := answersIn(t, store)
	for _, answer := range []counterfactual.Answer{counterfactual.Reached, counterfactual.Top} {
		if found[answer] == 0 {
			t.Errorf("no account of the demo lender is %q: %v", answer, found)
		}
	}
	appeal := appealOf(t, store, found[counterfactual.Reached])
	for _, c := range everyLook {
		name := fmt.Sprintf("reasons-%d-%t-%s", c.width, c.dark, c.lang)
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, base, c.look)
			b.signIn("test_lead")
			b.setLanguage(c.lang)
			for answer, id := range found {
				b.open("/accounts/" + id.Public(models.PrefixAccount) + "/score")
				if !b.has("#next") || !b.has("[data-testid=customer-steps]") {
					t.Errorf("%s: the page does not say what would help", answer)
				}
				b.axe()
				b.shot(name + "-" + strings.ReplaceAll(string(answer), " ", "-"))
			}
			b.open("/appeals/" + appeal.PublicID())
			if !b.has("#now .steps-list") {
				t.Error("the appeal does not say what would help")
			}
			b.axe()
			b.shot(name + "-appeal")
		})
	}
}
