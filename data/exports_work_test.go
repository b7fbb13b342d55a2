package data

import (
	"testing"
	"time"

	"candor/engine/misjudge"
	"candor/models"
)

// TestListsOfWorkAreReadToTheirEnd reads radar, outbox and challenges in pages of two, and finds each row that the filter meets once.
func TestListsOfWorkAreReadToTheirEnd(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		accounts := []models.ID{}
		for i := range 5 {
			accounts = append(accounts, f.open(i+1, models.SeverityHigh, 400, time.Hour).AccountID)
		}
		ok(t, s.write(ctx, anna, func(tx *writeTx) error {
			for i, account := range accounts {
				if err := tx.putWork(i, account); err != nil {
					return err
				}
			}
			return tx.audit(models.ActionDataMigrated, target{kind: "test"}, nil, nil, "")
		}))
		for kind, filter := range map[models.ExportKind]models.ExportFilter{
			models.ExportRadar:      {Radar: &models.RadarFilter{Kind: misjudge.KindFreeze, MinBP: 2000, Now: s.Now()}},
			models.ExportOutbox:     {Outbox: &models.OutboxFilter{State: models.DeliveryQueued, Channel: models.ChannelSMS}},
			models.ExportChallenges: {Challenges: &models.ChallengeFilter{State: models.ChallengeOpen}},
		} {
			e := &models.Export{Kind: kind, Filter: filter}
			n, at, seen := 0, models.CaseCursor{}, map[models.ID]string{}
			for pages := 0; pages < 5; pages++ {
				page := must[*models.ExportRows](t)(s.exportPage(ctx, e, at, 2))
				n += page.Len()
				for i := range page.Radar {
					seen[page.Radar[i].ID] = page.Radar[i].Masked.Name
				}
				for i := range page.Sent {
					seen[page.Sent[i].Cursor()] = page.Sent[i].Name
				}
				for i := range page.Asked {
					seen[page.Asked[i].ID] = page.Asked[i].Masked.Name
				}
				if at = page.Next; !page.More {
					break
				}
			}
			if counted := must[int64](t)(s.countExport(ctx, e)); n != 4 || len(seen) != 4 || counted != 4 {
				t.Errorf("%s: %d rows, %d unlike, %d counted, want 4", kind, n, len(seen), counted)
			}
			for id, name := range seen {
				if name == "" {
					t.Errorf("%s: %d has no name", kind, id)
				}
			}
			kept := exportAsked(t, s, models.AskExport{Kind: kind, Filter: filter})
			exportRuns(t, s)
			if kept = exportNow(t, s, kept); kept.State != models.ExportDone || kept.Step != 4 {
				t.Errorf("%s by a job: %+v", kind, kept)
			}
		}
	})
}

// putWork puts an account on the radar, a message to it on its way and a challenge before it. Those of the first account do not meet the
// filters of the test, and ranks run against ids.
func (tx *writeTx) putWork(i int, account models.ID) error {
	id := func() models.ID {
		id, err := tx.id()
		if err != nil {
			panic(err)
		}
		return id
	}
	kind, state, asked := misjudge.KindFreeze, models.DeliveryQueued, models.ChallengeOpen
	if i == 0 {
		kind, state, asked = misjudge.KindRestrict, models.DeliveryDead, models.ChallengePassed
	}
	message := models.Message{ID: id(), AccountID: account, Template: "sanction", Values: map[string]string{}, Lang: "en", State: models.MessageReady, CreatedAt: tx.now}
	event := models.Event{
		ID: id(), AccountID: account, Kind: models.EventPurchase, Source: "test", ExternalID: account.Public(models.PrefixAccount),
		EventKey: []byte(account.Public(models.PrefixAccount)), At: tx.now, BodyHash: []byte{1}, Input: []byte{}, Result: []byte{},
	}
	for _, row := range []any{
		&event,
		&models.RadarItem{ID: id(), AccountID: account, Kind: kind, SubjectID: id(), State: models.RadarOpen, Lines: []misjudge.Line{}, WrongBP: 3000, Rank: int64(10 - i), FoundAt: tx.now, JudgedAt: tx.now, Version: 1},
		&message,
		&models.Delivery{ID: id(), MessageID: message.ID, AccountID: account, Channel: models.ChannelSMS, State: state, Most: 8, NextAt: tx.now, CreatedAt: tx.now},
		&models.Challenge{ID: id(), AccountID: account, EventID: event.ID, Kind: models.ChallengeCode, State: asked, MadeAt: tx.now, DueAt: tx.now.Add(time.Duration(9-i) * time.Hour), Version: 1},
	} {
		if err := tx.insert(row); err != nil {
			return err
		}
	}
	return nil
}
