package data

import (
	"context"
	"strings"
	"testing"

	"candor/models"
)

// TestATeamIsOneHoweverItIsTyped: a change without a team leaves it, and one that is too long is refused.
func TestATeamIsOneHoweverItIsTyped(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		cli := models.Operator("test")
		_, _, err := s.AddUser(ctx, cli, models.AddUser{Login: "boss", Name: "Boss", Lang: "en", Roles: []string{models.RoleAdmin}})
		ok(t, err)
		user, _, err := s.AddUser(ctx, cli, models.AddUser{Login: "eva", Name: "Eva", Lang: "en", Roles: []string{models.RoleReviewer}})
		ok(t, err)
		change := func(team *string) (*models.User, error) {
			now := must[*models.User](t)(s.User(ctx, user.ID))
			return s.ChangeUser(ctx, cli, models.ChangeUser{ID: user.ID, Name: "Eva", Roles: now.Roles, Team: team, Version: now.Version})
		}
		typed := " East Desk "
		if got, err := change(&typed); err != nil || got.Team != "east desk" {
			t.Errorf("team = %+v, %v", got, err)
		}
		if got, err := change(nil); err != nil || got.Team != "east desk" {
			t.Errorf("kept = %+v, %v", got, err)
		}
		long := strings.Repeat("x", 41)
		_, err = change(&long)
		wantInvalid(t, err, "team", "length")
		none := ""
		if got, err := change(&none); err != nil || got.Team != "" {
			t.Errorf("cleared = %+v, %v", got, err)
		}
	})
}
