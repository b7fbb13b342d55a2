package demo

import (
	"context"
	"fmt"
	"strings"

	"candor/data"
	"candor/models"
)

// SignIn is one member of the demo lender's staff.
type SignIn struct {
	Login, Name, Role string
}

// Staff lists who works at the demo lender: one of each role, and a second reviewer and
// lead, because some steps take two people.
func Staff() []SignIn {
	return []SignIn{
		{"reviewer", "Mei Lin", models.RoleReviewer},
		{"reviewer2", "Tomas Reed", models.RoleReviewer},
		{"lead", "Hanna Okafor", models.RoleLead},
		{"lead2", "Wei Zhao", models.RoleLead},
		{"service", "Pia Lund", models.RoleService},
		{"admin", "Jun Sato", models.RoleAdmin},
		{"auditor", "Ines Moreau", models.RoleAuditor},
	}
}

// hire adds the staff and returns the actor of each by login.
func hire(ctx context.Context, s *data.Store, password string) (map[string]models.Actor, error) {
	actors := map[string]models.Actor{}
	for _, who := range Staff() {
		user, _, err := s.AddUser(ctx, Actor(), models.AddUser{
			Login: who.Login, Name: who.Name, Password: password, Lang: "en", Roles: []string{who.Role},
		})
		if err != nil {
			return nil, fmt.Errorf("hire %s: %w", who.Login, err)
		}
		actors[who.Login] = models.Actor{
			Kind: models.ActorUser, ID: user.PublicID(), UserID: user.ID, Name: user.Name,
			Role: strings.Join(user.Roles, ","), Source: "ui",
		}
	}
	return actors, nil
}
