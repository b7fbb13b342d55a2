package data

import (
	"slices"

	"gorm.io/gorm/clause"

	"candor/models"
)

// lockStaff makes changes of users' and roles' rights wait for each other on PostgreSQL, so
// that two administrators cannot disable each other at once.
func (tx *writeTx) lockStaff() error {
	var role models.Role
	return tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Where("key = ?", models.RoleAdmin).Take(&role).Error
}

// checkManagers refuses a change after which nobody, or not the actor, could manage users.
func (tx *writeTx) checkManagers(field string) error {
	var roles []models.Role
	if err := tx.db.Find(&roles).Error; err != nil {
		return err
	}
	managing := tx.db.Where("1 = 0")
	manager := map[string]bool{}
	for _, r := range roles {
		if models.Can([]models.Role{r}, models.PermUserManage) {
			manager[r.Key] = true
			managing = managing.Or("roles LIKE ? ESCAPE '!'", holdsRole(r.Key))
		}
	}
	var n int64
	if err := tx.db.Model(&models.User{}).Where("disabled = ?", false).Where(managing).Count(&n).Error; err != nil {
		return err
	}
	var bad models.Invalid
	if n == 0 {
		bad.Add(field, "last_admin")
		return bad.OrNil()
	}
	if tx.actor.UserID == 0 {
		return nil
	}
	var self models.User
	if err := tx.db.Where("id = ?", tx.actor.UserID).Take(&self).Error; err != nil {
		return err
	}
	if self.Disabled || !slices.ContainsFunc(self.Roles, func(key string) bool { return manager[key] }) {
		bad.Add(field, "own_admin")
	}
	return bad.OrNil()
}
