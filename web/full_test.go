package main

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"candor/data"
	"candor/data/demo"
	"candor/engine/score"
	"candor/models"
)

// full is a lender in which every page of the console and of a customer has something to show.
type full struct {
	*testing.T
	store  *data.Store
	base   string
	routes []route
	by     models.Actor // who may do everything, and signs in as "en"; "zh-cn" may as well
	starts []string     // addresses that no page of the console links to
	about  string       // what a link for a customer is about, whose question asks for tail
	tail   string
	ended  string // path of a link that opens nothing
}

// fullLender is a lender where everything has happened once: the stories of the demo, a draft and its backtest, a challenger and a
// proposal to make it champion, a batch, a sample, a list change, files, mentions, views and a customer's link.
func fullLender(t *testing.T) *full {
	t.Helper()
	env := testEnv(t)
	f := &full{T: t, store: openTestStore(t, env)}
	s, err := newServer(env, f.store)
	f.ok("server", err)
	f.routes = s.routes()
	_, err = demo.Seed(context.Background(), f.store, demo.Options{Accounts: 300, Seed: 1, Password: testPassword})
	f.ok("seed", err)
	for _, role := range models.BuiltinRoles() {
		addTestUser(t, f.store, "test_"+role.Key, role.Key)
	}
	every := []string{models.RoleReviewer, models.RoleLead, models.RoleService, models.RoleAdmin, models.RoleAuditor}
	addTestUser(t, f.store, "zh-cn", every...)
	u := addTestUser(t, f.store, "en", every...)
	f.by = models.Actor{Kind: models.ActorUser, ID: u.PublicID(), UserID: u.ID, Name: u.Name, Role: strings.Join(u.Roles, ","), Source: "ui"}
	spendNow(t, f.store, "full", 6)
	f.proof()
	f.models()
	f.work()
	f.account()
	workJobs(t, f.store)
	f.base = serveTest(t, env, f.store)
	return f
}

func (f *full) ok(what string, err error) {
	f.Helper()
	if err != nil {
		f.Fatalf("%s: %v", what, err)
	}
}

// proof is a draft with a backtest that is done.
func (f *full) proof() {
	f.Helper()
	ctx := context.Background()
	_, err := f.store.AskBacktest(ctx, f.by, models.AskBacktest{Policy: drafted(f.T, f.store), Days: 90, CaseMinutes: 15, AlarmFen: 2000})
	f.ok("backtest", err)
	_, err = f.store.RunBacktests(ctx, "test", 1)
	f.ok("backtest", err)
	_, err = f.store.LookAtDrift(ctx, models.Operator("test"))
	f.ok("drift", err)
}

// models are a challenger, which is proposed as champion.
func (f *full) models() {
	f.Helper()
	ctx := context.Background()
	whole, _ := addValidated(f.T, f.store)
	id, err := models.ParseID(models.PrefixModel, strings.Split(whole, "/")[2])
	f.ok("model", err)
	p, err := f.store.ProposePromotion(ctx, f.by, id, 1, "It separates better.")
	f.ok("promotion", err)
	f.starts = append(f.starts, "/promotions/"+p.PublicID())
}

// work is a sample, a batch, a list change, a key and a view of the queue.
func (f *full) work() {
	f.Helper()
	ctx := context.Background()
	decideSome(f.T, f.store, 6)
	sample, err := f.store.DrawSample(ctx, f.by, models.DrawSample{From: time.Now().Add(-time.Hour), Until: time.Now().Add(time.Hour), N: 4, Seed: 1})
	f.ok("sample", err)
	_, err = f.store.MakeBatch(ctx, f.by, models.MakeBatch{Kind: models.BatchLimit, Accounts: &models.AccountFilter{}, Product: models.ProductPayLater, ToFen: 500_000, ReasonCode: "risk_increase", Reason: "Use has doubled."})
	f.ok("batch", err)
	change, err := f.store.ReadListFile(ctx, f.by, models.ListFile{Name: "ring.csv", Reason: "found in a ring", Zone: time.UTC, Content: []byte("lane,kind,value,reason,until\nwatch,merchant,Shop,many complaints,\nblock,phone,12,,\n")})
	f.ok("list file", err)
	_, err = f.store.AddListEntry(ctx, f.by, models.AddListEntry{Lane: models.ListWatch, Kind: "merchant", Value: "Night market", Reason: "many complaints"})
	f.ok("list", err)
	_, _, err = f.store.AddKey(ctx, f.by, models.AddKey{Name: "Core system", Scopes: []models.Permission{models.PermAPIScoreRead}})
	f.ok("key", err)
	_, err = f.store.SaveView(ctx, f.by, models.SaveView{Name: "Late and large", Scope: models.ScopeMine, Query: "sort=risk"})
	f.ok("view", err)
	f.starts = append(f.starts, "/lists/changes/"+change.PublicID(), "/samples/"+sample.PublicID()+"/items/1")
}

