package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"candor/data/demo"
	"candor/models"
)

// drifted is a demo lender that was assessed for six weeks, of which many customers used all they
// had in the last.
func drifted(t *testing.T) *office {
	t.Helper()
	o := newOffice(t, models.RoleAdmin, models.RoleReviewer)
	ctx := context.Background()
	now := time.Now().UTC()
	o.clock.at.Store(now.AddDate(0, 0, -35).UnixMicro())
	out, err := demo.Seed(ctx, o.store, demo.Options{Accounts: 400, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for week := 1; week <= 5; week++ {
		o.clock.at.Store(now.AddDate(0, 0, -35+7*week).UnixMicro())
		if week == 5 {
			for _, id := range out.IDs[:300] {
				useAll(t, o, id)
			}
		}
		if _, err := o.store.Rescore(ctx, models.Operator("test"), nil); err != nil {
			t.Fatal(err)
		}
		if _, err := o.store.RunJobs(ctx, "test", 1000); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// useAll has the core system say that an account uses its whole limit.
func useAll(t *testing.T, o *office, id models.ID) {
	t.Helper()
	ctx := context.Background()
	d, err := o.store.AccountDetail(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	put := models.PutAccount{Source: d.Account.Source, ExternalID: d.Account.ExternalID, Lang: d.Account.Lang, Education: d.Account.Education,
		Employer: d.Account.Employer, EmploymentMonths: d.Account.EmploymentMonths, IncomeFen: d.Account.IncomeFen, OpenedAt: d.Account.OpenedAt, Declared: d.Account.Declared}
	for _, l := range d.Lines {
		put.Lines = append(put.Lines, models.CreditLine{Product: l.Product, LimitFen: l.LimitFen, UsedFen: l.LimitFen})
	}
	if _, _, err := o.store.PutAccount(ctx, models.Operator("test"), put); err != nil {
		t.Fatal(err)
	}
}

// TestFromDriftToItsAccounts is the way of an alert: counted at home, opened on the board, its bins
// and their accounts looked at, closed with a note. It takes plain forms only.
func TestFromDriftToItsAccounts(t *testing.T) {
	t.Parallel()
	for _, l := range []look{{noScript: true}, {}} {
		t.Run(fmt.Sprintf("scripting %t", !l.noScript), func(t *testing.T) {
			o := drifted(t)
			b := o.as(t, models.RoleAdmin, l)
			b.open("/")
			if !b.has("main a[href='/drift#alerts']") {
				t.Error("the home page does not count alerts")
			}
			b.open("/drift")
			before := b.text("#alerts")
			if !b.has("#factors .heat-3") || !b.has("#alerts tbody tr") {
				t.Fatalf("nothing drifted: %q", before)
			}
			b.click("#alerts tbody tr:first-child a")
			factor := b.path()
			b.click("#bins tbody tr:last-child a")
			if !strings.Contains(b.path(), "/accounts?bin=") {
				t.Errorf("the bin leads to %s", b.path())
			}
			b.open(factor)
			b.fill("#f-note", "x")
			b.click("form[action$='/close'] button")
			if !b.has("[aria-invalid=true]") {
				t.Error("a note of one letter was taken")
			}
			b.fill("#f-note", "a campaign brought customers who use all they have")
			b.click("form[action$='/close'] button")
			if after := b.text("#alerts"); b.path0() != "/drift" || after == before || !strings.Contains(b.text("#closed"), "a campaign") {
				t.Errorf("after closing: %s, %q", b.path(), after)
			}
			reviewer := o.as(t, models.RoleReviewer, l)
			reviewer.open("/drift")
			if reviewer.has("#alerts tbody tr") {
				reviewer.click("#alerts tbody tr:first-child a")
				if reviewer.has("form[action$='/close']") {
					t.Error("a reviewer may close an alert")
				}
			}
		})
	}
}

// TestDriftPagesAreAccessible looks at the pages in both themes, both languages, wide and narrow,
// with six weeks and with one.
func TestDriftPagesAreAccessible(t *testing.T) {
	t.Parallel()
	o := drifted(t)
	single := storiedLender(t)
	for _, c := range everyLook {
		name := fmt.Sprintf("drift-%d-%t-%s", c.width, c.dark, c.lang)
		t.Run(name, func(t *testing.T) {
			b := o.as(t, models.RoleAdmin, c.look)
			b.language(c.lang)
			for i, path := range []string{"/drift", "/drift/factors/score", "/drift/factors/utilisation_now", "/drift/factors/utilisation_now/accounts?bin=0", "/"} {
				if status := b.open(path); status != 200 {
					t.Errorf("%s: status %d", path, status)
				}
				b.axe()
				b.shot(fmt.Sprintf("%s-%d", name, i))
			}
			one := newBrowser(t, single, c.look)
			one.signIn("test_" + models.RoleAdmin)
			one.language(c.lang)
			one.open("/drift")
			one.axe()
			one.shot(name + "-one")
		})
	}
}
