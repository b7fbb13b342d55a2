package data

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// recounted counts everything anew.
func recounted(t *testing.T, s *Store, c *clock) models.RulesRecounted {
	t.Helper()
	return must[models.RulesRecounted](t)(s.RecountRules(context.Background(), anna, 0, models.DayOf(c.now())))
}

// qualityOf is one rule of the board.
func qualityOf(t *testing.T, s *Store, days int, key string) (models.RuleQuality, models.RuleBoard) {
	t.Helper()
	b := must[*models.RuleBoard](t)(s.RuleBoard(context.Background(), days))
	for _, q := range b.Rules {
		if q.Rule.Key == key {
			return q, *b
		}
	}
	t.Fatalf("no rule %s", key)
	return models.RuleQuality{}, *b
}

// TestCountsAgreeWithARecount decides, labels, relabels and lets days pass in any order: what
// was added up is what counting the stored decisions gives.
func TestCountsAgreeWithARecount(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		accounts := []*models.Account{lenderAccount(t, s, "A-1"), lenderAccount(t, s, "A-2"), lenderAccount(t, s, "A-3")}
		govern(t, s, c, nil, append(byAmount(), eventRule("paid_in_shop", `known(amount_fen) and amount_fen < 15000`, rules.Monitor))...)
		sent := 0
		rapid.Check(t, func(r *rapid.T) {
			var batch []models.NewEvent
			for range rapid.IntRange(0, 4).Draw(r, "events") {
				a := accounts[rapid.IntRange(0, 2).Draw(r, "account")]
				sent++
				batch = append(batch, spend(a, c, fmt.Sprintf("T-%d", sent), int64(rapid.IntRange(1, 45_000).Draw(r, "fen"))))
			}
			if len(batch) > 0 {
				_, errs := inBatch(t, s, nil, batch...)
				for _, err := range errs {
					ok(t, err)
				}
			}
			for range rapid.IntRange(0, 3).Draw(r, "labels") {
				if sent > 0 {
					cmd := models.LabelEvent{Source: "test", ExternalID: fmt.Sprintf("T-%d", rapid.IntRange(1, sent).Draw(r, "which")), Bad: rapid.Bool().Draw(r, "bad"), At: c.now()}
					if _, _, err := s.LabelEvent(ctx, machineActor, cmd); err != nil {
						t.Fatal(err)
					}
				}
			}
			if rapid.Bool().Draw(r, "flush") {
				ok(t, s.FlushCounts(ctx))
			}
			if rapid.IntRange(0, 9).Draw(r, "night") == 0 {
				c.advance(24 * time.Hour)
			}
			if rapid.IntRange(0, 4).Draw(r, "count") == 0 {
				if done := recounted(t, s, c); done.Changed != 0 {
					t.Fatalf("%+v after %d events", done, sent)
				}
			}
		})
		done := recounted(t, s, c)
		if n := count(t, s, &models.Event{}, "outcome <> ''"); done.Changed != 0 || int64(done.Events) != n {
			t.Errorf("%+v, there are %d events", done, n)
		}
		var sum struct{ Hits int64 }
		ok(t, s.r.Model(&models.RuleDay{}).Select("SUM(hits) AS hits").Where("rule = ''").Scan(&sum).Error)
		if sum.Hits != int64(done.Events) {
			t.Errorf("%d events counted of %d", sum.Hits, done.Events)
		}
	})
}

