package demo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
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
	Password string    // of the whole staff; without one there is no staff and no story
	Progress func(done, total int)
	// Clock sets the store's clock, so that the stories lie in the past, step by step. It
	// ends at Until. Without it everything happens at once.
	Clock func(time.Time)
}

// DefaultAccounts is how many customers a demo lender has.
const DefaultAccounts = 20_000

// Result is what was seeded.
type Result struct {
	Accounts int
	Digest   string // of everything made up, without ids
	Model    *models.Model
	Run      data.RescoreResult
	Personas map[string]models.ID // by external id
	IDs      []models.ID          // of every account, the personas last
}

// Actor is who answers for what the seeding writes.
func Actor() models.Actor { return models.Operator("demo") }

// batch is how many accounts one unit writes.
const batch = 1000

// Seed fills an empty store with a demo lender: the book, a model trained on it, the
// staff, what they did about the named people, and the book's scores and flags.
func Seed(ctx context.Context, s *data.Store, o Options) (Result, error) {
	if o.Accounts == 0 {
		o.Accounts = DefaultAccounts
	}
	if o.Until.IsZero() {
		o.Until = s.Now()
	}
	o.Until = o.Until.UTC().Truncate(time.Second)
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	if o.Clock != nil {
		o.Clock(o.Until.AddDate(0, 0, -o.days()))
	}
	out, err := seed(ctx, s, o)
	if err != nil {
		return out, fmt.Errorf("seed: %w", err)
	}
	return out, nil
}

// hears reports whether appeals of customers without a story were heard: in a book that is large enough, and only where the past is past.
func (o *Options) hears() bool { return o.Password != "" && o.Clock != nil && o.Accounts >= heardFrom }

// days is how long before the end the staff begins.
func (o *Options) days() int {
	if o.hears() {
		return heardDays + 1
	}
	return storyDays
}

// seed does the parts; writing the book, training and scoring each count as a third.
func seed(ctx context.Context, s *data.Store, o Options) (out Result, err error) {
	book := newBook(o.Seed, o.Accounts, o.Until)
	out.Accounts = book.size()
	total := 3 * out.Accounts
	if err := out.write(ctx, s, book, func(done int) { o.Progress(done, total) }); err != nil {
		return out, err
	}
	if out.Model, err = seedModel(ctx, s, func(done, all int) { o.Progress(out.Accounts+out.Accounts*done/all, total) }); err != nil {
		return out, err
	}
	if o.Password != "" {
		if err := work(ctx, s, o, book, &out); err != nil {
			return out, err
		}
	}
	if o.Clock != nil {
		o.Clock(o.Until)
	}
	out.Run, err = s.Rescore(ctx, Actor(), func(done, _ int) { o.Progress(2*out.Accounts+done, total) })
	return out, err
}

// write stores the book a part at a time.
func (out *Result) write(ctx context.Context, s *data.Store, b *book, progress func(done int)) (err error) {
	if out.IDs, err = s.BulkIDs(out.Accounts); err != nil {
		return err
	}
	out.Personas = map[string]models.ID{}
	digest := sha256.New()
	enc := json.NewEncoder(digest)
	for from := 0; from < out.Accounts; from += batch {
		part := b.part(from, min(from+batch, out.Accounts))
		for _, c := range part {
			if err := enc.Encode(c.entry); err != nil {
				return err
			}
		}
		entries := place(part, from, out.IDs)
		for i, e := range entries {
			if from+i >= b.n {
				out.Personas[e.Account.ExternalID] = e.Account.ID
			}
		}
		if err := s.BulkEntries(ctx, Actor(), models.ActionDemoSeeded, "demo book", entries); err != nil {
			return err
		}
		progress(from + len(part))
	}
	out.Digest = hex.EncodeToString(digest.Sum(nil))
	return nil
}

// work hires the staff and lets them do what the stories tell, with the jobs that follow.
func work(ctx context.Context, s *data.Store, o Options, b *book, out *Result) error {
	staff, err := hire(ctx, s, o.Password)
	if err != nil {
		return err
	}
	t := &story{ctx: ctx, s: s, staff: staff, ids: maps.Clone(out.Personas), until: o.Until, clock: o.Clock}
	if o.hears() {
		t.heard(b, out.IDs)
	}
	if err := t.tell(); err != nil {
		return err
	}
	if o.Clock != nil {
		o.Clock(o.Until)
	}
	for {
		done, err := s.RunJobs(ctx, "demo", batch)
		if err != nil || done == 0 {
			return err
		}
	}
}

// seedModel trains the lender's card on its own outcomes. A book too small to learn from
// gets the card of a larger one of the same making.
func seedModel(ctx context.Context, s *data.Store, progress func(done, all int)) (*models.Model, error) {
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
		n, err := smallModel()
		if err != nil {
			return nil, err
		}
		return s.SaveModel(ctx, Actor(), n)
	}
	whole := len(d.Rows)
	d = newest(d, learnMost)
	options := learn.Options{Method: learn.MethodWoE, Seed: 7, Progress: progress}
	champion, err := learned(ctx, s, d, options)
	if err != nil {
		return nil, err
	}
	champion.Champion = true
	m, err := s.SaveModel(ctx, Actor(), champion)
	if err != nil || whole > challengerMost {
		return m, err
	}
	options.Method, options.Folds, options.Progress = learn.MethodBoosted, 3, nil
	challenger, err := learned(ctx, s, newest(d, challengerFrom), options)
	if err != nil {
		return nil, err
	}
	challenger.Challenger, challenger.Shadow = true, true
	_, err = s.SaveModel(ctx, Actor(), challenger)
	return m, err
}

// How many accounts are learnt from: more change no point of the card, and keep whoever waits waiting. The challenger is only there to
// be compared with, and boosting takes several times as long as the card.
const (
	learnMost      = 200_000
	challengerFrom = 10_000
)

// newest is the accounts that came last, at most so many.
func newest(d learn.Data, most int) learn.Data {
	from := max(len(d.Rows)-most, 0)
	d.Rows, d.Labels = d.Rows[from:], d.Labels[from:]
	if d.Months != nil {
		d.Months = d.Months[from:]
	}
	groups := make(map[string][]string, len(d.Groups))
	for name, of := range d.Groups {
		groups[name] = of[from:]
	}
	d.Groups = groups
	return d
}

// challengerMost is the largest book for which a challenger is trained too, so that there is one to compare: a larger book would
// keep whoever waits for it waiting.
const challengerMost = 30_000

// learned trains and validates one card.
func learned(ctx context.Context, s *data.Store, d learn.Data, o learn.Options) (data.NewModel, error) {
	trained, err := learn.Train(d, o)
	if err != nil {
		return data.NewModel{}, err
	}
	validation, err := s.Validate(ctx, d, trained, o)
	return data.NewModel{Card: trained.Card, Report: trained.Report, Validation: validation, Out: trained.Out}, err
}
