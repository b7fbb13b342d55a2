package data

import (
	"errors"
	"testing"
	"time"

	"candor/models"
)

// late is statements of the two months after the test's start, each so many days past due.
func late(days ...int) []models.Statement {
	var list []models.Statement
	for i, d := range days {
		m := start.AddDate(0, i+1, 0)
		list = append(list, models.Statement{Month: m.Year()*100 + int(m.Month()), BillFen: 100_000, Standing: (d + 29) / 30, DaysPastDue: d})
	}
	return list
}

// happen replaces what an account's statements are, its factors with them.
func happen(t *testing.T, s *Store, externalID string, statements []models.Statement) {
	t.Helper()
	put := sent(externalID)
	put.Statements = append(put.Statements, statements...)
	if _, _, err := s.PutAccount(ctx, anna, put); err != nil {
		t.Fatal(err)
	}
}

// TestNothingOfTheFutureIsInAnObservedVector scores an account, lets it default, scores it
// again with the default in its factors, and trains on it: the vector is the first one.
func TestNothingOfTheFutureIsInAnObservedVector(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		trained(t, s, 20)
		bad, _, err := s.PutAccount(ctx, anna, sent("BAD"))
		ok(t, err)
		good, _, err := s.PutAccount(ctx, anna, sent("GOOD"))
		ok(t, err)
		_, err = s.Rescore(ctx, anna, nil)
		ok(t, err)
		if _, err := s.TrainingData(ctx, models.ObservedOutcome); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("before anything happened: %v", err)
		}
		wasBad, wasGood := vectorOf(t, s, bad.ID), vectorOf(t, s, good.ID)
		for m := range 7 { // month by month, each known only when it is over, and the book scored after it
			c.advance(31 * 24 * time.Hour)
			happen(t, s, "BAD", late([]int{20, 50, 80, 110, 140, 170, 200}[:m+1]...))
			happen(t, s, "GOOD", late(make([]int, m+1)...))
			_, err = s.Rescore(ctx, anna, nil)
			ok(t, err)
		}
		d, err := s.TrainingData(ctx, models.ObservedOutcome)
		ok(t, err)
		if len(d.Rows) != 2 || !d.Labels[0] || d.Labels[1] || d.Months[0] != 202603 || d.Months[1] >= 202605 {
			t.Fatalf("labels %v, months %v", d.Labels, d.Months)
		}
		for i, want := range []float64{factorOf(wasBad, "standing_last"), factorOf(wasGood, "standing_last")} {
			if got := factorOf(d.Rows[i], "standing_last"); got != want {
				t.Errorf("row %d stands at %v, want %v as it was decided then", i, got, want)
			}
		}
		if now := factorOf(vectorOf(t, s, bad.ID), "standing_last"); now < 3 {
			t.Fatalf("the account stands at %v today: the test shows nothing", now)
		}
		before := d.Fingerprint()
		happen(t, s, "BAD", late(20, 50, 80, 110, 140, 170, 200, 230)) // one more future fact
		again, err := s.TrainingData(ctx, models.ObservedOutcome)
		ok(t, err)
		if again.Fingerprint() != before {
			t.Error("a later fact changed what is trained on")
		}
	})
}