// TestARecountFindsWhatAKilledProcessLost drops what was gathered, and lets the night mend it.
func TestARecountFindsWhatAKilledProcessLost(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		decideNow(t, s, spend(a, c, "T-1", 12_000))
		s.desk.rules.mu.Lock()
		s.desk.rules.t = nil
		s.desk.rules.mu.Unlock()
		decideNow(t, s, spend(a, c, "T-2", 12_000))
		ok(t, s.FlushCounts(ctx))
		if q, _ := qualityOf(t, s, 7, "watched"); q.Hits != 1 {
			t.Fatalf("%d hits before", q.Hits)
		}
		newFixture(t, s).must(func(tx *writeTx) error { return tx.enqueue(models.JobRules, "test", 0, tx.now.Add(24*time.Hour)) })
		c.advance(24*time.Hour + time.Minute)
		runAll(t, s)
		if q, b := qualityOf(t, s, 7, "watched"); q.Hits != 2 || q.Accounts != 1 || q.Repeated != 1 || q.Fen != 24_000 || b.All.Hits != 2 {
			t.Errorf("%+v of %+v", q, b.All)
		}
		if n := count(t, s, &models.Job{}, "kind = ? AND state = 'ready'", models.JobRules); n != 1 {
			t.Errorf("%d recounts are to come", n)
		}
		gone, cancel := context.WithCancel(ctx)
		decideNow(t, s, spend(a, c, "T-3", 12_000))
		cancel()
		if err := s.FlushCounts(gone); err == nil {
			t.Error("a broken flush says nothing")
		}
		ok(t, s.FlushCounts(ctx))
		if q, _ := qualityOf(t, s, 7, "watched"); q.Hits != 3 {
			t.Errorf("%d hits after a broken flush", q.Hits)
		}
	})
}

// TestTheBoardOfRules checks each figure of a small lender by hand.
func TestTheBoardOfRules(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a, b := lenderAccount(t, s, "A-1"), lenderAccount(t, s, "A-2")
		v := govern(t, s, c, nil, append(byAmount(), eventRule("never", "amount_fen == 1", rules.Monitor))...)
		for i, e := range []struct {
			a   *models.Account
			fen int64
			bad string
		}{{a, 12_000, "bad"}, {a, 22_000, "good"}, {b, 12_000, ""}, {b, 100, "good"}, {b, 200, "bad"}, {b, 300, "good"}} {
			n := spend(e.a, c, fmt.Sprintf("T-%d", i), e.fen)
			decideNow(t, s, n)
			if e.bad != "" {
				if _, _, err := s.LabelEvent(ctx, machineActor, models.LabelEvent{Source: "test", ExternalID: n.ExternalID, Bad: e.bad == "bad", At: c.now()}); err != nil {
					t.Fatal(err)
				}
			}
		}
		ok(t, s.FlushCounts(ctx))
		q, board := qualityOf(t, s, 30, "watched")
		if q.Hits != 3 || q.Labelled != 2 || q.Bad != 1 || q.Accounts != 2 || q.Repeated != 1 || q.Fen != 46_000 || q.Alone != 2 || q.Changed.Version != v {
			t.Errorf("%+v", q)
		}
		if lift, known := q.Lift(board.All); !known || lift != 1.25 {
			t.Errorf("lift %v of %+v", lift, board.All)
		}
		if len(board.Sets) != 2 || board.Sets[0].Rules != "watched" || board.Sets[1].Rules != "challenged,watched" || board.Sets[1].Hits != 1 {
			t.Errorf("sets %+v", board.Sets)
		}
		if q, _ := qualityOf(t, s, 30, "never"); !q.Silent() {
			t.Errorf("%+v is not silent", q)
		}
		d := must[*models.RuleDetail](t)(s.RuleDetail(ctx, "watched", 7))
		if !d.Live || len(d.Series) != 7 || d.Series[6].Hits != 3 || len(d.Latest) != 2 || d.Latest[0].Event.AccountID != b.ID || d.Latest[1].Hits != 2 {
			t.Errorf("%+v", d)
		}
		if len(d.Overlaps) != 1 || d.Overlaps[0] != (models.RuleOverlap{Rule: "challenged", Events: 1, Accounts: 1}) {
			t.Errorf("overlaps %+v", d.Overlaps)
		}
		if _, err := s.RuleDetail(ctx, "nobody's", 7); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no rule: %v", err)
		}
		c.advance(8 * 24 * time.Hour)
		if q, _ := qualityOf(t, s, 7, "watched"); q.Hits != 0 {
			t.Errorf("%d hits in a window after them", q.Hits)
		}
	})
}

