package demo

import (
	"context"
	"fmt"
	"time"

	"candor/data"
	"candor/engine/learn"
	"candor/models"
)

// Options is how large and how old a demo lender is.
type Options struct {
	Accounts int       // customers besides the named ones, DefaultAccounts when 0
	Seed     uint64    // everything made up follows from it
	Until    time.Time // the lender's today; the store's clock when zero
	Progress func(done, total int)
}

// DefaultAccounts is how many customers a demo lender has.
const DefaultAccounts = 20_000

// Result is what was seeded.
type Result struct {
	Accounts int
	Digest   string // of everything made up, without ids
	Model    *models.Model
	Run      data.RescoreResult
}

// Actor is who answers for what the seeding writes.
func Actor() models.Actor { return models.Operator("demo") }

// batch is how many accounts one unit writes.
const batch = 1000

// Seed fills an empty store with a demo lender: the book, a model trained on it, and the
// book's scores and flags. A store that has accounts is left alone with an error.
func Seed(ctx context.Context, s *data.Store, o Options) (Result, error) {
	if o.Accounts == 0 {
		o.Accounts = DefaultAccounts
	}
	if o.Until.IsZero() {
		o.Until = s.Now()
	}
	tell := o.Progress
	if tell == nil {
		tell = func(int, int) {}
	}
	total := 2*o.Accounts + o.Accounts/2
	book := makeBook(o.Seed, o.Accounts, o.Until.UTC().Truncate(time.Second))
	var out Result
	var err error
	if out.Digest, err = digest(book); err != nil {
		return out, fmt.Errorf("seed: %w", err)
	}
	ids, err := s.BulkIDs(len(book))
	if err != nil {
		return out, fmt.Errorf("seed: %w", err)
	}
	entries := place(book, ids)
	for from := 0; from < len(entries); from += batch {
		to := min(from+batch, len(entries))
		if err := s.BulkEntries(ctx, Actor(), models.ActionDemoSeeded, "demo book", entries[from:to]); err != nil {
			return out, fmt.Errorf("seed: %w", err)
		}
		tell(to, total)
	}
	if out.Model, err = seedModel(ctx, s); err != nil {
		return out, fmt.Errorf("seed: %w", err)
	}
	tell(o.Accounts+o.Accounts/2, total)
	out.Run, err = s.Rescore(ctx, Actor(), func(done, _ int) { tell(o.Accounts+o.Accounts/2+done, total) })
	out.Accounts = len(entries)
	return out, err
}

// seedModel trains the lender's card on its own outcomes. A book too small to learn from
// gets the card of a larger one of the same making.
func seedModel(ctx context.Context, s *data.Store) (*models.Model, error) {
	if _, err := s.RefreshRelations(ctx, Actor()); err != nil {
		return nil, err
	}
	d, err := s.TrainingData(ctx, Label)
	if err != nil {
		return nil, err
	}
	bads := 0
	for _, bad := range d.Labels {
		if bad {
			bads++
		}
	}
	if bads < learn.MinBads || len(d.Labels)-bads < learn.MinBads {
		card, report, err := smallCard()
		if err != nil {
			return nil, err
		}
		return s.SaveModel(ctx, Actor(), card, report, true)
	}
	card, report, err := learn.Train(d, learn.Options{Seed: 7})
	if err != nil {
		return nil, err
	}
	return s.SaveModel(ctx, Actor(), card, report, true)
}