func TestOutcomesKeepTheirSourceAndWhatPeopleDecided(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		trained(t, s, 5)
		var confirmed, cleared, overturned, passed, model, undecided models.ID
		for _, id := range []*models.ID{&confirmed, &cleared, &overturned, &passed, &model, &undecided} {
			put := sent("P-" + c.now().Format(time.StampMilli))
			put.Statements = nil
			a, _, err := s.PutAccount(ctx, anna, put)
			ok(t, err)
			*id = a.ID
			c.advance(time.Millisecond)
		}
		_, err := s.Rescore(ctx, anna, nil)
		ok(t, err)
		c.advance(time.Hour)
		decide := func(account models.ID, source string, outcome models.CaseOutcome) models.ID {
			var flag models.Flag
			f.must(func(tx *writeTx) (err error) {
				at := tx.now
				kase := models.Case{AccountID: account, State: models.CaseClosed, Outcome: outcome, OpenedAt: at, DueAt: at, ClosedAt: &at, Version: 1}
				if kase.ID, err = tx.id(); err != nil {
					return err
				}
				flag = models.Flag{CaseID: kase.ID, AccountID: account, Source: source, Code: "identity_shared", Severity: 4, RaisedAt: at, State: outcome.FlagState()}
				if flag.ID, err = tx.id(); err != nil {
					return err
				}
				if err := tx.insert(&kase); err != nil {
					return err
				}
				return tx.insert(&flag)
			})
			return flag.ID
		}
		flag := decide(confirmed, "rule", models.CaseConfirmed)
		decide(cleared, "rule", models.CaseCleared)
		decide(overturned, "rule", models.CaseConfirmed)
		decide(model, "model", models.CaseConfirmed)
		c.advance(time.Hour)
		f.must(func(tx *writeTx) error {
			at := tx.now
			sanction := models.Sanction{ID: 77, AccountID: overturned, Kind: models.SanctionFreeze, Reach: []models.Function{}, State: models.SanctionOverturned, MadeAt: at, Version: 1}
			appeal := models.Appeal{
				ID: 78, AccountID: overturned, SanctionID: 77, Stage: models.AppealExecuted, Outcome: models.OutcomeOverturn, ReceivedAt: at, DueAt: at,
				ExecutedAt: &at, Restored: []models.RestoredField{}, Words: must[models.Sealed](t)(tx.seal("not me", wordsPlace(78), 0)), Version: 1,
			}
			event := models.Event{ID: 79, AccountID: passed, Kind: models.EventPurchase, EventKey: []byte("k"), At: at, BodyHash: []byte{1}, Input: []byte{1}, Result: []byte{1}}
			challenge := models.Challenge{ID: 80, AccountID: passed, EventID: 79, Kind: models.ChallengeCode, State: models.ChallengePassed, MadeAt: at, DueAt: at, ResolvedAt: &at, Version: 1}
			for _, row := range []any{&sanction, &appeal, &event, &challenge} {
				if err := tx.insert(row); err != nil {
					return err
				}
			}
			return nil
		})
		n, err := s.ObserveOutcomes(ctx, anna)
		ok(t, err)
		var kept []models.Observation
		ok(t, s.r.Order("account_id").Find(&kept).Error)
		if n != 4 || len(kept) != 4 {
			t.Fatalf("%d outcomes, kept %+v", n, kept)
		}
		if o := kept[0]; !o.Bad || o.Source != "flag:"+flag.Public(models.PrefixFlag) || o.AccountID != confirmed || o.At.Sub(start) < time.Hour {
			t.Errorf("confirmed: %+v", o)
		}
		for i, source := range []string{"flag:flg_", "appeal:app_", "challenge:chl_"} {
			if o := kept[i+1]; o.Bad || o.Source[:len(source)] != source {
				t.Errorf("good by %s: %+v", source, o)
			}
		}
		entries := audited(t, s, models.ActionOutcomesObserved)
		_, err = s.ObserveOutcomes(ctx, anna)
		ok(t, err)
		if again := audited(t, s, models.ActionOutcomesObserved); again != entries || entries != 1 {
			t.Errorf("%d entries, then %d without news", entries, again)
		}
	})
}

func TestALabelOfTheStoresOwnNameIsRefused(t *testing.T) {
	put := sent("A1")
	put.Labels = []models.Label{{Name: models.ObservedOutcome, Bad: true}}
	var bad *models.Invalid
	if err := put.Validate(); !errors.As(err, &bad) || bad.Fields["labels.0.name"].Code != "reserved" {
		t.Errorf("%v", err)
	}
}
