package data

import (
	"slices"
	"testing"

	"candor/models"
)

// TestAnswerersHoldThePermission: roles made here count as those that come with the product, and who is disabled is not asked.
func TestAnswerersHoldThePermission(t *testing.T) {
	lead := models.Role{Key: "lead", Permissions: []models.Permission{models.PermLimitApprove}}
	desk := models.Role{Key: "desk", Permissions: []models.Permission{models.PermCaseRead}}
	people := []models.User{{ID: 1, Name: "A", Roles: []string{"lead"}}, {ID: 2, Name: "B", Roles: []string{"desk"}}, {ID: 3, Name: "C", Roles: []string{"lead"}, Disabled: true}, {ID: 4, Name: "D", Roles: []string{"desk", "lead"}}}
	a := models.AnswerersOf(models.PermLimitApprove, people, []models.Role{lead, desk})
	var names []string
	for _, u := range a.But(1) {
		names = append(names, u.Name)
	}
	if len(a.Roles) != 1 || a.Roles[0].Key != "lead" || !slices.Equal(names, []string{"D"}) || len(a.People) != 2 {
		t.Errorf("answerers %+v, without the first %v", a, names)
	}
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		if a, err := s.Answerers(ctx, models.PermLimitApprove); err != nil || len(a.Roles) == 0 {
			t.Errorf("of a new lender: %+v, %v", a, err)
		}
	})
}
