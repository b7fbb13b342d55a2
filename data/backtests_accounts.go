package data

import (
	"context"

	"gorm.io/gorm"

	"candor/engine/backtest"
	"candor/engine/decide"
	"candor/models"
)

// compareAccounts assesses every account again, on the input of its latest assessment, by the
// champion under both documents.
func (w *comparing) compareAccounts(ctx context.Context, modelID models.ID) (*backtest.Accounts, error) {
	m, err := w.store.Model(ctx, modelID)
	if err != nil {
		return nil, err
	}
	card, err := readCard(m)
	if err != nil {
		return nil, &unfitError{err}
	}
	current, err := decide.NewAssessor(card, w.base)
	if err != nil {
		return nil, &unfitError{err}
	}
	proposed, err := decide.NewAssessor(card, w.b.Document)
	if err != nil {
		return nil, &unfitError{err}
	}
	return backtest.CompareAccounts(w.assessed(ctx), backtest.AccountOptions{
		Current: current, Proposed: proposed,
		Name:    func(account int64) string { return models.ID(account).Public(models.PrefixAccount) },
		Batched: func(done int) error { return w.told(w.events + int64(done)) },
	})
}

// assessed gives the accounts by id, a batch at a time.
func (w *comparing) assessed(ctx context.Context) func(each func(*backtest.Assessed) error) error {
	return func(each func(*backtest.Assessed) error) error {
		for after := models.ID(0); ; {
			batch, err := w.assessedAfter(ctx, after)
			if err != nil || len(batch) == 0 {
				return err
			}
			for i := range batch {
				if err := each(&batch[i]); err != nil {
					return err
				}
			}
			after = models.ID(batch[len(batch)-1].Account)
		}
	}
}

// assessedAfter reads the next accounts, what they were assessed on and what became of them.
func (w *comparing) assessedAfter(ctx context.Context, after models.ID) ([]backtest.Assessed, error) {
	var accounts []models.Account
	inputs, known := map[models.ID][]byte{}, map[models.ID]bool{}
	err := w.store.read(ctx, func(db *gorm.DB) error {
		err := db.Select("id", "decision_id", "limit_fen", "used_fen", "income_fen", "declared", "jurisdiction").
			Where("id > ? AND decision_id <> 0", after).Order("id").Limit(rescoreBatch).Find(&accounts).Error
		if err != nil || len(accounts) == 0 {
			return err
		}
		ids := make([]models.ID, len(accounts))
		for i := range accounts {
			ids[i] = accounts[i].DecisionID
		}
		var decisions []models.Decision
		if err := db.Select("id", "input").Where("id IN ?", ids).Find(&decisions).Error; err != nil {
			return err
		}
		for i := range decisions {
			inputs[decisions[i].ID] = decisions[i].Input
		}
		return w.becameKnown(db, after, accounts[len(accounts)-1].ID, known)
	})
	if err != nil {
		return nil, err
	}
	out := make([]backtest.Assessed, len(accounts))
	for i := range accounts {
		a := &accounts[i]
		bad, labelled := known[a.ID]
		out[i] = backtest.Assessed{
			Account: int64(a.ID), Input: inputs[a.DecisionID], LimitFen: a.LimitFen, UsedFen: a.UsedFen, IncomeFen: a.IncomeFen, Jurisdiction: a.Jurisdiction,
			Declared: declaredGroups(a.Declared), Labelled: labelled, Bad: bad,
		}
	}
	return out, nil
}

// becameKnown says of the accounts above one id, up to another, whether any outcome that was
// observed or sent by the time of the asking was bad. A label that a flag was wrong is about
// the flag.
func (w *comparing) becameKnown(db *gorm.DB, first, last models.ID, known map[models.ID]bool) error {
	var observed []models.Observation
	if err := within(db, "account_id", first, last).Where("at <= ?", w.b.AskedAt).Find(&observed).Error; err != nil {
		return err
	}
	for _, o := range observed {
		known[o.AccountID] = o.Bad
	}
	var sent []models.Label
	err := within(db, "account_id", first, last).Where("at <= ? AND name NOT LIKE ?", w.b.AskedAt, "false_positive:%").Find(&sent).Error
	for _, l := range sent {
		known[l.AccountID] = known[l.AccountID] || l.Bad
	}
	return err
}

// declaredGroups is the groups that an account belongs to by what it declared, nil for none.
func declaredGroups(declared map[string]string) map[string]string {
	var groups map[string]string
	for name, value := range declared {
		if group := models.DeclaredGroup(name, value); group != "" {
			if groups == nil {
				groups = map[string]string{}
			}
			groups[name] = group
		}
	}
	return groups
}
