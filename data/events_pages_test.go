package data

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"candor/models"
)

// TestAccountEventsPages walks an account's events both ways, by kind, and sees where they
// came from.
func TestAccountEventsPages(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := must2[*models.Account](t)(s.PutAccount(ctx, anna, sent("A1")))
		from := c.now()
		for i := range 5 {
			n := spend(a, c, fmt.Sprintf("e%d", i), 1_000)
			n.Device, n.City, n.Network = "phone-1", "Chengdu", "China Mobile"
			if i == 4 {
				n.Device, n.City = "phone-2", "Shanghai"
			}
			decideNow(t, s, n)
			c.advance(time.Minute)
		}
		decideNow(t, s, models.NewEvent{Source: a.Source, ExternalID: "l1", Account: a.ExternalID, Kind: models.EventLogin, At: c.now(), Device: "phone-1"})
		read := func(f models.EventFilter) *models.AccountEvents {
			t.Helper()
			f.AccountID, f.Limit = a.ID, 2
			return must[*models.AccountEvents](t)(s.AccountEvents(ctx, f))
		}
		first := read(models.EventFilter{})
		if len(first.Items) != 2 || first.Items[0].Kind != models.EventLogin || first.Newer || !first.Older || first.Sampled != 6 {
			t.Fatalf("first page %+v", first)
		}
		second := read(models.EventFilter{After: first.Items[1].ID})
		if len(second.Items) != 2 || !second.Newer || !second.Older || second.Items[0].ID >= first.Items[1].ID {
			t.Errorf("second page %+v", second)
		}
		if back := read(models.EventFilter{Before: second.Items[0].ID}); back.Newer || !back.Older || back.Items[0].ID != first.Items[0].ID {
			t.Errorf("back %+v", back)
		}
		if logins := read(models.EventFilter{Group: models.EventsLogins}); len(logins.Items) != 1 || logins.Older {
			t.Errorf("logins %+v", logins.Items)
		}
		if late := read(models.EventFilter{Group: models.EventsLate}); len(late.Items) != 0 {
			t.Errorf("late %+v", late.Items)
		}
		if len(first.Devices) != 2 || first.Devices[0].N != 5 || !first.Devices[0].First.Equal(from) {
			t.Errorf("devices %+v", first.Devices)
		}
		if len(first.Places) != 2 || first.Places[0].City != "Shanghai" || first.Places[1].N != 4 {
			t.Errorf("places %+v", first.Places)
		}
		if _, err := s.AccountEvents(ctx, models.EventFilter{AccountID: 5, Limit: 2}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no account: %v", err)
		}
	})
}