// account is what belongs to the customer who was deactivated by mistake: files, a note with a mention, letters and links.
func (f *full) account() {
	f.Helper()
	ctx := context.Background()
	s := teacher(f.T, f.store)
	owner := models.FileOwner{Prefix: models.PrefixAppeal, ID: s.appeal.Appeal.ID}
	_, err := f.store.AddFile(ctx, f.by, models.NewFile{Owner: owner, Name: "receipt.png", Content: smallPNG(f.T)})
	f.ok("file", err)
	note, err := f.store.AddNote(ctx, f.by, models.NewNote{AccountID: s.account.ID, Text: "@en @zh-cn Please look at the receipt before Friday."})
	f.ok("note", err)
	f.about, f.tail, f.ended = s.appeal.Sanction.PublicID(), s.tail, "/c/nothing"
	account := "/accounts/" + s.account.PublicID()
	until := time.Now().AddDate(0, 0, 90)
	_, err = f.store.SetHardship(ctx, f.by, models.SetHardship{AccountID: s.account.ID, Kind: models.HardshipIncomeLost, EndsAt: &until, Note: "the plant was closed"})
	f.ok("hardship", err)
	f.asked()
	f.override(s.account.ID)
	f.starts = append(f.starts, account, account+"/timeline", account+"/notes/"+note.ID.Public(models.PrefixNote), account+"/score", account+"/cohort", account+"/compare", account+"/compare?at=2026-01-01", account+"/reveal?field=phone", account+"/appeal", account+"/hardship",
		"/appeals/"+s.appeal.Appeal.PublicID(), "/files/of/"+s.appeal.Appeal.PublicID(), s.letters["zh-CN"], s.letters["en"], "/links/of/"+s.appeal.Sanction.PublicID(),
		"/accounts/"+f.quiet().Public(models.PrefixAccount)+"/case")
}

// override is a score by hand, a rule set aside and a disputed value that wait for a second person.
func (f *full) override(account models.ID) {
	f.Helper()
	ctx, until := context.Background(), time.Now().Add(48*time.Hour)
	a, err := f.store.Account(ctx, account)
	f.ok("account", err)
	o, err := f.store.ProposeOverride(ctx, f.by, models.ProposeOverride{AccountID: account, Score: 560, EndsAt: &until, Reason: "known to the branch", Version: a.Version})
	f.ok("override", err)
	f.starts = append(f.starts, "/overrides/"+o.PublicID())
	aside, err := f.store.ProposeAside(ctx, f.by, models.ProposeAside{AccountID: account, Rule: "abnormal_hour", EndsAt: &until, Reason: "works at night"})
	f.ok("rule set aside", err)
	f.starts = append(f.starts, "/asides/"+aside.PublicID())
	read, err := f.store.ScoreDetail(ctx, account, 0)
	f.ok("score", err)
	for _, line := range read.Breakdown.Lines {
		if line.Kind == score.LineFactor {
			d, err := f.store.OpenDispute(ctx, f.by, models.OpenDispute{AccountID: account, Factor: line.Key, Claim: "the payslip says another sum"})
			f.ok("dispute", err)
			f.starts = append(f.starts, "/disputes/"+d.PublicID())
			return
		}
	}
}

// asked is a case whose customer was asked for documents.
func (f *full) asked() {
	f.Helper()
	ctx := context.Background()
	c, err := f.store.OpenCase(ctx, f.by, models.OpenCase{AccountID: f.quiet(), Severity: models.SeverityMedium, Reason: "the receipt is missing"})
	f.ok("case", err)
	_, err = f.store.AskCustomer(ctx, f.by, models.AskCustomer{CaseID: c.ID, Version: c.Version, Kinds: []string{"id_card"}, Days: 5})
	f.ok("ask", err)
	f.starts = append(f.starts, "/cases/"+c.PublicID(), "/cases/"+c.PublicID()+"/ask", "/links/of/"+c.PublicID())
}

