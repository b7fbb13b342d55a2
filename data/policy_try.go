package data

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// TryPolicy decides past events again, from their stored inputs, under the version in force and
// under a document that may be in force never. It stores nothing. An event or account that does
// not exist, or has no decision, gives an answer without events.
func (s *Store) TryPolicy(ctx context.Context, doc decide.Policy, what models.TryEvents) (*models.PolicyTry, error) {
	live, err := s.LivePolicy(ctx)
	if err != nil {
		return nil, fmt.Errorf("try policy: %w", err)
	}
	now, err := s.Monitor(ctx, live.Version)
	if err != nil {
		return nil, fmt.Errorf("try policy: %w", err)
	}
	then, err := decide.NewMonitor(doc)
	if err != nil {
		return nil, fmt.Errorf("try policy: %w", err)
	}
	var events []models.Event
	var where map[models.ID]string
	err = s.read(ctx, func(db *gorm.DB) error {
		q := db.Where("outcome <> ''")
		if what.Event != 0 {
			q = q.Where("id = ?", what.Event)
		} else {
			q = q.Where("account_id = ?", what.Account)
		}
		if err := q.Order("id DESC").Limit(models.TryMost).Find(&events).Error; err != nil {
			return err
		}
		owners := make([]models.ID, len(events))
		for i := range events {
			owners[i] = events[i].AccountID
		}
		where, err = jurisdictions(db, owners)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("try policy: %w", err)
	}
	out := &models.PolicyTry{
		Live: live.Version, LiveRule: ruleOf(now, what.Rule), DraftRule: ruleOf(then, what.Rule),
		LiveMeasures: now.Events().Measures, DraftMeasures: then.Events().Measures,
	}
	for i := range events {
		at := where[events[i].AccountID]
		tried, err := tryEvent(&events[i], at, trying{now, &live.Document.Switches}, trying{then, &doc.Switches}, what.Rule)
		if err != nil {
			return nil, err
		}
		out.Account = events[i].AccountID
		out.Events = append(out.Events, tried)
	}
	return out, nil
}

// trying is a document that an event is decided under, with what it switches off by jurisdiction.
type trying struct {
	*decide.Monitor
	switches *decide.Switches
}

// tryEvent decides one event twice, of an account in a jurisdiction.
func tryEvent(e *models.Event, where string, now, then trying, rule string) (models.TriedEvent, error) {
	in, err := decide.DecodeEventInput(e.Input)
	if err != nil {
		return models.TriedEvent{}, fmt.Errorf("try %s: %w", e.PublicID(), err)
	}
	was, is := now.switches.Event(in, where), then.switches.Event(in, where)
	t := models.TriedEvent{Event: *e, Live: now.Decide(was), Draft: then.Decide(is)}
	t.Event.Input, t.Event.Result = nil, nil
	if rule != "" {
		t.LiveTrace, t.DraftTrace = traceOf(now.Monitor, was, rule), traceOf(then.Monitor, is, rule)
	}
	return t, nil
}

// traceOf is what became of the rule with a key, nil when the policy has none.
func traceOf(m *decide.Monitor, in *decide.EventInput, key string) *rules.Trace {
	for i, r := range m.Events().Rules {
		if r.Key == key {
			return &m.Explain(in)[i]
		}
	}
	return nil
}

func ruleOf(m *decide.Monitor, key string) *rules.Rule {
	for i := range m.Events().Rules {
		if r := &m.Events().Rules[i]; r.Key == key {
			return r
		}
	}
	return nil
}

// AccountByNumber finds the account that the lender's systems know by a number. A number that is
// nobody's, or that two systems give to different accounts, is refused as *models.Invalid.
func (s *Store) AccountByNumber(ctx context.Context, number string) (models.ID, error) {
	var found []models.ID
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Model(&models.Account{}).Where("external_id = ?", number).Limit(2).Pluck("id", &found).Error
	})
	if err != nil {
		return 0, fmt.Errorf("account by number: %w", err)
	}
	if len(found) == 1 {
		return found[0], nil
	}
	var bad models.Invalid
	if len(found) == 0 {
		bad.Add("number", "no_such_account")
	} else {
		bad.Add("number", "two_accounts")
	}
	return 0, bad.OrNil()
}
