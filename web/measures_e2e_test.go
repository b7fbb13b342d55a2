package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"candor/models"
)

// customer puts a customer with two lines and half a year of statements into the store.
func (o *office) customer(t *testing.T, external, lang string) *models.Account {
	t.Helper()
	cmd := models.PutAccount{
		Source: "test", ExternalID: external, Lang: lang, IncomeFen: 1_200_000,
		Personal: &models.Personal{Name: "张小明"},
		Lines: []models.CreditLine{
			{Product: models.ProductPayLater, LimitFen: 1_000_000, UsedFen: 240_000},
			{Product: models.ProductCashLoan, LimitFen: 500_000},
		},
	}
	for i, standing := range []int{-1, -1, 0, 1, -1, 0} {
		cmd.Statements = append(cmd.Statements, models.Statement{Month: 202509 + i, BillFen: int64(180_000 + 40_000*i), PaidFen: 150_000, Standing: standing, DaysPastDue: 12 * max(standing, 0)})
		if cmd.Statements[i].Month > 202512 {
			cmd.Statements[i].Month += 88
		}
	}
	a, _, err := o.store.PutAccount(context.Background(), models.Operator("test"), cmd)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// day is a date field's value some days from the office's today.
func (o *office) day(n int) string { return o.clock.now().AddDate(0, 0, n).Format("2006-01-02") }

// as opens a tab in which somebody is signed in.
func (o *office) as(t *testing.T, login string, l look) *browser {
	t.Helper()
	b := newBrowser(t, o.base, l)
	b.enter(login)
	return b
}

// path0 is where the tab is, without the query.
func (b *browser) path0() string { path, _, _ := strings.Cut(b.path(), "?"); return path }

// TestFromFreezeToRestored is the way of a wrong freeze: proposed, approved by somebody
// else, appealed, judged by a third person, carried out. It takes plain forms only.
func TestFromFreezeToRestored(t *testing.T) {
	t.Parallel()
	for _, l := range []look{{}, {noScript: true}} {
		t.Run(fmt.Sprintf("scripting %t", !l.noScript), func(t *testing.T) {
			o := newOffice(t, models.RoleReviewer, models.RoleLead, models.RoleService)
			o.clock.at.Store(time.Now().UnixMicro())
			a := o.customer(t, "1", "zh-CN")
			b := o.as(t, models.RoleReviewer, l)
			b.open("/accounts/" + a.PublicID() + "/sanction?kind=freeze")
			b.fill("#f-review_at", o.day(20))
			b.fill("#f-reason_code", "unusual_spending")
			b.fill("#f-reason", "five purchases in an hour")
			if !l.noScript {
				b.do("see the letter as the form is filled in", chromedp.WaitVisible(chromedp.CSS("#letters [data-testid=letter][lang=en]")))
			}
			b.click("#sanction-form [name=preview]")
			if got := b.text("[data-testid=effect]"); !strings.Contains(got, "Frozen") {
				t.Errorf("preview = %q", got)
			}
			b.shot(t.Name()[len("TestFromFreezeToRestored/"):] + "-preview")
			b.click("#sanction-form button:not([name])")
			sanction := b.path0()
			if !b.has("form[action$='/withdraw']") || b.has("form[action$='/approve']") {
				t.Error("the proposer sees the wrong buttons")
			}
			lead := o.as(t, models.RoleLead, l)
			lead.open("/approvals")
			lead.click("#approvals a")
			lead.click("form[action$='/approve'] button")
			if got := lead.text("main header"); !strings.Contains(got, "In force") {
				t.Errorf("after approval: %q", got)
			}
			service := o.as(t, models.RoleService, l)
			service.open("/accounts/" + a.PublicID() + "/appeal?sanction=" + strings.TrimPrefix(sanction, "/sanctions/"))
			service.check("#f-channel")
			service.fill("#f-words", "这些消费都是我本人的。")
			service.click("main form[action$='/appeal'] [type=submit]")
			appeal := service.path0()
			lead.open(appeal)
			if !lead.has("[data-testid=independence]") || lead.has("form[action$='/decide']") || lead.has("form[action$='/review']") {
				t.Error("who approved the sanction may judge its appeal")
			}
			service.click("form[action$='/acknowledge'] button")
			service.click("form[action$='/review'] button")
			service.click("a[href*='text=overturn']")
			service.fill("#f-reason", "receipts match the purchases")
			service.click("form[action$='/decide'] button:not([name])")
			service.click("form[action$='/execute'] button")
			if service.has("[data-restored=no]") || !service.has("[data-restored=yes]") {
				t.Errorf("not everything came back: %s", service.text("#result"))
			}
			if got := service.text("main"); strings.Contains(got, "unusual_spending") {
				t.Error("service sees a code")
			}
			now, err := o.store.Account(context.Background(), a.ID)
			if err != nil || now.Status != models.StatusActive || now.LimitFen != 1_500_000 {
				t.Errorf("account = %+v, %v", now, err)
			}
		})
	}
}

// TestMeasurePagesAreAccessible looks at every page of the area in both themes, both
// languages and on a phone.
func TestMeasurePagesAreAccessible(t *testing.T) {
	t.Parallel()
	o := newOffice(t, models.RoleReviewer, models.RoleLead, models.RoleService)
	o.clock.at.Store(time.Now().UnixMicro())
	pages := o.measures(t)
	for _, c := range everyLook {
		name := fmt.Sprintf("%d-%t-%s", c.width, c.dark, c.lang)
		t.Run(name, func(t *testing.T) {
			for _, role := range []string{models.RoleLead, models.RoleService} {
				if _, err := o.store.SetDisplay(context.Background(), models.Operator("test"), o.users[role].ID, models.Display{Lang: c.lang}); err != nil {
					t.Fatal(err)
				}
				b := o.as(t, role, c.look)
				for i, path := range pages[role] {
					if status := b.open(path); status != 200 {
						t.Errorf("%s: status %d", path, status)
					}
					b.axe()
					b.shot(fmt.Sprintf("%s-%s-%02d", name, role, i))
				}
			}
		})
	}
}

// measures fills the store with measures at every stage and returns the pages by role.
func (o *office) measures(t *testing.T) map[string][]string {
	t.Helper()
	ctx := context.Background()
	people := map[string]models.Actor{}
	for name, u := range o.users {
		people[name] = models.Actor{Kind: models.ActorUser, ID: u.PublicID(), UserID: u.ID, Name: u.Name, Role: name, Source: "ui"}
	}
	reviewer, lead, service := people[models.RoleReviewer], people[models.RoleLead], people[models.RoleService]
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	a := o.customer(t, "1", "zh-CN")
	around, err := o.store.LimitContext(ctx, a.ID)
	ok(err)
	line := around.Lines[0]
	waiting, err := o.store.ProposeLimit(ctx, reviewer, models.ProposeLimit{AccountID: a.ID, LineID: line.ID, ToFen: 5_000_000, ReasonCode: "income_verified", Reason: "payslips of three months", Version: line.Version})
	ok(err)
	review, ends := o.clock.now().AddDate(0, 0, 30), o.clock.now().AddDate(0, 0, 14)
	current := func(id models.ID) int64 {
		row, err := o.store.Account(ctx, id)
		ok(err)
		return row.Version
	}
	cut, err := o.store.ProposeSanction(ctx, reviewer, models.ProposeSanction{AccountID: a.ID, Kind: models.SanctionLimitCut, CutProduct: models.ProductPayLater, CutFen: 300_000, ReasonCode: "unusual_spending", Reason: "five purchases in an hour", EndsAt: &ends, Version: current(a.ID)})
	ok(err)
	other := o.customer(t, "2", "en")
	freeze, err := o.store.ProposeSanction(ctx, reviewer, models.ProposeSanction{AccountID: other.ID, Kind: models.SanctionFreeze, ReasonCode: "account_takeover", Reason: "new device in a new city", ReviewAt: &review, Version: current(other.ID)})
	ok(err)
	third := o.customer(t, "3", "zh-CN")
	gone, err := o.store.ProposeSanction(ctx, reviewer, models.ProposeSanction{AccountID: third.ID, Kind: models.SanctionDeactivate, ReasonCode: "identity_shared", Reason: "the same number on three accounts", ReviewAt: &review, Version: current(third.ID)})
	ok(err)
	ok(o.store.ApproveSanction(ctx, lead, gone.ID, gone.Version))
	file := func(id models.ID, words string) *models.Appeal {
		filed, err := o.store.FileAppeal(ctx, service, models.FileAppeal{SanctionID: id, Channel: "phone", Lang: "zh-CN", Words: words})
		ok(err)
		return filed
	}
	executed := file(gone.ID, "我是老师，这个号码是我本人的，账户突然停用，影响了我的生活。")
	ok(o.store.StartAppealReview(ctx, service, executed.ID, 1))
	ok(o.store.DecideAppeal(ctx, service, executed.ID, 2, models.Verdict{Outcome: models.OutcomeOverturn, Reason: "the document matches the person", CustomerText: "我们核实后恢复了您的账户。"}))
	ok(o.store.ExecuteAppeal(ctx, service, executed.ID, 3))
	open := file(cut.ID, "这些消费都是我本人的，是给家里装修买的材料。")
	ok(o.store.RequestEvidence(ctx, service, models.AskEvidence{AppealID: open.ID, Version: 1, Kinds: []string{"purchase_proof", "id_card"}}))
	detail, err := o.store.Appeal(ctx, open.ID)
	ok(err)
	ok(o.store.ReceiveEvidence(ctx, service, detail.Evidence[0].ID, "receipts of a building market, all in his name"))
	ok(o.store.StartAppealReview(ctx, service, open.ID, 2))
	letters, err := o.store.Messages(ctx, third.ID)
	ok(err)
	shared := []string{"/appeals", "/appeals?view=mine", "/appeals/" + open.PublicID(), "/appeals/" + executed.PublicID(), "/sanctions/" + gone.PublicID(),
		"/limits/" + waiting.PublicID(), "/messages/" + letters[0].PublicID()}
	return map[string][]string{
		models.RoleLead: append([]string{"/accounts/" + a.PublicID() + "/limit", "/accounts/" + other.PublicID() + "/sanction", "/approvals",
			"/sanctions/" + freeze.PublicID(), "/sanctions/" + cut.PublicID()}, shared...),
		models.RoleService: append([]string{"/accounts/" + other.PublicID() + "/appeal", "/accounts/" + a.PublicID() + "/appeal"}, shared...),
	}
}
