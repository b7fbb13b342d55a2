package data

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

func asInvalid(err error, bad **models.Invalid) bool { return errors.As(err, bad) }

// TestTheNarrowestNetworkDecides blocks a network and lets a part of it through; what is
// decided stays exact when it is replayed.
func TestTheNarrowestNetworkDecides(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil)
		listNow(t, s, models.AddListEntry{Lane: models.ListBlock, Kind: "cidr", Value: "203.0.113.0/24", Reason: "a ring's network"})
		listNow(t, s, models.AddListEntry{Lane: models.ListAllow, Kind: "cidr", Value: "203.0.113.16/28", Reason: "our branch"})
		listNow(t, s, models.AddListEntry{Lane: models.ListBlock, Kind: "cidr", Value: "2001:db8::/32", Reason: "a ring's network"})
		c.advance(monitorFor)
		for i, tt := range []struct {
			ip   string
			want models.Outcome
			hits int
		}{
			{"203.0.113.9", rules.Decline, 1}, {"203.0.113.17", rules.Allow, 1}, {"203.0.114.1", rules.Allow, 0}, {"2001:db8::9", rules.Decline, 1},
			{"::ffff:203.0.113.9", rules.Decline, 1}, {"", rules.Allow, 0},
		} {
			e := spend(a, c, fmt.Sprintf("T-%d", i), 100)
			e.IP = tt.ip
			d := decideNow(t, s, e)
			in := must[*decide.EventInput](t)(decide.DecodeEventInput(d.Event.Input))
			if d.Event.Outcome != tt.want || len(in.Lists) != tt.hits {
				t.Errorf("%s: %s with %v", tt.ip, d.Event.Outcome, in.Lists)
			}
			m := must[*decide.Monitor](t)(s.Monitor(context.Background(), d.Event.PolicyVersion))
			if same, _, err := m.Replay(d.Event.Input, d.Event.Result); err != nil || !same {
				t.Errorf("%s does not come out again: %v", tt.ip, err)
			}
		}
	})
}

// TestListHitsAreCounted counts meetings in batches, across flushes and in a broken flush.
func TestListHitsAreCounted(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil)
		entry := listNow(t, s, models.AddListEntry{Lane: models.ListWatch, Kind: "merchant", Value: "shop", Reason: "complaints"})
		other := listNow(t, s, models.AddListEntry{Lane: models.ListWatch, Kind: "merchant", Value: "elsewhere", Reason: "complaints"})
		c.advance(monitorFor)
		n := 0
		send := func(k int) (last models.ID) {
			var batch []models.NewEvent
			for range k {
				n++
				e := spend(a, c, fmt.Sprintf("T-%d", n), 100)
				e.Merchant = "shop"
				batch = append(batch, e)
			}
			got, errs := inBatch(t, s, nil, batch...)
			for i := range errs {
				ok(t, errs[i])
				last = max(last, got[i].Event.ID)
			}
			return last
		}
		send(3)
		ok(t, s.FlushCounts(ctx))
		last := send(2)
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if err := s.FlushCounts(gone); err == nil {
			t.Error("a broken flush says nothing")
		}
		ok(t, s.FlushCounts(ctx))
		ok(t, s.FlushCounts(ctx)) // nothing more to write
		d := must[*models.ListDetail](t)(s.ListDetail(ctx, entry.ID))
		if d.Hits.N != 5 || d.Hits.EventID != last || d.Hits.LastAt.IsZero() {
			t.Errorf("hits %+v, want 5 and %d", d.Hits, last)
		}
		page := must[models.ListPage](t)(s.Lists(ctx, models.ListFilter{Limit: 10}))
		if page.Items[1].Hits.N != 5 || page.Items[0].ID != other.ID || page.Items[0].Hits.N != 0 {
			t.Errorf("page %+v", page.Items)
		}
	})
}

