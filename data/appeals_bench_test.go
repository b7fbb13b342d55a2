package data

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"candor/models"
)

// TestNoWayAroundIndependence tries every path by which somebody with a part in the measure might
// judge it: another role, a deputy's place, a key, the machine itself, and having lifted it.
func TestNoWayAroundIndependence(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		sn := put(t, s, c, a.ID, models.SanctionFreeze)
		filed := file(t, s, sn)
		ok(t, s.LiftSanction(ctx, withRole(dan, models.RoleLead), sn.ID, sn.Version, "all clear now"))
		at := func() int64 { return versionOf(t, s, filed.ID) }
		deputy := withRole(anna, models.RoleService)
		deputy.Name, deputy.Source = "Dora for Anna", "delegated"
		byKey := models.Actor{Kind: models.ActorKey, ID: "key_0000000000001", Name: "Anna's key", Source: "api"}
		keyOf := byKey
		keyOf.UserID = anna.UserID
		for name, tt := range map[string]struct {
			actor models.Actor
			code  string
		}{
			"another role":    {withRole(anna, models.RoleService), "own_decision"},
			"every role":      {withRole(ben, models.RoleService+","+models.RoleLead+","+models.RoleAdmin), "own_decision"},
			"a deputy":        {deputy, "own_decision"},
			"the lifter":      {withRole(dan, models.RoleLead), "own_decision"},
			"a key":           {byKey, "person_needed"},
			"a key of theirs": {keyOf, "own_decision"},
			"the machine":     {models.Operator("root"), "person_needed"},
			"a job":           {models.System("appeal.execute"), "person_needed"},
			"the customer":    {models.Actor{Kind: "customer", ID: a.PublicID(), Source: "portal"}, "person_needed"},
		} {
			err := s.StartAppealReview(ctx, tt.actor, filed.ID, at())
			var refused *models.Refused
			if !errors.As(err, &refused) || refused.Code != tt.code {
				t.Errorf("%s: %v, want %s", name, err, tt.code)
			}
		}
		ok(t, s.StartAppealReview(ctx, cleo, filed.ID, at()))
		for _, who := range []models.Actor{deputy, byKey, withRole(dan, models.RoleLead), models.Operator("root")} {
			var refused *models.Refused
			if err := s.DecideAppeal(ctx, who, filed.ID, at(), overturn()); !errors.As(err, &refused) {
				t.Errorf("%s decided: %v", who.ID, err)
			}
		}
	})
}

// TestATeamMayBeKeptAway turns the policy's switch on: who is of the team of the maker or the approver
// does not judge, who is of none or another does.
func TestATeamMayBeKeptAway(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		users := map[models.ID]string{anna.UserID: "east", cleo.UserID: "east", dan.UserID: "west"}
		ok(t, s.write(ctx, anna, func(tx *writeTx) error {
			for id, team := range users {
				u := models.User{ID: id, Login: "u" + team + id.Public("usr")[4:], Name: "A", Roles: []string{models.RoleLead}, Team: team, CreatedAt: tx.now, Version: 1}
				if err := tx.insert(&u); err != nil {
					return err
				}
			}
			return tx.audit("test.users", target{kind: "user"}, nil, nil, "")
		}))
		a := lenderAccount(t, s, "1")
		filed := file(t, s, put(t, s, c, a.ID, models.SanctionFreeze))
		ok(t, s.StartAppealReview(ctx, cleo, filed.ID, versionOf(t, s, filed.ID))) // the switch is off
		ok(t, s.write(ctx, anna, func(tx *writeTx) error {
			p, err := livePolicyRow(tx.db)
			if err != nil {
				return err
			}
			p.Document.Desk = p.Document.DeskRules()
			p.Document.Desk.OtherTeam = true
			if err := tx.db.Model(p).Select("document").Updates(p).Error; err != nil {
				return err
			}
			return tx.audit("test.policy", policyTarget(p), nil, nil, "")
		}))
		wantRefused(t, s.DecideAppeal(ctx, cleo, filed.ID, versionOf(t, s, filed.ID), overturn()), "own_team")
		ok(t, s.StartAppealReview(ctx, dan, filed.ID, versionOf(t, s, filed.ID)))
		ok(t, s.DecideAppeal(ctx, dan, filed.ID, versionOf(t, s, filed.ID), overturn()))
		if b := detail(t, s, filed.ID).Barred; !slices.Equal(b.Teams, []string{"east"}) || len(b.People) != 2 {
			t.Errorf("barred = %+v", b)
		}
	})
}

func TestADuplicateAppealPointsAtTheOther(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a, b := lenderAccount(t, s, "1"), lenderAccount(t, s, "2")
		first, second := file(t, s, put(t, s, c, a.ID, models.SanctionFreeze)), file(t, s, put(t, s, c, a.ID, models.SanctionRestrict))
		strange := file(t, s, put(t, s, c, b.ID, models.SanctionRestrict))
		for _, of := range []models.ID{second.ID, strange.ID, 12345} {
			wantInvalid(t, s.MarkAppealDuplicate(ctx, cleo, second.ID, second.Version, of), "of", "choice")
		}
		ok(t, s.MarkAppealDuplicate(ctx, cleo, second.ID, second.Version, first.ID))
		if got := detail(t, s, second.ID).Appeal; got.Stage != models.AppealDuplicate || got.DuplicateOf != first.ID || got.Undecided() {
			t.Errorf("appeal = %+v", got)
		}
		open := must[[]models.AppealRow](t)(s.Appeals(ctx, models.AppealFilter{Open: true, Limit: 10, Now: c.now()}))
		if len(open) != 2 {
			t.Errorf("%d open", len(open))
		}
		c.advance(30 * 24 * time.Hour)
		runAll(t, s)
		if got := rings(t, s); got != [3]int{2, 2, 2} {
			t.Errorf("rang %v: a duplicate rings no more", got)
		}
	})
}

// TestTheCustomerFilesThroughThePortal: an appeal that no member of staff wrote down, and staff
// cannot pass theirs off as one.
func TestTheCustomerFilesThroughThePortal(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		sn := put(t, s, c, a.ID, models.SanctionRestrict)
		cmd := models.FileAppeal{SanctionID: sn.ID, Channel: models.ChannelPortal, Lang: "en", Words: "All of these were mine."}
		_, err := s.FileAppeal(ctx, cleo, cmd)
		wantInvalid(t, err, "channel", "choice")
		customer := models.Actor{Kind: "customer", ID: a.PublicID(), Name: "customer", Source: "portal"}
		filed := must[*models.Appeal](t)(s.FileAppeal(ctx, customer, cmd))
		if filed.FiledBy != 0 || filed.Channel != models.ChannelPortal {
			t.Errorf("appeal = %+v", filed)
		}
		ok(t, s.WithdrawAppeal(ctx, customer, filed.ID, filed.Version))
	})
}
