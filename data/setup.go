package data

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// setting is a named value of the store itself.
type setting struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

// TableName is the settings' table.
func (setting) TableName() string { return "settings" }

// setupSetting holds the SHA-256 of the one-time token, in hex.
const setupSetting = "setup_token_sha256"

// SetupNeeded reports whether nobody can sign in yet because there are no users.
func (s *Store) SetupNeeded(ctx context.Context) (bool, error) {
	var found []models.User
	err := s.read(ctx, func(db *gorm.DB) error { return db.Select("id").Limit(1).Find(&found).Error })
	return len(found) == 0, err
}

// SetupToken makes the one-time token that the first administrator is set up with, in place
// of an earlier one, and returns it to be printed; "" when there are users already.
func (s *Store) SetupToken(ctx context.Context) (string, error) {
	needed, err := s.SetupNeeded(ctx)
	if err != nil || !needed {
		return "", err
	}
	token, err := s.newSecret()
	if err != nil {
		return "", err
	}
	err = s.write(ctx, models.System("setup"), func(tx *writeTx) error {
		row := setting{Name: setupSetting, Value: hex.EncodeToString(hashSecret(token))}
		err := tx.db.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"value"}),
		}).Create(&row).Error
		if err != nil {
			return err
		}
		return tx.audit(models.ActionSetupToken, target{kind: "user"}, nil, nil, "")
	})
	if err != nil {
		return "", fmt.Errorf("setup token: %w", err)
	}
	return token, nil
}

// FinishSetup makes the first administrator and burns the token. models.ErrState when
// there are users already.
func (s *Store) FinishSetup(ctx context.Context, cmd models.FinishSetup, ip, requestID string) (*models.User, error) {
	user := &models.User{Login: cmd.Login, Name: cmd.Name, Roles: []string{models.RoleAdmin}, Lang: cmd.Lang}
	user.Normalise()
	if err := s.read(ctx, func(db *gorm.DB) error { return checkSetup(db, cmd.Token) }); err != nil {
		return nil, err // before the costly hash
	}
	err := merge(user.Validate(), models.ValidatePassword("password", user.Login, cmd.Password))
	if err != nil {
		return nil, err
	}
	if user.PasswordHash, err = s.passwords.Hash(ctx, cmd.Password); err != nil {
		return nil, err
	}
	if user.ID, err = s.ids.make(); err != nil {
		return nil, err
	}
	actor := models.Actor{
		Kind: models.ActorUser, ID: user.PublicID(), UserID: user.ID, Name: user.Name, Role: models.RoleAdmin,
		Source: "ui", RequestID: requestID, IP: ip,
	}
	err = s.write(ctx, actor, func(tx *writeTx) error {
		if err := tx.lockStaff(); err != nil {
			return err
		}
		if err := checkSetup(tx.db, cmd.Token); err != nil {
			return err
		}
		if err := tx.db.Where("name = ?", setupSetting).Delete(&setting{}).Error; err != nil {
			return err
		}
		if err := tx.addUser(user); err != nil {
			return err
		}
		return tx.audit(models.ActionSetup, userTarget(user), nil, nil, "")
	})
	if err != nil {
		return nil, fmt.Errorf("set up: %w", err)
	}
	return user, nil
}

// merge makes one refusal of several, so that a form shows all of its problems at once.
// Any other error comes first.
func merge(errs ...error) error {
	var all models.Invalid
	for _, err := range errs {
		var bad *models.Invalid
		switch {
		case errors.As(err, &bad):
			for name, p := range bad.Fields {
				all.Add(name, p.Code)
				all.Fields[name] = p
			}
		case err != nil:
			return err
		}
	}
	return all.OrNil()
}

// checkSetup refuses a setup when there are users, and a token that is not the one printed last.
func checkSetup(db *gorm.DB, token string) error {
	var found []models.User
	if err := db.Select("id").Limit(1).Find(&found).Error; err != nil {
		return err
	}
	if len(found) > 0 {
		return models.ErrState
	}
	var rows []setting
	if err := db.Where("name = ?", setupSetting).Find(&rows).Error; err != nil {
		return err
	}
	given := hex.EncodeToString(hashSecret(token))
	if len(rows) != 1 || subtle.ConstantTimeCompare([]byte(rows[0].Value), []byte(given)) != 1 {
		var bad models.Invalid
		bad.Add("token", "setup_token")
		return bad.OrNil()
	}
	return nil
}
