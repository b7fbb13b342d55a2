package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"candor/data/demo"
	"candor/models"
)

// publishStricter puts a version in force whose lowest band reaches higher, drafted by one person and published by another.
func publishStricter(t *testing.T, o *office) {
	t.Helper()
	ctx := context.Background()
	at := func(p *models.Policy) models.PolicyStep {
		return models.PolicyStep{Version: p.Version, Revision: p.Revision}
	}
	who := func(role string) models.Actor {
		u := o.users[role]
		return models.Actor{Kind: models.ActorUser, ID: u.ID.Public(models.PrefixUser), UserID: u.ID, Name: u.Name, Source: "ui"}
	}
	admin, lead := who(models.RoleAdmin), who(models.RoleLead)
	p, _, err := o.store.DraftPolicy(ctx, admin, 1)
	if err == nil {
		doc := p.Document
		doc.Bands[1].From += 20
		p, err = o.store.EditPolicy(ctx, admin, at(p), doc)
	}
	if err == nil {
		p, err = o.store.SubmitPolicy(ctx, admin, at(p), "losses rose in the lowest band")
	}
	if err == nil {
		p, err = o.store.ApprovePolicy(ctx, lead, at(p))
	}
	if err == nil {
		p, err = o.store.PublishPolicy(ctx, lead, at(p))
	}
	if err != nil || p.PublishedAt == nil {
		t.Fatalf("%+v, %v", p, err)
	}
}

