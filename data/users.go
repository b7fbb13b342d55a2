package data

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"candor/models"
)

func userTarget(u *models.User) target { return target{kind: "user", id: u.PublicID()} }

// User returns one user.
func (s *Store) User(ctx context.Context, id models.ID) (*models.User, error) {
	var u models.User
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&u).Error })
	return &u, err
}

// UserByLogin returns the user with a login, in any case of letters.
func (s *Store) UserByLogin(ctx context.Context, login string) (*models.User, error) {
	var u models.User
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Where("login = ?", strings.ToLower(strings.TrimSpace(login))).Take(&u).Error
	})
	return &u, err
}

// Users returns a page of users in order of login.
func (s *Store) Users(ctx context.Context, f models.UserFilter) ([]models.User, error) {
	var list []models.User
	err := s.read(ctx, func(db *gorm.DB) error {
		q := db.Order("login").Limit(f.Limit)
		if f.After != "" {
			q = q.Where("login > ?", f.After)
		}
		return userQuery(q, f).Find(&list).Error
	})
	return list, err
}

// userQuery narrows users, not their page.
func userQuery(q *gorm.DB, f models.UserFilter) *gorm.DB {
	if f.Text != "" {
		like := "%" + likeEscape.Replace(strings.ToLower(f.Text)) + "%"
		q = q.Where("(login LIKE ? ESCAPE '!' OR LOWER(name) LIKE ? ESCAPE '!')", like, like)
	}
	if f.Role != "" {
		q = q.Where("roles LIKE ? ESCAPE '!'", holdsRole(f.Role))
	}
	if f.State != "" {
		q = q.Where("disabled = ?", f.State == "disabled")
	}
	return q
}

// likeEscape makes a text match itself in LIKE … ESCAPE '!'.
var likeEscape = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// holdsRole matches the stored list of a user who has the role.
func holdsRole(key string) string { return `%"` + likeEscape.Replace(key) + `"%` }

// AddUser adds a user. Without a password in the command it makes one, which is returned to
// be shown once, and which the user has to change first of all.
func (s *Store) AddUser(ctx context.Context, actor models.Actor, cmd models.AddUser) (user *models.User, initial string, err error) {
	user = &models.User{Login: cmd.Login, Name: cmd.Name, Roles: slices.Clone(cmd.Roles), Lang: cmd.Lang}
	user.Normalise()
	secret, weak := cmd.Password, error(nil)
	if secret == "" {
		if initial, err = s.initialPassword(); err != nil {
			return nil, "", err
		}
		secret, user.MustChange = initial, true
	} else {
		weak = models.ValidatePassword("password", user.Login, secret)
	}
	if err := merge(user.Validate(), weak); err != nil {
		return nil, "", err
	}
	if user.PasswordHash, err = s.passwords.Hash(ctx, secret); err != nil {
		return nil, "", err
	}
	err = s.write(ctx, actor, func(tx *writeTx) error {
		if err := tx.checkNewUser(user); err != nil {
			return err
		}
		return tx.addUser(user)
	})
	if err != nil {
		return nil, "", fmt.Errorf("add user: %w", err)
	}
	return user, initial, nil
}

// checkNewUser refuses a login that is taken and roles that do not exist.
func (tx *writeTx) checkNewUser(user *models.User) error {
	var bad models.Invalid
	var n int64
	if err := tx.db.Model(&models.User{}).Where("login = ?", user.Login).Count(&n).Error; err != nil {
		return err
	}
	if n > 0 {
		bad.Add("login", "taken")
	}
	if err := tx.checkRoles(user.Roles, &bad); err != nil {
		return err
	}
	return bad.OrNil()
}

// checkRoles records roles that do not exist, with the field "roles".
func (tx *writeTx) checkRoles(keys []string, bad *models.Invalid) error {
	var known []string
	if err := tx.db.Model(&models.Role{}).Where("key IN ?", keys).Pluck("key", &known).Error; err != nil {
		return err
	}
	for _, key := range keys {
		if !slices.Contains(known, key) {
			bad.Add("roles", "unknown", "value", key)
		}
	}
	return nil
}

