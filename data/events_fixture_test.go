package data

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// spend is a purchase on the account's pay-later line, of which 800,000 fen are free.
func spend(a *models.Account, c *clock, external string, fen int64) models.NewEvent {
	return models.NewEvent{
		Source: a.Source, ExternalID: external, Account: a.ExternalID, Kind: models.EventPurchase, At: c.now(), AmountFen: fen,
		Currency: models.Currency, Product: models.ProductPayLater,
	}
}

// payBack is a repayment of the same line.
func payBack(a *models.Account, c *clock, external string, fen int64) models.NewEvent {
	n := spend(a, c, external, fen)
	n.Kind = models.EventRepayment
	return n
}

// decideNow decides one event, which has to succeed.
func decideNow(t *testing.T, s *Store, n models.NewEvent) *models.Decided {
	t.Helper()
	return must[*models.Decided](t)(s.RecordEvent(context.Background(), n))
}

// inBatch decides events as one batch, whatever else runs, and returns the answer to each.
func inBatch(t *testing.T, s *Store, change func(i int, w *eventWork), events ...models.NewEvent) ([]*models.Decided, []error) {
	t.Helper()
	batch := make([]*eventWork, len(events))
	for i, n := range events {
		n.Arrived = time.Now()
		batch[i] = must[*eventWork](t)(s.prepareEvent(context.Background(), n))
		if change != nil {
			change(i, batch[i])
		}
	}
	s.decideBatch(batch, s.answer)
	out, errs := make([]*models.Decided, len(batch)), make([]error, len(batch))
	for i, w := range batch {
		out[i], errs[i] = s.await(context.Background(), w)
	}
	return out, errs
}

// eventRule is a rule on purchases, named after what it asks for.
func eventRule(key, when string, outcome rules.Outcome) rules.Rule {
	return rules.Rule{Key: key, Family: "cash_out", When: when, Outcome: outcome, Risk: 10, Reason: key, On: true, Kinds: []string{"purchase"}}
}

// byAmount asks for more the larger the amount: 10,000 fen are watched, 20,000 challenged,
// 30,000 held, 40,000 declined.
func byAmount() []rules.Rule {
	return []rules.Rule{
		eventRule("watched", "amount_fen >= 10000", rules.Monitor), eventRule("challenged", "amount_fen >= 20000", rules.StepUp),
		eventRule("held", "amount_fen >= 30000", rules.Hold), eventRule("declined", "amount_fen >= 40000", rules.Decline),
	}
}

// govern makes a policy with these rules the live one at once, and returns its version.
func govern(t *testing.T, s *Store, c *clock, change func(*decide.Events), list ...rules.Rule) int {
	t.Helper()
	var version int
	newFixture(t, s).must(func(tx *writeTx) error {
		was, err := livePolicyRow(tx.db)
		if err != nil {
			return err
		}
		p := models.Policy{Version: was.Version + 1, Base: was.Version, State: models.PolicyLive, Document: decide.Default(), MadeAt: tx.now, PublishedAt: &tx.now, Revision: 1}
		p.Document.Events.Rules = list
		if change != nil {
			change(p.Document.Events)
		}
		if err := models.CheckPolicy(p.Document); err != nil {
			return err
		}
		version = p.Version
		if err := tx.db.Model(was).Update("state", models.PolicyArchived).Error; err != nil {
			return err
		}
		return tx.insert(&p)
	})
	c.advance(monitorFor)
	return version
}

// used is what is used of the account's pay-later line.
func used(t *testing.T, s *Store, a *models.Account) int64 {
	t.Helper()
	return line(measured(t, s, a.ID), models.ProductPayLater).UsedFen
}

// storedEvents is the account's events as stored, in the order of their ids.
func storedEvents(t *testing.T, s *Store, a *models.Account) []models.Event {
	t.Helper()
	var list []models.Event
	ok(t, s.read(context.Background(), func(db *gorm.DB) error { return db.Where("account_id = ?", a.ID).Order("id").Find(&list).Error }))
	return list
}

// stateBytes is the account's state as stored, nil for none.
func stateBytes(t *testing.T, s *Store, a *models.Account) []byte {
	t.Helper()
	var list []models.AccountState
	ok(t, s.read(context.Background(), func(db *gorm.DB) error { return db.Where("account_id = ?", a.ID).Find(&list).Error }))
	if len(list) == 0 {
		return nil
	}
	return list[0].State
}

// soundLedger fails when what the lines say is used is not what the events that went
// through add up to, or a line is used beyond its limit.
func soundLedger(t *testing.T, s *Store, a *models.Account, before int64) {
	t.Helper()
	sum := before
	for _, e := range storedEvents(t, s, a) {
		switch {
		case e.Kind.Spends() && e.Goes():
			sum += e.AmountFen
		case e.Kind.PaysBack():
			sum = max(0, sum-e.AmountFen)
		}
	}
	m := measured(t, s, a.ID)
	l := line(m, models.ProductPayLater)
	if l.UsedFen != sum || l.UsedFen > l.InForceFen() {
		t.Errorf("%d of %d is used, the events say %d", l.UsedFen, l.InForceFen(), sum)
	}
	var total int64
	for i := range m.Lines {
		total += m.Lines[i].UsedFen
	}
	if m.Account.UsedFen != total {
		t.Errorf("the account says %d is used, its lines %d", m.Account.UsedFen, total)
	}
}

// replicas opens n stores on one schema of PostgreSQL with the same keys, as n servers do.
func replicas(t *testing.T, n int) ([]*Store, *clock) {
	t.Helper()
	c, url := newClock(), pgSchemas.Schema(t)
	var stores []*Store
	for i := range n {
		dir := t.TempDir()
		if i > 0 {
			ok(t, os.CopyFS(filepath.Join(dir, "keys"), os.DirFS(filepath.Join(stores[0].dir, "keys"))))
		}
		stores = append(stores, openTest(t, Options{Dir: dir, URL: url, Now: c.now, Rand: rand.Reader}))
	}
	return stores, c
}