// TestTheVersionThatChangedARule publishes versions that change one of two rules, take it
// out and put it back.
func TestTheVersionThatChangedARule(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		same, first, second := eventRule("same", "amount_fen > 1", rules.Monitor), eventRule("moving", "amount_fen > 2", rules.Monitor), eventRule("moving", "amount_fen > 3", rules.Monitor)
		v1 := govern(t, s, c, nil, same, first)
		v2 := govern(t, s, c, nil, same, second)
		govern(t, s, c, nil, same)
		v4 := govern(t, s, c, nil, second, same)
		govern(t, s, c, nil, same, second)
		if q, _ := qualityOf(t, s, 7, "same"); q.Changed.Version != v1 {
			t.Errorf("the same rule is from %d, want %d", q.Changed.Version, v1)
		}
		if q, _ := qualityOf(t, s, 7, "moving"); q.Changed.Version != v4 {
			t.Errorf("the other is from %d, want %d", q.Changed.Version, v4)
		}
		var got []int
		for _, x := range must[*models.RuleDetail](t)(s.RuleDetail(ctx, "moving", 7)).Texts {
			got = append(got, x.Version)
		}
		if fmt.Sprint(got) != fmt.Sprint([]int{v4, v2, v1}) {
			t.Errorf("texts from %v", got)
		}
	})
}

// TestAppealsJudgeTheRules overturns what a rule asked for: its own sanction on an event, and
// one that a person decided on the case of its flag.
func TestAppealsJudgeTheRules(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		flagging := eventRule("noisy", "amount_fen == 778", rules.Monitor)
		flagging.Severity = 3
		govern(t, s, c, nil, sanctioning("restrict"), flagging, eventRule("bystander", "amount_fen > 700", rules.Monitor))
		var sanctioned []models.Sanction
		for i := range 4 {
			a := lenderAccount(t, s, fmt.Sprintf("R-%d", i))
			decideNow(t, s, spend(a, c, fmt.Sprintf("R-%d", i), 777))
			var found models.Sanction
			ok(t, s.r.Where("account_id = ?", a.ID).Take(&found).Error)
			sanctioned = append(sanctioned, found)
		}
		for i := range sanctioned[:3] {
			judge(t, s, file(t, s, &sanctioned[i]).ID, overturn())
		}
		upheld := models.Verdict{Outcome: models.OutcomeUphold, Reason: "the goods went back", CustomerText: "我们核实后维持原决定。"}
		judge(t, s, file(t, s, &sanctioned[3]).ID, upheld)
		q, _ := qualityOf(t, s, 7, "ring")
		if q.Judged != 4 || q.Overturned != 3 || !q.Pause() {
			t.Errorf("%d of %d overturned, pause %t", q.Overturned, q.Judged, q.Pause())
		}
		if q, _ := qualityOf(t, s, 7, "bystander"); q.Judged != 0 {
			t.Errorf("a rule that asked for nothing is judged: %+v", q)
		}
		a := lenderAccount(t, s, "F-1")
		decideNow(t, s, spend(a, c, "F-1", 778))
		var flag models.Flag
		ok(t, s.r.Where("account_id = ?", a.ID).Take(&flag).Error)
		newFixture(t, s).must(func(tx *writeTx) error { return tx.db.Model(&flag).Update("state", models.FlagConfirmed).Error })
		sn := put(t, s, c, a.ID, models.SanctionRestrict)
		newFixture(t, s).must(func(tx *writeTx) error { return tx.db.Model(sn).Update("case_id", flag.CaseID).Error })
		judge(t, s, file(t, s, sn).ID, overturn())
		if q, _ := qualityOf(t, s, 7, "noisy"); q.Judged != 1 || q.Overturned != 1 || q.Pause() {
			t.Errorf("1 of 1: %+v, pause %t", q, q.Pause())
		}
		judgedByRule(t, s, c)
		before := count(t, s, &models.RuleJudgement{}, "1 = 1")
		recounted(t, s, c)
		if n := count(t, s, &models.RuleJudgement{}, "1 = 1"); n != before || n != 5 {
			t.Errorf("%d judgements, counted anew %d", before, n)
		}
		d := must[*models.RuleDetail](t)(s.RuleDetail(ctx, "ring", 7))
		if len(d.Judged) != 4 || d.Judged[0].Overturned || d.Judged[3].SanctionID != sanctioned[0].ID {
			t.Errorf("%+v", d.Judged)
		}
	})
}