// addUser stores a checked user and records it.
func (tx *writeTx) addUser(user *models.User) error {
	if user.ID == 0 {
		id, err := tx.id()
		if err != nil {
			return err
		}
		user.ID = id
	}
	user.CreatedAt, user.Version = tx.now, 1
	if err := tx.insert(user); err != nil {
		return err
	}
	return tx.audit(models.ActionUserAdded, userTarget(user), nil, standingOf(user), "")
}

// standing is what an audit entry keeps of a user.
type standing struct {
	Login    string   `json:"login"`
	Name     string   `json:"name"`
	Roles    []string `json:"roles"`
	Team     string   `json:"team,omitempty"`
	Disabled bool     `json:"disabled"`
}

func standingOf(u *models.User) standing {
	return standing{Login: u.Login, Name: u.Name, Roles: u.Roles, Team: u.Team, Disabled: u.Disabled}
}

// ChangeUser changes a user's name, roles and state. A disabled user's sessions end at once;
// other roles give them new ids. Nobody may take the management of users from themselves
// or from the last person who has it.
func (s *Store) ChangeUser(ctx context.Context, actor models.Actor, cmd models.ChangeUser) (*models.User, error) {
	var user models.User
	err := s.write(ctx, actor, func(tx *writeTx) error {
		if err := tx.lockStaff(); err != nil {
			return err
		}
		user = models.User{}
		if err := tx.take(&user, cmd.ID); err != nil {
			return err
		}
		if err := expect(user.Version, cmd.Version); err != nil {
			return err
		}
		before := standingOf(&user)
		user.Name, user.Roles, user.Disabled = cmd.Name, slices.Clone(cmd.Roles), cmd.Disabled
		if cmd.Team != nil {
			user.Team = *cmd.Team
		}
		user.Normalise()
		if err := tx.checkChangedUser(&user); err != nil {
			return err
		}
		if err := tx.update(&user, &user.Version, "name", "roles", "team", "disabled"); err != nil {
			return err
		}
		field := "roles"
		if user.Disabled && !before.Disabled {
			field = "disabled"
		}
		if err := tx.checkManagers(field); err != nil {
			return err
		}
		if err := tx.audit(models.ActionUserChanged, userTarget(&user), before, standingOf(&user), ""); err != nil {
			return err
		}
		if user.Disabled {
			_, err := tx.endSessions(user.ID, nil, "user disabled")
			return err
		}
		if slices.Equal(before.Roles, user.Roles) {
			return nil
		}
		return tx.renewLater(user.ID)
	})
	if err != nil {
		return nil, fmt.Errorf("change user: %w", err)
	}
	return &user, nil
}

func (tx *writeTx) checkChangedUser(user *models.User) error {
	if err := user.Validate(); err != nil {
		return err
	}
	var bad models.Invalid
	if err := tx.checkRoles(user.Roles, &bad); err != nil {
		return err
	}
	return bad.OrNil()
}

// renewLater makes sessions take a new id at their next page: no request of this write can
// set another person's cookie.
func (tx *writeTx) renewLater(users ...models.ID) error {
	return tx.db.Model(&models.Session{}).Where("user_id IN ?", users).Update("renew", true).Error
}

// SetDisplay changes how a person sees pages. It does not count the version up, so that a
// change of theme does not spoil an administrator's open form.
func (s *Store) SetDisplay(ctx context.Context, actor models.Actor, id models.ID, d models.Display) (*models.User, error) {
	var user models.User
	err := s.write(ctx, actor, func(tx *writeTx) error {
		user = models.User{}
		if err := tx.take(&user, id); err != nil {
			return err
		}
		before := displayOf(&user)
		if err := user.SetDisplay(d); err != nil {
			return err
		}
		if err := tx.db.Model(&user).Select("lang", "theme", "density", "zone", "keys_off").Updates(&user).Error; err != nil {
			return err
		}
		return tx.audit(models.ActionUserDisplay, userTarget(&user), before, displayOf(&user), "")
	})
	if err != nil {
		return nil, fmt.Errorf("set display: %w", err)
	}
	return &user, nil
}

func displayOf(u *models.User) models.Display {
	keysOff, zone := u.KeysOff, u.Zone
	return models.Display{Lang: u.Lang, Theme: u.Theme, Density: u.Density, Zone: &zone, KeysOff: &keysOff}
}
