package data

import (
	"context"
	"errors"
	"testing"

	"candor/models"
)

// TestKindsOfLinksAreShownAsChosen: what is left out stays out of both pages until it is asked for, and the choice is on record.
func TestKindsOfLinksAreShownAsChosen(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		a, b := lenderAccount(t, s, "1"), lenderAccount(t, s, "2")
		ok(t, s.write(ctx, models.System("test"), func(tx *writeTx) error {
			return errors.Join(
				tx.db.Create(&models.Relationship{AccountID: a.ID, OtherID: b.ID, Kind: "address", Since: tx.now}).Error,
				tx.db.Create(&models.Relationship{AccountID: a.ID, OtherID: b.ID, Kind: "phone", Since: tx.now}).Error,
				tx.audit(models.ActionJobFailed, accountTarget(a), nil, nil, ""))
		}))
		var bad *models.Invalid
		for _, v := range []models.LinkView{{First: []string{"shoe"}}, {First: []string{"ip"}, Hidden: []string{"ip"}}, {Hidden: models.LinkKinds()}} {
			if err := s.SetLinkView(ctx, anna, v); !errors.As(err, &bad) {
				t.Errorf("%+v: %v", v, err)
			}
		}
		ok(t, s.SetLinkView(ctx, anna, models.LinkView{First: []string{"phone"}, Hidden: []string{"address"}}))
		if err := s.SetLinkView(ctx, anna, models.LinkView{}); !errors.Is(err, models.ErrConflict) {
			t.Errorf("over what was not read: %v", err)
		}
		kinds := func(kind string) (list []string) {
			for _, r := range must[*models.AccountLinks](t)(s.AccountLinks(ctx, models.LinkFilter{AccountID: a.ID, Kind: kind})).Direct {
				list = append(list, r.Kind)
			}
			return list
		}
		if got := kinds(""); len(got) != 1 || got[0] != "phone" {
			t.Errorf("shown: %v", got)
		}
		if got := kinds("address"); len(got) != 1 {
			t.Errorf("asked for: %v", got)
		}
		d := must[*models.AccountDetail](t)(s.AccountDetail(ctx, a.ID))
		if v := d.LinkView; v.Version != 1 || v.Kinds()[0] != "phone" || v.Kinds()[len(v.Kinds())-1] != "address" || len(d.Links) != 2 {
			t.Errorf("account: %+v, %v", v, v.Kinds())
		}
		if n := count(t, s, &models.AuditEntry{}, "action = ? AND after LIKE '%address%'", models.ActionLinkKindsSet); n != 1 {
			t.Errorf("%d entries", n)
		}
	})
}
