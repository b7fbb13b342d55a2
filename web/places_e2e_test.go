package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"candor/data"
	"candor/models"
)

// travelNow has an account's customer log in all over the country, faster than anyone travels, and returns the account.
func travelNow(t *testing.T, store *data.Store) string {
	t.Helper()
	page, err := store.Accounts(context.Background(), models.AccountFilter{Limit: 1})
	if err != nil || len(page.Items) == 0 {
		t.Fatal(err)
	}
	at := time.Now().Add(-8 * time.Hour)
	lat, lon := 30.66, 104.07
	for i, city := range []string{"成都", "成都", "成都", "成都", "绵阳", "广州", "佛山", "Harbin", "成都", "乌鲁木齐", "Nowhere", ""} {
		at = at.Add(40 * time.Minute)
		e := models.NewEvent{Source: "test", ExternalID: fmt.Sprintf("travel-%d", i), Account: page.Items[0].PublicID(), Kind: models.EventLogin, At: at, City: city, Device: "phone"}
		if city == "成都" {
			e.Lat, e.Lon = &lat, &lon
		}
		if _, err := store.RecordEvent(context.Background(), e); err != nil {
			t.Fatal(err)
		}
	}
	return page.Items[0].PublicID()
}

// TestPlacesOnAPlot looks at an account that was seen in many cities: the plot and what it says stand side by side, on a phone below each
// other, and nothing leaves its frame.
func TestPlacesOnAPlot(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	store := seededStore(t, env)
	account := travelNow(t, store)
	base := serveTest(t, env, store)
	for name, l := range map[string]look{"desktop": {}, "phone": {width: 320, dark: true}} {
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, base, l)
			b.signIn("test_lead")
			if l.width == 320 {
				b.language("zh-CN")
			}
			if status := b.open("/accounts/" + account + "/events"); status != 200 {
				t.Fatal(status)
			}
			if b.measured("document.querySelectorAll('.geo .geo-way').length") < 3 || b.measured("document.querySelectorAll('#moves tbody tr').length") < 3 {
				t.Error("no moves are drawn")
			}
			if l.width == 0 {
				b.looks("places")
			}
			if got := b.measured(`(() => { const f = document.querySelector(".geo-frame").getBoundingClientRect();
				return [...document.querySelectorAll(".geo .geo-label, .geo .geo-dot")].map(e => e.getBoundingClientRect()).filter(r => r.left < f.left - 1 || r.right > f.right + 1 || r.top < f.top - 1 || r.bottom > f.bottom + 1).length })()`); got != 0 {
				t.Errorf("%v dots or labels leave the plot", got)
			}
			b.axe()
			b.shot("places-" + name)
		})
	}
}