// TestARuleIsPutOffInADraftOnly leaves the live version as it is.
func TestARuleIsPutOffInADraftOnly(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		live := govern(t, s, c, nil, byAmount()...)
		p := must[*models.Policy](t)(s.DraftRuleOff(ctx, anna, "held"))
		on := func(doc decide.Policy, key string) bool {
			for _, r := range doc.Events.Rules {
				if r.Key == key {
					return r.On
				}
			}
			return false
		}
		if p.State != models.PolicyDraft || p.Base != live || on(p.Document, "held") || !on(p.Document, "declined") {
			t.Errorf("draft %d from %d: %+v", p.Version, p.Base, p.Document.Events.Rules)
		}
		again := must[*models.Policy](t)(s.DraftRuleOff(ctx, anna, "declined"))
		if again.Version != p.Version || on(again.Document, "declined") || on(again.Document, "held") {
			t.Error("the second rule is not in the same draft")
		}
		if now := must[*models.Policy](t)(s.LivePolicy(ctx)); now.Version != live || !on(now.Document, "held") {
			t.Error("the live version changed")
		}
		wantRefused(t, second(s.DraftRuleOff(ctx, anna, "held")), "rule_off")
		wantRefused(t, second(s.DraftRuleOff(ctx, anna, "nobody")), "rule_unknown")
	})
}

func second[T any](_ T, err error) error { return err }

// TestFlagsOfAccountsAreCounted counts what reviewers made of them.
func TestFlagsOfAccountsAreCounted(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		states := []models.FlagState{models.FlagOpen, models.FlagCleared, models.FlagCleared, models.FlagConfirmed, models.FlagOverturned}
		newFixture(t, s).must(func(tx *writeTx) error {
			kase := models.Case{AccountID: a.ID, State: models.CaseClosed, OpenedAt: tx.now, DueAt: tx.now, Version: 1}
			var err error
			if kase.ID, err = tx.id(); err != nil {
				return err
			}
			if err := tx.insert(&kase); err != nil {
				return err
			}
			for _, state := range states {
				f := models.Flag{CaseID: kase.ID, AccountID: a.ID, Source: "model", Code: "score_low", Severity: 2, RaisedAt: tx.now, State: state}
				if f.ID, err = tx.id(); err != nil {
					return err
				}
				if err := tx.insert(&f); err != nil {
					return err
				}
			}
			return nil
		})
		b := must[*models.RuleBoard](t)(s.RuleBoard(context.Background(), 7))
		f := b.Flags[0]
		if f.Flag.Code != "score_low" || f.Raised != 5 || f.Accounts != 1 || f.Open != 1 || f.Cleared != 2 || f.Confirmed != 1 || f.Overturned != 1 || f.ConfirmRate().Value != 0.5 || f.OverturnRate().Value != 0.5 {
			t.Errorf("%+v", f)
		}
		if len(b.Flags) != len(decide.Default().Flags) {
			t.Errorf("%d codes", len(b.Flags))
		}
		c.advance(8 * 24 * time.Hour)
		if b := must[*models.RuleBoard](t)(s.RuleBoard(context.Background(), 7)); b.Flags[0].Raised != 0 {
			t.Errorf("%+v a week later", b.Flags[0])
		}
	})
}
