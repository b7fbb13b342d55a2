package main

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"candor/models"
)

// realLender imports the public data set of real card clients, trains on it and scores the
// book, all through the commands, and serves it with a user per role.
func realLender(t *testing.T) (env *Env, base string) {
	t.Helper()
	const name = "taiwan_credit_default.csv.gz"
	file := filepath.Join("..", "..", "shared", "data", name)
	if dir := os.Getenv("CANDOR_DATASETS"); dir != "" {
		file = filepath.Join(dir, name)
	}
	if _, err := os.Stat(file); err != nil {
		t.Skipf("%s: not found in ../shared/data nor in CANDOR_DATASETS", name)
	}
	env = testEnv(t)
	for _, args := range [][]string{
		{"import", "--map", "uci-credit-default", file},
		{"train", "--label", "default_next_month"},
		{"rescore"},
		{"replay", "--all"},
	} {
		line := append(args, "--data", env.Config.Data, "--log-level", "error")
		if status := run(env, line); status != 0 {
			t.Fatalf("candor %s: status %d", strings.Join(args, " "), status)
		}
	}
	env.Config.Dev, env.Config.Zone = true, "Asia/Shanghai"
	store := openTestStore(t, env)
	for _, role := range models.BuiltinRoles() {
		addTestUser(t, store, "test_"+role.Key, role.Key)
	}
	return env, serveTest(t, env, store)
}

// TestWholeJourney is the main job by hand in a browser: read why a client is flagged,
// lower the limit, deactivate with a second person, take the appeal in, have it judged by
// a third, and find everything restored. Once on real clients with scripting, once on the
// demo lender without.
func TestWholeJourney(t *testing.T) {
	t.Parallel()
	t.Run("real clients", func(t *testing.T) {
		_, base := realLender(t)
		journey(t, base, look{})
	})
	t.Run("demo lender without scripting", func(t *testing.T) {
		_, base := smallLender(t)
		journey(t, base, look{noScript: true})
	})
}

// in is a day some days ahead, as a date field takes it.
func in(days int) string { return time.Now().AddDate(0, 0, days).Format("2006-01-02") }

var amount = regexp.MustCompile(`¥([0-9,]+)\.[0-9]{2}`)

// journey walks the whole job on a lender with users test_<role>.
func journey(t *testing.T, base string, l look) {
	reviewer := newBrowser(t, base, l)
	reviewer.signIn("test_reviewer")
	account := reviewAndDecide(t, reviewer)
	changeLimit(t, reviewer, account)
	before := statusOf(reviewer, account)
	sanction := deactivate(t, reviewer, account)

	lead := newBrowser(t, base, l)
	lead.signIn("test_lead")
	lead.open("/approvals")
	lead.open(sanction)
	lead.click("form[action$='/approve'] button")
	if got := statusOf(lead, account); got.status != "Deactivated" {
		t.Fatalf("after approval the account is %+v", got)
	}

	service := newBrowser(t, base, l)
	service.signIn("test_service")
	appeal := fileAppeal(t, service, account, sanction)
	// Whoever approved the sanction sees why they may not judge the appeal, and is refused.
	lead.open(appeal)
	if !lead.has("[data-testid=independence]") || lead.has("form[action$='/review']") {
		t.Error("the approver of the sanction is offered its appeal")
	}
	judge(t, service, appeal)

	if after := statusOf(reviewer, account); after != before {
		t.Errorf("after the overturn the account is %+v, before the sanction it was %+v", after, before)
	}
	if !l.noScript {
		reviewer.axe()
	}
	auditor := newBrowser(t, base, l)
	auditor.signIn("test_auditor")
	auditor.open(account)
	if !auditor.has("main") {
		t.Error("the auditor cannot read the account")
	}
}

// accountStanding is what an account's page says about it.
type accountStanding struct{ status, limit string }

func statusOf(b *browser, account string) accountStanding {
	b.t.Helper()
	if status := b.open(account); status != http.StatusOK {
		b.t.Fatalf("open %s: %d", account, status)
	}
	standing := accountStanding{limit: b.stat("Limit")}
	for _, word := range []string{"Active", "Restricted", "Frozen", "Deactivated", "Closed"} {
		if strings.Contains(b.text("h1"), word) {
			standing.status = word
		}
	}
	return standing
}

// stat is the value of a labelled tile.
func (b *browser) stat(label string) string {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`[...document.querySelectorAll(".stat")]
		.find(s => s.querySelector(".stat-label").textContent.trim() === "`+label+`")?.querySelector(".stat-value").textContent.trim() ?? ""`))
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// reviewAndDecide takes the next case, reads why, checks that the score adds up on screen,
// confirms the flags, and returns the account's address.
func reviewAndDecide(t *testing.T, b *browser) string {
	t.Helper()
	b.open("/queue")
	b.click("form[action='/queue/next'] button")
	if !strings.HasPrefix(b.path(), "/cases/") {
		t.Fatalf("review next leads to %s", b.path())
	}
	page := b.path()
	account := b.attribute("a[href^='/accounts/acc_']:not([href*='/events'])", "href")
	account, _, _ = strings.Cut(account, "/limit")
	account, _, _ = strings.Cut(account, "/sanction")
	b.open(account + "/score")
	if got := b.sumOfLines(); !strings.Contains(b.text("h1"), strconv.Itoa(got)) {
		t.Errorf("the lines sum to %d, the heading says %q", got, b.text("h1"))
	}
	b.open(page)
	b.fill("#f-reason", "Late for months and using the whole line.")
	b.click("#decide button[value=confirmed]")
	if b.text("h1") == "" {
		t.Error("deciding leads nowhere")
	}
	return account
}

