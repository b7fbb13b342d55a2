package data

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

func roleTarget(key string) target { return target{kind: "role", id: key} }

// Roles returns every role: the built-in ones in their own order, then the lender's by key.
func (s *Store) Roles(ctx context.Context) ([]models.Role, error) {
	var list []models.Role
	err := s.read(ctx, func(db *gorm.DB) error { return db.Order("key").Find(&list).Error })
	order := map[string]int{}
	for i, r := range models.BuiltinRoles() {
		order[r.Key] = i - len(models.BuiltinRoles())
	}
	slices.SortStableFunc(list, func(a, b models.Role) int { return cmp.Compare(order[a.Key], order[b.Key]) })
	return list, err
}

// Role returns one role.
func (s *Store) Role(ctx context.Context, key string) (*models.Role, error) {
	var r models.Role
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("key = ?", key).Take(&r).Error })
	return &r, err
}

// RoleUsers counts the enabled users of each role, by key.
func (s *Store) RoleUsers(ctx context.Context) (map[string]int, error) {
	count := map[string]int{}
	err := s.read(ctx, func(db *gorm.DB) error {
		var sets []struct {
			Roles []string `gorm:"serializer:json"`
			N     int
		}
		err := db.Model(&models.User{}).Select("roles, COUNT(*) AS n").Where("disabled = ?", false).Group("roles").Find(&sets).Error
		for _, set := range sets {
			for _, key := range set.Roles {
				count[key] += set.N
			}
		}
		return err
	})
	return count, err
}

// AddRole adds a role of the lender's own.
func (s *Store) AddRole(ctx context.Context, actor models.Actor, role models.Role) (*models.Role, error) {
	role.Builtin, role.Version = false, 1
	role.Permissions = slices.Clone(role.Permissions)
	role.Normalise()
	if err := role.Validate(); err != nil {
		return nil, err
	}
	err := s.write(ctx, actor, func(tx *writeTx) error {
		var same models.Role
		err := tx.db.Where("key = ?", role.Key).Take(&same).Error
		if err == nil {
			var bad models.Invalid
			bad.Add("key", "taken")
			return bad.OrNil()
		}
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		if err := tx.insert(&role); err != nil {
			return err
		}
		return tx.audit(models.ActionRoleAdded, roleTarget(role.Key), nil, contentOf(&role), "")
	})
	if err != nil {
		return nil, fmt.Errorf("add role: %w", err)
	}
	return &role, nil
}

// roleContent is what an audit entry keeps of a role.
type roleContent struct {
	Name        string              `json:"name"`
	Permissions []models.Permission `json:"permissions"`
}

func contentOf(r *models.Role) roleContent {
	return roleContent{Name: r.Name, Permissions: r.Permissions}
}

// ChangeRole changes a role of the lender's own. It holds from the next request of everyone
// who has the role; their sessions get new ids.
func (s *Store) ChangeRole(ctx context.Context, actor models.Actor, cmd models.ChangeRole) (*models.Role, error) {
	var role models.Role
	err := s.write(ctx, actor, func(tx *writeTx) error {
		if err := tx.lockStaff(); err != nil {
			return err
		}
		role = models.Role{}
		err := tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Where("key = ?", cmd.Key).Take(&role).Error
		if err != nil {
			return err
		}
		if role.Builtin {
			return &models.Refused{Code: "role_builtin"}
		}
		if err := expect(role.Version, cmd.Version); err != nil {
			return err
		}
		before := contentOf(&role)
		role.Name, role.Permissions = cmd.Name, slices.Clone(cmd.Permissions)
		role.Normalise()
		if err := role.Validate(); err != nil {
			return err
		}
		if err := tx.update(&role, &role.Version, "name", "permissions"); err != nil {
			return err
		}
		if err := tx.checkManagers("permissions"); err != nil {
			return err
		}
		if err := tx.audit(models.ActionRoleChanged, roleTarget(role.Key), before, contentOf(&role), ""); err != nil {
			return err
		}
		holders := tx.db.Model(&models.User{}).Select("id").Where("roles LIKE ? ESCAPE '!'", holdsRole(role.Key))
		return tx.db.Model(&models.Session{}).Where("user_id IN (?)", holders).Update("renew", true).Error
	})
	if err != nil {
		return nil, fmt.Errorf("change role: %w", err)
	}
	return &role, nil
}
