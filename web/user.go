package main

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"candor/data"
	"candor/models"
)

// userCmd groups the commands on the people who may sign in.
type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Add a user and print the initial password."`
	List    userListCmd    `cmd:"" help:"List users."`
	Reset   userResetCmd   `cmd:"" help:"Give a user a new initial password and end their sessions."`
	Disable userDisableCmd `cmd:"" help:"Disable a user and end their sessions."`
	Enable  userEnableCmd  `cmd:"" help:"Let a disabled user sign in again."`
}

// userAddCmd adds a user.
type userAddCmd struct {
	Login string   `arg:"" help:"Name to sign in with."`
	Name  string   `required:"" help:"The person's name."`
	Role  []string `required:"" help:"Role, such as reviewer, lead, service, admin or auditor. May repeat."`
	Lang  string   `default:"zh-CN" enum:"zh-CN,en" help:"Language of pages."`
}

// Run adds the user and prints the initial password, which is kept nowhere.
func (u userAddCmd) Run(env *Env) error {
	return withStore(env, func(s *data.Store) error {
		user, initial, err := s.AddUser(env.Ctx, env.Operator(), models.AddUser{Login: u.Login, Name: u.Name, Roles: u.Role, Lang: u.Lang})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(env.Stdout, "%s %s\ninitial password: %s\n", user.PublicID(), user.Login, initial)
		return err
	})
}

// withStore opens the store for writing and closes it after fn.
func withStore(env *Env, fn func(*data.Store) error) error {
	s, err := env.Open()
	if err != nil {
		return err
	}
	return errors.Join(fn(s), s.Close())
}

// userListCmd lists users.
type userListCmd struct{}

// Run prints login, name, roles and state, a user a line; it may run beside a server.
func (userListCmd) Run(env *Env) error {
	s, err := env.OpenReadOnly()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(env.Stdout, 0, 4, 2, ' ', 0)
	filter := models.UserFilter{Limit: 500}
	for {
		page, err := s.Users(env.Ctx, filter)
		if err != nil {
			return errors.Join(err, s.Close())
		}
		for _, u := range page {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", u.Login, u.Name, strings.Join(u.Roles, ","), userState(&u))
		}
		if len(page) < filter.Limit {
			return errors.Join(w.Flush(), s.Close())
		}
		filter.After = page[len(page)-1].Login
	}
}

func userState(u *models.User) string {
	switch {
	case u.Disabled:
		return "disabled"
	case u.MustChange:
		return "initial password"
	}
	return "active"
}

// userResetCmd resets a password.
type userResetCmd struct {
	Login string `arg:"" help:"Name the user signs in with."`
}

// Run prints the new initial password, which is kept nowhere.
func (u userResetCmd) Run(env *Env) error {
	return withStore(env, func(s *data.Store) error {
		user, err := s.UserByLogin(env.Ctx, u.Login)
		if err != nil {
			return err
		}
		initial, err := s.ResetPassword(env.Ctx, env.Operator(), user.ID, user.Version)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(env.Stdout, "initial password: %s\n", initial)
		return err
	})
}

// userDisableCmd disables a user.
type userDisableCmd struct {
	Login string `arg:"" help:"Name the user signs in with."`
}

// Run disables the user; the last one who can manage users stays.
func (u userDisableCmd) Run(env *Env) error { return setDisabled(env, u.Login, true) }

// userEnableCmd enables a user.
type userEnableCmd struct {
	Login string `arg:"" help:"Name the user signs in with."`
}

// Run enables the user.
func (u userEnableCmd) Run(env *Env) error { return setDisabled(env, u.Login, false) }

func setDisabled(env *Env, login string, disabled bool) error {
	return withStore(env, func(s *data.Store) error {
		user, err := s.UserByLogin(env.Ctx, login)
		if err != nil {
			return err
		}
		_, err = s.ChangeUser(env.Ctx, env.Operator(), models.ChangeUser{
			ID: user.ID, Name: user.Name, Roles: user.Roles, Disabled: disabled, Version: user.Version,
		})
		return err
	})
}
