package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"candor/data"
	"candor/handlers"
	"candor/models"
)

// policyCmd groups the commands on the policy as a file.
type policyCmd struct {
	Export policyExportCmd `cmd:"" help:"Write a version of the policy as a file to standard output; may run beside a server."`
	Check  policyCheckCmd  `cmd:"" help:"Say what is wrong with a policy file, by field; needs no store."`
	Import policyImportCmd `cmd:"" help:"Make a draft of a policy file, as a member of staff."`
}

// policyExportCmd writes a version.
type policyExportCmd struct {
	Version int `name:"version" help:"Version; the one in force by default."`
}

// Run writes the same bytes as the page's download.
func (c policyExportCmd) Run(env *Env) error {
	store, err := env.OpenReadOnly()
	if err != nil {
		return err
	}
	p, err := c.find(env, store)
	if err = errors.Join(err, store.Close()); err != nil {
		return fmt.Errorf("export policy: %w", err)
	}
	b, err := handlers.WritePolicyFile(p)
	if err != nil {
		return err
	}
	_, err = env.Stdout.Write(b)
	return err
}

func (c policyExportCmd) find(env *Env, store *data.Store) (*models.Policy, error) {
	if c.Version == 0 {
		return store.LivePolicy(env.Ctx)
	}
	return store.Policy(env.Ctx, c.Version)
}

// policyCheckCmd reads a file and does nothing else.
type policyCheckCmd struct {
	File string `arg:"" help:"JSON file, as candor policy export writes it."`
}

// Run prints each fault on a line of its own, its field first, and fails when there is one.
func (c policyCheckCmd) Run(env *Env) error {
	f, err := readPolicyFile(env, c.File)
	if err != nil {
		return err
	}
	said := "changed since it was written of"
	if f.Unchanged() {
		said = "as it was written of"
	}
	_, err = fmt.Fprintf(env.Stdout, "no fault; %s version %d\n", said, f.Version)
	return err
}

// policyImportCmd makes a draft.
type policyImportCmd struct {
	File string `arg:"" help:"JSON file, as candor policy export writes it."`
	As   string `name:"as" required:"" help:"Sign-in name of the member of staff whose draft it becomes."`
}

// Run makes the draft; it still needs a second person to go live.
func (c policyImportCmd) Run(env *Env) error {
	f, err := readPolicyFile(env, c.File)
	if err != nil {
		return err
	}
	return withStore(env, func(s *data.Store) error {
		by, err := staffOf(env, s, c.As)
		if err != nil {
			return fmt.Errorf("import policy as %s: %w", c.As, err)
		}
		p, err := s.ImportPolicy(env.Ctx, by, f.Document)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(env.Stdout, "version %d is a draft of %s\n", p.Version, c.As)
		return err
	})
}

// staffOf is the operator acting as a member of staff, who must be able to sign in.
func staffOf(env *Env, s *data.Store, login string) (models.Actor, error) {
	u, err := s.UserByLogin(env.Ctx, login)
	if err != nil {
		return models.Actor{}, err
	}
	if u.Disabled {
		return models.Actor{}, models.ErrForbidden
	}
	by := env.Operator()
	by.UserID, by.Name = u.ID, u.Name
	return by, nil
}

// readPolicyFile reads no more of a file than a policy may be long, and prints what is wrong with it.
func readPolicyFile(env *Env, name string) (handlers.PolicyFile, error) {
	f, err := os.Open(name)
	if err != nil {
		return handlers.PolicyFile{}, fmt.Errorf("policy file: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(f, handlers.PolicyFileMost+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return handlers.PolicyFile{}, fmt.Errorf("policy file: %w", err)
	}
	read, err := handlers.ReadPolicyFile(b)
	if err := printFaults(env, err); err != nil {
		return read, fmt.Errorf("policy file: %w", err)
	}
	return read, nil
}

// printFaults prints what is wrong with input, a field a line, and says how much it is;
// another error comes back as it is.
func printFaults(env *Env, err error) error {
	var bad *models.Invalid
	if !errors.As(err, &bad) {
		return err
	}
	for _, field := range slices.Sorted(maps.Keys(bad.Fields)) {
		p := bad.Fields[field]
		line := field + ": " + p.Code
		for _, key := range slices.Sorted(maps.Keys(p.Args)) {
			if p.Args[key] != "" {
				line += " " + key + "=" + p.Args[key]
			}
		}
		if _, err := fmt.Fprintln(env.Stdout, line); err != nil {
			return err
		}
	}
	return fmt.Errorf("%d faults", len(bad.Fields))
}
