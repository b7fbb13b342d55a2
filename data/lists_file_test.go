package data

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/models"
)

// TestAFileIsShownThenAddedWhole reads a file with good, bad and known rows, and adds the
// new ones in one unit.
func TestAFileIsShownThenAddedWhole(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		govern(t, s, c, nil)
		a := sharing(t, s, c, 1, "203.0.113.9")[0]
		setPhone(t, s, a, testPhone)
		listNow(t, s, models.AddListEntry{Lane: models.ListWatch, Kind: "merchant", Value: "shop", Reason: "complaints"})
		file := csvOf("block,ip,203.0.113.9,,", "block,phone,138 0013 8000,his phone,2026-12-31", "watch,merchant,shop,,", "block,cidr,10.0.0.0/0,,",
			"block,cidr,203.0.113.0/25,,", "block,account,"+models.ID(5).Public(models.PrefixAccount)+",,", "block,account,"+a.PublicID()+",,")
		ch := must[*models.ListChange](t)(s.ReadListFile(ctx, anna, listFile(file)))
		if len(ch.Lines) != 5 || len(ch.New()) != 4 || len(ch.Refused) != 2 || ch.Refused[0].Line != 5 || ch.Refused[1].Code != "unknown_account" {
			t.Fatalf("%+v", ch)
		}
		for _, l := range ch.New() {
			if l.Accounts != 1 || l.Events != 1 {
				t.Errorf("%s would have met %+v", l.Kind, l.ListTouch)
			}
		}
		if strings.Contains(fmt.Sprint(ch.Lines), "13800138000") || strings.Contains(fmt.Sprint(ch.Lines), "203.0.113.9") {
			t.Errorf("a plain value is kept: %+v", ch.Lines)
		}
		if n := count(t, s, &models.ListEntry{}, "1 = 1"); n != 1 {
			t.Errorf("%d entries before it is confirmed", n)
		}
		if _, err := s.ConfirmListChange(ctx, ben, ch.ID, 1); !errors.Is(err, models.ErrForbidden) {
			t.Errorf("confirmed by another: %v", err)
		}
		done := must[*models.ListChange](t)(s.ConfirmListChange(ctx, anna, ch.ID, 1))
		if n := count(t, s, &models.ListEntry{}, "change_id = ?", ch.ID); done.State != models.ListAdded || n != 4 {
			t.Errorf("%s with %d entries", done.State, n)
		}
		if _, err := s.ConfirmListChange(ctx, anna, ch.ID, done.Version); !errors.Is(err, models.ErrState) {
			t.Errorf("confirmed twice: %v", err)
		}
		c.advance(monitorFor)
		e := spend(a, c, "after", 100)
		e.IP = "203.0.113.9"
		in := must[*decide.EventInput](t)(decide.DecodeEventInput(decideNow(t, s, e).Event.Input))
		if len(in.Lists) != 4 {
			t.Errorf("the event met %v", in.Lists)
		}
		list, cut, err := s.ExportLists(ctx, anna, models.ListFilter{}, "")
		if err != nil || cut || len(list) != 5 {
			t.Fatalf("exported %d, %v", len(list), err)
		}
		var again []string
		for _, l := range list {
			again = append(again, string(l.Lane)+","+l.Kind+","+l.Exported()+",back again,")
		}
		if ch := must[*models.ListChange](t)(s.ReadListFile(ctx, ben, listFile(csvOf(again...)))); len(ch.New()) != 0 || len(ch.Lines) != 5 {
			t.Errorf("an export is other than what is there: %+v", ch)
		}
	})
}

// TestAFileThatMeanwhileMovedAddsNothing adds one of its lines by hand before it is
// confirmed: no half of the file is added.
func TestAFileThatMeanwhileMovedAddsNothing(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		ch := must[*models.ListChange](t)(s.ReadListFile(ctx, anna, listFile(csvOf("watch,device,one,,", "watch,device,two,,"))))
		listNow(t, s, models.AddListEntry{Lane: models.ListWatch, Kind: "device", Value: "two", Reason: "found too"})
		var refused *models.Refused
		if _, err := s.ConfirmListChange(ctx, anna, ch.ID, 1); !errors.As(err, &refused) || refused.Code != "list_moved" {
			t.Errorf("%v", err)
		}
		if n := count(t, s, &models.ListEntry{}, "change_id = ?", ch.ID); n != 0 {
			t.Errorf("%d of its entries", n)
		}
		ok(t, s.WithdrawListChange(ctx, anna, ch.ID, 1))
	})
}