// TestBadEntriesAreRefused tries what cannot be an entry, each by its field.
func TestBadEntriesAreRefused(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		past := c.now().Add(-time.Minute)
		good := models.AddListEntry{Lane: models.ListBlock, Kind: "cidr", Value: "203.0.113.0/24", Reason: "a ring's network"}
		for name, tt := range map[string]struct {
			change      func(*models.AddListEntry)
			field, want string
		}{
			"no network":      {func(e *models.AddListEntry) { e.Value = "203.0.113/24" }, "value", "list_network"},
			"everything":      {func(e *models.AddListEntry) { e.Value = "0.0.0.0/0" }, "value", "list_everything"},
			"everything v6":   {func(e *models.AddListEntry) { e.Value = "::/0" }, "value", "list_everything"},
			"one address":     {func(e *models.AddListEntry) { e.Value = "203.0.113.9/32" }, "value", "list_single"},
			"bits below":      {func(e *models.AddListEntry) { e.Value = "203.0.113.9/24" }, "value", "list_host_bits"},
			"too long":        {func(e *models.AddListEntry) { e.Value = "203.0.113.0/33" }, "value", "list_network"},
			"an address":      {func(e *models.AddListEntry) { e.Kind, e.Value = "ip", "203.0.113" }, "value", "list_address"},
			"no account":      {func(e *models.AddListEntry) { e.Kind, e.Value = "account", models.ID(9).Public(models.PrefixAccount) }, "value", "unknown_account"},
			"not an account":  {func(e *models.AddListEntry) { e.Kind, e.Value = "account", "A-1" }, "value", "unknown_account"},
			"a short phone":   {func(e *models.AddListEntry) { e.Kind, e.Value = "phone", "12-34" }, "value", "list_phone"},
			"no such kind":    {func(e *models.AddListEntry) { e.Kind = "planet" }, "kind", "choice"},
			"no such lane":    {func(e *models.AddListEntry) { e.Lane = "maybe" }, "lane", "choice"},
			"over already":    {func(e *models.AddListEntry) { e.EndsAt = &past }, "ends_at", "date_future"},
			"without reason":  {func(e *models.AddListEntry) { e.Reason = " " }, "reason", "required"},
			"a control":       {func(e *models.AddListEntry) { e.Kind, e.Value = "merchant", "a\x00b" }, "value", "length"},
			"a token of none": {func(e *models.AddListEntry) { e.Value = "token:0123456789abcdef" }, "value", "list_network"},
		} {
			cmd := good
			tt.change(&cmd)
			if _, err := s.AddListEntry(context.Background(), anna, cmd); wrong(err, tt.field) != tt.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		listNow(t, s, good)
		if _, err := s.AddListEntry(context.Background(), ben, good); wrong(err, "value") != "list_there" {
			t.Errorf("twice: %v", err)
		}
		near := good
		near.Value = "203.0.0.0/16"
		if put := must[*models.ListPut](t)(s.AddListEntry(context.Background(), ben, near)); fmt.Sprint(put.Notes) != "[overlaps]" {
			t.Errorf("overlapping: %v", put.Notes)
		}
		private := good
		private.Value = "10.1.0.0/16"
		if put := must[*models.ListPut](t)(s.AddListEntry(context.Background(), ben, private)); fmt.Sprint(put.Notes) != "[private]" {
			t.Errorf("private: %v", put.Notes)
		}
		if n := count(t, s, &models.ListEntry{}, "1 = 1"); n != 3 {
			t.Errorf("%d entries", n)
		}
	})
}

// TestTwoPeopleAddTheSameAtOnce leaves one entry.
func TestTwoPeopleAddTheSameAtOnce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		var both sync.WaitGroup
		var mu sync.Mutex
		added := 0
		for _, who := range []models.Actor{anna, ben} {
			both.Go(func() {
				for i := range 8 {
					_, err := s.AddListEntry(context.Background(), who, models.AddListEntry{Lane: models.ListWatch, Kind: "device", Value: fmt.Sprint("phone", i), Reason: "in a ring"})
					mu.Lock()
					if err == nil {
						added++
					} else if wrong(err, "value") != "list_there" {
						t.Errorf("%s: %v", who.Name, err)
					}
					mu.Unlock()
				}
			})
		}
		both.Wait()
		if n := count(t, s, &models.ListEntry{}, "kind = 'device'"); added != 8 || n != 8 {
			t.Errorf("%d were added, %d are there", added, n)
		}
	})
}

// TestASecondPersonDecidesWhatReachesMany blocks an address that three of ten accounts came
// from, where one person may block one account and nobody more than half.
func TestASecondPersonDecidesWhatReachesMany(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		s.guards = models.ListGuards{SecondBP: 1000, RefuseBP: 5000, Least: 1}
		govern(t, s, c, nil)
		sharing(t, s, c, 3, "203.0.113.9")
		sharing(t, s, c, 6, "198.51.100.1")
		lone := sharing(t, s, c, 1, "192.0.2.1")[0]
		block := models.AddListEntry{Lane: models.ListBlock, Kind: "cidr", Value: "203.0.113.0/24", Reason: "a ring's network"}
		listNow(t, s, models.AddListEntry{Lane: models.ListBlock, Kind: "account", Value: lone.PublicID(), Reason: "one account"})
		watch := block
		watch.Lane = models.ListWatch
		listNow(t, s, watch) // watching harms nobody
		wide := block
		wide.Kind, wide.Value = "ip", "198.51.100.1"
		_, err := s.AddListEntry(ctx, anna, wide)
		var bad *models.Invalid
		if !asInvalid(err, &bad) || bad.Fields["value"].Code != "list_too_wide" || bad.Fields["value"].Args["accounts"] != "6" || bad.Fields["value"].Args["active"] != "10" {
			t.Fatalf("more than anybody may: %v", err)
		}
		put := must[*models.ListPut](t)(s.AddListEntry(ctx, anna, block))
		if put.Change == nil || put.Entry != nil || put.Change.Reach.Blocked != 3 || put.Change.State != models.ListProposed {
			t.Fatalf("%+v", put)
		}
		if w := must[[]models.Approval](t)(s.Approvals(ctx, 10)); len(w) != 1 || w[0].ListChange == nil || w[0].Need() != models.PermListManage {
			t.Fatalf("waiting: %+v", w)
		}
		id := put.Change.ID
		if err := s.ApproveListChange(ctx, anna, id, 1); !errors.Is(err, models.ErrForbidden) {
			t.Errorf("alone: %v", err)
		}
		var all sync.WaitGroup
		errs := make([]error, 3)
		all.Go(func() { errs[0] = s.ApproveListChange(ctx, ben, id, 1) })
		all.Go(func() { errs[1] = s.RejectListChange(ctx, ben, id, 1, "not convinced") })
		all.Go(func() { errs[2] = s.WithdrawListChange(ctx, anna, id, 1) })
		all.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if !errors.Is(err, models.ErrConflict) {
				t.Errorf("too late: %v", err)
			}
		}
		want := int64(0)
		if errs[0] == nil {
			want = 1
		}
		if n := count(t, s, &models.ListEntry{}, "change_id = ?", id); done != 1 || n != want {
			t.Errorf("%d answers, %d entries", done, n)
		}
	})
}