// sumOfLines adds up the base and every line of the waterfall, as a reader would, and
// compares with the total it draws.
func (b *browser) sumOfLines() int {
	b.t.Helper()
	drawn, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll(".wf-row:not(.wf-axis) .wf-value")].map(e => e.textContent)`))
	if err != nil || len(drawn) < 3 {
		b.t.Fatalf("waterfall of %s: %v, %v", b.path(), drawn, err)
	}
	sum := 0
	for _, text := range drawn[:len(drawn)-1] {
		n, err := strconv.Atoi(strings.NewReplacer("−", "-", "+", "", ",", "").Replace(text))
		if err != nil {
			b.t.Fatalf("points %q: %v", text, err)
		}
		sum += n
	}
	if total := drawn[len(drawn)-1]; total != strconv.Itoa(sum) {
		b.t.Errorf("the lines sum to %d, the total drawn is %s", sum, total)
	}
	return sum
}

// attribute is an attribute of the first element a selector finds.
func (b *browser) attribute(selector, name string) string {
	b.t.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.AttributeValue(chromedp.CSS(selector), name))
	if err != nil {
		b.t.Fatalf("%s of %s on %s: %v", name, selector, b.path(), err)
	}
	return got.Value
}

// changeLimit raises the first line a little, or asks for it, and first sends a form that
// is refused: what was typed stays.
func changeLimit(t *testing.T, b *browser, account string) {
	t.Helper()
	b.open(account)
	b.click("a[href*='/limit']")
	old := amount.FindString(b.text("#limit-form"))
	if old == "" {
		t.Fatalf("the form does not show the limit: %s", b.text("#limit-form"))
	}
	b.fill("#f-limit", "1,000,000,000,000")
	b.fill("#f-reason", "kept while refused")
	b.submitUnchecked("#limit-form")
	if !b.has("[aria-invalid=true]") || b.value("#f-reason") != "kept while refused" {
		t.Errorf("a refused form lost what was typed: %q", b.value("#f-reason"))
	}
	b.fill("#f-limit", "990000")
	b.fill("#f-reason_code", "income_verified")
	b.fill("#f-reason", "Income papers of the last quarter.")
	b.click("#limit-form .btn-primary")
	if !strings.HasPrefix(b.path(), "/limits/") {
		t.Fatalf("the change leads to %s: %s", b.path(), b.text("main"))
	}
	b.click("form[action$='/withdraw'] button")
}

// value is what a field holds now.
func (b *browser) value(selector string) string {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Value(chromedp.CSS(selector)))
	if err != nil {
		b.t.Fatalf("value of %s: %v", selector, err)
	}
	return v
}

// submitUnchecked sends a form past the browser's own checks, as an old browser would.
func (b *browser) submitUnchecked(form string) {
	b.t.Helper()
	b.do("switch the browser's checks off", chromedp.SetAttributeValue(chromedp.CSS(form), "novalidate", ""))
	b.click(form + " .btn-primary")
}

// deactivate proposes a deactivation and returns the sanction's address.
func deactivate(t *testing.T, b *browser, account string) string {
	t.Helper()
	b.open(account + "/sanction")
	b.check("#sanction-form [name=kind][value=deactivate]")
	b.fill("#f-review_at", in(60))
	if b.value("#f-reason_code") == "" {
		t.Error("no reason of the engine's is chosen already")
	}
	b.fill("#f-reason", "Never paid, and the line is used up.")
	b.click("#sanction-form button:not([name])")
	if !strings.HasPrefix(b.path(), "/sanctions/") {
		t.Fatalf("the proposal leads to %s: %s", b.path(), b.text("main"))
	}
	if b.has("form[action$='/approve']") {
		t.Error("the proposer is offered to approve")
	}
	path, _, _ := strings.Cut(b.path(), "?")
	return path
}

// fileAppeal takes the customer's words in and returns the appeal's address.
func fileAppeal(t *testing.T, b *browser, account, sanction string) string {
	t.Helper()
	b.open(account + "/appeal?sanction=" + strings.TrimPrefix(sanction, "/sanctions/"))
	b.check("main [name=channel][value=phone]")
	b.check("main [name=lang][value='zh-CN']")
	b.fill("#f-words", "我一直按时还款，账户被误停。")
	b.click("main form[action$='/appeal'] [type=submit]")
	if !strings.HasPrefix(b.path(), "/appeals/") {
		t.Fatalf("the intake leads to %s: %s", b.path(), b.text("main"))
	}
	path, _, _ := strings.Cut(b.path(), "?")
	return path
}

// judge asks for evidence, receives it, decides for the customer and carries that out.
func judge(t *testing.T, b *browser, appeal string) {
	t.Helper()
	b.open(appeal)
	b.click("form[action$='/acknowledge'] button")
	b.check("[name=kinds][value=bank_statement]")
	b.click("form[action$='/request'] button.btn:not([name])")
	b.fill("[name=finding]", "The statement shows every payment on its day.")
	b.click("form[action$='/receive'] [type=submit]")
	b.click("form[action$='/review'] button")
	b.check("[name=outcome][value=overturn]")
	b.fill("#f-reason", "The bank's statement proves the payments.")
	b.fill("#f-customer_text", "我们核对了您的还款记录，停用有误，账户已恢复。")
	b.click("form[action$='/decide'] button:not([name])")
	b.click("form[action$='/execute'] button")
	if b.has("[data-restored=no]") || !b.has("[data-restored=yes]") {
		t.Errorf("not everything came back: %s", b.text("#result"))
	}
	if text := b.text("main"); strings.Contains(text, "score_low") || strings.Contains(text, "late_now") {
		t.Error("service sees rule names")
	}
}
