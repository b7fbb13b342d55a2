package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"candor/data"
	"candor/models"
)

// beside finds an account of a book whose score can be set beside those of forty opened in the same year.
func beside(t *testing.T, store *data.Store, name string) string {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	page, err := store.Accounts(context.Background(), models.AccountFilter{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	opened := map[int]int{}
	for i := range page.Items {
		year := models.YearOf(page.Items[i].OpenedAt, zone)
		if opened[year]++; year != 0 && opened[year] > 40 {
			return page.Items[i].PublicID()
		}
	}
	t.Fatalf("no year has 40 accounts: %v", opened)
	return ""
}

// TestChoosingACohort goes from the breakdown to the page of a cohort and chooses others there: it says who belongs to each and lists the
// factors beside it, with and without scripting.
func TestChoosingACohort(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	store := seededStore(t, env)
	account := beside(t, store, env.Config.Zone)
	base := serveTest(t, env, store)
	for name, l := range map[string]look{"with scripting": {}, "without scripting, narrow": {noScript: true, width: 320, dark: true}} {
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, base, l)
			b.signIn("test_lead")
			lang := "en" // said by both: the language is kept with the user, and whichever comes first
			if l.noScript {
				lang = "zh-CN"
			}
			b.language(lang)
			b.open("/accounts/" + account + "/score")
			b.click(`a[href$="/cohort"]`)
			for _, c := range []struct{ of, en, zh string }{{"all", "All other live accounts", "全部其他有效账户"}, {"year", "accounts opened in 20", "年开户的其他有效账户"}} {
				b.click(`main a[href$="with=` + c.of + `"]`)
				said := c.en
				if l.noScript {
					said = c.zh
				}
				if got := b.text(".page-head"); !strings.Contains(got, said) {
					t.Errorf("%s: the page says %q, not %q", c.of, got, said)
				}
				if !b.has(`main a[href$="with=`+c.of+`"][aria-current]`) || b.count("#factors tbody tr") < 10 || b.text("#standing") == "" {
					t.Errorf("%s: the choice or the factors are not there", c.of)
				}
			}
			if !l.noScript {
				b.axe()
			}
			b.fits()
			b.shot("cohort-" + strings.Fields(name)[0])
		})
	}
}
