package data

import (
	"context"

	"gorm.io/gorm"

	"candor/models"
)

// Answerers returns who may answer what waits for a second person with a permission.
func (s *Store) Answerers(ctx context.Context, need models.Permission) (a models.Answerers, err error) {
	err = s.read(ctx, func(db *gorm.DB) error {
		var people []models.User
		var roles []models.Role
		if err := db.Select("id", "name", "roles", "disabled").Where("NOT disabled").Order("name, id").Limit(judgesLooked).Find(&people).Error; err != nil {
			return err
		}
		if err := db.Order("key").Find(&roles).Error; err != nil {
			return err
		}
		a = models.AnswerersOf(need, people, roles)
		return nil
	})
	return a, err
}
