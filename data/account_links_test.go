package data

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"candor/models"
)

// linkedBook makes an account that shares a device with two others and an address with a crowd,
// and that the lender's records link to one of the two.
func linkedBook(t *testing.T, s *Store) (self models.Account, others []models.Account) {
	t.Helper()
	f := newFixture(t, s)
	self = f.account(0)
	for i := 1; i <= models.LinkHub+2; i++ {
		others = append(others, f.account(i))
	}
	f.must(func(tx *writeTx) error {
		for i := range 3 {
			e := models.Event{
				AccountID: self.ID, Kind: models.EventLogin, EventKey: []byte{byte(i)}, BodyHash: []byte{}, Input: []byte{}, Result: []byte{},
				At: tx.now.Add(time.Duration(i-3) * time.Hour), Body: models.EventBody{Device: "00000000000000d1", IP: "00000000000000f1"},
			}
			if i == 0 {
				e.Body.Card = "00000000000000c1"
			}
			var err error
			if e.ID, err = tx.id(); err != nil {
				return err
			}
			if err := tx.insert(&e); err != nil {
				return err
			}
		}
		seen := []models.Sighting{{Kind: "device", Token: "00000000000000d1", AccountID: self.ID, At: tx.now}}
		for i, o := range others {
			seen = append(seen, models.Sighting{Kind: "ip", Token: "00000000000000f1", AccountID: o.ID, At: tx.now})
			if i < 2 {
				seen = append(seen, models.Sighting{Kind: "device", Token: "00000000000000d1", AccountID: o.ID, At: tx.now})
			}
		}
		links := []models.Relationship{
			{AccountID: self.ID, OtherID: others[0].ID, Kind: "card", Since: tx.now}, {AccountID: others[0].ID, OtherID: self.ID, Kind: "card", Since: tx.now},
			{AccountID: others[0].ID, OtherID: others[1].ID, Kind: "phone", Since: tx.now}, {AccountID: others[1].ID, OtherID: others[0].ID, Kind: "phone", Since: tx.now},
		}
		return errors.Join(tx.insert(&seen), tx.insert(&links))
	})
	return self, others
}

func TestLinksSayWhatIsSharedAndByHowMany(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		self, others := linkedBook(t, s)
		f := newFixture(t, s)
		closed := models.Case{AccountID: others[1].ID, State: models.CaseClosed, Outcome: models.CaseConfirmed, OpenedAt: s.Now(), DueAt: s.Now(), Version: 1}
		f.must(func(tx *writeTx) (err error) {
			if closed.ID, err = tx.id(); err != nil {
				return err
			}
			return tx.insert(&closed)
		})
		links := func(f models.LinkFilter) *models.AccountLinks {
			f.AccountID = self.ID
			return must[*models.AccountLinks](t)(s.AccountLinks(ctx, f))
		}
		d := links(models.LinkFilter{})
		if len(d.Things) != 3 || d.Things[0].Kind != "device" || d.Things[0].Accounts != 3 || d.Things[0].N != 3 || len(d.Things[0].Others) != 2 {
			t.Fatalf("things = %+v", d.Things)
		}
		if hub := d.Things[1]; hub.Kind != "ip" || !hub.Hub() || hub.Accounts != len(others)+1 || hub.Others != nil || d.Things[2].Shared() {
			t.Errorf("hub = %+v, last = %+v", hub, d.Things[2])
		}
		if len(d.People) != 2 || d.People[0].ID != others[0].ID || d.People[0].Bad() || !d.People[1].Bad() || d.People[0].Masked.Name == "" || d.More {
			t.Errorf("people = %+v", d.People)
		}
		if len(d.Direct) != 1 || len(d.Between) != 1 || d.Between[0].Kind != "phone" {
			t.Errorf("direct %+v, between %+v", d.Direct, d.Between)
		}
		if d = links(models.LinkFilter{Hubs: true}); len(d.People) != len(others) || d.More {
			t.Errorf("with hubs %d people", len(d.People))
		}
		if d = links(models.LinkFilter{Kind: "card"}); len(d.People) != 1 || len(d.Things) != 1 || d.Things[0].Kind != "card" {
			t.Errorf("by card: %+v", d)
		}
		if d = links(models.LinkFilter{Token: "00000000000000d1"}); len(d.People) != 2 || len(d.Things) != 1 || len(d.Direct) != 0 {
			t.Errorf("one device: %+v", d)
		}
		if _, err := s.AccountLinks(ctx, models.LinkFilter{AccountID: 99}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
		_, err := s.AccountLinks(ctx, models.LinkFilter{AccountID: self.ID, Kind: "shoe", Token: "xyz"})
		wantInvalid(t, err, "kind", "choice")
		wantInvalid(t, err, "only", "choice")
	})
}

func TestLinksStopWhereAPictureDoes(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		self := f.account(0)
		f.must(func(tx *writeTx) error {
			for i := 1; i <= models.LinksMax+3; i++ {
				a := models.Account{
					ID: self.ID + models.ID(i), Reach: []models.Function{}, Declared: map[string]string{}, Source: "test", ExternalID: fmt.Sprint("L", i),
					Status: models.StatusActive, Lang: "en", ContentHash: "x", CreatedAt: tx.now, UpdatedAt: tx.now, Version: 1,
				}
				edge := models.Relationship{AccountID: self.ID, OtherID: a.ID, Kind: "address", Since: tx.now}
				if err := errors.Join(tx.insert(&a), tx.insert(&edge)); err != nil {
					return err
				}
			}
			return nil
		})
		d := must[*models.AccountLinks](t)(s.AccountLinks(ctx, models.LinkFilter{AccountID: self.ID}))
		if len(d.People) != models.LinksMax || !d.More || len(d.Direct) != models.LinksMax {
			t.Errorf("%d people, %v", len(d.People), d.More)
		}
	})
}
