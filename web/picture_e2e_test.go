package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"candor/data"
	"candor/data/demo"
	"candor/models"
)

// story is the demo's teacher, who was deactivated by mistake: what the README's pictures show.
type story struct {
	account models.Account
	appeal  models.AppealRow
	letters map[string]string // paths of a letter about a measure, by language
	link    string            // path of a link for the customer
	tail    string            // last digits of the phone
}

// teacher finds the story in a demo lender.
func teacher(t *testing.T, store *data.Store) story {
	t.Helper()
	ctx := context.Background()
	rows, err := store.Appeals(ctx, models.AppealFilter{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	var s story
	for _, r := range rows {
		if r.Account.ExternalID == demo.Teacher {
			s.account, s.appeal = r.Account, r
		}
	}
	if s.account.ID == 0 {
		t.Fatal("the teacher has no appeal")
	}
	phone, err := store.Reveal(ctx, demo.Actor(), models.Reveal{AccountID: s.account.ID, Field: models.FieldPhone, Reason: "picture"})
	if err != nil {
		t.Fatal(err)
	}
	s.tail = phone[len(phone)-4:]
	s.letters = map[string]string{"zh-CN": letterTo(t, store, s.account.ID), "en": letterTo(t, store, restricted(t, store, "en"))}
	_, token, err := store.MakeCustomerLink(ctx, demo.Actor(), s.appeal.Sanction.PublicID())
	if err != nil {
		t.Fatal(err)
	}
	s.link = "/c/" + token
	return s
}

// letterTo is the path of the first letter to an account.
func letterTo(t *testing.T, store *data.Store, account models.ID) string {
	t.Helper()
	messages, err := store.Messages(context.Background(), account)
	if err != nil || len(messages) == 0 {
		t.Fatalf("%d messages, %v", len(messages), err)
	}
	return "/messages/" + messages[len(messages)-1].PublicID()
}

// restricted restricts an account whose customer reads a language, once.
func restricted(t *testing.T, store *data.Store, lang string) models.ID {
	t.Helper()
	page, err := store.Accounts(context.Background(), models.AccountFilter{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range page.Items {
		if a.Lang != lang || a.Status == models.StatusDeactivated {
			continue
		}
		if a.Status == models.StatusRestricted {
			return a.ID
		}
		ends := time.Now().Add(30 * 24 * time.Hour)
		_, err := store.ProposeSanction(context.Background(), demo.Actor(), models.ProposeSanction{
			AccountID: a.ID, Kind: models.SanctionRestrict, Reach: []models.Function{models.FunctionPurchase}, ReasonCode: "unusual_spending",
			Reason: "Five purchases in an hour.", EndsAt: &ends, Version: a.Version,
		})
		if err != nil {
			t.Fatal(err)
		}
		return a.ID
	}
	t.Fatalf("nobody reads %s", lang)
	return 0
}

// TestPictures draws the README's pictures: a case as its reviewer sees it, and queue, account, breakdown, appeal,
// customer's page and letter, each on a desktop in English and on a dark phone in Chinese. With CANDOR_PICTURES set
// (make pictures) they are written beside the README's other files.
func TestPictures(t *testing.T) {
	env := testEnv(t)
	env.Config.Dev = false // no mark of it
	store := openTestStore(t, env)
	if _, err := demo.Seed(context.Background(), store, demo.Options{Accounts: 400, Seed: 1, Password: demoPassword}); err != nil {
		t.Fatal(err)
	}
	base := serveTest(t, env, store)
	b := newBrowser(t, base, look{})
	b.signInAs("reviewer", demoPassword)
	b.open("/queue?sort=risk")
	b.click("form[action='/queue/next'] button")
	b.size(1000)
	b.picture("case")
	for name, l := range map[string]look{"": {}, "-phone": {width: 390, dark: true}} {
		b := newBrowser(t, base, l)
		s := teacher(t, store)
		b.signInAs("lead", demoPassword)
		if l.dark {
			b.click(".tool-language")
		}
		for what, path := range map[string]string{
			"queue": "/queue?sort=risk", "account": "/accounts/" + s.account.PublicID(), "score": "/accounts/" + s.account.PublicID() + "/score",
			"appeal": "/appeals/" + s.appeal.Appeal.PublicID(), "letter": s.letters[map[bool]string{true: "zh-CN", false: "en"}[l.dark]],
		} {
			if status := b.open(path); status != 200 {
				t.Fatalf("%s answers %d", path, status)
			}
			b.picture(what + name)
		}
		b.open(s.link)
		if l.dark != (b.text("html[lang=zh-CN] h1") != "") {
			b.click(".customer-lang")
		}
		b.fill("[name=tail]", s.tail)
		b.click("main form button")
		b.picture("customer" + name)
	}
}

// picture takes what the screen shows, and keeps it where pictures are asked for.
func (b *browser) picture(name string) {
	b.t.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil || len(picture) < 10_000 {
		b.t.Fatalf("%s: %d bytes, %v", name, len(picture), err)
	}
	if os.Getenv("CANDOR_PICTURES") == "" {
		return
	}
	if err := os.WriteFile(filepath.Join("..", "static", "readme", name+".png"), picture, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
