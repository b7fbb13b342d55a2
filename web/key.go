package main

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"candor/data"
	"candor/models"
)

// keyCmd groups the commands on API keys.
type keyCmd struct {
	Add    keyAddCmd    `cmd:"" help:"Make an API key and print its secret."`
	List   keyListCmd   `cmd:"" help:"List API keys."`
	Revoke keyRevokeCmd `cmd:"" help:"Revoke an API key for good."`
}

// keyAddCmd makes a key.
type keyAddCmd struct {
	Name  string   `arg:"" help:"What the key is for."`
	Scope []string `required:"" help:"What it may do: ${scopes}. May repeat."`
	Days  int      `default:"365" help:"Days until it expires; 0: it does not."`
}

// scopeNames is every scope, apart by commas.
func scopeNames() string {
	var names []string
	for _, s := range models.Scopes() {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}

// Run prints the key's id and its secret, which is kept nowhere.
func (k keyAddCmd) Run(env *Env) error {
	return withStore(env, func(s *data.Store) error {
		cmd := models.AddKey{Name: k.Name}
		for _, scope := range k.Scope {
			cmd.Scopes = append(cmd.Scopes, models.Permission(scope))
		}
		if k.Days != 0 {
			end := s.Now().AddDate(0, 0, k.Days)
			cmd.ExpiresAt = &end
		}
		key, secret, err := s.AddKey(env.Ctx, env.Operator(), cmd)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(env.Stdout, "%s\n%s\n", key.PublicID(), secret)
		return err
	})
}

// keyListCmd lists keys.
type keyListCmd struct{}

// keysListed is how many keys are listed, newest first.
const keysListed = 1000

// Run prints id, beginning and end, scopes, end and name, a key a line; it may run beside
// a server.
func (keyListCmd) Run(env *Env) error {
	s, err := env.OpenReadOnly()
	if err != nil {
		return err
	}
	keys, err := s.Keys(env.Ctx, keysListed)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	w := tabwriter.NewWriter(env.Stdout, 0, 4, 2, ' ', 0)
	for i := range keys {
		k := &keys[i]
		scopes := make([]string, len(k.Scopes))
		for j, scope := range k.Scopes {
			scopes[j] = string(scope)
		}
		fmt.Fprintf(w, "%s\t…%s\t%s\t%s\t%s\n", k.PublicID(), k.Tail, strings.Join(scopes, ","), keyState(k, s.Now()), k.Name)
	}
	return errors.Join(w.Flush(), s.Close())
}

func keyState(k *models.APIKey, now time.Time) string {
	switch {
	case k.RevokedAt != nil:
		return "revoked"
	case !k.Usable(now):
		return "expired"
	case k.ExpiresAt != nil:
		return "until " + k.ExpiresAt.Format(time.DateOnly)
	}
	return "usable"
}

// keyRevokeCmd revokes a key.
type keyRevokeCmd struct {
	ID string `arg:"" help:"The key's id, key_…"`
}

// Run revokes the key.
func (k keyRevokeCmd) Run(env *Env) error {
	id, err := models.ParseID(models.PrefixKey, k.ID)
	if err != nil {
		return err
	}
	return withStore(env, func(s *data.Store) error {
		_, err := s.RevokeKey(env.Ctx, env.Operator(), id)
		return err
	})
}