// TestAListChangeLapses leaves a change a day alone; and one that somebody altered in the
// database cannot be approved.
func TestAListChangeLapses(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		s.guards = models.ListGuards{Least: 1, RefuseBP: 10_000}
		govern(t, s, c, nil)
		sharing(t, s, c, 2, "203.0.113.9")
		ask := func(kind, value string) *models.ListChange {
			return must[*models.ListPut](t)(s.AddListEntry(ctx, anna, models.AddListEntry{Lane: models.ListBlock, Kind: kind, Value: value, Reason: "a ring's network"})).Change
		}
		altered, late := ask("ip", "203.0.113.9"), ask("cidr", "203.0.113.0/24")
		newFixture(t, s).must(func(tx *writeTx) error {
			altered.Lines[0].Lane = models.ListAllow
			return tx.db.Model(altered).Select("lines").Updates(altered).Error
		})
		var refused *models.Refused
		if err := s.ApproveListChange(ctx, ben, altered.ID, 1); !errors.As(err, &refused) || refused.Code != "payload_changed" {
			t.Errorf("altered: %v", err)
		}
		c.advance(models.ApprovalTTL + time.Minute)
		if err := s.ApproveListChange(ctx, ben, late.ID, 1); !errors.As(err, &refused) || refused.Code != "approval_expired" {
			t.Errorf("late: %v", err)
		}
		runAll(t, s)
		if got := must[*models.ListChange](t)(s.ListChange(ctx, late.ID)); got.State != models.ListLapsed {
			t.Errorf("it is %s", got.State)
		}
		if n := count(t, s, &models.ListEntry{}, "1 = 1"); n != 0 {
			t.Errorf("%d entries", n)
		}
	})
}

// TestAMachineProposesAndStaffAgree adds within the bound and beyond it with a key: what is
// beyond waits for a person, once, and the entries say that they came by the API.
func TestAMachineProposesAndStaffAgree(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		s.guards = models.ListGuards{SecondBP: 1000, RefuseBP: 5000, Least: 1}
		govern(t, s, c, nil)
		sharing(t, s, c, 3, "203.0.113.9")
		lone := sharing(t, s, c, 7, "192.0.2.1")[0]
		key := models.Actor{Kind: models.ActorKey, ID: "key_x", Name: "core", Source: "api"}
		put := must[*models.ListPut](t)(s.AddListEntry(ctx, key, models.AddListEntry{Lane: models.ListBlock, Kind: "account", Value: lone.PublicID(), Reason: "one account"}))
		if put.Entry == nil || put.Entry.Source != models.ListByAPI || put.Entry.MadeName != "core" {
			t.Fatalf("within the bound: %+v", put)
		}
		wide := models.AddListEntry{Lane: models.ListBlock, Kind: "ip", Value: "203.0.113.9", Reason: "a ring's address"}
		put = must[*models.ListPut](t)(s.AddListEntry(ctx, key, wide))
		if put.Change == nil || put.Entry != nil || put.Change.Source != models.ListByAPI {
			t.Fatalf("beyond the bound: %+v", put)
		}
		if again := must[*models.ListPut](t)(s.AddListEntry(ctx, key, wide)); again.Change == nil || again.Change.ID != put.Change.ID {
			t.Errorf("the same again: %+v", again)
		}
		ok(t, s.ApproveListChange(ctx, ben, put.Change.ID, 1))
		if n := count(t, s, &models.ListEntry{}, "change_id = ? AND source = ?", put.Change.ID, models.ListByAPI); n != 1 {
			t.Errorf("%d entries by the API", n)
		}
		if again := must[*models.ListChange](t)(s.ListChange(ctx, put.Change.ID)); again.State != models.ListAdded {
			t.Errorf("agreed: %s", again.State)
		}
	})
}