// changedLender is a demo lender whose second version went live sixty-five days ago. Of the accounts that spend, few turn bad before it and many
// after, so that its guard is crossed.
func changedLender(t *testing.T) *office {
	t.Helper()
	o := newOffice(t, models.RoleAdmin, models.RoleLead, models.RoleAuditor, models.RoleReviewer)
	ctx := context.Background()
	now := time.Now().UTC()
	to := func(days int) { o.clock.at.Store(now.AddDate(0, 0, days).UnixMicro()) }
	to(-170)
	out, err := demo.Seed(ctx, o.store, demo.Options{Accounts: 300, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	rescore := func() {
		if _, err := o.store.Rescore(ctx, models.Operator("test"), nil); err != nil {
			t.Fatal(err)
		}
	}
	spend := func(name string, ids []models.ID, bad int) {
		for i, id := range ids {
			external := fmt.Sprintf("%s-%d", name, i)
			_, err := o.store.RecordEvent(ctx, models.NewEvent{
				Source: "test", ExternalID: external, Account: id.Public(models.PrefixAccount), Kind: models.EventPurchase, At: o.clock.now(),
				AmountFen: int64(1_000 + 400_000*(i%3)), Currency: models.Currency, Product: models.ProductPayLater, Merchant: "Shop", City: "Chengdu", Device: "phone",
			})
			if err == nil && i < bad {
				_, _, err = o.store.LabelEvent(ctx, models.Operator("test"), models.LabelEvent{Source: "test", ExternalID: external, Bad: true, At: o.clock.now().Add(48 * time.Hour)})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	to(-94)
	rescore()
	spend("before", out.IDs[:60], 6)
	to(-65)
	publishStricter(t, o)
	to(-64)
	rescore()
	spend("after", out.IDs[100:180], 40)
	to(0)
	if _, err := o.store.RunJobs(ctx, "test", 1000); err != nil {
		t.Fatal(err)
	}
	return o
}

// TestFromAGuardToItsVersion is the way of a proposal to roll back: told at home, read on the report, closed with a note. It takes plain forms
// only, and a report of other windows is asked for on the way.
func TestFromAGuardToItsVersion(t *testing.T) {
	t.Parallel()
	o := changedLender(t)
	for _, l := range []look{{noScript: true}, {}} {
		b := o.as(t, models.RoleAdmin, l)
		b.open("/policy/2")
		b.click("a[href='/policy/2/impact']")
		if !l.noScript && !b.has("#closed") {
			t.Error("what was closed is gone")
		}
		if l.noScript {
			b.open("/")
			b.click("main a[href='/policy/2/impact']")
			if !b.has("form[action$='/close']") || !strings.Contains(b.text("main"), "consider rolling back") {
				t.Fatalf("no proposal: %q", b.text("main"))
			}
			b.fill("form[action$='/close'] textarea", "x")
			b.click("form[action$='/close'] button")
			if !b.has("[aria-invalid=true]") {
				t.Error("a note of one letter was taken")
			}
			b.fill("form[action$='/close'] textarea", "rolled back, see the version's page")
			b.click("form[action$='/close'] button")
			if b.has("form[action$='/close']") || !strings.Contains(b.text("#closed"), "rolled back") {
				t.Errorf("after closing: %s", b.text("main"))
			}
		}
		b.click("#windows a[href^='/audit/']")
		b.click("main a[href='/policy/2/impact']")
		b.click("#count button")
		if !strings.Contains(b.text("main"), "is being counted") {
			t.Errorf("nothing waits: %s", b.text("main"))
		}
		if _, err := o.store.RunJobs(context.Background(), "test", 1000); err != nil {
			t.Fatal(err)
		}
		b.open("/policy/2/impact")
		if strings.Contains(b.text("main"), "is being counted") || !b.has("#history a[href*='report=rep_']") {
			t.Errorf("not counted: %s", b.text("#history"))
		}
	}
	auditor := o.as(t, models.RoleAuditor, look{})
	auditor.open("/policy/2/impact")
	if auditor.has("#count") || auditor.has("form[action$='/close']") {
		t.Error("an auditor may change something")
	}
}

// TestEffectPagesAreAccessible looks at a report and at the shipped version's empty page in both themes and languages, wide and narrow.
func TestEffectPagesAreAccessible(t *testing.T) {
	t.Parallel()
	o := changedLender(t)
	for _, c := range everyLook {
		name := fmt.Sprintf("effect-%d-%t-%s", c.width, c.dark, c.lang)
		t.Run(name, func(t *testing.T) {
			b := o.as(t, models.RoleAdmin, c.look)
			b.language(c.lang)
			for i, path := range []string{"/policy/2/impact", "/policy/1/impact", "/help", "/"} {
				if status := b.open(path); status != 200 {
					t.Errorf("%s: status %d", path, status)
				}
				if path == "/policy/2/impact" && b.count("#measures tbody tr, #segments tbody tr, #mix svg") < 3 {
					t.Error("the report has no tables")
				}
				b.axe()
				b.shot(fmt.Sprintf("%s-%d", name, i))
			}
		})
	}
}

// onPaper is the words of the page that a browser shows, as it prints them; sheets are told apart by form feeds.
func onPaper(t *testing.T, b *browser, poppler, name string) string {
	t.Helper()
	sheet, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{})
	if err != nil {
		t.Fatal(err)
	}
	dir := os.Getenv("CANDOR_SHOTS")
	if dir == "" {
		dir = t.TempDir()
	}
	file := filepath.Join(dir, "effect-"+name+".pdf")
	if err := os.WriteFile(file, []byte(sheet.Data), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(poppler, "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestEffectPrints holds the report on paper in both languages: every sheet names version, document, reader and time, and nothing to press is
// left; a page about one thing says on every sheet which, who opened it, and how far the record went.
func TestEffectPrints(t *testing.T) {
	t.Parallel()
	poppler, err := exec.LookPath("pdftotext")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("pdftotext is required: %v", err)
		}
		t.Skipf("skipped: needs poppler-utils: %v", err)
	}
	o := changedLender(t)
	policy, err := o.store.PolicyEffect(context.Background(), 2, 0)
	if err != nil || policy.Report == nil {
		t.Fatalf("%+v, %v", policy, err)
	}
	hash := policy.Report.Body.DocumentHash[:16]
	for lang, c := range map[string]struct{ head, says, hidden string }{
		"en":    {"Policy version 2, document " + hash, "The default rate rose from", "Download CSV"},
		"zh-CN": {"策略第 2 版，文档 " + hash, "违约率由", "下载 CSV"},
	} {
		t.Run(lang, func(t *testing.T) {
			b := o.as(t, models.RoleAdmin, look{})
			b.language(lang)
			b.open("/policy/2/impact")
			out := onPaper(t, b, poppler, lang)
			sheets := strings.Split(strings.TrimRight(out, "\f"), "\f")
			if len(sheets) < 2 {
				t.Fatalf("%d sheets", len(sheets))
			}
			hashed := regexp.MustCompile(`\b[0-9a-f]{64}\b`)
			year := regexp.MustCompile(`20\d\d-\d\d-\d\d \d\d:\d\d:\d\d`)
			for i, s := range sheets {
				top := strings.Join(strings.SplitN(strings.TrimSpace(s), "\n", 4)[:1], "")
				if !strings.Contains(top, c.head) || !strings.Contains(top, "The admin") || !year.MatchString(top) {
					t.Errorf("sheet %d begins with %q", i+1, top)
				}
			}
			if !strings.Contains(out, c.says) || strings.Contains(out, c.hidden) || strings.Contains(out, "⟦") {
				t.Errorf("on paper: %s", out)
			}
			b.open("/policy/2")
			sheets = strings.Split(strings.TrimRight(onPaper(t, b, poppler, lang+"-document"), "\f"), "\f")
			for i, s := range sheets {
				if !strings.Contains(s, "/policy/2") || !year.MatchString(s) || !hashed.MatchString(s) || len(sheets) < 2 {
					t.Errorf("sheet %d of %d ends without page, time or the record's hash: %s", i+1, len(sheets), s)
				}
			}
		})
	}
}