// quiet is an account in use on which no case is open.
func (f *full) quiet() models.ID {
	f.Helper()
	page, err := f.store.Accounts(context.Background(), models.AccountFilter{Limit: 200})
	f.ok("accounts", err)
	for _, a := range page.Items {
		d, err := f.store.AccountDetail(context.Background(), a.ID)
		f.ok("account", err)
		if d.OpenCase == nil && a.Status == models.StatusActive {
			return a.ID
		}
	}
	f.Fatal("every account has a case")
	return 0
}

// routeOf is the pattern of the GET route that answers an address: of several the one with most fixed parts.
func (f *full) routeOf(path string) string {
	path, _, _ = strings.Cut(path, "?")
	best, fixed := "", -1
	for _, r := range f.routes {
		n := strings.Count(r.Path, "/") - strings.Count(r.Path, ":")
		if r.Method == http.MethodGet && n > fixed && pathOf(r.Path).MatchString(path) {
			best, fixed = r.Path, n
		}
	}
	return best
}

var parameter = regexp.MustCompile(`:[a-z]+`)

// paths keeps what pathOf has made: a crawl asks for every route at every link.
var paths sync.Map

// pathOf is what the addresses of a route look like.
func pathOf(pattern string) *regexp.Regexp {
	if made, ok := paths.Load(pattern); ok {
		return made.(*regexp.Regexp)
	}
	parts := parameter.Split(pattern, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	made := regexp.MustCompile("^" + strings.ReplaceAll(strings.Join(parts, "[^/]+"), `\*`, ".*") + "$")
	paths.Store(pattern, made)
	return made
}

// notPages is the GET routes that answer no page of their own, and why.
var notPages = []string{
	"/livez", "/readyz", "/static/*", // for machines
	"/api/v1/accounts/:id/score", "/api/v1/decisions/:id", "/api/openapi.yaml", "/api/v1/lists", "/api/v1/lists/:id", "/api/v1/lists/changes/:id",
	"/session", "/drafts", // asked for by scripts; the former is a plain page, too
	"/queue/new", "/appeals/new", "/approvals/new", "/radar/new", "/challenges/new", "/queue/sheet.css", "/cases/:id/step", "/accounts/:id/step", "/cases/:id/preview", "/accounts/:id/preview", "/appeals/:id/preview", "/monitor/stream", // parts that scripts put into a page
	"/appeals/next",                                      // leads to an appeal
	"/samples/:id/items.csv", "/batches/:id/rejects.csv", // downloads
	"/appeals/metrics.csv", "/policy/:version/impact.csv",
	"/policy/:version/file", "/models/:id/file", "/models/:id/validation.json",
	"/audit/export", "/lists/export", "/exports/:id/file", "/files/:id/picture", "/files/:id/download", "/c/files/:id",
	"/limits/:id", "/outbox/:id", "/challenges/:id", "/c/letters/:id", // need a clock of their own: the tests of measures, outbox, challenges and customers look at them
	"/policy/:version/new-rule", "/policy/:version/discard", // of a draft that nobody submitted: TestRulePagesAreAccessible looks at such pages
	"/c/deny",  // of a declined payment: TestCustomerOnAPhone goes through it
	"/gallery", // TestGalleryIsAccessible
	"/setup",   // closed once there is a user: TestAccessPagesAreAccessible looks at it
}

// unseen is the pages of the route list that a crawl has not met.
func (f *full) unseen(seen map[string]bool) []string {
	var missing []string
	for _, r := range f.routes {
		if r.Method == http.MethodGet && !seen[r.Path] && !slices.Contains(notPages, r.Path) {
			missing = append(missing, r.Path)
		}
	}
	return missing
}

// customers opens the pages of a customer, signed in by link, and those before and after.
func (f *full) customers(b *browser, lang string, check func(b *browser, kind string)) {
	b.t.Helper()
	see := func(path string) {
		b.open(path)
		if b.text("html[lang="+lang+"] h1") == "" {
			b.click(".customer-lang, .tool-language")
			b.open(path)
		}
		check(b, f.kind(path))
	}
	see("/signin")
	see(f.ended)
	_, token, err := f.store.MakeCustomerLink(context.Background(), demo.Actor(), f.about)
	f.ok("link", err)
	see("/c/" + token)
	b.fill("[name=tail]", f.tail)
	b.click("main form button")
	see("/c")
	for _, href := range append(b.links(), "/c/withdraw", "/c/leave") {
		if strings.HasPrefix(href, "/c/") && !strings.HasPrefix(href, "/c/files/") {
			see(href)
		}
	}
}
