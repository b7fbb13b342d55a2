package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"candor/data"
	"candor/handlers"
	"candor/models"
)

// listCmd groups the commands on the lists.
type listCmd struct {
	Show   listShowCmd   `cmd:"" help:"Print entries, newest first; may run beside a server."`
	Export listExportCmd `cmd:"" help:"Write entries as CSV to standard output; that they were taken is recorded."`
	Import listImportCmd `cmd:"" help:"Read a CSV file of entries, and with --confirm add it, as a member of staff. Payments are refused: only an appeal lets one through again."`
}

// listWhich narrows entries.
type listWhich struct {
	Lane  string `arg:"" optional:"" enum:"block,watch,allow," default:"" help:"block, watch or allow; all by default."`
	Kind  string `name:"kind" enum:"account,device,card,ip,cidr,phone,payee,merchant," default:"" help:"account, device, card, ip, cidr, phone, payee or merchant."`
	Ended bool   `name:"ended" help:"Entries that are over instead of those in force."`
}

func (w listWhich) filter() models.ListFilter {
	return models.ListFilter{Lane: models.ListLane(w.Lane), Kind: w.Kind, Ended: w.Ended}
}

// words is the filter as an export and the record say it.
func (w listWhich) words() string {
	q := ""
	for _, part := range []struct{ name, value string }{{"kind", w.Kind}, {"lane", w.Lane}, {"state", map[bool]string{true: "ended"}[w.Ended]}} {
		if part.value == "" {
			continue
		}
		if q != "" {
			q += "&"
		}
		q += part.name + "=" + part.value
	}
	return q
}

// listShowCmd prints entries.
type listShowCmd struct {
	listWhich
	Limit int `name:"limit" default:"100" help:"How many entries."`
}

// Run prints id, lane, kind, value, hits, end and reason, an entry a line. What identifies a
// person is shown as its token.
func (c listShowCmd) Run(env *Env) error {
	s, err := env.OpenReadOnly()
	if err != nil {
		return err
	}
	f := c.filter()
	f.Limit = min(max(c.Limit, 1), data.ListExportMax)
	page, err := s.Lists(env.Ctx, f)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	w := tabwriter.NewWriter(env.Stdout, 0, 4, 2, ' ', 0)
	for i := range page.Items {
		e := &page.Items[i]
		until := "no end"
		if e.EndsAt != nil {
			until = "until " + e.EndsAt.UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\t%s\n", e.PublicID(), e.Lane, e.Kind, e.Exported(), e.Hits.N, until, e.Reason)
	}
	if err := errors.Join(w.Flush(), s.Close()); err != nil {
		return err
	}
	if page.Older {
		fmt.Fprintf(env.Stderr, "the newest %d; there are more\n", len(page.Items))
	}
	return nil
}

// listExportCmd writes a file that an import reads back.
type listExportCmd struct{ listWhich }

// Run writes the same bytes as the page's export, with the operator's name.
func (c listExportCmd) Run(env *Env) error {
	by := env.Operator()
	return withStore(env, func(s *data.Store) error {
		list, cut, err := s.ExportLists(env.Ctx, by, c.filter(), c.words())
		if err != nil {
			return err
		}
		b, err := handlers.WriteListFile(list, by.Name, s.Now(), c.words(), cut)
		if err != nil {
			return err
		}
		_, err = env.Stdout.Write(b)
		return err
	})
}

// listImportCmd reads a file of entries.
type listImportCmd struct {
	File    string `arg:"" help:"CSV with the columns lane, kind, value and perhaps reason and until."`
	As      string `name:"as" required:"" help:"Sign-in name of the member of staff who adds it."`
	Reason  string `name:"reason" required:"" help:"Why, for the whole and for rows without a reason."`
	Confirm bool   `name:"confirm" help:"Add it at once instead of leaving it to be looked at and confirmed on its page."`
}

// Run says what the file would add and whom it reaches. Rows that cannot be entries are
// printed, and the command then ends with the status of rejected rows. Confirmed, entries are
// in force, or wait for a second person where they reach more accounts than one may decide.
func (c listImportCmd) Run(env *Env) error {
	content, err := readListFile(c.File)
	if err != nil {
		return err
	}
	var made *models.ListChange
	err = withStore(env, func(s *data.Store) error {
		by, err := staffOf(env, s, c.As)
		if err != nil {
			return fmt.Errorf("import list as %s: %w", c.As, err)
		}
		made, err = s.ReadListFile(env.Ctx, by, models.ListFile{Name: filepath.Base(c.File), Content: content, Reason: c.Reason, Zone: time.UTC})
		if err != nil {
			return printFaults(env, err)
		}
		if err := c.say(env, made); err != nil || !c.Confirm {
			return err
		}
		made, err = s.ConfirmListChange(env.Ctx, by, made.ID, made.Version)
		return err
	})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(env.Stdout, "%s: %s\n", made.PublicID(), made.State); err != nil {
		return err
	}
	if len(made.Refused) > 0 {
		return errRejected
	}
	return nil
}

// say prints what was read.
func (c listImportCmd) say(env *Env, m *models.ListChange) error {
	for _, r := range m.Refused {
		if _, err := fmt.Fprintf(env.Stdout, "line %d: %s %s\n", r.Line, r.Column, r.Code); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(env.Stdout, "%d new, %d there already, %d refused; blocks %d and allows %d of %d active accounts, one person decides up to %d\n",
		len(m.New()), len(m.Lines)-len(m.New()), len(m.Refused), m.Reach.Blocked, m.Reach.Allowed, m.Reach.Active, m.Reach.Second)
	return err
}

// readListFile reads no more of a file than may be in it and one byte, so that what is too
// large is told apart.
func readListFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("list file: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(f, models.ListFileMax+1))
	return b, errors.Join(err, f.Close())
}
