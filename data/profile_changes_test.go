package data

import (
	"context"
	"strings"
	"testing"

	"candor/models"
)

// TestWhatChangedOfAProfileIsTold: a put says which fields it changed, from what to what; of the identity only which. Who sent it stands
// beside, with what the customer did.
func TestWhatChangedOfAProfileIsTold(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx, p := context.Background(), sent("C-1")
		a, _, err := s.PutAccount(ctx, anna, p)
		ok(t, err)
		if got := must[[]models.ProfileChange](t)(s.ProfileChanges(ctx, a.ID)); len(got) != 0 {
			t.Errorf("a new account changed: %+v", got)
		}
		person := *p.Personal
		person.Phone = "100 0000 9999"
		p.Personal, p.Education, p.IncomeFen, p.Declared = &person, 1, 0, map[string]string{"sex": "female", "marital": "married"}
		_, _, err = s.PutAccount(ctx, machineActor, p)
		ok(t, err)
		p.Personal = nil // what is not sent stays
		p.Lines[0].UsedFen = 260_000
		_, _, err = s.PutAccount(ctx, anna, p)
		ok(t, err)
		got := must[[]models.ProfileChange](t)(s.ProfileChanges(ctx, a.ID))
		var list []string
		for _, x := range got {
			list = append(list, string(x.Identity)+x.Field+" "+x.Old+">"+x.New)
			if x.By.ActorName != machineActor.Name {
				t.Errorf("%+v was sent by %q", x, x.By.ActorName)
			}
		}
		if said := strings.Join(list, ","); said != "phone >,declared.marital >married,education 2>1,income_fen 900000>" {
			t.Errorf("changed: %s", said)
		}
		for _, phone := range []string{"%00009999%", "%0000 9999%", "%00001234%", "%0000 1234%"} { // four digits stand in a hash by chance
			if n := count(t, s, &models.AuditEntry{}, "before LIKE ? OR after LIKE ?", phone, phone); n != 0 {
				t.Errorf("the record holds a phone number like %s", phone)
			}
		}
		acct := must[*models.Account](t)(s.Account(ctx, a.ID))
		did := spend(acct, c, "E-1", 0)
		did.Kind, did.AmountFen = models.EventPhoneChange, 0
		d := decideNow(t, s, did)
		got = must[[]models.ProfileChange](t)(s.ProfileChanges(ctx, a.ID))
		if len(got) != 5 || got[0].Event != models.EventPhoneChange && got[4].Event != models.EventPhoneChange || d.Event.ID == 0 {
			t.Errorf("with what the customer did: %+v", got)
		}
	})
}