// TestChallengesComeInOrder lists open challenges by their deadline and ended ones backwards.
func TestChallengesComeInOrder(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := must2[*models.Account](t)(s.PutAccount(ctx, anna, sent("A1")))
		govern(t, s, c, nil, byAmount()...)
		var asked []models.Challenge
		for i := range 5 {
			d := decideNow(t, s, spend(a, c, fmt.Sprintf("e%d", i), 25_000))
			asked = append(asked, *d.Challenge)
			c.advance(time.Minute)
		}
		f := models.ChallengeFilter{State: models.ChallengeOpen, Limit: 2}
		var seen []models.ID
		for {
			page := must[models.ChallengePage](t)(s.Challenges(ctx, f))
			for _, item := range page.Items {
				seen = append(seen, item.ID)
				if item.Event.AmountFen != 25_000 || item.Account.ID != a.ID || item.Masked.Name == "" {
					t.Errorf("item %+v", item)
				}
			}
			if !page.Older {
				break
			}
			at := page.Items[len(page.Items)-1].Cursor()
			f.After = &at
		}
		for i := range asked {
			if len(seen) != 5 || seen[i] != asked[i].ID {
				t.Fatalf("order %v of %v", seen, asked)
			}
		}
		at := asked[2].Cursor()
		back := must[models.ChallengePage](t)(s.Challenges(ctx, models.ChallengeFilter{State: models.ChallengeOpen, Before: &at, Limit: 2}))
		if len(back.Items) != 2 || back.Items[0].ID != asked[0].ID || back.Newer || !back.Older {
			t.Errorf("back %+v", back)
		}
		cmd := models.ResolveChallenge{ID: asked[0].ID, Finding: "he did not know the amount", Version: 1}
		if _, err := s.ResolveChallenge(ctx, anna, cmd); err != nil {
			t.Fatal(err)
		}
		d := must[*models.ChallengeDetail](t)(s.ChallengeDetail(ctx, asked[0].ID))
		if d.Challenge.State != models.ChallengeFailed || d.Finding != cmd.Finding || len(d.Entries) != 2 || d.Failures != 0 || len(d.Reasons) == 0 {
			t.Errorf("detail %+v", d)
		}
		if next := must[*models.ChallengeDetail](t)(s.ChallengeDetail(ctx, asked[1].ID)); next.Failures != 1 || next.Finding != "" {
			t.Errorf("next %+v", next)
		}
		if _, err := s.ChallengeDetail(ctx, 5); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no challenge: %v", err)
		}
		noticed := must[[]models.EventItem](t)(s.NoticedEvents(ctx, 3))
		if len(noticed) != 3 || noticed[0].ID != asked[4].EventID || noticed[0].Masked.Name == "" || noticed[0].Input != nil {
			t.Errorf("noticed %+v", noticed)
		}
		if n, err := s.NoticedSince(ctx, asked[1].EventID); err != nil || n != 3 {
			t.Errorf("since the second: %d, %v", n, err)
		}
		if w := must[models.MonitorWaiting](t)(s.MonitorWaiting(ctx)); w.Challenges != 4 {
			t.Errorf("waiting %+v", w)
		}
	})
}

// TestListsAreReadByLaneAndEnd pages entries and keeps those that are over apart.
func TestListsAreReadByLaneAndEnd(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := must2[*models.Account](t)(s.PutAccount(ctx, anna, sent("A1")))
		soon := c.now().Add(time.Hour)
		add := func(cmd models.AddListEntry) *models.ListEntry {
			t.Helper()
			cmd.Reason = "because of a test"
			return listNow(t, s, cmd)
		}
		block := add(models.AddListEntry{Lane: models.ListBlock, Kind: "account", Value: a.PublicID()})
		add(models.AddListEntry{Lane: models.ListWatch, Kind: "merchant", Value: "Shop"})
		brief := add(models.AddListEntry{Lane: models.ListWatch, Kind: "device", Value: "phone", EndsAt: &soon})
		read := func(f models.ListFilter) []models.ListedEntry {
			t.Helper()
			f.Limit = 2
			return must[models.ListPage](t)(s.Lists(ctx, f)).Items
		}
		page := must[models.ListPage](t)(s.Lists(ctx, models.ListFilter{Limit: 2}))
		if len(page.Items) != 2 || !page.Older || page.Items[0].ID != brief.ID {
			t.Fatalf("page %+v", page)
		}
		if rest := read(models.ListFilter{After: page.Items[1].ID}); len(rest) != 1 || rest[0].ID != block.ID {
			t.Errorf("rest %+v", rest)
		}
		if watched := read(models.ListFilter{Lane: models.ListWatch, Kind: "merchant"}); len(watched) != 1 {
			t.Errorf("watched %+v", watched)
		}
		detail := must[*models.AccountDetail](t)(s.AccountDetail(ctx, a.ID))
		if len(detail.Listed) != 1 || detail.Listed[0].ID != block.ID {
			t.Errorf("the account is listed %+v", detail.Listed)
		}
		c.advance(2 * time.Hour)
		ok(t, s.EndListEntry(ctx, anna, block.ID, "no longer"))
		if ended := read(models.ListFilter{Ended: true}); len(ended) != 2 || ended[0].ID != brief.ID || ended[1].ID != block.ID {
			t.Errorf("ended %+v", ended)
		}
		d := must[*models.ListDetail](t)(s.ListDetail(ctx, block.ID))
		if d.Entry.EndName != anna.Name || len(d.Entries) != 2 {
			t.Errorf("detail %+v", d)
		}
		if _, err := s.ListDetail(ctx, 5); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no entry: %v", err)
		}
	})
}
